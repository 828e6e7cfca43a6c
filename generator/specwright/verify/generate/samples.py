"""Generate text that matches a pattern and has a given length."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from ..schemas.patterns import Assertion, Chars, Choice, Group, Part, Ranges, Repeat, Sequence

# Chooses one of n: randomly, or always the first.
Pick: TypeAlias = Callable[[int], int]
Width: TypeAlias = "tuple[int, int]"
ENDLESS: Final = 1 << 40


class NoSample(ValueError):
    """The pattern has parts for which this module cannot generate text."""


def first(_: int) -> int:
    return 0


def width(part: Part) -> Width:
    """The minimum and maximum length of a match, in characters."""
    if isinstance(part, Chars):
        return (1, 1)
    if isinstance(part, Sequence):
        widths = [width(item) for item in part.parts]
        return (sum(low for low, _ in widths), min(ENDLESS, sum(high for _, high in widths)))
    if isinstance(part, Choice):
        widths = [width(item) for item in part.options]
        return (min(low for low, _ in widths), max(high for _, high in widths))
    if isinstance(part, Repeat):
        low, high = width(part.part)
        return (low * part.least, min(ENDLESS, high * part.most))
    if isinstance(part, Group):
        return width(part.part)
    if isinstance(part, Assertion):
        return (0, 0)
    raise NoSample("a back-reference")


def compose(part: Part, length: int, pick: Pick = first, prefer: str = "") -> str:
    """A text of this length, with preferred characters; look-arounds are ignored, so the caller must check it."""
    if isinstance(part, Chars):
        return _char(part.ranges, pick, prefer)
    if isinstance(part, Group):
        return compose(part.part, length, pick, prefer)
    if isinstance(part, Assertion):
        return ""
    if isinstance(part, Choice):
        fits = [o for o in part.options if width(o)[0] <= length <= width(o)[1]]
        if not fits:
            raise NoSample("no option has this length")
        return compose(fits[pick(len(fits))], length, pick, prefer)
    if isinstance(part, Sequence):
        return _sequence(part.parts, length, pick, prefer)
    if isinstance(part, Repeat):
        return _repeat(part, length, pick, prefer)
    raise NoSample("a back-reference")


def _sequence(parts: tuple[Part, ...], length: int, pick: Pick, prefer: str) -> str:
    widths = [width(item) for item in parts]
    spare = length - sum(low for low, _ in widths)
    if spare < 0:
        raise NoSample("too short")
    given = []
    for low, high in reversed(widths):  # the end is usually the most flexible part
        more = min(spare, high - low)
        given.append(low + more)
        spare -= more
    if spare:
        raise NoSample("too long")
    lengths = reversed(given)
    return "".join(compose(item, n, pick, prefer) for item, n in zip(parts, lengths, strict=True))


def _repeat(part: Repeat, length: int, pick: Pick, prefer: str) -> str:
    low, high = width(part.part)
    if high == 0 or length == 0:
        return ""
    count = max(part.least, -(-length // high))
    if count > part.most or count * low > length:
        raise NoSample("no number of repetitions has this length")
    if low == high == 1 and isinstance(part.part, Chars) and length > 64:
        return _char(part.part.ranges, pick, prefer) * length
    spare, texts = length - count * low, []
    for _ in range(count):
        more = min(spare, high - low)
        texts.append(compose(part.part, low + more, pick, prefer))
        spare -= more
    return "".join(texts)


def _char(ranges: Ranges, pick: Pick, prefer: str) -> str:
    """A preferred or plain character if the class has one, for readable reports."""
    if prefer and any(low <= ord(prefer) <= high for low, high in ranges):
        return prefer
    plain = [
        (max(low, a), min(high, b))
        for a, b in ((0x61, 0x7A), (0x30, 0x39), (0x41, 0x5A), (0x20, 0x7E), (0xA1, 0xD7FF))
        for low, high in ranges
        if max(low, a) <= min(high, b)
    ]
    if not plain:
        plain = [(low, high) for low, high in ranges if not 0xD800 <= low <= 0xDFFF]
    if not plain:
        raise NoSample("a class without characters")
    low, high = plain[pick(len(plain))]
    return chr(low + pick(min(high - low + 1, 64)))
