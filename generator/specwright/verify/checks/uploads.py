"""Check that file names, sizes and texts of uploads are sent correctly."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from typing import Any

from ..client.calling import upload_file
from ..client.check_context import UPLOAD, Judge, Subject, reply
from ..client.naming import FILE
from ..client.session import FLAVOURS, Arguments, Outcome
from ..client.transport import Reply
from ..document.styles import Unreadable
from ..types import short
from ..wire.bodies import split_parts
from .requests import describe, shown

CHECK = "uploads"
NAMES = ("plain.bin", 'a "quoted" name.png', "größe 兔.bin", "semi;colon, comma.bin", "a%20b+c.bin")
FIELDS = {
    "zz-first": "1",
    "key": "folder/a b",
    "policy": "eyJ+/=",
    "x-note": "größe 兔",
    "empty": "",
    "lines": "one\r\ntwo",
}
"""In this order, which is not alphabetical."""
TYPE = "image/x-verify"
SECOND = "a second request with the file, to the URL of the response"
STORED = Reply(204)
REFUSAL = Reply(400, b"{}", (("content-type", "application/json"),))


class Claimed(io.RawIOBase):
    """A file that only reports its size and cannot be read to its end."""

    def __init__(self, size: int) -> None:
        self._size, self._at = size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = start + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        count = min(len(buffer), self._size - self._at)
        buffer[:count] = b"f" * count
        self._at += count
        return count


def check_uploads(subject: Subject) -> None:
    if not subject.is_upload:
        return
    upload = subject.operation.raw[UPLOAD]
    for flavour in FLAVOURS:
        judge = _Judge(subject, flavour, upload)
        judge.result()
        for name in NAMES:
            judge.form(name)
        judge.sizes()
        judge.refused()


class _Judge(Judge):
    check = CHECK

    def __init__(self, subject: Subject, flavour: str, upload: Mapping[str, Any]) -> None:
        super().__init__(subject, flavour)
        self.upload = upload
        status, media_type, value = subject.upload_answer
        self.value = {**value, upload["fields"]: FIELDS} if "fields" in upload else value
        self.first = reply(status, media_type, {}, self.value)

    def call(self, file: Any, first: Reply, then: Reply = STORED) -> tuple[Arguments, Outcome]:
        given = self.subject.plain_call.and_also(**{FILE: file})
        return given, self.subject.call(self.flavour, given, first, then)

    def result(self) -> None:
        """The file is sent to the URL of the response, without credentials; the result refers to the stored file."""
        given, outcome = self.call(upload_file(self.upload), self.first)
        if outcome.error is not None or len(outcome.sent) != 2:
            did = f"sent {len(outcome.sent)} requests: {describe(outcome.error)}"
            raise self.wrong(did, SECOND, given)
        sent, url = outcome.sent[1], self.value[self.upload["url"]]
        if sent.method != "POST" or sent.url.rstrip("/") != url.rstrip("/"):
            raise self.wrong(f"sent the file by {sent.method} to {sent.url}", f"POST {url}", given)
        values = self.session.credentials.values.values()
        secrets = [text for v in values for text in (v if isinstance(v, tuple) else (v,))]
        everything = repr((sent.url, sent.headers)).encode() + sent.content
        if any(secret.encode() in everything for secret in secrets):
            raise self.wrong(shown(sent), "no credential of the API, for another server", given)
        for attribute, wire in (self.upload.get("result") or {}).items():
            got = getattr(outcome.value, attribute, None)
            if got != self.value[wire]:
                did = f"returned a result whose .{attribute} is {short(got)}"
                raise self.wrong(did, short(self.value[wire]), given)

    def form(self, name: str) -> None:
        """The form has the fields in the order of the response, then the file, byte for byte."""
        content = upload_file(self.upload)[1] + b"\r\n--\x00\xff"
        given, outcome = self.call((name, content, TYPE), self.first)
        if len(outcome.sent) != 2:
            did = f"sent {len(outcome.sent)} requests for the file {name!r}: {describe(outcome.error)}"
            raise self.wrong(did, SECOND, given)
        wanted: list[tuple[str, str | None, bytes]]
        wanted = [(key, None, text.encode()) for key, text in self._fields().items()]
        wanted.append((self.upload.get("part", "file"), name, content))
        sent = outcome.sent[1]
        headers = {name.lower(): value for name, value in sent.headers}
        length = headers.get("content-length")
        if length != str(len(sent.content)):
            did = f"sent the form with Content-Length {length}"
            raise self.wrong(did, f"{len(sent.content)}, the length of the form", given)
        try:
            parts = split_parts(headers.get("content-type", ""), sent.content)
        except Unreadable as error:
            did = f"sent a form that cannot be read: {error}"
            raise self.wrong(did, "a form by RFC 7578", given) from None
        found = [(part.name, part.filename, part.content) for part in parts]
        if found != wanted or not sent.content.endswith(b"--\r\n"):
            did = f"sent the parts {short(found, 400)}, the form ends with {sent.content[-6:]!r}"
            raise self.wrong(did, f"{short(wanted, 400)}, and a line end after the last", given)
        if parts[-1].content_type != TYPE:
            did = f"sent the file as {parts[-1].content_type}"
            raise self.wrong(did, f"{TYPE}, as the call gave it", given)

    def _fields(self) -> Mapping[str, str]:
        return self.value.get(self.upload["fields"]) or {} if "fields" in self.upload else {}

    def sizes(self) -> None:
        """Sizes at the limits are accepted, others rejected; no file is read to its end."""
        least, most = self.upload.get("min-bytes"), self.upload.get("max-bytes")
        tries = [(least, True), (least - 1, False)] if least else []
        tries += [(most, True), (most + 1, False)] if most else []
        refused: Any = self.subject.session.package.exported("RequestValidationError")
        for size, fits in tries:
            given, outcome = self.call(("file.bin", Claimed(size)), REFUSAL)
            if bool(outcome.sent) != fits:
                did = f"{'sent' if outcome.sent else 'refused'} a file of {size} bytes"
                says = f"files of {least or 0} to {most or 'any number of'} bytes are accepted"
                raise self.wrong(did, says, given)
            if not fits and not isinstance(outcome.error, refused):
                did = f"raised {describe(outcome.error)} for a file of {size} bytes"
                raise self.wrong(did, "RequestValidationError", given)

    def refused(self) -> None:
        """A 403 of the storage is an error, and the file is not sent twice."""
        given, outcome = self.call(upload_file(self.upload), self.first, Reply(403, b"<Error/>"))
        if len(outcome.sent) == 2 and outcome.error is None:
            raise self.wrong(
                "raised nothing when the storage returned 403",
                "an error: nothing was stored",
                given,
            )
