"""The GitHub Action and the hooks of pre-commit: their shell code runs in a shallow clone, the API on loopback."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from specwright.cli import main
from tests.packaging.commands import ROOT
from tests.unit.diff.conftest import commit, git
from tests.unit.diff.pets import NARROWED, PETS, RENAMED

ACTION = ROOT / ".github/actions/specwright"
STEPS = yaml.safe_load((ACTION / "action.yml").read_text("utf-8"))["runs"]["steps"]
INPUTS = yaml.safe_load((ACTION / "action.yml").read_text("utf-8"))["inputs"]
COMMITS = 40
PROJECT = '[tool.specwright]\nspec = "pets.yaml"\noutput = "client"\npackage = "zoo"\n'


# --- a repository, and what a runner does ---------------------------------------------------------


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare repository: `main` went on by many commits since the branch `feature/x` left it."""
    folder = tmp_path_factory.mktemp("origin")
    work = folder / "work"
    work.mkdir()
    git(work, "init", "--quiet", "--initial-branch=main")
    (work / "pets.yaml").write_text(PETS)
    (work / "pyproject.toml").write_text(PROJECT)
    run = [sys.executable, "-m", "specwright", "generate", "--no-cache"]
    subprocess.run(run, cwd=work, check=True, capture_output=True)
    commit(work)
    _empty_commits(work)
    git(work, "switch", "--quiet", "--create", "feature/x")
    (work / "pets.yaml").write_text(NARROWED)
    commit(work)
    _empty_commits(work)
    git(work, "switch", "--quiet", "main")
    (work / "pets.yaml").write_text(RENAMED)  # no change of the branch
    commit(work)
    _empty_commits(work)
    git(work, "switch", "--quiet", "--detach")
    git(work, "merge", "--quiet", "--no-edit", "feature/x")
    git(work, "update-ref", "refs/pull/7/merge", "HEAD")
    git(folder, "clone", "--quiet", "--mirror", "work", "origin.git")
    return folder / "origin.git"


def _empty_commits(work: Path) -> None:
    one = "c=$(git commit-tree -p $c -m x HEAD^{tree})"
    script = f"c=HEAD; for i in $(seq {COMMITS}); do {one}; done; git reset --quiet --soft $c"
    names = (f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL"))
    environment = {**os.environ, **dict.fromkeys(names, "a@example.com")}
    subprocess.run(["bash", "-ec", script], cwd=work, check=True, env=environment)


@dataclass
class Api:
    """The comments of a pull request, as GitHub keeps them."""

    comments: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    is_read_only: bool = False
    url: str = ""


@pytest.fixture
def api() -> Iterator[Api]:
    found = Api()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = int((re.search(r"[?&]page=(\d+)", self.path) or ["", "1"])[1])
            self._answer(found.comments[(page - 1) * 100 : page * 100])

        def do_POST(self) -> None:
            self._write(lambda body: found.comments.append(_comment(len(found.comments), body)))

        def do_PATCH(self) -> None:
            number = int(self.path.rpartition("/")[2])
            self._write(lambda body: found.comments[number].update(body=body))

        def _write(self, change: Any) -> None:
            data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if found.is_read_only:
                self._answer({"message": "Resource not accessible by integration"}, 403)
                return
            change(data["body"])
            self._answer({})

        def _answer(self, data: Any, code: int = 200) -> None:
            found.calls.append((self.command, self.path))
            assert self.headers["Authorization"] == "Bearer secret"
            self.send_response(code)
            self.end_headers()
            self.wfile.write(json.dumps(data).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found.url = f"http://127.0.0.1:{server.server_port}"
        yield found
        server.shutdown()


def _comment(number: int, body: str, kind: str = "Bot") -> dict[str, Any]:
    return {"id": number, "body": body, "user": {"type": kind}}


@dataclass
class Runner:
    """Runs the steps of the action, but for the installation, as a runner of GitHub does."""

    folder: Path
    api: Api
    said: str = ""
    outputs: dict[str, str] = field(default_factory=dict)

    def run(self, **inputs: str) -> int:
        """The exit code of the first step that fails, else 0."""
        known = {f"inputs.{name}": str(one["default"]) for name, one in INPUTS.items()}
        known |= {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
        known |= {
            "github.action_path": str(ACTION),
            "github.token": "secret",
            "github.event.pull_request.number": "7",
        }
        self.said, self.outputs = "", {}
        for step in STEPS:
            if "run" not in step or step["name"] == "Install Specwright":
                continue
            if all(_holds(part, known) for part in step.get("if", "").split(" && ") if part):
                code = self._step(step, known)
                if code:
                    return code
        return 0

    def _step(self, step: Mapping[str, Any], known: dict[str, str]) -> int:
        temporary = self.folder.parent / "temporary"
        output = temporary / "output"
        (temporary / "specwright/bin").mkdir(parents=True, exist_ok=True)
        for name, text in (("python", '"$@"'), ("specwright", '-m specwright "$@"')):
            path = temporary / "specwright/bin" / name
            path.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} {text}\n")
            path.chmod(0o755)
        output.write_text("")
        runner = {
            "RUNNER_TEMP": str(temporary),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(temporary / "summary"),
            "GITHUB_REPOSITORY": "owner/shop",
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_RUN_ID": "5",
            "GITHUB_API_URL": self.api.url,
        }
        given = {name: _filled(str(text), known) for name, text in step.get("env", {}).items()}
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(
            shell,
            cwd=self.folder / _filled(step.get("working-directory", "."), known),
            env={**os.environ, **runner, **given},
            capture_output=True,
            text=True,
            timeout=120,
        )
        self.said += done.stdout + done.stderr
        for line in output.read_text().splitlines():
            name, _, value = line.partition("=")
            known[f"steps.{step['id']}.outputs.{name}"] = self.outputs[name] = value
        return done.returncode


def _filled(text: str, known: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{ (\S+) \}\}", lambda found: known.get(found[1], ""), text)


def _holds(condition: str, known: Mapping[str, str]) -> bool:
    left, operator, right = [*condition.split(" "), "", ""][:3]
    value = known.get(left, "")
    return bool(value) if not operator else (value == right.strip("'")) is (operator == "==")


@pytest.fixture
def runner(origin: Path, api: Api, tmp_path: Path) -> Runner:
    """A checkout as `actions/checkout` makes it: one commit deep."""
    clone = ["clone", "--quiet", "--depth=1", "--branch=feature/x", f"file://{origin}", "checkout"]
    git(tmp_path, *clone)
    return Runner(tmp_path / "checkout", api)


def _count(folder: Path) -> int:
    command = ["git", "rev-list", "--count", "--all"]
    return int(subprocess.run(command, cwd=folder, capture_output=True, text=True).stdout)


# --- the action -----------------------------------------------------------------------------------


def test_a_pull_request_is_compared_with_its_merge_base_in_one_comment(
    runner: Runner, api: Api
) -> None:
    api.comments = [_comment(0, "<!-- specwright diff  -->\nmine", "User")]
    api.comments += [_comment(number, "LGTM") for number in range(1, 120)]
    assert _count(runner.folder) == 1
    assert runner.run(base="feature/none", comment="false") != 0  # and says so:
    assert "feature/none" in runner.said
    assert runner.run(base="main") == 1, runner.said
    # 1: the limit broke, but nothing that `main` got since; the client is out of date.
    assert "::error file=pets.yaml,line=11" in runner.said and "searchPets" not in runner.said
    assert "client is out of date" in runner.said
    assert runner.outputs["breaking"] == "true"
    assert 2 * COMMITS < _count(runner.folder) <= 3 * COMMITS + 3
    comment = api.comments[120]["body"]
    assert comment.startswith("<!-- specwright diff  -->\n## ")
    assert "maximum of the query parameter limit changed from 10 to 5" in comment
    assert "https://github.example/owner/shop/actions/runs/5" in comment
    assert Path(runner.outputs["report"]).read_text("utf-8").startswith("<!doctype html>")
    assert json.loads(Path(runner.outputs["sarif"]).read_text("utf-8"))["version"] == "2.1.0"

    (runner.folder / "pets.yaml").write_text(PETS)
    commit(runner.folder)
    assert runner.run(base="main", check="false") == 0, runner.said
    assert len(api.comments) == 121 and "o differences" in api.comments[120]["body"]
    assert api.comments[0]["body"].endswith("mine")


def test_the_merge_that_github_makes_of_a_pull_request_is_checked_out(
    runner: Runner, api: Api
) -> None:
    for arguments in ("fetch --quiet --depth=1 origin refs/pull/7/merge", "checkout --quiet FETCH_HEAD"):  # fmt: skip
        git(runner.folder, *arguments.split())
    assert runner.run(base="main", check="false") == 1, runner.said
    assert "from 10 to 5" in api.comments[0]["body"] and "earchPets" not in runner.said
    assert _count(runner.folder) < 3 * COMMITS  # and no more than that was fetched


def test_a_break_can_be_allowed_and_a_fork_may_not_comment(runner: Runner, api: Api) -> None:
    api.is_read_only = True
    assert runner.run(base="main", check="false", fail_on="none") == 0, runner.said
    assert "::notice title=specwright::the comment was not written: HTTP Error 403" in runner.said
    assert runner.outputs["breaking"] == "false" and api.comments == []


def test_nothing_is_compared_outside_of_pull_requests_and_no_comment_says_nothing(
    runner: Runner, api: Api
) -> None:
    git(runner.folder, "fetch", "--quiet", "--unshallow")
    git(runner.folder, "checkout", "--quiet", "HEAD~41")  # where the branch begins
    assert runner.run(base="") == 0, runner.said
    (runner.folder / "README.md").write_text("x")
    commit(runner.folder)
    assert runner.run(base="main") == 0, runner.said
    assert [method for method, _ in api.calls] == ["GET", "GET"][: len(api.calls)]
    assert api.comments == []


def test_a_new_document_has_no_base_and_a_missing_one_is_an_error(runner: Runner, api: Api) -> None:
    (runner.folder / "new.yaml").write_text(PETS)
    commit(runner.folder)
    assert runner.run(base="main", check="false", document="new.yaml") == 0, runner.said
    assert "::notice title=specwright::no base, nothing to compare" in runner.said
    assert runner.outputs == {} and api.calls == []
    assert runner.run(base="main", check="false", document="none.yaml") == 2, runner.said


def test_hostile_names_are_no_code(runner: Runner, origin: Path, tmp_path: Path) -> None:
    name = 'a"$(touch${IFS}owned)`touch${IFS}owned`;touch${IFS}owned'
    git(origin, "branch", name, "main")
    assert runner.run(base=name, check="false", client="$(touch owned)") == 2
    assert runner.run(base=name, check="false", fail_on="none", comment="false") == 0, runner.said
    assert not list(tmp_path.rglob("owned"))


def test_what_is_run_is_pinned_and_holds_no_expression() -> None:
    assert (ACTION / "../../..").resolve() == ROOT and (ROOT / "requirements-dev.lock").is_file()
    workflow = yaml.safe_load((ROOT / ".github/workflows/client.yml").read_text("utf-8"))
    steps = [*STEPS, *(s for job in workflow["jobs"].values() for s in job["steps"])]
    for step in steps:
        assert "${{" not in step.get("run", ""), step
        if "uses" in step and not step["uses"].startswith("./"):
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"])
    assert "./.github/actions/specwright" in [step.get("uses") for step in steps]
    assert all(one["description"] for one in INPUTS.values())


def test_the_workflow_of_init_reports_the_same(
    origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new/pets.yaml").write_text(PETS)
    monkeypatch.chdir(tmp_path / "new")
    assert main(["init", "pets.yaml"]) == 0
    workflow = yaml.safe_load(Path(".github/workflows/specwright.yml").read_text("utf-8"))
    (step,) = (s for s in workflow["jobs"]["client"]["steps"] if "diff" in s.get("run", ""))
    assert "${{" not in step["run"] and "github.base_ref" in step["env"]["BASE"]
    git(tmp_path, "clone", "--quiet", "--branch=feature/x", f"file://{origin}", "checkout")
    command = f'specwright() {{ {shlex.quote(sys.executable)} -m specwright "$@"; }}; {step["run"]}'
    places = {"BASE": "origin/main", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    done = subprocess.run(
        ["bash", "-ec", command],
        cwd=tmp_path / "checkout",
        env={**os.environ, **places},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "::error file=pets.yaml,line=11" in done.stdout, done.stderr
    assert "### Breaking" in (tmp_path / "summary").read_text("utf-8")
    assert (tmp_path / "checkout/diff.html").is_file()


# --- pre-commit -----------------------------------------------------------------------------------


def test_the_hooks_of_pre_commit(origin: Path, tmp_path: Path) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert {hook["language"] for hook in hooks} == {"python"}
    git(tmp_path, "clone", "--quiet", f"file://{origin}", "checkout")
    folder = tmp_path / "checkout"
    document = re.compile(hooks[0]["files"])
    assert document.search("api/openapi.yaml") and not document.search("compose.yaml")

    def run(id_: str) -> tuple[int, str]:
        (hook,) = (one for one in hooks if one["id"] == id_)
        assert hook["entry"].startswith("specwright ") and not hook["pass_filenames"]
        command = [sys.executable, "-m", *shlex.split(hook["entry"]), *hook.get("args", [])]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout + done.stderr

    (folder / "pets.yaml").write_text(RENAMED.replace("maximum: 10", "maximum: 5"))
    assert run("specwright-check")[0] == 1
    assert run("specwright-generate")[0] == 0
    assert run("specwright-check")[0] == 0
    code, said = run("specwright-diff")
    assert code == 1 and "from 10 to 5" in said and "list_pets" not in said
