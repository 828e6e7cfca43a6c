"""Find the argument of a method for each parameter or property."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..document.document import Operation
from .package import Row, plain

BODY, CONTENT_TYPE, FILE = "body", "content_type", "file"


@dataclass(frozen=True, slots=True)
class ArgumentNames:
    """`parameters` are by (location, name), `fields` by property name of a body.

    `recorded` are names that follow no visible rule and were read from the package's own record.
    """

    parameters: Mapping[tuple[str, str], str]
    fields: Mapping[str, str]
    own: frozenset[str]
    recorded: tuple[str, ...] = ()
    positional: tuple[str, ...] = ()

    @property
    def takes_content_type(self) -> bool:
        return CONTENT_TYPE in self.own


def name_arguments(operation: Operation, row: Row, properties: Iterable[str]) -> ArgumentNames:
    """`properties` are those of the operation's bodies, whatever the media type."""
    properties = tuple(properties)
    finder = _Finder(operation, row, properties)
    parameters = {p.key: finder.parameter(p.location, p.name) for p in operation.parameters}
    taken = frozenset(filter(None, parameters.values()))
    fields = {wire: finder.field(wire, taken) for wire in properties}
    return ArgumentNames(
        {key: name for key, name in parameters.items() if name},
        {wire: name for wire, name in fields.items() if name},
        frozenset(finder.names) & {BODY, CONTENT_TYPE, FILE},
        tuple(finder.recorded),
        finder.positional,
    )


class _Finder:
    """Matches names that are equal except for case and punctuation, if there is exactly one such pair."""

    def __init__(self, operation: Operation, row: Row, properties: tuple[str, ...]) -> None:
        self._row = row
        signature = inspect.signature(row.record.endpoint)
        kinds = {p.name: p.kind for p in signature.parameters.values()}
        self.positional = tuple(n for n, kind in kinds.items() if kind is not _KEYWORD)
        self.names = tuple(kinds)
        self._free = [n for n in kinds if n not in (BODY, CONTENT_TYPE)]
        self._wire = [plain(p.name) for p in operation.parameters]
        self._fields = [plain(name) for name in properties]
        self.recorded: list[str] = []
        self._record: _Record | None = None

    def parameter(self, location: str, name: str) -> str:
        found = self._alike(name, self._free)
        if len(found) == 1 and plain(name) and self._wire.count(plain(name)) == 1:
            return found[0]
        return self._recorded(self._lookup().parameters.get((location, name), ""), name)

    def field(self, wire: str, taken: frozenset[str]) -> str:
        found = self._alike(wire, [name for name in self._free if name not in taken])
        if len(found) == 1 and plain(wire) and self._fields.count(plain(wire)) == 1:
            return found[0]
        return self._recorded(self._lookup().fields.get(wire, ""), wire)

    def _alike(self, wire: str, names: list[str]) -> list[str]:
        return [name for name in names if plain(name) == plain(wire)]

    def _recorded(self, name: str, wire: str) -> str:
        """The names in the record, without constants, which are not arguments."""
        if name not in self.names:
            return ""
        self.recorded.append(f"{wire} -> {name}")
        return name

    def _lookup(self) -> _Record:
        if self._record is None:
            self._record = _record_of(self._row, self.names)
        return self._record


_KEYWORD = inspect.Parameter.KEYWORD_ONLY


@dataclass(frozen=True, slots=True)
class _Record:
    """The package's own record, from a call that is built but never sent."""

    parameters: Mapping[tuple[str, str], str] = field(default_factory=dict[Any, str])
    fields: Mapping[str, str] = field(default_factory=dict[str, str])


def _record_of(row: Row, names: tuple[str, ...]) -> _Record:
    endpoint = row.record.endpoint
    needed = inspect.signature(endpoint).parameters
    try:
        call = endpoint(**{n: None for n in names if needed[n].default is inspect.Parameter.empty})
    except (TypeError, ValueError):  # an upload, whose file cannot be None
        return _Record()
    operation = call.operation
    bodies = [b for b in (operation.body, *operation.other_bodies) if b is not None]
    return _Record(
        {(p.location, p.name): p.argument for p in operation.parameters},
        {wire: argument for body in bodies for argument, wire in body.fields.items()},
    )
