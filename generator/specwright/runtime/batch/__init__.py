"""Many calls at once: bounded, in order, with one rate limit for all of them, and a journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..base.errors import InDoubt as InDoubt
    from ..base.errors import JournalError as JournalError
    from ..base.errors import JournalMismatch as JournalMismatch
    from .async_run import AsyncMany as AsyncMany
    from .journal import Journal as Journal
    from .journal import JournalEntry as JournalEntry
    from .outcomes import BatchProgress as BatchProgress
    from .outcomes import Outcome as Outcome
    from .outcomes import Unfinished as Unfinished
    from .sync_run import Many as Many
else:
    from .._lazy import lazy_module

    __getattr__, __dir__, _ = lazy_module(
        __name__,
        {
            ".base.errors": "InDoubt JournalError JournalMismatch",
            "async_run": "AsyncMany",
            "journal": "Journal JournalEntry",
            "outcomes": "BatchProgress Outcome Unfinished",
            "sync_run": "Many",
        },
    )
