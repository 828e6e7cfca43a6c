"""Lay out a whole rendered module.

Nearly every physical line stands in its final form already. Only what is too long, or is broken where black would
not break it, is laid out from the tree of its brackets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from specwright.emit.layout.groups import Groups, is_final
from specwright.emit.layout.strings import normal_docstring
from specwright.emit.layout.tree import PARTNERS, statement_lines
from specwright.emit.layout.widths import Unsure

_DOCSTRING = re.compile(r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""', re.DOTALL)
_WORD = re.compile(r'"""|\w+|.')
_CLOSING = (")", "]", "}")
_KINDS = {
    '"""': "string",
    "@": "decorator",
    "async": "def",
    "class": "class",
    "def": "def",
    "else": "block",
    "from": "import",
    "if": "block",
    "import": "import",
}


def lay_out(text: str) -> str:
    """A rendered module in black's form.

    Raises:
        Unsure: The module has something for which the rules here are not enough.
    """
    return _Module(text.split("\n")).laid_out()


@dataclass(frozen=True, slots=True)
class _Statement:
    """What the blank lines around a statement depend on."""

    kind: str
    depth: int
    stub: bool = False
    """A function on one line, such as an overload."""


class _Module:
    """The lines that were rendered, and those that are laid out so far."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._out: list[str] = []
        self._previous = _Statement("", 0)
        self._after = 0
        """Blank lines that always follow the last statement."""
        self._defs: list[int] = []
        """The depths of the functions and classes around, or just ended."""

    def laid_out(self) -> str:
        start = blank = 0
        while start < len(self._lines):
            if self._lines[start].strip():
                start = self._statement(start, blank)
                blank = 0
            else:
                start += 1
                blank += 1
        return "\n".join([*self._out, ""])

    def _statement(self, start: int, blank: int) -> int:
        """Lay out the statement that starts at a line; returns the line where the next one may start."""
        line = self._lines[start]
        body = line.lstrip(" ")
        indent = len(line) - len(body)
        kind = self._kind(body)
        text = kind in ("docstring", "string")
        end = 1 + (self._end_of_string(start) if text else self._end_of(start))
        lines = self._lines[start:end]
        if indent % 4 or indent // 4 > self._previous.depth + 1 or lines[-1][-1] == " ":
            raise Unsure
        statement = _Statement(kind, indent // 4, kind == "def" and lines[-1].endswith(": ..."))
        self._separate(statement, blank)
        self._previous = statement
        self._out += _laid_out(lines, statement)
        return end

    def _kind(self, body: str) -> str:
        if body[0] == "#":
            if self._out:
                raise Unsure
            return "comment"
        word = _WORD.match(body)
        kind = _KINDS.get(word[0], "other") if word else "other"
        if kind == "string" and self._previous.kind in ("", "comment", "class", "def", "block"):
            return "docstring"
        return kind

    def _end_of(self, start: int) -> int:
        """The last line of a statement: lines open brackets at their end and close them at their start."""
        end = start
        opened = int(self._lines[start][-1] in PARTNERS)
        while opened:
            end += 1
            if end == len(self._lines):
                raise Unsure
            line = self._lines[end].lstrip(" ")
            opened += (line[-1:] in PARTNERS) - (line[:1] in _CLOSING)
        return end

    def _end_of_string(self, start: int) -> int:
        for end in range(start, len(self._lines)):
            if self._lines[end].endswith('"""') and _DOCSTRING.fullmatch(
                _joined(self._lines[start : end + 1])
            ):
                return end
        raise Unsure

    def _separate(self, statement: _Statement, blank: int) -> None:
        before = max(self._before(statement, blank), self._after)
        self._out += [""] * before
        of_class = statement.kind == "docstring" and self._previous.kind == "class"
        self._after = 1 if of_class else 0

    def _before(self, statement: _Statement, blank: int) -> int:
        """Blank lines before a statement (`_maybe_empty_lines`)."""
        kind, depth, previous = statement.kind, statement.depth, self._previous
        most = 1 if depth else 2
        before = min(blank, most)
        ended = depth
        after_definition = False
        while self._defs and self._defs[-1] >= depth:
            ended = self._defs.pop()
            after_definition = True
        if kind in ("def", "class"):
            self._defs.append(depth)
        if not self._out:
            return 0
        if previous.kind == "docstring" and not previous.depth and kind not in ("def", "class"):
            return 1
        if kind == "docstring" and previous.kind in ("class", "def"):
            return 0
        if kind in ("decorator", "def", "class"):
            return self._before_definition(statement, before)
        if after_definition:
            if ended > depth == 0:
                raise Unsure
            return most
        if previous.kind == "import" and kind != "import" and previous.depth == depth:
            return (before or 1) if depth else 1
        return before

    def _before_definition(self, statement: _Statement, before: int) -> int:
        previous = self._previous
        if previous.kind == "decorator":
            return 0
        if previous.depth < statement.depth and previous.kind in ("class", "def"):
            return before
        if previous.kind == "comment":
            raise Unsure
        if previous.stub and not before:
            return 0
        return 1 if statement.depth else 2


def _laid_out(lines: list[str], statement: _Statement) -> list[str]:
    if statement.kind in ("comment", "string") or lines[0].endswith("# type: ignore[override]"):
        return lines  # black does not break a line with a type comment
    indent = statement.depth * 4
    if statement.kind == "docstring":
        margin = " " * indent
        return (margin + normal_docstring(_joined(lines), margin)).split("\n")
    if len(lines) == 1 and is_final(lines[0]):
        return lines
    known = None
    if len(lines) > 1:
        known = Groups(lines, indent, statement.kind == "def").laid_out()
    return statement_lines(_joined(lines), statement.depth) if known is None else known


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).lstrip(" ")
