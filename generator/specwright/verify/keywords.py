"""A schema with all that `$ref` and `allOf` add to it enters; its keywords, joined into one Shape, leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from .dialect import own_keywords
from .facts import Json
from .patterns import UnsupportedPattern, compiled
from .sources import Sources, escape

TYPES: Final = ("string", "integer", "number", "boolean", "object", "array", "null")
_TIGHTER_LOW: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_TIGHTER_HIGH: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_IMPLIED: Final = (
    ("object", ("properties", "additionalProperties", "required", "patternProperties",
                "minProperties", "maxProperties", "propertyNames")),
    ("array", ("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains")),
    ("string", ("minLength", "maxLength", "pattern", "format", "contentEncoding")),
    ("number", ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")),
)  # fmt: skip
# What stands in a schema without changing what is valid.
_NOTES: Final = frozenset(
    (
        "description",
        "title",
        "example",
        "examples",
        "deprecated",
        "default",
        "$comment",
        "externalDocs",
        "xml",
    )
)
# What a value made of the other keywords may still break, so that it has to be looked at.
_RISKY: Final = (
    "not", "if", "contains", "dependentRequired", "dependentSchemas", "unevaluatedProperties",
    "unevaluatedItems", "propertyNames", "patternProperties", "oneOf", "$dynamicRef",
)  # fmt: skip


class Impossible(Exception):
    """No value is known for a schema; `proven` when there can be none."""

    def __init__(self, pointer: str, reason: str, proven: bool = True) -> None:
        super().__init__(f"{pointer}: {reason}")
        self.pointer, self.reason, self.proven = pointer, reason, proven


@dataclass(frozen=True, slots=True)
class Node:
    """Schemas that hold together at one place, and the unions of theirs that are decided already."""

    pointers: tuple[str, ...]
    chosen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Union:
    """`tags`: by branch, the values of the discriminator that select it."""

    kind: str
    pointer: str
    branches: tuple[Node, ...]
    discriminator: str | None = None
    tags: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """What a node says. `places` tells for a keyword (or ("required", name)) where it is said."""

    node: Node
    types: tuple[str, ...]
    enum: tuple[Json, ...] | None
    limits: Mapping[str, Any]
    patterns: tuple[str, ...]
    multiples: tuple[Any, ...]
    formats: tuple[str, ...]
    utf16: bool
    unique: bool
    binary: bool
    base64: bool
    properties: Mapping[str, Node]
    required: tuple[str, ...]
    closed: bool
    additional: Node | None
    named: Mapping[str, Node]  # patternProperties
    items: Node | None
    prefix: tuple[Node, ...]
    unions: tuple[Union, ...]
    risky: bool
    read_only: bool
    write_only: bool
    examples: tuple[Json, ...]
    places: Mapping[Any, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """One of the schemas that hold together."""

    pointer: str
    keywords: Mapping[str, Any]
    nested: bool  # reached through allOf


class Keywords:
    """Joins the keywords of nodes, each once."""

    def __init__(self, sources: Sources, version: str) -> None:
        self.sources = sources
        self.version = version
        self._own: dict[str, Mapping[str, Any]] = {}
        self._shapes: dict[Node, Shape] = {}
        self._children: dict[str, tuple[str, ...]] | None = None

    def own(self, pointer: str) -> Mapping[str, Any]:
        if pointer not in self._own:
            try:
                self._own[pointer] = own_keywords(self.sources.at(pointer), self.version)
            except KeyError:
                raise Impossible(pointer, "nothing is there") from None
        return self._own[pointer]

    def members(self, node: Node) -> tuple[Member, ...]:
        found: dict[str, Member] = {}
        for pointer in node.pointers:
            for member in self._members(pointer, (), False):
                found.setdefault(member.pointer, member)
        return tuple(found.values())

    def _members(self, pointer: str, stack: tuple[str, ...], nested: bool) -> Iterator[Member]:
        if pointer in stack:
            raise Impossible(pointer, "refers to itself without end")
        stack = (*stack, pointer)
        keywords = self.own(pointer)
        yield Member(pointer, keywords, nested)
        if isinstance(keywords.get("$ref"), str):
            yield from self._members(keywords["$ref"], stack, nested)
        for index in range(_count(keywords.get("allOf"))):
            yield from self._members(f"{pointer}/allOf/{index}", stack, True)

    def shape(self, node: Node) -> Shape:
        if node not in self._shapes:
            self._shapes[node] = self._join(node)
        return self._shapes[node]

    def _join(self, node: Node) -> Shape:
        members = self.members(node)
        limits, places = _limits(members)
        enum = _enum(members)
        closed, additional = self._additional(members)
        every = {key for member in members for key in member.keywords}
        formats = tuple(_texts(members, "format"))
        media = any("contentMediaType" in m.keywords for m in members)
        encodings = tuple(_texts(members, "contentEncoding"))
        return Shape(
            node,
            types=_types(members, enum),
            enum=enum,
            limits=limits,
            patterns=tuple(dict.fromkeys(_texts(members, "pattern"))),
            multiples=tuple(
                m.keywords["multipleOf"] for m in members if "multipleOf" in m.keywords
            ),
            formats=formats,
            utf16="utf-16" in _texts(members, "x-length-unit"),
            unique=any(m.keywords.get("uniqueItems") is True for m in members),
            binary="binary" in formats or "binary" in encodings or (media and not encodings),
            base64="byte" in formats or "base64" in encodings,
            properties=_named_nodes(members, "properties"),
            required=tuple(dict.fromkeys(name for name, _ in _required(members))),
            closed=closed,
            additional=additional,
            named=_named_nodes(members, "patternProperties"),
            items=_joined(m for m in members if isinstance(m.keywords.get("items"), (dict, bool))),
            prefix=_prefix(members),
            unions=tuple(self._unions(members, node)),
            risky=bool(every & set(_RISKY)) or len(_texts(members, "pattern")) > 1,
            read_only=any(m.keywords.get("readOnly") is True for m in members),
            write_only=any(m.keywords.get("writeOnly") is True for m in members),
            examples=tuple(_examples(members)),
            places=places,
        )

    def _additional(self, members: tuple[Member, ...]) -> tuple[bool, Node | None]:
        """Whether further properties are refused; if not, their schema, None where none is told."""
        pointers: list[str] = []
        for key in ("additionalProperties", "unevaluatedProperties"):
            for member in members:
                value = member.keywords.get(key)
                if value is False:
                    return True, None
                if isinstance(value, dict) or value is True:
                    pointers.append(f"{member.pointer}/{key}")
        return False, Node(tuple(pointers)) if pointers else None

    # --- unions -------------------------------------------------------------------------------

    def _unions(self, members: tuple[Member, ...], node: Node) -> Iterator[Union]:
        for member in members:
            for kind in ("oneOf", "anyOf"):
                pointer = f"{member.pointer}/{kind}"
                count = _count(member.keywords.get(kind))
                if count and pointer not in node.chosen:
                    branches = [f"{pointer}/{index}" for index in range(count)]
                    yield self._union(kind, pointer, branches, member, node)
        heir = f"{members[0].pointer}/discriminator" if members else ""
        top = [m for m in members if not m.nested and "discriminator" in m.keywords]
        for member in top:
            heir = f"{member.pointer}/discriminator"
            if not {"oneOf", "anyOf"} & member.keywords.keys() and heir not in node.chosen:
                children = self.children(member.pointer)
                if children:
                    yield self._union("discriminator", heir, list(children), member, node)

    def _union(
        self, kind: str, pointer: str, branches: list[str], member: Member, node: Node
    ) -> Union:
        chosen = node.chosen | {pointer}
        beside = node.pointers if self._says_more(node, pointer) else ()
        nodes = tuple(Node((*beside, branch), chosen) for branch in branches)
        said = member.keywords.get("discriminator")
        if not isinstance(said, dict) or not isinstance(said.get("propertyName"), str):
            return Union(kind, pointer, nodes)
        tags = tuple(self.tags(said, branch) for branch in branches)
        return Union(kind, pointer, nodes, said["propertyName"], tags)

    def _says_more(self, node: Node, union: str) -> bool:
        """Whether there is something besides this union, so that it has to hold for each branch."""
        for member in self.members(node):
            said = set(member.keywords) - _NOTES - {"$ref"}
            if (
                said
                - {"discriminator"}
                - ({"oneOf", "anyOf"} if union.startswith(member.pointer) else set())
            ):
                return True
            if {"oneOf", "anyOf"} <= said:
                return True
        return False

    def tags(self, discriminator: Mapping[str, Any], branch: str) -> tuple[str, ...]:
        """The values that select a branch: those of the mapping, else the name of its component."""
        return self.tags_of_reference(discriminator, self.own(branch).get("$ref", branch))

    def tags_of_reference(
        self, discriminator: Mapping[str, Any], reference: str
    ) -> tuple[str, ...]:
        mapping = discriminator.get("mapping")
        mapped = mapping.items() if isinstance(mapping, dict) else ()
        tags = tuple(tag for tag, target in mapped if self._means(target, reference))
        if tags:
            return tags
        within = "/schemas/" in reference and "/" not in reference.partition("/schemas/")[2]
        return (reference.rpartition("/")[2],) if within else ()

    def _means(self, target: Any, reference: str) -> bool:
        return target == reference or f"#/components/schemas/{escape(str(target))}" == reference

    def children(self, pointer: str) -> tuple[str, ...]:
        """The components that take the schema into their allOf: what a discriminator chooses from."""
        if self._children is None:
            found: dict[str, list[str]] = {}
            components = self.sources.trees[""].get("components") or {}
            for name, raw in (components.get("schemas") or {}).items():
                for part in raw.get("allOf", ()) if isinstance(raw, dict) else ():
                    if isinstance(part, dict) and isinstance(part.get("$ref"), str):
                        own = f"#/components/schemas/{escape(name)}"
                        found.setdefault(part["$ref"], []).append(own)
            self._children = {key: tuple(names) for key, names in found.items()}
        return self._children.get(pointer, ())


# --- joining --------------------------------------------------------------------------------------


def _count(value: Any) -> int:
    return len(value) if isinstance(value, list) else 0


def _texts(members: tuple[Member, ...], key: str) -> list[str]:
    return [m.keywords[key] for m in members if isinstance(m.keywords.get(key), str)]


def _types(members: tuple[Member, ...], enum: tuple[Json, ...] | None) -> tuple[str, ...]:
    """What all members allow; where none says it, what their other keywords are about."""
    allowed: list[str] | None = None
    for member in members:
        said = member.keywords.get("type")
        names = [said] if isinstance(said, str) else said if isinstance(said, list) else None
        if names is None:
            continue
        wider = [*names, "integer"] if "number" in names else names
        before = allowed if allowed is not None else list(wider)
        allowed = [name for name in before if name in wider]
    if allowed is not None:
        return tuple(dict.fromkeys(n for n in allowed if n != "integer" or "number" not in allowed))
    if enum is not None:
        return TYPES
    every = {key for member in members for key in member.keywords}
    implied = tuple(kind for kind, keys in _IMPLIED if every & set(keys))
    return implied or TYPES


def _enum(members: tuple[Member, ...]) -> tuple[Json, ...] | None:
    found: list[Json] | None = None
    for member in members:
        for key in ("enum", "const"):
            if key not in member.keywords:
                continue
            value = member.keywords[key]
            values = value if key == "enum" and isinstance(value, list) else [value]
            found = [v for v in (found if found is not None else values) if _is_in(v, values)]
    return tuple(found) if found is not None else None


def _is_in(value: Json, values: Iterable[Json]) -> bool:
    return any(equal(value, other) for other in values)


def equal(left: Json, right: Json) -> bool:
    """As JSON Schema compares: numbers by value, and true is not 1."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(v, right[k]) for k, v in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    return bool(left == right)


def _limits(members: tuple[Member, ...]) -> tuple[dict[str, Any], dict[Any, str]]:
    limits: dict[str, Any] = {}
    places: dict[Any, str] = {}
    for member in members:
        for keys, tighter in ((_TIGHTER_LOW, max), (_TIGHTER_HIGH, min)):
            for key in keys:
                value = member.keywords.get(key)
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    limits[key] = _tighter(tighter, limits.get(key), value)
        for key in member.keywords:
            places.setdefault(key, f"{member.pointer}/{escape(key)}")
        for key in limits:
            if key in member.keywords and limits[key] == member.keywords[key]:
                places[key] = f"{member.pointer}/{key}"
    for name, pointer in _required(members):
        places.setdefault(("required", name), pointer)
    return limits, places


def _tighter(choose: Callable[..., Any], before: Any, value: Any) -> Any:
    return value if before is None else choose(before, value)


def _required(members: tuple[Member, ...]) -> Iterator[tuple[str, str]]:
    for member in members:
        names = member.keywords.get("required")
        for name in names if isinstance(names, list) else ():
            if isinstance(name, str):
                yield name, f"{member.pointer}/required"


def _named_nodes(members: tuple[Member, ...], key: str) -> dict[str, Node]:
    found: dict[str, list[str]] = {}
    for member in members:
        values = member.keywords.get(key)
        for name in values if isinstance(values, dict) else ():
            found.setdefault(name, []).append(f"{member.pointer}/{key}/{escape(name)}")
    return {name: Node(tuple(pointers)) for name, pointers in found.items()}


def _joined(members: Iterable[Member]) -> Node | None:
    pointers = tuple(f"{member.pointer}/items" for member in members)
    return Node(pointers) if pointers else None


def _prefix(members: tuple[Member, ...]) -> tuple[Node, ...]:
    for member in members:
        count = _count(member.keywords.get("prefixItems"))
        if count:
            return tuple(Node((f"{member.pointer}/prefixItems/{i}",)) for i in range(count))
    return ()


def _examples(members: tuple[Member, ...]) -> Iterator[Json]:
    for member in members:
        if "example" in member.keywords:
            yield member.keywords["example"]
        examples = member.keywords.get("examples")
        yield from examples if isinstance(examples, list) else ()


def usable(pattern: str) -> bool:
    try:
        compiled(pattern)
    except UnsupportedPattern:
        return False
    return True
