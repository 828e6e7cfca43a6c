"""Print findings as text for a terminal: a summary, then the changes; in brief if there are many."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from specwright.diagnostics import printable
from specwright.diff.attribution.folding import listed
from specwright.diff.findings import Finding, Report
from specwright.diff.python_api.rules import Example
from specwright.diff.report.model import Entry, Group, Kind, Part, Told, kind_of, overlay_of, tell
from specwright.diff.report.parts import (
    count_lines,
    examples_of,
    name_of,
    places_of,
    python_lines,
    verdict_words,
    version_line,
    with_client,
)

_COLOURS: Final = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "info": "\x1b[1;36m"}
_BOLD, _DIM, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_SCREEN: Final = 12
"""If there are more breaking changes and warnings, the report is brief."""
_WIDTH: Final = 116
_SIDES: Final = len("wire, Python  ")
"""The columns of a brief report."""
_URGENT: Final[tuple[Kind, ...]] = ("breaking", "warning")


def report_text(report: Report, colour: bool, everything: bool = False) -> str:
    """Print the summary, the sections, and an overlay that keeps the old names; `everything` shortens nothing."""
    told = tell(report)
    urgent = sum(len(part.entries) for part in told.parts if part.kind in _URGENT)
    is_full = everything or urgent <= _SCREEN
    printer = _Printer(report, colour, everything, is_full, set())
    lines = list(printer.head(told))
    for part in told.parts:
        lines += printer.part(part)
    lines += printer.overlay()
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Printer:
    report: Report
    colour: bool
    everything: bool
    is_full: bool
    shown: set[Example]

    def paint(self, code: str, text: str) -> str:
        safe = printable(text)
        return f"{code}{safe}{_RESET}" if self.colour and safe else safe

    # --- the summary ------------------------------------------------------------------------------

    def head(self, told: Told) -> Iterator[str]:
        """Yield what breaks, the counts, the next version, and a sentence for a pull request."""
        report, summary = self.report, told.summary
        title, *counts = count_lines(report, summary)
        yield self.paint(_BOLD, title)
        yield from map(printable, counts)
        if report.findings:
            yield printable(version_line(report))
        if report.advice.warning:
            warning = self.paint(_COLOURS["warning"], "warning: ")
            yield f"{warning}{printable(report.advice.warning)}"
        if report.findings:
            yield f"for a pull request: {printable(summary.sentence)}"
        yield from (f"note: {printable(note)}" for note in report.notes)

    # --- a section --------------------------------------------------------------------------------

    def part(self, part: Part) -> Iterator[str]:
        if part.kind == "text" and not self.everything:
            yield f"\n{part.title} ({part.count}): --all lists them"
            return
        yield f"\n{self.paint(_BOLD, f'{part.title} ({part.count})')}"
        if part.kind not in _URGENT and not self.everything:
            yield from self.alike(part.entries, _WIDTH - 4)
        elif self.is_full:
            yield from self.groups(part.groups, self.full if part.kind in _URGENT else self.line)
        else:
            singles = [g.entries[0] for g in part.groups if len(g.entries) == 1]
            yield from self.alike(singles, _WIDTH * 3)
            yield from self.groups([g for g in part.groups if len(g.entries) > 1], self.line)

    def groups(
        self, groups: Sequence[Group], tell_: Callable[[Entry, bool], Iterator[str]]
    ) -> Iterator[str]:
        """Yield entries below the title of their group."""
        for group in groups:
            has_title = len(group.entries) > 1
            if has_title:
                title = with_client(group.title, self.report)
                yield f"\n  {self.paint(_BOLD, title)}" if self.is_full else f"  {printable(title)}"
            for entry in group.entries:
                indent = "    " if has_title else "  "
                yield from (f"{indent}{line}" if line else "" for line in tell_(entry, has_title))

    def alike(self, entries: Sequence[Entry], room: int) -> Iterator[str]:
        """Yield each rule once: its first change, and the names of the others."""
        by_rule: dict[tuple[str, str], list[Entry]] = {}
        for entry in entries:
            rule = entry.told.change.id, verdict_words(entry.told)
            by_rule.setdefault(rule, []).append(entry)
        for same in by_rule.values():
            yield from (f"  {line}" for line in self.line(same[0]))
            if len(same) > 1:
                said = f"and {len(same) - 1} more [{same[0].told.change.id}]: "
                said += _some([name_of(entry.told) for entry in same[1:]], room - len(said))
                indent = " " * (_SIDES + 2 if room > _WIDTH else 4)
                lines = textwrap.wrap(printable(said), _WIDTH - len(indent))
                yield from (self.paint(_DIM, indent + line) for line in lines)

    # --- a finding --------------------------------------------------------------------------------

    def head_of(self, finding: Finding) -> str:
        label = self.paint(_COLOURS[finding.level], f"{finding.level}[{finding.change.id}]")
        return f"{label} {printable(finding.change.message)}"

    def line(self, entry: Entry, is_titled: bool = False) -> Iterator[str]:
        finding, node = entry.told, entry.told.node
        said = [] if is_titled else [_operations(finding)]
        said += [f"{node.location.file}:{node.location.line}"] if node is not None else []
        about = ", ".join(part for part in said if part)
        head = printable(finding.change.message)
        if kind_of(finding) in _URGENT:
            side = verdict_words(finding).replace(" and ", ", ")
            head = f"{self.paint(_COLOURS[finding.level], f'{side:{_SIDES}}')}{head}"
        yield head + (self.paint(_DIM, f" ({about})") if about else "")

    def full(self, entry: Entry, _: bool) -> Iterator[str]:
        finding = entry.told
        yield ""
        yield self.head_of(finding)
        what = "breaks:  " if "breaking" in (finding.wire, finding.source) else "concerns:"
        yield self.paint(_DIM, f"  {what} {verdict_words(finding)}")
        yield from self.table("where:", places_of(finding, self.report, self.everything))
        for name, node in zip(("base:", "revision:"), finding.change.fact.nodes, strict=True):
            if node is not None:
                yield self.paint(_DIM, f"  {name:9} {node.location}")
        python = python_lines(finding, self.everything)
        yield from self.table("Python:", [x for x in python if x != finding.change.message])
        for example in examples_of(finding, self.shown):
            calls = ("-", example.before), ("+", example.after)
            yield from (f"            {sign} {printable(call)}" for sign, call in calls if call)
        marks = dict.fromkeys(one.change.fingerprint for one in entry.findings)
        yield self.paint(_DIM, f"  accept:   {', '.join(marks)}")

    def table(self, name: str, lines: Sequence[str]) -> Iterator[str]:
        for index, line in enumerate(lines):
            yield f"  {'' if index else name:9} {printable(line)}"

    def overlay(self) -> Iterator[str]:
        text = overlay_of(self.report)
        if not text:
            return
        if not self.is_full:
            yield "\nAn overlay can keep old Python names: --all prints it"
            return
        yield "\nTo keep the old Python names, save this as an overlay, or add its actions to yours:\n"
        yield from (f"    {printable(line)}" for line in text.splitlines())


def _operations(finding: Finding) -> str:
    """The operation, unless the message names it, or the number of operations."""
    names = list(dict.fromkeys(p.operation for p in finding.places if p.path))
    if len(names) > 1:
        return f"{len(names)} operations"
    return names[0] if names and names[0] not in finding.change.message else ""


def _some(names: Sequence[str], room: int) -> str:
    """List as many names as fit."""
    known = list(dict.fromkeys(names))
    most = 1
    while most < len(known) and len(", ".join(known[: most + 1])) <= room:
        most += 1
    return listed(known, "", most if most == len(known) else most + 1)
