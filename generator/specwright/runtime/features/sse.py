"""Parse server-sent events and JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..http.decompression import TooLarge

BUFFER_LIMIT = 16 * 1024 * 1024
BOM = b"\xef\xbb\xbf"
RECORD = b"\x1e"


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """One event. `id` is the last id the stream sent; `retry` is set if this event had one."""

    event: str = "message"
    data: str = ""
    id: str = ""
    retry: int | None = None

    def json(self) -> Any:
        """The data parsed as JSON."""
        return json.loads(self.data)


class _Buffer:
    """Chunks of an incomplete item; their total size is limited."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, piece: bytes, kept: int = 0) -> None:
        self._size += len(piece)
        if self._size + kept > self._limit:
            raise TooLarge(f"one item of the stream exceeds the limit of {self._limit} bytes")
        self._pieces.append(piece)

    def take(self) -> bytes:
        whole = b"".join(self._pieces)
        self._pieces, self._size = [], 0
        return whole


class LineParser:
    """Splits chunks into lines at CR, LF or CRLF, without the line endings."""

    def __init__(self, limit: int = BUFFER_LIMIT) -> None:
        self._buffer = _Buffer(limit)
        self._after_cr = False
        self._first = True

    def lines(self, piece: bytes, kept: int = 0) -> Iterator[bytes]:
        """`kept` is the size of what the caller stores, which counts towards the limit."""
        if self._after_cr and piece:
            piece = piece.removeprefix(b"\n")
            self._after_cr = False
        for line in piece.splitlines(keepends=True):
            self._after_cr = line.endswith(b"\r")
            self._buffer.add(line, kept)
            if line.endswith((b"\r", b"\n")):
                yield self._line()

    def rest(self) -> bytes:
        return self._line()

    def _line(self) -> bytes:
        line = self._buffer.take().rstrip(b"\r\n")
        if self._first:
            self._first = False
            return line.removeprefix(BOM)
        return line


class EventParser:
    """Parses server-sent events as the HTML standard defines them (9.2.6)."""

    def __init__(self, limit: int = BUFFER_LIMIT) -> None:
        self._lines = LineParser(limit)
        self._data: list[str] = []
        self._size = 0
        self._event = ""
        self._id = ""
        self._retry: int | None = None

    def feed(self, piece: bytes) -> Iterator[ServerSentEvent]:
        for line in self._lines.lines(piece, self._size):
            if line:
                self._field(line.decode("utf-8", "replace"))
            elif (event := self._dispatch()) is not None:
                yield event

    def finish(self) -> Iterator[ServerSentEvent]:
        """Drop an incomplete last event."""
        yield from ()

    def _field(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
            self._size += len(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and value.isascii() and value.isdigit() and len(value) < 16:
            self._retry = int(value)

    def _dispatch(self) -> ServerSentEvent | None:
        data, event, retry = self._data, self._event, self._retry
        self._data, self._size, self._event, self._retry = [], 0, "", None
        if not data:
            return None
        return ServerSentEvent(event or "message", "\n".join(data), self._id, retry)


class JsonLineParser:
    """Parses one JSON value per line; empty lines are skipped, and the last needs no line ending."""

    def __init__(self, limit: int = BUFFER_LIMIT) -> None:
        self._lines = LineParser(limit)

    def feed(self, piece: bytes) -> Iterator[ServerSentEvent]:
        for line in self._lines.lines(piece):
            yield from _record(line)

    def finish(self) -> Iterator[ServerSentEvent]:
        yield from _record(self._lines.rest())


class JsonSequenceParser:
    """Parses RFC 7464: each JSON text is between a record separator and a line feed."""

    def __init__(self, limit: int = BUFFER_LIMIT) -> None:
        self._buffer = _Buffer(limit)

    def feed(self, piece: bytes) -> Iterator[ServerSentEvent]:
        *complete, rest = piece.split(RECORD)
        for part in complete:
            self._buffer.add(part)
            yield from _record(self._buffer.take())
        self._buffer.add(rest)
        if rest.endswith(b"\n"):  # probably complete: do not wait for the next one
            text = self._buffer.take()
            if _is_json(text):
                yield from _record(text)
            else:
                self._buffer.add(text)

    def finish(self) -> Iterator[ServerSentEvent]:
        yield from _record(self._buffer.take())


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _record(text: bytes) -> Iterator[ServerSentEvent]:
    if text.strip():
        yield ServerSentEvent(data=text.decode("utf-8", "replace"))


EVENTS = "text/event-stream"
JSON_LINES = frozenset(
    {
        "application/jsonl",
        "application/json-lines",
        "application/jsonlines",
        "application/ndjson",
        "application/stream+json",
        "application/x-json-stream",
        "application/x-jsonlines",
        "application/x-ldjson",
        "application/x-ndjson",
    }
)
JSON_SEQUENCES = frozenset({"application/json-seq", "application/geo+json-seq"})
UNTOLD = frozenset({"", "text/plain", "application/octet-stream"})
Parser = EventParser | JsonLineParser | JsonSequenceParser


def parser_for(wanted: str, received: str) -> Parser | None:
    """The parser of a stream: by its media type, or by the requested one if it names none."""
    kind = wanted.partition(";")[0].strip().lower() if received in UNTOLD else received
    if kind == EVENTS:
        return EventParser()
    if kind in JSON_LINES:
        return JsonLineParser()
    return JsonSequenceParser() if kind in JSON_SEQUENCES or kind.endswith("+json-seq") else None
