"""Print findings as text for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from specwright.diagnostics import printable
from specwright.diff.findings import Finding, Report
from specwright.diff.python_api.rules import Example
from specwright.diff.report.parts import (
    examples_of,
    places_of,
    python_lines,
    summary,
    verdict_words,
)

_COLOURS: Final = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "info": "\x1b[1;36m"}
_BOLD, _DIM, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_TITLES: Final = (
    ("breaking", "Breaking"),
    ("warning", "Worth a look"),
    ("info", "Compatible"),
    ("accepted", "Breaking, but accepted"),
)
_MOST_INFOS: Final = 60

Paint: TypeAlias = Callable[[str, str], str]


def report_text(report: Report, colour: bool) -> str:
    """Breaking changes first, each with its places on both sides; then the next version."""

    def paint(code: str, text: str) -> str:
        return f"{code}{text}{_RESET}" if colour and text else text

    shown: set[Example] = set()
    blocks: list[str] = []
    for group, title in _TITLES:
        findings = [f for f in report.findings if _in(f) == group]
        blocks += _group(report, group, title, findings, paint, shown)
    advice = report.advice
    blocks.append(paint(_BOLD, printable(f"{report.base} -> {report.revision}: {summary(report)}")))
    if report.findings:
        wanted = f", {advice.wanted}" if advice.wanted and advice.bump != "none" else ""
        blocks.append(f"next {advice.subject}: {advice.bump}{wanted} ({advice.reason})")
    if advice.warning:
        blocks.append(paint(_COLOURS["warning"], "warning: ") + printable(advice.warning))
    blocks += [f"note: {printable(note)}" for note in report.notes]
    return "\n".join(blocks)


def _in(finding: Finding) -> str:
    """The group that a finding is shown in."""
    if "breaking" in (finding.wire, finding.source):
        return "accepted" if finding.is_accepted else "breaking"
    return "warning" if "warning" in (finding.wire, finding.source) else "info"


def _group(
    report: Report,
    group: str,
    title: str,
    findings: Sequence[Finding],
    paint: Paint,
    shown: set[Example],
) -> Iterator[str]:
    if not findings:
        return
    yield paint(_BOLD, f"{title} ({len(findings)})") + "\n"
    brief = group in ("info", "accepted")
    for finding in findings[:_MOST_INFOS] if brief else findings:
        lines = _brief(finding, report, paint) if brief else _full(finding, report, paint, shown)
        yield "\n".join(f"  {line}" for line in lines) + ("" if brief else "\n")
    if brief and len(findings) > _MOST_INFOS:
        yield f"  ... and {len(findings) - _MOST_INFOS} more; --format json lists all"
    if brief:
        yield ""


def _head(finding: Finding, paint: Paint) -> str:
    label = paint(_COLOURS[finding.level], f"{finding.level}[{finding.change.id}]")
    return f"{label} {printable(finding.change.message)}"


def _brief(finding: Finding, report: Report, paint: Paint) -> Iterator[str]:
    places = places_of(finding, report)
    more = f", {len(finding.places)} places" if len(finding.places) > 1 else ""
    where = f" ({printable(places[0])}{more})" if places else ""
    yield _head(finding, paint) + paint(_DIM, where)


def _full(finding: Finding, report: Report, paint: Paint, shown: set[Example]) -> Iterator[str]:
    yield _head(finding, paint)
    what = "breaks:  " if "breaking" in (finding.wire, finding.source) else "concerns:"
    yield paint(_DIM, f"  {what} {verdict_words(finding)}")
    for index, place in enumerate(places_of(finding, report)):
        yield f"  {'where:   ' if index == 0 else '         '} {printable(place)}"
    for name, node in zip(("base", "revision"), finding.change.fact.nodes, strict=True):
        if node is not None:
            yield paint(_DIM, f"  {name + ':':9} {printable(str(node.location))}")
    python = [line for line in python_lines(finding) if line != finding.change.message]
    for index, line in enumerate(python):
        yield f"  {'Python:  ' if index == 0 else '         '} {printable(line)}"
    for example in examples_of(finding, shown):
        yield from (
            f"            {sign} {printable(call)}"
            for sign, call in (("-", example.before), ("+", example.after))
            if call
        )
    if finding.pin:
        yield "  to keep the old Python name, paste into an overlay:"
        yield from (f"    {printable(line)}" for line in finding.pin.splitlines())
    yield paint(_DIM, f"  accept:   {finding.change.fingerprint}")
