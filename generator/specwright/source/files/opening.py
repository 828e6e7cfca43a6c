"""Open the document that a command line names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import IO

from specwright.diagnostics import Diagnostics
from specwright.source.document import RawDocument, parse_document
from specwright.source.files.fetching import Fetched, fetch
from specwright.source.text.limits import DEFAULT_LIMITS, Limits


def open_document(
    spec: str,
    sink: Diagnostics,
    *,
    allow: Iterable[Path] = (),
    limits: Limits = DEFAULT_LIMITS,
    stdin: IO[bytes] | None = None,
) -> RawDocument:
    """Read a path, `-` for standard input, or `REV:path` for a revision of git.

    References may lead to files in the folder of the document (for standard input the current
    one), and in those of `allow`; in a revision, to files of that revision. Raises `FatalError`.
    """
    return parse_fetched(fetch(spec, allow, limits, stdin), sink, limits)


def parse_fetched(
    fetched: Fetched, sink: Diagnostics, limits: Limits = DEFAULT_LIMITS
) -> RawDocument:
    """Read what was fetched; raises `FatalError`."""
    return parse_document(fetched.file, fetched.content, sink, limits, address=fetched.address)
