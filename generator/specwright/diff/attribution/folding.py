"""Merge findings that report the same edit, and give different ones different fingerprints."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from hashlib import sha256
from itertools import combinations
from typing import Final

from specwright.diff.findings import Finding
from specwright.diff.rules.judge import Change
from specwright.diff.rules.messages import ENTERED, LEFT
from specwright.schema.json_equality import key_of


def equal_edits(changes: Sequence[Change]) -> list[list[int]]:
    """Group the indices of changes that say the same about several operations."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for index, change in enumerate(changes):
        groups.setdefault(_key(change, index), []).append(index)
    return list(groups.values())


def _key(change: Change, index: int) -> tuple[object, ...]:
    fact = change.fact
    if not fact.places:
        return (index,)
    # A reference that leads elsewhere now is one edit, whichever properties have it.
    said = "" if fact.aspect == "$ref" else change.message
    values = key_of(fact.before), key_of(fact.after)
    kind = fact.subject, fact.action, fact.aspect, fact.name
    return change.id, change.wire, said, *kind, *values


def folded(changes: Sequence[Change]) -> Change:
    """Merge changes into one that lists the places of all."""
    first = changes[0]
    if len(changes) == 1:
        return first
    places = tuple(dict.fromkeys(place for change in changes for place in change.fact.places))
    marks = sorted({change.fingerprint for change in changes})
    mark = marks[0] if len(marks) == 1 else hash_of(marks)
    fact = replace(first.fact, places=places)
    return replace(first, fact=fact, message=_message(changes), fingerprint=mark)


_LATER: Final = 2
"""At most this many later places are separated from places that were accepted together."""


def parts_of(marks: Sequence[str], accepted: Set[str]) -> list[set[str]]:
    """Group the fingerprints of one edit: those accepted alone, those accepted together, then the rest."""
    rest = {*marks}
    found = [{mark} for mark in sorted(rest & accepted)]
    rest -= accepted
    for size in range(len(rest) - 1, max(1, len(rest) - _LATER - 1), -1):
        for group in combinations(sorted(rest), size):
            if hash_of(group) in accepted:
                return [*found, {*group}, rest - {*group}]
    return [*found, rest] if rest else found


_MOST_NAMED: Final = 4


def _message(changes: Sequence[Change]) -> str:
    """The common message, or the first one with the names from the others added."""
    first = changes[0].message
    verb = next((f" {v}" for v in ("changed from ", LEFT, ENTERED) if f" {v}" in first), "")
    heads = dict.fromkeys(change.message.partition(verb)[0] for change in changes if verb)
    if len(heads) < 2:
        return first
    what = "$ref of " if first.startswith("$ref of ") else ""
    start = f"{what}the property "
    is_plain = all(head.startswith(start) for head in heads)
    names = [head.removeprefix(start if is_plain else what) for head in heads]
    if len(names) > _MOST_NAMED:
        names[_MOST_NAMED - 1 :] = [f"{len(names) - _MOST_NAMED + 1} more"]
    listed = f"{', '.join(names[:-1])} and {names[-1]}"
    plural = verb.replace("refers", "refer")
    return (
        f"{what}{'the properties ' if is_plain else ''}{listed}{plural}{first.partition(verb)[2]}"
    )


def distinct(findings: Sequence[Finding]) -> list[Finding]:
    """Make fingerprints unique: where two are equal, hash the places as well."""
    found = list(findings)
    for parts in (_places, _locations):
        counts = Counter(finding.change.fingerprint for finding in found)
        for index, one in enumerate(found):
            mark = one.change.fingerprint
            if counts[mark] > 1:
                change = replace(one.change, fingerprint=hash_of((mark, *parts(one))))
                found[index] = replace(one, change=change)
    return found


def _places(finding: Finding) -> list[str]:
    places = (f"{p.method} {p.path} {p.detail} {p.pointer}" for p in finding.places)
    said = (change.message for change in finding.python)
    return [finding.change.message, finding.pointer, *sorted(places), *said]


def _locations(finding: Finding) -> list[str]:
    return [str(node and node.location) for node in finding.change.fact.nodes]


def hash_of(parts: Iterable[str]) -> str:
    return sha256(json.dumps(list(parts)).encode()).hexdigest()[:16]
