"""`specwright.lock`: whose an output folder is, what it was made from, and which files are ours."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from specwright.emit.files import File, text_file
from specwright.emit.public_names import PublicNames

LOCK_NAME = "specwright.lock"
_RUNTIME = "/_runtime/__init__.py"
"""Every package has it, so it tells the name of one whose lock does not."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that the output depends on. No dates, no machine."""

    generator: str
    black: str
    templates: str
    documents: tuple[str, ...]
    """The document, then the files it refers to."""
    overlays: tuple[str, ...]
    package: str
    distribution: str


@dataclass(frozen=True, slots=True)
class Lock:
    """What the lock of a folder says; empty for a folder without one."""

    package: str | None = None
    distribution: str | None = None
    """None where an older lock does not say it."""
    generator: str | None = None
    owned: Mapping[str, str] = field(default_factory=dict)
    """The files that specwright wrote, with their digests."""
    names: PublicNames = field(default_factory=dict)
    """None in an older lock."""
    fault: str = ""
    """Why it cannot be read."""

    def is_newer_than(self, generator: str) -> bool:
        """Whether a later generator wrote it."""
        return self.generator is not None and _numbers(self.generator) > _numbers(generator)


def make_lock(inputs: Inputs, files: Sequence[File], names: PublicNames) -> File:
    """The lock, as a file of the output like any other."""
    content = {
        "about": "What this folder was generated from. Written by specwright; do not edit.",
        "package": inputs.package,
        "distribution": inputs.distribution,
        "specwright": inputs.generator,
        "black": inputs.black,
        "templates": inputs.templates,
        "documents": list(inputs.documents),
        "overlays": list(inputs.overlays),
        "names": dict(names),
        "files": {file.path: file.digest for file in sorted(files, key=lambda f: f.path)},
    }
    return text_file(LOCK_NAME, json.dumps(content, indent=2) + "\n")


def read_lock(folder: Path) -> Lock:
    """The lock of an output folder."""
    try:
        text = (folder / LOCK_NAME).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Lock()
    except UnicodeDecodeError:
        return Lock(fault="it is not UTF-8")
    return parse_lock(text)


def parse_lock(text: str) -> Lock:
    """A lock is a file that anybody can edit, and that a merge can break."""
    if re.search("^(<<<<<<<|>>>>>>>)", text, re.MULTILINE):
        return Lock(fault="it holds the marks of a merge conflict")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return Lock(fault="it is not JSON")
    files = content.get("files") if isinstance(content, dict) else None
    if not isinstance(files, dict) or not all(isinstance(v, str) for v in files.values()):
        return Lock(fault="it does not say which files are ours")
    package = _text(content, "package") or next(
        (path.removesuffix(_RUNTIME) for path in files if path.endswith(_RUNTIME)), None
    )
    said = content.get("names")
    names = {k: v for k, v in said.items() if isinstance(v, str)} if isinstance(said, dict) else {}
    return Lock(package, _text(content, "distribution"), _text(content, "specwright"), files, names)


def _text(content: Mapping[str, Any], key: str) -> str | None:
    value = content.get(key)
    return value if isinstance(value, str) else None


def _numbers(version: str) -> tuple[int, ...]:
    """The release of a version: `0.10.2.dev3` is (0, 10, 2)."""
    found = re.match(r"\d{1,9}(\.\d{1,9})*", version)
    return tuple(map(int, found.group().split("."))) if found else ()
