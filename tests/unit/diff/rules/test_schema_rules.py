"""Each rule of schemas finds its smallest pair, everywhere a schema can stand."""

from __future__ import annotations

import pytest

from specwright.diff.rules.judge import RULES
from specwright.diff.rules.schema import SCHEMA_RULES
from specwright.diff.rules.tables import FIXED
from tests.unit.diff.judging import PLACES, WORSE, changes_of, holding
from tests.unit.diff.rules.pairs import EVERYWHERE, PROPERTIES, SchemaPair


def check(pair: SchemaPair, place: str, rule: str, want: str) -> None:
    """The rule is found with its verdict, and nothing else is worse."""
    changes = changes_of(holding(pair.before, place), holding(pair.after, place))
    found = {change.id: change.wire for change in changes}
    assert found.get(rule) == want, found
    assert max(found.values(), key=WORSE.__getitem__) == want, found
    assert rule in RULES


@pytest.mark.parametrize("pair", EVERYWHERE, ids=lambda pair: pair.rule)
def test_pair(pair: SchemaPair) -> None:
    for place in PLACES:
        want = pair.request if place.startswith("request") else pair.response
        check(pair, place, pair.rule if pair.rule in FIXED else f"{place}-{pair.rule}", want)


@pytest.mark.parametrize("pair", PROPERTIES, ids=lambda pair: pair.rule)
def test_property(pair: SchemaPair) -> None:
    for place in ("request-body", "request-property", "response-body"):
        direction = place.split("-")[0]
        want = pair.request if direction == "request" else pair.response
        if want:
            check(pair, place, f"{direction}-{pair.rule}", want)


@pytest.mark.parametrize("action", ["added", "removed", "changed"])
def test_default(action: str) -> None:
    """Leaving a parameter out is a request, too; of a response a default only informs."""
    before = {"type": "integer"} if action == "added" else {"type": "integer", "default": 1}
    after = {"type": "integer"} if action == "removed" else {"type": "integer", "default": 2}
    request = "info" if action == "added" else "warning"
    pair = SchemaPair(f"default-{action}", before, after, request, "info")
    check(pair, "request-parameter", f"request-parameter-default-{action}", "breaking")
    check(pair, "request-property", f"request-property-default-{action}", request)
    check(pair, "response-property", f"response-property-default-{action}", "info")


def test_every_rule_has_a_pair() -> None:
    """What is left out here only informs."""
    told = {pair.rule for pair in (*EVERYWHERE, *PROPERTIES)}
    told |= {pair.rule.removeprefix("property-") for pair in PROPERTIES}
    left = {rule for rule, effect in SCHEMA_RULES.items() if effect != "none" and rule not in told}
    assert sorted(left) == ["discriminator-tag-changed"]  # see test_facts


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [({}, {"not": {}}, "can no longer have a value"), ({"not": {}}, {}, "can now have a value")],
)
def test_an_impossible_schema_has_a_readable_message(
    before: dict[str, object], after: dict[str, object], text: str
) -> None:
    changes = changes_of(holding(before, "request-property"), holding(after, "request-property"))
    assert any(change.message.endswith(text) for change in changes), changes
