"""Things that are gone and things that are new go in; which of them are the same comes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from specwright.diff.json_values import key_of
from specwright.diff.shape import Shape
from specwright.openapi.structure import STRUCTURE, is_annotation

_LIKELY: Final = 0.75
"""From this confidence on two names are taken for the same thing."""
_ALONE: Final = 0.6
"""The same where nothing else is gone and nothing else is new."""
_MANY: Final = 40
"""With more candidates than this on both sides, names are only compared where shapes agree."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A schema under a name."""

    shape: Shape


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
    ]
    likely = _ALONE if len(old) == len(new) == 1 else _LIKELY
    found: dict[tuple[str, str], float] = {}
    for score, before, after in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        taken = any(before == pair[0] or after == pair[1] for pair in found)
        if score >= likely and not taken:
            found[before, after] = round(score, 2)
    return found


def likeness(before: str, old: Shape, after: str, new: Shape) -> float:
    """How sure it is that two names mean the same, by names and by what they stand for."""
    left, right = name_words(before), name_words(after)
    names = 1.0 if left == right else SequenceMatcher(None, left, right, False).ratio()
    shapes = shape_likeness(old, new)
    if left == right:
        return 0.95 if shapes == 1 else 0.6 + 0.35 * shapes
    weight = min(0.6, 0.3 + 0.05 * _size(old))  # a large shape proves more than `type: string`
    return shapes * (weight + (1 - weight) * names)


def name_words(name: str) -> str:
    """A name without the marks of its style: `userId`, `user_id` and `User-ID` are one."""
    return re.sub(r"[^0-9a-z]+", "", name.lower())


def _size(shape: Shape) -> int:
    return sum(len(part.node.value) for part in shape.parts) + 2 * len(shape.properties())


def shape_likeness(old: Shape, new: Shape) -> float:
    """How much two shapes have in common, from 0 to 1."""
    left, right = _features(old), _features(new)
    if not left and not right:
        return 1.0
    return len(left & right) / len(left | right)


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
