"""A node and its replacement enter; a mutant, which is one edit of one file, leaves."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Edit: TypeAlias = "tuple[str, ast.AST, str]"  # its kind, what is replaced, by what


@dataclass(frozen=True, slots=True)
class Mutant:
    """`id` is file:definition:kind:number and stays while that definition does."""

    id: str
    kind: str
    file: str
    line: int
    start: int
    end: int
    text: str

    def apply(self, source: str) -> str:
        raw = source.encode()
        return (raw[: self.start] + self.text.encode() + raw[self.end :]).decode()

    def diff(self, source: str) -> str:
        one, two = source.splitlines(), self.apply(source).splitlines()
        lines = list(difflib.unified_diff(one, two, n=0, lineterm=""))[3:]
        return "\n".join(lines if len(lines) <= 12 else [*lines[:6], "...", *lines[-6:]])


class Text:
    """A module's text, in which nodes are found by their bytes."""

    def __init__(self, file: str, source: str) -> None:
        self.file = file
        self.source = source
        self._starts = [0]
        for line in source.encode().splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def span(self, node: ast.AST) -> tuple[int, int]:
        spot: ast.expr = node  # type: ignore[assignment]  # every node that is replaced has a place
        start = self._starts[spot.lineno - 1] + spot.col_offset
        assert spot.end_lineno is not None and spot.end_col_offset is not None
        return start, self._starts[spot.end_lineno - 1] + spot.end_col_offset

    def mutants(self, edits: Iterable[tuple[str, Edit]]) -> Iterator[Mutant]:
        """The edits with the name of their definition; those that change nothing are left out."""
        counts: dict[tuple[str, str], int] = {}
        seen: set[tuple[int, int, str]] = set()
        for within, (kind, node, text) in edits:
            start, end = self.span(node)
            known = (start, end, text)
            if known in seen or self.source.encode()[start:end].decode() == text:
                continue
            seen.add(known)
            number = counts[within, kind] = counts.get((within, kind), 0) + 1
            line: int = node.lineno  # type: ignore[attr-defined]  # as above
            name = f"{self.file}:{within or 'module'}:{kind}:{number}"
            yield Mutant(name, kind, self.file, line, start, end, text)


# --- making replacements --------------------------------------------------------------------------


def quoted(value: object) -> str:
    return repr(value)


def number_of(node: ast.AST | None) -> int | float | None:
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def without(node: ast.Tuple | ast.List, index: int) -> str:
    """The text of a tuple or list that lacks an element."""
    return sequence(node, [item for n, item in enumerate(node.elts) if n != index])


def sequence(node: ast.Tuple | ast.List, items: Sequence[ast.expr]) -> str:
    texts = [ast.unparse(item) for item in items]
    if isinstance(node, ast.List):
        return f"[{', '.join(texts)}]"
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"


def entries(node: ast.Dict, skip: int = -1, **more: str) -> str:
    """The text of a dict that lacks an entry, or has another one."""
    pairs = zip(node.keys, node.values, strict=True)
    texts = [
        f"{ast.unparse(key)}: {ast.unparse(value)}" if key else f"**{ast.unparse(value)}"
        for n, (key, value) in enumerate(pairs)
        if n != skip
    ]
    return "{" + ", ".join((*texts, *(f"{name!r}: {text}" for name, text in more.items()))) + "}"


def call_without(node: ast.Call, argument: ast.expr | ast.keyword) -> str:
    given = [ast.unparse(item) for item in (*node.args, *node.keywords) if item is not argument]
    return f"{ast.unparse(node.func)}({', '.join(given)})"
