"""Find the line of a key in a TOML file, which `tomllib` does not keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

_KEY: Final = r"""(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)"""
KEYS: Final = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER: Final = re.compile(rf"\s*\[\[?\s*({KEYS})\s*\]")
_MEMBER: Final = re.compile(rf"\s*({KEYS})\s*=")


def line_of(text: str, path: Sequence[str]) -> int:
    """The line of a key; if it has none, the line of its table, or the first line."""
    wanted, best, found = tuple(path), 0, 1
    for number, keys in _lines(text):
        common = 0
        while common < min(len(keys), len(wanted)) and keys[common] == wanted[common]:
            common += 1
        if common > best:
            best, found = common, number
    return found


def _lines(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every header and every member with its full path."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        header, member = _HEADER.match(line), _MEMBER.match(line)
        if header is not None:
            table = parts(header[1])
            yield number, table
        elif member is not None:
            yield number, (*table, *parts(member[1]))


def parts(keys: str) -> tuple[str, ...]:
    """The names of a dotted key."""
    return tuple(part.strip("\"'") for part in re.findall(_KEY, keys))
