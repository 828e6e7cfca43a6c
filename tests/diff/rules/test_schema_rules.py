"""Each rule of schemas finds its smallest pair, everywhere a schema can stand."""

from __future__ import annotations

from typing import Final

import pytest
import yaml

from specwright.diff.rules import RULES
from specwright.diff.schema_rules import SCHEMA_RULES
from tests.diff.rules.judging import PLACES, WORSE, changes_of, holding
from tests.diff.rules.schema_pairs import PROPERTY_PAIRS, SCHEMA_PAIRS, Pair

_IDS: Final = [f"{number}-{pair.rule}" for number, pair in enumerate(SCHEMA_PAIRS)]


def check(pair: Pair, place: str, rule: str, want: str) -> None:
    """The rule is found with its verdict, and nothing else is worse."""
    before, after = (holding(yaml.safe_load(text), place) for text in (pair.before, pair.after))
    found = {change.id: change.wire for change in changes_of(before, after)}
    assert found.get(rule) == want, found
    assert max(found.values(), key=WORSE.__getitem__) == want, found
    assert rule in RULES


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("pair", SCHEMA_PAIRS, ids=_IDS)
def test_pair(pair: Pair, place: str) -> None:
    want = pair.request if place.startswith("request") else pair.response
    check(pair, place, f"{place}-{pair.rule}", want)


@pytest.mark.parametrize("place", ["request-body", "request-property", "response-body"])
@pytest.mark.parametrize("pair", PROPERTY_PAIRS, ids=lambda pair: pair.rule)
def test_property(pair: Pair, place: str) -> None:
    direction = place.split("-")[0]
    want = pair.request if direction == "request" else pair.response
    if want:
        check(pair, place, f"{direction}-{pair.rule}", want)


@pytest.mark.parametrize("action", ["added", "removed", "changed"])
def test_default(action: str) -> None:
    """Leaving a parameter out is a request, too; of a response a default only informs."""
    sides = {"added": ("", "1"), "removed": ("1", ""), "changed": ("1", "2")}[action]
    before, after = (f"{{type: integer, default: {s}}}" if s else "{type: integer}" for s in sides)
    request = "info" if action == "added" else "warning"
    pair = Pair(f"default-{action}", "", before, after, request, "info")
    check(pair, "request-parameter", f"request-parameter-default-{action}", "breaking")
    check(pair, "request-property", f"request-property-default-{action}", request)
    check(pair, "response-property", f"response-property-default-{action}", "info")


def test_every_rule_has_a_pair() -> None:
    """What is left out here only informs."""
    told = {pair.rule for pair in (*SCHEMA_PAIRS, *PROPERTY_PAIRS)}
    told |= {pair.rule.removeprefix("property-") for pair in PROPERTY_PAIRS}
    left = {rule for rule, effect in SCHEMA_RULES.items() if effect != "none" and rule not in told}
    assert sorted(left) == []
