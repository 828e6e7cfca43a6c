"""The id of a rule enters; whether there is one, and what it means, leaves."""

from __future__ import annotations

from typing import TypeAlias

from specwright.diff import rules
from specwright.diff.rules import Level
from specwright.diff.surface_rules import SOURCE_RULES

LEVELS: TypeAlias = Level


def is_rule(id_: str) -> bool:
    return id_ in getattr(rules, "RULES", {}) or id_ in SOURCE_RULES
