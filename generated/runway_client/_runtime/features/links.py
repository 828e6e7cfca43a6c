"""Read the `Link` header (RFC 8288)."""

from __future__ import annotations

import re

_LINK = re.compile(
    r"\s*,?\s*<([^>]*)>((?:\s*;\s*[^\s=;,<>\"]+\s*(?:=\s*(?:\"(?:[^\"\\]|\\.)*\"|[^\s;,\"]*))?)*)"
)
_PARAMETER = re.compile(r";\s*([^\s=;,]+)\s*(?:=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;,\"]*)))?")


def next_link(header: str) -> str | None:
    """The target with the relation `next`; None where there is none."""
    place = 0
    while found := _LINK.match(header, place):
        place = found.end()
        for name, quoted, plain in _PARAMETER.findall(found[2]):
            if name.lower() == "rel":
                if "next" in (quoted or plain).lower().split():
                    return found[1]
                break  # further `rel`s do not count
    return None
