"""Check the formats of JSON Schema and OpenAPI. Unknown formats pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from .rules import matches

UUID: Final = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
CLOCK: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?"
OFFSET: Final = "[Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9]"
TIME: Final = f"{CLOCK}({OFFSET})"
DATE_TIME: Final = rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[Tt ]{TIME}$"
DURATION: Final = (
    r"^-?P([0-9]+W|([0-9]+Y)?([0-9]+M)?([0-9]+D)?"
    r"(T([0-9]+H)?([0-9]+M)?([0-9]+([.][0-9]+)?S)?)?)$"
)
DECIMAL: Final = r"^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?$"
BASE64URL: Final = r"^[A-Za-z0-9_-]*={0,2}$"
BASE64: Final = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
URI: Final = r"^[A-Za-z][A-Za-z0-9+.-]*:[!-;=?-~\u{a0}-\u{10ffff}]*$"
REFERENCE: Final = r"^[!#-;=?-Z_a-z~%\[\]\u{a0}-\u{10ffff}]*$"
TEMPLATE: Final = r"^([^\x00-\x20\x22'%<>\\^`{|}]|%[0-9A-Fa-f]{2}|\{[^\s{}]+\})*$"
POINTER: Final = r"(/([^~/]|~[01])*)*"
EMAIL: Final = r"^[^@\s]+@[^@\s]+$"
HOSTNAME: Final = (
    r"^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$"
)


def _date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10 and text[4] == text[7] == "-"  # not an ISO week date


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
    "date-time-local": (
        "a date and time without an offset",
        lambda text: _date(text[:10]) and matches(f"^.{{10}}[Tt ]{CLOCK}$", text),
    ),
    # RFC 3339 requires an offset, which `datetime.time` rarely has and servers rarely want.
    "time": ("a time as HH:MM:SS", lambda text: matches(f"^{CLOCK}({OFFSET})?$", text)),
    "time-local": ("a time without an offset", lambda text: matches(f"^{CLOCK}$", text)),
    "duration": ("an ISO 8601 duration", _duration),
    "decimal": ("a decimal number as text", lambda text: matches(DECIMAL, text)),
    "byte": ("base64", lambda text: matches(BASE64, text)),
    "base64url": ("base64url", lambda text: matches(BASE64URL, text)),
    "email": ("an e-mail address", lambda text: matches(EMAIL, text)),
    "uri": ("an absolute URI", lambda text: matches(URI, text)),
    "iri": ("an absolute IRI", lambda text: matches(URI, text)),
    "uri-reference": ("a URI or a relative reference", lambda text: matches(REFERENCE, text)),
    "iri-reference": ("an IRI or a relative reference", lambda text: matches(REFERENCE, text)),
    "uri-template": ("a URI template (RFC 6570)", lambda text: matches(TEMPLATE, text)),
    "idn-email": ("an e-mail address", lambda text: matches(EMAIL, text)),
    "json-pointer": ("a JSON pointer", lambda text: matches(f"^{POINTER}$", text)),
    "relative-json-pointer": (
        "a relative JSON pointer",
        lambda text: matches(f"^(0|[1-9][0-9]*)(#|{POINTER})$", text),
    ),
    "hostname": ("a host name", lambda text: len(text) <= 253 and matches(HOSTNAME, text)),
    "ipv4": ("an IPv4 address", _address(4)),
    "ipv6": ("an IPv6 address", _address(6)),
}
RANGES: Final = {
    **{f"int{bits}": (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": (0, 2**bits - 1) for bits in (8, 16, 32, 64)},
}
LARGEST: Final = {"float": 3.4028234663852886e38, "double": 1.7976931348623157e308}


def check_format(name: Any, value: Any, schema: dict[str, Any]) -> str:
    if isinstance(value, str):
        known = TEXTS.get(name)
        return "" if known is None or known[1](value) else f"must be {known[0]}"
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return ""
    if name in LARGEST and abs(value) > LARGEST[name]:
        return f"must be between -{LARGEST[name]} and {LARGEST[name]}"
    if name in RANGES:
        low, high = RANGES[name]
        if not low <= value <= high:
            return f"must be a number of {name.lstrip('uint')} bits, {low} to {high}"
    return ""
