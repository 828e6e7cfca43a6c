"""Pair removed things with added ones by how similar they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Final, TypeVar

from specwright.openapi.object_model import STRUCTURE, is_annotation
from specwright.schema.json_equality import key_of
from specwright.schema.shape import Shape, Shaper
from specwright.source.node import Node

_LIKELY: Final = 0.75
"""From this confidence on two names are taken for the same thing."""
_ALONE: Final = 0.6
"""The same where nothing else was removed and nothing else is new."""
_PLACED: Final = 0.5
"""The confidence where only place and schema speak for it."""
_MANY: Final = 40
"""With more candidates than this on both sides, names are only compared where shapes agree."""
_INNER: Final = 2
"""How deep constants are looked for in required properties."""
_WORD: Final = re.compile(r"[A-Z]+[a-z0-9]*|[a-z0-9]+")
Name = TypeVar("Name", str, int)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A schema under a name."""

    shape: Shape
    place: tuple[str, bool] | None = None
    """The name before it that both documents have, and whether it is required; None: not known."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """What can have one value only: properties by name, and the schema itself without one."""
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The words of properties that can have a few values only."""


def candidate(
    nodes: tuple[Node, ...], shaper: Shaper, place: tuple[str, bool] | None = None
) -> Candidate:
    shape = shaper.shape(nodes)
    own = {"": next(iter(shape.values))} if shape.values and len(shape.values) == 1 else {}
    return Candidate(shape, place, own | tags_of(shape, shaper, _INNER), _lists_of(shape, shaper))


def tags_of(shape: Shape, shaper: Shaper, depth: int = 0) -> dict[str, str]:
    """Properties that can have one value only; they tell the members of a union apart."""
    found: dict[str, str] = {}
    for name, nodes in shape.properties().items():
        inner = shaper.shape(nodes)
        if inner.values is not None and len(inner.values) == 1:
            found[name] = next(iter(inner.values))
        elif depth and name in shape.required():
            below = tags_of(inner, shaper, depth - 1)
            found |= {f"{name}.{key}": value for key, value in below.items()}
    return found


def _lists_of(shape: Shape, shaper: Shaper) -> dict[str, frozenset[str]]:
    values = {name: shaper.shape(nodes).values for name, nodes in shape.properties().items()}
    return {name: frozenset(map(name_words, one)) for name, one in values.items() if one}


def contradict(old: Candidate, new: Candidate) -> bool:
    """Whether a constant differs, or two lists of values have none in common, so that no value can be both."""
    return any(
        old.tags[name] != new.tags[name] for name in old.tags.keys() & new.tags.keys()
    ) or any(
        old.lists[name].isdisjoint(new.lists[name]) for name in old.lists.keys() & new.lists.keys()
    )


def match_names(
    old: Mapping[str, Candidate], new: Mapping[str, Candidate]
) -> dict[tuple[str, str], float]:
    """Pairs of old and new name with a confidence; the most likely ones, each name once."""
    if not old or not new or len(old) * len(new) > _MANY * _MANY:
        return {}
    scored = [
        (likeness(before, old[before].shape, after, new[after].shape), before, after)
        for before in old
        for after in new
        if not contradict(old[before], new[after])
    ]
    likely = _ALONE if len(old) == len(new) == 1 else _LIKELY
    pairs = best_pairs(scored, likely)
    found = {pair: round(score, 2) for pair, score in pairs.items()}
    return found | _in_place(old, new, found, scored)


def best_pairs(
    scored: Iterable[tuple[float, Name, Name]], least: float
) -> dict[tuple[Name, Name], float]:
    """The pairs with the best scores, each name once."""
    found: dict[tuple[Name, Name], float] = {}
    olds, news = set[Name](), set[Name]()
    for score, old, new in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if score >= least and old not in olds and new not in news:
            found[old, new] = score
            olds.add(old)
            news.add(new)
    return found


def _in_place(
    old: Mapping[str, Candidate],
    new: Mapping[str, Candidate],
    found: Mapping[tuple[str, str], float],
    scored: list[tuple[float, str, str]],
) -> dict[tuple[str, str], float]:
    """Names that have nothing in common: the same schema in the same place, and no other like it."""
    left = {name: one for name, one in old.items() if all(name != pair[0] for pair in found)}
    right = {name: one for name, one in new.items() if all(name != pair[1] for pair in found)}
    fits = [
        (before, after)
        for before, one in left.items()
        for after, other in right.items()
        if one.place is not None
        and shape_likeness(one.shape, other.shape) == 1
        and not contradict(one, other)
    ]
    firsts, seconds = Counter(b for b, _ in fits), Counter(a for _, a in fits)
    scores = {(before, after): score for score, before, after in scored}
    return {
        (before, after): round(max(scores[before, after], _PLACED), 2)
        for before, after in fits
        if firsts[before] == seconds[after] == 1 and left[before].place == right[after].place
    }


def places_of(
    names: Iterable[str], others: Collection[str], required: Collection[str]
) -> dict[str, tuple[str, bool]]:
    """Where each name stands among those that the other document has, too."""
    found: dict[str, tuple[str, bool]] = {}
    known = ""
    for name in names:
        found[name] = known, name in required
        known = name if name in others else known
    return found


def likeness(before: str, old: Shape, after: str, new: Shape) -> float:
    """How sure it is that two names mean the same, by names and by what they stand for."""
    left, right = name_words(before), name_words(after)
    pairs = ((left, right), (right, left))  # the order would matter, but must not
    names = max(SequenceMatcher(None, one, other, False).ratio() for one, other in pairs)
    shapes = shape_likeness(old, new)
    if left == right:
        return 0.95 if shapes == 1 else 0.6 + 0.35 * shapes
    weight = min(
        0.6, 0.3 + 0.05 * max(_size(old), _size(new))
    )  # a large shape proves more than `type: string`
    return shapes * (weight + (1 - weight) * names)


def name_words(name: str) -> str:
    """A name without the marks of its style: `userId`, `user_id` and `User-ID` are one."""
    return re.sub(r"[^0-9a-z]+", "", name.lower())


def share_words(old: str, new: str) -> bool:
    """Whether two names have a word in common, or differ in style alone."""
    words = [{word.lower() for word in _WORD.findall(name)} for name in (old, new)]
    return bool(words[0] & words[1]) or name_words(old) == name_words(new)


def shared_part(old: Set[Hashable], new: Set[Hashable]) -> float:
    """How much two sets have in common, from 0 to 1."""
    return len(old & new) / len(old | new) if old or new else 0.0


def fields_likeness(old: Mapping[str, object], new: Mapping[str, object]) -> float:
    """How much fields have in common by name and type, from 0 to 1."""
    common = old.keys() & new.keys()
    same = sum(old[name] == new[name] for name in common)
    total = len(old.keys() | new.keys())
    return (len(common) + same) / (2 * total) if total else 0.0


def members_likeness(old: Candidate, new: Candidate) -> float:
    """Members of different types are never the same; of the same simple type they always are."""
    left, right = old.shape, new.shape
    if left.types is not None and right.types is not None and not left.types & right.types:
        return 0.0
    alike, shared = shape_likeness(left, right), old.tags.keys() & new.tags.keys()
    if shared:
        agree = sum(old.tags[name] == new.tags[name] for name in shared) / len(shared)
        return 0.9 * agree + 0.1 * alike
    is_simple = left.types == right.types and left.types is not None
    return 0.5 + alike / 2 if is_simple and "object" not in (left.types or ()) else alike


def _size(shape: Shape) -> int:
    return sum(len(part.node.value) for part in shape.parts) + 2 * len(shape.properties())


def shape_likeness(old: Shape, new: Shape) -> float:
    """How much two shapes have in common, from 0 to 1."""
    left, right = _features(old), _features(new)
    return shared_part(left, right) if left or right else 1.0


def _features(shape: Shape) -> frozenset[str]:
    found: set[str] = set()
    for part in shape.parts:
        for keyword, value in part.node.value.items():
            if part.child(keyword) is None or (is_annotation(keyword) and keyword != "description"):
                continue
            found.update(_of_keyword(keyword, value))
    found.update(f"{group.keyword}:{len(group.members)}" for group in shape.groups)
    return frozenset(found)


def _of_keyword(keyword: str, value: Any) -> list[str]:
    if keyword == "properties" and isinstance(value, dict):
        kinds = [f"type:{name}:{key}" for name, item in value.items() if (key := _kind(item))]
        return [*(f"property:{name}" for name in value), *kinds]
    if keyword in STRUCTURE["schema"]:
        return [keyword]  # what it holds is compared below
    if keyword in ("required", "enum") and isinstance(value, list):
        return [f"{keyword}:{key_of(item)}" for item in value]
    return [f"{keyword}:{key_of(value)}"]


def _kind(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    return key_of(value["type"]) if "type" in value else ""
