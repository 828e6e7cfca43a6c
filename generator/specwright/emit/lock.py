"""What an output folder was made from, and which files in it are ours: `specwright.lock`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from specwright.emit.files import File, text_file

LOCK_NAME = "specwright.lock"


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that the output depends on. No dates, no machine."""

    generator: str
    black: str
    templates: str
    documents: tuple[str, ...]
    """The document, then the files it refers to."""
    overlays: tuple[str, ...]


def make_lock(inputs: Inputs, files: Sequence[File]) -> File:
    """The lock, as a file of the output like any other."""
    content = {
        "about": "What this folder was generated from. Written by specwright; do not edit.",
        "specwright": inputs.generator,
        "black": inputs.black,
        "templates": inputs.templates,
        "documents": list(inputs.documents),
        "overlays": list(inputs.overlays),
        "files": {file.path: file.digest for file in sorted(files, key=lambda f: f.path)},
    }
    return text_file(LOCK_NAME, json.dumps(content, indent=2) + "\n")


def read_owned(folder: Path) -> Mapping[str, str]:
    """The files of a folder that specwright wrote, with their digests; none without a sound lock."""
    try:
        content = json.loads((folder / LOCK_NAME).read_text(encoding="utf-8"))
        files = content["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    if not isinstance(files, dict):
        return {}
    return {path: digest for path, digest in files.items() if isinstance(digest, str)}
