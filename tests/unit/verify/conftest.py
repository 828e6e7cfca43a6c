"""A client of a small document, generated once, as tests of `verify` call it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.clients import write_client

CLIENT = "verified_shop"


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the package `verified_shop`."""
    folder = tmp_path_factory.mktemp("shop")
    write_client(Path(__file__).with_name("shop.yaml"), folder, CLIENT)
    return folder
