"""`--format` and `--output`: several reports of one run, each in the file that was named, whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.unit.diff.conftest import Command
from tests.unit.diff.pets import NARROWED, PETS


@pytest.fixture
def pets(diff: Command) -> Command:
    diff.write("old.yaml", PETS)
    diff.write("new.yaml", NARROWED)
    return diff


def run(pets: Command, *options: str) -> tuple[int, str]:
    found = pets.run("old.yaml", "new.yaml", *options)
    return found.code, found.out


@pytest.mark.parametrize(
    ("options", "printed", "files"),
    [
        ("--format text --format sarif -o a --format json -o b", "1 change", {"a": "$schema", "b": "changes"}),
        ("--format sarif -o a --format markdown", "## old", {"a": "$schema"}),
        ("--format json --output a", "", {"a": "changes"}),
        ("--output a --format json", "", {"a": "changes"}),
        ("--output a.json --format json", "", {"a.json": "changes"}),
        ("--output a.json --format text", "1 change", {"a.json": "changes"}),
        ("--output a.sarif --output b.XML --output c.md --output d.txt", "",
         {"a.sarif": "$schema", "b.XML": "<testsuites", "c.md": "## old", "d.txt": "1 change"}),
        ("--format json --output - --output a.sarif", '"bump"', {"a.sarif": "$schema"}),
        ("--format github --output a.json", "", {"a.json": "::error"}),
    ],
)  # fmt: skip
def test_a_file_has_the_format_before_it(
    pets: Command, options: str, printed: str, files: dict[str, str]
) -> None:
    code, out = run(pets, *options.split())
    assert code == 1 and (printed in out if printed else out == "")
    for name, text in files.items():
        assert text in (pets.folder / name).read_text("utf-8")
    assert len(list(pets.folder.iterdir())) == 2 + len(files)  # nothing temporary is left


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--output no/such.json", "--output no/such.json: the folder no does not exist"),
        ("--output .", "--output .: this is a folder"),
        ("--format json --format sarif", "standard output is the destination of two reports"),
        ("--format json -o a --format sarif -o ./a", "--output a is the destination of two"),
        ("--output new.yaml", "--output new.yaml: this is one of the compared documents"),
        ("--format yaml", "invalid choice: 'yaml'"),
    ],
)
def test_what_cannot_be_written_is_said_before_anything_is_compared(
    pets: Command, options: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        found = pets.run("old.yaml", "new.yaml", *options.split())
        code, text = found.code, found.err
    except SystemExit as left:  # from argparse
        code, text = int(left.code or 0), capsys.readouterr().err
    assert code == 2 and said in text
    assert sorted(path.name for path in pets.folder.iterdir()) == ["new.yaml", "old.yaml"]
    assert (pets.folder / "new.yaml").read_text("utf-8") == NARROWED


def test_a_file_is_replaced_a_link_followed_and_a_pipe_fed(pets: Command) -> None:
    folder = pets.folder
    (folder / "there.json").write_text("old")
    (folder / "link.json").symlink_to("there.json")
    assert run(pets, "--output", "link.json")[0] == 1
    assert (folder / "link.json").is_symlink()
    assert json.loads((folder / "there.json").read_text())["bump"] == "major"
    assert run(pets, "--format", "json", "--output", os.devnull)[0] == 1
    assert not Path(os.devnull).is_file()


def test_a_failed_write_leaves_what_was_there(
    pets: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (pets.folder / "a.json").write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "chmod", full)
    found = pets.run("old.yaml", "new.yaml", "--output", "a.json")
    assert (found.code, found.out) == (3, "") and "cannot write a.json: No space left" in found.err
    assert (pets.folder / "a.json").read_text() == "old"
    assert len(list(pets.folder.iterdir())) == 3


def test_no_report_is_written_where_nothing_was_compared(pets: Command) -> None:
    pets.write("new.yaml", "openapi: [")
    assert run(pets, "--output", "a.json") == (2, "")
    assert not (pets.folder / "a.json").exists()
