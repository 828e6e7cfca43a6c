"""Pair each operation with the method that calls it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from ..document.contents import concrete, kind_of
from ..document.document import Document, Media, Operation
from ..findings import Disagreed, Finding
from ..generate.answers import answers
from ..generate.cases import smallest_case
from ..schemas.schemas import Schema
from ..types import Blob, Case, Json, Unjudged
from .calling import NAMES, WIRE, Writer, spell_call
from .naming import name_arguments
from .package import Package, Row
from .python_arguments import Modeller
from .session import SERVER, SYNC, Arguments, Outcome, Session
from .transport import Reply

STREAMS = ("text/event-stream", "application/jsonl", "application/x-ndjson", "application/json-seq")
UPLOAD = "x-specwright-upload"
STORAGE = "https://storage.example/form"


class Subject:
    """One operation that exists in both the document and the package."""

    def __init__(self, document: Document, operation: Operation, row: Row, session: Session):
        self.document = document
        self.operation = operation
        self.row = row
        self.session = session
        self.unjudged: dict[Unjudged, None] = {}
        """Parts of requests that could not be compared, each once."""

    @cached_property
    def writer(self) -> Writer:
        properties = [n for media in self.operation.bodies.values() for n in _properties(media)]
        names = name_arguments(self.operation, self.row, dict.fromkeys(properties))
        upload = self.operation.raw[UPLOAD] if self.is_upload else None
        return Writer(self.operation, names, Modeller(self.session.package.models), upload)

    @cached_property
    def smallest(self) -> Case:
        return smallest_case(self.operation)

    @cached_property
    def plain_call(self) -> Arguments:
        """The call used for checking responses."""
        given = self.writer.arguments(self.smallest, NAMES if self.is_upload else WIRE)
        assert given is not None
        return given

    @cached_property
    def plain_reply(self) -> Reply:
        """The response used for checking requests; it has no content, unless further requests depend on it."""
        if self.is_upload:
            status, media_type, value = self.upload_answer
            return reply(status, media_type, {}, value)
        return Reply(204)

    @cached_property
    def upload_answer(self) -> tuple[int, str, dict[str, Any]]:
        """Where to send a file: a documented response with an upload URL."""
        upload = self.operation.raw[UPLOAD]
        for answer in answers(self.operation):
            if answer.status < 300 and answer.media_type and answer.boundary:
                value: dict[str, Any] = {**answer.boundary[0], upload["url"]: STORAGE}
                return answer.status, answer.media_type, value
        raise self.finding(
            "uploads",
            "asks for an upload",
            "a documented response with the URL to send the file to",
        )

    @property
    def is_upload(self) -> bool:
        """Whether the method takes a file, and sends two requests."""
        return isinstance(self.operation.raw.get(UPLOAD), dict)

    @cached_property
    def base_url(self) -> str | None:
        """The base URL passed to the client, if the document has no absolute one."""
        own: str = self.session.client(SYNC).base_url
        return SERVER if own.startswith(SERVER) else None

    def call(
        self,
        flavour: str,
        given: Arguments | None = None,
        answer: Reply | None = None,
        *later: Reply,
        client: Any = None,
    ) -> Outcome:
        """Call the method; the defaults are a client of the session, the plainest call and response."""
        own = client or self.session.client(flavour)
        return self.session.call(
            own, self.row, given or self.plain_call, answer or self.plain_reply, later
        )

    def finding(
        self, check: str, did: str, says: str, given: Arguments | None = None, place: object = None
    ) -> Disagreed:
        call = "" if given is None else spell_call(self.row.label, given)
        where = str(place or self.operation.place)
        return Disagreed(Finding(check, self.operation.key, where, did, says, call))


def _properties(media: Media) -> Iterator[str]:
    """The names of a body's properties, in all branches."""
    if media.schema is not None:
        yield from _names_in(media.schema, frozenset())


def _names_in(schema: Schema, met: frozenset[str]) -> Iterator[str]:
    raw = schema.raw
    if not isinstance(raw, dict) or schema.pointer in met:
        return
    met = met | {schema.pointer}
    table = raw.get("properties")
    yield from table if isinstance(table, dict) else ()
    if "$ref" in raw:
        yield from _names_in(schema.resolved(), met)
    for keyword in ("allOf", "oneOf", "anyOf"):
        for index in range(len(raw.get(keyword, ()))):
            yield from _names_in(schema.child(keyword, index), met)


class Judge:
    """Checks one operation in one flavour."""

    check: ClassVar[str]

    def __init__(self, subject: Subject, flavour: str) -> None:
        self.subject, self.flavour, self.session = subject, flavour, subject.session

    def wrong(
        self, did: str, says: str, given: Arguments | None = None, place: object = None
    ) -> Disagreed:
        given = given or self.subject.plain_call
        return self.subject.finding(self.check, f"{did} ({self.flavour})", says, given, place)


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything that the checks need; `subjects` by operation key."""

    document: Document
    package: Package
    session: Session
    subjects: Mapping[str, Subject]
    unjudged: tuple[Unjudged, ...] = ()


def make_bench(document: Document, package: Package, session: Session) -> Bench:
    rows = {row.key: row for row in package.rows}
    subjects = {
        operation.key: Subject(document, operation, rows[operation.key], session)
        for operation in document.operations
        if operation.key in rows
    }
    return Bench(document, package, session, subjects)


def reply(status: int, media_type: str | None, headers: Mapping[str, str], value: Json) -> Reply:
    """The response as bytes; Blob and bytes are used unchanged."""
    pairs = tuple((name, text) for name, text in headers.items())
    if media_type is None:
        return Reply(status, b"", pairs)
    content = _bytes_of(media_type, value)
    return Reply(status, content, (*pairs, ("Content-Type", concrete(media_type))))


def _bytes_of(media_type: str, value: Any) -> bytes:
    if isinstance(value, Blob):
        return value.content
    if isinstance(value, bytes):
        return value
    if is_json(media_type) or not isinstance(value, str):
        return json.dumps(value).encode()
    return value.encode("utf-8", "replace")


def is_json(media_type: str) -> bool:
    return kind_of(media_type) == "json"


def is_stream(media_type: str | None) -> bool:
    return (media_type or "").partition(";")[0].strip().lower() in STREAMS
