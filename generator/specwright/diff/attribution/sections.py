"""Choose the changelog section of a finding."""

from __future__ import annotations

from specwright.diff.attribution.cause_scoring import TEXTS
from specwright.diff.findings import Section
from specwright.diff.python_api.rules import SourceChange
from specwright.diff.rules.judge import Change


def section_of(change: Change) -> Section:
    fact = change.fact
    if fact is None:
        return "changed"
    if fact.aspect in TEXTS or (fact.subject in ("info", "tag") and fact.effect == "none"):
        return "text"
    if fact.aspect == "deprecated":
        return "deprecated" if fact.after else "changed"
    if fact.subject == "schema":
        return "changed"  # a keyword more or less
    if fact.action == "added":
        return "added"
    return "removed" if fact.action == "removed" else "changed"


def section_of_source(change: SourceChange) -> Section:
    if change.id == "method-deprecated":
        return "deprecated"
    if change.id.endswith("-removed"):
        return "removed"
    return "added" if change.id.endswith("-added") else "changed"
