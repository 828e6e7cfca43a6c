"""Decompress bodies in bounded chunks; reject those that are too large or invalid."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping

PIECE = 1 << 18
RATIO_FROM = 10 * 1024 * 1024
MAX_CODINGS = 3
WINDOW = {"gzip": 31, "x-gzip": 31, "deflate": 15}


BY_PIECES = "or stream it to a file: client.stream(call).save(path)"


class TooLarge(Exception):
    """The body exceeds a limit of the client."""


class DecodeFailure(Exception):
    """The body does not match its content encoding."""


class _Inflater:
    """One content coding; its output chunks are bounded, whatever the input."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._window = WINDOW[coding]
        self._engine = zlib.decompressobj(self._window)
        self._fed = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            yield self._step(data)
            engine = self._engine
            data = engine.unconsumed_tail
            if engine.eof:
                data = engine.unused_data
                if data and self._coding != "deflate":  # gzip bodies may have several members
                    self._engine = zlib.decompressobj(self._window)
                elif data:
                    raise DecodeFailure("the body has extra bytes after its deflate data")

    def _step(self, data: bytes) -> bytes:
        try:
            return self._engine.decompress(data, PIECE)
        except zlib.error as error:
            if self._coding == "deflate" and not self._fed:  # some servers omit the zlib header
                self._engine = zlib.decompressobj(-15)
                self._fed = True
                return self._step(data)
            raise DecodeFailure(f"the body is not valid {self._coding}: {error}") from None
        finally:
            self._fed = True

    def finish(self) -> Iterator[bytes]:
        if self._fed and not self._engine.eof:
            raise DecodeFailure(f"the {self._coding} body is truncated")
        yield from ()


class BodyReader:
    """Decodes and counts one body."""

    def __init__(
        self, headers: Mapping[str, str], max_bytes: int | None, max_inflation: float | None
    ) -> None:
        names: list[str] = []
        if "content-encoding" in headers:
            codings = headers["content-encoding"].lower().split(",")
            names = [name.strip() for name in codings if name.strip() not in ("", "identity")]
        if len(names) > MAX_CODINGS or any(name not in WINDOW for name in names):
            raise DecodeFailure(
                f"the body has the unknown content encoding {', '.join(names)[:80]}"
            )
        self._inflaters = [_Inflater(name) for name in reversed(names)]
        self._max_bytes = max_bytes
        self._max_inflation = max_inflation
        self._raw = 0
        self._decoded = 0

    def feed(self, raw: bytes) -> Iterator[bytes]:
        self._raw += len(raw)
        for piece in self._through(raw, 0):
            yield self.count(piece)

    def _through(self, data: bytes, index: int) -> Iterator[bytes]:
        if index == len(self._inflaters):
            yield data
            return
        for piece in self._inflaters[index].feed(data):
            yield from self._through(piece, index + 1)

    def count(self, piece: bytes) -> bytes:
        self._decoded += len(piece)
        if self._max_bytes is not None and self._decoded > self._max_bytes:
            raise TooLarge(
                f"the body is larger than the limit of {self._max_bytes} bytes: "
                f"set a larger max_response_bytes= on the client, {BY_PIECES}"
            )
        ratio = self._max_inflation
        if (
            ratio is not None
            and self._inflaters
            and self._decoded > max(RATIO_FROM, self._raw * ratio)
        ):
            raise TooLarge(
                f"the body inflates to more than {ratio:g} times its size: "
                f"set a larger max_inflation= on the client, {BY_PIECES}"
            )
        return piece

    def finish(self) -> Iterator[bytes]:
        for inflater in self._inflaters:
            yield from inflater.finish()
