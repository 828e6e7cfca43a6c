"""Read one logical line into leaves: what `split.py` distributes over physical lines.

Only what generated code consists of is read; for anything else `Unsure` is raised, and black formats the module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from specwright.emit.layout.strings import normal_string

PARTNERS = {"(": ")", "[": "]", "{": "}"}
_TOKEN = re.compile(
    r"""[^\W\d]\w*(?![\w"'])               # a name or a keyword, not the prefix of a string
    |"(?!"")(?:[^"\\\n]|\\.)*"              # a string
    |'(?!'')(?:[^'\\\n]|\\.)*'
    |\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.])   # a number
    |\.\.\.|->|\*\*|[()\[\]{},.:=|*-]       # an operator
    |[ \n]+
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_SPACE = frozenset(" \n")
_KEYWORDS = frozenset(
    "and as assert break continue del elif else except finally for from global if import in is"
    " nonlocal not or pass raise try while with yield".split()
)
"""Those that no long line of ours has."""

_ALLOWED = frozenset({"async", "await", "class", "def", "lambda", "return"})

_ONE_ITEM = (("atom", ")"), ("subscript", "]"))
"""Brackets in which a comma behind the only item has a meaning, so that it is not magic."""


class Unsure(Exception):
    """The text has something for which the rules here are not enough."""


class Leaf:
    """A token with its place among brackets. An invisible parenthesis has no text until a split needs it.

    Args:
        kind: A bracket or an operator: itself. `n`: a name, `k`: a keyword, `s`: a string, `d`: a number.
        space: Whether a space stands before it.
        role: Of a bracket: `call`, `subscript`, `params`, `atom`, `invisible`, or `group` if it is not needed.
            Of a comma: that of the brackets around.
        partner: Of a closing bracket: the opening one.
    """

    __slots__ = (
        "annotation",
        "depth",
        "kind",
        "magic",
        "partner",
        "returns",
        "role",
        "space",
        "text",
    )

    def __init__(
        self,
        text: str,
        kind: str,
        space: bool = False,
        role: str = "",
        partner: Leaf | None = None,
    ) -> None:
        self.text = text
        self.kind = kind
        self.space = space
        self.role = role
        self.partner = partner
        self.magic = False
        """Of a closing bracket: whether the comma before it keeps its items on lines of their own."""
        self.depth = 0
        """Brackets around it on the line that was looked through last."""
        self.annotation = False
        """Whether it belongs to a parameter's or a result's type."""
        self.returns = False

    @property
    def width(self) -> int:
        return len(self.text) + self.space


def read_leaves(text: str, role: str) -> list[Leaf]:
    """The leaves of a text that stands in brackets of a role, or of a statement.

    Args:
        role: Of the brackets around; empty for a statement.
    """
    leaves: list[Leaf] = []
    stack: list[_Open] = [_Open(Leaf("", "", role=role))]
    for token in _tokens(text):
        previous = leaves[-1] if leaves else None
        leaf = _leaf(token, previous, stack[-1])
        leaves.append(leaf)
        if leaf.kind in PARTNERS:
            stack.append(_Open(leaf))
        elif leaf.kind in ")]}":
            _close(leaf, previous, stack)
        else:
            stack[-1].take(leaf)
    if len(stack) != 1:
        raise Unsure
    return leaves


def parenthesized(leaves: list[Leaf]) -> list[Leaf]:
    """Leaves of an expression between invisible parentheses, as around the value of an assignment."""
    if not leaves:
        raise Unsure
    if leaves[0].kind == "(" and leaves[-1].partner is leaves[0]:
        if leaves[0].role == "group":
            leaves[0].text = leaves[-1].text = ""
            leaves[0].role = leaves[-1].role = "invisible"
        return leaves
    opening = Leaf("", "(", leaves[0].space, "invisible")
    leaves[0].space = False
    return [opening, *leaves, Leaf("", ")", role="invisible", partner=opening)]


def with_depth(leaves: list[Leaf]) -> Iterator[tuple[int, Leaf]]:
    """Each leaf with the number of brackets around it; brackets are outside of themselves."""
    depth = 0
    for leaf in leaves:
        if leaf.kind in ")]}":
            depth -= 1
        yield depth, leaf
        if leaf.kind in PARTNERS:
            depth += 1


class _Open:
    """What is known of a pair of brackets while it is read."""

    __slots__ = ("annotated", "commas", "defines", "leaf", "thunk")

    def __init__(self, leaf: Leaf) -> None:
        self.leaf = leaf
        self.commas = 0
        self.annotated = False
        self.defines = False
        self.thunk = False

    def take(self, leaf: Leaf) -> None:
        if leaf.kind == ",":
            self.commas += 1
            leaf.role = self.leaf.role
            self.annotated = False
        elif leaf.kind == "k":
            self.thunk = leaf.text == "lambda"
            self.defines = leaf.text == "def"
        elif leaf.kind == ":":
            if self.thunk:
                self.thunk = False
            elif self.leaf.role == "params":
                self.annotated = True
            elif self.leaf.role in ("call", "subscript"):
                raise Unsure  # a slice


def _tokens(text: str) -> Iterator[str]:
    for match in _TOKEN.finditer(text):
        token = match[0]
        if match["other"]:
            raise Unsure
        if token[0] not in _SPACE:
            yield token


def _leaf(token: str, previous: Leaf | None, around: _Open) -> Leaf:
    kind = _kind(token)
    if kind == "s":
        if previous is not None and previous.kind == "s":
            raise Unsure
        token = normal_string(token)
    elif kind == "d":
        token = token.replace("e+", "e")
    leaf = Leaf(token, kind)
    if kind in "([":
        called = previous is not None and previous.kind in "ns)]}"
        leaf.role = ("call" if kind == "(" else "subscript") if called else "atom"
        if called and around.defines:
            leaf.role, around.defines = "params", False
    elif kind == "{":
        leaf.role = "atom"
    if previous is not None:
        leaf.space = _spaced(previous, leaf, around)
    return leaf


def _kind(token: str) -> str:
    first = token[0]
    if first in "\"'":
        return "s"
    if first.isdigit():
        return "d"
    if token in _ALLOWED:
        return "k"
    if token in _KEYWORDS:
        raise Unsure
    return "n" if first == "_" or first.isalpha() or token.isidentifier() else token


def _spaced(previous: Leaf, leaf: Leaf, around: _Open) -> bool:
    before, kind = previous.kind, leaf.kind
    if kind in ",)]}:." or before in PARTNERS or before == ".":
        return False
    if kind in PARTNERS and leaf.role != "atom":
        return False
    if kind == "=" or before == "=":
        return not around.leaf.role or around.annotated
    if kind in ("*", "**", "-") and before not in (",", ":"):
        raise Unsure  # an operation, or a place where a sign is rare
    return before not in ("*", "**", "-")


def _close(leaf: Leaf, previous: Leaf | None, stack: list[_Open]) -> None:
    opened = stack.pop()
    opening = opened.leaf
    if not stack or PARTNERS.get(opening.kind) != leaf.kind:
        raise Unsure
    leaf.partner, leaf.role = opening, opening.role
    if leaf.role == "atom" and leaf.kind == ")" and not opened.commas and previous is not opening:
        leaf.role = opening.role = "group"
    one_item = opened.commas < 2 and (leaf.role, leaf.kind) in _ONE_ITEM
    leaf.magic = previous is not None and previous.kind == "," and not one_item
