"""Lay out docstrings: descriptions, arguments, wrapping."""

from __future__ import annotations

import textwrap

from specwright.python.syntax.expr import Doc

_WIDTH = 88


def doc(*paragraphs: str, indent: int = 4) -> Doc:
    """A docstring of these paragraphs, wrapped for text that is indented by `indent` columns."""
    kept = [clean for paragraph in paragraphs if (clean := wrap(paragraph, _WIDTH - indent))]
    return Doc("\n\n".join(kept) or "No description.")


def wrap(text: str, width: int) -> str:
    """Wrap prose; indented lines (code, lists) keep their shape."""
    lines = textwrap.dedent(text.replace("\r\n", "\n").replace("\r", "\n")).strip().split("\n")
    wrapped: list[str] = []
    for line in (line.rstrip() for line in lines):
        if len(line) <= width or line.startswith(("    ", "\t", "|")):
            wrapped.append(line)
        else:
            hang = " " * (len(line) - len(line.lstrip(" -*")))
            wrapped += textwrap.wrap(
                line, width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
            )
    return "\n".join(_without_runs(wrapped))


def _without_runs(lines: list[str]) -> list[str]:
    """The lines with at most one empty line in a row."""
    return [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]


def entry(name: str, text: str, note: str = "") -> str:
    """A line of a list of arguments."""
    said = " ".join(part for part in (" ".join(text.split()), note) if part)
    body = textwrap.wrap(
        f"{name}: {said}" if said else name,
        _WIDTH - 12,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(body)


def section(title: str, entries: list[str]) -> str:
    """`Args:`, `Returns:` or `Raises:` with indented entries; empty without entries."""
    if not entries:
        return ""
    return f"{title}:\n" + "\n".join(textwrap.indent(e, "    ") for e in entries)
