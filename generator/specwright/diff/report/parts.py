"""Phrases that the text, Markdown and GitHub reports share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from specwright.diff.findings import Finding, Report
from specwright.diff.levels import RANK, Verdict
from specwright.diff.python_api.rules import Example
from specwright.diff.report.model import SECTIONS, Summary, breaks, counted, operations_of
from specwright.diff.rules.messages import thing_of

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


def places_of(
    finding: Finding, report: Report, everything: bool = False, mark: str = ""
) -> list[str]:
    """Where it is felt, one line each, the many folded."""
    lines = dict.fromkeys(
        ", ".join(
            part
            for part in (with_client(place.operation, report, mark), place.detail + place.pointer)
            if part
        )
        for place in finding.places
    )
    return list(lines) if everything else folded(list(lines), "places")


def folded(lines: Sequence[str], what: str) -> list[str]:
    if len(lines) <= MANY:
        return list(lines)
    return [*lines[: MANY - 1], f"and {len(lines) - MANY + 1} more {what}"]


def python_lines(finding: Finding, everything: bool = False) -> list[str]:
    """What becomes of Python names, the worst first; what only repeats the first is counted."""
    worst = max((RANK[c.verdict] for c in finding.python), default=0)
    lines = dict.fromkeys(c.message for c in finding.python if RANK[c.verdict] == worst)
    return list(lines) if everything else folded(list(lines), "names")


def further_lines(finding: Finding) -> list[str]:
    """The Python lines besides the finding's own message."""
    return [line for line in python_lines(finding) if line != finding.change.message]


def examples_of(finding: Finding, shown: set[Example]) -> list[Example]:
    """Calls before and after, each once in a report; `shown` are those that were told already."""
    found = dict.fromkeys(c.example for c in finding.python if c.example and c.verdict != "info")
    new = [example for example in found if example is not None and example not in shown][:MANY]
    shown.update(new)
    return new


def name_of(finding: Finding) -> str:
    """What changed, by its name alone: `Pet.age`, or the operations that feel it."""
    fact = finding.change.fact
    thing = thing_of(fact).rpartition(" ")[2] if fact.subject in ("schema", "property") else ""
    return thing or operations_of(finding)


def with_client(operation: str, report: Report, mark: str = "") -> str:
    """An operation such as `GET /pets` with its method of the client, which stands between marks."""
    method, _, path = operation.partition(" ")
    name = report.methods.get((method, path))
    return f"{operation} ({mark}client.{name}{mark})" if name else operation


def count_lines(report: Report, summary: Summary) -> Iterator[str]:
    """What breaks, what there is on either side, and what kinds of change there are."""
    yield f"{report.base} -> {report.revision}: {breaks(summary)}"
    if not report.findings:
        return
    for name, verdicts in (("wire", summary.wire), ("Python", summary.python)):
        said = ", ".join(f"{verdicts[key]} {word}" for key, word in _VERDICTS if verdicts[key])
        yield f"{name + ':':8} {said or 'no change'}"
    kinds = [f"{count} {name}" for name in SECTIONS if (count := summary.sections[name])]
    texts = summary.sections["text"]
    kinds += [counted(texts, "text")] if texts else []
    kinds += [f"{summary.accepted} accepted"] if summary.accepted else []
    yield f"changes: {len(report.findings)} ({', '.join(kinds)})"


_VERDICTS: Final[tuple[tuple[Verdict, str], ...]] = (
    ("breaking", "breaking"),
    ("warning", "warnings"),
    ("info", "compatible"),
)


def version_line(report: Report) -> str:
    advice = report.advice
    wanted = f", {advice.wanted}" if advice.wanted and advice.bump != "none" else ""
    return f"next {advice.subject}: {advice.bump}{wanted} ({advice.reason})"
