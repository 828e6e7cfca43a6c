"""The parts of pages; emit escapes each for Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from specwright.python.syntax.expr import Expr


@dataclass(frozen=True, slots=True)
class Prose:
    """One line of document text without markup."""

    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """A code span."""

    text: str


@dataclass(frozen=True, slots=True)
class TypeSpan:
    """A type as users write it."""

    type: Expr


@dataclass(frozen=True, slots=True)
class Line:
    """Our text, with document text in between."""

    pieces: tuple[str | Prose | Span | TypeSpan, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """A code block: our lines, with expressions in between."""

    pieces: tuple[str | Expr, ...]
    language: str = "python"


Markup: TypeAlias = Prose | Span | TypeSpan | Line | Sample
