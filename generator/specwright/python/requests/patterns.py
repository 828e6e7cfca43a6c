"""Translate ECMAScript patterns for the client's linear-time engine.

JSON Schema patterns are ECMA-262; the client uses the Rust engine inside pydantic, which never
backtracks. Patterns that it does not support (look-around, back-references) are not checked.
"""

from __future__ import annotations

import re

from pydantic_core import SchemaError, SchemaValidator, core_schema

_TOKEN = re.compile(
    r"\\u\{[0-9A-Fa-f]+\}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\c[A-Za-z]|\\.|\[\^?|\]|.", re.S
)
_SPACE = (
    r"\t\n\x0B\f\r\x20\xA0\u{1680}\u{2000}-\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}"
)
_CLASSES = {
    "\\d": ("0-9", False),
    "\\D": ("0-9", True),
    "\\w": ("A-Za-z0-9_", False),
    "\\W": ("A-Za-z0-9_", True),
    "\\s": (_SPACE, False),
    "\\S": (_SPACE, True),
}
_NAMED = {"\\/": "/", "\\0": r"\x00", "\\v": r"\x0B", "\\b": r"(?-u:\b)", "\\B": r"(?-u:\B)"}


def translate_pattern(pattern: str) -> str | None:
    """The pattern for the Rust engine; None if it cannot be translated."""
    translated = _translate(pattern)
    return translated if _compiles(translated) else None


def _translate(pattern: str) -> str:
    out: list[str] = []
    inside = False
    hyphens = _Hyphens()
    tokens = _TOKEN.findall(pattern)
    for index, token in enumerate(tokens):
        if token in ("[", "[^") and not inside:
            inside = True
            hyphens = _Hyphens()
            empty = index + 1 < len(tokens) and tokens[index + 1] == "]"
            # In ECMAScript `[]` matches nothing and `[^]` anything.
            out.append(token if not empty else r"[^\s\S" if token == "[" else r"[\s\S")
        elif token == "]" and inside:
            inside = False
            out.append("]")
        elif inside and hyphens.is_literal(token, tokens[index + 1 : index + 2]):
            out.append(r"\-")
        else:
            out.append(_token(token, inside))
    return "".join(out)


class _Hyphens:
    r"""Decides, token by token, which hyphens of a class are literal: `[+--]`, `[\w-.]`."""

    def __init__(self) -> None:
        self._before = "nothing"

    def is_literal(self, token: str, following: list[str]) -> bool:
        before = self._before
        ends_range = following != ["]"] and not set(following) & set(_CLASSES)
        if token == "-" and before == "member" and ends_range:
            self._before = "range"
            return False
        if before == "range" or token in _CLASSES:
            # Neither the end of a range nor `\w` can begin one.
            self._before = "nothing"
        else:
            self._before = "member"
        return token == "-"


def _token(token: str, inside: bool) -> str:
    if token in _CLASSES:
        members, negated = _CLASSES[token]
        return f"[{'^' if negated else ''}{members}]" if negated or not inside else members
    if token.startswith("\\u") and not token.startswith("\\u{"):
        return f"\\u{{{token[2:]}}}"
    if token == "\\b" and inside:
        return r"\x08"
    if token.startswith("\\c") and len(token) == 3:
        return f"\\x{ord(token[2]) % 32:02X}"
    if token in _NAMED:
        return _NAMED[token]
    if inside:
        # `[`, `&&`, `--` and `~~` mean sets of sets to the Rust engine.
        return "\\" + token if token in "[&~" else token
    if token == ".":
        return r"[^\n\r\u{2028}\u{2029}]"
    if len(token) == 2 and token[0] == "\\" and token[1] in "-_#@%&~'\"!,:;<>=` ":
        return re.escape(token[1]) if token[1] in "-#&~ " else token[1]
    return token


def _compiles(pattern: str) -> bool:
    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except SchemaError:
        return False
    return True
