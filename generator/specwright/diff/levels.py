"""Verdicts and levels, from worst to best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeAlias

Verdict: TypeAlias = Literal["breaking", "warning", "info", "none"]
"""`info` has a compatible effect, `none` has no effect."""
Level: TypeAlias = Literal["error", "warning", "info"]
Levels: TypeAlias = Mapping[str, Level]
"""Those that the configuration sets, by id of a rule."""

RANK: Final[Mapping[str, int]] = {"breaking": 3, "warning": 2, "info": 1, "none": 0}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    return max(verdicts, key=RANK.__getitem__, default="none")


def level_of(verdict: Verdict) -> Level:
    return "error" if verdict == "breaking" else "warning" if verdict == "warning" else "info"


def verdict_at(level: Level) -> Literal["breaking", "warning", "info"]:
    return "breaking" if level == "error" else level
