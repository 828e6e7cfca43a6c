"""Check event streams: the client asks for them and yields each item, typed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..client.check_context import Subject
from ..client.comparing import dumped, mistyped, unlike
from ..client.session import FLAVOURS, Caught
from ..client.transport import Reply
from ..document.contents import essence, kind_of
from ..document.document import Media
from ..document.styles import kinds_of, leaves
from ..generate.answers import concrete_status
from ..generate.boundary_values import VariedValues, boundaries
from ..generate.values import Values
from ..schemas.keywords import Impossible
from ..schemas.schemas import Schema
from ..types import Json, Unjudged, short
from .requests import describe

CHECK = "events"
EVENTS: Final = "text/event-stream"
SEQUENCES: Final = "application/json-seq"
ITEMS: Final = 8
PIECES: Final = (1, 7, 1 << 16)
"""How many bytes arrive at once: in the middle of lines and characters, or everything at once."""
WORDS: Final = (
    "one", "two\n\nlines", "no\u2028end\x85of\x0blines", " a space first", "5", '{"a": 1}', "\N{RABBIT}: b",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stream:
    """The items of one documented response; without `schema` they are text."""

    status: int
    media: Media
    schema: Schema | None
    items: tuple[Json, ...]


def check_events(subject: Subject) -> None:
    """Comments, multi-line data, every line ending; requested by media type, in both flavours."""
    for stream in _streams(subject):
        content = written(essence(stream.media.media_type), stream)
        headers = (("content-type", stream.media.media_type),)
        for flavour in FLAVOURS:
            for piece in PIECES:
                _check(subject, stream, flavour, Reply(stream.status, content, headers, piece))


def _streams(subject: Subject) -> Iterator[Stream]:
    operation = subject.operation
    for response in operation.responses.values():
        status = concrete_status(operation, response.status)
        kinds = {kind_of(media.media_type) for media in response.media.values()}
        for media in response.media.values():
            if kind_of(media.media_type) != "stream" or status is None or status >= 300:
                continue
            reason = (
                None
                if kinds == {"stream"}
                else "the response has another media type, which is checked instead"
            )
            items = _items(media)
            if not items:
                reason = "verify cannot make items for this stream"
            if reason is not None:
                place = operation.schemas.sources.place(media.pointer)
                subject.unjudged[Unjudged(place, f"{media.media_type}: {reason}")] = None
                continue
            yield Stream(status, media, None if items == WORDS else media.schema, items)


def _items(media: Media) -> tuple[Json, ...]:
    """None if `itemSchema` (OpenAPI 3.2) describes whole events instead of their data."""
    if "itemSchema" in media.raw:
        return ()
    schema, is_events = media.schema, essence(media.media_type) == EVENTS
    if schema is None:
        return WORDS if is_events else ({"a": [1.5, None]}, [], 5)
    values, node = VariedValues(schema.schemas, "response"), schema.node
    kinds = {kind for shape in leaves(schema.schemas, node) for kind in kinds_of(shape)}
    if is_events and "string" in kinds:
        return WORDS if kinds == {"string"} and _is_any_text(values, schema) else ()
    try:
        found = [values.smallest(node), values.fullest(node)]
    except Impossible:
        return ()
    found += [v.value for v in boundaries(values, node, 1) if not v.large]
    return tuple(item for item in found[:ITEMS] if item is not None)


def _is_any_text(values: Values, schema: Schema) -> bool:
    return all(values.accepts(schema.node, word) for word in WORDS)


def written(media_type: str, stream: Stream) -> bytes:
    if media_type == EVENTS:
        return b"\xef\xbb\xbf" + "".join(_events(stream.items, stream.schema is None)).encode()
    texts = [json.dumps(item, ensure_ascii=False) for item in stream.items]
    if media_type == SEQUENCES:
        return "".join(f"\x1e{text}\n" for text in texts).encode()
    ends = ["\n", "\r\n", "\n\n"]
    lines = [f"{text}{ends[index % 3]}" for index, text in enumerate(texts)]
    return "".join(lines).rstrip("\r\n").encode()


def _events(items: Sequence[Json], are_texts: bool) -> Iterator[str]:
    """Events as the HTML standard (9.2.6) allows them; the last one is cut off, so it is not an event."""
    for index, item in enumerate(items):
        text = (
            item if are_texts else json.dumps(item, ensure_ascii=False, indent=[None, 1][index % 2])
        )
        end = ("\n", "\r\n", "\r")[index % 3]
        head = ("", f": alive{end}event: news{end}id: {index}{end}retry: 10{end}other: x{end}")[
            index % 2
        ]
        space = "" if index % 4 == 2 and not text.startswith(" ") else " "
        lines = (f"data:{space}{line}" if line else "data" for line in text.split("\n"))
        data = "".join(f"{line}{end}" for line in lines)
        yield f"{head}{data}{end}: a comment{end}{end}"
    yield ": alive\n\ndata: cut off"


def _check(subject: Subject, stream: Stream, flavour: str, reply: Reply) -> None:
    session, outcome = subject.session, subject.call(flavour, answer=reply)
    with Caught() as caught:
        caught.value = session.items(outcome.value)
    sent = [*session.recorder.sent]
    if not sent:
        return  # the check of requests reports the reason
    error = outcome.error or caught.error
    if error is not None:
        did = f"raised {describe(error)} ({flavour})"
        raise _finding(subject, stream, did, reply, "its items: the document allows this stream")
    accepted = [value for name, value in sent[0].headers if name.lower() == "accept"]
    if essence(stream.media.media_type) not in ", ".join(accepted).lower():
        did = f"sent Accept: {', '.join(accepted) or 'nothing'} ({flavour})"
        raise _finding(subject, stream, did, reply, f"Accept: {stream.media.media_type}")
    _compare(subject, stream, flavour, reply, caught.value)
    if essence(stream.media.media_type) == EVENTS:
        _check_fields(subject, stream, flavour, reply)


def _check_fields(subject: Subject, stream: Stream, flavour: str, reply: Reply) -> None:
    """`.events()` returns the events unchanged: an id applies until the next one, other fields to one event."""
    outcome = subject.call(flavour, answer=reply)
    if not hasattr(outcome.value, "events"):
        return
    with Caught() as caught:
        caught.value = subject.session.items(outcome.value.events())
    got = [(e.event, e.id, e.retry) for e in caught.value or ()]
    wanted: list[tuple[str, str, int | None]] = []
    for index in range(len(stream.items)):
        last = str(index - 1 + index % 2) if index else ""
        wanted.append(("news", last, 10) if index % 2 else ("message", last, None))
    if got != wanted:
        did = f"returned events with the names, ids and retry times {short(got, 400)} ({flavour})"
        raise _finding(subject, stream, did, reply, short(wanted, 400))


def _compare(subject: Subject, stream: Stream, flavour: str, reply: Reply, got: list[Any]) -> None:
    if len(got) != len(stream.items):
        did = f"returned {len(got)} items ({flavour}): {short(got)}"
        raise _finding(subject, stream, did, reply, f"the {len(stream.items)} items of the stream")
    for index, (item, value) in enumerate(zip(stream.items, got, strict=True)):
        wrong = [*unlike(item, dumped(value), (index,))]
        if not wrong and stream.schema is not None:
            models = subject.session.package.models
            wrong = [*mistyped(stream.schema, item, value, models, (index,))]
        if wrong:
            did = f"returned other items than the server sent ({flavour}): {'; '.join(wrong[:3])}"
            raise _finding(subject, stream, did, reply, "each item as sent, in its documented type")


def _finding(subject: Subject, stream: Stream, did: str, reply: Reply, says: str) -> Exception:
    text = short(reply.content.decode("utf-8"), 600)[1:-1]
    place = subject.operation.schemas.sources.place(stream.media.pointer)
    told = f"{did}\nfor the stream {reply.status} {stream.media.media_type}: {text}"
    return subject.finding(CHECK, told, says, subject.plain_call, place)
