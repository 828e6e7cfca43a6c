"""Suggestions: a name that is not there and those that are go in, the one that was meant comes out."""

from __future__ import annotations

import difflib
from typing import Final

_MAX_LENGTH: Final = 100


def closest(name: str, candidates: list[str]) -> str | None:
    """The candidate that is most like a name, if any is like it."""
    exact = [item for item in candidates if item.lower() == name.lower()]
    short = [item for item in candidates if len(item) <= _MAX_LENGTH]
    matches = exact or difflib.get_close_matches(name[:_MAX_LENGTH], short, n=1, cutoff=0.75)
    return matches[0] if matches else None
