"""Encode URL-encoded and multipart forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ..base.files import File
from ..base.header_rules import is_media_type
from ..base.json_types import is_array, is_object
from ..operation.body_specs import NO_ENCODING, PartEncoding
from .multipart import Multipart, Part, file_part, guess_type, text_part
from .params import (
    Encode,
    Pairs,
    escape,
    for_wire,
    present,
    present_deep,
    query_pairs,
    to_json,
    to_text,
    value_pairs,
)

if TYPE_CHECKING:
    from ..operation.body_specs import FormBody, MultipartBody
    from ..operation.operation import Parameter


def encode_form(spec: FormBody, value: Mapping[str, Any]) -> bytes:
    pairs = for_wire(form_pairs(value, spec.encoding))
    return "&".join(f"{name}={text}" for name, text in pairs).encode("ascii")


def form_pairs(value: Mapping[str, Any], encodings: Mapping[str, PartEncoding]) -> Pairs:
    pairs: Pairs = []
    for name, item in value.items():
        encoding = encodings.get(name, NO_ENCODING)
        if encoding.is_styled:
            kept = encoding.allow_reserved
            pairs += _styled(name, item, encoding, partial(escape, allow_reserved=kept), escape)
        else:
            pairs += [(escape(name), escape(text)) for text in _texts(item, encoding)]
    return pairs


def whole_query(parameter: Parameter, value: Any) -> tuple[str, Pairs]:
    """A query with its own media type: one text, or the pairs of a form."""
    if parameter.style in ("json", "text"):
        return escape(to_json(value) if parameter.style == "json" else to_text(value)), []
    if not is_object(value):
        return "", query_pairs(parameter, value)
    return "", form_pairs(value, parameter.encoding)


def _styled(
    name: str, value: Any, encoding: PartEncoding, encode: Encode, encode_name: Encode
) -> Pairs:
    style = encoding.style or "form"
    explode = style in ("form", "deepObject") if encoding.explode is None else encoding.explode
    return value_pairs(name, value, style, explode, encode, encode_name)


def _texts(value: Any, encoding: PartEncoding) -> Iterator[str]:
    """One text per pair or part: objects and lists of objects or lists are JSON, other lists repeat.

    Null has no text, so it is omitted, except in JSON.
    """
    if value is None and not _is_json(encoding):
        return
    if is_array(value) and not _is_json(encoding) and not any(map(_is_complex, value)):
        yield from map(to_text, present(value))
    elif _is_complex(value) or (_is_json(encoding) and not isinstance(value, File)):
        yield to_json(value)
    else:
        yield to_text(value)


def as_sent(value: Mapping[str, Any], encodings: Mapping[str, PartEncoding]) -> dict[str, Any]:
    """The form as the server reads it: null is omitted."""
    sent: dict[str, Any] = {}
    for name, item in value.items():
        encoding = encodings.get(name, NO_ENCODING)
        if encoding.style == "deepObject":
            item = present_deep(item)
        elif encoding.is_styled or (
            is_array(item) and not _is_json(encoding) and not any(map(_is_complex, item))
        ):
            item = present(item)
        if item is not None or _is_json(encoding):
            sent[name] = item
    return sent


def _is_complex(value: Any) -> bool:
    return is_object(value) or is_array(value)


def _is_json(encoding: PartEncoding) -> bool:
    kind = (encoding.content_type or "").partition(";")[0].strip().lower()
    return kind.endswith(("/json", "+json"))


def encode_multipart(spec: MultipartBody, value: Mapping[str, Any], media_type: str) -> Multipart:
    """In multipart/form-data (RFC 7578) parts have property names; in other types they only have an order."""
    kind = media_type.partition(";")[0].strip()
    is_form = kind.lower() == "multipart/form-data"
    known = () if is_form else [wire for wire in spec.fields.values() if wire in value]
    parts = [
        part if is_form else part._replace(name=None)
        for name in dict.fromkeys((*known, *value))
        for part in _parts(name, value[name], spec.encoding.get(name, NO_ENCODING))
    ]
    return Multipart(parts, kind)


def _parts(name: str, value: Any, encoding: PartEncoding) -> Iterator[Part]:
    kind = encoding.content_type if is_media_type(encoding.content_type) else None
    headers = tuple(encoding.headers.items())
    files = present(value) if is_array(value) else [value]
    if files and all(isinstance(item, File) for item in files):
        yield from (
            file_part(name, item, kind or _one_of(encoding, item), headers) for item in files
        )
    elif encoding.is_styled:
        for key, text in _styled(name, value, encoding, str, str):
            yield text_part(key, text, kind, headers)
    else:
        if kind is None and _holds_json(value):
            kind = "application/json"
        yield from (text_part(name, text, kind, headers) for text in _texts(value, encoding))


def _one_of(encoding: PartEncoding, file: File) -> str | None:
    """The first of several content types, unless the file name suggests another."""
    names = [name.strip() for name in (encoding.content_type or "").lower().split(",")]
    guessed = guess_type(file.name)
    if len(names) < 2 or {guessed, f"{guessed.partition('/')[0]}/*", "*/*"} & set(names):
        return None
    return next(filter(is_media_type, names), None)


def _holds_json(value: Any) -> bool:
    return is_object(value) or (is_array(value) and any(map(_is_complex, value)))
