"""Phrases that the text, Markdown and GitHub reports share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from specwright.diff.findings import Finding, Report
from specwright.diff.levels import RANK
from specwright.diff.python_api.rules import Example

MANY: Final = 4
"""More places than these are folded."""


def verdict_words(finding: Finding) -> str:
    """Whom it breaks, warns or concerns: `wire and Python`."""
    worst = max(RANK[finding.wire], RANK[finding.source])
    sides = [
        name
        for name, verdict in (("wire", finding.wire), ("Python", finding.source))
        if RANK[verdict] == worst
    ]
    return " and ".join(sides) if worst else ""


def places_of(finding: Finding, report: Report) -> list[str]:
    """Where it is felt, one line each, the many folded."""
    lines: dict[str, None] = {}
    for place in finding.places:
        head = f"{place.method} {place.path}".strip()
        name = report.methods.get((place.method, place.path))
        named = f"{head} (client.{name})" if name else head
        lines[", ".join(part for part in (named, place.detail + place.pointer) if part)] = None
    return folded(list(lines), "places")


def folded(lines: Sequence[str], what: str) -> list[str]:
    if len(lines) <= MANY:
        return list(lines)
    return [*lines[: MANY - 1], f"and {len(lines) - MANY + 1} more {what}"]


def python_lines(finding: Finding) -> list[str]:
    """What becomes of Python names, the worst first; what only repeats the first is counted."""
    worst = max((RANK[c.verdict] for c in finding.python), default=0)
    lines = dict.fromkeys(c.message for c in finding.python if RANK[c.verdict] == worst)
    return folded(list(lines), "names")


def examples_of(finding: Finding, shown: set[Example]) -> list[Example]:
    """Calls before and after, each once in a report; `shown` are those that were told already."""
    found = dict.fromkeys(c.example for c in finding.python if c.example and c.verdict != "info")
    new = [example for example in found if example is not None and example not in shown][:MANY]
    shown.update(new)
    return new


def summary(report: Report) -> str:
    """The verdict in one line."""
    counts = {
        "wire": sum(f.wire == "breaking" and not f.is_accepted for f in report.findings),
        "Python code": sum(f.source == "breaking" and not f.is_accepted for f in report.findings),
    }
    said = [
        f"{count} change{'' if count == 1 else 's'} break{'s' if count == 1 else ''} {what}"
        for what, count in (("the wire", counts["wire"]), ("Python code", counts["Python code"]))
        if count
    ]
    if said:
        return ", ".join(said)
    return "nothing breaks" if report.findings else "no differences"
