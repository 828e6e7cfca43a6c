"""Both flavours of the generated client from one source; nothing of the machine steers them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.client.support import ClientLab


@pytest.fixture(params=["sync", "async"])
def lab(request: pytest.FixtureRequest) -> Iterator[ClientLab]:
    bench = ClientLab(is_async=request.param == "async")
    yield bench
    bench.close()


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RUNWAYML_API_SECRET", "RUNWAYML_BASE_URL", "RUNWAYML_LOG"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
