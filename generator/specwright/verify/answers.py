"""An operation enters; the answers that a server may give leave: documented ones, and those a client must survive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from hypothesis.strategies import SearchStrategy

from .document import Operation
from .facts import Json, Path, Place
from .schemas import Schema


@dataclass(frozen=True, slots=True)
class Answer:
    """One documented response. `media_type` is None when it has no content.

    `status` is a concrete number that the documented key stands for ("4XX": one no other key takes).
    `values` draws contents (None: no content); `boundary` are the values at the bounds, in full.
    Bytes (bytes) stand for contents that are not text or JSON. `headers` are fit to be sent.
    """

    status: int
    key: str
    media_type: str | None
    headers: Mapping[str, str]
    schema: Schema | None
    values: SearchStrategy[Json]
    boundary: tuple[Json, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class UnknownAnswer:
    """A content beyond the document that has to survive; `path` leads to what is unknown in it."""

    status: int
    media_type: str
    value: Json
    kind: Literal["enum", "field", "variant"]
    path: Path
    schema: Schema
    place: Place


def answers(operation: Operation) -> Iterator[Answer]:
    """Every documented response, for each of its media types; ranges and default included."""
    raise NotImplementedError


def unknown_answers(operation: Operation) -> Iterator[UnknownAnswer]:
    """Documented JSON answers with one thing that the document does not know."""
    raise NotImplementedError
