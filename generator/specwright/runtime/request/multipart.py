"""Write multipart bodies in chunks, with their length if it is known."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from typing import NamedTuple, TypeAlias

from ..base.body_sources import AsyncChunks, BytesSource, Chunks, Source, open_source
from ..base.files import File

Pairs: TypeAlias = tuple[tuple[str, str], ...]


class Part(NamedTuple):
    """One part of a body; `file` is the file name, None for a plain value.

    `name` is the form field; None if parts have no names.
    """

    name: str | None
    source: Source
    file: str | None = None
    content_type: str | None = None
    headers: Pairs = ()


class Multipart:
    """A body for the transport: `length` is None if it must be sent chunked."""

    def __init__(self, parts: Iterable[Part], media_type: str = "multipart/form-data") -> None:
        boundary = secrets.token_hex(16)
        self.parts = tuple(parts)
        self.content_type = f"{media_type}; boundary={boundary}{_root(media_type, self.parts)}"
        self._heads = [_render_head(boundary, part) for part in self.parts]
        self._tail = f"--{boundary}--\r\n".encode("ascii")
        self.is_form = all(part.name is not None for part in self.parts)
        self.replayable = all(part.source.replayable for part in self.parts)
        self.length = self._total()

    def _total(self) -> int | None:
        total = len(self._tail)
        for head, part in zip(self._heads, self.parts, strict=True):
            if part.source.size is None:
                return None
            total += len(head) + part.source.size + 2
        return total

    def chunks(self) -> Chunks:
        for head, part in zip(self._heads, self.parts, strict=True):
            yield head
            yield from part.source.chunks()
            yield b"\r\n"
        yield self._tail

    async def async_chunks(self) -> AsyncChunks:
        for head, part in zip(self._heads, self.parts, strict=True):
            yield head
            async with aclosing(part.source.async_chunks()) as pieces:
                async for piece in pieces:
                    yield piece
            yield b"\r\n"
        yield self._tail


class Streamed:
    """One source as a whole body."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.length = source.size
        self.replayable = source.replayable

    def chunks(self) -> Chunks:
        return self.source.chunks()

    def async_chunks(self) -> AsyncChunks:
        return self.source.async_chunks()


def _root(media_type: str, parts: Sequence[Part]) -> str:
    """RFC 2387 3.1: a related body names the type of its first part."""
    if media_type.lower() != "multipart/related" or not parts:
        return ""
    return f'; type="{(parts[0].content_type or "text/plain").partition(";")[0].strip()}"'


def text_part(
    name: str | None, text: str, content_type: str | None = None, headers: Pairs = ()
) -> Part:
    return Part(name, BytesSource(text.encode()), None, content_type, headers)


def file_part(
    name: str | None, file: File, content_type: str | None = None, headers: Pairs = ()
) -> Part:
    """The file's own content type and headers, else the document's, else derived from the file name."""
    kind = file.content_type or content_type or guess_type(file.name)
    own = {key.lower() for key, _ in file.headers}
    others = tuple((key, value) for key, value in headers if key.lower() not in own)
    return Part(name, open_source(file), file.name, kind, (*file.headers, *others))


def guess_type(name: str) -> str:
    import mimetypes

    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _render_head(boundary: str, part: Part) -> bytes:
    disposition = (
        "attachment" if part.name is None else f'form-data; name="{quote_name(part.name)}"'
    )
    if part.file is not None:
        disposition += f'; filename="{quote_name(part.file)}"'
    has_one = part.name is not None or part.file is not None
    headers = [("Content-Disposition", disposition)] if has_one else []
    if part.content_type is not None:
        headers.append(("Content-Type", part.content_type))
    lines = "".join(f"{name}: {value}\r\n" for name, value in (*headers, *part.headers))
    return f"--{boundary}\r\n{lines}\r\n".encode()


def quote_name(text: str) -> str:
    """Quote as browsers do (HTML 4.10.21.8): nothing can end the quotes or the line."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A").replace("\0", "%00")
