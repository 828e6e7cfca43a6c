"""Format generated Python: `layout/` prints black's form; black formats what `layout/` does not support."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version

from specwright.emit.layout.module import lay_out
from specwright.emit.layout.widths import WIDTH, Unsure


@lru_cache(maxsize=1)
def black_version() -> str:
    return version("black")


def format_source(text: str) -> str:
    """Python source in black's form."""
    try:
        return lay_out(text)
    except (Unsure, RecursionError):
        return run_black(text)


def run_black(text: str) -> str:
    """Format with black; its own check is replaced by our parse of the result."""
    from black import (
        format_str,  # rarely needed, and slow to import
    )
    from black.mode import Mode, TargetVersion

    mode = Mode(line_length=WIDTH, target_versions={TargetVersion.PY310})
    return format_str(text, mode=mode)
