"""Print findings as workflow commands, which GitHub shows beside the changed lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from specwright.diagnostics import printable
from specwright.diff.findings import Finding, Report
from specwright.diff.report.model import tell
from specwright.diff.report.parts import places_of, python_lines

_COMMANDS: Final = {"error": "error", "warning": "warning", "info": "notice"}


def report_github(report: Report) -> str:
    """Write an annotation for each change that is not accepted, and one for a version that is too low."""
    told = tell(report)
    entries = [entry.told for part in told.parts if part.kind != "text" for entry in part.entries]
    lines = [_annotation(finding, report) for finding in entries if not finding.is_accepted]
    if report.advice.warning:
        lines.append(f"::warning title=version::{_data(report.advice.warning)}")
    said = [f"{told.summary.sentence} {report.advice.reason}", *report.notes]
    return "\n".join([*lines, f"::notice title=specwright diff::{_data(chr(10).join(said))}"])


def _annotation(finding: Finding, report: Report) -> str:
    properties = ",".join(f"{key}={_property(value)}" for key, value in _properties(finding))
    said = [finding.change.message, *places_of(finding, report), *python_lines(finding)]
    return f"::{_COMMANDS[finding.level]} {properties}::{_data(chr(10).join(said))}"


def _properties(finding: Finding) -> Iterator[tuple[str, str]]:
    node = finding.change.fact.revision or finding.change.fact.base
    if node is not None:
        location = node.location
        yield "file", location.file
        yield "line", str(location.line)
        yield "col", str(location.column)
    yield "title", finding.change.id


def _data(text: str) -> str:
    """On one line, as the runner reads it; other characters of control are shown, not sent."""
    lines = [printable(line) for line in text.replace("%", "%25").split("\n")]
    return "%0A".join(lines)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
