"""`build` makes an imported package of a few lines of YAML."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness.building import Builder


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    """One builder for all tests, so that a document which several of them use is built once."""
    builder = Builder(tmp_path_factory.mktemp("snippets"))
    yield builder
    builder.close()
