"""Merge a schema with its `$ref` and `allOf` into one `Shape`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ..source.joining import (
    TYPES,
    Member,
    Node,
    count_of,
    enum_of,
    equal,
    examples_of,
    items_of,
    limits_of,
    named_nodes,
    prefix_of,
    required_of,
    texts_of,
    types_of,
)
from ..source.sources import Sources, escape
from ..types import Json
from .dialect import own_keywords

__all__ = ["TYPES", "Impossible", "Keywords", "Node", "Shape", "Union", "equal"]

# Keywords that do not affect validity.
_NOTES: Final = frozenset(
    ("description", "title", "example", "examples", "deprecated", "default", "$comment",
     "externalDocs", "xml")
)  # fmt: skip
# Keywords that a value generated from the others may violate, so that it must be validated.
_RISKY: Final = (
    "not", "if", "contains", "dependentRequired", "dependentSchemas", "unevaluatedProperties",
    "unevaluatedItems", "propertyNames", "patternProperties", "oneOf", "$dynamicRef",
)  # fmt: skip


class Impossible(Exception):
    """No value is known for a schema; `proven` if there can be none."""

    def __init__(self, pointer: str, reason: str, proven: bool = True) -> None:
        super().__init__(f"{pointer}: {reason}")
        self.pointer, self.reason, self.proven = pointer, reason, proven


@dataclass(frozen=True, slots=True)
class Union:
    """`tags`: by branch, the values of the discriminator that select it."""

    kind: str
    pointer: str
    branches: tuple[Node, ...]
    discriminator: str | None = None
    tags: tuple[tuple[Json, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """The combined keywords of a node. `places` has the location of each keyword, or of ("required", name)."""

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
    dependents: Mapping[str, tuple[str, ...]]
    items: Node | None
    prefix: tuple[Node, ...]
    unions: tuple[Union, ...]
    risky: bool
    read_only: bool
    write_only: bool
    examples: tuple[Json, ...]
    places: Mapping[Any, str] = field(default_factory=dict)


def is_tagged(tags: Iterable[Json], value: Json) -> bool:
    """Whether the value is one of the tags; `true` is not 1."""
    return any(equal(tag, value) for tag in tags)


class Keywords:
    """Combines the keywords of nodes, each once."""

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
        for index in range(count_of(keywords.get("allOf"))):
            yield from self._members(f"{pointer}/allOf/{index}", stack, True)

    def shape(self, node: Node) -> Shape:
        if node not in self._shapes:
            self._shapes[node] = self._join(node)
        return self._shapes[node]

    def _join(self, node: Node) -> Shape:
        members = self.members(node)
        limits, places = limits_of(members)
        enum = enum_of(members)
        closed, additional = self._additional(members)
        every = {key for member in members for key in member.keywords}
        formats = tuple(texts_of(members, "format"))
        media = any("contentMediaType" in m.keywords for m in members)
        encodings = tuple(texts_of(members, "contentEncoding"))
        return Shape(
            node,
            types=types_of(members, enum),
            enum=enum,
            limits=limits,
            patterns=tuple(dict.fromkeys(texts_of(members, "pattern"))),
            multiples=tuple(
                m.keywords["multipleOf"] for m in members if "multipleOf" in m.keywords
            ),
            formats=formats,
            utf16="utf-16" in texts_of(members, "x-length-unit"),
            unique=any(m.keywords.get("uniqueItems") is True for m in members),
            binary="binary" in formats or "binary" in encodings or (media and not encodings),
            base64="byte" in formats or "base64" in encodings,
            properties=named_nodes(members, "properties"),
            required=tuple(dict.fromkeys(name for name, _ in required_of(members))),
            closed=closed,
            additional=additional,
            named=named_nodes(members, "patternProperties"),
            dependents=_dependents(members),
            items=items_of(m for m in members if isinstance(m.keywords.get("items"), (dict, bool))),
            prefix=prefix_of(members),
            unions=tuple(self._unions(members, node)),
            risky=bool(every & set(_RISKY)) or len(texts_of(members, "pattern")) > 1,
            read_only=any(m.keywords.get("readOnly") is True for m in members),
            write_only=any(m.keywords.get("writeOnly") is True for m in members),
            examples=tuple(examples_of(members)),
            places=places,
        )

    def _additional(self, members: tuple[Member, ...]) -> tuple[bool, Node | None]:
        """Whether further properties are forbidden; if not, their schema, None if there is none."""
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
                count = count_of(member.keywords.get(kind))
                if count and pointer not in node.chosen:
                    branches = [f"{pointer}/{index}" for index in range(count)]
                    yield self._union(kind, pointer, branches, member, node)
        yield from self._inherited(members, node)
        heir = f"{members[0].pointer}/discriminator" if members else ""
        top = [m for m in members if not m.nested and "discriminator" in m.keywords]
        for member in top:
            heir = f"{member.pointer}/discriminator"
            if not {"oneOf", "anyOf"} & member.keywords.keys() and heir not in node.chosen:
                children = self.children(member.pointer)
                if children:
                    yield self._union("discriminator", heir, list(children), member, node)

    def _inherited(self, members: tuple[Member, ...], node: Node) -> Iterator[Union]:
        """A single heir is a union of one: its inherited discriminator determines its tag."""
        own = [member.pointer for member in members if not member.nested]
        for member in members:
            said, pointer = member.keywords.get("discriminator"), f"{member.pointer}/discriminator"
            if not member.nested or not isinstance(said, dict) or pointer in node.chosen:
                continue
            heirs = [p for p in own if self._is_heir(p, member.pointer)]
            name, tags = said.get("propertyName"), ()
            if heirs and not {"oneOf", "anyOf"} & member.keywords.keys():
                tags = self.tags_of_reference(said, heirs[-1])
            if tags and isinstance(name, str):
                branch = Node(node.pointers, node.chosen | {pointer})
                yield Union("discriminator", pointer, (branch,), name, (tags,))

    def _is_heir(self, pointer: str, parent: str, depth: int = 20) -> bool:
        heirs = self.children(parent)
        return depth > 0 and (
            pointer in heirs or any(self._is_heir(pointer, heir, depth - 1) for heir in heirs)
        )

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
        """Whether there are keywords besides this union, which apply to each branch."""
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

    def tags(self, discriminator: Mapping[str, Any], branch: str) -> tuple[Json, ...]:
        """The tags of a branch: from the mapping, else its own constants, else its component's name."""
        return self.tags_of_reference(discriminator, self.own(branch).get("$ref", branch))

    def tags_of_reference(
        self, discriminator: Mapping[str, Any], reference: str
    ) -> tuple[Json, ...]:
        own = self._own_tags(discriminator.get("propertyName"), reference)
        if own and not isinstance(own[0], str):
            return own  # a mapping can only contain strings
        mapping = discriminator.get("mapping")
        mapped = mapping.items() if isinstance(mapping, dict) else ()
        tags = tuple(tag for tag, target in mapped if self._means(target, reference))
        if tags:
            return tags
        if own:
            return own
        within = "/schemas/" in reference and "/" not in reference.partition("/schemas/")[2]
        return (reference.rpartition("/")[2],) if within else ()

    def _own_tags(self, name: Any, reference: str) -> tuple[Json, ...]:
        """The tags that the branch itself allows: many documents have no mapping and rely on it."""
        nodes = named_nodes(self.members(Node((reference,))), "properties")
        values = enum_of(self.members(nodes[name])) if name in nodes else None
        return tuple(value for value in values or () if isinstance(value, (str, int)))

    def _means(self, target: Any, reference: str) -> bool:
        return target == reference or f"#/components/schemas/{escape(str(target))}" == reference

    def children(self, pointer: str) -> tuple[str, ...]:
        """The components with the schema in their allOf: the choices of its discriminator."""
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


def _dependents(members: tuple[Member, ...]) -> dict[str, tuple[str, ...]]:
    """The members that another one requires, by `dependentRequired` and `required` in `dependentSchemas`."""
    found: dict[str, tuple[str, ...]] = {}
    for member in members:
        for keyword in ("dependentRequired", "dependentSchemas"):
            said = member.keywords.get(keyword)
            for name, part in said.items() if isinstance(said, dict) else ():
                names = part.get("required") if isinstance(part, dict) else part
                if isinstance(names, list):
                    found[name] = (*found.get(name, ()), *map(str, names))
    return found
