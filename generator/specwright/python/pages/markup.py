"""What pages are made of; emit escapes each for Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from specwright.python.syntax.expr import Expr


@dataclass(frozen=True, slots=True)
class Prose:
    """Text of the document on one line, in which nothing is markup."""

    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """A code span."""

    text: str


@dataclass(frozen=True, slots=True)
class TypeSpan:
    """A type as a reader knows it."""

    type: Expr


@dataclass(frozen=True, slots=True)
class Line:
    """Text of ours, with text of the document in between."""

    pieces: tuple[str | Prose | Span | TypeSpan, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """A block of code: lines of ours, with expressions in between."""

    pieces: tuple[str | Expr, ...]
    language: str = "python"


Markup: TypeAlias = Prose | Span | TypeSpan | Line | Sample
