"""A request as it went over the wire enters; what it says in the document's terms leaves, and where it disagrees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .cases import Case
from .document import Document, Operation
from .facts import ABSENT, Absent, Json, Unjudged


@dataclass(frozen=True, slots=True)
class Received:
    """A request read back. `parameters` holds only what was sent.

    `alternatives` are other readings of a parameter that its schema allows equally (text or list).
    `security` are the keys of the schemes whose credentials it carries.
    """

    operation: Operation
    parameters: Mapping[tuple[str, str], Json]
    media_type: str | None = None
    body: Json | Absent = ABSENT
    security: tuple[str, ...] = ()
    alternatives: Mapping[tuple[str, str], tuple[Json, ...]] = field(default_factory=dict)
    unjudged: tuple[Unjudged, ...] = ()


class Disagreement(Exception):
    """The request is not one that the document allows; `problems` says why, in sentences."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


def read_request(
    document: Document,
    method: str,
    url: str,
    headers: Sequence[tuple[str, str]],
    content: bytes,
    *,
    base_url: str | None = None,
) -> Received:
    """Reads a request by the document alone.

    `url` is as sent, still percent-encoded. `headers` are all of them, in order. `base_url`, where
    given, is what the client was told to use; otherwise the URL has to begin with a server of the
    document (any host where servers are relative or absent).
    """
    raise NotImplementedError


def differences(case: Case, received: Received) -> list[str]:
    """Where the request does not carry exactly what was given; what OpenAPI leaves open is not told."""
    raise NotImplementedError


def unjudged(case: Case, received: Received) -> tuple[Unjudged, ...]:
    """What of this case `differences` could not compare, and why."""
    raise NotImplementedError
