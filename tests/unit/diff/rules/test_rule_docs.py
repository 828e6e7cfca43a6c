"""The page of rules says what the tables say."""

from __future__ import annotations

from pathlib import Path

from specwright.diff.rules.docs import render_rules

PAGE = Path(__file__).parents[4] / "docs" / "diff-rules.md"


def test_the_page_is_up_to_date() -> None:
    advice = "write render_rules() of specwright.diff.rules.docs to docs/diff-rules.md"
    assert PAGE.read_text("utf-8") == render_rules(), advice
