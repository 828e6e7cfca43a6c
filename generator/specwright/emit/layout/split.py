"""Distribute a logical line over physical lines by black's rules.

The names are those of black's `linegen.py`, which is the reference: a difference is a mistake here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from specwright.emit.layout.leaves import PARTNERS, Leaf, Unsure
from specwright.emit.layout.line import CLOSING, COMMA, DOT, WIDTH, Line

_BRACKETS = frozenset("()[]{}")


class _CannotSplit(Exception):
    """This way of splitting leads nowhere; another is tried."""


def split_line(line: Line, *, exploded: bool = False, force: bool = False) -> list[Line]:
    """The physical lines of a line (`transform_line`).

    Args:
        exploded: Split even when it fits.
        force: Make invisible parentheses visible.
    """
    if not (exploded or line.magic) and line.fits():
        return [line]
    ways: list[Callable[[Line, bool], list[_Part]]]
    if line.is_def and not _splits_in_returns(line):
        ways = [_left_hand_split]
    elif line.inside:
        ways = [_delimiter_split, _right_hand_split_with_omits]
    else:
        ways = [_right_hand_split_with_omits]
    for way in ways:
        try:
            return _run(line, way, force)
        except _CannotSplit:
            continue
    return [line]


_Part = tuple[Line, bool]
"""A line, and whether it must be split further even when it fits."""


def _run(line: Line, way: Callable[[Line, bool], list[_Part]], force: bool) -> list[Line]:
    """Split, and split the parts further; try again with parentheses when the first line is too long."""
    text = str(line)
    result: list[Line] = []
    for part, exploded in way(line, force):
        if str(part) == text:
            raise _CannotSplit
        result += split_line(part, exploded=exploded, force=force)
    if (
        force
        or way is not _right_hand_split_with_omits
        or not line.invisible
        or any(leaf.text for leaf in line.optional)
        or result[0].fits()
    ):
        return result
    second = _run(Line(_copied(line.leaves), line.depth, inside=line.inside), way, True)
    return second if all(part.fits() for part in second) else result


def _copied(leaves: list[Leaf]) -> list[Leaf]:
    copies: dict[int, Leaf] = {}
    for leaf in leaves:
        copy = Leaf(leaf.text, leaf.kind, leaf.space, leaf.role)
        copy.magic, copy.depth = leaf.magic, leaf.depth
        copy.annotation, copy.returns = leaf.annotation, leaf.returns
        if leaf.partner is not None:
            copy.partner = copies.get(id(leaf.partner), leaf.partner)
        copies[id(leaf)] = copy
    return list(copies.values())


def _splits_in_returns(line: Line) -> bool:
    """Whether a function's result type has a magic comma, or is a string that is too long."""
    returns = [leaf for leaf in line.leaves if leaf.returns]
    visible = [leaf for leaf in returns if leaf.text]
    part = Line(returns, line.depth, "pairs")
    return part.magic or (bool(visible) and visible[0].kind == "s" and not part.fits())


def _left_hand_split(line: Line, _force: bool) -> list[_Part]:
    """At the first pair of brackets that has content: the parameters of a function."""
    leaves = line.leaves
    for start, opening in enumerate(leaves):
        if opening.kind == "(":
            end = _end_of(leaves, start)
            if end > start + 1:
                opening.text, leaves[end].text = "(", ")"
                return _split_at(line, start, end).parts
    raise _CannotSplit


def _end_of(leaves: list[Leaf], start: int) -> int:
    return next((i for i, leaf in enumerate(leaves) if leaf.partner is leaves[start]), -1)


@dataclass(frozen=True, slots=True)
class _Split:
    """What stands before, between and behind a pair of brackets (`RHSResult`)."""

    head: Line
    body: Line
    exploded: bool
    tail: Line
    opening: Leaf
    closing: Leaf

    @property
    def parts(self) -> list[_Part]:
        return [(self.head, False), (self.body, self.exploded), (self.tail, False)]


def _split_at(line: Line, start: int, end: int) -> _Split:
    opening, closing = line.leaves[start], line.leaves[end]
    content = line.leaves[start + 1 : end]
    if content[-1].kind != "," and _wants_comma(content, line, opening):
        content = [*content, Leaf(",", ",")]
    head = Line(line.leaves[: start + 1], line.depth, "pairs")
    body = Line(content, line.depth + 1, inside=True)
    tail = Line(line.leaves[end:], line.depth, "none")
    return _Split(head, body, _explodes(body, opening), tail, opening, closing)


def _wants_comma(content: list[Leaf], line: Line, opening: Leaf) -> bool:
    """A function's only parameter gets a comma behind it."""
    if not line.is_def or opening.text != "(":
        return False
    if any(leaf.kind == "," and not leaf.annotation for leaf in content):
        return False
    return not content[0].returns


def _explodes(body: Line, opening: Leaf) -> bool:
    if body.highest(last_too=body.leaves[-1].kind != ",") != COMMA:
        return False
    return body.leaves[-1].kind == "," or opening.role in ("atom", "invisible")


def _right_hand_split_with_omits(line: Line, force: bool) -> list[_Part]:
    """At the last pair of brackets from which on the first line fits."""
    first: list[_Part] | None = None
    before: dict[int, int] = {}
    length = 4 * line.depth
    for leaf in line.leaves:
        before[id(leaf)] = length
        length += leaf.width
    for omit in _trailers_to_omit(line):
        if omit:
            target = next(
                (
                    leaf.partner
                    for leaf in reversed(line.leaves)
                    if leaf.kind in CLOSING and id(leaf) not in omit
                ),
                None,
            )
            if target is not None and target.text and before.get(id(target), 0) > WIDTH:
                continue
        parts = _right_hand_split(line, force, omit)
        if first is None and not omit:
            first = parts
        if parts[0][0].fits():
            return parts
    return first if first is not None else _right_hand_split(line, force, frozenset())


def _right_hand_split(line: Line, force: bool, omit: frozenset[int]) -> list[_Part]:
    return _without_parentheses(_first_right_hand_split(line, omit), line, force, omit)


def _first_right_hand_split(line: Line, omit: frozenset[int]) -> _Split:
    leaves = line.leaves
    end = len(leaves) - 1
    while end >= 0:
        closing = leaves[end]
        if closing.kind in CLOSING and id(closing) not in omit:
            start = next((i for i in range(end) if leaves[i] is closing.partner), -1)
            if start < 0:
                raise _CannotSplit
            if end > start + 1:
                return _split_at(line, start, end)
            end = start  # empty brackets stay in the tail
        end -= 1
    raise _CannotSplit


def _without_parentheses(
    split: _Split, line: Line, force: bool, omit: frozenset[int]
) -> list[_Part]:
    """Split inside of invisible parentheses where that is good enough, or else make them visible."""
    hidden = split.opening.kind == "(" and not split.opening.text and not split.closing.text
    if hidden and not force and _can_omit_invisible_parens(split):
        omit = omit | {id(split.closing)}
        try:
            other = _first_right_hand_split(line, omit)
            if _prefers(other, split):
                return _without_parentheses(other, line, force, omit)
        except _CannotSplit:
            if not _can_be_split(split.body) and not split.body.fits():
                raise
    if not split.opening.text:
        split.opening.text, split.closing.text = "(", ")"
    return split.parts


def _can_be_split(line: Line) -> bool:
    if len(line.leaves) < 2:
        return False
    if line.leaves[0].kind == "s" and line.leaves[1].kind == ".":
        raise Unsure
    return True


def _prefers(other: _Split, split: _Split) -> bool:
    """Whether a split inside of the parentheses is preferred (`_prefer_split_rhs_oop_over_rhs`)."""
    head = split.head.leaves
    if not (len(head) >= 2 and head[-2].kind == "="):
        return True
    if not any(leaf.kind in _BRACKETS for leaf in head[:-1]):
        return True
    if not split.head.fits(WIDTH - 1) or split.head.magic:
        return True
    for leaf in reversed(other.head.leaves):
        if leaf.kind == "=":
            break
        if leaf.kind in CLOSING:
            return True
    return any(leaf.kind == "=" for leaf in other.head.leaves) and other.head.fits()


def _can_omit_invisible_parens(split: _Split) -> bool:
    line = split.body
    if not line.delimiters:
        return True
    highest = line.highest()
    if list(line.delimiters.values()).count(highest) > 1:
        return False
    if highest == DOT:
        return True
    first, second = line.leaves[:2]
    if (
        first.kind in PARTNERS
        and second.kind not in CLOSING
        and _can_omit_opening_paren(line, first)
    ):
        return True
    penultimate, last = line.leaves[-2:]
    if last.kind in ")}" or (last.kind == "]" and last.role != "subscript"):
        if penultimate.kind in PARTNERS:
            return False
        return _can_omit_closing_paren(line, last)
    return False


def _can_omit_opening_paren(line: Line, first: Leaf) -> bool:
    remainder = False
    length = 4 * line.depth
    for leaf in line.leaves:
        if leaf.kind in CLOSING and leaf.partner is first:
            remainder = True
        if remainder:
            length += leaf.width
            if length > WIDTH:
                return False
            if leaf.kind in PARTNERS:
                remainder = False
    return True


def _can_omit_closing_paren(line: Line, last: Leaf) -> bool:
    length = 4 * line.depth
    others = False
    for leaf in line.leaves:
        length += leaf.width
        if leaf is last.partner:
            if others or length <= WIDTH:
                return True
        elif leaf.kind in PARTNERS:
            others = True
    return False


def _trailers_to_omit(line: Line) -> Iterator[frozenset[int]]:
    """Sets of closing brackets that are passed over, from the end of the line, each larger than the last."""
    omit: frozenset[int] = frozenset()
    if not line.magic:
        yield omit
    length = 4 * line.depth
    opening: Leaf | None = None
    closing: Leaf | None = None
    inner: set[int] = set()
    for index in range(len(line.leaves) - 1, -1, -1):
        leaf = line.leaves[index]
        length += leaf.width
        if length > WIDTH:
            return
        previous = line.leaves[index - 1] if index else None
        if opening is not None:
            if leaf is opening:
                opening = None
            elif leaf.kind in CLOSING:
                if _keeps_comma(leaf, previous, line):
                    return
                inner.add(id(leaf))
        elif leaf.kind in CLOSING:
            if previous is not None and previous.kind in PARTNERS:
                inner.add(id(leaf))
                continue
            if closing is not None:
                omit = omit | {id(closing)} | inner
                inner.clear()
                yield omit
            if _keeps_comma(leaf, previous, line):
                return
            if leaf.text:
                opening, closing = leaf.partner, leaf


def _keeps_comma(leaf: Leaf, previous: Leaf | None, line: Line) -> bool:
    """Whether a comma before a closing bracket is magic here; brackets with it are never passed over."""
    if previous is None or previous.kind != ",":
        return False
    return leaf.kind != ")" or not _is_one_sequence(leaf, line.leaves)


def _is_one_sequence(closing: Leaf, leaves: list[Leaf]) -> bool:
    """Whether at most one item stands in parentheses, by the depths that black has noted last."""
    start = next((i for i, leaf in enumerate(leaves) if leaf is closing.partner), -1)
    if start < 0:
        return False
    between = takewhile(lambda leaf: leaf is not closing, leaves[start + 1 :])
    commas = [leaf for leaf in between if leaf.kind == "," and leaf.depth == closing.depth + 1]
    return len(commas) < 2 and all(comma.role in ("atom", "subscript") for comma in commas)


def _delimiter_split(line: Line, _force: bool) -> list[_Part]:
    """At every delimiter of the highest priority, with a comma behind the last item."""
    leaves = line.leaves
    highest = line.highest(last_too=False)
    if not highest or (highest == DOT and list(line.delimiters.values()).count(highest) == 1):
        raise _CannotSplit
    parts: list[_Part] = []
    start = 0
    for index in range(len(leaves)):
        if line.delimiters.get(index) == highest:
            parts.append((_piece(leaves[start : index + 1], line), False))
            start = index + 1
    if start < len(leaves):
        rest = leaves[start:]
        if highest == COMMA and rest[-1].kind != ",":
            rest = [*rest, Leaf(",", ",")]
        parts.append((_piece(rest, line), False))
    return parts


def _piece(leaves: list[Leaf], line: Line) -> Line:
    leaves[0].space = False
    return Line(leaves, line.depth, inside=line.inside)
