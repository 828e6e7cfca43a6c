"""Pair the alternatives of two unions, and report those added or removed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from typing import TypeAlias

from specwright.diff.facts import Action, Effect, Fact
from specwright.diff.renames.similarity import (
    Candidate,
    best_pairs,
    candidate,
    contradict,
    members_likeness,
    tags_of,
)
from specwright.diff.schemas.keywords import type_text
from specwright.diff.schemas.overlap import ranges_meet, surely_apart, surely_takes
from specwright.diff.schemas.subschemas import Edge, Found, Sides
from specwright.openapi.object_model import is_annotation
from specwright.schema.json_equality import key_of, shown
from specwright.schema.shape import Group, Shape, Shaper
from specwright.source.json_values import is_object
from specwright.source.node import Node
from specwright.source.refs import is_ref

Matches: TypeAlias = dict[int, int]
"""Index of a member in the base -> index in the revision."""


def compare_unions(sides: Sides) -> Iterator[Found]:
    """Compare the `oneOf` and `anyOf` of two shapes."""
    old, new = sides.pair.base.groups, sides.pair.revision.groups
    pairs = _pair_groups(old, new)
    for left, right in pairs:
        yield from _members(sides, left, right)
        yield from _keyword(sides, left, right)
    for group in old:
        if all(group is not left for left, _ in pairs):
            yield from _whole(sides, group, None)
    for group in new:
        if all(group is not right for _, right in pairs):
            yield from _whole(sides, None, group)


def _pair_groups(old: tuple[Group, ...], new: tuple[Group, ...]) -> list[tuple[Group, Group]]:
    """The same keyword first, then what is left, in order."""
    pairs: list[tuple[Group, Group]] = []
    for same_keyword in (True, False):
        for left in old:
            rest = [right for right in new if all(right is not taken for _, taken in pairs)]
            fits = [r for r in rest if not same_keyword or r.keyword == left.keyword]
            if fits and all(left is not taken for taken, _ in pairs):
                pairs.append((left, fits[0]))
    return pairs


def _whole(sides: Sides, old: Group | None, new: Group | None) -> Iterator[Fact]:
    group = new if old is None else old
    if group is None:
        return
    effect: Effect = "widened" if new is None else "narrowed"
    action: Action = "removed" if new is None else "added"
    places = (old.node if old else None, new.node if new else None)
    yield sides.pair.fact(group.keyword, effect, *places, action=action)


def _keyword(sides: Sides, left: Group, right: Group) -> Iterator[Fact]:
    if left.keyword != right.keyword:
        effect: Effect = "widened" if right.keyword == "anyOf" else "narrowed"
        members = (
            (left.members, sides.base)
            if right.keyword == "anyOf"
            else (right.members, sides.revision)
        )
        if _are_apart(*members):
            effect = "none"
        values = (left.keyword, right.keyword)
        yield sides.pair.fact("alternatives", effect, left.node, right.node, values)


def _are_apart(members: tuple[Node, ...], shaper: Shaper) -> bool:
    """Whether no value can fit two alternatives, so that `oneOf` and `anyOf` mean the same."""
    shapes = [(shaper.shape((member,)), shaper) for member in members]
    return all(surely_apart(one, other) for one, other in combinations(shapes, 2))


def _members(sides: Sides, left: Group, right: Group) -> Iterator[Found]:
    matches = _match(sides, left.members, right.members)
    for before, after in sorted(matches.items()):
        step = f"/{right.keyword}/{after}"
        yield Edge((left.members[before],), (right.members[after],), step)
        yield from _tag_fact(sides, left.members[before], right.members[after])
    for index, member in enumerate(left.members):
        if index not in matches:
            yield _member(sides, left, member, False, _MEMBER)
    for index, member in enumerate(right.members):
        if index not in matches.values():
            is_certain = _takes_old(sides, left, right, matches, member)
            yield _member(sides, right, member, True, _CERTAIN if is_certain else _MEMBER)


def _member(sides: Sides, group: Group, member: Node, is_new: bool, traits: frozenset[str]) -> Fact:
    """An alternative that came or went."""
    if is_new:
        name, nodes = label(member, sides.revision), (None, member)
        return sides.pair.fact(group.keyword, "widened", *nodes, None, name, "added", traits=traits)
    name = label(member, sides.base)
    return sides.pair.fact(
        group.keyword, "narrowed", member, None, None, name, "removed", traits=traits
    )


def _takes_old(sides: Sides, left: Group, right: Group, matches: Matches, member: Node) -> bool:
    """Whether values of an old alternative that is still there surely match a new one as well."""
    if left.keyword != "oneOf" or right.keyword != "oneOf" or _is_told_apart(sides):
        return False
    old = [(sides.base.shape((one,)), sides.base) for one in left.members]
    new = [(sides.revision.shape((one,)), sides.revision) for one in right.members]
    added = sides.revision.shape((member,)), sides.revision
    return any(
        surely_takes(added, old[before])
        and surely_takes(new[after], old[before])
        # What fitted two before was refused before.
        and not any(surely_takes(one, old[before]) for i, one in enumerate(old) if i != before)
        for before, after in matches.items()
    )


def _is_told_apart(sides: Sides) -> bool:
    """Whether a discriminator, rather than what fits, decides which alternative it is."""
    return sides.pair.revision.first("discriminator") is not None


def _tag_fact(sides: Sides, old: Node, new: Node) -> Iterator[Fact]:
    """Without a mapping the name of a schema is the value that a discriminator has."""
    left, right = (
        _implied_tag(s, m) for s, m in ((sides.pair.base, old), (sides.pair.revision, new))
    )
    if left is None or right is None or left == right or _is_pinned(sides, old, new):
        return
    yield sides.pair.fact("discriminator.tag", "incomparable", old, new, (left, right))


def _implied_tag(shape: Shape, member: Node) -> str | None:
    """The implied tag of a member; None if the mapping lists it, or there is no discriminator."""
    node = shape.first("discriminator")
    if node is None or not node.is_object or not is_ref(member):
        return None
    mapping = node.value.get("mapping", {})
    listed = {str(target).rpartition("/")[2] for target in mapping.values()}
    name = _reference(member)
    return None if name in listed else name


def _is_pinned(sides: Sides, old: Node, new: Node) -> bool:
    """Whether the property can have one value only, whatever the schema is called."""
    node = sides.pair.base.first("discriminator")
    name = None if node is None else node.value.get("propertyName")
    shapes = (sides.base.shape((old,)), sides.revision.shape((new,)))
    shapers = (sides.base, sides.revision)
    return all(name in tags_of(shape, s) for shape, s in zip(shapes, shapers, strict=True))


_MEMBER = frozenset({"member"})
_CERTAIN = frozenset({"member", "overlap", "certain"})


def _match(sides: Sides, old: tuple[Node, ...], new: tuple[Node, ...]) -> Matches:
    """The same reference, then the same text, then the most alike."""
    found: Matches = {}
    keys = (_reference, _text)
    for key in keys:
        _match_by([key(node) for node in old], [key(node) for node in new], found)
    left_names = [_component(sides.base.shape((node,))) for node in old]
    _match_by(left_names, [_component(sides.revision.shape((node,))) for node in new], found)
    tags = mapped_tags(sides.pair.base), mapped_tags(sides.pair.revision)
    left = [(i, _candidate(sides.base, n, tags[0])) for i, n in enumerate(old) if i not in found]
    right = [
        (i, _candidate(sides.revision, n, tags[1]))
        for i, n in enumerate(new)
        if i not in found.values()
    ]
    scored = (
        (members_likeness(one, other), before, after)
        for before, one in left
        for after, other in right
        if not contradict(one, other)
    )
    return found | dict(best_pairs(scored, _ALIKE).keys())


_ALIKE = 0.5


def _candidate(shaper: Shaper, node: Node, tags: Mapping[str, dict[str, str]]) -> Candidate:
    found = candidate((node,), shaper)
    return replace(found, tags={**found.tags, **tags.get(_reference(node), {})})


def mapped_tags(shape: Shape) -> dict[str, dict[str, str]]:
    """By name of a schema: the one value that a discriminator lists for it."""
    node = shape.first("discriminator")
    mapping = node.value.get("mapping") if node is not None and node.is_object else None
    if node is None or not is_object(mapping):
        return {}
    names = [str(target).rpartition("/")[2] for target in mapping.values()]
    return {
        name: {str(node.value.get("propertyName")): key_of(tag)}
        for tag, name in zip(mapping, names, strict=True)
        if names.count(name) == 1
    }


def _match_by(old: list[str], new: list[str], found: Matches) -> None:
    for before, key in enumerate(old):
        fits = [i for i, other in enumerate(new) if other == key and i not in found.values()]
        if key and before not in found and fits:
            found[before] = fits[0]


def _reference(node: Node) -> str:
    return node.value["$ref"].rpartition("/")[2] if is_ref(node) else ""


def _component(shape: Shape) -> str:
    """The component behind references and empty wrappers."""
    for part in shape.parts:
        tokens = part.node.pointer.split("/")
        if tokens[1:3] == ["components", "schemas"] and len(tokens) == len(("", "", "", "name")):
            return tokens[-1]
        if any(not is_annotation(key) and part.child(key) for key in part.node.value):
            return ""
    return ""


def _text(node: Node) -> str:
    return key_of(node.value)


def label(member: Node, shaper: Shaper) -> str:
    """What a message calls an alternative: its schema, title, tag or type."""
    if is_ref(member):
        return _reference(member)
    shape = shaper.shape((member,))
    title = shape.first("title")
    if title is not None and isinstance(title.value, str):
        return title.value
    if shape.values is not None and len(shape.values) == 1:
        return shown(next(iter(shape.values.values())))
    tags = tags_of(shape, shaper)
    if tags:
        return shown(", ".join(f"{name} {value}" for name, value in tags.items()))
    return type_text(shape.types) or member.key


# --- wrapping -------------------------------------------------------------------------------------


def compare_wrapped(sides: Sides) -> list[Found] | None:
    """Compare a union with a schema that is, or resembles, one of its alternatives."""
    base, revision = sides.pair.base, sides.pair.revision
    if _is_union(revision) and not base.groups and not base.is_anything():
        return _wrapped(sides, revision.groups[0], (base, sides.base), sides.revision)
    if _is_union(base) and not revision.groups and not revision.is_anything():
        return _wrapped(sides, base.groups[0], (revision, sides.revision), sides.base)
    return None


def _is_union(shape: Shape) -> bool:
    """Whether a shape is nothing but alternatives."""
    return len(shape.groups) == 1 and shape.values is None and not shape.restrictions()


def _wrapped(
    sides: Sides, group: Group, known: tuple[Shape, Shaper], shaper: Shaper
) -> list[Found] | None:
    """Pair the fitting alternative with the other schema, and report the other alternatives as added or removed."""
    is_new = shaper is sides.revision
    shapes = [shaper.shape((member,)) for member in group.members]
    pairs = [(known[0], shape) if is_new else (shape, known[0]) for shape in shapes]
    best = _best([_fit(sides, *pair) for pair in pairs])
    if best is None:
        return None
    origin, member = (known[0].origin,), (group.members[best],)
    ends = (origin, member) if is_new else (member, origin)
    found: list[Found] = [Edge(*ends, f"/{group.keyword}/{best}")]
    for index, other in enumerate(group.members):
        if index != best:
            traits = _traits(group, known, (shapes[index], shaper))
            if is_new and "overlap" in traits and not _is_told_apart(sides):
                fits = [(shapes[i], shaper) for i in (best, index)]
                is_certain = all(surely_takes(one, known) for one in fits) or ranges_meet(
                    [known[0], shapes[best], shapes[index]]
                )
                traits = _CERTAIN if is_certain else traits
            found.append(_member(sides, group, other, is_new, traits))
    return found


def _best(scores: list[float]) -> int | None:
    best = max(range(len(scores)), key=lambda index: scores[index], default=None)
    return None if best is None or scores[best] < _ALIKE else best


def _traits(
    group: Group, known: tuple[Shape, Shaper], other: tuple[Shape, Shaper]
) -> frozenset[str]:
    """Whether a value could fit two alternatives of which only one may fit."""
    if group.keyword != "oneOf" or surely_apart(known, other):
        return _MEMBER
    return frozenset({"member", "overlap"})


def _fit(sides: Sides, old: Shape, new: Shape) -> float:
    if {part.node.identity[1] for part in old.parts[:1]} & {
        p.node.identity[1] for p in new.parts[:1]
    }:
        return 1.0
    left = Candidate(old, tags=tags_of(old, sides.base))
    return members_likeness(left, Candidate(new, tags=tags_of(new, sides.revision)))
