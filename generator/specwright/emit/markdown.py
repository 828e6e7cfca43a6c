"""Escape document text for Markdown."""

from __future__ import annotations

import re

from specwright.emit.code import Code, expression
from specwright.emit.format import format_source
from specwright.python.pages.markup import Line, Markup, Prose, Sample, Span, TypeSpan
from specwright.python.syntax.expr import Expr

_RUNS = re.compile(r"`+")


def prose(text: str) -> Code:
    """One line of text without markup; ordinary punctuation stays as it is."""
    line = " ".join(text.split())
    escaped = re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", line)
    return Code("".join(c for c in escaped if c.isprintable()))


def span(text: str) -> Code:
    """A code span, whatever it contains."""
    line = "".join(c for c in " ".join(text.split()) if c.isprintable()).replace("|", "\\|")
    longest = max((len(run) for run in _RUNS.findall(line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return Code(f"{fence}{pad}{line}{pad}{fence}")


def block(code: str, language: str = "python") -> Code:
    """A fenced code block, whatever it contains."""
    longest = max((len(run) for run in _RUNS.findall(code)), default=0)
    fence = "`" * max(3, longest + 1)
    return Code(f"{fence}{language}\n{code}\n{fence}")


def markup(value: Markup) -> Code:
    """A part of a page, with document text escaped; black formats Python."""
    match value:
        case Prose(text):
            return prose(text)
        case Span(text):
            return span(text)
        case TypeSpan(type_):
            return type_span(type_)
        case Line(pieces):
            return Code("".join(p if isinstance(p, str) else markup(p) for p in pieces))
        case Sample(pieces, language):
            code = "".join(p if isinstance(p, str) else expression(p) for p in pieces)
            is_python = language == "python"
            return block(format_source(code).rstrip() if is_python else code, language)


def type_span(expr: Expr) -> Code:
    """A type as users write it, without the private names of modules."""
    text = " ".join(str(expression(expr)).split()).replace("[ ", "[").replace(", ]", "]")
    for private in ("_t.", "_r.", "_dt.", "_decimal.", "_uuid.", "_b."):
        text = text.replace(private, "")
    return span(text)
