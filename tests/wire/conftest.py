"""Every test runs in both flavours from one source."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.wire.bench import Bench


@pytest.fixture(params=["sync", "async"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    made = Bench(is_async=request.param == "async")
    yield made
    made.close()
