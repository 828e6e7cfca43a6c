"""Each rule that is not about schemas finds its smallest pair of documents."""

from __future__ import annotations

import pytest

from specwright.diff.rule_table import FIXED
from specwright.diff.rules import RULES
from tests.diff.rules.document_pairs import DOCUMENT_PAIRS, Pair
from tests.diff.rules.judging import WORSE, changes_of, document

UNPAIRED = {
    "request-path-parameter-added",  # an operation whose path changes is another one
    "request-path-parameter-removed",
    "server-variable-added",
    "server-variable-removed",
    "schema-reference-changed",
}


@pytest.mark.parametrize("pair", DOCUMENT_PAIRS, ids=lambda pair: pair.rule)
def test_pair(pair: Pair) -> None:
    changes = changes_of(document(pair.before), document(pair.after))
    found = {change.id: change.wire for change in changes}
    assert found.get(pair.rule) == pair.wire, found
    assert max(found.values(), key=WORSE.__getitem__) == pair.wire, found
    assert all(change.id in RULES for change in changes)


def test_every_rule_has_a_pair() -> None:
    assert sorted(set(FIXED) - {pair.rule for pair in DOCUMENT_PAIRS} - UNPAIRED) == []
