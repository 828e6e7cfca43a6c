"""Report edits of the document that no other comparison covers.

What is broken or unknown is read by nobody, but that it was edited is still said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from specwright.diff.facts import Action, Fact, values_of
from specwright.openapi.spec import Spec
from specwright.schema.defaults import is_default
from specwright.schema.json_equality import key_of, same
from specwright.source.json_values import is_list, is_object
from specwright.source.node import Node
from specwright.source.pointer import escape, split

Edit: TypeAlias = tuple[Node | None, Node | None, tuple[Node, Node]]
"""What stands on both sides, and the objects or lists that hold it."""

_REWRITTEN: Final = frozenset(
    {"type", "nullable", "const", "enum", "required", "example", "examples", "format", "items"}
    | {"contentEncoding", "contentMediaType", "exclusiveMinimum", "exclusiveMaximum", "minimum"}
    | {"maximum", "prefixItems", "parameters", "tags", "security", "servers", "additionalItems"}
    | {"encoding", "default"}
)
"""Keys with several spellings of the same meaning, whose differences are not always edits."""
_MAPS: Final = frozenset(
    {"content", "responses", "headers", "links", "callbacks", "encoding", "variables", "scopes"}
    | {"mapping", "securitySchemes", "paths", "webhooks", "components"}
)
"""Where keys are names that the author chose."""
_JOINTS: Final = ("$ref", "allOf", "oneOf", "anyOf", "$dynamicRef")
"""Keys that can replace all others of their object."""
_EDITABLE: Final = (str, int, float, bool)


def find_leftovers(base: Spec, revision: Spec, facts: tuple[Fact, ...]) -> Iterator[Fact]:
    """Find differences of the documents that no fact reports and that change the meaning."""
    old, new = base.written, revision.written
    if old is None or new is None:
        return
    told = (_told(fact.base for fact in facts), _told(fact.revision for fact in facts))
    told[0].update(_above(told[0]))
    told[1].update(_above(told[1]))
    for before, after, holders in _edits(old, new):
        sides = ((before, holders[0], told[0]), (after, holders[1], told[1]))
        if any(_is_told(node, holder, places) for node, holder, places in sides):
            continue
        yield _fact(before, after, holders)


def _fact(before: Node | None, after: Node | None, holders: tuple[Node, Node]) -> Fact:
    node = after or before or holders[0]
    action: Action = "changed" if before and after else "added" if after else "removed"
    held = (before or holders[0], after or holders[1])
    return Fact("document", action, "unread", held, values_of((before, after)), node.key)


# --- what was told --------------------------------------------------------------------------------


def _told(nodes: Iterator[Node | None]) -> set[str]:
    """The places of facts, as the text has them."""
    return {_as_written(node) for node in nodes if node is not None}


def _as_written(node: Node) -> str:
    """The pointer before the document was normalised."""
    pointer = node.pointer
    for layer in reversed(node.document.layers):
        if layer.nested:
            document, pointer = layer.trace(pointer)
            if document is not None:
                break
    return pointer


def _above(pointers: set[str]) -> set[str]:
    """All containers of some places, marked as such."""
    found: set[str] = set()
    for pointer in pointers:
        above = pointer
        while above:
            above = above.rpartition("/")[0]
            if f"<{above}" in found:
                break
            found.add(f"<{above}")
    return found


def _is_told(node: Node | None, holder: Node, told: set[str]) -> bool:
    """Whether a fact stands at a place, above or below it; for an absent one, at what holds it."""
    pointer = holder.pointer if node is None else node.pointer
    if pointer in told or (node is not None and f"<{pointer}" in told):
        return True
    above = pointer
    while above:
        above = above.rpartition("/")[0]
        if above in told and above:
            return True
    return _property(node) in told


def _property(node: Node | None) -> str:
    """The property that an item of `required` names, as its own facts stand there."""
    holder, _, _ = ("" if node is None else node.pointer).rpartition("/")
    schema, _, keyword = holder.rpartition("/")
    if node is None or keyword != "required" or not isinstance(node.value, str):
        return ""
    return f"{schema}/properties/{escape(node.value)}"


# --- edits ----------------------------------------------------------------------------------------


def _edits(old: Node, new: Node) -> Iterator[Edit]:
    """Yield the smallest differences of two values, without those that another spelling can explain."""
    stack = [(old, new)]
    while stack:
        left, right = stack.pop()
        if repr(left.value) == repr(right.value):
            continue  # quick, and most are
        if is_object(left.value) and is_object(right.value):
            yield from _of_objects(left, right, stack)
        elif is_list(left.value) and is_list(right.value):
            yield from _of_lists(left, right, stack)
        elif not same(left.value, right.value):
            yield left, right, (left, right)


def _of_objects(left: Node, right: Node, stack: list[tuple[Node, Node]]) -> Iterator[Edit]:
    keys = dict.fromkeys([*left.value, *right.value])
    above = split(left.pointer)[-2:-1]
    is_map = (left.key in _MAPS and above != ("properties",)) or above == ("callbacks",)
    refers = left.has("$ref") and not _differs(left, right, "$ref")
    if not is_map and not refers and any(_differs(left, right, key) for key in _JOINTS):
        return
    for key in keys:
        before, after = left.get(key), right.get(key)
        value = left.value.get(key, right.value.get(key))
        if before is not None and after is not None:
            if key not in _REWRITTEN or type(before.value) is type(after.value):
                stack.append((before, after))
        elif left.key == "encoding" or (left.key == "components" and key_of(value) == "{}"):
            continue
        elif is_map or not _is_explained(left, right, key, refers):
            yield before, after, (left, right)


def _is_explained(left: Node, right: Node, key: str, refers: bool) -> bool:
    """Whether a key that only one side has may mean nothing: a default, or another spelling."""
    holder = left if left.has(key) else right
    is_header = split(holder.pointer)[-2:-1] == ("headers",)
    if is_default(holder.value, key, holder.value[key], is_header):
        return True
    return key in _REWRITTEN and not (refers and _is_lost(left, key))


def _is_lost(holder: Node, key: str) -> bool:
    """Whether a key beside a reference may be dropped, as 3.0 wants it."""
    return key != "nullable" or "/schemas/" not in str(holder.value["$ref"])


def _differs(left: Node, right: Node, key: str) -> bool:
    """Whether a reference or a list of schemas came, went, leads elsewhere or has other members."""
    before, after = left.value.get(key), right.value.get(key)
    if is_list(before) and is_list(after):
        return sum(map(is_object, before)) != sum(map(is_object, after))
    return not same(before, after)


def _of_lists(left: Node, right: Node, stack: list[tuple[Node, Node]]) -> Iterator[Edit]:
    if left.key == "tags" and len(split(left.pointer)) > 1:
        return  # those of operations are compared one by one, and a rename of all has one place
    known = [key_of(item) for item in right.value]
    old: list[Node] = []
    for item in left.items():
        key = key_of(item.value)
        if key in known:
            known[known.index(key)] = ""
        else:
            old.append(item)
    new = [item for item, key in zip(right.items(), known, strict=True) if key]
    stack.extend(zip(old, new, strict=False))
    for item in old[len(new) :]:
        if _is_stray(left, item.value):
            yield item, None, (left, right)
    for item in new[len(old) :]:
        if _is_stray(right, item.value):
            yield None, item, (left, right)


def _is_stray(holder: Node, value: Any) -> bool:
    """Whether an item has the wrong type for its list."""
    return holder.key not in _REWRITTEN or (
        holder.key in ("parameters", "prefixItems", "servers", "tags")
        and isinstance(value, _EDITABLE)
    )
