"""Projects: made by `init`, with several clients, part of an application, with metadata, watched."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from specwright.cli import main
from specwright.config import read_project
from specwright.runtime.base import http_library
from tests.unit.cli.conftest import PETS, Shell

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LISTED = PETS.replace("listPets", "all")


def test_a_new_project_in_one_command(shell: Shell) -> None:
    shell.write("pyproject.toml", '[project]\nname = "mine"\n')
    assert main(["init", "pets.yaml"]) == 0
    said = shell.said()
    assert "1. pip install ./pet-shop-client" in said
    assert "from pet_shop import PetShop" in said
    text = (shell.folder / "pyproject.toml").read_text()
    assert text.startswith('[project]\nname = "mine"\n')
    project = read_project(text, Path("pyproject.toml"))
    assert project is not None and project.spec == "pets.yaml"
    workflow = yaml.safe_load((shell.folder / ".github/workflows/specwright.yml").read_text())
    steps = [step.get("run", "") for step in workflow["jobs"]["client"]["steps"]]
    assert "specwright generate --check" in steps and "specwright verify" in steps
    assert yaml.safe_load((shell.folder / ".pre-commit-config.yaml").read_text())["repos"]
    assert shell.run("--check", "--strict") == 0
    # A new title renames nothing: the overlay has the names.
    shell.write("pets.yaml", PETS.replace("Pet Shop", "Animals"))
    assert shell.run() == 0
    assert b"class PetShop(" in shell.tree("pet-shop-client")["pet_shop/_client.py"]


def test_init_keeps_every_option_of_the_client(shell: Shell) -> None:
    flow = "{clientCredentials: {tokenUrl: https://x.example/t, scopes: {}}}"
    secured = (
        "security: [{My login: []}, {key: []}, {other: []}, {web: []}]\n"
        "components:\n  securitySchemes:\n"
        "    My login: {type: http, scheme: basic}\n"
        "    key: {type: apiKey, in: header, name: X-Key}\n"
        "    other: {type: http, scheme: bearer}\n"
        f"    web: {{type: oauth2, flows: {flow}}}\n"
    )
    shell.write("pets.yaml", PETS.replace("components:\n", secured))
    assert shell.run("pets.yaml", "-o", "before") == 0
    assert main(["init", "pets.yaml"]) == 0
    before, after = shell.tree("before"), shell.tree("pet-shop-client")
    assert b"password: str | None" in after["pet_shop/_client.py"]
    for name in ("_client.py", "_settings.py"):
        assert after[f"pet_shop/{name}"] == before[f"pet_shop/{name}"]


def test_init_overwrites_nothing(shell: Shell) -> None:
    shell.write("overlay.yaml", "mine")
    shell.write(".pre-commit-config.yaml", "mine")
    assert main(["init", "pets.yaml", "-o", "zoo", "--package", "zoo"]) == 0
    assert "not overwritten: overlay.yaml" in shell.said()
    assert (shell.folder / "overlay.yaml").read_text() == "mine"
    assert (shell.folder / ".pre-commit-config.yaml").read_text() == "mine"
    assert main(["init", "pets.yaml"]) == 2
    assert "already has [tool.specwright]" in shell.said()


def test_init_of_a_bad_document_writes_nothing(shell: Shell) -> None:
    shell.write("bad.yaml", "openapi: 3.1.0\npaths: [\n")
    assert main(["init", "bad.yaml"]) == 2
    assert main(["init", "none.yaml"]) == 2
    assert sorted(path.name for path in shell.folder.iterdir()) == ["bad.yaml", "pets.yaml"]


def test_a_hostile_document_cannot_leave_the_comments_of_the_overlay(shell: Shell) -> None:
    hostile = PETS.replace("/pets:", '"/p\\nactions: 1\\u2028x":').replace("[pets]", "[1]")
    shell.write("pets.yaml", hostile)
    assert main(["init", "pets.yaml"]) == 0
    overlay = yaml.safe_load((shell.folder / "overlay.yaml").read_text())
    assert [action["target"] for action in overlay["actions"]] == ["$"]


SEVERAL = """\
[tool.specwright]
version = "2.0.0"

[tool.specwright.clients.old]
spec = "pets.yaml"
output = "old"
package = "old_pets"

[tool.specwright.clients.new]
spec = "new.yaml"
output = "new"
package = "new_pets"
version = "document"
"""


def test_several_clients(shell: Shell) -> None:
    shell.write("new.yaml", LISTED)
    shell.write("pyproject.toml", SEVERAL)
    assert shell.run() == 0
    assert b'version = "2.0.0"' in shell.tree("old")["pyproject.toml"]
    assert b'version = "1.2.3"' in shell.tree("new")["pyproject.toml"]
    shell.write("new.yaml", LISTED.replace("all", "every"))
    assert shell.run("--check") == 1
    assert shell.run("--check", "--client", "old") == 0
    assert shell.run("--client", "new") == 0
    assert shell.run("--check") == 0
    shell.said()
    assert shell.run("--client", "neww") == 2
    assert "pyproject.toml:4: unknown client 'neww'; did you mean 'new'?" in shell.said()
    assert shell.run("-o", "there") == 2
    assert "specify the client for --output with --client" in shell.said()
    assert main(["diff"]) == 2
    assert "select one with --client old | new" in shell.said()


def test_a_package_in_the_tree_of_an_application(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.write(
        "pyproject.toml",
        '[tool.specwright]\nspec = "pets.yaml"\noutput = "src"\npackage = "shop_app.clients.pets"\n'
        'layout = "package"\n',
    )
    shell.write("src/shop_app/__init__.py", "")
    shell.write("src/shop_app/clients/ours.py", "")
    assert shell.run() == 0
    tree = shell.tree("src/shop_app/clients")
    assert "pets/specwright.lock" in tree and "pets/_runtime/api.py" in tree
    assert "pets/pyproject.toml" not in tree and "ours.py" in tree
    monkeypatch.syspath_prepend(str(shell.folder / "src"))
    package = importlib.import_module("shop_app.clients.pets")
    assert package.Pets(base_url="https://x.example").pets.list_pets
    assert shell.run("--check") == 0


def test_metadata_and_choice(shell: Shell) -> None:
    both = PETS.replace(
        "components:", "  /keepers: {get: {operationId: k, responses: {}}}\ncomponents:"
    )
    shell.write("pets.yaml", both)
    shell.write(
        "pyproject.toml",
        '[tool.specwright]\nspec = "pets.yaml"\noutput = "out"\ninclude = ["tag=pets"]\n'
        '[tool.specwright.metadata]\nlicense = "MIT"\nauthors = ["Ada <ada@example.com>", "Bob"]\n'
        'keywords = ["pets"]\ndescription = "All pets."\nurls = {Homepage = "https://x.example"}\n',
    )
    assert shell.run() == 0
    tree = shell.tree()
    project = tomllib.loads(tree["pyproject.toml"].decode())["project"]
    assert project["license"] == "MIT" and project["description"] == "All pets."
    assert project["authors"] == [{"name": "Ada", "email": "ada@example.com"}, {"name": "Bob"}]
    assert project["urls"] == {"Homepage": "https://x.example"} and project["keywords"] == ["pets"]
    assert b"/keepers" not in tree["pet_shop/_operations.py"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('include = ["tag:pets"]', "include: "),
        ('exclude = "deprecated"', "exclude must be a list of conditions"),
        ('layout = "flat"', "layout must be 'distribution' or 'package'"),
        ('http = "aiohttp"', "http must be 'httpx' or 'httpx2'"),
        ("http = 2", "http must be a string"),
        ("metadata = {licence = 1}", "has an unknown key 'licence'; did you mean 'license'?"),
        ("metadata = {license = 1}", "license must be a string"),
        ('metadata = {urls = ["x"]}', "urls must be a table"),
        ("clients = {a = 1}", "must contain a table for each client"),
        ("clients = {a = {overlay = 1}}", "has an unknown key 'overlay'; did you mean 'overlays'?"),
    ],
)
def test_a_mistake_has_its_line(line: str, message: str, shell: Shell) -> None:
    shell.write("pyproject.toml", f'[tool.specwright]\nspec = "pets.yaml"\n{line}\n')
    assert shell.run() == 2
    said = shell.said()
    assert "pyproject.toml:3: " in said and message in said


def test_a_version_of_the_document_that_no_wheel_can_have(shell: Shell) -> None:
    shell.write("pyproject.toml", '[tool.specwright]\nspec = "pets.yaml"\nversion = "document"\n')
    shell.write("pets.yaml", PETS.replace("1.2.3", "'2024-11-06'"))
    assert shell.run("-o", "dated") == 0
    assert b'version = "2024.11.06"' in shell.tree("dated")["pyproject.toml"]
    shell.write("pets.yaml", PETS.replace("1.2.3", "latest"))
    assert shell.run("-o", "named", "--strict") == 2
    assert "document-version" in shell.said()


def test_watching(shell: Shell) -> None:
    command = [sys.executable, "-m", "specwright", "generate", "pets.yaml", "-o", "out", "--watch"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stderr is not None
        while "watching" not in process.stderr.readline():
            assert process.poll() is None
        time.sleep(0.5)  # until the system watches
        shell.write("pets.yaml", LISTED)
        while "pets.yaml changed" not in process.stderr.readline():
            assert process.poll() is None
        while "written," not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        process.wait(30)
    assert b"def all(" in shell.tree()["pet_shop/endpoints/pets.py"]


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_completion(name: str, shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", name]) == 0
    script = capsys.readouterr().out
    assert "--allow-refs" in script and "explain" in script


def test_the_http_library_of_each_client(shell: Shell) -> None:
    http = 'version = "2.0.0"\nhttp = "httpx2"\n'
    project = SEVERAL.replace('version = "2.0.0"\n', http) + 'http = "httpx"\n'
    shell.write("new.yaml", PETS)
    shell.write("pyproject.toml", project)
    assert main(["generate"]) == 0

    def needs(client: str) -> set[str]:
        written = (shell.folder / client / "pyproject.toml").read_text("utf-8")
        return {line.strip(' ",') for line in written.splitlines() if "httpx" in line}

    assert (needs("old"), needs("new")) == ({"httpx2>=2,<3"}, {"httpx>=0.27,<1"})
    library = "new_pets/_runtime/base/http_library.py"
    runtime = Path(http_library.__file__).read_bytes()
    assert (shell.folder / "new" / library).read_bytes() == runtime
    shell.write("pyproject.toml", project.removesuffix('http = "httpx"\n'))  # nothing else changes
    assert main(["generate", "--check"]) == 1
    assert main(["generate"]) == 0
    assert needs("new") == {"httpx2>=2,<3"}
