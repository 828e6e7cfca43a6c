"""`diff(base, revision, *options)` runs the command on two texts; exit code and output leave."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from specwright.cli import main
from tests.unit.diff.pets import PETS


@dataclass(frozen=True)
class Outcome:
    """What a run of the command left."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)

    @property
    def breaking(self) -> tuple[bool, bool]:
        """On the wire, in Python."""
        found = self.data["breaking"]
        return found["wire"], found["source"]

    @property
    def python(self) -> list[str]:
        """What becomes of Python names, without the marks of code."""
        places = (p for change in self.data["changes"] for p in change["python_places"])
        return [place["message"].replace("`", "") for place in places]

    def change(self, pattern: str) -> Any:
        """The only change with this in its message."""
        (found,) = (c for c in self.data["changes"] if pattern in c["message"])
        return found


@dataclass(frozen=True)
class Command:
    """The command in an empty folder."""

    folder: Path
    said: Callable[[], tuple[str, str]]

    def __call__(self, base: str, revision: str, *options: str) -> Outcome:
        """Compare two texts; JSON where no format is given."""
        self.write("base.yaml", base)
        self.write("revision.yaml", revision)
        form = () if "--format" in options else ("--format", "json")
        return self.run("base.yaml", "revision.yaml", *form, *options)

    def run(self, *arguments: str) -> Outcome:
        self.said()
        code = main(["diff", *arguments])
        return Outcome(code, *self.said())

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def diff(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    monkeypatch.chdir(tmp_path)

    def said() -> tuple[str, str]:
        captured = capsys.readouterr()
        return captured.out, captured.err

    return Command(tmp_path, said)


# --- git ------------------------------------------------------------------------------------------

PROJECT: Final = """\
[tool.specwright]
spec = "api/pets.yaml"
overlays = ["api/overlay.yaml"]
package = "zoo"
"""
OVERLAY: Final = """\
overlay: 1.0.0
info: {title: How it looks, version: '1'}
actions:
- target: $.paths['/pets'].get
  update: {x-specwright-method: NAME}
"""


@pytest.fixture
def project(diff: Command) -> Command:
    """A repository on `main`: a project, and one commit."""
    diff.write("pyproject.toml", PROJECT)
    diff.write("api/pets.yaml", PETS)
    diff.write("api/overlay.yaml", OVERLAY.replace("NAME", "find"))
    git(diff.folder, "init", "--quiet", "--initial-branch=main")
    commit(diff.folder)
    return diff


def git(folder: Path, *arguments: str) -> None:
    plain = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "core.hooksPath="]
    subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, env=plain
    )


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "x")
