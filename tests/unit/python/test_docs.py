"""Descriptions are wrapped like prose, and what has a shape keeps it."""

from __future__ import annotations

from specwright.python.docs.docstrings import doc, entry, section, wrap


def test_long_lines_are_wrapped_and_words_kept() -> None:
    text = "word " * 40 + "https://example.test/" + "long" * 30
    lines = wrap(text, 60).split("\n")
    assert " ".join(lines).split() == text.split()
    assert all(len(line) <= 60 for line in lines[:-1])


def test_code_tables_and_lists_keep_their_shape() -> None:
    code = "    " + "x" * 100
    table = "| " + "cell | " * 30
    text = f"Intro.\n\n{code}\n\n{table}\n\n- {'item ' * 30}"
    wrapped = wrap(text, 60).split("\n")
    assert code in wrapped and table.rstrip() in wrapped
    assert wrapped[-1].startswith("  "), "the rest of an item hangs below it"


def test_line_ends_and_runs_of_empty_lines_are_made_even() -> None:
    assert wrap("  a\r\n\r\n\r\n\r\n  b\r  c  ", 60) == "a\n\nb\nc"


def test_a_docstring_is_never_empty() -> None:
    assert doc("", "  \n ").text == "No description."
    assert doc("One.", "", "Two.").text == "One.\n\nTwo."


def test_entries_are_one_paragraph_each_and_sections_only_where_needed() -> None:
    text = section("Args", [entry("size", "How\n  big.", "Deprecated."), entry("bare", "")])
    assert text == "Args:\n    size: How big. Deprecated.\n    bare"
    assert section("Raises", []) == ""
