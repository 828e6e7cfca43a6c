"""What a run is asked for. Commands make it before they know whether anything has to be generated."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import IO

from specwright.api.operations.select import EVERYTHING, Choice


@dataclass(frozen=True, slots=True)
class Request:
    """What to generate: inputs, and the names of package and distribution where they are given."""

    spec: str
    """A path, `-` for standard input, or `REV:path` of git."""
    overlays: tuple[str, ...] = ()
    package: str | None = None
    distribution: str | None = None
    version: str | None = None
    choice: Choice = EVERYTHING
    allow: tuple[Path, ...] = ()
    """Folders besides the document's own that a `$ref` may lead into."""
    stdin: IO[bytes] | None = None
    cache: Path | None = None
    """The file in which finished work is remembered between runs."""
