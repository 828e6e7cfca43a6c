"""Encode `extra_query`, `extra_headers` and `extra_body`."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterator
from dataclasses import replace
from os import PathLike
from typing import TYPE_CHECKING, Any

from ..base.errors import Problem, RequestValidationError
from ..base.json_types import is_mapping, is_model, type_of
from ..validation.encode import Encoder
from ..validation.schema_layers import flattener_of

if TYPE_CHECKING:
    from ..config.settings import RequestOptions
    from .sendable import Sendable


def plain_extras(call: Sendable, options: RequestOptions) -> RequestOptions:
    """The options with values that can be sent; raises `RequestValidationError` for others."""
    if not (options.extra_headers or options.extra_query or options.extra_body is not None):
        return options
    encoder = Encoder(flattener_of(call.operation.package))
    for name in options.extra_headers:
        if not issubclass(type_of(name), str):
            problem = Problem("extra_headers", "type", "names must be text", "")
            encoder.problems.append(problem)
    query = encoder.encode(options.extra_query, None, "extra_query")
    body = _body(call, options.extra_body, encoder)
    if encoder.problems:
        raise RequestValidationError(call.operation.label, encoder.problems)
    return replace(options, extra_query=query, extra_body=body)


def _body(call: Sendable, extra: object, encoder: Encoder) -> Any:
    spec = call.body_spec
    if spec is None or spec.kind != "multipart" or not is_mapping(extra):
        return encoder.encode(extra, None, "extra_body")
    files = {name: item for name, item in extra.items() if _is_file(item)}
    others = {name: item for name, item in extra.items() if name not in files}
    values: dict[Any, Any] = encoder.encode(others, None, "extra_body")
    read = {name: _file(item, f"extra_body.{name}", encoder) for name, item in files.items()}
    return {name: read[name] if name in files else values.get(name) for name in extra}


def _file(item: object, path: str, encoder: Encoder) -> Any:
    from ..base.files import NotAFile, read_file

    try:
        return read_file(item)
    except NotAFile as error:
        encoder.problems.append(Problem(path, "type", str(error), ""))
        return None


def _is_file(item: Any) -> bool:
    """Whether this is a file of a form, which JSON cannot contain: a tuple of name and content, or content alone."""
    from ..base.files import is_named

    if is_named(item) or isinstance(item, (bytes, bytearray, memoryview, PathLike)):
        return True
    return not is_model(item) and (
        hasattr(item, "read") or isinstance(item, (Iterator, AsyncIterable))
    )
