"""Escape document text for Markdown."""

from __future__ import annotations

import re

from specwright.emit.code import Code, expression
from specwright.python.syntax.expr import Expr

_RUNS = re.compile(r"`+")


def prose(text: str) -> Code:
    """One line of text in which nothing is markup; ordinary punctuation stays as it is."""
    line = " ".join(text.split())
    escaped = re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", line)
    return Code("".join(c for c in escaped if c.isprintable()))


def span(text: str) -> Code:
    """A code span, whatever is in it."""
    line = "".join(c for c in " ".join(text.split()) if c.isprintable()).replace("|", "\\|")
    longest = max((len(run) for run in _RUNS.findall(line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return Code(f"{fence}{pad}{line}{pad}{fence}")


def block(code: str, language: str = "python") -> Code:
    """A fenced block of code, whatever is in it."""
    longest = max((len(run) for run in _RUNS.findall(code)), default=0)
    fence = "`" * max(3, longest + 1)
    return Code(f"{fence}{language}\n{code}\n{fence}")


def type_span(expr: Expr) -> Code:
    """A type as a reader knows it, without the private names of modules."""
    text = " ".join(str(expression(expr)).split()).replace("[ ", "[").replace(", ]", "]")
    for private in ("_t.", "_r.", "_dt.", "_decimal.", "_uuid.", "_b."):
        text = text.replace(private, "")
    return span(text)
