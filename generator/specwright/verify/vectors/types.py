"""The content of a vector: frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class VectorFault(Exception):
    """An invalid vector: file, line and reason."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request as it must be sent, and the response to it."""

    method: str
    url: str
    headers: Mapping[str, str]
    has_json: bool
    json: Any
    multipart: tuple[Mapping[str, str], ...] | None
    status: int
    answer_headers: Mapping[str, str]
    answer: bytes
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class Vector:
    """One call, its requests, and its result."""

    operation: str
    name: str
    place: str
    client_class: str
    client_arguments: Mapping[str, Any]
    method: str
    positional: tuple[Any, ...]
    arguments: Mapping[str, Any]
    exchanges: tuple[Exchange, ...]
    outcome: str
    expected: Any
    then: tuple[str, Mapping[str, Any]] | None
    warns: tuple[str, ...]
    says: tuple[str, ...]
    slept: tuple[float, ...] | None
    calls: int | None
    environment: Mapping[str, str]
    with_options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    way: str = ""
    """Whether the vector was derived from a hand-written one by another way of sending."""
