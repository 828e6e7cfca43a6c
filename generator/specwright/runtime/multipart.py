"""Form fields and one file in, a multipart body streamed in chunks out; its length is known before."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .uploads import FileSource

CHUNK = 256 * 1024
Progress = Callable[[int, int], object]


class Multipart:
    """The fields come first, since a storage service stops reading at the file."""

    def __init__(
        self,
        fields: Mapping[str, str],
        part: str,
        source: FileSource,
        on_progress: Progress | None = None,
    ) -> None:
        boundary = secrets.token_hex(16)
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self._source = source
        self._on_progress = on_progress
        self._head = _render_head(boundary, fields, part, source)
        self._tail = f"\r\n--{boundary}--\r\n".encode("ascii")
        self.length = len(self._head) + source.size + len(self._tail)

    def chunks(self) -> Iterator[bytes]:
        yield self._head
        self._source.rewind()
        sent = 0
        while chunk := self._source.read(min(CHUNK, self._source.size - sent)):
            yield chunk
            sent = self._report(sent, chunk)
        self._check(sent)
        yield self._tail

    async def async_chunks(self) -> AsyncIterator[bytes]:
        import asyncio

        yield self._head
        await asyncio.to_thread(self._source.rewind)
        sent = 0
        while chunk := await asyncio.to_thread(
            self._source.read, min(CHUNK, self._source.size - sent)
        ):
            yield chunk
            sent = self._report(sent, chunk)
        self._check(sent)
        yield self._tail

    def _report(self, sent: int, chunk: bytes) -> int:
        sent += len(chunk)
        if self._on_progress is not None:
            self._on_progress(sent, self._source.size)
        return sent

    def _check(self, sent: int) -> None:
        if sent != self._source.size:
            raise OSError("the file became shorter while it was sent")


def _render_head(boundary: str, fields: Mapping[str, str], part: str, source: FileSource) -> bytes:
    lines = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{quote_name(name)}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    lines.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{quote_name(part)}"; '
        f'filename="{quote_name(source.name)}"\r\nContent-Type: {source.content_type}\r\n\r\n'
    )
    return "".join(lines).encode()


def quote_name(text: str) -> str:
    """As browsers do (HTML 4.10.21.8): nothing can end the quotes or the line."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A").replace("\0", "%00")
