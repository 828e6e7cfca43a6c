"""A place in the document's schemas enters; what JSON Schema has against a value leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from .facts import Json, Path, Place

Direction: TypeAlias = Literal["request", "response"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a value."""

    path: Path
    keyword: str
    message: str


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema of the document, in JSON Schema 2020-12 terms."""

    pointer: str

    @property
    def raw(self) -> Any:
        """The schema as written (3.0 already turned into 2020-12); a `$ref` is not followed."""
        raise NotImplementedError

    @property
    def place(self) -> Place:
        raise NotImplementedError

    def problems(self, value: Json, direction: Direction = "request") -> list[Problem]:
        """What is wrong with the value; empty when it is valid. Blobs count as strings."""
        raise NotImplementedError

    def accepts(self, value: Json, direction: Direction = "request") -> bool:
        """Whether the value is valid; faster than `problems`."""
        raise NotImplementedError
