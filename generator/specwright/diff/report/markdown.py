"""Print findings as a changelog entry in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from specwright.diff.findings import Finding, Report, Section
from specwright.diff.python_api.rules import Example
from specwright.diff.report.model import breaks, summarize
from specwright.diff.report.parts import examples_of, folded, python_lines, verdict_words

_ROOM: Final = 40_000
"""Characters; a comment on GitHub takes 65,536, and may hold more than this report."""
_SECTIONS: Final[tuple[tuple[Section, str], ...]] = (
    ("added", "Added"),
    ("changed", "Changed"),
    ("deprecated", "Deprecated"),
    ("removed", "Removed"),
)
_CLASSES: Final = ("model-added", "model-removed")
_CODE: Final = re.compile(r"((?<!`)`[^`]+`(?!`))")
_SPECIAL: Final = re.compile(r"([\\`*_\[\]|#~])")


def report_markdown(report: Report) -> str:
    """Breaking, Added, Changed, Deprecated, Removed; at most as long as a comment may be."""
    advice = report.advice
    counted = [f for f in report.findings if not f.is_accepted]
    lines = [
        f"## {_title(report)}",
        "",
        f"{_sentence(advice.reason if counted else breaks(summarize(report)))}",
    ]
    if counted and advice.bump != "none":
        version = f" ({_code(advice.wanted)})" if advice.wanted else ""
        lines[-1] += f" Next {advice.subject}: **{advice.bump}**{version}."
    lines += ["", f"> **Version:** {_escape(advice.warning)}"] if advice.warning else []
    for note in report.notes:
        lines += ["", f"> {_escape(note)}"]
    room = _ROOM - sum(map(len, lines))
    shown: set[Example] = set()
    breaking = [_full(f, report, shown) for f in counted if f.is_breaking]
    room = _write(lines, "Breaking", breaking, room)
    for section, title in _SECTIONS:
        chosen = [f for f in counted if f.section == section and not f.is_breaking]
        room = _write(lines, title, _items(chosen, report), room)
    texts = sum(f.section == "text" for f in counted)
    if texts:
        what = "description or other text" if texts == 1 else "descriptions and other texts"
        lines += ["", f"{texts} {what} changed."]
    accepted = len(report.findings) - len(counted)
    if accepted:
        lines += ["", f"{accepted} accepted in the configuration."]
    return "\n".join(lines)


def _title(report: Report) -> str:
    advice = report.advice
    if advice.base and advice.revision and advice.base != advice.revision:
        return f"{_escape(advice.base)} → {_escape(advice.revision)}"
    return f"{_escape(report.base)} → {_escape(report.revision)}"


def _write(lines: list[str], title: str, items: Sequence[str], room: int) -> int:
    """A section, as far as there is room; what is left out is counted."""
    if not items:
        return room
    lines += ["", f"### {title}", ""]
    for index, item in enumerate(items):
        if len(item) > room:
            lines.append(f"- … and {len(items) - index} more")
            return 0
        lines.append(item)
        room -= len(item)
    return room


def _full(finding: Finding, report: Report, shown: set[Example]) -> str:
    lines = [
        f"- {_names(finding, report)}{_escape(finding.change.message)} ({verdict_words(finding)})"
    ]
    lines += [
        f"  - {_escape(line)}" for line in python_lines(finding) if line != finding.change.message
    ]
    examples = examples_of(finding, shown)
    if examples:
        lines += ["", "  ```diff"]
        for example in examples:
            lines += [f"  - {_fenced(example.before)}"] if example.before else []
            lines += [f"  + {_fenced(example.after)}"] if example.after else []
        lines += ["  ```", ""]
    if finding.pin:
        lines += ["", "  <details><summary>Keep the old name</summary>", "", "  ```yaml"]
        lines += [f"  {_fenced(line)}" for line in finding.pin.splitlines()]
        lines += ["  ```", "", "  </details>", ""]
    return "\n".join(lines)


def _items(findings: Sequence[Finding], report: Report) -> list[str]:
    """One line for each; classes that only came or went are told in one line together."""
    classes = [f for f in findings if not f.places and f.python and f.python[0].id in _CLASSES]
    lines = dict.fromkeys(_brief(f, report) for f in findings if f not in classes)
    names = dict.fromkeys(_code(f.python[0].symbol.class_) for f in classes)
    if names:
        lines[f"- classes and types: {', '.join(names)}"] = None
    return list(lines)


def _brief(finding: Finding, report: Report) -> str:
    return f"- {_names(finding, report)}{_escape(finding.change.message)}"


def _names(finding: Finding, report: Report) -> str:
    """The methods that feel it, or their operations where there is no client."""
    names = dict.fromkeys(_places(finding, report))
    return ", ".join(folded(list(names), "methods")) + ": " if names else ""


def _places(finding: Finding, report: Report) -> Iterator[str]:
    for place in finding.places:
        name = report.methods.get((place.method, place.path))
        if name:
            yield _code(f"client.{name}")
        elif place.path:
            yield _code(f"{place.method} {place.path}".strip())


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _code(text: str) -> str:
    return f"`{_line(text).replace('`', chr(39))}`"


def _line(text: str) -> str:
    """On one line, and unable to close the fence that it stands in."""
    return " ".join(text.split()).replace("```", "'''")


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _fenced(text: str) -> str:
    """A line of a fenced block, unable to close it."""
    return text.replace("\n", " ").replace("```", "'''")


def _escape(text: str) -> str:
    """Text of the document is text: no markup but code, and nobody is mentioned."""
    parts = _CODE.split(" ".join(text.split()))
    return "".join(
        part if index % 2 else _SPECIAL.sub(r"\\\1", _entities(part)).replace("@", "@\u200b")
        for index, part in enumerate(parts)
    )
