"""Clients of the generated package, and an API that answers them as `spec/openapi.yaml` says."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from runway_client import AsyncRunwayML, RunwayML
from specwright.verify.document.document import Document
from specwright.verify.document.document import Operation as Operation
from specwright.verify.loading import load_document
from specwright.verify.wire.wire import Disagreement, Received, read_request
from tests.harness.flavour import KEY, Flavour, response
from tests.harness.socket_server import Script, serving

DOCUMENT: Final[Document] = load_document(Path(__file__).parents[2] / "spec" / "openapi.yaml")


class ClientLab(Flavour):
    """Makes clients of the generated package."""

    kinds = (RunwayML, AsyncRunwayML)

    @contextlib.contextmanager
    def serving(self, *scripts: Script, **options: Any) -> Iterator[tuple[Any, Any]]:
        """A client of a server on this machine, and the server; sleeping takes no time."""
        options.setdefault("clock", Impatient())
        with serving(*scripts) as server:
            client = self.client(None, base_url=server.url, **options)
            try:
                yield client, server
            finally:
                self.run(client.close())


@dataclass(frozen=True)
class Impatient:
    """Real time, in which sleeping takes none: the shape of the client's `clock=`."""

    def now(self) -> float:
        return time.monotonic()

    def wall(self) -> float:
        return time.time()

    def chance(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        return None

    async def sleep_async(self, seconds: float) -> None:
        return None


@pytest.fixture(params=["sync", "async"])
def lab(request: pytest.FixtureRequest) -> Iterator[ClientLab]:
    made = ClientLab(is_async=request.param == "async")
    yield made
    made.close()


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine changes what a client does."""
    for name in ("API_SECRET", "BASE_URL", "LOG"):
        monkeypatch.delenv(f"RUNWAYML_{name}", raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def examples(operation: str, status: str = "200") -> dict[str, Any]:
    """The examples of a documented response by name; one without a name has the name ""."""
    media = DOCUMENT.operation(operation).responses[status].media
    said = media["application/json"].raw if media else {}
    named = {name: item["value"] for name, item in said.get("examples", {}).items()}
    return named | ({"": said["example"]} if "example" in said else {})


def documented(operation: Operation) -> httpx.Response:
    """The first example of the documented success."""
    (status,) = [status for status in operation.responses if status.startswith("2")]
    found = examples(operation.key, status)
    return response(int(status), next(iter(found.values()))) if found else response(int(status))


class CheckedApi:
    """Fails when a request is not what the document allows; a handler for `lab.client`.

    Returns the answers in turn, and afterwards what `respond` makes of the operation.
    """

    def __init__(
        self,
        *answers: httpx.Response | Exception,
        respond: Callable[[Operation], httpx.Response] = documented,
    ) -> None:
        self.answers = list(answers)
        self.respond = respond
        self.seen: list[Received] = []
        self.storage = ""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if str(request.url) == self.storage:
            assert KEY not in str(request.headers.raw) and KEY.encode() not in request.content
            return response(204)
        if request.method == "GET" and "output" in request.url.path:
            assert KEY not in str(request.headers.raw)
            return httpx.Response(200, content=b"video")
        headers = request.headers.multi_items()
        try:
            received = read_request(
                DOCUMENT, request.method, str(request.url), headers, request.content
            )
        except Disagreement as wrong:
            raise AssertionError(str(wrong)) from None
        assert received.security and request.headers["authorization"] == f"Bearer {KEY}"
        self.seen.append(received)
        answer = self.answers.pop(0) if self.answers else self.respond(received.operation)
        if isinstance(answer, Exception):
            raise answer
        if b"uploadUrl" in answer.content:
            self.storage = json.loads(answer.content)["uploadUrl"]
        return answer
