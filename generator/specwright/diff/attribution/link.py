"""Join changes on the wire with changes of the Python API that come from the same edit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from specwright.diff.attribution.cause_scoring import NULLABLE, anchor_of, fits, gap, goes_other_way
from specwright.diff.attribution.folding import equal_edits, folded
from specwright.diff.attribution.merge_renames import paired
from specwright.diff.attribution.origins import Origins
from specwright.diff.attribution.places import Home, Place, homes_of, place_of, targets_of, where_of
from specwright.diff.attribution.sections import section_of, section_of_source
from specwright.diff.facts import Fact
from specwright.diff.findings import Finding
from specwright.diff.python_api.rules import RANK, SourceChange
from specwright.diff.rules.judge import Change, Level, Rename, Verdict
from specwright.source.node import Node
from specwright.source.refs import Resolver

_LEVELS: Final[Mapping[str, Level]] = {"breaking": "error", "warning": "warning"}
_ORDER: Final = ("method", "resource", "argument", "return", "attribute", "model", "type")
"""What tells the reader most about an edit comes first."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Where the names of both packages come from."""

    base: Origins
    revision: Origins
    base_resolver: Resolver
    revision_resolver: Resolver


def link(
    changes: Sequence[Change], surface: Sequence[SourceChange], sides: Sides | None
) -> tuple[Finding, ...]:
    """One finding for each edit: the change on the wire with what it does to Python, then the rest."""
    groups = equal_edits(changes)
    if sides is None:
        return tuple(_finding(folded([changes[i] for i in group]), ()) for group in groups)
    linker = _Linker(changes, sides)
    linker.read()
    taken: dict[int, list[SourceChange]] = {}
    alone: list[SourceChange] = []
    for item in surface:
        causes = linker.causes_of(item)
        for cause in causes:
            taken.setdefault(cause, []).append(item)
        if not causes:
            alone.append(item)
    alone = list(_with_their_methods(alone, taken))
    linked = [
        _finding(
            folded([changes[index] for index in group]),
            tuple(dict.fromkeys(item for index in group for item in taken.get(index, ()))),
        )
        for group in groups
    ]
    return (*linked, *(_alone(group, sides) for group in _grouped(alone, sides)))


def verdict_of(changes: Sequence[SourceChange]) -> Verdict:
    """The worst of them."""
    verdicts: list[Verdict] = [change.verdict for change in changes]
    return max(verdicts, key=lambda v: RANK[v], default="none")


def level_of(wire: Verdict, source: Verdict) -> Level:
    return _LEVELS.get(max(wire, source, key=lambda v: RANK[v]), "info")


def _sorted(changes: Sequence[SourceChange]) -> tuple[SourceChange, ...]:
    def order(change: SourceChange) -> tuple[int, int]:
        symbol = change.symbol
        kind = "argument" if symbol.argument else symbol.kind
        return -RANK[change.verdict], _ORDER.index(kind) if kind in _ORDER else len(_ORDER)

    return tuple(sorted(changes, key=order))


def _finding(change: Change, python: tuple[SourceChange, ...]) -> Finding:
    if change.renamed is not None and change.renamed.kind in ("property", "parameter"):
        python = paired(python)
    source = verdict_of(python)
    fact = change.fact
    base = fact.base if fact else None
    revision = fact.revision if fact else None
    is_gone = fact is not None and fact.action == "removed"
    node = (base or revision) if is_gone else (revision or base)
    return Finding(
        change.id,
        max(change.level, level_of("none", source), key=("info", "warning", "error").index),
        change.wire,
        source,
        change.message,
        change.places,
        "" if node is None else node.pointer,
        None if base is None else base.location,
        None if revision is None else revision.location,
        _sorted(python),
        change.fingerprint,
        section_of(change),
        change.renamed,
    )


# --- what has no cause on the wire ----------------------------------------------------------------


def _with_their_methods(
    alone: Sequence[SourceChange], taken: dict[int, list[SourceChange]]
) -> Iterator[SourceChange]:
    """Models that come and go with their only methods are told with these."""
    homes = {
        ".".join(change.old[1:] if change.old else change.new[1:] if change.new else ()): index
        for index, group in taken.items()
        for change in group
        if change.id in ("method-removed", "method-added")
    }
    for change in alone:
        is_model = change.id in ("model-removed", "model-added", "export-removed", "export-added")
        if is_model and change.users and all(user in homes for user in change.users):
            taken[homes[change.users[0]]].append(change)
        else:
            yield change


def _grouped(alone: Sequence[SourceChange], sides: Sides) -> Iterator[tuple[SourceChange, ...]]:
    """Changes of one place in the document together."""
    groups: dict[tuple[object, ...], list[SourceChange]] = {}
    for change in alone:
        nodes = (*sides.base.of(change.old)[:1], *sides.revision.of(change.new)[:1])
        places = tuple(place_of(node) for node in nodes)
        family = change.id.partition("-")[2] if places else change.id
        key: tuple[object, ...] = (family, places, change.symbol.member)
        if not places:
            key = (change.id, change.message)
        groups.setdefault(key, []).append(change)
    for group in groups.values():
        yield _sorted(group)


def _alone(group: tuple[SourceChange, ...], sides: Sides) -> Finding:
    first = group[0]
    base = next(iter(sides.base.of(first.old)), None)
    revision = next(iter(sides.revision.of(first.new)), None)
    node = revision or base
    verdict = verdict_of(group)
    return Finding(
        first.id,
        level_of("none", verdict),
        "none",
        verdict,
        first.message,
        where_of(group, sides.base, sides.revision),
        "" if node is None else node.pointer,
        None if base is None else base.location,
        None if revision is None else revision.location,
        group,
        fingerprint_of(first),
        section_of_source(first),
        _rename_of(first),
    )


def _rename_of(change: SourceChange) -> Rename | None:
    """What has another name: known by its operation, or guessed from its shape and place."""
    kind, _, what = change.id.rpartition("-")
    if what != "renamed":
        return None
    confidence = 1.0 if kind in ("method", "resource", "client") else 0.8
    return Rename(kind, change.symbol.before, change.symbol.after, confidence)


def fingerprint_of(change: SourceChange) -> str:
    """Of id and names, so that it survives edits elsewhere."""
    symbol = change.symbol
    parts = (
        change.id,
        symbol.class_,
        symbol.function,
        symbol.argument,
        symbol.attribute,
        symbol.member,
        symbol.before,
        symbol.after,
    )
    return sha256(json.dumps(parts).encode()).hexdigest()[:16]


def findings_of(changes: Sequence[SourceChange]) -> tuple[Finding, ...]:
    """Findings of two surfaces without documents: nothing is known about places or the wire."""
    return tuple(
        Finding(
            change.id,
            level_of("none", change.verdict),
            "none",
            change.verdict,
            change.message,
            (),
            "",
            None,
            None,
            (change,),
            fingerprint_of(change),
            section_of_source(change),
            _rename_of(change),
        )
        for change in changes
    )


# --- which edit it was ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Table:
    """Changes of one side by their place, and by every place above it."""

    at: dict[Place, list[int]] = field(default_factory=dict)
    below: dict[Place, list[int]] = field(default_factory=dict)

    def add(self, node: Node | None, number: int) -> None:
        if node is None:
            return
        file, pointer = node.document.file, anchor_of(node)
        self.at.setdefault((file, pointer), []).append(number)
        while pointer:
            self.below.setdefault((file, pointer), []).append(number)
            pointer = pointer.rpartition("/")[0]

    def near(self, node: Node) -> Iterator[int]:
        """What is at a place or below it, then what is at a place above it."""
        file, pointer = node.identity
        yield from self.below.get((file, pointer), ())
        while pointer.count("/") > 2:
            pointer = pointer.rpartition("/")[0]
            yield from self.at.get((file, pointer), ())
            yield from self.at.get((file, f"{pointer}/required"), ())


@dataclass(frozen=True, slots=True)
class _Linker:
    changes: Sequence[Change]
    sides: Sides
    base: _Table = field(default_factory=_Table)
    revision: _Table = field(default_factory=_Table)
    targets: dict[Place, tuple[Node, ...]] = field(default_factory=dict)
    homes: dict[int, frozenset[Home]] = field(default_factory=dict)
    """The operations of each change."""
    used: dict[tuple[str, ...], frozenset[Home]] = field(default_factory=dict)
    security: list[int] = field(default_factory=list)
    """Changes of what operations ask for."""
    retargeted: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    """Changes of references, by the names of both schemas, and by one of them beside an empty one."""

    def read(self) -> None:
        for number, change in enumerate(self.changes):
            if change.fact is not None:
                self.base.add(change.fact.base, number)
                self.revision.add(change.fact.revision, number)
                self.homes[number] = homes_of(change.places)
                if change.fact.subject == "security":
                    self.security.append(number)
                if change.fact.aspect == "$ref":
                    old, new = str(change.fact.before), str(change.fact.after)
                    for names in ((old, new), (old, ""), ("", new)):
                        self.retargeted.setdefault(names, []).append(number)

    def causes_of(self, item: SourceChange) -> tuple[int, ...]:
        """The change whose place, kind and value fit best; two where a type also won or lost null."""
        best: dict[bool, tuple[tuple[int, ...], int]] = {}
        for score, number in self._candidates(item):
            fact = self.changes[number].fact
            kind = fact is not None and fact.aspect in NULLABLE
            best[kind] = min(best.get(kind, (score, number)), (score, number))
        if not best:
            return ()
        first = min(best.values())
        other = max(best.values())
        both = "-type-" in item.id and first != other and other[0][0] == first[0][0]
        return (first[1], other[1]) if both else (first[1],)

    def _candidates(self, item: SourceChange) -> Iterator[tuple[tuple[int, ...], int]]:
        """Changes with a score, the smaller the better: those of other operations come last."""
        homes = self._homes_of(item)
        if item.id == "credential-required":
            yield from self._demands(homes)
            return
        for (kinship, *rest), number in (*self._near(item), *self._renamed_uses(item)):
            known = self.homes[number]
            is_elsewhere = bool(homes and known) and known.isdisjoint(homes)
            is_wrong_way = goes_other_way(item, self.changes[number].places)
            yield (kinship, int(is_elsewhere or is_wrong_way), *rest), number

    def _homes_of(self, item: SourceChange) -> frozenset[Home]:
        """The operations of a change of the surface; many changes of classes have the same."""
        key = item.users or item.old or item.new or ()
        if key not in self.used:
            places = where_of((item,), self.sides.base, self.sides.revision)
            self.used[key] = homes_of(places)
        return self.used[key]

    def _demands(self, homes: frozenset[Home]) -> Iterator[tuple[tuple[int, ...], int]]:
        """What the operation asks for now, and did not before."""
        for number in self.security:
            fact = self.changes[number].fact
            if fact is not None and not self.homes[number].isdisjoint(homes):
                yield (0 if fact.effect == "narrowed" else 1,), number

    def _renamed_uses(self, item: SourceChange) -> Iterator[tuple[tuple[int, ...], int]]:
        """Where references led to the schema of a class, or do now."""
        if item.id in ("model-renamed", "model-removed", "model-added"):
            nodes = self.sides.base.of(item.old), self.sides.revision.of(item.new)
            old, new = (found[0].key if found else "" for found in nodes)
            for number in self.retargeted.get((old, new), ()):
                yield (0, 0, 0), number

    def _near(self, item: SourceChange) -> Iterator[tuple[tuple[int, ...], int]]:
        for node in self.sides.base.of(item.old):
            for depth, target in enumerate(self._targets(node, self.sides.base_resolver)):
                for number in self.base.near(target):
                    fact = self.changes[number].fact
                    yield from _score(
                        item, fact, fact.base if fact else None, target, depth, number
                    )
        for node in self.sides.revision.of(item.new):
            for depth, target in enumerate(self._targets(node, self.sides.revision_resolver)):
                for number in self.revision.near(target):
                    fact = self.changes[number].fact
                    yield from _score(
                        item, fact, fact.revision if fact else None, target, depth, number
                    )

    def _targets(self, node: Node, resolver: Resolver) -> tuple[Node, ...]:
        place = place_of(node)
        if place not in self.targets:
            self.targets[place] = tuple(targets_of(node, resolver))
        return self.targets[place]


def _score(
    item: SourceChange, fact: Fact | None, other: Node | None, node: Node, depth: int, number: int
) -> Iterator[tuple[tuple[int, ...], int]]:
    """How well a fact explains a change, the smaller the better; nothing when it cannot."""
    if fact is None or other is None:
        return
    distance, kinship = gap(node, other, fact), fits(item, fact)
    if distance is not None and kinship is not None:
        yield (kinship, int(depth > 0), distance), number
