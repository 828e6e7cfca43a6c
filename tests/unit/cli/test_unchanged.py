"""A run that has nothing new to do is recognised before anything is understood, and is never wrong about it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from specwright import pipeline
from specwright.cli import main
from specwright.emit import format as formatting
from tests.unit.cli.conftest import PETS, Shell

SPLIT = PETS.replace("'#/components/schemas/Pet'", "schemas/pet.yaml")
PET = "type: object\nrequired: [id]\nproperties:\n  id: {type: integer}\n"
OVERLAY = """\
overlay: 1.0.0
info: {title: o, version: '1'}
actions:
  - {target: $.info, update: {description: More.}}
"""
ODD = PETS.replace("version: 1.2.3", "version: 1.2.3, x-odd: 1, x-odd: 2")
"""Draws a warning."""


@pytest.fixture
def runs(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that were understood."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(shell.folder / "cache"))
    monkeypatch.setattr(formatting, "format_source", lambda text: text)
    found: list[str] = []
    shape = pipeline.shape
    monkeypatch.setattr(
        pipeline,
        "shape",
        lambda spec, request, sink: found.append(request.spec) or shape(spec, request, sink),
    )
    return found


def outcome(
    shell: Shell, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, str, str, dict[str, bytes]]:
    code = shell.run(*arguments)
    out, err = capsys.readouterr()
    return code, out, err, shell.tree()


@pytest.mark.parametrize("more", [(), ("--check",), ("--format", "json")])
@pytest.mark.parametrize("document", [PETS, ODD])
def test_nothing_is_understood_again_and_the_same_is_said(
    shell: Shell,
    runs: list[str],
    capsys: pytest.CaptureFixture[str],
    document: str,
    more: tuple[str, ...],
) -> None:
    shell.write("pets.yaml", document)
    assert shell.run("pets.yaml", "-o", "out") == 0
    stamps = {path: path.stat().st_mtime_ns for path in (shell.folder / "out").rglob("*")}
    whole = outcome(shell, capsys, "pets.yaml", "-o", "out", "--no-cache", *more)
    runs.clear()
    assert outcome(shell, capsys, "pets.yaml", "-o", "out", *more) == whole
    assert runs == []
    assert ("| info: {title" in whole[2]) == (document is ODD)
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps


def test_warnings_count_with_strict(shell: Shell, runs: list[str]) -> None:
    shell.write("pets.yaml", ODD)
    assert shell.run("pets.yaml", "-o", "out") == 0
    runs.clear()
    assert shell.run("pets.yaml", "-o", "out", "--strict") == 2
    assert runs == [] and "1 warning with --strict" in shell.said()


def test_the_folder_named_after_the_title_is_found_again(shell: Shell, runs: list[str]) -> None:
    assert shell.run("pets.yaml") == shell.run("pets.yaml") == 0
    assert runs == ["pets.yaml"]
    assert "pet_shop-client; 0 written" in shell.said()


def write(name: str, text: str) -> Callable[[Shell], object]:
    return lambda shell: shell.write(name, text)


def relink(shell: Shell) -> None:
    """The reference is spelt as before, and no file has changed: it leads to another."""
    shell.write("other/pet.yaml", PET.replace("integer", "string"))
    (shell.folder / "schemas").rename(shell.folder / "before")
    (shell.folder / "schemas").symlink_to(shell.folder / "other")


def rename(shell: Shell) -> None:
    """The same bytes under another name, after which the model is called."""
    (shell.folder / "schemas/pet.yaml").rename(shell.folder / "schemas/dog.yaml")
    (shell.folder / "schemas/pet.yaml").symlink_to(shell.folder / "schemas/dog.yaml")


def unlink(shell: Shell) -> None:
    (shell.folder / "out/pet_shop/models/pet.py").unlink()


CHANGES = {
    "the document": write("pets.yaml", SPLIT.replace("1.2.3", "1.2.4")),
    "a file that it refers to": write("schemas/pet.yaml", PET.replace("integer", "string")),
    "a link on the way to it": relink,
    "its name": rename,
    "an overlay": write("o.yaml", OVERLAY.replace("More", "Less")),
    "the output, by hand": write("out/pet_shop/models/pet.py", "# mine\n"),
    "the output, by loss": unlink,
    "a runtime module": write("out/pet_shop/_runtime/__init__.py", "# mine\n"),
    "the lock": write("out/specwright.lock", "{}"),
    "a lock of another package": lambda shell: shell.run(
        "pets.yaml", "--overlay", "o.yaml", "-o", "out", "--package", "zoo", "--force"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_seen(
    shell: Shell,
    runs: list[str],
    capsys: pytest.CaptureFixture[str],
    change: str,
) -> None:
    shell.write("pets.yaml", SPLIT)
    shell.write("schemas/pet.yaml", PET)
    shell.write("o.yaml", OVERLAY)
    usual = ("pets.yaml", "--overlay", "o.yaml", "-o", "out")
    assert shell.run(*usual) == shell.run(*usual) == 0
    assert runs == ["pets.yaml"]
    CHANGES[change](shell)
    runs.clear()
    looked = outcome(shell, capsys, *usual, "--check")
    assert runs and looked[0] in (1, 3)
    assert looked == outcome(shell, capsys, *usual, "--check", "--no-cache")
    assert shell.run(*usual, "--force") == 0
    assert shell.run(*usual, "--check", "--no-cache") == 0


@pytest.mark.parametrize(
    "option",
    [
        ("--package", "zoo"),
        ("--include", "tag=pets"),
        ("--exclude", "deprecated"),
        ("--overlay", "o.yaml"),
    ],
    ids=" ".join,
)
def test_other_options_are_another_run(
    shell: Shell, runs: list[str], option: tuple[str, str]
) -> None:
    shell.write("o.yaml", OVERLAY)
    assert shell.run("pets.yaml", "-o", "out") == 0
    runs.clear()
    shell.run("pets.yaml", "-o", "out", *option, "--check")
    assert runs == ["pets.yaml"]


def test_version_and_distribution_of_the_project_count(shell: Shell, runs: list[str]) -> None:
    table = '[tool.specwright]\nspec = "pets.yaml"\noutput = "out"\n'
    shell.write("pyproject.toml", table + 'version = "1"\n')
    assert shell.run() == shell.run() == 0
    assert len(runs) == 1
    shell.write("pyproject.toml", table + 'version = "2"\n')
    assert shell.run("--check") == 1


def test_another_generator_is_another_run(
    shell: Shell, runs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shell.run("pets.yaml", "-o", "out") == 0
    monkeypatch.setattr("specwright.unchanged.generator_digest", lambda: "another")
    assert shell.run("pets.yaml", "-o", "out") == 0
    assert len(runs) == 2


def test_standard_input_is_recognised_and_still_there_when_it_is_not(
    shell: Shell, runs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for text, count in ((PETS, 1), (PETS, 1), (SPLIT, 2)):
        shell.write("schemas/pet.yaml", PET)
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
        assert shell.run("-", "-o", "out") == 0
        assert len(runs) == count


def test_a_revision_of_git_is_recognised(shell: Shell, runs: list[str]) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run(["git", *who, *arguments], cwd=shell.folder, check=True, capture_output=True)

    shell.write("pets.yaml", SPLIT)
    shell.write("schemas/pet.yaml", PET)
    git("init", "-b", "main")
    git("add", "pets.yaml", "schemas")
    git("commit", "-m", "one")
    shell.write("schemas/pet.yaml", "not: it")
    assert shell.run("main:pets.yaml", "-o", "out") == 0
    assert shell.run("main:pets.yaml", "-o", "out") == 0
    assert len(runs) == 1
    shell.write("schemas/pet.yaml", PET.replace("integer", "string"))
    git("commit", "-am", "two")
    assert shell.run("main:pets.yaml", "-o", "out", "--check") == 1


def test_a_document_in_error_is_told_each_time(
    shell: Shell, runs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that was missing may be there now."""
    shell.write("pets.yaml", SPLIT)
    first = outcome(shell, capsys, "pets.yaml", "-o", "out")
    assert first[0] == 2 and first == outcome(shell, capsys, "pets.yaml", "-o", "out")
    shell.write("schemas/pet.yaml", PET)
    assert shell.run("pets.yaml", "-o", "out") == 0


def test_a_cache_of_something_else_is_not_believed(shell: Shell, runs: list[str]) -> None:
    """What the lock on the disk does not confirm is generated anew."""
    assert shell.run("pets.yaml", "-o", "out") == 0
    assert main(["generate", "pets.yaml", "-o", "other", "--package", "zoo"]) == 0
    lock = json.loads((shell.folder / "other/specwright.lock").read_text())
    shell.write("out/specwright.lock", json.dumps(lock, indent=2) + "\n")
    runs.clear()
    assert shell.run("pets.yaml", "-o", "out", "--check") == 3
    assert runs == ["pets.yaml"]
