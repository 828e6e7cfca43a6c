"""Each program of docs/examples runs, against an API that checks requests."""

from __future__ import annotations

import asyncio
import inspect
import runpy
from pathlib import Path

import pytest

import runway_client
from runway_client import AsyncRunwayML, RunwayML
from tests.harness.runway import CheckedApi

FOLDER = Path(__file__).parents[2] / "docs/examples"
EXAMPLES = [path for path in sorted(FOLDER.glob("*.py")) if "def main(client" in path.read_text()]
"""The others start a server of their own, or need a cluster."""


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_runs(path: Path, checked: CheckedApi, capsys: pytest.CaptureFixture[str]) -> None:
    main = runpy.run_path(str(path))["main"]
    if inspect.iscoroutinefunction(main):
        asyncio.run(main(runway_client.AsyncRunwayML()))
    else:
        main(runway_client.RunwayML())
    assert checked.seen and capsys.readouterr().out


def test_there_are_examples_of_both_clients() -> None:
    texts = [path.read_text("utf-8") for path in EXAMPLES]
    assert all(path.read_text("utf-8").startswith('"""') for path in EXAMPLES)
    for name in (RunwayML.__name__, AsyncRunwayML.__name__):
        assert any(f"main({name}())" in text for text in texts)
