"""Both flavours of the client, and an environment that steers neither."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.calling import Session


@pytest.fixture(params=["sync", "async"])
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    session = Session(request.param)
    yield session
    session.close()


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine steers the client."""
    for name in ("RUNWAYML_API_SECRET", "RUNWAYML_BASE_URL", "RUNWAYML_LOG"):
        monkeypatch.delenv(name, raising=False)
