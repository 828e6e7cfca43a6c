"""`specwright verify` as users type it: what it prints, in each format, and with which exit code it leaves."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from specwright.cli import main
from tests.harness.clients import write_client
from tests.packaging.environments import Environment, link_requirements, make_environment
from tests.unit.verify.small import CLIENT, SHOP

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

pytestmark = pytest.mark.xdist_group("verify")  # what all use is made once


@pytest.fixture(scope="module")
def installed(shop: Path, checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The client, what it needs and what judges; nothing of specwright."""
    environment = make_environment(tmp_path_factory.mktemp("installed"))
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["project"]
    extra = project["optional-dependencies"]["verify"]
    link_requirements(environment, ["httpx", "pydantic>=2.12", *extra])
    (environment.site / CLIENT).symlink_to(shop / CLIENT)
    return environment


@pytest.fixture
def verify(installed: Environment, capfd: pytest.CaptureFixture[str]) -> Any:
    """Runs the command; the exit code and what stood on both streams."""

    def run(*arguments: str, spec: Path = SHOP, package: str = CLIENT) -> tuple[int, str, str]:
        named = ["--spec", str(spec), "--package", package, "--python", str(installed.python)]
        code = main(["verify", *named, "--examples", "0", *arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return run


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The document after a revision of which the client knows nothing."""
    text = SHOP.read_text("utf-8")
    assert "maximum: 50" in text
    path = tmp_path / "shop.yaml"
    path.write_text(text.replace("maximum: 50", "maximum: 49"), "utf-8")
    return path


def test_agreement(verify: Any) -> None:
    code, out, err = verify()
    assert (code, err) == (0, "")
    assert out.startswith(f"{CLIENT} matches the document: 4 operations, ")


def test_disagreement(verify: Any, changed: Path) -> None:
    code, out, _ = verify(spec=changed)
    assert code == 1
    place = next(n for n, t in enumerate(changed.read_text().splitlines(), 1) if "pageSize" in t)
    head, client, *_ = out.splitlines()
    assert re.fullmatch(rf"{changed}:{place}:\d+: GET /items/{{id}} \[refusals\]", head)
    assert client.startswith("  the client sent GET https://shop.example/v1/items/")
    assert re.search(r"  to reproduce:\n    client\.items\.get_item\(.*page_size=50", out)
    assert out.rstrip().splitlines()[-1].startswith(f"{CLIENT} has 1 mismatch with the document: ")


def test_formats(verify: Any, changed: Path) -> None:
    code, out, _ = verify("--format", "json", spec=changed)
    data = json.loads(out)
    assert code == 1 and not data["agrees"]
    (finding,) = data["findings"]
    assert finding["operation"] == "GET /items/{id}" and finding["check"] == "refusals"
    code, out, _ = verify("--format", "junit", spec=changed)
    suite = ElementTree.fromstring(out)  # noqa: S314  (our own text)
    failed = [case for case in suite if case.find("failure") is not None]
    assert (
        code == 1
        and len(suite) > 15
        and [suite.get(k) for k in ("failures", "errors")] == ["1", "0"]
    )
    assert [(c.get("classname"), c.get("name")) for c in failed] == [
        ("GET /items/{id}", "refusals")
    ]


def test_one_operation(verify: Any, changed: Path) -> None:
    assert verify("--operation", "deleteItem", spec=changed)[0] == 0
    assert verify("--operation", "GET /items/{id}", spec=changed)[0] == 1
    assert verify("--fail-fast", spec=changed)[0] == 1
    code, _, err = verify("--operation", "sellItem")
    assert code == 2 and "no operation 'sellItem'; it has getItem, deleteItem" in err


def test_faults_of_the_document(verify: Any, tmp_path: Path) -> None:
    """They are told, with their line, and are no disagreement."""
    path = tmp_path / "shop.yaml"
    good = "schema: {$ref: '#/components/schemas/Problem'}"
    path.write_text(SHOP.read_text("utf-8").replace(good, f"{good}, example: {{error: 5}}"))
    place = next(n for n, t in enumerate(path.read_text().splitlines(), 1) if "example: {" in t)
    code, out, _ = verify(spec=path)
    assert code == 0
    assert re.search(rf"^{path}:{place}:\d+: fault of the document: ", out, re.MULTILINE)


def test_what_cannot_be_judged(verify: Any, tmp_path: Path) -> None:
    code, out, err = verify(package="no_such_client")
    assert (code, out) == (2, "") and "no_such_client is not an installed client" in err
    assert verify(spec=tmp_path / "absent.yaml")[0] == 2
    (tmp_path / "broken.yaml").write_text("openapi: [3.1.0")
    assert verify(spec=tmp_path / "broken.yaml")[0] == 2
    (tmp_path / "old.yaml").write_text("info: {}\nswagger: '1.2'\n")
    code, _, err = verify(spec=tmp_path / "old.yaml")
    assert code == 2 and "not an OpenAPI 3 or Swagger 2.0 document" in err
    for python in (tmp_path / "python", Path("/bin/true")):
        code, out, err = verify("--python", str(python))
        assert (code, out) == (2, "") and f"--python {python}" in err


@pytest.mark.parametrize("deep", ["{opening}{closing}", "openapi: 3.1.0\nx: {opening}{closing}"])
def test_hostile_nesting(verify: Any, tmp_path: Path, deep: str) -> None:
    """The loader itself would end the process."""
    path = tmp_path / "deep.yaml"
    path.write_text(deep.format(opening="[" * 100_000, closing="]" * 100_000))
    code, _, err = verify(spec=path)
    assert code == 2 and re.match(rf"error: {path}:\d+:\d+: nested more than 200 deep", err)


def test_missing_extra(verify: Any, tmp_path: Path) -> None:
    bare = make_environment(tmp_path)
    code, _, err = verify("--python", str(bare.python))
    assert code == 2 and "pip install 'specwright[verify]'" in err


def test_nothing_given(tmp_path: Path, monkeypatch: Any, capfd: Any) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["verify"]) == 2
    assert "--spec is missing" in capfd.readouterr().err


def test_the_commands_of_the_documentation(
    installed: Environment, checkout: Path, tmp_path: Path, monkeypatch: Any, capfd: Any
) -> None:
    """Each runs as it stands, for a document and a client of these names."""
    text = (checkout / "docs/verify.md").read_text("utf-8")
    lines = [
        line
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        for line in block.splitlines()
    ]
    commands = [line.split() for line in lines if line.startswith("specwright ")]
    assert len(commands) >= 2
    shutil.copy(SHOP, tmp_path / "openapi.yaml")
    (tmp_path / ".venv/bin").mkdir(parents=True)
    python = tmp_path / ".venv/bin/python"
    python.write_text(f'#!/bin/sh\nexec {installed.python} "$@"\n')
    python.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(python))
    for command in commands:
        arguments = [CLIENT if word == "petstore" else word for word in command[1:]]
        assert main([*arguments, "--examples", "0"]) == 0, capfd.readouterr()
    capfd.readouterr()


@pytest.mark.parametrize(
    "name",
    [
        "values-2.0.json",
        pytest.param("gateway-2.0.yaml", marks=pytest.mark.slow),
        pytest.param("pets-2.0.yaml", marks=pytest.mark.slow),
    ],
)
def test_swagger(
    name: str, verify: Any, installed: Environment, tmp_path: Path, checkout: Path
) -> None:
    """The client of a document of 2.0 agrees with it, and with its twin of 3.0; a change is seen in its line."""
    package, document = f"swagger_{name[:4]}", checkout / "tests/documents/swagger" / name
    twin = document.with_name(name.split("-")[0] + "-3.0.yaml")
    write_client(document, tmp_path, package)
    (installed.site / package).symlink_to(tmp_path / package)
    code, out, _ = verify(spec=document, package=package)
    counts = out.rpartition("document: ")[2]
    assert code == 0 and "fault of the document" not in out
    assert counts == verify(spec=twin, package=package)[1].rpartition("document: ")[2]
    lines = document.read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(lines) if "integer" in text)
    lines[line] = lines[line].replace("integer", "boolean")
    changed = tmp_path / name
    changed.write_text("\n".join(lines), "utf-8")
    code, out, _ = verify(spec=changed, package=package)
    found = (
        "" if name == "pets-2.0.yaml" else f"{line + 1}:"
    )  # there in a parameter, told by its operation
    assert code == 1 and f"{changed}:{found}" in out
