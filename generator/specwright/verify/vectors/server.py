"""Compare each request with the vector's next exchange, and play its response."""

from __future__ import annotations

import email
import email.message
import json
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any, Final
from urllib.parse import urlsplit

from ..http_library import http
from .types import Exchange

# Headers that any HTTP request may have; every other header must be in the vector.
USUAL: Final = frozenset(
    ("host", "accept", "accept-encoding", "connection", "user-agent", "content-length")
)


class UnexpectedRequest(Exception):
    """A request that the vector does not have."""


class FakeTime:
    """A clock that only sleeping advances."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)

    def clock(self, package: ModuleType) -> Any:
        return package.Clock(self.now, self.now, self.sleep, self.sleep_async, lambda: 0.0)


class Server(http.BaseTransport, http.AsyncBaseTransport):
    """Plays the exchanges in turn; problems of the requests go to `problems`."""

    def __init__(self, exchanges: Sequence[Exchange]) -> None:
        self._exchanges = tuple(exchanges)
        self.answered = 0
        self.time = FakeTime()
        self.calls = 0
        self.problems: list[str] = []

    def called(self, *_: object) -> None:
        self.calls += 1

    def handle_request(self, request: http.Request) -> http.Response:
        return self._answer(request, request.read())

    async def handle_async_request(self, request: http.Request) -> http.Response:
        return self._answer(request, await request.aread())

    def _answer(self, request: http.Request, content: bytes) -> http.Response:
        if self.answered == len(self._exchanges):
            raise UnexpectedRequest(f"{request.method} {request.url}")
        exchange = self._exchanges[self.answered]
        self.answered += 1
        self.problems += _unlike(request, content, exchange)
        return http.Response(
            exchange.status, headers=dict(exchange.answer_headers), content=exchange.answer
        )


def _unlike(request: http.Request, content: bytes, wanted: Exchange) -> Iterator[str]:
    sent = f"{request.method} {request.url.raw_path.decode('ascii')}"
    if request.method != wanted.method or not _same_url(str(request.url), wanted.url):
        yield f"it sends {request.method} {request.url}, not {wanted.method} {wanted.url}"
    yield from (f"{sent}: {problem}" for problem in _unlike_headers(request.headers, wanted))
    timeout = request.extensions.get("timeout", {}).get("read")
    if wanted.timeout is not None and timeout != wanted.timeout:
        yield f"{sent}: it has the timeout {timeout}, not {wanted.timeout}"
    if wanted.multipart is not None:
        parts = list(_parts(request.headers.get("content-type", ""), content))
        if parts != list(wanted.multipart):
            yield f"{sent}: it sends the parts {parts}, not {list(wanted.multipart)}"
    elif not wanted.has_json:
        if content:
            yield f"{sent}: it sends a body: {content[:200]!r}"
    else:
        yield from (f"{sent}: {problem}" for problem in _unlike_json(content, wanted.json))


def _same_url(sent: str, wanted: str) -> bool:
    """Compare exactly, except for the order of query pairs, which HTTP leaves open."""
    one, two = urlsplit(sent), urlsplit(wanted)
    same = (one.scheme, one.netloc, one.path) == (two.scheme, two.netloc, two.path)
    return same and sorted(one.query.split("&")) == sorted(two.query.split("&"))


def _unlike_headers(got: http.Headers, wanted: Exchange) -> Iterator[str]:
    names = [name.lower() for name, _ in got.multi_items()]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"the header {name} is sent twice"
    for name, text in wanted.headers.items():
        if got.get(name) != text:
            yield f"the header {name} is {got.get(name)!r}, not {text!r}"
    known = USUAL | {name.lower() for name in wanted.headers}
    known |= {"content-type"} if wanted.multipart is not None else set()
    for name in sorted(set(names) - known):
        yield f"the header {name} is not in the vector"


def _unlike_json(content: bytes, wanted: Any) -> Iterator[str]:
    try:
        got = json.loads(content)
    except ValueError:
        yield f"the body is not JSON: {content[:200]!r}"
        return
    if not same_json(got, wanted):
        yield f"the body is {json.dumps(got)[:600]}, not {json.dumps(wanted)[:600]}"


def same_json(got: Any, wanted: Any) -> bool:
    """Equal, where `true` is not 1 and `1` is not `1.0`: clients send what they are given."""
    if isinstance(wanted, dict):
        same = isinstance(got, dict) and got.keys() == wanted.keys()
        return same and all(same_json(got[name], item) for name, item in wanted.items())
    if isinstance(wanted, list):
        same = isinstance(got, list) and len(got) == len(wanted)
        return same and all(same_json(*pair) for pair in zip(got, wanted, strict=True))
    return type(got) is type(wanted) and bool(got == wanted)


def _parts(content_type: str, content: bytes) -> Iterator[dict[str, str]]:
    """The parts of a multipart body, as the standard library's mail parser reads them."""
    head = f"Content-Type: {content_type}\r\nMIME-Version: 1.0\r\n\r\n".encode()
    message: Any = email.message_from_bytes(head + content)
    if message.get_content_type() != "multipart/form-data" or not message.is_multipart():
        return
    for part in message.get_payload():
        named: dict[str, str] = {
            "name": str(part.get_param("name", header="content-disposition")),
            "content": part.get_payload(decode=True).decode(),
        }
        if part.get_filename() is not None:
            named |= {"filename": part.get_filename(), "type": part.get_content_type()}
        yield named
