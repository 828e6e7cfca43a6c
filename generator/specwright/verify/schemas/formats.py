"""Check the formats of text, and list valid and invalid texts for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[-+]\d\d:\d\d)", re.ASCII
)
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DECIMAL: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_BASE64: Final = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


@dataclass(frozen=True, slots=True)
class Format:
    """`check` is None if the format is only a hint, so that every text is valid."""

    right: tuple[str, ...]
    wrong: tuple[str, ...] = ()
    check: Callable[[str], bool] | None = None


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    """RFC 3339, 5.6; includes leap seconds."""
    if not _MOMENT.fullmatch(text) or not _is_date(text[:10]):
        return False
    hours, minutes, seconds = (int(part) for part in text[11:19].split(":"))
    zone = text[-6:] if text[-1] not in "Zz" else "+00:00"
    return (
        hours < 24 and minutes < 60 and seconds < 61 and int(zone[1:3]) < 24 and int(zone[4:]) < 60
    )


def moment(text: str) -> datetime | None:
    """The instant of a date-time, if Python can represent it."""
    if not _is_moment(text) or "60" in text[17:19]:
        return None
    head, fraction, zone = re.split(r"(\.\d+)?(?=[Zz]|[-+]\d\d:\d\d$)", text, maxsplit=1)
    digits = ((fraction or ".")[1:] + "000000")[:6]
    try:
        return datetime.fromisoformat(
            f"{head.upper()}.{digits}{zone.upper().replace('Z', '+00:00')}"
        )
    except (ValueError, OverflowError):
        return None


def _is_ipv4(text: str) -> bool:
    try:
        return bool(IPv4Address(text))
    except AddressValueError:
        return False


def _is_ipv6(text: str) -> bool:
    try:
        return IPv6Address(text) is not None and "%" not in text
    except AddressValueError:
        return False


def is_base64(text: str) -> bool:
    return bool(_BASE64.fullmatch(text))


def _is_decimal(text: str) -> bool:
    return bool(_DECIMAL.fullmatch(text))


FORMATS: Final[Mapping[str, Format]] = {
    "date": Format(
        ("2024-02-29", "1999-12-31", "2031-01-01"),
        ("2023-02-29", "1900-02-29", "2024-04-31", "2024-1-1", "20240101", "2024-W01-1",
         "2024-01-01T00:00:00Z", "soon"),
        _is_date,
    ),
    "date-time": Format(
        ("2019-08-24T14:15:22.250Z", "2024-02-29T23:59:59+05:30", "1999-12-31T00:00:00-11:00",
         "2031-01-01T12:00:00.000001Z", "2024-01-01t00:00:00z"),
        ("2023-02-29T00:00:00Z", "2024-01-01T25:00:00Z", "2024-01-01T00:00:00", "2024-01-01",
         "2024-01-01T00:00Z", "2024-01-01T00:00:00+0530", "yesterday"),
        _is_moment,
    ),
    "uuid": Format(
        ("497f6eca-6276-4993-bfeb-53cbbbba6f08", "550E8400-E29B-41D4-A716-446655440000",
         "00000000-0000-4000-8000-000000000000"),
        ("497f6eca-6276-4993-bfeb-53cbbbba6f0", "{497f6eca-6276-4993-bfeb-53cbbbba6f08}", "no uuid"),
        lambda text: bool(_UUID.fullmatch(text)),
    ),
    "ipv4": Format(("192.0.2.1", "255.255.255.255"), ("192.0.2.256", "192.0.2"), _is_ipv4),
    "ipv6": Format(("2001:db8::1", "::"), ("2001:db8::g", "1:2"), _is_ipv6),
    "time": Format(("14:15:22Z", "23:59:59.5+05:30")),
    "duration": Format(("PT5M", "P1Y2M3DT4H5M6S")),
    "email": Format(("hare@example.com", "a.b+c@mail.example.org")),
    "idn-email": Format(("hare@example.com",)),
    "hostname": Format(("example.com", "a-b.example.org")),
    "uri": Format(("https://example.com/a?b=c", "https://example.com/", "urn:isbn:0451450523")),
    "url": Format(("https://example.com/a?b=c", "https://example.com/")),
    "iri": Format(("https://example.com/a?b=c",)),
    "uri-reference": Format(("/a?b=c#d", "https://example.com/")),
    "uri-template": Format(("https://example.com/{id}",)),
    "json-pointer": Format(("/a/0",)),
    "regex": Format(("^a+$",)),
    "decimal": Format(("12.50", "-3", "0.000001"), ("text", "12,5"), _is_decimal),
    "byte": Format(("aGFyZQ==", "YQ==", "AAEC", "+/+/", ""), (), is_base64),
}  # fmt: skip


def fits(name: str, text: str) -> bool:
    """Whether the text has the format; true if the format cannot be checked."""
    known = FORMATS.get(name)
    return known is None or known.check is None or known.check(text)


WIDTHS: Final = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}


def is_wide(name: str, value: object) -> bool:
    """Whether a whole number has more bits than its format allows."""
    if isinstance(value, bool) or not isinstance(value, int) or name not in WIDTHS:
        return False
    low, high = WIDTHS[name]
    return not low <= value <= high
