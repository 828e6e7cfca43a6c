"""Parse a parameter from the wire: every value that its schema allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from ..document.contents import kind_of
from ..document.document import Parameter
from ..document.styles import (
    Unreadable,
    alternating,
    cookie_decoded,
    equated,
    expects,
    keyed,
    leaves,
    listed,
    percent_decoded,
    query_decoded,
    split_delimited,
    typed,
    unprefixed,
)
from ..schemas.keywords import Shape
from ..schemas.schemas import Schemas
from ..types import ABSENT, Absent, Json
from .bodies import read_json


@dataclass(frozen=True, slots=True)
class Raw:
    """The parts of a request; only names are decoded."""

    path: Mapping[str, str]
    query: Sequence[tuple[str, str]]
    headers: Sequence[tuple[str, str]]  # names in lower case
    cookies: Sequence[tuple[str, str]]


class ParameterReader:
    """Reads the parameters of one request, and counts the query pairs that were used."""

    def __init__(self, schemas: Schemas, raw: Raw, declared: frozenset[str]) -> None:
        self.schemas = schemas
        self.raw = raw
        self.declared = declared  # names of the other query parameters
        self.used: set[str] = set()
        self.cookies: set[str] = set()

    def readings(self, parameter: Parameter) -> list[Json] | Absent:
        """The values that the schema accepts, or the first reading if there is none."""
        found = self._readings(parameter)
        if found is ABSENT or not isinstance(found, list):
            return found
        node = parameter.schema.node
        right = [value for value in found if self.schemas.accepts(node, value, "request")]
        return right or found[:1]

    def _readings(self, parameter: Parameter) -> list[Json] | Absent:
        if parameter.location == "path":
            return self._path(parameter, self.raw.path[parameter.name])
        if parameter.location == "query":
            return self._query(parameter)
        if parameter.location == "header":
            texts = [v for k, v in self.raw.headers if k == parameter.name.lower()]
            return self._single(parameter, texts)
        return self._cookie(parameter)

    def _kinds(self, parameter: Parameter) -> Iterator[tuple[str, Shape]]:
        """("primitive" | "array" | "object", the shape that expects it)."""
        node = parameter.schema.node
        lists, objects = (expects(self.schemas, node, kind) for kind in ("array", "object"))
        primitive = [s for s in leaves(self.schemas, node) if set(s.types) - {"array", "object"}]
        yield from (("primitive", shape) for shape in primitive[:1])
        yield from (("array", shape) for shape in lists[:1])
        yield from (("object", shape) for shape in objects[:1])

    def _all(self, parameter: Parameter, read: Callable[[str, Shape], Json]) -> list[Json]:
        found, failure = [], Unreadable(f"{parameter.name} cannot be read by its style")
        for kind, shape in self._kinds(parameter):
            try:
                found.append(read(kind, shape))
            except Unreadable as error:
                failure = error
        if not found:
            raise failure
        return found

    # --- path ---------------------------------------------------------------------------------

    def _path(self, parameter: Parameter, raw: str) -> list[Json]:
        if parameter.media_type is not None:
            return [self._content(parameter, percent_decoded(raw))]

        def read(kind: str, shape: Shape) -> Json:
            if kind == "primitive" and parameter.style == "simple":
                return typed(self.schemas, parameter.schema.node, percent_decoded(raw))
            explode = parameter.explode
            parts = unprefixed(raw, parameter.style, parameter.name, explode, kind)
            return self._of_parts(parameter, kind, shape, parts, percent_decoded)

        return self._all(parameter, read)

    def _of_parts(
        self,
        parameter: Parameter,
        kind: str,
        shape: Shape,
        parts: list[str],
        decode: Callable[[str], str],
    ) -> Json:
        if kind == "primitive":
            return typed(self.schemas, parameter.schema.node, decode(",".join(parts)))
        if kind == "array":
            return listed(self.schemas, shape, [decode(part) for part in parts])
        pairs = equated(parts, decode) if parameter.explode else alternating(parts, decode)
        return keyed(self.schemas, shape, pairs)

    # --- header and cookie --------------------------------------------------------------------

    def _single(self, parameter: Parameter, texts: Sequence[str]) -> list[Json] | Absent:
        if not texts:
            return ABSENT
        if len(texts) > 1:
            raise Unreadable(f"{parameter.location} {parameter.name} is sent {len(texts)} times")
        text = texts[0]
        decode = cookie_decoded if parameter.location == "cookie" else str
        if parameter.media_type is not None:
            return [self._content(parameter, decode(text))]

        def read(kind: str, shape: Shape) -> Json:
            parts = [text] if kind == "primitive" else [p.strip() for p in text.split(",")]
            return self._of_parts(parameter, kind, shape, parts, decode)

        return self._all(parameter, read)

    def _cookie(self, parameter: Parameter) -> list[Json] | Absent:
        objects = expects(self.schemas, parameter.schema.node, "object")
        own = [value for name, value in self.raw.cookies if name == parameter.name]
        if own or not (objects and parameter.explode and parameter.media_type is None):
            self.cookies.add(parameter.name)
            return self._single(parameter, own)
        shape = objects[0]
        pairs = [(n, cookie_decoded(v)) for n, v in self.raw.cookies if n in shape.properties]
        self.cookies.update(name for name, _ in pairs)
        return [keyed(self.schemas, shape, pairs)] if pairs else ABSENT

    def _content(self, parameter: Parameter, text: str) -> Json:
        if kind_of(parameter.media_type or "") == "json":
            return read_json(text.encode("utf-8"))
        return typed(self.schemas, parameter.schema.node, text)

    # --- query --------------------------------------------------------------------------------

    def _query(self, parameter: Parameter) -> list[Json] | Absent:
        own = [value for name, value in self.raw.query if name == parameter.name]
        nested = [
            (name[len(parameter.name) + 1 : -1], value)
            for name, value in self.raw.query
            if name.startswith(f"{parameter.name}[") and name.endswith("]")
        ]
        if parameter.media_type is not None:
            if not own:
                return ABSENT
            return [self._content(parameter, query_decoded(self._once(parameter, own)))]
        objects = expects(self.schemas, parameter.schema.node, "object")
        decode = partial(query_decoded, allow_reserved=parameter.allow_reserved)
        if parameter.style == "deepObject" and nested:
            self.used.update(f"{parameter.name}[{key}]" for key, _ in nested)
            pairs = [(key, decode(value)) for key, value in nested]
            return [keyed(self.schemas, objects[0], pairs)] if objects else [dict(pairs)]
        if own:
            self.used.add(parameter.name)
            return self._all(parameter, partial(self._own, parameter, own, decode))
        if objects and parameter.explode and parameter.style == "form":
            return self._spread(objects[0], decode)
        return ABSENT

    def _once(self, parameter: Parameter, own: Sequence[str]) -> str:
        if len(own) > 1:
            raise Unreadable(f"query {parameter.name} is sent {len(own)} times")
        self.used.add(parameter.name)
        return own[0]

    def _own(
        self,
        parameter: Parameter,
        own: Sequence[str],
        decode: Callable[[str], str],
        kind: str,
        shape: Shape,
    ) -> Json:
        if kind == "primitive":
            text = decode(self._once(parameter, own))
            return typed(self.schemas, parameter.schema.node, text)
        if kind == "array" and (parameter.explode or len(own) > 1):
            if not parameter.explode:
                raise Unreadable(f"query {parameter.name} is sent {len(own)} times")
            return listed(self.schemas, shape, [decode(value) for value in own])
        if kind == "object" and parameter.explode:
            raise Unreadable(
                f"query {parameter.name} is one pair, though its members should be pairs of their own"
            )
        parts = split_delimited(self._once(parameter, own), parameter.style)
        if kind == "array":
            return listed(self.schemas, shape, [decode(part) for part in parts])
        return keyed(self.schemas, shape, alternating(parts, decode))

    def _spread(self, shape: Shape, decode: Callable[[str], str]) -> list[Json] | Absent:
        """An exploded object: its keys are separate parameters."""
        pairs = [
            (name, decode(value))
            for name, value in self.raw.query
            if name in shape.properties
            or (name not in self.declared and not shape.closed and name not in self.used)
        ]
        self.used.update(name for name, _ in pairs)
        return [keyed(self.schemas, shape, pairs)] if pairs else ABSENT
