"""Find values in a client's source code that it may wrongly accept for an enumeration.

No call from outside can guess the one extra value that a client accepts. A list in its source with
all members of an enum and another value is worth a try; the document decides whether that value is
wrong.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path as File
from typing import Any, Final, TypeAlias

from .cache import NO_MEMORY, Memory
from .document.document import Document, Operation
from .findings import Finding
from .generate.violations import Violation
from .source.sources import escape
from .test_plan import OperationCases
from .types import ABSENT, Json, Path

CHECK = "operations"
MOST: Final = 8
"""The maximum number of candidates for one enum: a longer list contains the members by chance."""
FEW: Final = 3
"""A shorter type may lack a member of an enum by chance."""
Values: TypeAlias = "frozenset[tuple[str, Any]]"


@dataclass(frozen=True, slots=True)
class Display:
    """Constants listed together: in a literal type, list, tuple, set or dict."""

    file: str
    line: int
    values: Values
    is_literal: bool


class Harvest:
    """The candidates of one client and one document; each file is read once."""

    def __init__(self, folder: File, document: Document, memory: Memory = NO_MEMORY) -> None:
        self._folder = folder
        self._document = document
        self._memory = memory

    @cached_property
    def _displays(self) -> tuple[Display, ...]:
        return tuple(_displays(self._folder, self._memory))

    @cached_property
    def _enums(self) -> dict[Values, str]:
        """Every set of values that the document lists, with its pointer."""
        found: dict[Values, str] = {}
        for pointer, values in _listed(self._document.raw, "#"):
            found.setdefault(_values(values), pointer)
        return found

    @cached_property
    def _single(self) -> frozenset[Values]:
        """Constants, media types and tags: passing a tag elsewhere selects another variant."""
        named = {frozenset({one}) for one in _values(_names(self._document))}
        return frozenset((*named, *(enum for enum in self._enums if len(enum) == 1)))

    def strangers(self, operation: Operation, cases: OperationCases) -> Iterator[Violation]:
        """The enum violations again, with candidates as the wrong value."""
        met: set[tuple[object, ...]] = set()
        for violation in cases.violations:
            key = (violation.keyword, violation.place.pointer, *violation.path)
            if violation.keyword in ("enum", "const") and key not in met:
                met.add(key)
                for value in self._beside(violation.place.pointer):
                    given = _with(violation, value)
                    if given is not None and _is_wrong(operation, given):
                        yield given

    def _beside(self, pointer: str) -> tuple[Json, ...]:
        listed = self._document.schemas.sources.at(pointer)
        members = _values(listed if pointer.endswith("/enum") else [listed])
        kinds = {kind for kind, _ in members}
        found: dict[tuple[str, Any], None] = {}
        for display in self._displays:
            if members and members <= display.values:
                more = [v for v in display.values - members if v[0] in kinds]
                more = [v for v in more if frozenset({v}) not in self._single]
                if len(more) <= MOST:
                    found.update(dict.fromkeys(sorted(more)))
        return tuple(value for _, value in list(found)[:MOST])

    def findings(self) -> Iterator[Finding]:
        """Literal types with one value more or less than an enum, which no other list of the document explains."""
        known = {*self._enums, *self._single}
        for display in self._displays:
            if display.is_literal and display.values not in known:
                yield from self._beyond(display, known)
                yield from self._lacking(display, known)

    def _beyond(self, display: Display, known: set[Values]) -> Iterator[Finding]:
        parts = [e for e in known if e <= display.values or display.values <= e]
        strange = display.values.difference(*parts)
        whole = [e for e in self._enums if e < display.values]
        if strange and whole:
            pointer = self._enums[max(whole, key=len)]
            yield self._finding(display, "lists {} beside the values", strange, pointer)

    def _lacking(self, display: Display, known: set[Values]) -> Iterator[Finding]:
        values = display.values
        if len(values) < FEW:
            return
        explained: Values = frozenset().union(*(e for e in known if e <= values))
        near = [e for e in self._enums if values < e and len(e - values) == 1]
        if near and explained != values:
            pointer = self._enums[near[0]]
            yield self._finding(
                display, "lacks {} and has all other values", near[0] - values, pointer
            )

    def _finding(self, display: Display, how: str, values: Values, pointer: str) -> Finding:
        shown = ", ".join(repr(value) for _, value in sorted(values))
        did = (
            f"declares a type at {display.file}:{display.line} that {how.format(shown)} of an enum"
        )
        says = f"the values of the enum: {self._document.schemas.sources.at(pointer)!r}"
        return Finding(CHECK, "all operations", str(self._document.place(pointer)), did, says)


# --- the document ---------------------------------------------------------------------------------


def _values(listed: Any) -> Values:
    """Type and value, because True equals 1 in Python."""
    pairs = ((type(value).__name__, value) for value in listed)
    return frozenset(pair for pair in pairs if pair[0] in ("str", "int", "bool"))


def _listed(raw: Any, pointer: str) -> Iterator[tuple[str, list[Any]]]:
    if isinstance(raw, dict):
        if isinstance(raw.get("enum"), list):
            yield f"{pointer}/enum", raw["enum"]
        if "const" in raw:
            yield f"{pointer}/const", [raw["const"]]
        for name, part in raw.items():
            yield from _listed(part, f"{pointer}/{escape(name)}")
    elif isinstance(raw, list):
        for index, part in enumerate(raw):
            yield from _listed(part, f"{pointer}/{index}")


def _names(document: Document) -> Iterator[str]:
    """Values that types may list besides enums: media types, tags of variants."""
    yield from document.raw.get("components", {}).get("schemas", {})
    for operation in document.operations:
        yield from operation.bodies
        for response in operation.responses.values():
            yield from response.media
    yield from _tags(document.raw)


def _tags(raw: Any) -> Iterator[str]:
    if isinstance(raw, dict):
        mapping = raw.get("mapping")
        if "propertyName" in raw and isinstance(mapping, dict):
            yield from mapping
        for part in raw.values():
            yield from _tags(part)
    elif isinstance(raw, list):
        for part in raw:
            yield from _tags(part)


# --- the client -----------------------------------------------------------------------------------


def _displays(folder: File, memory: Memory) -> Iterator[Display]:
    """The constants in the client's source, except the runtime's and private options."""
    for file in sorted(folder.rglob("*.py")):
        name = file.relative_to(folder)
        if name.parts[0] != "_runtime":
            text = file.read_text("utf-8")
            yield from memory.kept((str(name), text), partial(_in_module, str(name), text))


def _in_module(name: str, text: str) -> tuple[Display, ...]:
    found: list[Display] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Subscript, ast.Tuple, ast.List, ast.Set, ast.Dict)):
            parts, is_literal = _parts(node)
            values = _values(part.value for part in parts if isinstance(part, ast.Constant))
            if values:
                own = is_literal and not name.startswith("_")
                found.append(Display(name, node.lineno, values, own))
    return tuple(found)


def _parts(node: ast.AST) -> tuple[list[Any], bool]:
    if isinstance(node, ast.Subscript):
        head = node.value
        if getattr(head, "attr", getattr(head, "id", "")) != "Literal":
            return [], False
        inner = node.slice
        return (inner.elts if isinstance(inner, ast.Tuple) else [inner]), True
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return [*node.elts], False
    if isinstance(node, ast.Dict):
        return [*node.keys], False
    return [], False


# --- violations -----------------------------------------------------------------------------------


def _with(violation: Violation, value: Json) -> Violation | None:
    """The call with another wrong value; None if there is none at the path."""
    case, (location, *rest) = violation.case, violation.path
    if location == "body":
        body = _put(case.body, tuple(rest), value)
        case = replace(case, body=body)
        changed = body
    else:
        key = (str(location), str(rest[0]))
        changed = _put(case.parameters[key], tuple(rest[1:]), value)
        parameters: Mapping[tuple[str, str], Json] = {**case.parameters, key: changed}
        case = replace(case, parameters=parameters)
    if changed is ABSENT:
        return None
    message = f"{value!r}, which the client's sources list, breaks {violation.keyword}"
    return replace(violation, case=case, value=value, message=message)


def _put(whole: Any, path: Path, value: Json) -> Any:
    if not path:
        return value
    step, below = path[0], path[1:]
    if isinstance(whole, dict) and step in whole:
        part = _put(whole[step], below, value)
        return ABSENT if part is ABSENT else {**whole, step: part}
    if isinstance(whole, list) and isinstance(step, int) and step < len(whole):
        part = _put(whole[step], below, value)
        return ABSENT if part is ABSENT else [*whole[:step], part, *whole[step + 1 :]]
    return ABSENT


def _is_wrong(operation: Operation, violation: Violation) -> bool:
    case, location = violation.case, violation.path[0]
    if location == "body":
        schema = operation.bodies[case.media_type or ""].schema
        return schema is not None and not schema.accepts(case.body, "request")
    parameter = operation.parameter(str(location), str(violation.path[1]))
    key = (str(location), str(violation.path[1]))
    return parameter is not None and not parameter.schema.accepts(case.parameters[key], "request")
