"""The table can still be made: on a small document, without peers, and with no word about time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks import client
from tests.benchmarks.__main__ import main


def test_the_table_is_made(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = checkout / "tests" / "documents" / "bookshop.yaml"
    rows = ["generate", "lines", "diff", "help"]
    main([*rows, "--no-peers", "--json", "--runs", "1", "--document", str(document)])
    said = json.loads(capsys.readouterr().out)
    assert list(dict.fromkeys(line["row"] for line in said["lines"])) == rows
    assert all(line["ours"] > 0 for line in said["lines"])
    assert [made["document"] for made in said["documents"]] == [document.name]


def test_the_calls_are_still_those_of_the_client() -> None:
    made = client.clients(with_peers=False)
    assert len([*client.calls(made, runs=1, count=1)]) == 3
