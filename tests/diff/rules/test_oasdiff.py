"""What oasdiff finds is found here, by a pair that a test runs."""

from __future__ import annotations

from specwright.diff.rules import RULES
from tests.diff.rules.document_pairs import DOCUMENT_PAIRS
from tests.diff.rules.judging import PLACES
from tests.diff.rules.oasdiff_rules import BUMPS, OASDIFF
from tests.diff.rules.schema_pairs import PROPERTY_PAIRS, SCHEMA_PAIRS


def test_every_rule_is_run_by_a_pair() -> None:
    run = {f"{place}-{pair.rule}" for place in PLACES for pair in SCHEMA_PAIRS}
    run |= {f"{side}-{pair.rule}" for side in ("request", "response") for pair in PROPERTY_PAIRS}
    run |= {
        f"{place}-default-{action}"
        for place in PLACES
        for action in ("added", "removed", "changed")
    }
    run |= {pair.rule for pair in DOCUMENT_PAIRS}
    assert sorted(set(OASDIFF.values()) - run) == []
    assert set(OASDIFF.values()) <= set(RULES)
    assert len(OASDIFF) + len(BUMPS) == 509
