"""Rewrite a document by tables of rules, and keep track of where each value came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import is_
from typing import Any, Final, TypeAlias

from specwright.diagnostics import Diagnostics
from specwright.openapi.object_model import ANY_KEY, BOOLEAN_SCHEMA_KEYS, STRUCTURE, Field
from specwright.source.anchors import Anchors, read_anchors
from specwright.source.document import Layer, Origin, RawDocument
from specwright.source.json_values import is_list, is_object
from specwright.source.node import Node, kind_of
from specwright.source.pointer import escape

# Children are rewritten before the object that contains them, so that rules see repaired parts and
# report places as they are in the text. Nothing is changed in place; unchanged parts are shared.

Object: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Site:
    """The object that a rule works on: its place, and how to report."""

    document: RawDocument
    pointer: str
    sink: Diagnostics
    tally: Tally
    layer: dict[str, Origin]
    anchors: Callable[[], Anchors]
    """The `$id`s and anchors of the document."""

    def at(self, *keys: str | int) -> Node:
        """The place of a member, for a report."""
        path = "".join(f"/{escape(str(key))}" for key in keys)
        return Node(self.document, self.pointer + path, None)

    def warn(self, code: str, message: str, *keys: str | int, hint: str = "") -> None:
        """Report a repair at a member."""
        self.sink.warning(code, message, self.at(*keys), hint)

    def moved(self, new: str, old: str = "") -> None:
        """Record that the value now at `new` (below this object) was at `old` in the text."""
        self.layer[self.pointer + new] = (None, self.pointer + old)


Rule: TypeAlias = Callable[[Object, Site], Object]
"""Returns the object itself if there is nothing to do, else a new one; never changes its input."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule, and the key that an object must have for it to run; an empty key means always."""

    key: str
    rule: Rule


Rules: TypeAlias = Mapping[str, tuple[Entry, ...]]


class Tally:
    """Counts repeated findings: each is reported once, at the first place, with a count."""

    def __init__(self) -> None:
        """Begin with none."""
        self._found: dict[tuple[str, str], tuple[Node, str, str, int]] = {}
        self._reported: set[tuple[str, str]] = set()
        self.guesses = 500
        """How many more suggestions to compute; they are slow."""

    def count(
        self, code: str, message: str, place: Node, hint: str = "", note: bool = False
    ) -> None:
        """Count a finding; two with the same code and message are the same finding."""
        severity = "note" if note else "warning"
        first, kept, _, count = self._found.get((code, message), (place, hint, severity, 0))
        self._found[code, message] = (first, kept, severity, count + 1)

    def report(self, sink: Diagnostics) -> None:
        """Report what was counted and is not reported yet: files are read one after the other."""
        for (code, message), (place, hint, severity, count) in self._found.items():
            if (code, message) in self._reported:
                continue
            self._reported.add((code, message))
            others = {1: "", 2: " (also in one other place)"}
            more = others.get(count, f" (also in {count - 1} other places)")
            report = sink.note if severity == "note" else sink.warning
            report(code, message + more, place, hint)


_ABSENT: Final = object()
_REPLACED: Final = ("parameter", "header", "body", "response", "link", "security-scheme", "media")
"""The kinds of objects that a `$ref` may replace; beside it only a description may stand."""


class Rewriter:
    """Applies rules to the objects of one file, part by part, as the tables of structure describe them."""

    def __init__(self, document: RawDocument, rules: Rules, tally: Tally) -> None:
        """Begin with a file as written; its data is not changed."""
        self.document = document
        self.rules = rules
        self.tally = tally
        self.layer: dict[str, Origin] = {}
        self.destinations: dict[str, str] = {}
        self._anchors: Anchors | None = None

    def with_data(self, data: Any) -> RawDocument:
        """The file with other data; positions stay right, also for parts that are read later."""
        return self.document.with_data(data, Layer(self.layer, True, self.destinations))

    def anchors(self) -> Anchors:
        """The `$id`s and anchors of the file, searched on first use."""
        if self._anchors is None:
            self._anchors = read_anchors(self.document)
        return self._anchors

    def read(self, value: Object, kind: str, pointer: str, sink: Diagnostics) -> Object:
        """Rewrite the object at a pointer, and all objects in it, in 3.1 terms."""
        run = _Run(self, sink)
        result = run.run(value, kind, pointer)
        self.tally.report(sink)
        self.layer.update(run.layer)
        self.destinations.update((old, new) for new, (_, old) in run.layer.items())
        return result


class _Run:
    """The rewriting of one part."""

    def __init__(self, rewriter: Rewriter, sink: Diagnostics) -> None:
        self.document = rewriter.document
        self.rules = rewriter.rules
        self.tally = rewriter.tally
        self.anchors = rewriter.anchors
        self.sink = sink
        self.layer: dict[str, Origin] = {}
        # Aliases of YAML share values: each is rewritten once, so time stays linear.
        self.done: dict[tuple[int, str], Object] = {}

    def run(self, root: Object, root_kind: str, start: str) -> Object:
        """Rewrite all objects, children first, without recursion: documents nest deep."""
        stack: list[tuple[Object, str, str, bool]] = [(root, root_kind, start, False)]
        while stack:
            value, kind, pointer, is_leaving = stack.pop()
            if is_leaving:
                self.done[id(value), kind] = self.object(value, kind, pointer)
            elif (id(value), kind) not in self.done:
                stack.append((value, kind, pointer, True))
                inner = [(*found, False) for found in _inner(value, kind, pointer)]
                stack.extend(reversed(inner))
        return self.done[id(root), root_kind]

    def object(self, value: Object, kind: str, pointer: str) -> Object:
        """Rewrite an object whose children are done."""
        result = self.replaced(value, _fields(value, kind), pointer)
        is_reference = kind != "schema" and _is_ref(value)
        if is_reference and kind in _REPLACED:
            self.report_siblings(value, pointer)
        for entry in () if is_reference else self.rules.get(kind, ()):
            if not entry.key or entry.key in result:
                result = entry.rule(result, self.site(pointer))
        return result

    def report_siblings(self, value: Object, pointer: str) -> None:
        """Report the keys beside a `$ref` that replaces the whole object."""
        lost = [
            key
            for key in value
            if key not in ("$ref", "summary", "description")
            and (not key.startswith("x-") or key.startswith("x-specwright-"))
        ]
        if lost:
            message = f"keywords beside $ref are ignored here: {', '.join(map(repr, lost))}"
            hint = "move them to the target of the $ref, or replace the $ref by the whole object"
            self.site(pointer).warn("ref-siblings", message, lost[0], hint=hint)

    def site(self, pointer: str) -> Site:
        return Site(self.document, pointer, self.sink, self.tally, self.layer, self.anchors)

    def replaced(self, value: Object, fields: Mapping[str, Field], pointer: str) -> Object:
        """The object with the children under some keys rewritten."""
        result = value
        for key, field in fields.items():
            child = value[key]
            new = self.field(child, field, key, f"{pointer}/{escape(key)}")
            if new is child:
                continue
            result = dict(value) if result is value else result
            if new is _ABSENT:
                del result[key]
            else:
                result[key] = new
        return result

    def field(self, value: Any, field: Field, key: str, pointer: str) -> Any:
        """The value of a key, in the shape that belongs there."""
        if field.shape == "map":
            return self.map(value, field, pointer)
        if field.shape == "list" or (field.shape == "one-or-list" and is_list(value)):
            return self.list(value, field, pointer)
        if isinstance(value, bool) and field.kind == "schema" and key in BOOLEAN_SCHEMA_KEYS:
            return value
        return self.one(value, field.kind, pointer)

    def one(self, value: Any, kind: str, pointer: str) -> Any:
        """One object; anything else is dropped, but an invalid schema becomes `{}`."""
        if is_object(value):
            return self.done[id(value), kind]
        if kind != "schema":
            return self.drop(value, "an object", pointer)
        if isinstance(value, bool):
            return {} if value else {"not": {}}
        place = Node(self.document, pointer, value)
        message = f"{place.key!r} has {kind_of(value)} instead of a schema; read as {{}}, which allows any value"
        self.sink.warning("empty-schema", message, place, "use {} to allow any value")
        return {}

    def map(self, value: Any, field: Field, pointer: str) -> Any:
        """A map of names to objects."""
        if not is_object(value):
            return self.drop(value, "an object", pointer)
        return self.replaced(value, _map_fields(value, field.kind), pointer)

    def list(self, value: Any, field: Field, pointer: str) -> Any:
        """A list of objects. An invalid item stays, and its readers skip it, so that indices stay right."""
        if is_object(value):
            place = Node(self.document, pointer, value)
            message = f"{place.key!r} should be a list; read as a list of one"
            self.sink.warning("wrong-type", message, place)
            self.layer[f"{pointer}/0"] = (None, pointer)
            return [self.done[id(value), field.kind]]
        if not is_list(value):
            return self.drop(value, "a list", pointer)
        new = [self.item(item, field.kind, f"{pointer}/{i}") for i, item in enumerate(value)]
        return value if all(map(is_, new, value)) else new

    def item(self, value: Any, kind: str, pointer: str) -> Any:
        new = self.one(value, kind, pointer)
        return value if new is _ABSENT else new

    def drop(self, value: Any, wanted: str, pointer: str) -> Any:
        """Report a value and leave it out."""
        place = Node(self.document, pointer, value)
        message = f"{place.key!r} should be {wanted} but is {kind_of(value)}; ignored"
        self.sink.warning("wrong-type", message, place)
        return _ABSENT


def _fields(value: Object, kind: str) -> Mapping[str, Field]:
    """The keys of an object that contain other objects, in the order of the document."""
    fields = STRUCTURE[kind]
    every = fields.get(ANY_KEY)
    if every is not None:
        names = (key for key in value if not key.startswith("x-"))
        return {key: every for key in names if key != "$ref" or not isinstance(value[key], str)}
    found = {key: fields[key] for key in value if key in fields}
    if kind == "components":
        # The standard wants maps here, but many documents have a `$ref` to a file that holds the whole map.
        return {key: field for key, field in found.items() if not _is_ref(value[key])}
    return found


def _map_fields(value: Object, kind: str) -> Mapping[str, Field]:
    """The same for a map of names; only names of schemas may begin with `x-`."""
    field = Field("one", kind)
    return {key: field for key in value if kind == "schema" or not key.startswith("x-")}


def _inner(value: Object, kind: str, pointer: str) -> Iterator[tuple[Object, str, str]]:
    """The objects that stand directly in an object."""
    for key, field in _fields(value, kind).items():
        child = value[key]
        below = f"{pointer}/{escape(key)}"
        if is_list(child) and field.shape in ("list", "one-or-list"):
            for index, item in enumerate(child):
                if is_object(item):
                    yield item, field.kind, f"{below}/{index}"
        elif is_object(child) and field.shape == "map":
            for name in _map_fields(child, field.kind):
                if is_object(child[name]):
                    yield child[name], field.kind, f"{below}/{escape(name)}"
        elif is_object(child):
            yield child, field.kind, below


def _is_ref(value: object) -> bool:
    return is_object(value) and isinstance(value.get("$ref"), str)
