"""Score how likely an edit of the document caused a change of the Python API."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import Final

from specwright.diff.facts import Fact, Where
from specwright.diff.findings import TEXTS
from specwright.diff.python_api.rules import SourceChange
from specwright.source.node import Node

_LIMITS: Final = frozenset(
    "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern minItems maxItems"
    " uniqueItems minProperties maxProperties minContains maxContains contains propertyNames deprecated".split()
)
"""Keywords that do not show in Python types."""
_UNTYPED: Final = TEXTS | _LIMITS
NULLABLE: Final = ("nullable", "required")
"""Keywords that decide whether a type includes None."""
_TYPING: Final = frozenset({"type", "$ref", "format", "enum", "const", "oneOf", "anyOf"})
"""Keywords that decide most of the Python type of a schema."""
_NO_TYPE: Final = frozenset(
    "header tag security security-scheme server info callback webhook link".split()
)
"""Subjects that never affect a type."""
_NAME: Final = re.compile(r"'[^']*'|\w+")
_WHOLE: Final = ("added", "removed", "renamed", "moved")


def anchor_of(node: Node) -> str:
    """The place that a fact is about: for an `operationId` or a tag, the whole operation."""
    pointer, _, last = node.pointer.rpartition("/")
    if last.isdigit() and pointer.endswith("/tags"):
        return pointer.rpartition("/")[0]
    is_of_body = last == "required" and "/properties/" not in pointer and "Bod" in pointer
    return pointer if last in ("operationId", "tags") or is_of_body else node.pointer


def gap(node: Node, other: Node, fact: Fact) -> int | None:
    """How far a fact is from a place: 0 at it, 1 below it, 2 above it; None when it is elsewhere."""
    here, there = node.pointer, anchor_of(other)
    if here == there:
        return 0
    if fact.aspect == "required" and fact.name == node.key:
        parent = here.rpartition("/properties/")[0]
        if parent and there in (parent, f"{parent}/required"):
            return 0
    if there.startswith(f"{here}/"):
        rest = there[len(here) :]
        # What is below a property of its own is told at that property.
        return None if "/properties/" in rest else 1
    if here.startswith(f"{there}/"):
        if _is_missing(other, fact):
            return 1 if fact.name == node.key else None
        if fact.action in _WHOLE or fact.subject == "request-body":
            return 2
        return 1 if fact.name == node.key and fact.name else None
    return None


def _is_missing(other: Node, fact: Fact) -> bool:
    """Whether this node is only the object that lacks the property or parameter."""
    is_part = fact.subject in ("property", "parameter", "header")
    absent = {"added": fact.base, "removed": fact.revision}.get(fact.action)
    return is_part and absent is not None and other.identity == absent.identity


def wire_names(node: Node) -> tuple[str, ...]:
    """What the document calls the property or parameter at a place."""
    name = node.value.get("name") if node.is_object else None
    return (node.key, name) if isinstance(name, str) else (node.key,)


def is_of_another(item: SourceChange, fact: Fact, names: Set[str]) -> bool:
    """Whether the fact is only that another property or parameter was added or removed."""
    is_part = fact.subject in ("property", "parameter") and fact.action in ("added", "removed")
    is_named = item.symbol.attribute or item.symbol.argument not in ("", "body")
    return is_part and bool(is_named and fact.name) and fact.name not in names


def tells_apart(fact: Fact, names: Set[str]) -> bool:
    """Whether a discriminator with one of these names was added, removed or changed."""
    values = [v.get("propertyName") if isinstance(v, dict) else v for v in fact.values]
    return fact.aspect.startswith("discriminator") and not names.isdisjoint(map(str, values))


def goes_other_way(item: SourceChange, places: Sequence[Where]) -> bool:
    """Whether the fact is only about requests and the item about responses, or the reverse."""
    ways = {place.direction for place in places}
    if item.id.startswith("return"):
        return ways == {"request"}
    return bool(item.symbol.argument or item.id.startswith("overload")) and ways == {"response"}


def fits(item: SourceChange, fact: Fact) -> int | None:
    """Score a possible cause: 0 if it says the same, more if it is less likely, None if it cannot be the cause."""
    rule, aspect = item.id, fact.aspect
    if rule == "method-deprecated":
        return 0 if aspect == "deprecated" else None
    if aspect == "default" or rule == "argument-default-changed":
        return 0 if aspect == "default" and "default" in rule else None
    if aspect in _UNTYPED and fact.action == "changed":
        # The package, the client and its error are named after the document.
        return 0 if ("client",) in (item.old, item.new) and aspect == "title" else None
    if rule.startswith("return") and fact.subject in ("parameter", "request-body"):
        return None
    if fact.subject == "document":
        return 8  # a difference that no rule knows: only where nothing else is near
    if rule.startswith("enum-member"):
        return _of_member(item, fact)
    if "-became-" in rule:
        return 0 if aspect == "required" else 2 if aspect in ("type", "nullable") else 3
    if rule.endswith(("-renamed", "-removed", "-added", "-moved")):
        return _of_whole(item, fact)
    return _of_type(item, fact)


def _of_type(item: SourceChange, fact: Fact) -> int | None:
    """Score a cause of a changed type, which can gain or lose null and change otherwise at the same time."""
    before, after = (set(_NAME.findall(t)) for t in (item.symbol.before, item.symbol.after))
    if fact.subject in _NO_TYPE or (fact.subject == "response" and not _is_success(fact.name)):
        return None
    if fact.aspect in NULLABLE:
        return 0 if "None" in before ^ after else None
    if before ^ after == {"None"}:
        return 3
    if fact.subject in ("operation", "path", "extension"):
        return 4
    if _is_written_out(fact):
        return 2
    return 1 if fact.subject == "schema" and fact.aspect not in _TYPING else 0


def _is_written_out(fact: Fact) -> bool:
    """Whether a reference and the schema itself took each other's place, which explains only names."""
    return fact.aspect == "$ref" and None in fact.values


def _is_success(status: str) -> bool:
    return status[:1] in ("2", "d")


def _of_member(item: SourceChange, fact: Fact) -> int | None:
    """Score a cause of an added or removed enum value: a fact about this value fits best."""
    text = item.symbol.member.strip("'\"")
    if fact.aspect not in ("enum", "const"):
        return 3 if fact.subject in ("schema", "property", "parameter") else None
    if text in (fact.name, str(fact.before), str(fact.after)):
        return 0
    values = [v for side in (fact.before, fact.after) if isinstance(side, list) for v in side]
    return 1 if not values or text in map(str, values) else None


def _of_whole(item: SourceChange, fact: Fact) -> int | None:
    """Score a cause of something that was added, removed or renamed."""
    action = item.id.rpartition("-")[2]
    if action == fact.action:
        return 0
    if fact.action in ("renamed", "moved"):
        return 1 if action in ("renamed", "removed", "added", "moved") else 3
    if item.id in ("method-removed", "method-added", "method-renamed", "resource-renamed"):
        return (
            1
            if fact.aspect in ("operationId", "tags")
            else 2
            if fact.subject == "extension"
            else None
        )
    return 2 if fact.subject != "schema" or fact.aspect in _TYPING else 3
