"""Check that the spelling of response headers does not matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..cache import NO_MEMORY, Memory
from ..client.check_context import Subject, is_json, is_stream
from ..client.session import FLAVOURS
from ..client.transport import Reply
from ..document.contents import kind_of
from .answers import CHECK, GivenAnswer, check_first_answer

TEXT = "gr\N{LATIN SMALL LETTER O WITH DIAERESIS}\N{LATIN SMALL LETTER SHARP S}e"


def check_dressed(subject: Subject, answer: GivenAnswer, memory: Memory = NO_MEMORY) -> None:
    for dressed in memory.made(answer, "dressed", lambda: tuple(_dressed(answer))):
        check_first_answer(subject, dressed, memory)
    _check_charset(subject, answer)


def _check_charset(subject: Subject, answer: GivenAnswer) -> None:
    """A text is decoded by the charset in its header."""
    media_type = answer.media_type or ""
    if kind_of(media_type) != "text" or ";" in media_type or answer.status >= 300:
        return
    if subject.is_upload or not isinstance(answer.value, str):
        return
    kind = f"{media_type}; charset=ISO-8859-1"
    reply = Reply(answer.status, TEXT.encode("latin-1"), (("Content-Type", kind),))
    for flavour in FLAVOURS:
        outcome = subject.call(flavour, answer=reply)
        if isinstance(outcome.value, str) and outcome.value != TEXT:
            did = f"returned {outcome.value!r} for {reply.content!r} as {kind} ({flavour})"
            says = f"{TEXT!r}, decoded by the charset of the header"
            raise subject.finding(CHECK, did, says, subject.plain_call, answer.place)


def _dressed(answer: GivenAnswer) -> Iterator[GivenAnswer]:
    """Change the case of header names and media types (RFC 9110, 5.1 and 8.3.1), and add parameters."""
    loud = {name.upper(): value for name, value in answer.headers.items()}
    quiet = {name.lower(): value for name, value in answer.headers.items()}
    media_type = answer.media_type
    if media_type is None or is_stream(media_type):
        yield replace(answer, headers=loud)
        yield replace(answer, headers=quiet)
        return
    essence = media_type.partition(";")[0].strip()
    has_none = ";" not in media_type
    yield replace(answer, headers=loud, media_type=media_type.upper() if has_none else media_type)
    if has_none and is_json(essence):
        yield replace(answer, headers=quiet, media_type=f"{essence}; charset=utf-8")
        yield replace(answer, headers=quiet, media_type=f'{essence.title()};Charset="UTF-8"; v=1')
