"""A few of the kills of `make killed`."""

from __future__ import annotations

from pathlib import Path

from tests.harness.task_server import task_server
from tests.killed.runs import killed_round


def test_a_killed_run_goes_on_and_pays_nothing_twice(tmp_path: Path) -> None:
    with task_server() as server:
        figures = killed_round(server, tmp_path / "run", 60, 5, "sync", has_keys=False)
    assert figures["created twice"] == 0 and figures["tasks created"] == 60
