"""Report media types and header names that cannot stand in an HTTP header."""

from __future__ import annotations

import re
from typing import Final

from specwright.diagnostics import Diagnostics
from specwright.source.node import Node

_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_COOKIE: Final = re.compile(r"[!#-+\--:<>-~]+")
_TOKEN: Final = re.compile(_WORD)
# RFC 9110, 8.3.1. In a range, `*` stands for a part; it is also one of the characters of a token.
_MEDIA_TYPE: Final = re.compile(
    rf"{_WORD}/{_WORD}([ \t]*;[ \t]*({_WORD}=({_WORD}|\"[^\"\x00-\x1f\x7f]*\"|[^\"; \t]+))?)*[ \t]*"
)
_UNSENDABLE: Final = re.compile(r"[^\x20-\x7e\t]")


def check_media_type(text: str, node: Node, sink: Diagnostics) -> None:
    """Reject what would break out of its header line; report what is not a media type."""
    if _UNSENDABLE.search(text):
        message = f"{text!r} cannot be sent in a header: it contains a line break or a non-ASCII character"
        sink.error("bad-media-type", message, node, "use type/subtype, such as application/json")
    elif not _MEDIA_TYPE.fullmatch(text.strip()):
        message = f"{text!r} is not a media type; it is used unchanged"
        sink.warning("odd-media-type", message, node, "use type/subtype, such as text/plain")


def check_part_types(encoding: Node | None, sink: Diagnostics) -> None:
    """Check the parts of a form the same way: their headers, and their content types, which may be lists."""
    if encoding is None or not encoding.is_object:
        return
    for _, part in encoding.entries():
        _check_part_headers(part, sink)
        node = part.get("contentType") if part.is_object else None
        if node is None or not isinstance(node.value, str):
            continue
        for text in node.value.split(","):
            check_media_type(text, node, sink)


def _check_part_headers(part: Node, sink: Diagnostics) -> None:
    headers = part.get("headers") if part.is_object else None
    if headers is not None and headers.is_object:
        for name, entry in headers.entries():
            check_header_name(name, entry, sink)


def check_cookie_name(name: str, node: Node, sink: Diagnostics) -> None:
    """Reject a cookie name that would end early or begin another cookie."""
    if not _COOKIE.fullmatch(name):
        message = f"{name!r} cannot be the name of a cookie"
        hint = "use visible ASCII characters, without spaces, quotes and any of ,;="
        sink.error("bad-cookie-name", message, node, hint)


def check_header_name(name: str, node: Node, sink: Diagnostics) -> None:
    """Reject a header name that HTTP does not allow."""
    if not _TOKEN.fullmatch(name):
        message = f"{name!r} is not a valid header name"
        hint = "letters, digits and any of !#$%&'*+.^_`|~- are allowed"
        sink.error("bad-header-name", message, node, hint)
