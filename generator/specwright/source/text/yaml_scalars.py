"""Read scalars by the YAML 1.2 core schema.

So `no`, `on`, dates and `12:30` are strings, `1e3` is a number and `0o17` is fifteen.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias

Scalar: TypeAlias = "str | int | float | bool | None"

_PREFIX: Final = "tag:yaml.org,2002:"
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_TRUES: Final = frozenset({"true", "True", "TRUE"})
_FALSES: Final = frozenset({"false", "False", "FALSE"})
_NUMBER_START: Final = frozenset("0123456789+-.")
_DECIMAL: Final = re.compile(r"[-+]?[0-9]+", re.ASCII)
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_OCTAL: Final = re.compile(r"0o[0-7]+")
_HEXADECIMAL: Final = re.compile(r"0x[0-9a-fA-F]+")
_INFINITE: Final = re.compile(r"([-+]?)\.(?:inf|Inf|INF)")
_NOT_A_NUMBER: Final = frozenset({".nan", ".NaN", ".NAN"})


class TooManyDigits(Exception):
    """A number is longer than the limit."""


class BadTag(Exception):
    """A tag outside the core schema, or one that does not fit its text."""


def read_plain(text: str, digits: int) -> Scalar:
    """Read an unquoted scalar without a tag."""
    if text[:1] in _NUMBER_START and text:
        number = _read_number(text, digits)
        return text if number is None else number
    if text in _NULLS:
        return None
    if text in _TRUES:
        return True
    return False if text in _FALSES else text


def _read_number(text: str, digits: int) -> int | float | None:
    if _DECIMAL.fullmatch(text):
        return int(_bounded(text, digits))
    if _FLOAT.fullmatch(text):
        return float(_bounded(text, digits))
    if _OCTAL.fullmatch(text):
        return int(_bounded(text, digits), 0)
    if _HEXADECIMAL.fullmatch(text):
        return int(_bounded(text, digits), 0)
    infinite = _INFINITE.fullmatch(text)
    if infinite:
        return float(f"{infinite.group(1)}inf")
    return float("nan") if text in _NOT_A_NUMBER else None


def _bounded(text: str, digits: int) -> str:
    if len(text) > digits and sum(letter.isalnum() for letter in text) > digits:
        raise TooManyDigits
    return text


def read_tagged(tag: str, text: str, digits: int) -> Scalar:
    """Read a scalar whose tag is written out; only the tags of the core schema are known."""
    if tag in ("!", f"{_PREFIX}str"):
        return text
    value = read_plain(text, digits)
    if tag == f"{_PREFIX}null" and value is None:
        return None
    if tag == f"{_PREFIX}bool" and isinstance(value, bool):
        return value
    if tag == f"{_PREFIX}int" and isinstance(value, int) and not isinstance(value, bool):
        return value
    if tag == f"{_PREFIX}float" and isinstance(value, (int, float)):
        return float(value)
    raise BadTag


def is_core_collection(tag: str | None, kind: str) -> bool:
    """Whether a tag on a mapping (`map`) or sequence (`seq`) has no effect."""
    return tag is None or tag in ("!", f"{_PREFIX}{kind}")
