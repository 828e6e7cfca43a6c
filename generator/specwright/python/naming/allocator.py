"""Give out names. The only place that decides whether a name is free."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from specwright.python.naming.identifiers import bounded

_ALIKE = str.maketrans("асекорхуіјѕһԁԛԝмтвнαονρικυχωτ", "acekopxyijshdqwmtbhaovpikuxwt")
"""Small Cyrillic and Greek letters that look like Latin ones, in small or in capital form."""


class Scope:
    """One namespace in which identifiers are given.

    Names that differ only in case, or that a reader cannot tell apart, count as equal.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {_seen_as(name) for name in taken}

    def has(self, name: str) -> bool:
        return _seen_as(name) in self._taken

    def give(self, candidates: Sequence[str]) -> tuple[str, bool]:
        """The first free candidate, or the last one with a number; whether a number was needed."""
        for candidate in map(bounded, candidates):
            if not self.has(candidate):
                self._taken.add(_seen_as(candidate))
                return candidate, False
        number = 2
        while self.has(bounded(f"{candidates[-1]}{number}")):
            number += 1
        return self.give([f"{candidates[-1]}{number}"])[0], True


def _seen_as(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().translate(_ALIKE)
