"""A small client written by hand in the form of a generated package; `_r` is the runtime itself."""

from __future__ import annotations

import typing as _t

if _t.TYPE_CHECKING:
    from specwright.runtime import ClientError as SampleError

    from . import endpoints as endpoints
    from . import models as models
    from ._client import AsyncSample as AsyncSample
    from ._client import Sample as Sample
    from ._operations import OPERATIONS as OPERATIONS
else:
    from specwright.runtime import ClientError as SampleError
    from specwright.runtime._lazy import lazy_module

    __getattr__, __dir__, _ = lazy_module(
        __name__,
        {"_client": "AsyncSample Sample", "_operations": "OPERATIONS"},
        folders=("endpoints", "models"),
    )

__all__ = ("OPERATIONS", "AsyncSample", "Sample", "SampleError", "endpoints", "models")
