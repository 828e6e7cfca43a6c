"""Cut what two sides say at one place out of them, line by line, with marks at what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final, Literal, TypeAlias

from specwright.diff.facts import Fact, Nodes
from specwright.diff.findings import Report
from specwright.source.node import Node
from specwright.source.pointer import split

Mark: TypeAlias = Literal["del", "ins"]
_MARKS: Final[tuple[Mark, Mark]] = ("del", "ins")
_CONTEXT: Final = 2
"""Lines around a difference."""
_MOST: Final = 12
_MOST_CODE: Final = 40
_MOST_OF_HOLDER: Final = 400
_WIDTH: Final = 160
"""Of a line; of a longer one only the part around the place is shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an excerpt."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What one side says."""

    mark: Mark
    """How a line is marked that the other side has not."""
    title: str
    lines: tuple[Line, ...]
    before: str = ""
    """The line above the place."""
    first: int = 0
    """The number of the first line; 0 where lines have none."""
    is_absent: bool = False
    """Whether what changed is not there, and these lines are where it would be."""


def nearest(nodes: Nodes, index: int, report: Report) -> Node | None:
    """The node of one side, or what is nearest to where the other side has something."""
    own, other = nodes[index], nodes[1 - index]
    here, there = (report.revisions[i].document for i in (index, 1 - index))
    if other is None:
        return own
    if own is None:
        # What became of another file is not known, so only places of the root document are looked for.
        is_known = here and there and other.document.file == there.file
        return Node(here, other.pointer, None) if here and is_known else None
    if other.pointer.startswith(f"{own.pointer}/"):
        for token in split(other.pointer[len(own.pointer) :]):
            child = own.get(token)
            if child is None:
                break
            own = child
    return own


def document_excerpts(fact: Fact, report: Report) -> tuple[Excerpt, ...]:
    """Both documents at the place of a difference; none where there is no document."""
    absent = {"added": 0, "removed": 1}.get(fact.action)
    found = [
        None if node is None or index == absent else _excerpt(_MARKS[index], node)
        for index, node in enumerate(fact.nodes)
    ]
    for index, other in ((0, 1), (1, 0)):
        there, node = found[other], nearest(fact.nodes, index, report)
        if found[index] is None and there is not None and node is not None:
            found[index] = _excerpt(_MARKS[index], node, there.before)
    old, new = found
    if old is None or new is None:
        return tuple(one for one in found if one is not None)
    return _marked(old, new)


def code_excerpts(before: Sequence[str], after: Sequence[str]) -> tuple[Excerpt, Excerpt]:
    """Two definitions, of which the equal parts far from a difference are left out."""
    sides: tuple[list[Line], list[Line]] = ([], [])
    for tag, *ends in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        for lines, texts, (start, end) in zip(
            sides, (before, after), (ends[:2], ends[2:]), strict=True
        ):
            own = [Line(text, tag != "equal") for text in texts[start:end]]
            lines += own if tag != "equal" else _folded(own, start == 0, end == len(texts))
    old, new = (tuple(lines[:_MOST_CODE]) for lines in sides)
    return (
        Excerpt("del", "before", old, is_absent=not old),
        Excerpt("ins", "after", new, is_absent=not new),
    )


def _folded(lines: list[Line], is_first: bool, is_last: bool) -> list[Line]:
    """Without the middle; the first line of all stays, which says what this is a part of."""
    head = 1 if is_first else _CONTEXT
    tail = 1 if is_last else _CONTEXT
    left_out = len(lines) - head - tail
    if left_out <= 1:
        return lines
    return [*lines[:head], Line(f"… {left_out} lines"), *lines[len(lines) - tail :]]


def _excerpt(mark: Mark, node: Node, above: str | None = None) -> Excerpt:
    """The lines at a value; with `above`, those around the line with this text, as nothing is there."""
    at, document = node.location, node.document
    index = next((one for one in document.sources if one.file == at.file), document).index
    first, end = at.line, len(index.lines) + 1
    if above is not None:
        within = range(first, min(first + _MOST_OF_HOLDER, end))
        first = next((n + 1 for n in within if index.line_text(n).strip() == above), first)
    most = range(first, min(first + _MOST, end))
    block = _CONTEXT if above is not None else _block([index.line_text(n) for n in most])
    last = min(first + block + (above is None), most.stop)
    while last > first + 1 and not index.line_text(last - 1).strip():
        last -= 1
    numbers = range(max(1, first - _CONTEXT), last)
    lines = tuple(
        Line(_cut(index.line_text(n), at.column), above is None and first <= n < first + block)
        for n in numbers
    )
    before = index.line_text(first - 1).strip()
    return Excerpt(mark, str(at), lines, before, numbers.start, above is not None)


def _block(texts: Sequence[str]) -> int:
    """How many lines belong to what begins in the first one: those that are indented more."""
    indent = _indent(texts[0]) if texts else 0
    for count, text in enumerate(texts[1:], 1):
        if text.strip() and _indent(text) <= indent:
            return count
    return len(texts)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" \t"))


def _cut(text: str, column: int) -> str:
    if len(text) <= _WIDTH:
        return text
    start = 0 if column <= _WIDTH * 3 // 4 else column - _WIDTH // 4
    head, tail = "…" if start else "", "…" if start + _WIDTH < len(text) else ""
    return f"{head}{text[start : start + _WIDTH]}{tail}"


def _marked(*sides: Excerpt) -> tuple[Excerpt, ...]:
    """Of the lines at the place, those stay marked that the other side has not; far below them, none is shown."""
    texts = [{line.text.strip() for line in side.lines} for side in sides]
    marked = [
        tuple(
            replace(line, is_changed=line.is_changed and line.text.strip() not in other)
            for line in side.lines
        )
        for side, other in zip(sides, reversed(texts), strict=True)
    ]
    changed = [index for lines in marked for index, line in enumerate(lines) if line.is_changed]
    end = max(changed, default=_MOST) + _CONTEXT + 1
    return tuple(
        replace(side, lines=lines[:end]) for side, lines in zip(sides, marked, strict=True)
    )
