"""Secrets and large values in, text that may be shown out: masking of headers, URLs, free text and bodies."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final
from urllib.parse import quote, urlsplit

from .json_types import is_array, is_object

MASK: Final = "***"
SECRET_HEADERS: Final = frozenset(
    {"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key"}
)
SECRET_WORDS: Final = re.compile(
    r"token|secret|password|passwd|api[-_]?key|signature|credential", re.I
)
TEXT_LIMIT: Final = 500
_PROBE: Final = b"a\xff"


def mask_headers(
    pairs: Iterable[tuple[str, str]], secrets: Sequence[str] = ()
) -> list[tuple[str, str]]:
    return [(name, _mask_header(name, value, secrets)) for name, value in pairs]


def is_secret_name(name: str) -> bool:
    lowered = name.lower()
    return lowered in SECRET_HEADERS or SECRET_WORDS.search(lowered) is not None


def _mask_header(name: str, value: str, secrets: Sequence[str]) -> str:
    if is_secret_name(name):
        scheme, space, rest = value.partition(" ")
        return f"{scheme} {MASK}" if space and rest and scheme.isalpha() else MASK
    return mask_text(value, secrets)


def mask_url(url: str, secrets: Sequence[str] = (), *, keep_query: bool = True) -> str:
    """The URL without values of secret query parameters; without any query for a foreign host."""
    head, mark, query = url.partition("?")
    if not mark:
        return mask_text(head, secrets)
    if not keep_query:
        return f"{head}?{MASK}"
    pairs = [_mask_pair(pair) for pair in query.split("&")]
    return mask_text(f"{head}?{'&'.join(pairs)}", secrets)


def _mask_pair(pair: str) -> str:
    name, mark, _ = pair.partition("=")
    return f"{name}={MASK}" if mark and is_secret_name(name) else pair


def mask_text(text: str, secrets: Sequence[str]) -> str:
    """A server may echo the key in its error text; short values are left, they occur by chance."""
    for secret in secrets:
        if len(secret) >= 4:
            text = text.replace(secret, MASK)
            if "%" in text:
                text = text.replace(quote(secret, safe=""), MASK)
    return text


def mask_exceptions(error: BaseException, secrets: Sequence[str]) -> None:
    """A library may quote what the server sent, in its exception or in one behind that."""
    pending: list[BaseException | None] = [error]
    seen: set[int] = set()
    while pending:
        one = pending.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        if any(isinstance(part, str) and mask_text(part, secrets) != part for part in one.args):
            one.args = tuple(
                mask_text(part, secrets) if isinstance(part, str) else part for part in one.args
            )
        pending += [one.__cause__, one.__context__]


def shorten(value: object, limit: int = 80) -> str:
    """`repr` cut in the middle; the whole of a huge value is never turned into text."""
    if isinstance(value, str):
        return _cut(
            repr(value if len(value) <= limit * 2 else value[: limit * 2]), limit, len(value)
        )
    if isinstance(value, (bytes, bytearray)):
        return f"<{len(value)} bytes>"
    return _cut(repr(_thin(value, 3)), limit, 0)


def _cut(text: str, limit: int, length: int) -> str:
    if len(text) <= limit:
        return text
    tail = f" ({length} characters)" if length else ""
    return f"{text[: limit - 3]}...{tail}"


def _thin(value: Any, depth: int) -> Any:
    """The value with long texts, long containers and deep levels cut, so that repr stays small."""
    if isinstance(value, str):
        return value if len(value) <= 100 else f"{value[:100]}... ({len(value)} characters)"
    if isinstance(value, (bytes, bytearray)):
        return f"<{len(value)} bytes>"
    if is_object(value):
        if depth == 0:
            return "{...}"
        return {key: _thin(item, depth - 1) for key, item in list(value.items())[:20]}
    if is_array(value):
        if depth == 0:
            return "[...]"
        return [_thin(item, depth - 1) for item in value[:20]]
    return value


def shorten_body(
    content: bytes, content_type: str, limit: int = TEXT_LIMIT, secrets: Sequence[str] = ()
) -> str:
    """The head of a body for a message or log line, long strings inside JSON cut one by one.

    Secrets are masked before anything is cut, so that no half of one is left.
    """
    if not content:
        return ""
    if _is_binary(content_type):
        return mask_text(f"<{len(content)} bytes of {content_type}>", secrets)
    head = mask_text(content[: limit * 40].decode(charset_of(content_type), "replace"), secrets)
    thinned = re.sub(r'"((?:[^"\\]|\\.){100})(?:[^"\\]|\\.)*("|$)', r'"\1..."', head)
    cut = thinned if len(thinned) <= limit else f"{thinned[:limit]}..."
    return cut.replace("\r", "\\r").replace("\n", "\\n")


def _is_binary(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    if not kind or kind.startswith("text/"):
        return False
    return not (kind.endswith(("json", "xml")) or kind.endswith("x-www-form-urlencoded"))


def charset_of(content_type: str) -> str:
    match = re.search(r"charset\s*=\s*\"?([\w.:-]+)", content_type, re.I)
    if match is None:
        return "utf-8"
    try:
        name = codecs.lookup(match.group(1)).name
        _PROBE.decode(name, "replace")  # some codecs are for no text ("hex") or refuse to replace
    except (LookupError, ValueError):
        return "utf-8"
    return name


def origin_of(url: str) -> str:
    """Scheme and host only: what may be said about a presigned URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}"
