"""What `x-specwright-*` keys can say about a client and its operations: frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from specwright.source.node import Node


@dataclass(frozen=True, slots=True)
class Pagination:
    """How a list goes on: properties of the response, and query parameters, by their wire names."""

    items: str
    cursor: str
    next: str
    more: str | None
    size: str | None


@dataclass(frozen=True, slots=True)
class Waiter:
    """How to wait for what an operation started; names are wire names."""

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


@dataclass(frozen=True, slots=True)
class Upload:
    """A two-step upload: ask for a place, then post a form there."""

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
    """A format whose values stay text in Python."""

    format: str
    node: Node


@dataclass(frozen=True, slots=True)
class SignatureHint:
    """The header with the signatures of webhooks, and the variable with their secret."""

    header: str
    env: str


@dataclass(frozen=True, slots=True)
class ClientHints:
    """What the overlay says about the client as a whole; every field may be absent."""

    class_name: str | None
    env_prefix: str | None
    credentials: tuple[CredentialHint, ...]
    headers: tuple[HeaderHint, ...]
    formats: tuple[FormatHint, ...] = ()
    signature: SignatureHint | None = None
