"""What `x-specwright-*` keys can say about a client and its operations: frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from specwright.source.node import Node


@dataclass(frozen=True, slots=True)
class Pagination:
    """How a list is paginated: response properties as the overlay names them, query parameters by their wire names.

    Its fields are the keys of the overlay, with `_` for `-`.
    """

    kind: str = "cursor"
    items: str | None = None
    """None if the body is the list."""
    cursor: str | None = None
    page: str | None = None
    offset: str | None = None
    after: str | None = None
    next: str | None = None
    more: str | None = None
    last: str | None = None
    total: str | None = None
    pages: str | None = None
    current: str | None = None
    id: str | None = None
    first: int | None = None
    size: str | None = None

    @property
    def parameter(self) -> str | None:
        """The query parameter that changes from page to page."""
        return self.cursor or self.page or self.offset or self.after


@dataclass(frozen=True, slots=True)
class Waiter:
    """How to wait for what an operation started; all names are wire names."""

    method: str
    argument: str
    source: str
    status: str
    succeeded: tuple[str, ...]
    failed: tuple[str, ...]
    cancelled: tuple[str, ...]
    failure: str | None
    failure_code: str | None
    interval: float
    timeout: float
    output: str | bool | None = None
    """The property with the links to what the task has made; False if it has none to download."""
    outputs: Outputs | None = None
    """The same, looked up in the document."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where a finished task has its links, in wire names; `filename` is beside a link."""

    path: tuple[str, ...]
    filename: str | None


@dataclass(frozen=True, slots=True)
class Upload:
    """A two-step upload: request an upload URL, then post a form there."""

    file: str
    filename: str
    constants: tuple[tuple[str, Any], ...]
    url: str
    fields: str
    part: str
    result: tuple[tuple[str, str], ...]
    min_bytes: int
    max_bytes: int


@dataclass(frozen=True, slots=True)
class NameRules:
    """How to change names of the document before they become Python names."""

    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    patterns: tuple[tuple[str, str], ...] = ()
    """Patterns in which `*` matches any text, each with its replacement, whose stars insert the matched texts."""

    def changed(self, name: str) -> str:
        """The name after the first prefix, suffix and pattern that match; never empty."""
        found = name
        for prefix in self.prefixes:
            if found.startswith(prefix) and found != prefix:
                found = found.removeprefix(prefix)
                break
        for suffix in self.suffixes:
            if found.endswith(suffix) and found != suffix:
                found = found.removesuffix(suffix)
                break
        for pattern, replacement in self.patterns:
            stars = _stars(pattern, found)
            if stars is not None:
                first, *rest = replacement.split("*")
                filled = zip_longest(stars[: len(rest)], rest, fillvalue="")
                return "".join([first, *(star + text for star, text in filled)]) or found
        return found


def _stars(pattern: str, text: str) -> list[str] | None:
    """The text that each `*` of a pattern matches; None if the pattern does not match."""
    first, *rest = pattern.split("*")
    if not rest:
        return [] if text == pattern else None
    *middle, last = rest
    if len(text) < len(first + last) or not (text.startswith(first) and text.endswith(last)):
        return None
    found = []
    left = text[len(first) : len(text) - len(last)]
    for part in filter(None, middle):
        star, separator, left = left.partition(part)
        if not separator:
            return None
        found.append(star)
    return [*found, left]


@dataclass(frozen=True, slots=True)
class NamingHints:
    """The naming options of the overlay for the whole document."""

    operations: NameRules = NameRules()
    tags: NameRules = NameRules()
    schemas: NameRules = NameRules()
    ascii: bool = False
    """Whether names in other scripts are transliterated."""


@dataclass(frozen=True, slots=True)
class CredentialHint:
    scheme: str
    option: str | None
    env: str | None
    node: Node


@dataclass(frozen=True, slots=True)
class HeaderHint:
    header: str
    option: str
    node: Node


@dataclass(frozen=True, slots=True)
class FormatHint:
    """A format whose values stay strings in Python."""

    format: str
    node: Node


@dataclass(frozen=True, slots=True)
class SignatureHint:
    """The header with the signatures of webhooks, and the environment variable with their secret."""

    header: str
    env: str


@dataclass(frozen=True, slots=True)
class GenerativeHint:
    """Which calls are generations by a model, for telemetry; `model` is a wire name."""

    provider: str
    model: str
    operation: str | None


@dataclass(frozen=True, slots=True)
class ClientHints:
    """The client options of the overlay; every field may be absent."""

    class_name: str | None
    env_prefix: str | None
    credentials: tuple[CredentialHint, ...]
    headers: tuple[HeaderHint, ...]
    formats: tuple[FormatHint, ...] = ()
    signature: SignatureHint | None = None
    generative: GenerativeHint | None = None
