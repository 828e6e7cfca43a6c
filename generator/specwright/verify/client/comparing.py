"""Compare a JSON value with what the client parsed it into."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from typing import Any

from ..schemas.schemas import Schema
from ..schemas.shapes import Reading, readings
from ..types import Json, Path, short, steps
from .package import Models, attributes_of

OPEN_FORMATS = frozenset({"time", "duration", "byte", "binary", "decimal"})
"""Formats for which CLIENT.md promises no type; the dump shows whether data is lost."""


def dumped(value: Any) -> Any:
    """The data that the client received, in the form that is promised to be lossless."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if isinstance(value, (list, tuple)):
        return [dumped(item) for item in value]
    if isinstance(value, dict):
        return {key: dumped(item) for key, item in value.items()}
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def unlike(sent: Json, got: Any, path: Path = ()) -> Iterator[str]:
    """The differences of two JSON values; date-times are compared as instants, UUIDs as UUIDs."""
    if isinstance(sent, dict) and isinstance(got, dict):
        yield from (f"{spell((*path, n))} is lost" for n in sent if n not in got)
        yield from (f"{spell((*path, str(n)))} is added" for n in got if n not in sent)
        for name in sent:
            if name in got:
                yield from unlike(sent[name], got[name], (*path, name))
    elif isinstance(sent, list) and isinstance(got, list) and len(sent) == len(got):
        for index, (one, other) in enumerate(zip(sent, got, strict=True)):
            yield from unlike(one, other, (*path, index))
    elif not same(sent, got):
        yield f"{spell(path)} is {short(got)} instead of {short(sent)}"


def same(sent: Json, got: Any) -> bool:
    """Compare scalars. 5.0 may come back as 5, but not 5 as 5.0 or true as 1."""
    if isinstance(sent, str) and isinstance(got, str) and sent != got:
        return any(_same_as(read, sent, got) for read in (instant, _time, uuid.UUID))
    if isinstance(sent, float) and type(got) is int:
        return got == sent
    return type(sent) is type(got) and bool(sent == got)


def _same_as(read: Any, one: str, other: str) -> bool:
    try:
        return bool(read(one) == read(other))
    except (ValueError, OverflowError):
        return False


def _time(text: str) -> dt.datetime:
    return instant(f"2000-01-01T{text}")


_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:([Zz])|([+-]\d\d:\d\d))")


def instant(text: str) -> dt.datetime:
    """An RFC 3339 date-time, to the microsecond (the resolution of Python)."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(text)
    day, time, fraction, zulu, offset = match.groups()
    micro = ((fraction or "") + "000000")[:6]
    return dt.datetime.fromisoformat(f"{day}T{time}.{micro}{'+00:00' if zulu else offset}")


# --- types ----------------------------------------------------------------------------------------


def mistyped(
    schema: Schema, sent: Json, got: Any, models: Models, path: Path = ()
) -> tuple[str, ...]:
    """Values without the promised type; empty if one reading of the schema fits."""
    first: tuple[str, ...] | None = None
    for choice in readings(schema, sent, "response"):
        found = tuple(_mistyped(choice, sent, got, models, path))
        if not found:
            return ()
        first = found if first is None else first
    return first or ()


def _mistyped(reading: Reading, sent: Json, got: Any, models: Models, path: Path) -> Iterator[str]:
    if isinstance(sent, dict):
        yield from _object(reading, sent, got, models, path)
    elif isinstance(sent, list):
        if type(got) not in (list, tuple) or len(got) != len(sent):
            yield f"{spell(path)} is {short(got)}, not a list of {len(sent)}"
            return
        for index, item in enumerate(sent):
            schema = reading.item(index)
            if schema is not None:
                yield from mistyped(schema, item, got[index], models, (*path, index))
    else:
        yield from _plain(reading, sent, got, path)


def _object(
    reading: Reading, sent: dict[str, Any], got: Any, models: Models, path: Path
) -> Iterator[str]:
    declared = reading.declared
    is_model = hasattr(type(got), "model_fields")
    if declared and not is_model:
        yield f"{spell(path)} is a {type(got).__name__}, not a model"
        return
    kind = models.named(reading.component) if reading.component else None
    if declared and kind is not None and not isinstance(got, kind):
        yield f"{spell(path)} is a {type(got).__name__}, not a {kind.__name__}"
        return
    attributes = attributes_of(type(got)) if is_model else {}
    loose = (got.model_extra or {}) if is_model else got
    for name, value in sent.items():
        schema, here = reading.member(name), (*path, name)
        if name in declared and name not in attributes:
            yield f"{spell(here)} is no field of {type(got).__name__}, only an extra one"
        elif name in attributes:
            with_value = getattr(got, attributes[name])
            if schema is not None:
                yield from mistyped(schema, value, with_value, models, here)
        elif name not in loose:
            yield f"{spell(here)} is lost"
        elif schema is not None:
            yield from mistyped(schema, value, loose[name], models, here)


def unanswered(
    schema: Schema, sent: Json, got: Any, requests: frozenset[str], path: Path = ()
) -> Iterator[str]:
    """writeOnly properties that a response class has as fields; `requests` are the schemas of requests."""
    choices = readings(schema, sent, "response")
    if len(choices) != 1:
        return
    (choice,) = choices
    if isinstance(sent, list) and isinstance(got, list):
        for index, item in enumerate(sent[:1]):
            below = choice.item(index)
            if below is not None:
                yield from unanswered(below, item, got[index], requests, (*path, index))
    if not isinstance(sent, dict) or not hasattr(type(got), "model_fields"):
        return
    attributes = attributes_of(type(got))
    required = {name for names in choice.values("required") for name in names}
    members = {name: choice.member(name) for name in choice.declared}
    marked = {n for n, m in members.items() if m and (_is(m, "readOnly") or _is(m, "writeOnly"))}
    # A schema that requires properties of one direction only cannot be one class for both.
    is_shared = not required & marked and any(part.pointer in requests for part in choice.parts)
    for name in sorted(choice.declared):
        member = members[name]
        if member is None or name not in attributes:
            continue
        if _is(member, "writeOnly") and not is_shared:
            yield f"{spell((*path, name))} is a field of {type(got).__name__}"
        elif name in sent:
            value = getattr(got, attributes[name], None)
            yield from unanswered(member, sent[name], value, requests, (*path, name))


def _is(schema: Schema, mark: str) -> bool:
    return isinstance(schema.raw, dict) and schema.raw.get(mark) is True


def _plain(reading: Reading, sent: Json, got: Any, path: Path) -> Iterator[str]:
    wanted = _in_python(reading, sent)
    if wanted is OPEN_FORMATS:
        return
    is_value = isinstance(wanted, (dt.date, uuid.UUID))
    fits = type(got) is type(wanted) and bool(got == wanted)
    if not fits and (is_value or not same(sent, got)):
        yield f"{spell(path)} is {short(got)}, not {short(wanted)}"
    elif isinstance(got, dt.datetime) and got.tzinfo is None:
        yield f"{spell(path)} is a date-time without its time zone"


def _in_python(reading: Reading, sent: Json) -> Any:
    """The Python value that users are promised."""
    formats = reading.formats
    if not isinstance(sent, str) or not formats:
        return sent
    if reading.values("enum") or reading.values("const"):
        return sent
    readers: dict[str, Any] = {
        "date-time": instant,
        "date": dt.date.fromisoformat,
        "uuid": uuid.UUID,
    }
    for name in formats:
        if name in OPEN_FORMATS:
            return OPEN_FORMATS
        if name in readers:
            try:
                return readers[name](sent)
            except ValueError:
                return OPEN_FORMATS  # a leap second, the year 0: Python cannot represent them
    return sent


# --- words ----------------------------------------------------------------------------------------


def spell(path: Path) -> str:
    """`references[0].uri`"""
    return steps(path).removeprefix(".") or "the value"
