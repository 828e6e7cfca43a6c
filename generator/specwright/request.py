"""The options of a run. Commands build them before they know whether anything must be generated."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from specwright.api.operations.select import EVERYTHING, Choice

if TYPE_CHECKING:
    from specwright.source.files.fetching import Fetched

DISTRIBUTION: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
VERSION: Final = re.compile(
    r"v?(\d+!)?\d+(\.\d+)*([-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?\d*)?"
    r"(-\d+|[-_.]?(post|rev|r)[-_.]?\d*)?([-_.]?dev[-_.]?\d*)?(\+[a-z0-9]+([-_.][a-z0-9]+)*)?",
    re.IGNORECASE,
)
"""Valid distribution names (PEP 508) and versions (PEP 440)."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """Metadata for the `pyproject.toml` of the generated distribution."""

    description: str | None = None
    license: str | None = None
    """An SPDX expression."""
    authors: tuple[str, ...] = ()
    """Each is `Name`, `<mail>` or both."""
    keywords: tuple[str, ...] = ()
    urls: tuple[tuple[str, str], ...] = ()
    """Each with its label."""


NO_METADATA: Final = Metadata()


@dataclass(frozen=True, slots=True)
class Request:
    """What to generate: the inputs, and the names of package and distribution if given."""

    spec: str
    """A path, a URL, `-` for standard input, or `REV:path` of git."""
    overlays: tuple[str, ...] = ()
    package: str | None = None
    distribution: str | None = None
    version: str | None = None
    """Of the distribution; `document` means the version in the document's `info`."""
    metadata: Metadata = NO_METADATA
    embedded: bool = False
    """Whether to write only the package, without a distribution around it."""
    http: str = "httpx"
    """The HTTP library that the client needs: `httpx` or `httpx2`."""
    choice: Choice = EVERYTHING
    allow: tuple[Path, ...] = ()
    """Further folders that a `$ref` may lead into."""
    stdin: IO[bytes] | None = None
    cache: Path | None = None
    """The cache file."""
    files: tuple[Fetched, ...] = field(default=(), compare=False, repr=False)
    """The document and its overlays, once they are fetched."""


def fetch_files(request: Request) -> Request:
    """The request with its files, each downloaded or read once in a run; raises `FatalError`."""
    from specwright.source.files.fetching import fetch  # `explain` reads no document

    if request.files:
        return request
    names = (request.spec, *request.overlays)
    files = (fetch(name, request.allow, stdin=request.stdin) for name in names)
    return replace(request, files=tuple(files))
