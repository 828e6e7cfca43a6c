"""A folder with one document, and the command run in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from specwright.cli import main

PETS = """\
openapi: 3.1.0
info: {title: Pet Shop, version: 1.2.3}
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      responses:
        '200':
          description: All of them.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
components:
  schemas:
    Pet:
      type: object
      required: [id]
      properties:
        id: {type: integer}
"""


@dataclass(frozen=True)
class Shell:
    """The working folder, and what the last command said."""

    folder: Path
    run: Callable[..., int]
    said: Callable[[], str]

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def tree(self, name: str = "out") -> dict[str, bytes]:
        """Every file below a folder."""
        root = self.folder / name
        files = (path for path in sorted(root.rglob("*")) if path.is_file())
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    """`shell.run("-o", "out")` generates from `pets.yaml` and returns the exit code."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> int:
        capsys.readouterr()
        return main(["generate", *arguments])

    def said() -> str:
        out, err = capsys.readouterr()
        assert out == ""
        return err

    made = Shell(tmp_path, run, said)
    made.write("pets.yaml", PETS)
    return made
