"""Format generated Python: `layout/` prints black's form, and black formats what `layout/` is not sure of."""

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
    """What black makes of a text; its own check is left to our parse of the result."""
    from black import (
        format_str,  # hardly ever needed, and takes longer to import than most documents need
    )
    from black.mode import Mode, TargetVersion

    mode = Mode(line_length=WIDTH, target_versions={TargetVersion.PY310})
    return format_str(text, mode=mode)
