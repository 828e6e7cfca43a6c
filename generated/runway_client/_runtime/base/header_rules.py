"""Reject header names and values that would break out of their line."""

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
    """Whether a string can be encoded as UTF-8; lone surrogates cannot."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_media_type(value: object) -> bool:
    """Whether this is one media type with parameters; not a range or a list."""
    return isinstance(value, str) and MEDIA_TYPE.match(value) is not None


def header_problem(name: object, value: object, label: str = "") -> Problem | None:
    """Why a header is invalid, or ""; never contains the value, which may be secret."""
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
