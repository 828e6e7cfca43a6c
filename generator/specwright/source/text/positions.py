"""Turn character offsets into lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_FEW: Final = 8
"""So many positions are looked up one by one; for more, one pass over the text takes less time."""
_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Repeated:
    """A key that an object repeats."""

    pointer: str
    first: int
    second: int


class Marks:
    """What one pass over a text finds: offsets of keys and items, aliases, repeated keys."""

    __slots__ = ("aliases", "offsets", "repeated")

    def __init__(self) -> None:
        """Begin with none."""
        self.offsets: dict[str, int] = {}
        self.aliases: dict[str, str] = {}
        self.repeated: list[Repeated] = []

    def put_member(self, pointer: str, offset: int, fresh: bool) -> None:
        """Record a member of an object; `fresh` is whether its key is new there."""
        # Several `<<` in one mapping are merges, not repetitions.
        if not fresh and not pointer.endswith("/<<"):
            self.repeated.append(Repeated(pointer, self.offsets[pointer], offset))
        self.offsets[pointer] = offset


class TextIndex:
    """Lines and positions of one text, computed on first use."""

    __slots__ = ("_find", "_lines", "_looked_up", "_marks", "_read_marks", "text")

    def __init__(
        self,
        text: str,
        read_marks: Callable[[str], Marks],
        find: Callable[[str, str], int] | None = None,
    ) -> None:
        """Keep the text and the function that finds positions in it; `find` finds a single one."""
        self.text = text
        self._read_marks = read_marks
        self._find = find
        self._looked_up: dict[str, int] = {}
        self._marks: Marks | None = None
        self._lines: list[int] | None = None

    @property
    def marks(self) -> Marks:
        """The positions, from one pass over the text."""
        if self._marks is None:
            self._marks = self._read_marks(self.text)
        return self._marks

    @property
    def lines(self) -> list[int]:
        """The offsets at which lines begin."""
        if self._lines is None:
            self._lines = [0, *(match.end() for match in _LINE_BREAK.finditer(self.text))]
        return self._lines

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of a character."""
        line = bisect_right(self.lines, offset)
        return line, offset - self.lines[line - 1] + 1

    def line_text(self, line: int) -> str:
        """The text of a line, without its line break; empty beyond the text."""
        if not 1 <= line <= len(self.lines):
            return ""
        start = self.lines[line - 1]
        end = self.lines[line] if line < len(self.lines) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def offset_of(self, pointer: str) -> int:
        """The offset of a pointer, or of its nearest ancestor that stands in the text.

        A value below an alias (or merged by `<<`) is found at the alias's anchor.
        """
        if pointer in self._looked_up:
            return self._looked_up[pointer]
        if self._find is not None and self._marks is None and len(self._looked_up) < _FEW:
            self._looked_up[pointer] = self._find(self.text, pointer)
            return self._looked_up[pointer]
        marks = self.marks
        # An anchor always comes before its alias, so this ends; the bound is for safety.
        at = pointer
        for _ in range(64):
            at = pointer
            while at and at not in marks.offsets:
                at = at.rpartition("/")[0]
            if at == pointer:
                break
            rest = pointer[len(at) :]
            if at in marks.aliases:
                pointer = marks.aliases[at] + rest
            elif f"{at}/<<" in marks.aliases:
                pointer = marks.aliases[f"{at}/<<"] + rest
            else:
                break
        return marks.offsets.get(at, 0)
