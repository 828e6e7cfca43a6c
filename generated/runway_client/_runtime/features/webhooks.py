"""Parse the body of a webhook or callback into its documented model."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal

from ..base.errors import ClientError, Problem, ResponseValidationWarning
from ..base.redact import shorten_body

Validation = Literal["strict", "lenient"]


class WebhookError(ClientError, ValueError):
    """The body does not match the document; `problems` lists the differences."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


def parse_webhook(
    type_of: Callable[[], Any], body: bytes | str, validation: Validation = "strict"
) -> Any:
    """Verify the sender's signature over the same bytes first; parsing does not authenticate the sender."""
    content = _content(body, validation)
    return _parsed(type_of, content, content, validation)


def parse_form_webhook(
    type_of: Callable[[], Any],
    body: bytes | str,
    validation: Validation = "strict",
    *,
    json: tuple[str, ...] = (),
    lists: tuple[str, ...] = (),
) -> Any:
    """As `parse_webhook`, for a form. `json` are the fields that are not text, `lists` those that may repeat."""
    from pydantic_core import to_json

    content = _content(body, validation)
    fields: dict[str, list[Any]] = {}
    for name, text in _pairs(content):
        if text or name not in json:  # an empty number or object means absent
            fields.setdefault(name, []).append(_value(text) if name in json else text)
    data = {
        name: values if name in lists or len(values) > 1 else values[0]
        for name, values in fields.items()
    }
    return _parsed(type_of, content, to_json(data), validation)


def _content(body: bytes | str, validation: Validation) -> bytes:
    if validation not in ("strict", "lenient"):
        raise ValueError("validation must be strict or lenient")
    given: Any = body
    if isinstance(given, str):
        return given.encode("utf-8", "surrogatepass")
    if isinstance(given, bytes | bytearray):
        return bytes(given)
    raise TypeError(f"pass the body as received, as bytes or text, not {type(given).__name__}")


def _pairs(content: bytes) -> list[tuple[str, str]]:
    from urllib.parse import parse_qsl

    try:
        found = parse_qsl(content.decode("utf-8"), keep_blank_values=True, errors="strict")
    except ValueError as error:
        raise _failure(content, f"is not a form: {error}") from None
    if not found:
        raise _failure(content, "is not a form: it has no fields")
    return found


def _value(text: str) -> Any:
    """A number, boolean or object; invalid JSON stays text and is reported."""
    from pydantic_core import from_json

    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError:
        return text


def _failure(content: bytes, reason: str) -> WebhookError:
    head = shorten_body(content[:2000], "text/plain", 200)
    return WebhookError(f"the webhook body {reason}; it begins with {head!r}")


def _parsed(type_of: Callable[[], Any], content: bytes, json: bytes, validation: Validation) -> Any:
    from ..response.response import read_json

    def fail(reason: str) -> WebhookError:
        return _failure(content, reason)

    value, problems = read_json(_adapter(type_of()), type_of, json, "webhook", fail)
    if problems:
        shown = "; ".join(map(str, problems[:5]))
        message = f"the webhook body does not match the document: {shown}"
        if validation == "strict":
            raise WebhookError(message, problems)
        # the line that calls the generated function
        warnings.warn(ResponseValidationWarning(message), stacklevel=4)
    return value


@lru_cache(maxsize=256)
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
