"""The tables of planted faults: each can be planted under a name of its own, and one of each cheap kind is found."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.mutation.planted import judge_table, main, read_tables

SAMPLE = (
    ": sync iteration ends with the first page|a POST is sent again after a time-out"
    "|a copy loses header options|: extra_body loses|: fields are sorted"
)


def test_every_fault_can_be_planted(tmp_path: Path) -> None:
    tables = [*read_tables()]
    names = Counter((table.name, row["name"]) for table in tables for row in table.rows)
    assert len(names) >= 180
    assert set(names.values()) == {1}
    for table in tables:
        package = table.make_client(tmp_path / table.name)
        for mutant in table.mutants(package):
            source = (package / mutant.file).read_text("utf-8")
            compile(mutant.apply(source), mutant.file, "exec")


@pytest.mark.slow  # some rows of `make faults`; the test below judges one row
def test_one_of_each_kind_is_found(tmp_path: Path) -> None:
    (table,) = read_tables(SAMPLE)
    verdicts = [*judge_table(table, tmp_path, 2)]
    assert [v.mutant.id for v in verdicts if not v.killed] == []
    assert len(verdicts) == 5


def test_what_nothing_can_tell_is_no_failure_where_the_table_says_why(tmp_path: Path) -> None:
    (table,) = read_tables("parameters belong to the media type")
    (row,) = table.rows
    assert row["missed"]
    (verdict,) = judge_table(replace(table, operations={"answers": "getTask"}), tmp_path, 1)
    assert not verdict.killed


def test_words_that_name_no_fault_are_an_error() -> None:
    assert main(["no such fault"]) == 1
