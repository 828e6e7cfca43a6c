"""Format generated files with black."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from multiprocessing import get_all_start_methods, get_context

from black import format_str
from black.mode import Mode, TargetVersion

from specwright.emit.files import File, text_file

_MODE = Mode(line_length=88, target_versions={TargetVersion.PY310})
_WORTH_A_PROCESS = 400_000
"""Characters of source from which a second process pays for its start."""


def black_version() -> str:
    return version("black")


def format_source(text: str) -> str:
    """Python source in black's form; black's own check is left to our parse of the result."""
    return format_str(text, mode=_MODE)


def format_files(files: Sequence[File]) -> tuple[File, ...]:
    """Every Python file formatted; others as they are. The order stays."""
    texts = [f.content.decode("utf-8") for f in files if f.path.endswith(".py")]
    formatted = iter(_format_all(texts))
    return tuple(text_file(f.path, next(formatted)) if f.path.endswith(".py") else f for f in files)


def _format_all(texts: Sequence[str]) -> list[str]:
    workers = os.cpu_count() or 1
    if workers == 1 or sum(map(len, texts)) < _WORTH_A_PROCESS or not _may_fork():
        return [format_source(text) for text in texts]
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        return list(pool.map(format_source, texts, chunksize=4))


def _may_fork() -> bool:
    """A fork copies the locks that other threads hold; starting anew would run the caller's script."""
    return "fork" in get_all_start_methods() and threading.active_count() == 1
