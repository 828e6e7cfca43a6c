"""Compare keywords that restrict nothing, and unknown keywords."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any, Final

from specwright.diff.facts import Fact
from specwright.diff.schemas.keywords import Pair
from specwright.openapi.object_model import STRUCTURE
from specwright.schema.defaults import mean_the_same
from specwright.schema.json_equality import key_of, same, shown
from specwright.schema.shape import Shape
from specwright.source.json_values import is_list, is_object
from specwright.source.node import Node

_FLAGS: Final = ("deprecated", "readOnly", "writeOnly")
_SPELLINGS: Final = frozenset(
    {"type", "enum", "const", "required", "oneOf", "anyOf", "allOf", "$ref", "discriminator"}
    | {"x-extensible-enum", *_FLAGS}
)
"""Keywords that are compared elsewhere, and of which two spellings can mean the same."""
_BELOW: Final = frozenset(STRUCTURE["schema"]) - {"$defs", "definitions"}
"""Keywords with schemas below them, which are compared one by one."""


def compare_remarks(pair: Pair, said: frozenset[str]) -> Iterator[Fact]:
    """Annotations, extensions, unknown keywords, and edits that restrict nothing."""
    yield from _flags(pair)
    yield from _extensible(pair)
    yield from _discriminator(pair)
    yield from _needless(pair, said)
    yield from _needless_union(pair)
    for keyword in dict.fromkeys([*pair.base.keywords(), *pair.revision.keywords()]):
        if keyword not in _SPELLINGS and keyword not in said:
            yield from _others(pair, keyword)


def _needless(pair: Pair, said: frozenset[str]) -> Iterator[Fact]:
    """Report a `type` that the listed values imply, or an empty `required`."""
    for keyword in ("type", "enum", "const", "required"):
        if keyword in said or (keyword in ("enum", "const") and said & {"enum", "const"}):
            continue
        if keyword == "type" and ("nullable" in said or _lists_otherwise(pair)):
            continue
        old, new = pair.base.first(keyword), pair.revision.first(keyword)
        if len(pair.base.parts) == len(pair.revision.parts) and old and new:
            left, right = (_spelt(shape, keyword) for shape in (pair.base, pair.revision))
            if (
                keyword == "required"
                and pair.base.required().keys() != pair.revision.required().keys()
            ):
                continue  # each name has its own fact
            if left != right:
                yield pair.fact(keyword, "none", old, new)
            continue
        if (old is None) == (new is None) or keyword in ("enum", "const"):
            continue
        listed = pair.base.required() or pair.revision.required()
        if pair.base.types != pair.revision.types if keyword == "type" else not listed:
            yield pair.fact(keyword, "none", old, new)


def _lists_otherwise(pair: Pair) -> bool:
    """Whether one side lists its values as `enum`, and the other as alternatives of one value each."""
    sides = (pair.base, pair.revision)
    return (
        all(s.values is not None for s in sides) and len({bool(s.taken_over) for s in sides}) == 2
    )


def _needless_union(pair: Pair) -> Iterator[Fact]:
    """Report alternatives of types or values that only repeat the type."""
    left, right = pair.base.taken_over, pair.revision.taken_over
    is_typed = all(shape.first("type") is not None for shape in (pair.base, pair.revision))
    if bool(left) != bool(right) and is_typed and not _lists_otherwise(pair):
        yield pair.fact("alternatives", "none", _one(left), _one(right))


def _spelt(shape: Shape, keyword: str) -> list[str]:
    """The values of a keyword in all parts, without their order."""
    found: list[str] = []
    for node in shape.children(keyword):
        values = node.value if is_list(node.value) else [node.value]
        found.append(" ".join(sorted(map(key_of, values))))
    return sorted(found)


def _others(pair: Pair, keyword: str) -> Iterator[Fact]:
    """Compare the value that counts, otherwise any that differs."""
    old, new = pair.base.children(keyword), pair.revision.children(keyword)
    if keyword in _BELOW:
        if bool(old) == bool(new) or _has_members(old) or _has_members(new):
            return
        yield pair.fact(keyword, "none", _one(old), _one(new))
        return
    traits = frozenset({"deprecated"} if pair.revision.flag("deprecated") else ())
    if keyword == "xml" and old and new and mean_the_same(old[0].value, new[0].value):
        return
    if keyword == "default" and same(_default(pair.base), _default(pair.revision)):
        if old and new and not same(old[0].value, new[0].value) and _is_moment(pair.base):
            yield pair.fact(keyword, "none", old[0], new[0], traits=frozenset({"same-value"}))
        return
    if old and new and not same(old[0].value, new[0].value):
        yield pair.fact(keyword, "none", old[0], new[0], traits=traits)
        return
    left, right = ({key_of(node.value): node for node in nodes} for nodes in (old, new))
    gone = [node for key, node in left.items() if key not in right]
    come = [node for key, node in right.items() if key not in left]
    if gone or come:
        places = (_one(tuple(gone)), _one(tuple(come)))
        yield pair.fact(keyword, "none", *places, traits=traits)
    elif len(old) != len(new) and len(pair.base.parts) == len(pair.revision.parts):
        values = ([n.value for n in old], [n.value for n in new])
        yield pair.fact(keyword, "none", _one(old), _one(new), values)


def _default(shape: Shape) -> Any:
    """The default as a value of the schema's type, which is what a server takes for an absent one."""
    node = shape.first("default")
    value = None if node is None else node.value
    types = shape.types or frozenset[str]()
    if types == {"array"} and value is not None and not is_list(value):
        return [value]
    if types == {"string"} and isinstance(value, str) and _is_moment(shape):
        return _moment(value)
    if types == {"string"} and isinstance(value, (bool, int, float)):
        return key_of(value)
    if isinstance(value, str) and types and types <= {"integer", "number"}:
        return _number(value)
    if types == {"boolean"} and value in ("true", "false"):
        return value == "true"
    return value


def _is_moment(shape: Shape) -> bool:
    node = shape.first("format")
    return node is not None and node.value == "date-time"


def _moment(text: str) -> str:
    """A time in UTC, so that two ways to write it are one."""
    try:
        found = datetime.fromisoformat(text.upper().replace("Z", "+00:00"))
    except ValueError:
        return text
    return text if found.tzinfo is None else found.astimezone(timezone.utc).isoformat()


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def _has_members(nodes: tuple[Node, ...]) -> bool:
    """Whether there are named schemas, each of which has its own fact."""
    return any(
        is_object(node.value) and node.value and node.key in ("properties", "patternProperties")
        for node in nodes
    )


def _one(nodes: tuple[Node, ...]) -> Node | None:
    return nodes[0] if nodes else None


def _flags(pair: Pair) -> Iterator[Fact]:
    for keyword in _FLAGS:
        left, right = pair.base.flag(keyword), pair.revision.flag(keyword)
        places = (pair.base.first(keyword), pair.revision.first(keyword))
        if left != right:
            yield pair.fact(keyword, "none", *places, (left, right), traits=_traits(pair))
        elif (places[0] is None) != (places[1] is None) and not left:
            yield pair.fact(keyword, "none", *places)


def _traits(pair: Pair) -> frozenset[str]:
    sunset = (("from-sunset", pair.base), ("to-sunset", pair.revision))
    return frozenset(name for name, shape in sunset if shape.first("x-sunset") is not None)


def _extensible(pair: Pair) -> Iterator[Fact]:
    """`x-extensible-enum`: known values of a list that may grow."""
    old, new = (_listed(shape) for shape in (pair.base, pair.revision))
    for key, node in old.items():
        if key not in new:
            name = shown(node.value)
            yield pair.fact(
                "x-extensible-enum", "narrowed", node, None, (node.value, None), name, "removed"
            )
    for key, node in new.items():
        if key not in old:
            name = shown(node.value)
            yield pair.fact(
                "x-extensible-enum", "widened", None, node, (None, node.value), name, "added"
            )


def _listed(shape: Shape) -> dict[str, Node]:
    lists = shape.children("x-extensible-enum")
    return {key_of(item.value): item for node in lists for item in node.items()}


def _discriminator(pair: Pair) -> Iterator[Fact]:
    old, new = pair.base.first("discriminator"), pair.revision.first("discriminator")
    if old is None and new is None:
        return
    if old is None or new is None or not old.is_object or not new.is_object:
        if old is None:
            yield pair.fact("discriminator", "narrowed", None, new, action="added")
        elif new is None:
            yield pair.fact("discriminator", "widened", old, None, action="removed")
        return
    left, right = old.get("propertyName"), new.get("propertyName")
    if (left and left.value) != (right and right.value):
        yield pair.fact("discriminator.propertyName", "incomparable", left, right)
    yield from _mapping(pair, old, new)
    for key in dict.fromkeys([*old.value, *new.value]):
        if key not in ("propertyName", "mapping"):
            before, after = old.get(key), new.get(key)
            if not same(before and before.value, after and after.value):
                yield pair.fact(f"discriminator.{key}", "none", before, after)


def _mapping(pair: Pair, old: Node, new: Node) -> Iterator[Fact]:
    left, right = (_targets(node) for node in (old, new))
    for name in dict.fromkeys([*left, *right]):
        before, after = left.get(name), right.get(name)
        if before is None or after is None:
            yield pair.fact(
                "discriminator.mapping",
                "narrowed" if after is None else "widened",
                before,
                after,
                None,
                name,
                "removed" if after is None else "added",
            )
        elif _schema_name(before) != _schema_name(after):
            yield pair.fact("discriminator.mapping", "incomparable", before, after, None, name)


def _targets(node: Node) -> dict[str, Node]:
    mapping = node.get("mapping")
    return {} if mapping is None else dict(mapping.entries())


def _schema_name(node: Node) -> str:
    """A mapping names a schema by reference or by its bare name."""
    return str(node.value).rpartition("/")[2] if not is_list(node.value) else key_of(node.value)
