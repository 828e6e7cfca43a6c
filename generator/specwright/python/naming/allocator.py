"""Assign names. The only place that decides whether a name is free."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from specwright.python.naming.identifiers import bounded

_ALIKE = str.maketrans("асекорхуіјѕһԁԛԝмтвнαονρικυχωτ", "acekopxyijshdqwmtbhaovpikuxwt")
"""Small Cyrillic and Greek letters that look like Latin ones, in lower or upper case."""


class Scope:
    """One namespace of identifiers. Names that differ only in case, or look alike, count as equal."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {_seen_as(name) for name in taken}

    def has(self, name: str) -> bool:
        return _seen_as(name) in self._taken

    def give(self, candidates: Sequence[str]) -> tuple[str, bool]:
        """The first free candidate, or the last one with a number; and whether it needed a number."""
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
