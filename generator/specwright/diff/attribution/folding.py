"""Merge findings that report the same edit, and give different ones different fingerprints."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from hashlib import sha256
from itertools import combinations
from typing import Final

from specwright.diff.findings import Finding
from specwright.diff.levels import Verdict
from specwright.diff.rules.judge import Change
from specwright.diff.rules.messages import thing_of
from specwright.schema.json_equality import key_of


def equal_edits(changes: Sequence[Change], sources: Sequence[Verdict]) -> list[list[int]]:
    """Group the indices of changes that are the same edit of several places, with the same effect on Python."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for index, (change, source) in enumerate(zip(changes, sources, strict=True)):
        key = (source, *_key(change)) if change.fact.places else (index,)
        groups.setdefault(key, []).append(index)
    return list(groups.values())


def _key(change: Change) -> tuple[object, ...]:
    """Rule, name, before and after: of the property `Pet.limit`, the name is `limit`."""
    fact = change.fact
    thing = thing_of(fact)
    # A reference that leads elsewhere now is one edit, whichever properties have it.
    said = "" if fact.aspect == "$ref" else change.message.replace(thing, thing.split(".")[-1])
    values = key_of(fact.before), key_of(fact.after)
    kind = fact.subject, fact.action, fact.aspect, fact.name
    return change.id, change.wire, said.removeprefix(_PROPERTY), *kind, *values


def folded(changes: Sequence[Change]) -> Change:
    """Merge changes into one that lists the places of all."""
    first = changes[0]
    if len(changes) == 1:
        return first
    places = tuple(dict.fromkeys(place for change in changes for place in change.fact.places))
    mark = hash_of(sorted(change.fingerprint for change in changes))
    nodes = tuple(dict.fromkeys(change.fact.nodes for change in changes))
    fact = replace(first.fact, places=places)
    return Change(fact, first.id, first.wire, _message(changes), mark, nodes[1:])


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
_PROPERTY: Final = "the property "


def listed(names: Sequence[str], what: str = "", most: int = _MOST_NAMED) -> str:
    """`a, b and c`; of many the first, and how many more there are."""
    known = list(dict.fromkeys(names))
    if len(known) > most:
        known[most - 1 :] = [f"{len(known) - most + 1} more {what}".rstrip()]
    return " and ".join(part for part in (", ".join(known[:-1]), *known[-1:]) if part)


def _message(changes: Sequence[Change]) -> str:
    """The message of the first, with the names of all."""
    message = changes[0].message
    things = list(dict.fromkeys(thing_of(change.fact) for change in changes))
    if len(things) == 1 or len({change.message for change in changes}) == 1:
        return message
    if all(thing.startswith(_PROPERTY) for thing in things):
        names = listed([thing.removeprefix(_PROPERTY) for thing in things])
        message = message.replace(things[0].removeprefix("the "), f"properties {names}", 1)
        return re.sub(r"(?<=^the )(.*) was (added|removed)$", r"\1 were \2", message)
    return message.replace(things[0], listed(things), 1)


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
