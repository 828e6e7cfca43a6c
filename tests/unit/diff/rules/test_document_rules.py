"""Each rule that is not about schemas finds its smallest pair of documents, and oasdiff finds no more."""

from __future__ import annotations

from typing import Final

import pytest

from specwright.diff.rules.judge import RULES
from specwright.diff.rules.tables import FIXED
from tests.unit.diff.judging import PLACES, WORSE, changes_of, document
from tests.unit.diff.rules.oasdiff_rules import BUMPS, OASDIFF
from tests.unit.diff.rules.pairs import DOCUMENTS, EVERYWHERE, PROPERTIES, DocumentPair

UNPAIRED: Final = {
    "request-path-parameter-added",  # an operation whose path changes is another one
    "request-path-parameter-removed",
    "server-variable-added",
    "server-variable-removed",
    "schema-reference-changed",
}


@pytest.mark.parametrize("pair", DOCUMENTS, ids=lambda pair: pair.rule)
def test_pair(pair: DocumentPair) -> None:
    changes = changes_of(document(pair.before), document(pair.after))
    found = {change.id: change.wire for change in changes}
    assert found.get(pair.rule) == pair.wire, found
    assert max(found.values(), key=WORSE.__getitem__) == pair.wire, found
    assert all(change.id in RULES for change in changes)


def test_every_rule_has_a_pair() -> None:
    paired = {pair.rule for pair in (*DOCUMENTS, *EVERYWHERE)}
    assert sorted(set(FIXED) - paired - UNPAIRED) == []


def test_every_rule_of_oasdiff_is_run_by_a_pair() -> None:
    actions = ("added", "removed", "changed")
    run = {f"{place}-{pair.rule}" for place in PLACES for pair in EVERYWHERE}
    run |= {f"{side}-{pair.rule}" for side in ("request", "response") for pair in PROPERTIES}
    run |= {f"{place}-default-{action}" for place in PLACES for action in actions}
    run |= {pair.rule for pair in (*DOCUMENTS, *EVERYWHERE)}
    assert sorted(set(OASDIFF.values()) - run) == []
    assert set(OASDIFF.values()) <= set(RULES)
    assert len(OASDIFF) + len(BUMPS) == 509
