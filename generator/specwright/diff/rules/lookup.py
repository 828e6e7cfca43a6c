"""Look up a rule by its id."""

from __future__ import annotations

from specwright.diff.python_api.rules import SOURCE_RULES
from specwright.diff.rules.explanations import explanation_of
from specwright.diff.rules.judge import RETIRED, RULES


def is_rule(id_: str) -> bool:
    return id_ in RULES or id_ in SOURCE_RULES


def rule_ids() -> list[str]:
    return [*RULES, *SOURCE_RULES]


def successor(id_: str) -> str | None:
    """The id that a rule has now; None for a rule of today, and for what never was one."""
    return RETIRED.get(id_)


def rule_text(id_: str) -> str | None:
    """What a rule says, why, and the ways out; None for an unknown one."""
    now = successor(id_)
    if now is not None:
        return f"{now} replaces {id_}.\n\n{explanation_of(now)}"
    return explanation_of(id_)


def reason_of(id_: str) -> str:
    """Why a rule has its verdict, on one line; empty for an unknown one."""
    return SOURCE_RULES[id_].why if id_ in SOURCE_RULES else RULES[id_].why if id_ in RULES else ""
