"""Look up a rule by its id."""

from __future__ import annotations

import textwrap

from specwright.diff.python_api.rules import SOURCE_RULES
from specwright.diff.rules.judge import RULES


def is_rule(id_: str) -> bool:
    return id_ in RULES or id_ in SOURCE_RULES


def rule_ids() -> list[str]:
    return [*RULES, *SOURCE_RULES]


def rule_text(id_: str) -> str | None:
    """What a rule says, and why; None for an unknown one."""
    source = SOURCE_RULES.get(id_)
    if source is not None:
        return _shown(id_, f"in Python: {source.verdict}", source.why)
    rule = RULES.get(id_)
    if rule is None:
        return None
    direction = f", in a {rule.direction}" if rule.direction else ""
    return _shown(id_, f"on the wire: {rule.level}{direction}", rule.why)


def _shown(id_: str, what: str, why: str) -> str:
    return f"{id_} ({what})\n\n{textwrap.fill(why, 88)}"
