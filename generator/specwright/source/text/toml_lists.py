"""Add items to a list in a TOML file, and keep the rest of the text unchanged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from specwright.source.text.toml_places import KEYS, parts

_TOKEN: Final = re.compile(
    r'''"""(?:\\.|[^\\])*?"""|\'{3}.*?\'{3}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|\s+|.''', re.S
)
"""Texts, comments, blanks, and any other character alone."""
_HEADER: Final = re.compile(rf"[ \t]*\[(\[?)\s*({KEYS})\s*\]")
_KEY: Final = re.compile(rf"[ \t]*({KEYS})[ \t]*=[ \t]*")


def with_items(text: str, path: Sequence[str], items: Sequence[tuple[str, str]], key: str) -> str:
    """The text with items, each with a comment, at the end of the list at `path`, which is made if there is none.

    Where the list is written as tables, an item is the value of `key`.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    marked = [(item, f"  # {note}" if note else "") for item, note in items]
    lines = "".join(f"    {item},{note}{end}" for item, note in marked)
    place = _find(text, tuple(path))
    if place.value is not None:
        return _extended(text, place.value, lines, end)
    gap = "" if not text else end if text.endswith("\n") else end * 2
    if place.is_tables:
        name = ".".join(path)
        return (
            text
            + gap
            + end.join(f"[[{name}]]{end}{key} = {item}{note}{end}" for item, note in marked)
        )
    made = f"{'.'.join(path[place.above :])} = [{end}{lines}]{end}"
    if place.header is None:
        return f"{text}{gap}[{'.'.join(path[:-1])}]{end}{'.'.join(path[-1:])} = [{end}{lines}]{end}"
    line = text.find("\n", place.header)
    return f"{text}{end}{made}" if line < 0 else text[: line + 1] + made + text[line + 1 :]


@dataclass(slots=True)
class _Place:
    """Where a list is, or would be inserted."""

    value: int | None = None
    """Where its `[` is."""
    header: int | None = None
    """The table for it."""
    above: int = 0
    """How many parts of the path are in the header of the table."""
    is_tables: bool = False


def _find(text: str, path: tuple[str, ...]) -> _Place:
    found, header = _Place(), 0
    table: tuple[str, ...] = ()
    for start in _statements(text):
        head, member = _HEADER.match(text, start), _KEY.match(text, start)
        if head is not None:
            table, header = parts(head[2]), start
            found.is_tables |= bool(head[1]) and table == path
        keys = (*table, *parts(member[1])) if head is None and member is not None else table
        if keys == path and head is None and member is not None and text[member.end() :][:1] == "[":
            found.value = member.end()
        # The table itself, or one with dotted keys such as `diff.levels = {}`.
        is_above = table == path[:-1] or (
            table == path[: len(table)] and keys[: len(path) - 1] == path[:-1]
        )
        if is_above and found.header is None and table:
            found.header, found.above = header, len(table)
    return found


def _statements(text: str) -> list[int]:
    """Where lines begin that are no part of a list, a table in braces or a long text."""
    starts, depth, is_header = [0], 0, False
    for token in _TOKEN.finditer(text):
        if token[0] in "[{" and token.start() == starts[-1]:
            is_header = True
        elif not is_header:
            depth += (token[0] in ("[", "{")) - (token[0] in ("]", "}"))
        if "\n" in token[0] and token[0].isspace() and depth <= 0:
            starts.append(token.start() + token[0].rindex("\n") + 1)
            is_header, depth = False, 0
    return starts


def _extended(text: str, at: int, lines: str, end: str) -> str:
    """The list at a place with more lines before its end."""
    depth, last, close = 0, at, at
    for token in _TOKEN.finditer(text, at):
        depth += (token[0] in ("[", "{")) - (token[0] in ("]", "}"))
        if depth == 0:
            close = token.start()
            break
        if not token[0].isspace() and not token[0].startswith("#"):
            last = token.end() - 1
    comma = "" if text[last] == "," or last == at else ","
    inside = text[last + 1 : close].rstrip(" \t")
    gap = "" if inside.endswith("\n") else end
    return f"{text[: last + 1]}{comma}{inside}{gap}{lines}{text[close:]}"
