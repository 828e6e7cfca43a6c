"""The command line of the generated client: what is sent, what is said, and the exit code."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pty
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from runway_client._runtime.cli.entry import command_line
from tests.client.support import CREATED, JSON, TASK_ID, task
from tests.harness.flavour import response
from tests.harness.socket_server import Script, SocketServer, message, sends, serving

GENERATED = Path(__file__).parents[2] / "generated"
ENVIRONMENT = {**os.environ, "RUNWAYML_API_SECRET": "key", "PYTHONPATH": str(GENERATED)}
Run = Callable[..., "Ran"]
HARE = ("--model", "gen4.5", "--prompt-text", "a hare", "--ratio", "1280:720", "--duration", "5")
CREATE = ("image-to-video", "create", *HARE)
WEB = ("--prompt-image", "https://example.com/hare.jpg")


class Ran:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("RUNWAYML_API_SECRET", "key-of-nobody")
    monkeypatch.setenv("COLUMNS", "200")

    def ran(*words: str, server: SocketServer | None = None, stdin: bytes = b"") -> Ran:
        if server is not None:
            words = (*words, "--base-url", server.url)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        try:
            code = command_line("runway_client", words)
        except SystemExit as error:
            code = int(error.code or 0)
        return Ran(code, *capsys.readouterr())

    return ran


def says(body: object, status: int = 200, *headers: str) -> Script:
    return sends(message(response(status, body).content, status, JSON, *headers))


def body_of(server: SocketServer, index: int = -1) -> Any:
    return json.loads(server.requests[index].partition(b"\r\n\r\n")[2])


# --- help -----------------------------------------------------------------------------------------


def test_help_imports_no_model_and_no_http_library() -> None:
    code = (
        "import sys; from runway_client.__main__ import main; sys.argv[1:] = {words}\n"
        "try: main()\nexcept SystemExit: pass\n"
        "bad = [n for n in sys.modules if n in ('httpx', 'pydantic') or n.startswith({parts})]\n"
        "print(bad, file=sys.stderr)"
    )
    for words, parts in (
        (
            ["--help"],
            ("runway_client.models", "runway_client.endpoints.", "runway_client._schemas."),
        ),
        (
            ["voices", "--help"],
            ("runway_client.models.", "runway_client._schemas.", "runway_client.endpoints.tasks"),
        ),
        (
            ["voices", "create", "--help"],
            ("runway_client.models.", "runway_client._schemas.create_avatar"),
        ),
    ):
        text = code.format(words=words, parts=parts)
        done = subprocess.run(
            [sys.executable, "-c", text],
            capture_output=True,
            text=True,
            timeout=60,
            env=ENVIRONMENT,
        )
        assert done.stderr.strip() == "[]", words
        assert "Usage" in done.stdout


def test_help_is_that_of_the_model_on_the_command_line(run: Run) -> None:
    everything = run("image-to-video", "create", "--help").out
    assert "(only --model veo3.1, veo3.1_fast)" in everything and "768:1280" in everything
    chosen = run("image-to-video", "create", "--model", "gen4.5", "--help").out
    assert "--audio" not in chosen and "768:1280" not in chosen
    assert "From 2 to 10. [required]" in chosen
    assert "--content-moderation.public-figure-threshold" in chosen and "auto, low" in chosen
    assert "A local file is uploaded." in chosen
    assert "API_SECRET" in chosen and "--api-key " not in chosen
    assert run("image-to-video", "create", "--model=veo3.1", "--help").out.count("--audio")


def test_help_lists_exit_codes_and_commands(run: Run) -> None:
    said = run("--help").out
    assert "6  rate limit" in said and "character-performance" in said
    assert "Preview a voice." in run("voices", "--help").out
    assert run("--version").out.strip() == "0.1.0"


def test_the_lines_of_the_readme_work(run: Run) -> None:
    text = (GENERATED / "README.md").read_text("utf-8").partition("## Command line")[2]
    lines = text.split("```sh\n")[2].partition("```")[0].replace("\\\n", " ").splitlines()
    assert len(lines) == 3
    for line in lines:
        program, *words = shlex.split(line)
        ran = run(*words, "--dry-run") if "--wait" in words else run(*words)
        assert (program, ran.code) == ("runway-client", 0), ran.err


# --- what is sent -----------------------------------------------------------------------------------


def test_options_become_the_body(run: Run) -> None:
    with serving(says(CREATED)) as server:
        ran = run(
            *CREATE, *WEB, "--content-moderation.public-figure-threshold", "low", "--seed", "7",
            server=server,
        )  # fmt: skip
    assert (ran.code, ran.json) == (0, CREATED), ran.err
    assert body_of(server) == {
        "model": "gen4.5",
        "promptText": "a hare",
        "promptImage": "https://example.com/hare.jpg",
        "ratio": "1280:720",
        "duration": 5,
        "seed": 7,
        "contentModeration": {"publicFigureThreshold": "low"},
    }


def test_a_body_of_a_file_is_completed_by_options(run: Run, tmp_path: Path) -> None:
    whole = {"model": "gen4.5", "promptText": "of the file", "ratio": "1280:720", "duration": 5}
    (tmp_path / "body.json").write_text(json.dumps(whole), "utf-8")
    with serving(says(CREATED)) as server:
        ran = run("image-to-video", "create", "--json-body", f"@{tmp_path}/body.json", *WEB,
                  "--prompt-text", "@-", server=server, stdin="a häre".encode())  # fmt: skip
    assert ran.code == 0, ran.err
    assert body_of(server)["promptText"] == "a häre"
    assert body_of(server)["promptImage"] == WEB[1]


def test_null_lists_keywords_and_texts_that_look_like_files(run: Run) -> None:
    voice = {"type": "text", "prompt": "a warm and slow voice", "model": "eleven_ttv_v3"}
    with serving(says({"id": TASK_ID})) as server:
        ran = run("voices", "create", "--name", "@@Ada", "--description", "null", "--from.type",
                  "text", "--from", json.dumps({"prompt": voice["prompt"]}), "--from.model",
                  "eleven_ttv_v3", server=server)  # fmt: skip
        assert ran.code == 0, ran.err
        assert body_of(server) == {"name": "@Ada", "description": None, "from": voice}
        ids = [TASK_ID, "550e8400-e29b-41d4-a716-446655440000"]
        for given in (ids, [json.dumps(ids)]):
            words = [word for one in given for word in ("--document-ids", one)]
            ran = run("avatars", "update", TASK_ID, *words, "--no-check", server=server)
            assert body_of(server) == {"documentIds": ids}


def test_a_dry_run_prints_curl_and_sends_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "hare.jpg").write_bytes(b"x" * 600)
    image = ("--prompt-image", str(tmp_path / "hare.jpg"))
    with serving(says(CREATED)) as server:
        ran = run(*CREATE, *image, "--dry-run", "--header", "X-Trace: 1", server=server)
    assert ran.code == 0 and not server.requests, ran.err
    assert ran.out.startswith("curl -X POST") and "$RUNWAYML_API_SECRET" in ran.out
    assert "key-of-nobody" not in ran.out and "runway://uploaded/hare.jpg" in ran.out


# --- local files, waiting ---------------------------------------------------------------------------


def test_a_local_file_is_uploaded_and_the_task_awaited(run: Run, tmp_path: Path) -> None:
    (tmp_path / "hare.jpg").write_bytes(b"x" * 600)
    with serving() as server:
        target = {
            "uploadUrl": f"{server.url}/bucket",
            "fields": {"k": "v"},
            "runwayUri": "runway://uploaded",
        }
        server._scripts = [says(target), says(None, 204), says(CREATED), says(task("SUCCEEDED"))]
        ran = run(*CREATE, "--prompt-image", str(tmp_path / "hare.jpg"), "--wait", server=server)
    assert ran.code == 0, ran.err
    assert ran.json["status"] == "SUCCEEDED"
    assert b"x" * 600 in server.requests[1]
    assert body_of(server, 2)["promptImage"] == "runway://uploaded"


def test_nothing_is_uploaded_if_another_argument_is_wrong(run: Run, tmp_path: Path) -> None:
    (tmp_path / "hare.jpg").write_bytes(b"x" * 600)
    with serving(says(CREATED)) as server:
        words = ["9" if word == "5" else word for word in CREATE]
        words += ["--prompt-image", str(tmp_path / "hare.jpg"), "--seed", "-1"]
        ran = run(*words, server=server)
        assert ran.code == 2 and "--seed: " in ran.err and not server.requests
        ran = run(*CREATE, "--prompt-image", "./no.jpg", server=server)
        assert ran.code == 2 and "--prompt-image: there is no file ./no.jpg" in ran.err


def test_an_interrupted_wait_says_how_to_go_on() -> None:
    with serving(says(CREATED), says(task("RUNNING"))) as server:
        words = [*CREATE, *WEB, "--wait", "--base-url", server.url]
        command = [sys.executable, "-m", "runway_client", *words]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
        ) as process:
            while len(server.requests) < 2 and process.poll() is None:
                time.sleep(0.02)
            time.sleep(0.2)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert f"tasks retrieve {TASK_ID} --wait" in err and "Traceback" not in err and not out


# --- results ----------------------------------------------------------------------------------------


def page_of(names: list[str], cursor: str | None) -> Script:
    from tests.client.support import page

    return sends(message(page(cursor, *names).content, 200, JSON))


def test_a_list_is_a_line_of_json_for_each_item(run: Run) -> None:
    for limit, count in ((None, 3), ("2", 2)):
        with serving(page_of(["a", "b"], "next"), page_of(["c"], None)) as server:
            more = () if limit is None else ("--limit", limit)
            ran = run("voices", "list", "--query.limit", "50", *more, server=server)
        names = [json.loads(line)["name"] for line in ran.out.splitlines()]
        assert names == ["a", "b", "c"][:count], ran.err
        assert b"limit=50" in server.requests[0]


def test_a_table_has_no_escapes_of_the_server(run: Run) -> None:
    with serving(page_of(["[red]a[/red] \x1b[31m\u202e"], None)) as server:
        ran = run("voices", "list", "--output", "table", server=server)
    assert "[red]a[/red] \\x1b[31m\\u202e" in ran.out and "\x1b" not in ran.out


def test_a_terminal_shows_progress_and_tables() -> None:
    with serving(says(task("RUNNING")), says(task("SUCCEEDED"))) as server:
        words = ["tasks", "retrieve", TASK_ID, "--wait", "--base-url", server.url]
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            [sys.executable, "-m", "runway_client", *words],
            stdout=theirs,
            stderr=theirs,
            env={**ENVIRONMENT, "TERM": "xterm"},
        ) as process:
            os.close(theirs)
            seen = b""
            with contextlib.suppress(OSError):  # how Linux says that the other end is closed
                while piece := os.read(ours, 65536):
                    seen += piece
        os.close(ours)
    assert process.returncode == 0, seen
    assert f"task {TASK_ID}".encode() in seen and b"status     SUCCEEDED" in seen
    assert seen.count(b"\x1b[?25h") == seen.count(b"\x1b[?25l")  # the cursor is back


def test_a_closed_pipe_is_quiet() -> None:
    with serving(page_of(["x" * 1000] * 100, None)) as server:
        words = ["voices", "list", "--base-url", server.url]
        command = [sys.executable, "-m", "runway_client", *words]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
        ) as process:
            assert process.stdout is not None and process.stderr is not None
            assert process.stdout.readline().startswith(b"{")
            process.stdout.close()
            assert (process.stderr.read(), process.wait(30)) == (b"", 141)


# --- errors -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "code", "said"),
    [
        (says({"error": "no"}, 401), 3, "401"),
        (says({"error": "no"}, 404), 4, "404"),
        (says({"error": "no"}, 409), 5, "409"),
        (says({"error": "no"}, 429), 6, "429"),
        (says({"error": "bad \x1b[2J"}, 500), 7, "500"),
        (says(task("FAILED")), 9, "content moderation"),
        (says(task("RUNNING")), 10, "did not finish"),
        (sends(message(b"<html>", 200, JSON)), 11, ""),
        (sends(close=True), 8, ""),
    ],
)  # fmt: skip
def test_exit_codes(run: Run, script: Script, code: int, said: str) -> None:
    more = ("--wait", "--wait-timeout", "0.1", "--max-retries", "0")
    with serving(says(task("RUNNING")), script) if code in (9, 10) else serving(script) as server:
        ran = run("tasks", "retrieve", TASK_ID, *more, "--output", "json", server=server)
    assert (ran.code, ran.out) == (code, ""), ran.err
    error = json.loads(ran.err)["error"]
    assert error["exit_code"] == code and said in error["message"]
    assert "\x1b" not in ran.err and "key-of-nobody" not in ran.err


def test_wrong_arguments_are_named_by_their_options(run: Run) -> None:
    ran = run("image-to-video", "create", "--model", "gen4.5", "--duration", "x", *WEB,
              "--content-moderation.public-figure-threshold", "high")  # fmt: skip
    assert ran.code == 2
    for option in (
        "--prompt-text: ",
        "--duration: ",
        "--content-moderation.public-figure-threshold: ",
    ):
        assert f"\n  {option}" in ran.err, ran.err
    assert "Traceback" not in ran.err
    ran = run("image-to-video", "create", "--promt-text", "x")
    assert ran.code == 2 and "--prompt-text" in ran.err
    assert run("image-to-vide", "create").code == 2
    assert run("tasks", "retrieve").code == 2
    assert run("voices", "create", "--json-body", "{").code == 2


def test_a_missing_key_says_where_it_belongs(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("RUNWAYML_API_SECRET")
    ran = run("tasks", "retrieve", TASK_ID)
    assert ran.code == 3 and "RUNWAYML_API_SECRET" in ran.err
    (tmp_path / "key").write_text("key-of-a-file\n", "utf-8")
    with serving(says(task("RUNNING"))) as server:
        ran = run(
            "tasks", "retrieve", TASK_ID, "--api-key-file", str(tmp_path / "key"), server=server
        )
    assert ran.code == 0 and b"Bearer key-of-a-file\r\n" in server.requests[0], ran.err


def test_without_the_extra_one_line_says_what_to_install(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cyclopts", None)
    ran = run("--help")
    assert (
        ran.code == 2 and "pip install 'runway-client[cli]'" in ran.err and ran.err.count("\n") == 1
    )


# --- completion -------------------------------------------------------------------------------------


def test_completion_knows_commands_options_and_values(run: Run) -> None:
    ran = run("--completion", "bash")
    assert ran.code == 0, ran.err
    for word in ("image-to-video", "prompt-text", "gen4.5"):
        assert word in ran.out, word
