"""Lay out a statement from the tree of its brackets: a group fits on its line, or its items get their own lines.

The rules cover what is generated; for anything else, `Unsure` is raised.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from specwright.emit.layout.strings import normal_string
from specwright.emit.layout.widths import Unsure, fits

PARTNERS = {"(": ")", "[": "]", "{": "}"}
_TOKEN = re.compile(
    r"""(?P<plain>[^"'()\[\]{},\n\\\#+]+)|(?P<text>"(?:[^"\\\n]|\\.)*"(?!")|'(?:[^'\\\n]|\\.)*'(?!'))
    |(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<comma>,[ ]?)""",
    re.VERBOSE,
)
_DEF = re.compile(r"(?:async )?def \w+\Z")


_Parts: TypeAlias = "list[str | _Group]"


_IMPORT = re.compile(r"from (\.*[\w.]*) import ((?:\w+(?: as \w+)?)(?:, \w+(?: as \w+)?)*)")
_QUOTES = frozenset("\"'")


class _Group:
    """Brackets, and the items between them.

    Args:
        role: `params`, `call`, `subscript` or `atom`.
    """

    __slots__ = ("flat", "items", "opening", "role", "start")

    def __init__(self, opening: str, role: str, start: int) -> None:
        self.opening = opening
        self.role = role
        self.start = start
        self.items: list[_Item] = []
        self.flat = ""

    @property
    def closing(self) -> str:
        return PARTNERS[self.opening]


class _Item:
    """The texts and groups between two commas."""

    __slots__ = ("flat", "parts")

    def __init__(self) -> None:
        self.parts: _Parts = []
        self.flat = ""


def statement_lines(text: str, depth: int) -> list[str]:
    """The physical lines of a statement that stands in so many blocks.

    Raises:
        Unsure: The rules here do not say how.
    """
    indent = "    " * depth
    if text.startswith(("from ", "import ")):
        return _import_lines(text, indent)
    parts = _read(text)
    first = parts[0]
    if isinstance(first, _Group):
        raise Unsure
    if fits(indent + text):
        return [indent + text]
    if _DEF.match(first):
        return _function(parts, indent)
    if first.startswith("class "):
        if parts[-1] != ":":
            raise Unsure
        return _split(parts[:-1], ":", indent, may_overflow=True)
    return _assignment(parts, indent)


def item_lines(text: str, depth: int, role: str) -> list[str]:
    """The physical lines of an item in brackets, with its comma."""
    if role == "params":
        raise Unsure
    return _laid_out(_read(text[:-1].lstrip(" ")), ",", "    " * depth)


def _import_lines(text: str, indent: str) -> list[str]:
    if text.startswith("import ") or fits(indent + text):
        return [indent + text]
    found = _IMPORT.fullmatch(text)
    if found is None:
        raise Unsure
    names = [f"{indent}    {name}," for name in found[2].split(", ")]
    return [f"{indent}from {found[1]} import (", *names, f"{indent})"]


def _read(text: str) -> _Parts:
    group = _Group("", "", 0)
    item, start, end = _Item(), 0, 0
    around: list[tuple[_Group, _Item, int]] = []
    for match in _TOKEN.finditer(text):
        if match.start() != end:
            raise Unsure
        end = match.end()
        token, kind = match[0], match.lastgroup
        if kind == "open":
            around.append((group, item, start))
            inner = _Group(token, _role(token, item), match.start())
            item.parts.append(inner)
            group, item, start = inner, _Item(), end
        elif kind == "close":
            if not around or group.closing != token or text[match.start() - 1] == " ":
                raise Unsure
            if item.parts:
                item.flat = text[start : match.start()]
                group.items.append(item)
                if token == ")" and group.role == "atom" and len(group.items) == 1:
                    raise Unsure  # possibly redundant parentheses
            elif group.items and (token != ")" or group.role != "atom" or len(group.items) > 1):
                raise Unsure  # a trailing comma has its own meaning
            group.flat = text[group.start : end]
            group, item, start = around.pop()
        elif kind == "comma":
            if not item.parts:
                raise Unsure
            if not around:
                item.parts.append(token)  # one of several targets
                continue
            item.flat = text[start : match.start()]
            group.items.append(item)
            item, start = _Item(), end
        elif (kind == "text" and normal_string(token) != token) or (
            kind == "plain"
            and (
                (token[0] == " " and not item.parts) or (":" in token and group.role == "subscript")
            )
        ):
            raise Unsure
        else:
            item.parts.append(token)
    if around or end != len(text) or not item.parts:
        raise Unsure
    return item.parts


def _role(opening: str, item: _Item) -> str:
    before = item.parts[-1] if item.parts else ""
    if not isinstance(before, str):
        raise Unsure  # the called or indexed expression is itself a call
    if opening == "{" or not (before[-1:].isalnum() or before[-1:] in ("_", '"', "'")):
        return "atom"
    if opening == "(":
        return "params" if _DEF.match(before) else "call"
    return "subscript"


def _function(parts: _Parts, indent: str) -> list[str]:
    head, group = parts[:2]
    if not isinstance(group, _Group) or group.role != "params":
        raise Unsure
    if not group.items:
        return _result(f"{indent}{head}()", _text(parts[2:]), indent)
    tail = [f"{indent}){_text(parts[2:])}"]
    if not fits(tail[0]):
        *result, colon = parts[2:]
        if isinstance(colon, _Group):
            raise Unsure
        closed = f"{indent})"
        tail = _split([")", *result], colon, indent) if result else _result(closed, colon, indent)
    return [f"{indent}{head}(", *_body(group, indent + "    "), *tail]


def _result(head: str, rest: str, indent: str) -> list[str]:
    """A function without parameters: put parentheses around its return type."""
    before, arrow, behind = rest.partition(" -> ")
    kind, colon, stub = behind.rpartition(":")
    first, inner = f"{head} -> (", f"{indent}    {kind}"
    if before or not arrow or not fits(first) or not fits(inner):
        raise Unsure
    return [first, inner, f"{indent}){colon}{stub}"]


def _assignment(parts: _Parts, indent: str) -> list[str]:
    """`target: annotation = value`, or a part of it, or a `return`."""
    for index, part in enumerate(parts):
        if isinstance(part, str) and " = " in part:
            before, behind = part.split(" = ", 1)
            target = [*parts[:index], before] if before else parts[:index]
            value = [behind, *parts[index + 1 :]] if behind else parts[index + 1 :]
            if isinstance(value[-1], _Group) or len(_pieces(value)) > 1:
                return _assigned(target, value, indent)
            return _short_value(target, _text(value), indent)
    first = parts[0]
    if isinstance(first, str) and first.startswith("return "):
        return _parenthesized("return ", [first.removeprefix("return "), *parts[1:]], "", indent)
    if isinstance(parts[-1], _Group) and ": " not in _text(parts[:-1]):
        return _split(parts, "", indent)
    return _annotated(parts, "", indent)


def _assigned(target: _Parts, value: _Parts, indent: str) -> list[str]:
    """A value with brackets or a union: split it there if what precedes it fits."""
    before = _text(target)
    opening = "(" if len(_pieces(value)) > 1 else _opened(value)
    if fits(f"{indent}{before} = {opening}"):
        return _parenthesized(f"{before} = ", value, "", indent)
    wrapped = [f"{indent}{before} = (", *_laid_out(value, "", indent + "    "), f"{indent})"]
    if all(map(fits, wrapped)):
        return wrapped
    name, _, annotation = before.partition(": ")
    if annotation and len(target) > 1:
        raise Unsure
    if annotation and fits(wrapped[0]):
        return wrapped
    if not annotation:
        if opening == "(":
            raise Unsure
        return _split([f"{before} = ", *value], "", indent, may_overflow=True)
    first, inner = f"{indent}{name}: (", f"{indent}    {annotation}"
    whole = f"{indent}) = ({_text(value)})"
    if opening == "(" and fits(first) and fits(whole):
        return [first, inner, whole]
    return [first, inner, *_parenthesized(") = ", value, "", indent)]


def _opened(parts: _Parts) -> str:
    """An expression up to the brackets that are split."""
    parts = _unchained(parts)[0]
    last = parts[-1]
    return "".join([_text(parts[:-1]), last.opening if isinstance(last, _Group) else last])


def _unchained(parts: _Parts) -> tuple[_Parts, str]:
    """A call, and the `.method()` after it."""
    if len(parts) > 3:
        *call, method, last = parts
        empty = isinstance(last, _Group) and not last.items
        if empty and isinstance(method, str) and method[0] == "." and method[1:].isidentifier():
            return call, f"{method}()"
    return parts, ""


def _short_value(target: _Parts, value: str, indent: str) -> list[str]:
    """A value without brackets: in parentheses if what precedes it fits, else after a split type."""
    first = f"{indent}{_text(target)} = ("
    if not fits(first):
        return _annotated(target, f" = {value}", indent)
    inner = f"{indent}    {value}"
    if ": " not in first or not fits(inner):
        raise Unsure
    return [first, inner, f"{indent})"]


def _annotated(parts: _Parts, suffix: str, indent: str) -> list[str]:
    """A name with its type, and what follows it."""
    first = parts[0]
    if isinstance(first, _Group) or ": " not in first:
        raise Unsure
    name, annotation = first.split(": ", 1)
    parts = [annotation, *parts[1:]] if annotation else parts[1:]
    before = f"{name}: "
    is_union = len(_pieces(parts)) > 1
    if is_union or (isinstance(parts[-1], _Group) and fits(f"{indent}{before}{_opened(parts)}")):
        return _parenthesized(before, parts, suffix, indent)
    wrapped = [f"{indent}{before}(", *_laid_out(parts, "", indent + "    "), f"{indent}){suffix}"]
    if all(map(fits, wrapped)):
        return wrapped
    if isinstance(parts[-1], _Group):
        return _split([before, *parts], suffix, indent, may_overflow=True)
    return [f"{indent}{before}{_text(parts)}{suffix}"]


def _parenthesized(before: str, parts: _Parts, suffix: str, indent: str) -> list[str]:
    """Split inside an expression or, for a union, in parentheses around it."""
    pieces = _pieces(parts)
    if len(pieces) == 1:
        return _split([before, *parts], suffix, indent)
    last = parts[-1]
    opened = f"{indent}{before}("
    ends_in_atom = isinstance(last, _Group) and last.role != "subscript"
    if isinstance(parts[0], _Group) or ends_in_atom or not fits(opened):
        raise Unsure
    inner = indent + "    "
    whole = inner + _text(parts)
    lines = [whole] if fits(whole) else _union(pieces, "", inner)
    return [opened, *lines, f"{indent}){suffix}"]


def _pieces(parts: _Parts) -> list[_Parts]:
    """The parts between the `|` outside of brackets; each but the first begins with it."""
    pieces: list[_Parts] = [[]]
    for part in parts:
        if isinstance(part, _Group) or part[0] in _QUOTES or "|" not in part:
            pieces[-1].append(part)
            continue
        words = part.split(" | ")
        if words[0]:
            pieces[-1].append(words[0])
        pieces += [[f"| {word}"] for word in words[1:]]
    return pieces


def _union(pieces: list[_Parts], suffix: str, indent: str) -> list[str]:
    last = len(pieces) - 1
    return [
        line
        for index, piece in enumerate(pieces)
        for line in _laid_out(piece, suffix if index == last else "", indent)
    ]


def _laid_out(parts: _Parts, suffix: str, indent: str) -> list[str]:
    """An item and what follows it, on one line or as many as needed."""
    flat = f"{indent}{_text(parts)}{suffix}"
    if fits(flat):
        return [flat]
    pieces = _pieces(parts)
    if len(pieces) > 1:
        return _union(pieces, suffix, indent)
    if all(isinstance(part, str) for part in parts):
        return [flat]  # nothing to split at
    return _split(parts, suffix, indent, may_overflow=True)


def _split(parts: _Parts, suffix: str, indent: str, may_overflow: bool = False) -> list[str]:
    """Split at the last brackets; a `.method()` after them stays on their last line."""
    parts, called = _unchained(parts)
    suffix = f"{called}{suffix}"
    *head, group = parts
    if (
        isinstance(group, str)
        or not group.items
        or any(isinstance(p, _Group) and p.items for p in head)
    ):
        raise Unsure
    first = f"{indent}{_text(head)}{group.opening}"
    if not may_overflow and not fits(first):
        raise Unsure
    return [first, *_body(group, indent + "    "), f"{indent}{group.closing}{suffix}"]


def _body(group: _Group, indent: str) -> list[str]:
    """The lines between split brackets."""
    items = group.items
    if len(items) == 1:
        if group.role == "params":
            return _only_parameter(items[0], indent)
        return _laid_out(items[0].parts, "," if group.flat.endswith(",)") else "", indent)
    if group.role != "atom":
        line = indent + ", ".join([item.flat for item in items])
        if fits(line):
            return [line]
    lines: list[str] = []
    for item in items:
        line = f"{indent}{item.flat},"
        if fits(line):
            lines.append(line)
        elif group.role == "params":
            lines += _parameter(item.parts, indent)
        else:
            lines += _laid_out(item.parts, ",", indent)
    return lines


def _only_parameter(item: _Item, indent: str) -> list[str]:
    line = f"{indent}{item.flat},"
    if not fits(line) or ("=" in line and "," in item.flat):
        raise Unsure
    return [line]


def _parameter(parts: _Parts, indent: str) -> list[str]:
    """A parameter whose type does not fit; only one-word defaults are supported."""
    last = parts[-1]
    default = ""
    if isinstance(last, str) and " = " in last:
        rest, default = last.split(" = ", 1)
        parts, default = ([*parts[:-1], rest] if rest else parts[:-1]), f" = {default}"
    elif any(isinstance(part, str) and " = " in part for part in parts):
        raise Unsure
    first = parts[0]
    if not isinstance(first, str) or ": " not in first:
        raise Unsure
    name, annotation = first.split(": ", 1)
    if all(isinstance(part, str) for part in parts) and "|" not in annotation:
        return [f"{indent}{first}{default},"]  # nothing to split at
    return _parenthesized(f"{name}: ", [annotation, *parts[1:]], f"{default},", indent)


def _text(parts: _Parts) -> str:
    return "".join([part if isinstance(part, str) else part.flat for part in parts])
