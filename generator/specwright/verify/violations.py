"""An operation enters; calls that break exactly one constraint of the document, proven by JSON Schema, leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .cases import Case
from .document import Operation
from .facts import Json, Path, Place


@dataclass(frozen=True, slots=True)
class Violation:
    """A call that has to be refused before anything is sent.

    `path` leads from the call to the wrong value: ("body", "references", 0, "uri"), ("query",
    "limit"); for `required` and `additionalProperties` it ends with the property that is missing
    or too many. `union` is the length of the shortest prefix of `path` at which an untagged
    union (anyOf, oneOf without discriminator) begins, None if there is none: a client may tell
    of the whole there. `place` is the broken constraint in the document.
    """

    case: Case
    keyword: str
    path: Path
    value: Json
    place: Place
    message: str
    union: int | None = None


def violations(operation: Operation) -> Iterator[Violation]:
    """One for each constraint at each place; deterministic."""
    raise NotImplementedError
