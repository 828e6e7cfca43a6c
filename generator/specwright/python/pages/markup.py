"""The parts of pages; emit escapes each for Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from specwright.python.syntax.expr import Expr
from specwright.python.syntax.parts import PySignature


@dataclass(frozen=True, slots=True)
class Prose:
    """One line of document text without markup."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line of document text, of whose Markdown code spans and web links stay."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, lists and code of document text; of other Markdown only the words stay."""

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
class Link:
    """A code span, or a word of ours, that leads to a page of ours."""

    text: str
    target: str
    is_code: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """Our text, with document text in between."""

    pieces: tuple[str | Prose | Phrase | Span | TypeSpan | Link, ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """The ways to call a function, as Python."""

    ways: tuple[PySignature, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """A code block: our lines, with expressions in between."""

    pieces: tuple[str | Expr, ...]
    language: str = "python"


Markup: TypeAlias = Prose | Phrase | Text | Span | TypeSpan | Link | Line | Sample
