"""Format generated Python: `layout/` prints black's form, and black formats what `layout/` is not sure of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from specwright.emit.cache import recall, remember
from specwright.emit.files import File, text_file
from specwright.emit.layout.leaves import Unsure
from specwright.emit.layout.line import WIDTH
from specwright.emit.layout.module import lay_out


@lru_cache(maxsize=1)
def black_version() -> str:
    return version("black")


def format_source(text: str) -> str:
    """Python source in black's form."""
    known = _laid_out(text)
    return run_black(text) if known is None else known


def run_black(text: str) -> str:
    """What black makes of a text; its own check is left to our parse of the result."""
    from black import (
        format_str,  # hardly ever needed, and takes longer to import than most documents need
    )
    from black.mode import Mode, TargetVersion

    mode = Mode(line_length=WIDTH, target_versions={TargetVersion.PY310})
    return format_str(text, mode=mode)


def format_files(files: Sequence[File], cache: Path | None = None) -> tuple[File, ...]:
    """Every Python file formatted; others as they are. The order stays.

    Args:
        cache: The file in which modules that black formatted are remembered; None remembers nothing.
    """
    texts = {f.path: f.content.decode("utf-8") for f in files if f.path.endswith(".py")}
    formatted: dict[str, str] = {}
    left: list[str] = []
    for path, text in texts.items():
        known = _laid_out(text)
        if known is None:
            left.append(path)
        else:
            formatted[path] = known
    if left:
        by_black = _formatted_by_black([texts[path] for path in left], cache)
        formatted |= zip(left, by_black, strict=True)
    return tuple(text_file(f.path, formatted[f.path]) if f.path in texts else f for f in files)


def _laid_out(text: str) -> str | None:
    try:
        return lay_out(text)
    except (Unsure, RecursionError):
        return None


def _formatted_by_black(texts: Sequence[str], cache: Path | None) -> list[str]:
    keys = [_key(text) for text in texts]
    known = {} if cache is None else recall(cache, keys)
    pairs = zip(keys, texts, strict=True)
    new = {key: run_black(text) for key, text in pairs if key not in known}
    if cache is not None and new:
        remember(cache, new)
    known |= new
    return [known[key] for key in keys]


def _key(text: str) -> str:
    """Names everything that decides the result."""
    return sha256(f"{black_version()} {WIDTH}\0{text}".encode()).hexdigest()
