"""Format generated files with black."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path

from specwright.emit.cache import recall, remember
from specwright.emit.files import File, text_file

_LINE_LENGTH = 88
_WORTH_A_PROCESS = 400_000
"""Characters of source from which a second process pays for its start."""


@lru_cache(maxsize=1)
def black_version() -> str:
    return version("black")


def format_source(text: str) -> str:
    """Python source in black's form; black's own check is left to our parse of the result."""
    from black import format_str  # takes longer to import than to look into the cache
    from black.mode import Mode, TargetVersion

    mode = Mode(line_length=_LINE_LENGTH, target_versions={TargetVersion.PY310})
    return format_str(text, mode=mode)


def format_files(files: Sequence[File], cache: Path | None = None) -> tuple[File, ...]:
    """Every Python file formatted; others as they are. The order stays.

    Args:
        cache: The file in which formatted modules are remembered; None remembers nothing.
    """
    texts = {f.path: f.content.decode("utf-8") for f in files if f.path.endswith(".py")}
    keys = {path: _key(text) for path, text in texts.items()}
    known = {} if cache is None else recall(cache, keys.values())
    missing = [path for path in texts if keys[path] not in known]
    formatted = zip(missing, _format_all([texts[path] for path in missing]), strict=True)
    new = {keys[path]: text for path, text in formatted}
    if cache is not None and new:
        remember(cache, new)
    known |= new
    return tuple(text_file(f.path, known[keys[f.path]]) if f.path in keys else f for f in files)


def _key(text: str) -> str:
    """Names everything that decides the result."""
    return sha256(f"{black_version()} {_LINE_LENGTH}\0{text}".encode()).hexdigest()


def _format_all(texts: Sequence[str]) -> list[str]:
    workers = os.cpu_count() or 1
    if workers == 1 or sum(map(len, texts)) < _WORTH_A_PROCESS or not _may_fork():
        return [format_source(text) for text in texts]
    import black  # noqa: F401  (once, before the processes are forked)

    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        return list(pool.map(format_source, texts, chunksize=4))


def _may_fork() -> bool:
    """A fork copies the locks that other threads hold; starting anew would run the caller's script."""
    return "fork" in get_all_start_methods() and threading.active_count() == 1
