"""The maximum width of a line, and the width of text."""

from __future__ import annotations

from unicodedata import category, east_asian_width

WIDTH = 88


class Unsure(Exception):
    """The rules here do not cover the text, so black formats the module."""


def width_of(text: str) -> int:
    """The columns of a text. Ambiguous characters are left to black."""
    if text.isascii():
        return len(text)
    return sum(map(_width_of_character, text))


def fits(line: str) -> bool:
    """Whether a line is short enough."""
    return width_of(line) <= WIDTH


def _width_of_character(character: str) -> int:
    wide = east_asian_width(character) in ("W", "F")
    if wide and category(character)[0] == "M":
        raise Unsure
    return 2 if wide else 1
