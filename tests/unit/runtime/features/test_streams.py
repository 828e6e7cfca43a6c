"""Server-sent events and JSON lines, as the server sends them."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from specwright import runtime as _r
from specwright.runtime.features.sse import (
    EventParser,
    JsonLineParser,
    JsonSequenceParser,
    ServerSentEvent,
)
from specwright.runtime.http.decompression import TooLarge
from tests.harness.socket_server import message, sends, serving
from tests.unit.runtime.operations import Bench, operation


class Token(_r.Model):
    n: int


CHAT = operation(
    "CHAT",
    responses=(
        _r.Response(
            "200",
            {
                "application/json": lambda: Token,
                "text/event-stream": lambda: Token,
                "application/x-ndjson": lambda: Token,
                "application/json-seq": lambda: Token,
            },
        ),
    ),
)
TEXTS = operation("TEXTS", responses=(_r.Response("200", {"text/event-stream": lambda: str}),))
ANYTHING = operation(
    "ANYTHING",
    responses=(
        _r.Response("200", {"text/event-stream": lambda: Any, "application/jsonl": lambda: Any}),
    ),
)


def call(spec: _r.Operation = CHAT, media_type: str = "text/event-stream") -> Any:
    return _r.StreamCall(spec, {}, media_type=media_type)


def streaming(*pieces: bytes, kind: str = "text/event-stream", status: int = 200) -> Any:
    """A body that comes piece by piece, in either flavour."""

    class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
        closed = False

        def __iter__(self) -> Iterator[bytes]:
            yield from pieces

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for piece in pieces:
                yield piece

        def close(self) -> None:
            self.closed = True

        async def aclose(self) -> None:
            self.closed = True

    stream = Pieces()
    handler: Any = lambda request: httpx.Response(  # noqa: E731  (it carries the stream)
        status, headers={"content-type": kind, "x-request-id": "r1"}, stream=stream
    )
    handler.__dict__["stream"] = stream
    return handler


def opened(bench: Bench, handler: Any, request: Any = None, **options: Any) -> Any:
    return bench.client(handler, **options).streamed(request or call())


def read(*pieces: bytes, parser: Any = EventParser) -> list[ServerSentEvent]:
    made = parser()
    return [*(event for piece in pieces for event in made.feed(piece)), *made.finish()]


@pytest.mark.parametrize(
    ("text", "events"),
    [
        (b"data: a\n\n", [ServerSentEvent(data="a")]),
        (b"data:a\r\rdata:b\r\n\r\n", [ServerSentEvent(data="a"), ServerSentEvent(data="b")]),
        (b"\xef\xbb\xbfdata: a\n\n", [ServerSentEvent(data="a")]),
        (b"data: a\ndata:  b\n: note\ndata\n\n", [ServerSentEvent(data="a\n b\n")]),
        (b"event: e\nid: 7\nretry: 10\ndata: a\n\n", [ServerSentEvent("e", "a", "7", 10)]),
        (b"id: 7\ndata: a\n\ndata: b\n\n", [ServerSentEvent(data=x, id="7") for x in "ab"]),
        (b"id: 7\0\nretry: x\nother: y\ndata: a\n\n", [ServerSentEvent(data="a")]),
        (b"event: lost\n\n: ping\n\ndata: a\n\n", [ServerSentEvent(data="a")]),
        (b"data: cut off", []),
        (
            b"data\n\ndata\ndata\n\ndata:test",
            [ServerSentEvent(data=""), ServerSentEvent(data="\n")],
        ),
        ("data: ä\u2028\x85€\n\n".encode(), [ServerSentEvent(data="ä\u2028\x85€")]),
    ],
)
def test_events_wherever_they_are_cut(text: bytes, events: list[ServerSentEvent]) -> None:
    assert read(text) == events
    assert read(*(text[i : i + 1] for i in range(len(text)))) == events
    chance = random.Random(text)
    for _ in range(20):
        cuts = sorted(chance.randrange(len(text) + 1) for _ in range(3))
        pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        assert read(*pieces) == events


def test_lines_and_sequences() -> None:
    lines = b'{"a":1}\r\n\n {"b":2}\n[3]'
    assert [event.json() for event in read(lines, parser=JsonLineParser)] == [
        {"a": 1},
        {"b": 2},
        [3],
    ]
    texts = b'\x1e{"a":\n1}\n\x1e{"b":2}\n'
    for pieces in ([texts], [texts[i : i + 1] for i in range(len(texts))]):
        found = read(*pieces, parser=JsonSequenceParser)
        assert [event.json() for event in found] == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize("parser", [EventParser, JsonLineParser, JsonSequenceParser])
def test_what_never_ends_is_refused(parser: Any) -> None:
    with pytest.raises(TooLarge):
        read(*[b"data: x"] * 2000, parser=lambda: parser(limit=1000))
    with pytest.raises(TooLarge):
        read(*[b"data: x\n"] * 2000, parser=lambda: EventParser(limit=1000))


def test_typed_items(bench: Bench) -> None:
    handler = streaming(
        b'data: {"n"', b":1}\n\n: ping\n\ndata:\n\n", b'data: {"n":2}\n\ndata: [DONE]\n\nx'
    )
    with bench.within(opened(bench, handler)) as stream:
        assert bench.all(stream) == [Token(n=1), Token(n=2)]
    assert bench.requests[0].headers["accept"] == "text/event-stream"
    assert stream.response.request_id == "r1"
    assert handler.stream.closed


@pytest.mark.parametrize("kind", ["application/x-ndjson", "text/plain", "application/jsonl"])
def test_json_lines(bench: Bench, kind: str) -> None:
    handler = streaming(b'{"n":1}\n{"n"', b":2}", kind=kind)
    stream = opened(bench, handler, call(media_type="application/x-ndjson"))
    assert bench.all(stream) == [Token(n=1), Token(n=2)]
    assert bench.requests[0].headers["accept"] == "application/x-ndjson"


def test_json_sequences(bench: Bench) -> None:
    handler = streaming(b'\x1e{"n":1}\n\x1e{"n":2}\n', kind="application/json-seq")
    stream = opened(bench, handler, call(media_type="application/json-seq"))
    assert [item.n for item in bench.all(stream)] == [1, 2]


def test_texts_and_untyped_events_stay_text(bench: Bench) -> None:
    for spec in (TEXTS, ANYTHING):
        stream = opened(bench, streaming(b"data: {}\n\ndata: b\n\n"), call(spec))
        assert bench.all(stream) == ["{}", "b"]
    lines = opened(
        bench,
        streaming(b"{}\n[1]\n", kind="application/jsonl"),
        call(ANYTHING, "application/jsonl"),
    )
    assert bench.all(lines) == [{}, [1]]


def test_the_events_themselves(bench: Bench) -> None:
    handler = streaming(b"event: delta\nid: 1\ndata: {}\n\ndata: [DONE]\n\n")
    with bench.within(opened(bench, handler)) as stream:
        found = bench.all(stream.events())
    assert found == [ServerSentEvent("delta", "{}", "1"), ServerSentEvent("message", "[DONE]", "1")]
    assert found[0].json() == {}


def step(bench: Bench, stream: Any) -> Any:
    return bench.run(stream.__anext__()) if bench.is_async else next(stream)


def test_one_item_at_a_time(bench: Bench) -> None:
    handler = streaming(b'data: {"n":1}\n\ndata: {"n":2}\n\ndata: [DONE]\n\n')
    with bench.within(opened(bench, handler)) as stream:
        assert step(bench, stream).n == 1
        assert [item.n for item in bench.all(stream)] == [2]


def test_leaving_early_closes(bench: Bench) -> None:
    handler = streaming(*[b'data: {"n":1}\n\n'] * 5)
    with bench.within(opened(bench, handler)) as stream:
        step(bench, stream)
        assert not handler.stream.closed
    assert handler.stream.closed
    if not bench.is_async:
        handler = streaming(*[b'data: {"n":1}\n\n'] * 5)
        for _ in opened(bench, handler):
            break
        assert handler.stream.closed


def test_errors_of_a_stream(bench: Bench) -> None:
    refused = httpx.Response(429, json={"error": "slow down"})
    with pytest.raises(_r.RateLimitError, match="slow down") as caught:
        bench.all(opened(bench, lambda request: refused, max_retries=0))
    assert caught.value.body == {"error": "slow down"}
    with pytest.raises(_r.APIResponseDecodeError, match="has the content type 'application/json'"):
        bench.all(opened(bench, lambda request: httpx.Response(200, json={"n": 1})))
    with pytest.raises(
        _r.APIResponseDecodeError, match=r"is not valid JSON.*it begins with 'oops'"
    ):
        bench.all(opened(bench, streaming(b"data: oops\n\n")))
    with pytest.warns(_r.ResponseValidationWarning, match="n: "):
        assert bench.all(opened(bench, streaming(b'data: {"n":"x"}\n\n')))[0].n == "x"
    with pytest.raises(_r.APIResponseValidationError):
        bench.all(opened(bench, streaming(b'data: {"n":"x"}\n\n'), response_validation="strict"))


def test_a_huge_item_is_refused(bench: Bench) -> None:
    pieces = [b"data: "] + [b"x" * (1 << 20)] * 17
    with pytest.raises(_r.ResponseTooLargeError, match="16777216 bytes"):
        bench.all(opened(bench, streaming(*pieces)))


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def test_items_come_before_the_stream_ends(bench: Bench) -> None:
    seen = threading.Event()

    def script(connection: socket.socket, request: bytes) -> None:
        connection.sendall(HEAD + chunk(b'data: {"n":1}\n\n'))
        assert seen.wait(10)
        connection.sendall(chunk(b'data: {"n":2}\n\n') + b"0\r\n\r\n")

    with serving(script) as server:
        client = bench.client(base_url=server.url)
        with bench.within(client.streamed(call())) as stream:
            assert step(bench, stream).n == 1
            seen.set()
            assert [item.n for item in bench.all(stream)] == [2]
        bench.run(client.close())


def test_a_stream_that_breaks_off(bench: Bench) -> None:
    with serving(sends(HEAD + chunk(b'data: {"n":1}\n\n'), close=True)) as server:
        client = bench.client(base_url=server.url)
        with bench.within(client.streamed(call())) as stream:
            assert step(bench, stream).n == 1
            with pytest.raises(_r.APIConnectionError) as caught:
                bench.all(stream)
            assert caught.value.response is stream.response
        bench.run(client.close())


HEADERS = operation(
    "HEADERS",
    "GET",
    responses=(
        _r.Response(
            "2XX",
            {"application/json": lambda: Any},
            headers={
                "X-Next": lambda: int,
                "X-Tags": lambda: list[int],
                "X-Map": lambda: dict[str, int],
                "X-Pairs": lambda: dict[str, str],
                "X-Json": lambda: Token,
                "X-On": lambda: bool,
                "X-Text": lambda: str,
                "X-Absent": lambda: int,
                "X-Token": lambda: int,
            },
        ),
    ),
)


def test_typed_headers(bench: Bench) -> None:
    sent = {
        "x-next": "5",
        "X-Tags": "1, 2,3",
        "X-Map": "a=1,b=2",
        "X-Pairs": "a,1,b,2",
        "X-Json": '{"n": 1}',
        "X-On": "true",
        "X-Text": "1,2",
    }
    view: Any = _r.raw_view(bench.client(lambda _: httpx.Response(201, headers=sent, json={})))
    found = bench.run(view._send(_r.Call(HEADERS, {}))).typed_headers
    assert dict(found) == {
        "X-Next": 5,
        "X-Tags": [1, 2, 3],
        "X-Map": {"a": 1, "b": 2},
        "X-Pairs": {"a": "1", "b": "2"},
        "X-Json": Token(n=1),
        "X-On": True,
        "X-Text": "1,2",
    }
    assert found["x-NEXT"] == 5 and "X-Absent" not in found and found.get("x-other") is None


def test_a_header_that_does_not_parse(bench: Bench) -> None:
    sent = {"X-Next": "soon", "X-Token": "SECRET"}
    handler = lambda _: httpx.Response(200, headers=sent, json={})  # noqa: E731  (one line)
    view: Any = _r.raw_view(bench.client(handler))
    with pytest.warns(_r.ResponseValidationWarning) as caught:
        found = bench.run(view._send(_r.Call(HEADERS, {}))).typed_headers
    assert found["X-Next"] == "soon"
    texts = " ".join(str(item.message) for item in caught)
    assert "headers['X-Next']" in texts and "SECRET" not in texts
    strict: Any = _r.raw_view(bench.client(handler, response_validation="strict"))
    raw = bench.run(strict._send(_r.Call(HEADERS, {})))
    with pytest.raises(_r.APIResponseValidationError, match="X-Next"):
        raw.typed_headers  # noqa: B018  (reading it raises)


def test_a_large_body_is_saved(bench: Bench, tmp_path: Path) -> None:
    body = b"x" * 3_000_000
    with serving(sends(message(body, 200, "Content-Type: application/pdf"))) as server:
        client = bench.client(base_url=server.url, max_response_bytes=1000)
        with bench.within(client.stream(_r.Call(TEXTS, {}))) as response:
            assert bench.run(response.save(tmp_path / "a.pdf")) == len(body)
        with (
            bench.within(client.stream(_r.Call(TEXTS, {}))) as response,
            pytest.raises(_r.ResponseTooLargeError),
        ):
            bench.run(response.read())
        bench.run(client.close())
    assert (tmp_path / "a.pdf").read_bytes() == body


def test_lines_are_read_as_whole_answers_are(bench: Bench) -> None:
    deep = b"[" * 250 + b"]" * 250
    items = [b'{"a": "\\ud800"}', b'{"a": -1e400}', b'{"a": ' + b"9" * 310 + b".0}", deep]
    handler = streaming(b"\n".join(items), kind="Application/JSONL; Charset=UTF-8")
    with bench.within(opened(bench, handler, call(ANYTHING, "application/jsonl"))) as stream:
        found = bench.all(stream)
    assert [item["a"] for item in found[:3]] == ["\ud800", -(10**400), int("9" * 310)]
    assert len(str(found[3])) == 500
