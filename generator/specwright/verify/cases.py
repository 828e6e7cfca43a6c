"""An operation enters; valid calls of it leave: drawn ones, the smallest, the fullest, those at the bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hypothesis.strategies import SearchStrategy

from .document import Operation
from .facts import ABSENT, Absent, Json


@dataclass(frozen=True, slots=True)
class Case:
    """One call in wire terms: names and values as the document has them. Picklable.

    `operation` is the key of the operation ("GET /x"). `body` is ABSENT when there is none; inside
    forms and for binary media types, files are `Blob`. `label` says where the case comes from:
    "smallest", "drawn", "body.promptText: maxLength". `large` marks those with a very long text.
    """

    operation: str
    parameters: Mapping[tuple[str, str], Json]
    media_type: str | None = None
    body: Json | Absent = ABSENT
    label: str = ""
    large: bool = False


def valid_cases(operation: Operation) -> SearchStrategy[Case]:
    """Calls that the document allows, mostly small, of any shape it allows."""
    raise NotImplementedError


def smallest_case(operation: Operation) -> Case:
    """Nothing but what is required, each value the plainest."""
    raise NotImplementedError


def fullest_case(operation: Operation) -> Case:
    """Every parameter and property at least once (recursion and unions aside)."""
    raise NotImplementedError


def boundary_cases(operation: Operation) -> Iterator[Case]:
    """Each bound, length, enum member, union branch, null, absence, one at a time; deterministic."""
    raise NotImplementedError
