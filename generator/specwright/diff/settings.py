"""What a comparison is asked for, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from specwright.diagnostics import ExcerptOf
from specwright.diff.findings import Report
from specwright.diff.levels import Level, Levels, Verdict

Only: TypeAlias = Literal["wire", "source"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the configuration says about judging."""

    levels: Levels = field(default_factory=dict[str, Level])
    """By id of a rule."""
    accepted: Mapping[str, str] = field(default_factory=dict[str, str])
    """Fingerprint of a change that is known and wanted -> why; without those that have expired."""
    accepting: frozenset[Verdict] = frozenset()
    """Changes with one of these verdicts are accepted from now on."""
    expired: frozenset[str] = frozenset()
    """Fingerprints that were accepted for a time that is over."""
    only: Only | None = None
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """The report, or None when a document makes no sound client; then the sinks say why."""

    report: Report | None
    excerpts: tuple[ExcerptOf, ExcerptOf]
    is_same_text: bool = False
    """Whether document, files that it refers to, and overlays say the same on both sides."""
    stale: tuple[str, ...] = ()
    """Accepted fingerprints that no change has."""
