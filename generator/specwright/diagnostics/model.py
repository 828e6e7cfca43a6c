"""Collect diagnostics and render them with their location and excerpt.

A collector is passed as an argument, `sink`, to everything that reports; only the CLI prints.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias

Severity: TypeAlias = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file: line and column start at 1, the file is named as the user named it."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """The form that editors and terminals turn into a link."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: what is wrong, where, and how to fix it."""

    code: str
    severity: Severity
    message: str
    pointer: str = ""
    location: Location | None = None
    hint: str = ""


class Place(Protocol):
    """The subject of a finding; `source.node.Node` is one."""

    @property
    def pointer(self) -> str:
        """The JSON pointer of the value."""
        ...

    @property
    def location(self) -> Location:
        """The place of the value in the text."""
        ...


class FatalError(Exception):
    """The input cannot be read at all; contains the diagnostic with the reason.

    `excerpt` is the source line, since there is no document to read it from.
    """

    def __init__(self, diagnostic: Diagnostic, excerpt: str = "") -> None:
        """Wrap a diagnostic of severity `error`."""
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic
        self.excerpt = excerpt


def fatal(file: str, code: str, message: str, hint: str = "") -> FatalError:
    """An error about a file as a whole."""
    return FatalError(Diagnostic(code, "error", message, "", Location(file, 1, 1), hint))


class Diagnostics:
    """Collects findings, each once, ordered by location."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        """Begin with no findings."""
        # A dict, because it drops repetitions and keeps a stable order.
        self._found: dict[Diagnostic, None] = {}

    def add(self, diagnostic: Diagnostic) -> None:
        """Add a finding that was made elsewhere."""
        self._found[diagnostic] = None

    def error(self, code: str, message: str, place: Place | None = None, hint: str = "") -> None:
        """Report that no valid client can be generated."""
        self._report("error", code, message, place, hint)

    def warning(self, code: str, message: str, place: Place | None = None, hint: str = "") -> None:
        """Report something that is repaired, widened or not supported."""
        self._report("warning", code, message, place, hint)

    def note(self, code: str, message: str, place: Place | None = None, hint: str = "") -> None:
        """Report something harmless that the author may want to know."""
        self._report("note", code, message, place, hint)

    def _report(
        self, severity: Severity, code: str, message: str, place: Place | None, hint: str
    ) -> None:
        pointer = "" if place is None else place.pointer
        location = None if place is None else place.location
        self.add(Diagnostic(code, severity, message, pointer, location, hint))

    @property
    def items(self) -> tuple[Diagnostic, ...]:
        """All findings by file, line, column, code and pointer; those without a location first."""
        return tuple(sorted(self._found, key=_order))

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The findings of severity `error`, in the order of `items`."""
        return tuple(item for item in self.items if item.severity == "error")

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """The findings of severity `warning`, in the order of `items`."""
        return tuple(item for item in self.items if item.severity == "warning")

    @property
    def has_errors(self) -> bool:
        """Whether no valid client can be generated."""
        return any(item.severity == "error" for item in self._found)


class _Silent(Diagnostics):
    __slots__ = ()

    def add(self, diagnostic: Diagnostic) -> None:
        """Ignore the finding."""

    def _report(
        self, severity: Severity, code: str, message: str, place: Place | None, hint: str
    ) -> None:
        """Ignore the finding."""


SILENT: Final[Diagnostics] = _Silent()
"""Ignores every finding: for reading again what was already reported."""


def _order(item: Diagnostic) -> tuple[str, int, int, str, str, str]:
    where = item.location or Location("", 0, 0)
    return (where.file, where.line, where.column, item.code, item.pointer, item.message)


ExcerptOf: TypeAlias = Callable[[Location], str]

_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[1;36m"}
_BOLD, _DIM, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_EXCERPT_WIDTH = 100
# C0 and C1 controls, line separators, bidirectional controls, surrogates: printed raw, they could
# move the cursor, reorder the line or fail to encode.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def render_diagnostic(item: Diagnostic, excerpt_of: ExcerptOf | None, colour: bool) -> str:
    """Render one finding: a headline, the source line with a caret, the pointer and the hint."""

    def paint(code: str, text: str) -> str:
        return f"{code}{text}{_RESET}" if colour else text

    label = paint(_COLOURS[item.severity], f"{item.severity}[{item.code}]")
    message = paint(_BOLD, printable(item.message))
    prefix = "" if item.location is None else f"{printable(str(item.location))}: "
    lines = [f"{prefix}{label}: {message}"]
    if item.location is not None and excerpt_of is not None:
        lines.extend(_excerpt(excerpt_of(item.location), item.location, paint))
    if item.pointer:
        lines.append(paint(_DIM, f"  at #{printable(item.pointer)}"))
    if item.hint:
        lines.append(f"  hint: {printable(item.hint)}")
    return "\n".join(lines)


def _excerpt(text: str, where: Location, paint: Callable[[str, str], str]) -> list[str]:
    """The source line, cut around the column, with a caret below it."""
    if not text.strip():
        return []
    start = max(0, where.column - 1 - _EXCERPT_WIDTH // 2)
    before = printable(text[start : where.column - 1], tab=" ")
    after = printable(text[where.column - 1 : start + _EXCERPT_WIDTH], tab=" ")
    lead = "..." if start else ""
    tail = "..." if len(text) > start + _EXCERPT_WIDTH else ""
    gutter = f"  {where.line} | "
    blank = " " * (len(gutter) - 2) + "| "
    caret = paint(_BOLD, "^")
    return [
        f"{gutter}{lead}{before}{after}{tail}",
        f"{blank}{' ' * (len(lead) + len(before))}{caret}",
    ]


def printable(text: str, tab: str = "\\t") -> str:
    """Escape everything that could disturb a terminal."""
    shown = text.replace("\t", tab)
    return _UNPRINTABLE.sub(lambda match: ascii(match.group())[1:-1], shown)
