"""Functions that build calls, a module for each resource."""

from __future__ import annotations

import typing as _t

if _t.TYPE_CHECKING:
    from . import files as files
    from . import items as items
    from . import jobs as jobs
else:
    from specwright.runtime._lazy import lazy_module

    __getattr__, __dir__, _ = lazy_module(__name__, {}, folders=("files", "items", "jobs"))

__all__ = ("files", "items", "jobs")
