"""Digest everything besides the input that affects the output: our code and the installed packages.

The digest is part of every cache key, so that other code, templates or libraries never reuse old
results.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from specwright.emit.template_files import template_folder

_ROOT: Final = Path(__file__).parent.parent
_APART: Final = ("diff", "verify")
"""Folders that do not affect the output."""


@lru_cache(maxsize=1)
def generator_digest() -> str:
    """SHA-256 of this code, its templates, the Python version and the names of the installed distributions."""
    digest = sha256(sys.version.encode())
    for name in _installed():
        digest.update(f"\0{name}".encode("utf-8", "surrogateescape"))
    for path in (*_modules(), *sorted(template_folder().iterdir())):
        if path.is_file():
            digest.update(f"\0{path}\0".encode("utf-8", "surrogateescape"))
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _installed() -> Iterator[str]:
    """The installed distributions, by the names of their folders."""
    for place in sys.path:
        try:
            names = sorted(path.name for path in Path(place or ".").iterdir())
        except OSError:  # an archive, or a missing folder
            continue
        yield from (name for name in names if name.endswith((".dist-info", ".egg-info")))


def _modules() -> Iterator[Path]:
    for room in sorted(_ROOT.iterdir()):
        if room.suffix == ".py":
            yield room
        elif room.name not in _APART:
            yield from sorted(room.rglob("*.py"))
