"""Make texts that match a pattern of a document, for the patterns that documents usually have."""

from __future__ import annotations

import re
from random import Random
from typing import Any, Final, TypeAlias

_ESCAPES: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
_CLASSES: Final = {
    "d": [("0", "9")],
    "w": [("a", "z"), ("A", "Z"), ("0", "9"), ("_", "_")],
    "s": [(" ", " ")],
    "L": [("a", "z")],
    "N": [("0", "9")],
}
_PRINTABLE: Final = [chr(code) for code in (*range(97, 123), *range(48, 58), *range(32, 127))]
Range: TypeAlias = "tuple[str, str]"
Part: TypeAlias = "tuple[str, Any]"


class _Unsupported(Exception):
    """The pattern has something that only a regex engine understands."""


def text_for(pattern: str, random: Random, length: int = 0) -> str | None:
    """A text that should match, of about this length if the pattern allows it; None if unsupported.

    The pattern is in the dialect of the runtime's engine. Callers check the result.
    """
    try:
        part = _Parser(pattern).parse()
    except (_Unsupported, IndexError, ValueError):
        return None
    return _write(part, random, length)


class _Parser:
    def __init__(self, pattern: str) -> None:
        self._left = pattern
        self._place = 0

    def parse(self) -> Part:
        part = self._alternatives()
        if self._place < len(self._left):
            raise _Unsupported
        return part

    def _peek(self) -> str:
        return self._left[self._place : self._place + 1]

    def _take(self, count: int = 1) -> str:
        taken = self._left[self._place : self._place + count]
        if len(taken) < count:
            raise _Unsupported
        self._place += count
        return taken

    def _alternatives(self) -> Part:
        branches = [self._sequence()]
        while self._peek() == "|":
            self._take()
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else ("any", branches)

    def _sequence(self) -> Part:
        parts: list[Part] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._quantified(self._atom()))
        return ("all", parts)

    def _quantified(self, atom: Part) -> Part:
        found = re.compile(r"([*+?]|\{\d{1,6}(?:,\d{0,6})?\})\??").match(self._left, self._place)
        if found is None:
            return atom
        self._place = found.end()
        sign = found[1]
        if sign in "*+?":
            least, most = int(sign == "+"), 1 if sign == "?" else None
        else:
            first, comma, last = sign[1:-1].partition(",")
            least = int(first)
            most = int(last) if last else None if comma else least
        return ("repeat", (atom, least, most))

    def _atom(self) -> Part:
        char = self._take()
        if char in "^$":
            return ("all", [])
        if char == ".":
            return ("class", (_PRINTABLE[:36],))
        if char == "(":
            return self._group()
        if char == "[":
            return ("class", (self._members(),))
        if char == "\\":
            return self._escape()
        return ("text", char)

    def _group(self) -> Part:
        if self._peek() == "?":
            found = re.compile(r"\?(?:P?<\w+>|[a-zA-Z-]*:)").match(self._left, self._place)
            if found is None:
                raise _Unsupported
            self._place = found.end()
        part = self._alternatives()
        if self._take() != ")":
            raise _Unsupported
        return part

    def _escape(self) -> Part:
        if self._peek() in ("b", "B", "A", "z"):
            self._take()
            return ("all", [])
        ranges, negated = self._escaped()
        return ("class", (_chars(ranges, negated),))

    def _escaped(self) -> tuple[list[Range], bool]:
        char = self._take()
        if char in "pP":
            name = self._take()
            if name == "{":
                name = ""
                while (letter := self._take()) != "}":
                    name += letter
            return _class(name[:1]), char == "P"
        if char in "dwsDWS":
            return _class(char.lower()), char.isupper()
        if char in "xu":
            if self._peek() == "{":
                digits = ""
                self._take()
                while (letter := self._take()) != "}":
                    digits += letter
            else:
                digits = self._take(2 if char == "x" else 4)
            char = chr(int(digits, 16))
        elif char.isalpha():
            char = _ESCAPES[char] if char in _ESCAPES else _refuse()
        return [(char, char)], False

    def _members(self) -> list[str]:
        negated = self._peek() == "^"
        if negated:
            self._take()
        ranges: list[Range] = []
        while self._peek() != "]" or not ranges:
            low = self._member(ranges)
            if low and self._peek() == "-" and self._left[self._place + 1] != "]":
                self._take()
                high = self._member(ranges)
                ranges.append((low, high))
            elif low:
                ranges.append((low, low))
        self._take()
        return _chars(ranges, negated)

    def _member(self, ranges: list[Range]) -> str:
        """A character; a class of characters is added to the ranges instead."""
        char = self._take()
        if char == "[":
            raise _Unsupported
        if char != "\\":
            return char
        found, negated = self._escaped()
        if len(found) == 1 and found[0][0] == found[0][1] and not negated:
            return found[0][0]
        ranges += [(char, char) for char in _chars(found, True)] if negated else found
        return ""


def _refuse() -> str:
    raise _Unsupported


def _class(name: str) -> list[Range]:
    return _CLASSES.get(name, [("a", "z")])


def _chars(ranges: list[Range], negated: bool) -> list[str]:
    """Characters to choose from, the readable ones first."""
    if negated:
        found = [c for c in _PRINTABLE if not any(low <= c <= high for low, high in ranges)]
        return found or ["\u00e9"]
    found = [c for c in _PRINTABLE if any(low <= c <= high for low, high in ranges)]
    return list(dict.fromkeys(found)) or [low for low, _ in ranges]


def _write(part: Part, random: Random, length: int) -> str:
    kind, told = part
    if kind == "text":
        return str(told)
    if kind == "class":
        return str(random.choice(told[0]))
    if kind == "any":
        return _write(random.choice(told), random, length)
    if kind == "all":
        return "".join(_write(one, random, length) for one in told)
    atom, least, most = told
    limit = least + 3 if most is None else min(most, least + 3)
    count = random.randint(least, limit)
    if length > count and (most is None or most > count):
        count = length if most is None else min(most, length)
    return "".join(_write(atom, random, 0) for _ in range(count))
