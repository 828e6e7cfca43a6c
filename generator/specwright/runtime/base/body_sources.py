"""Read the content of files in chunks, with the size and whether it can be read again."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import stat
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from .errors import SourceFailure
from .files import is_path

if TYPE_CHECKING:
    from .files import File

CHUNK = 256 * 1024
PATIENCE = 0.1
Progress = Callable[[int, int], object]
Chunks = Generator[bytes, None, None]
AsyncChunks = AsyncGenerator[bytes, None]


class Source:
    """`size` is None if unknown; `replayable` is false if the content can be read only once.

    An empty chunk means that nothing is available yet, so that the caller can check its deadline.
    """

    size: int | None = None
    replayable: bool = True

    def chunks(self) -> Chunks:
        raise NotImplementedError

    async def async_chunks(self) -> AsyncChunks:
        """Read in threads, so that a slow disk does not block the event loop."""
        from .waits import in_thread

        pieces = self.chunks()
        try:
            while (piece := await in_thread(next, pieces, None)) is not None:
                yield piece
        finally:
            with contextlib.suppress(ValueError):  # cancelled while a thread was reading
                pieces.close()


class BytesSource(Source):
    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def chunks(self) -> Chunks:
        yield self._data

    async def async_chunks(self) -> AsyncChunks:
        yield self._data


class PathSource(Source):
    """Opened for each attempt, so that no file stays open in between."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        status = self._path.stat()
        self._is_regular = stat.S_ISREG(status.st_mode)
        if stat.S_ISSOCK(status.st_mode):
            raise OSError(errno.EOPNOTSUPP, "is a socket and cannot be read", str(path))
        if not self._is_regular and not stat.S_ISDIR(status.st_mode):
            self.replayable = (
                False  # a pipe or device: its size is unknown, and opening it may block
            )
            return
        with self._path.open("rb") as file:
            # Detect an unreadable file before anything is sent. Files in /proc report 0 bytes.
            self.size = None if status.st_size == 0 and file.read(1) else status.st_size

    def chunks(self) -> Chunks:
        if not self._is_regular:
            yield from _as_it_comes(self._path)
            return
        with self._path.open("rb") as file:
            yield from _exactly(file, self.size)


def _as_it_comes(path: Path) -> Chunks:
    """Read a pipe or device. It never blocks for long: an empty chunk means that nothing has arrived yet."""
    if not hasattr(os, "O_NONBLOCK"):
        with path.open("rb") as file:
            yield from _exactly(file, None)
        return
    descriptor = os.open(
        path, os.O_RDONLY | os.O_NONBLOCK
    )  # otherwise opening blocks until there is a writer
    try:
        while True:
            if not select.select([descriptor], [], [], PATIENCE)[0]:
                yield b""
                continue
            try:
                piece = os.read(descriptor, CHUNK)
            except BlockingIOError:
                continue
            if not piece:
                return
            yield piece
    finally:
        os.close(descriptor)


class OpenSource(Source):
    """Reads from the file's current position, returns there for another attempt, and never closes the file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.replayable = bool(hasattr(file, "seekable") and file.seekable())
        if self.replayable:
            self._start = file.tell()
            self.size = file.seek(0, os.SEEK_END) - self._start
            file.seek(self._start)

    def chunks(self) -> Chunks:
        if self.replayable:
            self._file.seek(self._start)
        yield from _exactly(self._file, self.size)


class IterableSource(Source):
    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self.replayable = not isinstance(pieces, Iterator)
        if isinstance(pieces, (list, tuple)):
            self.size = sum(map(len, pieces))

    def chunks(self) -> Chunks:
        for piece in self._pieces:
            yield _as_bytes(piece)


class AsyncIterableSource(Source):
    def __init__(self, pieces: AsyncIterable[bytes]) -> None:
        self._pieces = pieces
        self.replayable = not hasattr(pieces, "__anext__")

    def chunks(self) -> Chunks:
        raise TypeError("only an async client can send an async iterator")

    async def async_chunks(self) -> AsyncChunks:
        async for piece in self._pieces:
            yield _as_bytes(piece)


class WatchedSource(Source):
    """Another source that reports how much of it has been read."""

    def __init__(self, source: Source, on_progress: Progress) -> None:
        self.size, self.replayable = source.size, source.replayable
        self._source = source
        self._on_progress = on_progress

    def chunks(self) -> Chunks:
        sent = 0
        for piece in self._source.chunks():
            yield piece
            sent = self._report(sent, piece)

    async def async_chunks(self) -> AsyncChunks:
        sent = 0
        async with contextlib.aclosing(self._source.async_chunks()) as pieces:
            async for piece in pieces:
                yield piece
                sent = self._report(sent, piece)

    def _report(self, sent: int, piece: bytes) -> int:
        if piece:
            self._on_progress(sent + len(piece), self.size or 0)
        return sent + len(piece)


def open_source(file: File) -> Source:
    """Raises `OSError` if the file does not exist."""
    content: Any = file.content
    if isinstance(content, bytes):
        return BytesSource(content)
    if is_path(content):
        return PathSource(content)
    if hasattr(content, "__aiter__"):
        return AsyncIterableSource(content)
    return OpenSource(content) if hasattr(content, "read") else IterableSource(content)


def _as_bytes(piece: Any) -> bytes:
    if isinstance(piece, bytes):
        return piece
    if isinstance(piece, bytearray):
        return bytes(piece)
    raise TypeError(f"a body iterator must yield bytes, not {type(piece).__name__}")


def _exactly(file: IO[bytes], size: int | None) -> Chunks:
    """Check that the file has as many bytes as announced."""
    sent = 0
    while piece := file.read(CHUNK if size is None else min(CHUNK, size - sent)):
        sent += len(piece)
        yield _as_bytes(piece)
    if size is not None and sent != size:
        raise OSError("the file shrank while it was being sent")


class _Guard:
    """Distinguishes errors of the source from errors of the connection."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, Exception):
            raise SourceFailure(error) from error


def guarded(pieces: Chunks, look_at_clock: Callable[[], None]) -> Chunks:
    with contextlib.closing(pieces):
        while True:
            with _Guard():
                piece = next(pieces, None)
            if piece is None:
                return
            look_at_clock()
            if piece:
                yield piece


async def async_guarded(pieces: AsyncChunks, look_at_clock: Callable[[], None]) -> AsyncChunks:
    async with contextlib.aclosing(pieces):
        while True:
            with _Guard():
                piece = await anext(pieces, None)
            if piece is None:
                return
            look_at_clock()
            if piece:
                yield piece


def spool(source: Source, limit: int | None, look_at_clock: Callable[[], None]) -> IO[bytes]:
    """A copy of a source of unknown size, which the caller closes; reading stops one chunk after `limit`."""
    with _Copy(limit, look_at_clock) as copy, contextlib.closing(source.chunks()) as pieces:
        for piece in pieces:
            if copy.is_full(piece):
                break
        return copy.done()


async def spool_async(
    source: Source, limit: int | None, look_at_clock: Callable[[], None]
) -> IO[bytes]:
    with _Copy(limit, look_at_clock) as copy:
        async with contextlib.aclosing(source.async_chunks()) as pieces:
            async for piece in pieces:
                if copy.is_full(piece):
                    break
        return copy.done()


class _Copy:
    """Closed if it is not finished."""

    def __init__(self, limit: int | None, look_at_clock: Callable[[], None]) -> None:
        import tempfile

        self._limit = limit
        self._look_at_clock = look_at_clock
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=1 << 20)  # noqa: SIM115  (the flow closes it)

    def is_full(self, piece: bytes) -> bool:
        self._look_at_clock()
        self._file.write(piece)
        return self._limit is not None and self._file.tell() > self._limit

    def done(self) -> IO[bytes]:
        self._file.seek(0)
        return self._file

    def __enter__(self) -> _Copy:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            self._file.close()
