"""Check that names, sizes and texts of uploads arrive as given."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..client.calling import upload_file
from ..client.check_context import Subject, reply
from ..client.comparing import short
from ..client.naming import FILE
from ..client.session import FLAVOURS, Arguments, Outcome
from ..client.transport import Reply, Sent
from .requests import describe

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
"""In this order, which is not that of the alphabet."""
TYPE = "image/x-verify"
STORED = Reply(204)
REFUSAL = Reply(400, b"{}", (("content-type", "application/json"),))


class Part(NamedTuple):
    name: str
    file: str | None
    content: bytes


class Claimed(io.RawIOBase):
    """A file that only says how long it is; nobody reads that much."""

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


def check_upload_forms(subject: Subject) -> None:
    upload = subject.operation.raw["x-specwright-upload"]
    for flavour in FLAVOURS:
        judge = _Judge(subject, flavour, upload)
        for name in NAMES:
            judge.form(name)
        judge.sizes()
        judge.refused()


class _Judge:
    """One operation in one flavour."""

    def __init__(self, subject: Subject, flavour: str, upload: Mapping[str, Any]) -> None:
        self.subject, self.flavour, self.upload = subject, flavour, upload
        self.client = subject.session.client(flavour)
        status, media_type, value = subject.upload_answer
        self.value = {**value, upload["fields"]: FIELDS} if "fields" in upload else value
        self.first = reply(status, media_type, {}, self.value)

    def call(self, file: Any, first: Reply, then: Reply = STORED) -> tuple[Arguments, Outcome]:
        plain = self.subject.plain_call
        given = Arguments(plain.positional, {**plain.keywords, FILE: file})
        return given, self.subject.session.call(
            self.client, self.subject.row, given, first, (then,)
        )

    def wrong(self, did: str, says: str, given: Arguments) -> Exception:
        return self.subject.finding(CHECK, f"{did} ({self.flavour})", says, given)

    def form(self, name: str) -> None:
        """The fields in the answer's order, then the file; every byte as it is."""
        content = upload_file(self.upload)[1] + b"\r\n--\x00\xff"
        given, outcome = self.call((name, content, TYPE), self.first)
        if len(outcome.sent) != 2:
            did = f"sends {len(outcome.sent)} requests for the file {name!r}: {describe(outcome.error)}"
            raise self.wrong(did, "the file is sent to where the answer says", given)
        wanted = [Part(key, None, text.encode()) for key, text in self._fields().items()]
        wanted.append(Part(self.upload.get("part", "file"), name, content))
        said = [v for n, v in outcome.sent[1].headers if n.lower() == "content-length"]
        if said != [str(len(outcome.sent[1].content))]:
            did = f"says that the form has the length {said}"
            raise self.wrong(did, f"it has {len(outcome.sent[1].content)} bytes", given)
        found = parts_of(outcome.sent[1])
        if isinstance(found, str):
            raise self.wrong(f"sends a form that cannot be read: {found}", "RFC 7578", given)
        for number, part in enumerate(wanted):
            got = found[number] if number < len(found) else None
            if got is None or not _is_same(got, part):
                did = f"sends {short(got)} as part {number + 1} of the form"
                raise self.wrong(did, f"it is {short(part)}", given)
        head = outcome.sent[1].content.partition(content)[0].lower()
        if f"content-type: {TYPE}\r\n".encode() not in head:
            raise self.wrong(f"sends the file without its type {TYPE}", "it was given", given)
        if len(found) > len(wanted):
            raise self.wrong(
                f"sends {short(found[len(wanted) :])} after the file", "it is the last", given
            )

    def _fields(self) -> Mapping[str, str]:
        return self.value.get(self.upload["fields"]) or {} if "fields" in self.upload else {}

    def sizes(self) -> None:
        """At the bounds it goes, beyond them nothing does; no file is read that far."""
        least, most = self.upload.get("min-bytes"), self.upload.get("max-bytes")
        tries = [(least, True), (least - 1, False)] if least else []
        tries += [(most, True), (most + 1, False)] if most else []
        refused: Any = self.subject.session.package.exported("RequestValidationError")
        for size, fits in tries:
            given, outcome = self.call(("file.bin", Claimed(size)), REFUSAL)
            if bool(outcome.sent) != fits:
                did = f"{'sends' if outcome.sent else 'refuses'} a file of {size} bytes"
                says = f"from {least or 0} to {most or 'any number of'} bytes are taken"
                raise self.wrong(did, says, given)
            if not fits and not isinstance(outcome.error, refused):
                did = f"raises {describe(outcome.error)} for a file of {size} bytes"
                raise self.wrong(did, "that is a RequestValidationError", given)

    def refused(self) -> None:
        """What the storage refuses is no upload, and the file is not sent there twice for it."""
        given, outcome = self.call(upload_file(self.upload), self.first, Reply(403, b"<Error/>"))
        if len(outcome.sent) == 2 and outcome.error is None:
            raise self.wrong(
                "raises nothing when the storage says 403", "nothing was stored", given
            )


def _is_same(got: Part, wanted: Part) -> bool:
    """Browsers write a quote as %22, RFC 2183 as a backslash and a quote; both are read."""
    file = wanted.file
    names = {file} if file is None else {file.replace('"', "%22"), file.replace('"', '\\"')}
    return got.name == wanted.name and got.content == wanted.content and got.file in names


def parts_of(sent: Sent) -> list[Part] | str:
    """The parts of a form byte by byte, or what is wrong with it."""
    kind = next((v for n, v in sent.headers if n.lower() == "content-type"), "")
    found = re.fullmatch(r'multipart/form-data; ?boundary=("?)([^";]+)\1', kind)
    if not found:
        return f"the content type is {kind!r}"
    boundary = b"--" + found[2].encode()
    if not sent.content.startswith(boundary + b"\r\n"):
        return "it does not start with its boundary"
    if not sent.content.endswith(b"\r\n" + boundary + b"--\r\n"):
        return f"it ends with {sent.content[-8:]!r}, not with its boundary, -- and a line's end"
    inner = sent.content[len(boundary) + 2 : -len(boundary) - 6]
    parts = []
    for piece in inner.split(b"\r\n" + boundary + b"\r\n"):
        head, blank, content = piece.partition(b"\r\n\r\n")
        try:
            text = head.decode("utf-8")
        except UnicodeDecodeError:
            return f"{head!r} is not UTF-8"
        name = re.search(r'(?i)^content-disposition: form-data; name="((?:\\"|[^"])*)"', text, re.M)
        file = re.search(r'; filename="((?:\\"|[^"])*)"\r?$', text, re.M)
        if not blank or not name:
            return f"{text!r} names no part"
        parts.append(Part(name[1], file[1] if file else None, content))
    return parts
