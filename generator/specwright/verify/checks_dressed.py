"""An answer that the document allows enters; it says the same when its headers are written in another way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .bench import Subject, is_json, is_stream
from .checks_answers import GivenAnswer, check_first_answer
from .memory import NO_MEMORY, Memory


def check_dressed(subject: Subject, answer: GivenAnswer, memory: Memory = NO_MEMORY) -> None:
    for dressed in memory.made(answer, "dressed", lambda: tuple(_dressed(answer))):
        check_first_answer(subject, dressed, memory)


def _dressed(answer: GivenAnswer) -> Iterator[GivenAnswer]:
    """Names of headers and media types have no case (RFC 9110, 5.1 and 8.3.1), and parameters change nothing."""
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
