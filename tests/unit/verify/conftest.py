"""A client of a small document, generated once, as tests of `verify` call it."""

from __future__ import annotations

from pathlib import Path

import pytest

from specwright.diagnostics import Diagnostics
from specwright.emit.write import apply_changes, plan_changes
from specwright.pipeline import Request, generate

CLIENT = "verified_shop"


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the package `verified_shop`."""
    folder = tmp_path_factory.mktemp("shop")
    sink = Diagnostics()
    spec = Path(__file__).with_name("shop.yaml")
    generated = generate(Request(str(spec), (), package=CLIENT), sink)
    assert not sink.items
    apply_changes(folder, plan_changes(folder, generated.files, force=False))
    return folder
