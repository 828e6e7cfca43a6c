"""The body of a webhook or callback in, the documented model out; a body that is not as documented raises."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal, TypeVar

from .errors import ClientError, Problem, ResponseValidationWarning
from .redact import shorten_body

T = TypeVar("T")


class WebhookError(ClientError, ValueError):
    """The body is not what the document promises; `problems` says where."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


def parse_webhook(
    type_of: Callable[[], type[T]],
    body: bytes | str,
    validation: Literal["strict", "lenient"] = "strict",
) -> T:
    """Check the sender's signature over the same bytes before; parsing says nothing about who sent them."""
    from .response import read_json

    if validation not in ("strict", "lenient"):
        raise ValueError("validation must be strict or lenient")
    kind: Any = type_of()
    content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body)

    def fail(reason: str) -> WebhookError:
        head = shorten_body(content[:2000], "text/plain", 200)
        return WebhookError(f"the body of the webhook {reason}; it begins {head!r}")

    value, problems = read_json(_adapter(kind), type_of, content, "webhook", fail)
    if problems:
        shown = "; ".join(map(str, problems[:5]))
        message = f"the body of the webhook is not as documented: {shown}"
        if validation == "strict":
            raise WebhookError(message, problems)
        warnings.warn(ResponseValidationWarning(message), stacklevel=3)
    result: T = value
    return result


@lru_cache(maxsize=256)
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
