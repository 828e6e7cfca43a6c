"""Every test of the runtime runs in both flavours from one source."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.runtime.lab import Lab


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
