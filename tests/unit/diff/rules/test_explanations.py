"""`specwright explain RULE` says what a rule means, whom it breaks, and what you can do."""

from __future__ import annotations

import pytest

from specwright.cli import main
from specwright.diagnostics import Diagnostics
from specwright.diff.python_api.rules import SOURCE_RULES
from specwright.diff.rules.explanations import pair_of
from specwright.diff.rules.judge import RULES
from specwright.diff.rules.tables import FIXED
from specwright.source.document import parse_document


@pytest.mark.parametrize(
    ("rule", "before", "after", "way"),
    [
        (
            "request-parameter-maximum-decreased",
            "- {type: integer, maximum: 9}",
            "+ {type: integer, maximum: 5}",
            "Keep the old limit",
        ),
        (
            "method-renamed",
            "- client.books.list()",
            "+ client.books.search()",
            "an overlay that keeps the old name",
        ),
        ("operation-removed", "- {paths: {/x: {post:", "+ {paths: {}}", "deprecate it before"),
    ],
)
def test_meaning_pair_and_ways_out(
    capsys: pytest.CaptureFixture[str], rule: str, before: str, after: str, way: str
) -> None:
    assert main(["explain", rule]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"{rule} (")
    for part in ("Whom it concerns: ", before, after, way, f'{rule} = "info"', "--write-accepts"):
        assert part in " ".join(text.split()), text


def test_every_rule_has_a_pair_that_differs() -> None:
    pairs = {name: pair_of(name) for name in (*SOURCE_RULES, *list(RULES)[::7], *FIXED)}
    assert [name for name, pair in pairs.items() if pair is None or pair[0] == pair[1]] == []
    for name in ("security-scope-added", "enum-value-added", "request-body-pattern-changed"):
        for text in pair_of(name) or ():
            sink = Diagnostics()
            assert parse_document("pair.yaml", text.encode(), sink) and not sink.errors
