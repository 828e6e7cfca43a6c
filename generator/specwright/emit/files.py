"""Generated files as values: a path and bytes. Nothing here touches the disk."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """One file of the output."""

    path: str
    """Relative to the output folder, separated by `/`."""
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the content, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def text_file(path: str, text: str) -> File:
    return File(path, text.encode("utf-8"))
