"""Validate values against the schemas of a document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from ..cache import Memory
from ..source.sources import Sources, escape
from ..types import Json, Path, Place
from .keywords import Keywords, Node, Shape
from .validating import make_validator

# Keywords beside a `$ref` that do not affect validity.
_NOTES: Final = frozenset(("description", "summary", "title", "deprecated"))
Direction: TypeAlias = Literal["request", "response", "unlooked"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of a value."""

    path: Path
    keyword: str
    message: str


class Schemas:
    """All schemas of one document, with the validators that were built so far."""

    def __init__(self, sources: Sources, version: str) -> None:
        self.sources = sources
        self.keywords = Keywords(sources, version)
        self.memory = Memory()
        """Derived facts about nodes, cached by other modules under their own keys."""
        settings = sources.at("#").get("x-specwright-client")
        texts = settings.get("formats") if isinstance(settings, dict) else None
        self.texts = frozenset(texts if isinstance(texts, dict) else ())
        """Formats whose values stay strings in Python."""
        self._classes: dict[str, Any] = {
            direction: make_validator(self.keywords, direction)
            for direction in ("request", "response", "unlooked")
        }
        self._validators: dict[tuple[Node, str], tuple[Any, ...]] = {}

    def shape(self, node: Node) -> Shape:
        return self.keywords.shape(node)

    def validators(self, node: Node, direction: Direction) -> tuple[Any, ...]:
        """One validator for each schema that applies at the node."""
        key = (node, direction)
        if key not in self._validators:
            make = self._classes[direction]
            self._validators[key] = tuple(make(self.sources.at(p)) for p in node.pointers)
        return self._validators[key]

    def accepts(self, node: Node, value: Json, direction: Direction) -> bool:
        return all(v.is_valid(value) for v in self.validators(node, direction))

    def problems(self, node: Node, value: Json, direction: Direction) -> list[Problem]:
        return [
            Problem(tuple(error.absolute_path), str(error.validator), error.message)
            for validator in self.validators(node, direction)
            for error in validator.iter_errors(value)
        ]


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema of the document, in JSON Schema 2020-12 terms."""

    pointer: str
    schemas: Schemas = field(repr=False, compare=False)

    @property
    def raw(self) -> Any:
        """The schema as written (3.0 converted to 2020-12); a `$ref` is not followed."""
        value = self.schemas.sources.at(self.pointer)
        return value if isinstance(value, bool) else self.schemas.keywords.own(self.pointer)

    @property
    def place(self) -> Place:
        return self.schemas.sources.place(self.pointer)

    @property
    def node(self) -> Node:
        return Node((self.pointer,))

    def resolved(self) -> Schema:
        """The final target of its `$ref`; itself if it has none, or has further keywords."""
        pointer, seen = self.pointer, {self.pointer}
        while (keywords := self.schemas.keywords.own(pointer)).keys() - _NOTES == {"$ref"}:
            pointer = keywords["$ref"]
            if pointer in seen:
                return self
            seen.add(pointer)
        return Schema(pointer, self.schemas)

    def child(self, *keys: str | int) -> Schema:
        """The subschema at these keys."""
        return Schema("".join((self.pointer, *(f"/{escape(key)}" for key in keys))), self.schemas)

    def problems(self, value: Json, direction: Direction = "request") -> list[Problem]:
        """The problems of a value; empty if it is valid. Blobs count as strings."""
        return self.schemas.problems(self.node, value, direction)

    def accepts(self, value: Json, direction: Direction = "request") -> bool:
        """Whether the value is valid; faster than `problems`."""
        return self.schemas.accepts(self.node, value, direction)
