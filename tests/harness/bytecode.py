"""Compile the runtime once for all packages of a process: that is most of what importing a small one costs."""

from __future__ import annotations

import importlib.util
import marshal
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from specwright.emit.files import File


def write_bytecode(folder: Path, files: Iterable[File]) -> None:
    """Put compiled modules beside the copy of the runtime, which is written below `folder`.

    A changed source is still seen: Python compares its hash with that in the compiled module.
    """
    for file in files:
        if "/_runtime/" in file.path:
            compiled = Path(importlib.util.cache_from_source(str(folder / file.path)))
            compiled.parent.mkdir(parents=True, exist_ok=True)
            compiled.write_bytes(_compiled(file.content))


@cache
def _compiled(source: bytes) -> bytes:
    """A module that is valid for this source (PEP 552); import sets the file that its code names."""
    code = compile(source, "<runtime>", "exec", dont_inherit=True)
    checked = (0b11).to_bytes(4, "little") + importlib.util.source_hash(source)
    return importlib.util.MAGIC_NUMBER + checked + marshal.dumps(code)
