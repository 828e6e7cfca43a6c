"""A client that needs one of httpx and httpx2 takes clients, transports, time-outs and logins of both."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import httpx
import httpx2
import pytest

from specwright import runtime as _r
from tests.unit.runtime.conftest import need_library
from tests.unit.runtime.operations import Bench, operation

PUT = operation("PUT", "PUT", body=_r.BinaryBody())
LOGIN = "Basic " + base64.b64encode(b"ada:pass").decode()


@pytest.fixture(params=["httpx with httpx2", "httpx2 with httpx"])
def libraries(request: pytest.FixtureRequest) -> Iterator[tuple[ModuleType, ModuleType]]:
    """What the client needs, and what its user has."""
    needed, given = (httpx, httpx2) if request.param.startswith("httpx ") else (httpx2, httpx)
    with pytest.MonkeyPatch.context() as patch:
        need_library(patch, needed)
        yield needed, given


@pytest.mark.parametrize("option", ["http_client", "transport"])
def test_everything_of_the_other_library(
    bench: Bench, libraries: tuple[ModuleType, ModuleType], option: str
) -> None:
    _, given = libraries
    answers = [given.ConnectError("refused"), given.Response(503, headers={"retry-after": "0"})]

    def serve(request: Any) -> Any:
        assert isinstance(request, given.Request) and request.headers["authorization"] == LOGIN
        assert request.content == b"onetwo" and request.extensions["timeout"]["read"] == 7.0
        if not answers:
            return given.Response(200, json={"a": [1]})
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    bench.library = given
    options = {option: getattr(bench, option)(serve)}
    timeout, login = given.Timeout(7.0, connect=1.0), given.BasicAuth("ada", "pass")
    client = bench.client(**options, timeout=timeout, auth=login)
    assert bench.run(client.send(_r.Call(PUT, {}, body=[b"one", b"two"]))) == {"a": [1]}
    assert len(bench.requests) == 3


@pytest.mark.parametrize(
    ("name", "kind"),
    [("ReadTimeout", _r.APITimeoutError), ("RemoteProtocolError", _r.APIConnectionError)],
)
def test_exceptions_of_the_other_library(
    bench: Bench, libraries: tuple[ModuleType, ModuleType], name: str, kind: type[_r.ClientError]
) -> None:
    raised = getattr(libraries[1], name)("no luck")

    def serve(request: Any) -> Any:
        raise raised

    bench.library = libraries[1]
    client = bench.client(serve, max_retries=0)
    with pytest.raises(kind, match=f"{name}: no luck") as caught:
        bench.run(client.send(_r.Call(PUT, {}, body=b"x")))
    assert type(caught.value) is kind and caught.value.__cause__ is raised


def test_what_is_of_neither(bench: Bench, libraries: tuple[ModuleType, ModuleType]) -> None:
    needed, given = libraries
    other_flavour = given.Client() if bench.is_async else given.AsyncClient()
    wanted = "AsyncClient" if bench.is_async else "Client"
    with pytest.raises(TypeError, match=rf"an {needed.__name__}\.{wanted}, not"):
        bench.client(http_client=other_flavour)
    for option, kind in (("timeout", "Timeout"), ("auth", "Auth"), ("transport", "BaseTransport")):
        with pytest.raises(TypeError, match=rf"an {needed.__name__}\.\w*{kind}\b"):
            bench.client(**{option: "?"})
