"""`[tool.specwright]`: found from any sub-folder, its paths relative to it, its mistakes named."""

from __future__ import annotations

import pytest

from tests.unit.cli.conftest import Shell

PROJECT = """\
[tool.specwright]
spec = "pets.yaml"
overlays = ["look.yaml"]
output = "clients/pets"
package = "zoo"
distribution = "zoo-client"
version = "4.5.6"
"""
LOOK = """\
overlay: 1.0.0
info: {title: Look, version: '1'}
actions:
- target: $.paths['/pets'].get
  update: {x-specwright-method: every}
"""


@pytest.fixture
def project(shell: Shell) -> Shell:
    shell.write("look.yaml", LOOK)
    shell.write("pyproject.toml", PROJECT)
    return shell


def test_it_is_found_from_a_sub_folder(project: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    below = project.write("src/deep/pyproject.toml", "[project]\nname = 'other'\n").parent
    monkeypatch.chdir(below)
    assert project.run() == 0
    tree = project.tree("clients/pets")
    assert b"def every" in tree["zoo/endpoints/pets.py"]
    assert b'name = "zoo-client"' in tree["pyproject.toml"]
    assert b'version = "4.5.6"' in tree["pyproject.toml"]
    assert project.run("--check") == 0
    assert list(below.iterdir()) == [below / "pyproject.toml"]


def test_the_nearest_one_wins(project: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write(
        "sub/pyproject.toml", '[tool.specwright]\nspec = "../pets.yaml"\noutput = "out"\n'
    )
    monkeypatch.chdir(project.folder / "sub")
    assert project.run() == 0
    assert b"def list_pets" in project.tree("sub/out")["pet_shop/endpoints/pets.py"]


def test_the_command_line_wins(project: Shell) -> None:
    assert project.run("-o", "elsewhere", "--package", "shop") == 0
    assert "shop/__init__.py" in project.tree("elsewhere")
    assert not (project.folder / "clients").exists()


def test_a_document_on_the_command_line_is_another_project(project: Shell) -> None:
    """The configured output belongs to the configured document."""
    assert project.run("pets.yaml") == 0
    assert not (project.folder / "clients").exists()
    assert b"def list_pets" in project.tree("pet_shop-client")["pet_shop/endpoints/pets.py"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("spec =", "spek =", "no key 'spek'"),
        ('"pets.yaml"', "3", "spec must be text"),
        ('["look.yaml"]', '"look.yaml"', "overlays must be a list"),
        ("[tool.specwright]", "[tool.specwright", "pyproject.toml"),
        ('package = "zoo"', 'package = "a-b"', "is not a Python name"),
        ('package = "zoo"', 'package = "class"', "is not a Python name"),
        ('version = "4.5.6"', 'version = "a b"', "version"),
        ('distribution = "zoo-client"', 'distribution = "../x"', "distribution"),
    ],
)
def test_2_for_a_mistake_in_it(project: Shell, old: str, new: str, said: str) -> None:
    assert old in PROJECT
    project.write("pyproject.toml", PROJECT.replace(old, new))
    assert project.run() == 2
    assert said in project.said()
    assert not (project.folder / "clients").exists()


def test_2_without_any_document(shell: Shell) -> None:
    assert shell.run() == 2
    assert "no document given" in shell.said()
    shell.write("pyproject.toml", "[tool.other]\n")
    assert shell.run() == 2


def test_an_overlay_that_matches_nothing_is_a_warning_in_its_own_file(project: Shell) -> None:
    project.write("look.yaml", LOOK.replace("/pets", "/cats"))
    assert project.run() == 0
    text = project.said()
    assert "look.yaml:4:" in text and "warning[overlay-no-match]" in text
    assert "$.paths['/cats'].get" in text


def test_a_mistake_in_a_hint_is_located_in_the_overlay(project: Shell) -> None:
    project.write(
        "look.yaml", LOOK.replace("x-specwright-method: every", "x-specwright-retry: often")
    )
    assert project.run() == 2
    text = project.said()
    assert "look.yaml:5:" in text and "error[overlay-hint]" in text
    assert "x-specwright-retry: often" in text.split("|", 1)[1], "the excerpt is the overlay's line"
