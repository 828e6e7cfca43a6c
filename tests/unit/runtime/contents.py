"""One content in each form that a file or a binary body may have."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any


def chunks() -> Iterator[bytes]:
    yield b"one"
    yield b""
    yield b"two"


async def async_chunks() -> AsyncIterator[bytes]:
    yield b"one"
    yield b"two"


def content(kind: str, folder: Path) -> Any:
    path = folder / "data.bin"
    path.write_bytes(b"onetwo")
    opened = io.BytesIO(b"..onetwo")
    opened.seek(2)
    made = {
        "bytes": b"onetwo",
        "bytearray": bytearray(b"onetwo"),
        "path": path,
        "opened": opened,
        "list": [b"one", b"two"],
        "iterator": chunks(),
        "async": async_chunks(),
    }
    return made[kind]
