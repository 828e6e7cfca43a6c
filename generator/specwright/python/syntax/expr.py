"""Python expressions as values.

Document text enters only as `Lit` or `Doc`; everything else is an assigned identifier.
"""

from __future__ import annotations

import keyword
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias


class Ident(str):
    """A Python identifier, possibly dotted; anything else is rejected."""

    __slots__ = ()

    def __new__(cls, text: str) -> Ident:
        if not _is_identifier(text):
            raise ValueError(f"not an identifier: {text!r}")
        return super().__new__(cls, text)


@lru_cache(maxsize=1 << 16)  # the same names are created very often
def _is_identifier(text: str) -> bool:
    """Whether Python reads exactly this name, since it normalizes letters to NFKC."""
    parts = text.split(".")
    are_names = all(part.isidentifier() and not keyword.iskeyword(part) for part in parts)
    return are_names and unicodedata.normalize("NFKC", text) == text


class Module(str):
    """The module of an import, absolute or relative: `httpx`, `..models.task`."""

    __slots__ = ()

    def __new__(cls, text: str) -> Module:
        if text.lstrip("."):
            Ident(text.lstrip("."))
        return super().__new__(cls, text)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in scope: `str`, `_t.Any`, `Task`; `None` is the only keyword allowed."""

    text: str

    def __post_init__(self) -> None:
        if self.text != "None" and not _is_identifier(self.text):
            raise ValueError(f"not an identifier: {self.text!r}")


@dataclass(frozen=True, slots=True)
class Lit:
    """A value that is printed as a Python literal."""

    value: Any


@dataclass(frozen=True, slots=True)
class Doc:
    """Docstring text, already wrapped."""

    text: str


@dataclass(frozen=True, slots=True)
class Sub:
    """`head[args]`."""

    head: Name
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Union:
    """`a | b`."""

    members: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """`function(args, name=value)`."""

    function: Name
    args: tuple[Expr, ...] = ()
    keywords: tuple[tuple[str, Expr], ...] = ()


@dataclass(frozen=True, slots=True)
class TupleOf:
    """`(a, b)`."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class DictOf:
    """`{key: value}`."""

    items: tuple[tuple[Expr, Expr], ...]


@dataclass(frozen=True, slots=True)
class Thunk:
    """`lambda: value`: evaluated on first use."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Quoted:
    """`"Type"`: an annotation that refers to a later definition."""

    value: Expr


Expr: TypeAlias = Name | Lit | Sub | Union | Call | TupleOf | DictOf | Thunk | Quoted


def union(members: list[Expr]) -> Expr:
    """The union of types, flat, without duplicates, `None` last."""
    flat: list[Expr] = []
    for member in members:
        flat += member.members if isinstance(member, Union) else (member,)
    unique = list(dict.fromkeys(_with_one_literal(flat)))
    none = Name("None")
    ordered = [m for m in unique if m != none] + [m for m in unique if m == none]
    return ordered[0] if len(ordered) == 1 else Union(tuple(ordered))


def _with_one_literal(members: list[Expr]) -> list[Expr]:
    """`Literal["a"] | Literal["b"]` becomes `Literal["a", "b"]`, at the place of the first."""
    literals = [m for m in members if type(m) is Sub and m.head.text == _LITERAL.text]
    if len(literals) < 2:
        return members
    values = tuple({repr(arg): arg for literal in literals for arg in literal.args}.values())
    merged: list[Expr] = [Sub(_LITERAL, values)]
    first = members.index(literals[0])
    return [*members[:first], *merged, *(m for m in members[first:] if m not in literals)]


_LITERAL = Name("_t.Literal")
