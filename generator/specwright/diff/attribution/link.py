"""Join changes on the wire with changes of the Python API that come from the same edit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import astuple, dataclass, field, replace
from itertools import chain

from specwright.diff.attribution.cause_scoring import (
    NULLABLE,
    anchor_of,
    fits,
    gap,
    goes_other_way,
    is_of_another,
    tells_apart,
    wire_names,
)
from specwright.diff.attribution.folding import equal_edits, folded, hash_of, parts_of
from specwright.diff.attribution.merge_renames import paired
from specwright.diff.attribution.origins import Origins
from specwright.diff.attribution.places import Home, Place, homes_of, place_of, targets_of, where_of
from specwright.diff.facts import Fact, Nodes, Where
from specwright.diff.findings import Finding, in_order, judged
from specwright.diff.levels import Levels, worst
from specwright.diff.python_api.rules import SourceChange
from specwright.diff.rules.judge import Change
from specwright.source.node import Node
from specwright.source.refs import Resolver


@dataclass(frozen=True, slots=True)
class Sides:
    """Where the names of both packages come from."""

    base: Origins
    revision: Origins
    base_resolver: Resolver
    revision_resolver: Resolver


def link(
    changes: Sequence[Change],
    surface: Sequence[SourceChange],
    sides: Sides | None,
    levels: Levels,
) -> tuple[Finding, ...]:
    """Make one finding for each edit, with its effects on the wire and in Python; other Python changes come last."""
    linker = None if sides is None else _Linker(changes, sides)
    taken: dict[int, list[SourceChange]] = {}
    alone: list[SourceChange] = []
    if linker is not None:
        linker.read()
    for item in surface:
        causes = () if linker is None else linker.causes_of(item)
        for cause in causes:
            taken.setdefault(cause, []).append(item)
        if not causes:
            alone.append(item)
    alone = list(_with_their_methods(alone, taken))
    sources = [worst(item.verdict for item in taken.get(i, ())) for i in range(len(changes))]
    found = [
        _linked([changes[i] for i in group], [taken.get(i, ()) for i in group], levels)
        for group in equal_edits(changes, sources)
        # A schema that is written out where it was referred to is the same, unless its class has another name.
        if any(
            None not in changes[i].fact.values or changes[i].fact.aspect != "$ref" or i in taken
            for i in group
        )
    ]
    return (*found, *(judged(*group, levels) for group in _grouped(alone, sides)))


def _linked(
    changes: Sequence[Change], python: Sequence[Sequence[SourceChange]], levels: Levels
) -> Finding:
    change, items = folded(changes), tuple(dict.fromkeys(chain(*python)))
    renamed = change.fact.renamed
    is_paired = renamed is not None and renamed.kind in ("property", "parameter")
    found = judged(change, paired(items) if is_paired else items, levels)
    if len(changes) == 1:
        return found
    return replace(found, parts=tuple(zip(changes, map(tuple, python), strict=True)))


def split(findings: Sequence[Finding], accepted: Set[str], levels: Levels) -> Iterator[Finding]:
    """Keep what was accepted apart from the same edit of other places that came later."""
    unused = accepted - {finding.change.fingerprint for finding in findings}
    for finding in findings:
        marks = [change.fingerprint for change, _ in finding.parts] if unused else []
        groups = parts_of(marks, unused)
        if len(groups) < 2:
            yield finding
            continue
        for group in groups:
            parts = [part for part in finding.parts if part[0].fingerprint in group]
            whole = _linked(
                [change for change, _ in parts], [python for _, python in parts], levels
            )
            yield replace(whole, pin=finding.pin)


# --- what has no cause on the wire ----------------------------------------------------------------


def _with_their_methods(
    alone: Sequence[SourceChange], taken: dict[int, list[SourceChange]]
) -> Iterator[SourceChange]:
    """Report a model that came or went with its only methods in the finding of a method."""
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


def _grouped(
    alone: Sequence[SourceChange], sides: Sides | None
) -> Iterator[tuple[Change, tuple[SourceChange, ...]]]:
    """Group the changes that come from one place in the document; without documents, keep each alone."""
    groups: dict[tuple[object, ...], list[SourceChange]] = {}
    for index, change in enumerate(alone):
        places = tuple(node and place_of(node) for node in _nodes(change, sides))
        key: tuple[object, ...] = (index,) if sides is None else (change.id, change.message)
        if any(places):
            key = (change.id.partition("-")[2], places, change.symbol.member)
        groups.setdefault(key, []).append(change)
    for group in map(in_order, groups.values()):
        first = group[0]
        where = () if sides is None else where_of(group, sides.base, sides.revision)
        fact = _fact(first, _nodes(first, sides), where)
        mark = hash_of((first.id, *astuple(first.symbol)[2:]))
        yield Change(fact, first.id, "none", first.message, mark), group


def _nodes(change: SourceChange, sides: Sides | None) -> Nodes:
    if sides is None:
        return None, None
    base, revision = sides.base.of(change.old), sides.revision.of(change.new)
    return next(iter(base), None), next(iter(revision), None)


def _fact(change: SourceChange, nodes: Nodes, where: tuple[Where, ...]) -> Fact:
    """Describe a Python change as a fact; renames that no operation proves are guessed from the shape."""
    kind, _, what = change.id.rpartition("-")
    values = change.symbol.before, change.symbol.after
    if what != "renamed":
        return Fact("python", "changed", change.id, nodes, values, places=where)
    sure = 1.0 if kind in ("method", "resource", "client") else 0.8
    return Fact("python", "renamed", kind, nodes, values, places=where, confidence=sure)


# --- which edit it was ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Table:
    """The changes of one side: by their place, and by every place above it."""

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
        """Yield the changes at a place or below it, then those at the places above it."""
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
    """Changes of security requirements."""
    retargeted: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    """Changes of references, by both schema names, and by each name alone with an empty one."""

    def read(self) -> None:
        for number, change in enumerate(self.changes):
            fact = change.fact
            self.base.add(fact.base, number)
            self.revision.add(fact.revision, number)
            self.homes[number] = homes_of(fact.places)
            if fact.subject == "security":
                self.security.append(number)
            if fact.aspect == "$ref" and None not in fact.values:
                old, new = str(fact.before), str(fact.after)
                for names in ((old, new), (old, ""), ("", new)):
                    self.retargeted.setdefault(names, []).append(number)

    def causes_of(self, item: SourceChange) -> tuple[int, ...]:
        """Find the change whose place, kind and value fit best; two if a type also gained or lost null."""
        best: dict[bool, tuple[tuple[int, ...], int]] = {}
        for score, number in self._candidates(item):
            kind = self.changes[number].fact.aspect in NULLABLE
            best[kind] = min(best.get(kind, (score, number)), (score, number))
        if not best:
            return self._only_edit(item)
        first = min(best.values())
        other = max(best.values())
        both = "-type-" in item.id and first != other and other[0][0] == first[0][0]
        return (first[1], other[1]) if both else (first[1],)

    def _only_edit(self, item: SourceChange) -> tuple[int, ...]:
        """For a whole call or the tag of a union: the change that can be the cause, if there is only one."""
        is_call = item.id.startswith(("overload", "return")) or item.symbol.argument == "body"
        if not is_call and not item.id.startswith("attribute"):
            return ()
        homes = self._homes_of(item)
        nodes = (*self.sides.base.of(item.old), *self.sides.revision.of(item.new))
        names = {name for node in nodes for name in wire_names(node)}
        found = [
            number
            for number, change in enumerate(self.changes)
            if not self.homes[number].isdisjoint(homes)
            and not goes_other_way(item, change.fact.places)
            and (
                fits(item, change.fact) is not None if is_call else tells_apart(change.fact, names)
            )
        ]
        return tuple(found) if len(found) == 1 else ()

    def _candidates(self, item: SourceChange) -> Iterator[tuple[tuple[int, ...], int]]:
        """Yield changes with a score. Smaller is better; changes of other operations come last."""
        homes = self._homes_of(item)
        if item.id == "credential-required":
            yield from self._demands(homes)
            return
        if ("client", "base_url") in (item.old, item.new):
            facts = enumerate(change.fact for change in self.changes)
            yield from (((0,), number) for number, fact in facts if fact.subject == "server")
            return
        for (kinship, *rest), number in (*self._near(item), *self._renamed_uses(item)):
            known = self.homes[number]
            is_elsewhere = bool(homes and known) and known.isdisjoint(homes)
            is_wrong_way = goes_other_way(item, self.changes[number].fact.places)
            yield (kinship, int(is_elsewhere or is_wrong_way), *rest), number

    def _homes_of(self, item: SourceChange) -> frozenset[Home]:
        """The operations that a Python change affects, cached because many classes share them."""
        key = item.users or item.old or item.new or ()
        if key not in self.used:
            places = where_of((item,), self.sides.base, self.sides.revision)
            self.used[key] = homes_of(places)
        return self.used[key]

    def _demands(self, homes: frozenset[Home]) -> Iterator[tuple[tuple[int, ...], int]]:
        """Yield the changes of the security requirements of these operations."""
        for number in self.security:
            if not self.homes[number].isdisjoint(homes):
                is_cause = self.changes[number].fact.effect == "narrowed"
                yield (0 if is_cause else 1,), number

    def _renamed_uses(self, item: SourceChange) -> Iterator[tuple[tuple[int, ...], int]]:
        """Yield the changed references that led to the schema of a class, or lead there now."""
        if item.id in ("model-renamed", "model-removed", "model-added"):
            nodes = self.sides.base.of(item.old), self.sides.revision.of(item.new)
            old, new = (found[0].key if found else "" for found in nodes)
            for number in self.retargeted.get((old, new), ()):
                yield (0, 0, 0), number

    def _near(self, item: SourceChange) -> Iterator[tuple[tuple[int, ...], int]]:
        """Yield the changes near the old and the new name, each with a score. Smaller explains it better."""
        sides = self.sides
        places = (
            (sides.base.of(item.old), sides.base_resolver, self.base),
            (sides.revision.of(item.new), sides.revision_resolver, self.revision),
        )
        names = {name for nodes, *_ in places for node in nodes for name in wire_names(node)}
        for side, (nodes, resolver, table) in enumerate(places):
            for depth, target in chain(*(enumerate(self._targets(n, resolver)) for n in nodes)):
                for number in table.near(target):
                    fact = self.changes[number].fact
                    other = fact.nodes[side]
                    if is_of_another(item, fact, names):
                        continue
                    distance = None if other is None else gap(target, other, fact)
                    kinship = fits(item, fact)
                    if distance is not None and kinship is not None:
                        yield (kinship, int(depth > 0), distance), number

    def _targets(self, node: Node, resolver: Resolver) -> tuple[Node, ...]:
        place = place_of(node)
        if place not in self.targets:
            self.targets[place] = tuple(targets_of(node, resolver))
        return self.targets[place]
