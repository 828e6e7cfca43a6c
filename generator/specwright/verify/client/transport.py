"""Record the requests of a client and play the responses, in both flavours."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..http_library import http


@dataclass(frozen=True, slots=True)
class Reply:
    """A response. `content` is the body, which arrives in chunks of `piece` bytes if that is not 0."""

    status: int
    content: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    piece: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A transport failure. `kind` is the name of the library's exception."""

    kind: str

    def raised(self, request: http.Request) -> http.TransportError:
        error: http.TransportError = getattr(http, self.kind)("as the judge says", request=request)
        return error


class Sent(NamedTuple):
    """A request as it was sent."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    content: bytes

    def same_bytes(self) -> tuple[object, ...]:
        """The request for comparison with the other flavour; random form boundaries are replaced."""
        boundary = self._boundary()
        if not boundary:
            return (*self,)
        headers = tuple((n, v.replace(boundary, "BOUNDARY")) for n, v in self.headers)
        return self.method, self.url, headers, self.content.replace(boundary.encode(), b"BOUNDARY")

    def _boundary(self) -> str:
        for name, value in self.headers:
            if name.lower() == "content-type" and value.startswith("multipart/"):
                match = re.search(r'boundary="?([^";]+)', value)
                return match[1] if match else ""
        return ""


def _nothing() -> None:
    """Requests take no time."""


class Recorder(http.BaseTransport, http.AsyncBaseTransport):
    """Returns one response to every request; `later` are the responses after the first."""

    def __init__(self) -> None:
        self.answer: Reply | Failure = Reply(200)
        self.later: tuple[Reply | Failure, ...] = ()
        self.sent: list[Sent] = []
        self.timeouts: list[object] = []
        """The timeouts that the HTTP library was given for each request."""
        self.on_request: Callable[[], object] = _nothing
        """Called with each request, so that a fake clock can advance."""

    def expect(self, answer: Reply | Failure, later: tuple[Reply | Failure, ...] = ()) -> None:
        self.answer, self.later, self.sent, self.timeouts = answer, later, [], []

    def handle_request(self, request: http.Request) -> http.Response:
        return self._exchange(request, request.read())

    async def handle_async_request(self, request: http.Request) -> http.Response:
        return self._exchange(request, await request.aread())

    def _exchange(self, request: http.Request, content: bytes) -> http.Response:
        pairs = tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw
        )
        self.sent.append(Sent(request.method, str(request.url), pairs, content))
        self.timeouts.append(request.extensions.get("timeout"))
        self.on_request()
        turn = len(self.sent) - 2
        answer = self.later[turn] if 0 <= turn < len(self.later) else self.answer
        if isinstance(answer, Failure):
            raise answer.raised(request)
        headers = list(answer.headers)
        if answer.piece:
            return http.Response(answer.status, headers=headers, stream=_Pieces(answer))
        return http.Response(answer.status, headers=headers, content=answer.content)


class _Pieces(http.SyncByteStream, http.AsyncByteStream):
    """The body of a response, in chunks."""

    def __init__(self, answer: Reply) -> None:
        starts = range(0, len(answer.content), answer.piece)
        self._pieces = [answer.content[at : at + answer.piece] for at in starts]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece
