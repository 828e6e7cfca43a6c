"""Suggest the name that was probably meant."""

from __future__ import annotations

import difflib
from typing import Final

_MAX_LENGTH: Final = 100


def closest(name: str, candidates: list[str]) -> str | None:
    """The candidate most like a name, if any is similar."""
    exact = [item for item in candidates if item.lower() == name.lower()]
    short = [item for item in candidates if len(item) <= _MAX_LENGTH]
    matches = exact or difflib.get_close_matches(name[:_MAX_LENGTH], short, n=1, cutoff=0.75)
    return matches[0] if matches else None


def nearest(name: str, candidates: list[str], most: int = 3) -> list[str]:
    """The candidates that are similar to a name or contain it, the most similar first."""
    low = name.lower().strip("*/ ")
    by_case = {item.lower(): item for item in reversed(candidates) if len(item) <= _MAX_LENGTH}
    like = difflib.get_close_matches(name.lower()[:_MAX_LENGTH], by_case, n=most, cutoff=0.7)
    holding = [item for key, item in by_case.items() if len(low) > 2 and low in key]
    return list(dict.fromkeys([*(by_case[key] for key in like), *sorted(holding)]))[:most]
