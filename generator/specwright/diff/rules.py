"""Facts go in, judged changes come out: what each means for an old client on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from specwright.diff.facts import Fact, Where

Level: TypeAlias = Literal["error", "warning", "info"]
Verdict: TypeAlias = Literal["breaking", "warning", "info", "none"]
"""From worst to best: `info` is felt but compatible, `none` is not felt at all."""


@dataclass(frozen=True, slots=True)
class Rename:
    """One thing with another name."""

    kind: str
    """`schema`, `operation`, `property`, `parameter`, `path-parameter`, `tag`, `path`."""
    old: str
    new: str
    confidence: float
    """From 0 to 1."""


@dataclass(frozen=True, slots=True)
class Change:
    """A judged fact: one finding of the report."""

    id: str
    """The stable id of the rule: `request-property-maximum-decreased`."""
    level: Level
    """The worse of the two verdicts (breaking: error), unless the configuration sets it."""
    wire: Verdict
    """An old client against the new server."""
    source: Verdict
    """Code written for the old package, with the new one; `none` until changes are linked."""
    message: str
    """One sentence in plain English, without the place."""
    fact: Fact | None
    """None for a change of the Python surface alone."""
    places: tuple[Where, ...]
    fingerprint: str
    """Hash of id, names and values; independent of lines and order."""
    renamed: Rename | None = None


def judge(
    facts: tuple[Fact, ...], levels: Mapping[str, Level], today: date | None = None
) -> tuple[Change, ...]:
    """Judge facts, the worst first; `today` decides whether an announced end has come."""
    raise NotImplementedError
