"""A judged difference, with its impact on the wire and in Python: frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from specwright.diagnostics import Location
from specwright.diff.facts import Where
from specwright.diff.python_api.rules import SourceChange
from specwright.diff.rules.judge import Level, Rename, Verdict

Bump: TypeAlias = Literal["major", "minor", "patch", "none"]
Of: TypeAlias = Literal["document", "client", ""]
Section: TypeAlias = Literal["added", "changed", "deprecated", "removed", "text"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One change, on the wire and in Python."""

    id: str
    level: Level
    wire: Verdict
    source: Verdict
    message: str
    places: tuple[Where, ...]
    """Operations that feel it; empty for what concerns none, or the whole document."""
    pointer: str
    base: Location | None
    revision: Location | None
    python: tuple[SourceChange, ...]
    """What becomes of the surface, the most telling first."""
    fingerprint: str
    section: Section
    renamed: Rename | None = None
    pin: str = ""
    """Actions of an overlay that keep the old names, as YAML."""
    is_accepted: bool = False
    """Whether the configuration says that this very change is fine."""

    @property
    def is_felt(self) -> bool:
        """Whether anybody notices: texts, and parts that nothing uses, are not felt."""
        return not self.is_accepted and (self.wire, self.source) != ("none", "none")

    @property
    def is_breaking(self) -> bool:
        return not self.is_accepted and "breaking" in (self.wire, self.source)


@dataclass(frozen=True, slots=True)
class Advice:
    """The next version, and what is to be said about the one that is there."""

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

    @property
    def breaks_wire(self) -> bool:
        return any(f.wire == "breaking" and not f.is_accepted for f in self.findings)

    @property
    def breaks_source(self) -> bool:
        return any(f.source == "breaking" and not f.is_accepted for f in self.findings)
