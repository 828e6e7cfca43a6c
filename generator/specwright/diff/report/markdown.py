"""Print findings as Markdown for a changelog or a comment of a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from specwright.diagnostics import printable
from specwright.diff.attribution.folding import listed
from specwright.diff.findings import Finding, Report, Section
from specwright.diff.python_api.rules import Example
from specwright.diff.report.model import Entry, counted, kind_of, overlay_of, tell
from specwright.diff.report.parts import (
    count_lines,
    examples_of,
    folded,
    further_lines,
    verdict_words,
    version_line,
)

_ROOM: Final = 60_000
"""Characters; a comment on GitHub takes 65,536."""
_LONGEST: Final = 400
"""Characters of one line of text."""
_SECTIONS: Final[tuple[tuple[Section, str], ...]] = (
    ("added", "Added"),
    ("changed", "Changed"),
    ("deprecated", "Deprecated"),
    ("removed", "Removed"),
    ("text", "Texts"),
)
_CLASSES: Final = ("model-added", "model-removed")
_CODE: Final = re.compile(r"((?<!`)`[^`]+`(?!`))")
_SPECIAL: Final = re.compile(r"([\\`*_\[\]|#~])")
_MOST_PLACES: Final = 100


def report_markdown(report: Report, everything: bool = False) -> str:
    """The summary, then Breaking, Added, Changed, Deprecated, Removed; at most as long as a comment may be."""
    lines = [f"## {_title(report)}", "", *_summary(report)]
    entries = [e for part in tell(report).parts for e in part.entries if not e.told.is_accepted]
    breaking = [e for e in entries if e.told.is_breaking]
    overlay = _overlay(report)
    room = _ROOM - sum(len(line) + 1 for line in lines)
    shown: set[Example] = set()
    room = _write(lines, "Breaking", [_full(e, report, shown) for e in breaking], room)
    if len(overlay) < room and overlay:
        lines.append(overlay)
        room -= len(overlay)
    for section, title in _SECTIONS:
        chosen = [e for e in entries if e.told.section == section and not e.told.is_breaking]
        if section == "text" and not everything and chosen:
            texts = sum(len(entry.findings) for entry in chosen)
            lines += ["", f"{counted(texts, 'text')} changed; `--all` lists them."]
            continue
        room = _write(lines, title, list(_items(chosen, report)), room)
    return "\n".join(lines)


def _title(report: Report) -> str:
    advice = report.advice
    if advice.base and advice.revision and advice.base != advice.revision:
        return f"{_escape(advice.base)} → {_escape(advice.revision)}"
    return f"{_escape(report.base)} → {_escape(report.revision)}"


def _summary(report: Report) -> Iterator[str]:
    summary = tell(report).summary
    yield f"{_escape(summary.sentence)}"
    if report.findings:
        yield ""
        yield from (f"- {_escape(' '.join(line.split()))}" for line in count_lines(report, summary))
        yield f"- {_escape(version_line(report))}"
    notes = [f"**Version:** {_escape(report.advice.warning)}"] if report.advice.warning else []
    for note in [*notes, *map(_escape, report.notes[:20])]:
        yield f"\n> {note}"


def _write(lines: list[str], title: str, items: Sequence[tuple[int, str]], room: int) -> int:
    """A section, as far as there is room; what is left out is counted."""
    if not items:
        return room
    lines += ["", f"### {title}", ""]
    for index, (_, item) in enumerate(items):
        if len(item) > room:
            left = sum(count for count, _ in items[index:])
            lines.append(f"- … and {left} more; `--format json` lists all")
            return 0
        lines.append(item)
        room -= len(item) + 1
    return room


# --- a finding ------------------------------------------------------------------------------------


def _full(entry: Entry, report: Report, shown: set[Example]) -> tuple[int, str]:
    """The message first; then Python, a call before and after, and the folded places."""
    finding = entry.told
    lines = [f"- {_escape(finding.change.message)} (**{verdict_words(finding)}**; {_where(entry)})"]
    python = further_lines(finding)
    lines += [f"  - {_escape(line)}" for line in python]
    examples = examples_of(finding, shown)
    if examples:
        lines += ["", "  ```diff"]
        for example in examples:
            lines += [f"  - {_fenced(example.before)}"] if example.before else []
            lines += [f"  + {_fenced(example.after)}"] if example.after else []
        lines += ["  ```", ""]
    lines += _folded_places(finding, report)
    return len(entry.findings), "\n".join(lines)


def _folded_places(finding: Finding, report: Report) -> list[str]:
    names = list(dict.fromkeys(_places(finding, report)))
    if len(names) < 2:
        return [f"  - {name}" for name in names]
    more = len(names) - _MOST_PLACES
    shown = names[:_MOST_PLACES] + ([f"… and {more} more"] if more > 0 else [])
    some = ", ".join(folded([name.strip("`") for name in names], "methods"))
    head = f"  <details><summary>{_entities(some)}</summary>"
    return ["", head, "", *(f"  - {name}" for name in shown), "", "  </details>", ""]


def _where(entry: Entry) -> str:
    """The line, the rule and the fingerprint."""
    node = entry.told.node
    at = [_code(f"{node.location.file}:{node.location.line}")] if node is not None else []
    marks = list(dict.fromkeys(one.change.fingerprint for one in entry.findings))
    accept = f"accept {', '.join(folded([_code(mark) for mark in marks], ''))}".rstrip()
    return ", ".join([*at, _code(entry.told.change.id), accept])


def _items(entries: Sequence[Entry], report: Report) -> Iterator[tuple[int, str]]:
    """One line for each; classes that only came or went are told in one line together."""
    classes: list[str] = []
    for entry in entries:
        one = entry.told
        if not one.places and one.python and one.python[0].id in _CLASSES:
            classes.append(_code(one.python[0].symbol.class_))
        else:
            places = folded(list(dict.fromkeys(_places(one, report))), "methods")
            names = f" ({', '.join(places)})" if places else ""
            note = f" ({verdict_words(one)}; {_where(entry)})" if kind_of(one) == "warning" else ""
            yield len(entry.findings), f"- {_escape(one.change.message)}{note}{names}"
    if classes:
        yield len(classes), f"- classes and types: {listed(classes, 'names', _MOST_PLACES)}"


def _places(finding: Finding, report: Report) -> Iterator[str]:
    """The methods that feel it, or their operations where there is no client."""
    for place in finding.places:
        name = report.methods.get((place.method, place.path))
        if name:
            yield _code(f"client.{name}")
        elif place.path:
            yield _code(place.operation)


def _overlay(report: Report) -> str:
    text = overlay_of(report)
    if not text:
        return ""
    head = "\n<details><summary>Overlay that keeps the old Python names</summary>\n"
    lines = [head, "```yaml", *map(_fenced, text.splitlines()), "```", "\n</details>"]
    return "\n".join(lines)


# --- text of the document -------------------------------------------------------------------------


def _code(text: str) -> str:
    return f"`{_line(text).replace('`', chr(39))}`"


def _line(text: str) -> str:
    """On one line, and unable to close the fence that it stands in."""
    line = " ".join(text.split()).replace("```", "'''")
    return printable(line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…")


def _fenced(text: str) -> str:
    """A line of a fenced block, unable to close it."""
    return printable(text.replace("\n", " ").replace("```", "'''"))


def _entities(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("@", "@\u200b")


def _escape(text: str) -> str:
    """Text of the document is text: no markup but code, and nobody is mentioned."""
    parts = _CODE.split(_line(text).replace("'''", "```"))
    return "".join(
        part if index % 2 else _SPECIAL.sub(r"\\\1", _entities(part))
        for index, part in enumerate(parts)
    )
