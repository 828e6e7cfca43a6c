"""Formats of JSON Schema and OpenAPI: (format, value, schema) in, a message or "" out; unknown ones pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from .check_rules import matches

UUID: Final = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
TIME: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
DATE_TIME: Final = rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[Tt ]{TIME}$"
DURATION: Final = (
    r"^-?P([0-9]+W|([0-9]+Y)?([0-9]+M)?([0-9]+D)?"
    r"(T([0-9]+H)?([0-9]+M)?([0-9]+([.][0-9]+)?S)?)?)$"
)
BASE64: Final = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
URI: Final = r"^[A-Za-z][A-Za-z0-9+.-]*:[!-;=?-~\u{a0}-\u{10ffff}]*$"
EMAIL: Final = r"^[^@\s]+@[^@\s]+$"
HOSTNAME: Final = (
    r"^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$"
)


def _date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10 and text[4] == "-"


def _date_time(text: str) -> bool:
    return matches(DATE_TIME, text) and _date(text[:10])


def _duration(text: str) -> bool:
    return matches(DURATION, text) and text[-1] not in "PT"


def _address(version: int) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        import ipaddress

        try:
            return ipaddress.ip_address(text).version == version and "%" not in text
        except ValueError:
            return False

    return check


TEXTS: Final[dict[str, tuple[str, Callable[[str], bool]]]] = {
    "uuid": ("a UUID", lambda text: matches(UUID, text)),
    "date": ("a date as YYYY-MM-DD", _date),
    "date-time": ("a date and time with its offset (RFC 3339)", _date_time),
    "time": ("a time with its offset (RFC 3339)", lambda text: matches(f"^{TIME}$", text)),
    "duration": ("an ISO 8601 duration", _duration),
    "byte": ("base64", lambda text: matches(BASE64, text)),
    "email": ("an e-mail address", lambda text: matches(EMAIL, text)),
    "uri": ("an absolute URI", lambda text: matches(URI, text)),
    "hostname": ("a host name", lambda text: len(text) <= 253 and matches(HOSTNAME, text)),
    "ipv4": ("an IPv4 address", _address(4)),
    "ipv6": ("an IPv6 address", _address(6)),
}
RANGES: Final = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}


def check_format(name: Any, value: Any, schema: dict[str, Any]) -> str:
    if isinstance(value, str):
        known = TEXTS.get(name)
        return "" if known is None or known[1](value) else f"must be {known[0]}"
    if name in RANGES and isinstance(value, (int, float)) and not isinstance(value, bool):
        low, high = RANGES[name]
        if not low <= value <= high:
            return f"must be a number of {name[3:]} bits, {low} to {high}"
    return ""
