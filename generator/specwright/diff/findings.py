"""A judged difference, with its impact on the wire and in Python: frozen data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from specwright.diff.facts import Where
from specwright.diff.levels import RANK, Level, Levels, Verdict, level_of, verdict_at, worst
from specwright.diff.python_api.model import Surface
from specwright.diff.python_api.rules import SourceChange
from specwright.diff.rules.judge import Change
from specwright.source.document import RawDocument
from specwright.source.node import Node

Bump: TypeAlias = Literal["major", "minor", "patch", "none"]
Of: TypeAlias = Literal["document", "client", ""]
Section: TypeAlias = Literal["added", "changed", "deprecated", "removed", "text"]

TEXTS: Final = frozenset(
    {"description", "summary", "title", "example", "examples", "externalDocs", "contact", "license"}
    | {"termsOfService", "$comment", "version"}
)
"""Fields that only people read."""
_SECTIONS: Final[Mapping[str, Section]] = {
    "added": "added",
    "removed": "removed",
    "deprecated": "deprecated",
}
_ORDER: Final = ("method", "resource", "argument", "return", "attribute", "model", "type")
"""Kinds of Python changes, the most telling first."""


def judged(change: Change, python: Iterable[SourceChange], levels: Levels) -> Finding:
    """Set both verdicts and the level, by the rules or by the configuration."""
    own = [
        replace(item, verdict=verdict_at(levels[item.id])) if item.id in levels else item
        for item in python
    ]
    wire, source = change.wire, worst(item.verdict for item in own)
    level = levels.get(change.id)
    if level is not None:
        wire = wire if wire == "none" else verdict_at(level)
        source = source if source == "none" else verdict_at(level)
    return Finding(change, in_order(own), level or level_of(worst((wire, source))), wire, source)


def in_order(changes: Iterable[SourceChange]) -> tuple[SourceChange, ...]:
    """The worst first, then the most telling."""

    def order(change: SourceChange) -> tuple[int, int]:
        kind = "argument" if change.symbol.argument else change.symbol.kind
        return -RANK[change.verdict], _ORDER.index(kind) if kind in _ORDER else len(_ORDER)

    return tuple(sorted(changes, key=order))


@dataclass(frozen=True, slots=True)
class Finding:
    """One change, and what it does to an old client and to Python code."""

    change: Change
    python: tuple[SourceChange, ...]
    """The effects on the Python API, the most telling first."""
    level: Level
    """The worse of the two verdicts (breaking: error), unless the configuration sets it."""
    wire: Verdict
    source: Verdict
    parts: tuple[tuple[Change, tuple[SourceChange, ...]], ...] = ()
    """Where the same edit of several places is one finding: each with what it does to Python."""
    pin: str = ""
    """Actions of an overlay that keep the old names, as YAML."""
    is_accepted: bool = False
    """Whether the configuration says that this very change is fine."""
    reason: str = ""
    """Why it is accepted, as the configuration says."""

    @property
    def places(self) -> tuple[Where, ...]:
        """Operations that feel it; empty for what concerns none, or the whole document."""
        return self.change.fact.places

    @property
    def node(self) -> Node | None:
        """Where to look: in the revision, or in the base for what was removed."""
        base, revision = self.change.fact.nodes
        is_gone = self.change.fact.action == "removed"
        return (base or revision) if is_gone else (revision or base)

    @property
    def pointer(self) -> str:
        return "" if self.node is None else self.node.pointer

    @property
    def section(self) -> Section:
        """Where it stands in a changelog."""
        fact = self.change.fact
        if fact.subject == "python":
            return _SECTIONS.get(self.change.id.rpartition("-")[2], "changed")
        is_text = fact.aspect in TEXTS or (
            fact.subject in ("info", "tag") and fact.effect == "none"
        )
        if is_text and (self.wire, self.source) == ("none", "none"):
            return "text"
        if fact.aspect == "deprecated":
            return "deprecated" if fact.after else "changed"
        # Of a schema it is a keyword more or less.
        return "changed" if fact.subject == "schema" else _SECTIONS.get(fact.action, "changed")

    @property
    def is_felt(self) -> bool:
        """Whether it has an effect: texts, and parts that nothing uses, have none."""
        return not self.is_accepted and (self.wire, self.source) != ("none", "none")

    @property
    def is_breaking(self) -> bool:
        return not self.is_accepted and "breaking" in (self.wire, self.source)


@dataclass(frozen=True, slots=True)
class Advice:
    """The suggested next version, and whether the current one is enough."""

    bump: Bump
    reason: str
    base: str = ""
    """Version of the base; the same for the revision."""
    revision: str = ""
    wanted: str = ""
    """The lowest version that would do; empty when the base's is no version."""
    is_enough: bool | None = None
    """Whether the revision's version does; None when that cannot be told."""
    of: Of = ""
    """Whose versions these are: what the document says of itself, or the configured one of the client."""

    subject: str = "version"
    """What to call it: where there are two, each says whose it is."""

    @property
    def warning(self) -> str:
        if self.is_enough is not False:
            return ""
        is_same = self.base == self.revision
        said = (
            f"is still {self.base}" if is_same else f"changed from {self.base} to {self.revision}"
        )
        return f"the {self.subject} {said}, but {self.reason}: it should be {self.wanted}"


@dataclass(frozen=True, slots=True)
class Revision:
    """One of the two sides, for reports that show more of it than the findings do."""

    document: RawDocument | None
    surface: Surface | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is known about two revisions."""

    base: str
    """As the user named it."""
    revision: str
    findings: tuple[Finding, ...]
    advice: Advice
    notes: tuple[str, ...] = ()
    methods: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The client's name of an operation, by HTTP method and path: `documents.list`."""
    revisions: tuple[Revision, Revision] = (Revision(None), Revision(None))

    @property
    def breaks_wire(self) -> bool:
        return any(f.wire == "breaking" and not f.is_accepted for f in self.findings)

    @property
    def breaks_source(self) -> bool:
        return any(f.source == "breaking" and not f.is_accepted for f in self.findings)
