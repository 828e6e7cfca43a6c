"""`Code`: the only text that a template may print.

Document text becomes `Code` only through `literal` and `docstring`, which escape it.
"""

from __future__ import annotations

import re
import unicodedata
from math import isfinite, isnan
from typing import Any

from specwright.python.syntax.expr import (
    Call,
    DictOf,
    Doc,
    Expr,
    Lit,
    Name,
    Quoted,
    Sub,
    Thunk,
    TupleOf,
    Union,
)


class Code(str):
    """Finished source text."""

    __slots__ = ()


def literal(value: Any) -> Code:
    """A JSON value as a Python literal: ASCII, lossless."""
    return Code(_literal(value))


def docstring(text: str) -> Code:
    """A docstring with exactly this text, whatever it contains."""
    escaped = _SPECIAL.sub(lambda found: _escaped(text, found.start()), text)
    tail = "\n" if "\n" in escaped else ""
    return Code(f'"""{escaped}{tail}"""')


def expression(expr: Expr) -> Code:
    """An expression on one line."""
    return Code(_text(expr))


def _text(expr: Expr) -> str:
    match expr:
        case Name(text):
            return text
        case Lit(value):
            return _literal(value)
        case Sub(head, args):
            return f"{head.text}[{_row(args)}]"
        case Union(members):
            return " | ".join(map(_text, members))
        case Call(function, args, keywords):
            items = [*map(_text, args), *(f"{name}={_text(value)}" for name, value in keywords)]
            return f"{function.text}({', '.join(items)})"
        case TupleOf(items):
            return f"({_row(items)}{',' if len(items) == 1 else ''})"
        case DictOf(pairs):
            return f"{{{', '.join(f'{_text(k)}: {_text(v)}' for k, v in pairs)}}}"
        case Thunk(value):
            return f"lambda: {_text(value)}"
        case Quoted(value):
            return _quoted(_text(value))


def _row(items: tuple[Expr, ...]) -> str:
    return ", ".join(map(_text, items))


def _literal(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_quoted(k)}: {_literal(v)}' for k, v in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    if isinstance(value, tuple):
        comma = "," if len(value) == 1 else ""
        return f"({', '.join(map(_literal, value))}{comma})"
    if isinstance(value, float) and not isfinite(value):
        # a literal that overflows to infinity
        return '"NaN"' if isnan(value) else "1e999" if value > 0 else "-1e999"
    if isinstance(value, float):
        return repr(value).replace("e+", "e")
    if value is None or isinstance(value, bool | int):
        return repr(value)
    if isinstance(value, str):
        return _quoted(value)
    raise TypeError(f"not a JSON value: {type(value).__name__}")


def _quoted(text: str) -> str:
    """An ASCII string literal in double quotes, as the formatter writes it."""
    plain = ascii(text)
    if plain[0] == "'" and '"' not in plain:
        return f'"{plain[1:-1]}"'
    return plain


_SPECIAL = re.compile(r"[^ !#-\[\]-~\n]")
"""Everything except printable ASCII, and what has a meaning in a string."""
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _escaped(text: str, index: int) -> str:
    """Keep letters of every script; escape invisible characters."""
    character = text[index]
    if character == '"':
        return '\\"' if _closes(text, index) else character
    if character in "\t\\":
        return "    " if character == "\t" else "\\\\"
    if unicodedata.category(character) in _HIDDEN:
        return ascii(character)[1:-1]
    return character


def _closes(text: str, index: int) -> bool:
    """Whether a quotation mark could be read as part of the closing three."""
    return index == len(text) - 1 or '"' in (text[index - 1 : index], text[index + 1])


def doc_of(doc: Doc) -> Code:
    return docstring(doc.text)
