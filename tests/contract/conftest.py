"""Both flavours of the generated client, and an API behind those that samples make."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import httpx
import pytest

import runway_client
from runway_client import AsyncRunwayML, RunwayML
from tests.harness.flavour import KEY, response
from tests.harness.runway import (
    CheckedApi,
    ClientLab,
    Operation,
    documented,
    examples,
)
from tests.harness.runway import lab as lab
from tests.harness.runway import own_environment as own_environment


def succeeded(operation: Operation) -> httpx.Response:
    """The first documented example; a task has always succeeded, a page is the last."""
    if operation.operation_id == "getTask":
        return response(200, examples("getTask")["succeeded"])
    answer = documented(operation)
    if b"hasMore" in answer.content:
        return response(200, answer.json() | {"hasMore": False})
    return answer


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CheckedApi:
    """Clients that samples make send to this API; the folder holds the file they upload."""
    api = CheckedApi(respond=succeeded)
    for kind, is_async in ((RunwayML, False), (AsyncRunwayML, True)):
        bench = ClientLab(is_async=is_async)
        made = partial(kind, transport=bench.transport(api), clock=bench.time.clock())
        monkeypatch.setattr(runway_client, kind.__name__, made, raising=False)
        bench.close()
    monkeypatch.setenv("RUNWAYML_API_SECRET", KEY)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hare.jpg").write_bytes(b"\xff" * 600)
    return api
