"""Check that brackets over several lines are in their final form, and lay out the items that are not.

One regular expression per physical line handles nearly all of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from specwright.emit.layout.tree import PARTNERS, item_lines
from specwright.emit.layout.widths import fits

_STRING = r'"(?:[^"\\\n]|\\[^"\'])*"'
_PLAIN = r"""[^"'()\[\]{},\n\\#+]"""


def _brackets(levels: int, one_tuples: int) -> str:
    """Balanced brackets that black leaves unchanged, nested up to a level; `(x,)` only in the outer ones.

    A pattern for every case would take longer to compile than it saves.
    """
    inner = f"|{_brackets(levels - 1, one_tuples - 1)}" if levels else ""
    item = rf"{_PLAIN}|{_STRING}{inner}"
    others = rf"|(?<![\w)\]])\((?! )(?:{item})+,\)" if one_tuples > 0 else ""
    return rf"(?:[(\[{{](?! )(?:{item}|,)*(?<![ ,])[)\]}}]{others})"


_NESTED = _brackets(3, 2)
_ITEM = re.compile(rf" *(?:{_PLAIN}|{_STRING}|{_NESTED})*,")
"""An item on one line."""
_HEAD = re.compile(rf" *(?:(?! \| |(?<=[)\]}}])\.){_PLAIN}|{_STRING}|{_NESTED})*[(\[{{]")
"""The first line of an item or a statement that black splits at the last of these brackets."""
_SIMPLE = re.compile(rf" *(?:{_PLAIN}|{_STRING}|{_NESTED}|,(?!$))*")
"""A statement on one line."""


def is_final(line: str) -> bool:
    """Whether a one-line statement stays as it is."""
    return fits(line) and _SIMPLE.fullmatch(line) is not None


class _Group:
    """Brackets whose items stand on lines of their own.

    Args:
        start: The line that opens them.
        mark: How many lines were laid out before.
        loose: Whether black would put something elsewhere.
    """

    __slots__ = ("closing", "indent", "items", "loose", "mark", "role", "start")

    def __init__(
        self, start: int, mark: int, indent: int, closing: str, role: str, loose: bool
    ) -> None:
        self.start = start
        self.mark = mark
        self.indent = indent
        self.closing = closing
        self.role = role
        self.loose = loose
        self.items = 0

    def is_kept(self) -> bool:
        """Whether a trailing comma keeps every item on its own line."""
        single = self.role == "subscript" or (self.role == "atom" and self.closing == ")")
        return not self.loose and self.items > single


class Groups:
    """The brackets of one statement.

    Args:
        lines: The physical lines of the statement, as they were rendered.
        function: Whether its first brackets hold parameters.
    """

    def __init__(self, lines: Sequence[str], indent: int, function: bool) -> None:
        self._lines = lines
        self._out: list[str] = []
        self._open = [self._opened(0, indent, function)]

    def laid_out(self) -> list[str] | None:
        """The lines in their final form; None if the statement has to be read as a whole."""
        last = len(self._lines) - 1
        for index in range(1, last):
            group = self._open[-1]
            line = self._lines[index]
            if line[group.indent : group.indent + 1] == group.closing:
                if len(self._open) == 1:
                    return None
                self._close(index)
            elif not self._item(index, line, group):
                return None
        if len(self._open) > 1 or not self._open[0].is_kept() or not self._ends(self._lines[last]):
            return None
        return [*self._out, self._lines[last]]

    def _opened(self, start: int, indent: int, function: bool = False) -> _Group:
        line = self._lines[start]
        opening, before = line[-1], line[-2:-1]
        role = "atom"
        if opening != "{" and (before.isalnum() or before in ("_", ")", "]")):
            role = "params" if function else "call" if opening == "(" else "subscript"
        loose = not fits(line) or _HEAD.fullmatch(line) is None or (function and "(" in line[:-1])
        group = _Group(start, len(self._out), indent, PARTNERS[opening], role, loose)
        self._out.append(line)
        return group

    def _item(self, index: int, line: str, group: _Group) -> bool:
        """Read a line of an item; false if the line is not where it should be."""
        indent = group.indent + 4
        if line[:indent].strip() or line[indent : indent + 1] in ("", " "):
            return False
        if line[-1] in PARTNERS:
            self._open.append(self._opened(index, indent))
            return True
        if fits(line) and _ITEM.fullmatch(line):
            self._out.append(line)
        elif line[-1] == ",":
            self._out += item_lines(line, indent // 4, group.role)
        else:
            group.loose = True
        group.items += 1
        return True

    def _close(self, index: int) -> None:
        """End a group, and lay out its item again if black would change it."""
        group = self._open.pop()
        around = self._open[-1]
        line = self._lines[index]
        around.items += 1
        if line[group.indent + 1 :] == "," and group.is_kept():
            self._out.append(line)
        elif line[-1] == ",":
            text = "\n".join(self._lines[group.start : index + 1])
            self._out[group.mark :] = item_lines(text, group.indent // 4, around.role)
        else:
            around.loose = True

    def _ends(self, line: str) -> bool:
        """Whether the last line is a closing bracket or, for a function, what follows its parameters."""
        group = self._open[0]
        rest = line[group.indent + 1 :]
        return not rest or (group.role == "params" and is_final(rest) and fits(line))
