"""One builder of packages for each file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness.building import Builder


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    made = Builder(tmp_path_factory.mktemp("random"))
    yield made
    made.close()
