"""Mocks of packages: built from a few lines of YAML, and the one of Runway."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness.building import Builder


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    builder = Builder(tmp_path_factory.mktemp("mocks"))
    yield builder
    builder.close()
