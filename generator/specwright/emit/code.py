"""`Code`: the only text that a template may print. Document text becomes `Code` by escaping.

`literal` and `docstring` are the two doors through which text of a document becomes source.
"""

from __future__ import annotations

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

_WIDTH = 64
"""An expression longer than this stands on several lines, one element each."""

_STEP = "    "
_NO_COMMA = "\0"
"""In front of a closing bracket: `Required[X,]` is not `Required[X]`."""


class Code(str):
    """Finished source text."""

    __slots__ = ()


def literal(value: Any) -> Code:
    """A JSON value as a Python literal: ASCII, lossless."""
    return Code(_layout(_pieces_of_value(value)))


def docstring(text: str) -> Code:
    """A text as a docstring that contains exactly that text, whatever is in it."""
    escaped = "".join(
        '\\"' if character == '"' and _closes(text, index) else _escaped(character)
        for index, character in enumerate(text)
    )
    tail = "\n" if "\n" in escaped else ""
    return Code(f'"""{escaped}{tail}"""')


def expression(expr: Expr) -> Code:
    """An expression, on one line where it is short."""
    return Code(_layout(_pieces(expr)))


# An expression is laid out from a tree: text, or (opening, items, closing).
_Tree = str | tuple[str, list["_Tree"], str]


def _pieces(expr: Expr) -> Any:
    match expr:
        case Name(text):
            return text
        case Lit(value):
            return _pieces_of_value(value)
        case Sub(head, args):
            closing = "]" if len(args) > 1 else f"{_NO_COMMA}]"
            return (f"{head.text}[", [_pieces(a) for a in args], closing)
        case Union(members):
            return _pieces_of_union(members)
        case Call(function, args, keywords):
            items = [_pieces(a) for a in args]
            items += [_prefixed(f"{name}=", _pieces(value)) for name, value in keywords]
            return (f"{function.text}(", items, ")")
        case TupleOf(items):
            return ("(", [_pieces(i) for i in items], ",)" if len(items) == 1 else ")")
        case DictOf(pairs):
            return ("{", [_prefixed(f"{_line(_pieces(k))}: ", _pieces(v)) for k, v in pairs], "}")
        case Thunk(value):
            return _prefixed("lambda: ", _pieces(value))
        case Quoted(value):
            return _quoted(_line(_pieces(value)))


def _pieces_of_union(members: tuple[Expr, ...]) -> Any:
    """Members in a row; where that is too long the formatter breaks it, in parentheses or brackets."""
    pieces = [_pieces(member) for member in members]
    if len(pieces) == 2 and members[-1] in (Name("None"), Name("_r.Unset")):
        return _suffixed(pieces[0], f" | {_line(pieces[1])}")
    return " | ".join(_line(piece) for piece in pieces)


def _pieces_of_value(value: Any) -> Any:
    if isinstance(value, dict):
        items = [_prefixed(f"{_quoted(k)}: ", _pieces_of_value(v)) for k, v in value.items()]
        return ("{", items, "}")
    if isinstance(value, list | tuple):
        opening, closing = ("[", "]") if isinstance(value, list) else ("(", ")")
        if isinstance(value, tuple) and len(value) == 1:
            closing = ",)"
        return (opening, [_pieces_of_value(v) for v in value], closing)
    if isinstance(value, float) and not isfinite(value):
        # What overflows to infinity is the only literal that it has.
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


def _prefixed(prefix: str, tree: Any) -> Any:
    return prefix + tree if isinstance(tree, str) else (prefix + tree[0], tree[1], tree[2])


def _suffixed(tree: Any, suffix: str) -> Any:
    return tree + suffix if isinstance(tree, str) else (tree[0], tree[1], tree[2] + suffix)


def _line(tree: Any) -> str:
    if isinstance(tree, str):
        return tree
    opening, items, closing = tree
    return f"{opening}{', '.join(_line(item) for item in items)}{closing.lstrip(_NO_COMMA)}"


def _layout(tree: Any, indent: str = "") -> str:
    line = _line(tree)
    if isinstance(tree, str) or not tree[1] or len(indent) + len(line) <= _WIDTH:
        return line
    opening, items, closing = tree
    inner = indent + _STEP
    comma = "" if closing.startswith(_NO_COMMA) else ","
    body = "".join(f"{inner}{_layout(item, inner)}{comma}\n" for item in items)
    return f"{opening}\n{body}{indent}{closing.lstrip(f',{_NO_COMMA}')}"


def _closes(text: str, index: int) -> bool:
    """Whether a quotation mark could be taken for a part of the closing three."""
    return index == len(text) - 1 or '"' in (text[index - 1 : index], text[index + 1])


_KEPT = {"\n": "\n", "\t": "    ", "\\": "\\\\"}
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _escaped(character: str) -> str:
    """Letters of every script stand as they are; what cannot be seen is written out."""
    if character in _KEPT:
        return _KEPT[character]
    if unicodedata.category(character) in _HIDDEN:
        return ascii(character)[1:-1]
    return character


def doc_of(doc: Doc) -> Code:
    return docstring(doc.text)
