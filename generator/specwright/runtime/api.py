"""The names that generated modules import, as `_r`."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import *  # noqa: F403  # the package lists its names one by one
else:

    def __getattr__(name: str) -> Any:
        value = getattr(importlib.import_module(__package__), name)
        globals()[name] = value
        return value
