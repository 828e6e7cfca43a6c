"""`[tool.specwright]`: found from any sub-folder, its paths relative to it, its mistakes named."""

from __future__ import annotations

import pytest

from specwright.cli import main
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
        (
            "spec =",
            "spek =",
            "2: [tool.specwright] has an unknown key 'spek'; did you mean 'spec'?",
        ),
        ("spec =", "spec.file =", "2: [tool.specwright] spec must be a string, not a table"),
        ('"pets.yaml"', "3", "2: [tool.specwright] spec must be a string, not a number"),
        ('"pets.yaml"', '" "', "2: [tool.specwright] spec is empty"),
        ('"clients/pets"', '""', "4: [tool.specwright] output is empty"),
        ('["look.yaml"]', '"look.yaml"', "3: [tool.specwright] overlays must be a list"),
        ('["look.yaml"]', '["look.yaml", 1]', "3: [tool.specwright] overlays must be a list"),
        ("[tool.specwright]", "[tool.specwright", "1:17: invalid TOML: "),
        ('package = "zoo"', 'package = "a-b"', "5: package 'a-b' is not a valid Python name"),
        ('package = "zoo"', 'package = "class"', "5: package 'class' is not a valid Python name"),
        ('version = "4.5.6"', 'version = "a b"', "7: [tool.specwright] version 'a b'"),
        ('"zoo-client"', '"../x"', "6: [tool.specwright] distribution '../x'"),
        (
            "version =",
            "vers =",
            "7: [tool.specwright] has an unknown key 'vers'; valid keys: spec, ",
        ),
        ("version =", "diff =", "7: [tool.specwright.diff] must be a table, not a string"),
        ("version =", "diff.levels =", "7: [tool.specwright.diff] levels must be a table"),
        (
            "version =",
            "diff.levels.x =",
            "7: [tool.specwright.diff] '4.5.6' is not a valid level for x",
        ),
        (
            "version =",
            "diff.acept =",
            "7: [tool.specwright.diff] has an unknown key 'acept'; did you mean",
        ),
    ],
)
def test_2_for_a_mistake_in_it(project: Shell, old: str, new: str, said: str) -> None:
    assert old in PROJECT
    project.write("pyproject.toml", PROJECT.replace(old, new))
    assert project.run() == 2
    assert f"error: pyproject.toml:{said}" in project.said()
    assert not (project.folder / "clients").exists()


def test_every_mistake_is_told(project: Shell) -> None:
    project.write("pyproject.toml", PROJECT.replace("spec =", "spek =").replace('"4.5.6"', "4.5"))
    assert project.run() == 2
    text = project.said()
    assert "error: pyproject.toml:2: " in text and "error: pyproject.toml:7: " in text


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("[[tool.specwright]]", "1: [tool.specwright] must be a table, not a list of tables"),
        (
            "[tool.specwrigth]",
            "1: unknown table [tool.specwrigth]; did you mean [tool.specwright]?",
        ),
        ("[tool.Specwright]", "1: unknown table [tool.Specwright]; did you mean"),
        ("[tool.spec-wright]", "1: unknown table [tool.spec-wright]; did you mean"),
        ('[tool."specwright.diff"]', "1: unknown table [tool.specwright.diff]; did you mean"),
        ("[specwright]", "1: unknown table [specwright]; did you mean [tool.specwright]?"),
        (
            "[tools.specwright]",
            "1: unknown table [tools.specwright]; did you mean [tool.specwright]?",
        ),
        ("[[tool]]", "1: `tool` must be a table, not a list of tables"),
        ("tool = 3", "1: `tool` must be a table, not a number"),
        ("tool.specwright = 'x'", "1: [tool.specwright] must be a table, not a string"),
        ("[tool]\nspecwright = []", "2: [tool.specwright] must be a table, not a list"),
    ],
)
@pytest.mark.parametrize("command", ["generate", "diff", "verify"])
def test_a_wrong_table_never_makes_the_project_above_run(
    project: Shell, monkeypatch: pytest.MonkeyPatch, table: str, said: str, command: str
) -> None:
    below = project.write("sub/pyproject.toml", f"{table}\n{'' if '=' in table else 'a = 1'}\n")
    monkeypatch.chdir(below.parent)
    assert main([command]) == 2
    assert f"error: pyproject.toml:{said}" in project.said()
    assert not (project.folder / "clients").exists()


@pytest.mark.parametrize("content", [b"\xff", b"[tool.specwright]\n\xe4 = 1", None])
def test_a_file_that_cannot_be_read_never_makes_the_project_above_run(
    project: Shell, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    path = project.write("sub/pyproject.toml", "")
    if content is None:
        path.unlink()
        path.symlink_to("nowhere.toml")
    else:
        path.write_bytes(content)
    monkeypatch.chdir(path.parent)
    assert project.run() == 2
    assert "error: pyproject.toml " in project.said()
    assert not (project.folder / "clients").exists()


def test_tables_of_other_tools_are_not_ours(
    project: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = (
        "[tool.spec]\n[tool.wright]\n[tool.playwright]\n[tool.poetry.dependencies]\nspecwright = '*'\n"
        "[project.scripts]\nspecwright = 'x:y'\n[dependencies]\nspecwright = '1'\n"
    )
    monkeypatch.chdir(project.write("sub/pyproject.toml", others).parent)
    assert project.run() == 0
    assert (project.folder / "clients").exists()


def test_2_without_any_document(shell: Shell) -> None:
    assert shell.run() == 2
    assert "no document;" in shell.said()
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
