"""Lay out one statement, or one item of a bracket, that does not stand in its final form already."""

from __future__ import annotations

import re
from collections.abc import Callable

from specwright.emit.layout.leaves import Leaf, Unsure, parenthesized, read_leaves, with_depth
from specwright.emit.layout.line import WIDTH, Line, width_of
from specwright.emit.layout.split import split_line
from specwright.emit.layout.tree import Uncovered, tree_item, tree_lines

_IMPORT = re.compile(r"from (\.*[\w.]*) import ((?:\w+(?: as \w+)?)(?:, \w+(?: as \w+)?)*)")


def statement_lines(text: str, depth: int) -> list[str]:
    """The physical lines of a statement that stands in so many blocks."""
    if text.startswith(("from ", "import ")):
        return _import_lines(text, depth)
    try:
        return tree_lines(text, depth)
    except Uncovered:
        return _twice(text, lambda again: Line(_statement(again), depth))


def item_lines(text: str, depth: int, role: str) -> list[str]:
    """The physical lines of an item, with its comma, of brackets of a role."""
    try:
        return tree_item(text, depth, role)
    except Uncovered:
        return _twice(text, lambda again: Line(_item(again, role), depth, inside=True))


def _twice(text: str, read: Callable[[str], Line]) -> list[str]:
    """As black does: commas that the first time adds are magic the second time."""
    line = read(text)
    parts = split_line(line)
    if sum(_commas(part) for part in parts) > _commas(line):
        parts = split_line(read("\n".join(map(str, parts))))
    return [str(part) for part in parts]


def _commas(line: Line) -> int:
    return sum(leaf.kind == "," for leaf in line.leaves)


def _statement(text: str) -> list[Leaf]:
    leaves = read_leaves(text, "")
    if leaves[0].text == "return":
        return _sure([leaves[0], *parenthesized(leaves[1:])])
    return _sure(_definition(leaves) if leaves[0].kind == "k" else _assignment(leaves))


def _item(text: str, role: str) -> list[Leaf]:
    leaves = read_leaves(text, role)
    return _sure(_parameters(leaves) if role == "params" else leaves)


def _sure(leaves: list[Leaf]) -> list[Leaf]:
    if any(leaf.role == "group" for leaf in leaves):
        raise Unsure
    return leaves


def _import_lines(text: str, depth: int) -> list[str]:
    indent = "    " * depth
    if text.startswith("import ") or width_of(indent + text) <= WIDTH:
        return [indent + text]
    found = _IMPORT.fullmatch(text)
    if found is None:
        raise Unsure
    names = [f"{indent}    {name}," for name in found[2].split(", ")]
    return [f"{indent}from {found[1]} import (", *names, f"{indent})"]


def _top(leaves: list[Leaf], kind: str) -> list[int]:
    """Where leaves of a kind stand outside of all brackets."""
    pairs = enumerate(with_depth(leaves))
    return [index for index, (depth, leaf) in pairs if depth == 0 and leaf.kind == kind]


def _assignment(leaves: list[Leaf]) -> list[Leaf]:
    """`target: annotation = value`, or a part of it, with the parentheses that black may add."""
    equals, colons = _top(leaves, "="), _top(leaves, ":")
    colons = [colon for colon in colons if not equals or colon < equals[0]]
    if len(equals) > 1 or len(colons) > 1:
        raise Unsure
    end = (colons or equals or [len(leaves)])[0]
    target = leaves[:end]
    if leaves[0].kind != "n" or (_top(target, "|") or (_top(target, ",") and not equals)):
        raise Unsure
    result = parenthesized(target) if _top(target, ",") else target
    if colons:
        last = equals[0] if equals else len(leaves)
        result = [*result, leaves[end], *parenthesized(leaves[end + 1 : last])]
        end = last
    if equals:
        value = leaves[end + 1 :]
        if _top(value, ","):
            raise Unsure
        result = [*result, leaves[end], *parenthesized(value)]
    return result


def _definition(leaves: list[Leaf]) -> list[Leaf]:
    """The first line of a class or of a function."""
    if leaves[0].text == "class":
        if leaves[-1].kind != ":":
            raise Unsure
        return leaves
    start = next((i for i, leaf in enumerate(leaves) if leaf.role == "params"), 0)
    end = next((i for i, leaf in enumerate(leaves) if leaf.partner is leaves[start]), 0)
    colons = [colon for colon in _top(leaves, ":") if colon > end]
    if not start or not end or len(colons) != 1:
        raise Unsure
    returns = leaves[end + 1 : colons[0]]
    if any(leaf.kind == ":" for leaf in returns):
        raise Unsure
    if returns:
        for leaf in returns[1:]:
            leaf.annotation = True
        returns = [returns[0], *parenthesized(returns[1:])]
        for leaf in returns[1:]:
            leaf.returns = True
    parameters = _parameters(leaves[start + 1 : end])
    return [*leaves[: start + 1], *parameters, leaves[end], *returns, *leaves[colons[0] :]]


def _parameters(leaves: list[Leaf]) -> list[Leaf]:
    """Parameters with invisible parentheses around each type that is a union."""
    result: list[Leaf] = []
    start = 0
    for end in [*_top(leaves, ","), len(leaves)]:
        parameter = leaves[start:end]
        start = end
        last = (_top(parameter, "=") or [len(parameter)])[0]
        colons = _top(parameter[:last], ":")
        if colons:
            first = colons[0] + 1
            annotation = parameter[first:last]
            for leaf in annotation:
                leaf.annotation = True
            if _top(annotation, "|") or (annotation[:1] and annotation[0].role == "group"):
                annotation = parenthesized(annotation)
            parameter = [*parameter[:first], *annotation, *parameter[last:]]
        result += parameter
    return result
