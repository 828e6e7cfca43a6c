"""A line of leaves, what it is as text, and where it can be split."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import category, east_asian_width

from specwright.emit.layout.leaves import PARTNERS, Leaf, Unsure

WIDTH = 88
COMMA, UNION, DOT = 3, 2, 1
"""What a line may be split at, by priority."""

CLOSING = frozenset(")]}")


class Line:
    """Leaves that stand on one physical line, or have to be split further.

    Args:
        tracked: Whether delimiters and magic commas count: `all`, only inside `pairs` of brackets, or `none`.
    """

    __slots__ = ("delimiters", "depth", "inside", "invisible", "leaves", "magic", "optional")

    def __init__(
        self, leaves: list[Leaf], depth: int, tracked: str = "all", inside: bool = False
    ) -> None:
        self.leaves = leaves
        self.depth = depth
        self.inside = inside
        self.delimiters: dict[int, int] = {}
        self.magic = False
        self.invisible = False
        self.optional: list[Leaf] = []
        if tracked == "all":
            self._track(leaves)
        elif tracked == "pairs":
            for pair in _pairs(leaves):
                self._track(pair)
            self.delimiters = {}

    def _track(self, leaves: list[Leaf]) -> None:
        depth = 0
        previous: Leaf | None = None
        for index, leaf in enumerate(leaves):
            kind = leaf.kind
            if kind in CLOSING:
                depth -= 1
                self.magic = self.magic or leaf.magic
            elif depth == 0 and previous is not None:
                if kind == ",":
                    self.delimiters[index] = COMMA
                elif kind == "|":
                    self.delimiters[index - 1] = UNION
                elif kind == "." and previous.kind in CLOSING:
                    self.delimiters[index - 1] = DOT
            leaf.depth = depth
            if not leaf.text:
                self.invisible = True
                if depth == 0:
                    self.optional.append(leaf)
            if kind in PARTNERS:
                depth += 1
            previous = leaf

    @property
    def is_def(self) -> bool:
        words = [leaf.text for leaf in self.leaves[:2]]
        return words[:1] == ["def"] or words == ["async", "def"]

    def __str__(self) -> str:
        texts = [f" {leaf.text}" if leaf.space else leaf.text for leaf in self.leaves]
        return "    " * self.depth + "".join(texts)

    def fits(self, width: int = WIDTH) -> bool:
        return width_of(str(self)) <= width

    def highest(self, last_too: bool = True) -> int:
        """The priority at which this line is split; 0 without a delimiter."""
        last = len(self.leaves) - 1
        return max((p for i, p in self.delimiters.items() if last_too or i != last), default=0)


def width_of(text: str) -> int:
    """Columns of a text. Marks that are both wide and no columns of their own are left to black."""
    if text.isascii():
        return len(text)
    return sum(map(_width_of_character, text))


def _width_of_character(character: str) -> int:
    wide = east_asian_width(character) in ("W", "F")
    if wide and category(character)[0] == "M":
        raise Unsure
    return 2 if wide else 1


def _pairs(leaves: list[Leaf]) -> Iterator[list[Leaf]]:
    """The outermost pairs of brackets of which both are here, with what stands between them."""
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    for index, leaf in enumerate(leaves):
        if leaf.kind in PARTNERS:
            opened.append(index)
        elif leaf.kind in CLOSING and opened:
            pairs.append((opened.pop(), index))
    end = -1
    for first, last in sorted(pairs):
        if first > end:
            end = last
            yield leaves[first : last + 1]
