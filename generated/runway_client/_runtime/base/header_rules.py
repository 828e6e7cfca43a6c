"""Refuse header names and values that would break out of their line."""

from __future__ import annotations

import re
from typing import Final

from .errors import Problem, RequestValidationError

TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
MEDIA_TYPE: Final = re.compile(
    r"[!#$&^_.+0-9A-Za-z-]+/[!#$&^_.+0-9A-Za-z-]+"
    r"([ \t]*;[ \t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+=([!#$%&'*+.^_`|~0-9A-Za-z-]+|\"[ !#-\[\]-~]*\"))*\Z"
)
FRAMING: Final = frozenset({"content-length", "transfer-encoding", "connection", "upgrade", "te"})


def is_unicode(text: str) -> bool:
    """Whether text can be written in UTF-8: half a surrogate pair cannot."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_media_type(value: object) -> bool:
    """One media type with its parameters; neither a range nor a list of them."""
    return isinstance(value, str) and MEDIA_TYPE.match(value) is not None


def header_problem(name: object, value: object, label: str = "") -> Problem | None:
    """The value is never shown, it may be a secret."""
    where = label or f"header {name!r}"
    if not isinstance(name, str):
        return Problem("headers", "header", f"names must be strings, not {type(name).__name__}", "")
    if not TOKEN.match(name):
        return Problem(where, "header", "is not a valid header name", "")
    if name.lower() in FRAMING:
        return Problem(where, "header", "is set by the transport; you cannot set it", "")
    if not isinstance(value, str):
        return Problem(where, "header", f"must be text, not {type(value).__name__}", "")
    if FORBIDDEN.search(value):
        return Problem(where, "header", "must not contain line breaks or control characters", "")
    if not is_unicode(value):
        return Problem(where, "header", "must be valid Unicode", "")
    if value != value.strip(" \t"):
        return Problem(where, "header", "must not begin or end with a space", "")
    return None


def check_header(name: object, value: object, label: str = "", operation: str = "client") -> None:
    problem = header_problem(name, value, label)
    if problem is not None:
        raise RequestValidationError(operation, (problem,))
