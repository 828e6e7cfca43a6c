"""Every test of the runtime runs in both flavours from one source."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.runtime.lab import Lab
from tests.unit.runtime.operations import Bench


@pytest.fixture(params=["sync", "async"])
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    """A bench that makes clients of one flavour and runs what their methods return."""
    bench = Lab(is_async=request.param == "async")
    yield bench
    bench.close()


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SAMPLE_KEY", "SAMPLE_LOGIN", "SAMPLE_BASE_URL", "SAMPLE_LOG", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=["sync", "async"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    made = Bench(is_async=request.param == "async")
    yield made
    made.close()
