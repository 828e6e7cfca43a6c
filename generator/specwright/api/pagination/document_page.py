"""Collect the parameters and properties that pagination is recognized by."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from specwright.api.model import Field, ListOf, Operation, Parameter, TypeRef
from specwright.api.pagination import words
from specwright.api.pagination.answer import HEADER, Answer, Kind, Models, kind_of, query_of
from specwright.api.pagination.words import normal
from specwright.api.type_ops import fields_of, strip_null

_OF_A_PAGE = re.compile(
    r"\b(returned|(this|current|each|per) page|in (the|this) (page|response))\b", re.I
)
_URL_FORMATS = ("uri", "url", "uri-reference", "iri", "iri-reference")
_URL_WORDS = re.compile(r"\b(url|uri|hyperlink)s?\b|\blink to\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Member:
    """A property of the response: its path, as an overlay writes it, and its type."""

    name: str
    word: str
    kind: Kind
    is_url: bool
    depth: int
    description: str


class DocumentPage:
    """The parameters and the response of an operation that may be a list."""

    def __init__(self, operation: Operation, models: Models) -> None:
        """Sort the parameters and properties of an operation."""
        self._models = models
        self.answer = Answer(operation, models)
        named = query_of(operation, models).values()
        self.parameters = {normal(p.wire.rpartition(".")[2]): p for p in named}
        self.is_bare = self.answer.kind(None) == "list"
        self.members = () if self.is_bare else tuple(self._members(self.answer.types, "", 0))
        self.items = self._items()

    @property
    def is_list(self) -> bool:
        return self.is_bare or self.items is not None

    def parameter(self, names: Collection[str], kind: Kind) -> Parameter | None:
        """The only query parameter with one of these names and this kind."""
        found = [
            p
            for word, p in self.parameters.items()
            if word in names and kind_of([p.type], self._models) == kind
        ]
        return found[0] if len(found) == 1 else None

    def member(self, names: Collection[str], kind: Kind) -> str | None:
        """The highest property with one of these names and this kind, if it is the only one at its level."""
        found = [m for m in self.members if m.word in names and m.kind == kind]
        top = [m.name for m in found if m.depth == min(n.depth for n in found)]
        return top[0] if len(top) == 1 else None

    @property
    def total(self) -> str | None:
        """The property with the total number of items; a plain `count` only if nothing else gives the total."""
        found = [
            m.word
            for m in self.members
            if m.word in words.TOTALS
            and m.kind == "number"
            and not _OF_A_PAGE.search(m.description)
        ]
        named = self.member([word for word in found if word != "count"], "number")
        return named or self.member(found, "number") or self.header(words.TOTAL_HEADERS)

    def header(self, names: Collection[str]) -> str | None:
        found = [self.answer.headers[name][0] for name in names if name in self.answer.headers]
        return HEADER + found[0] if found else None

    def kind_of(self, parameter: Parameter) -> Kind:
        return kind_of([parameter.type], self._models)

    def kind_in(self, type_: TypeRef, name: str) -> Kind:
        """The kind of a property of an item."""
        found = fields_of([type_], self._models).get(name, ())
        return kind_of([field.type for field in found], self._models)

    def _items(self) -> str | None:
        """The property that holds the items, if it is certain."""
        every = [m for m in self.members if m.kind == "list" and m.word not in words.NO_ITEMS]
        lists = [m for m in every if m.word not in words.HARDLY_ITEMS] or every
        top = [m for m in lists if m.depth == min(n.depth for n in lists)]
        named = [m.name for m in top if m.word in words.ITEMS]
        if len(top) == 1 or len(named) == 1:
            return named[0] if named else top[0].name
        return None

    def _members(self, types: tuple[TypeRef, ...], prefix: str, depth: int) -> Iterator[Member]:
        fields = fields_of(types, self._models)
        for wire, found in fields.items():
            below = tuple(strip_null(field.type) for field in found)
            kind, word = kind_of(below, self._models), normal(wire)
            if kind == "object" and depth < 3 and self._leads_on(word, fields):
                yield from self._members(below, f"{prefix}{wire}.", depth + 1)
                continue
            above = normal(prefix.split(".")[-2]) if prefix else ""
            word = f"next{word}" if above in words.OF_THE_NEXT else word
            is_url = _is_url(found, word, above)
            yield Member(f"{prefix}{wire}", word, kind, is_url, depth, found[0].description)

    def _leads_on(self, word: str, fields: Mapping[str, tuple[Field, ...]]) -> bool:
        """Whether to search an object: it describes the page, or contains the list."""
        beside = words.NO_ITEMS | words.HARDLY_ITEMS
        has_list = any(
            isinstance(strip_null(field.type), ListOf)
            for wire, same in fields.items()
            for field in same
            if normal(wire) not in beside
        )
        return word in words.CONTAINERS or (word in words.WRAPPERS and not has_list)


def _is_url(fields: tuple[Field, ...], word: str, above: str) -> bool:
    if word in words.URLS or above == "links":
        return True
    for field in fields:
        value = field.node.value
        options = [value, *(o for key in ("anyOf", "oneOf", "allOf") for o in _listed(value, key))]
        schemas = [option for option in options if isinstance(option, dict)]
        if any(schema.get("format") in _URL_FORMATS for schema in schemas):
            return True
        examples = [schema.get("example") for schema in schemas]
        examples += [one for schema in schemas for one in _listed(schema, "examples")]
        if any(isinstance(e, str) and e.startswith(("http://", "https://")) for e in examples):
            return True
        if _URL_WORDS.search(field.description):
            return True
    return False


def _listed(value: object, key: str) -> list[object]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []
