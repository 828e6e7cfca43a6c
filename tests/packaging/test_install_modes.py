"""Specwright works however it is installed, outside its checkout, with what it declares."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.packaging.conftest import Built
from tests.packaging.environments import Environment, requirements_of

pytestmark = pytest.mark.xdist_group("packaging")

Maker = Callable[..., Environment]
MODES = ("wheel", "wheel of sdist", "editable")
WHERE = "import specwright; print(specwright.__file__)"


@pytest.fixture(params=MODES)
def installed(request: pytest.FixtureRequest, built: Built, environment: Maker) -> Environment:
    """An environment with Specwright, installed in one of the three ways."""
    needs = requirements_of(built.wheel)
    if request.param == "editable":
        made = environment(*needs, "hatchling")
        made.install("--editable", built.tree)
        assert Path(made.run(made.python, "-c", WHERE).strip()).is_relative_to(built.tree)
    else:
        made = environment(*needs)
        made.install(built.wheel if request.param == "wheel" else built.wheel_of_sdist)
        assert Path(made.run(made.python, "-c", WHERE).strip()).is_relative_to(made.site)
    return made


@pytest.fixture(scope="module")
def outputs() -> dict[str, bytes]:
    """The first output, with which every other one is compared."""
    return {}


def test_generates_a_working_client(
    installed: Environment, checkout: Path, outputs: dict[str, bytes]
) -> None:
    (installed.home / "bookshop.yaml").write_bytes(
        (checkout / "tests/documents/bookshop.yaml").read_bytes()
    )
    command = [installed.root / "bin/specwright", "generate", "bookshop.yaml"]
    printed = installed.run(*command, "-o", "shop", "--package", "bookshop", "--strict")
    assert "warning" not in printed
    files = _contents(installed.home / "shop")
    assert files.keys() > {"pyproject.toml", "bookshop/__init__.py", "bookshop/py.typed"}
    assert (outputs or files) == files, "another way of installing gives another client"
    outputs.update(files)

    used = installed.run(installed.python, checkout / "tests/packaging/use_bookshop.py", "shop")
    assert Path(used.strip()) == installed.home / "shop/bookshop/__init__.py"
    module = [installed.python, "-m", "specwright", "generate", "bookshop.yaml"]
    installed.run(*module, "-o", "shop", "--package", "bookshop", "--check", PYTHONHASHSEED="1")


def _contents(folder: Path) -> dict[str, bytes]:
    files = (f for f in folder.rglob("*") if f.is_file() and "__pycache__" not in f.parts)
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_wheel_holds_what_git_would(built: Built) -> None:
    homes = {"generator": "", "templates": "specwright/_templates/"}
    parts = (name.partition("/") for name in built.tracked)
    expected = {homes[head] + rest for head, _, rest in parts}
    with zipfile.ZipFile(built.wheel) as wheel, zipfile.ZipFile(built.wheel_of_sdist) as second:
        held = {name: wheel.read(name) for name in wheel.namelist()}
        assert held == {name: second.read(name) for name in second.namelist()}
    about = {name.split("/", 1)[1] for name in held if ".dist-info/" in name}
    assert about == {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}
    assert {name for name in held if ".dist-info/" not in name} == expected


def test_mypy_sees_an_editable_install(built: Built, environment: Maker) -> None:
    made = environment(*requirements_of(built.wheel), "hatchling")
    made.install("--editable", built.tree)
    (made.home / "user.py").write_text(
        "from specwright.diagnostics import Location\nplace: str = Location('a', 1, 2)\n"
    )
    mypy = [sys.executable, "-m", "mypy", "--strict", "--python-executable", str(made.python)]
    done = subprocess.run(
        [*mypy, "user.py"], cwd=made.home, capture_output=True, text=True, check=False
    )
    assert 'has type "Location"' in done.stdout, done.stdout
    assert "Found 1 error in 1 file" in done.stdout


def test_wheel_generates_the_petstore(built: Built, environment: Maker, corpus: Path) -> None:
    made = environment(*requirements_of(built.wheel))
    made.install(built.wheel)
    document = corpus / "examples/30-petstore.json"
    made.run(made.root / "bin/specwright", "generate", document, "-o", ".", "--package", "petstore")
    made.run(made.python, "-c", PETSTORE)


PETSTORE = """
import httpx, petstore
def answer(request):
    assert (request.method, request.url.path) == ("GET", "/v1/pets")
    return httpx.Response(200, json=[{"id": 1, "name": "Rex"}])
client = petstore.Petstore(transport=httpx.MockTransport(answer))
assert [pet.name for pet in client.pets.list_pets()] == ["Rex"]
"""
