"""Translate ECMA-262 patterns to Python's."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

Ranges: TypeAlias = "tuple[tuple[int, int], ...]"

_DIGIT: Final[Ranges] = ((0x30, 0x39),)
_WORD: Final[Ranges] = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_SPACE: Final[Ranges] = (
    (0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029),
    (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF),
)  # fmt: skip
_NEWLINE: Final[Ranges] = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
_CLASSES: Final = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_CONTROLS: Final = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "0": 0}
_LOOKS: Final = ("(?=", "(?!", "(?<=", "(?<!")
_BEYOND_LINEAR: Final = re.compile(r"\(\?<?[=!]|\\[1-9k]")
_ENDLESS: Final = 1 << 30


class UnsupportedPattern(ValueError):
    """Not an ECMA-262 pattern, or one with parts that this module does not support."""


@dataclass(frozen=True, slots=True)
class Chars:
    """One character from ranges."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    options: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    part: Part
    least: int
    most: int
    lazy: bool


@dataclass(frozen=True, slots=True)
class Group:
    part: Part
    name: str | None  # None: does not capture, "": by number


@dataclass(frozen=True, slots=True)
class Assertion:
    r"""`^`, `$`, `\b`, `\B`, or a look-around with its content."""

    kind: str
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Backreference:
    target: str


Part: TypeAlias = "Chars | Sequence | Choice | Repeat | Group | Assertion | Backreference"


@lru_cache(maxsize=4096)
def parse(pattern: str) -> Part:
    reader = _Reader(pattern)
    part = reader.choice()
    if reader.rest:
        raise UnsupportedPattern(f"unexpected {reader.rest[0]!r} in {pattern}")
    return part


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    """A regex that searches as ECMA-262 with the flag `u`."""
    try:
        return re.compile(python(parse(pattern)))
    except re.error as error:
        raise UnsupportedPattern(f"{pattern}: {error}") from error


def looks_around(pattern: str) -> bool:
    """Whether it has look-around or a back-reference, which linear-time engines do not support."""
    return bool(_BEYOND_LINEAR.search(pattern))


# --- reading --------------------------------------------------------------------------------------


class _Reader:
    """A recursive-descent parser for the grammar of ECMA-262, 22.2.1."""

    def __init__(self, text: str) -> None:
        self.rest = text

    def take(self, token: str) -> bool:
        if self.rest.startswith(token):
            self.rest = self.rest[len(token) :]
            return True
        return False

    def char(self) -> str:
        if not self.rest:
            raise UnsupportedPattern("the pattern ends too early")
        char, self.rest = self.rest[0], self.rest[1:]
        return char

    def match(self, pattern: str) -> re.Match[str] | None:
        found = re.match(pattern, self.rest)
        if found:
            self.rest = self.rest[found.end() :]
        return found

    def choice(self) -> Part:
        options = [self.sequence()]
        while self.take("|"):
            options.append(self.sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def sequence(self) -> Part:
        parts: list[Part] = []
        while self.rest and self.rest[0] not in "|)":
            parts.append(self.repeated())
        return Sequence(tuple(parts))

    def repeated(self) -> Part:
        part = self.atom()
        if self.take("*"):
            least, most = 0, _ENDLESS
        elif self.take("+"):
            least, most = 1, _ENDLESS
        elif self.take("?"):
            least, most = 0, 1
        elif found := self.match(r"\{(\d+)(,?)(\d*)\}"):
            least = int(found[1])
            most = int(found[3]) if found[3] else _ENDLESS if found[2] else least
        else:
            return part
        if self.rest[:1] in ("+", "*"):
            raise UnsupportedPattern("possessive quantifiers are not of ECMA-262")
        return Repeat(part, least, most, self.take("?"))

    def atom(self) -> Part:
        for look in _LOOKS:
            if self.take(look):
                return Assertion(look, self._closed())
        if self.take("(?:"):
            return Group(self._closed(), None)
        if found := self.match(r"\(\?<([A-Za-z_$][\w$]*)>"):
            return Group(self._closed(), found[1])
        if self.rest.startswith("(?"):
            raise UnsupportedPattern(f"{self.rest[:4]} is not of ECMA-262")
        if self.take("("):
            return Group(self._closed(), "")
        if self.take("["):
            return Chars(self._class())
        char = self.char()
        if char in "^$":
            return Assertion(char)
        if char == ".":
            return Chars(_inverted(_NEWLINE))
        if char == "\\":
            return self._escape()
        if char in "*+?":
            raise UnsupportedPattern(f"nothing to repeat before {char}")
        return Chars(((ord(char), ord(char)),))

    def _closed(self) -> Part:
        part = self.choice()
        if not self.take(")"):
            raise UnsupportedPattern("a group is not closed")
        return part

    def _escape(self) -> Part:
        if found := self.match(r"[bB]"):
            return Assertion("\\" + found[0])
        if found := self.match(r"([1-9]\d*)|k<([^>]+)>"):
            return Backreference(found[1] or found[2])
        return Chars(self._escaped())

    def _escaped(self) -> Ranges:
        """Parse what follows a backslash, inside or outside a class."""
        if found := self.match(r"u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})"):
            code = int(found[1] or found[2] or found[3], 16)
            low = re.match(r"\\u([dD][c-fC-F][0-9a-fA-F]{2})", self.rest)
            if 0xD800 <= code < 0xDC00 and low:  # a surrogate pair is one character
                self.rest = self.rest[low.end() :]
                code = 0x10000 + ((code - 0xD800) << 10) + int(low[1], 16) - 0xDC00
            return ((code, code),)
        if found := self.match(r"([pP])\{(?:(?:gc|General_Category)=)?(\w+)\}"):
            ranges = _category(found[2])
            return ranges if found[1] == "p" else _inverted(ranges)
        if found := self.match(r"c([A-Za-z])"):
            return ((ord(found[1]) % 32, ord(found[1]) % 32),)
        char = self.char()
        if char.lower() in _CLASSES:
            ranges = _CLASSES[char.lower()]
            return ranges if char.islower() else _inverted(ranges)
        if char in _CONTROLS:
            return ((_CONTROLS[char], _CONTROLS[char]),)
        if char.isalnum():
            raise UnsupportedPattern(f"\\{char} is not of ECMA-262")
        return ((ord(char), ord(char)),)

    def _class(self) -> Ranges:
        negated = self.take("^")
        ranges: list[tuple[int, int]] = []
        while not self.take("]"):
            low = self._member()
            if self.rest.startswith("-") and self.rest[1:2] not in ("]", "") and _single(low):
                self.char()
                high = self._member()
                if not _single(high):
                    raise UnsupportedPattern("a range ends in a class")
                ranges.append((low[0][0], high[0][0]))
            else:
                ranges.extend(low)
        if any(low > high for low, high in ranges):
            raise UnsupportedPattern("a range is out of order")
        return _inverted(tuple(ranges)) if negated else tuple(ranges)

    def _member(self) -> Ranges:
        char = self.char()
        if char != "\\":
            return ((ord(char), ord(char)),)
        if self.take("b"):
            return ((8, 8),)
        return self._escaped()


def _single(ranges: Ranges) -> bool:
    return len(ranges) == 1 and ranges[0][0] == ranges[0][1]


def _inverted(ranges: Ranges) -> Ranges:
    found: list[tuple[int, int]] = []
    next_ = 0
    for low, high in sorted(ranges):
        if low > next_:
            found.append((next_, low - 1))
        next_ = max(next_, high + 1)
    return (*found, (next_, sys.maxunicode)) if next_ <= sys.maxunicode else tuple(found)


_CATEGORY_NAMES: Final = {
    "Letter": "L", "Lowercase_Letter": "Ll", "Uppercase_Letter": "Lu", "Mark": "M", "Number": "N",
    "Decimal_Number": "Nd", "Punctuation": "P", "Symbol": "S", "Separator": "Z",
}  # fmt: skip


@lru_cache(maxsize=64)
def _category(name: str) -> Ranges:
    short = _CATEGORY_NAMES.get(name, name)
    if not re.fullmatch(r"[LMNPSZC][a-z]?", short):
        raise UnsupportedPattern(f"the Unicode property {name}")
    codes = [c for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)).startswith(short)]
    return tuple(_runs(codes))


def _runs(codes: list[int]) -> Iterator[tuple[int, int]]:
    start = None
    for index, code in enumerate(codes):
        start = code if start is None else start
        if index + 1 == len(codes) or codes[index + 1] != code + 1:
            yield (start, code)
            start = None


# --- writing --------------------------------------------------------------------------------------


def python(part: Part) -> str:
    """The pattern in the syntax of `re`."""
    if isinstance(part, Chars):
        return (
            "[" + "".join(f"{_literal(a)}-{_literal(b)}" for a, b in part.ranges) + "]"
            if part.ranges
            else "(?!)"
        )
    if isinstance(part, Sequence):
        return "".join(python(item) for item in part.parts)
    if isinstance(part, Choice):
        return "|".join(python(item) for item in part.options)
    if isinstance(part, Repeat):
        most = "" if part.most == _ENDLESS else str(part.most)
        return f"(?:{python(part.part)}){{{part.least},{most}}}{'?' if part.lazy else ''}"
    if isinstance(part, Group):
        head = {None: "(?:", "": "("}.get(part.name, f"(?P<{part.name}>")
        return f"{head}{python(part.part)})"
    if isinstance(part, Backreference):
        return f"(?:\\{part.target})" if part.target.isdigit() else f"(?P={part.target})"
    if part.part is not None:
        return f"{part.kind}{python(part.part)})"
    # Without the flag `m`, `$` is the very end; `\b` only knows ASCII letters.
    return {"^": r"\A", "$": r"\Z", "\\b": r"(?a:\b)", "\\B": r"(?a:\B)"}[part.kind]


def _literal(code: int) -> str:
    return f"\\U{code:08x}"
