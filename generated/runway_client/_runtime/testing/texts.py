"""Make texts and numbers that keep the limits of a schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random
from typing import Final
from uuid import UUID

from ..validation.formats import RANGES
from .flatten import Flat
from .patterns import text_for

_PATTERN_TRIES: Final = 60
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz"


def _clock(random: Random) -> str:
    return f"{random.randrange(24):02}:{random.randrange(60):02}:{random.randrange(60):02}"


def _day(random: Random) -> str:
    return f"2026-{random.randint(1, 12):02}-{random.randint(1, 28):02}"


def _word(random: Random, size: int = 6) -> str:
    return "".join(random.choice(_ALPHABET) for _ in range(size))


def of_format(name: str, random: Random) -> str | None:
    """A text of a format; None if the format says nothing about texts."""
    word = _word(random)
    makers: dict[str, Callable[[], str]] = {
        "uuid": lambda: str(UUID(int=random.getrandbits(128), version=4)),
        "date": lambda: _day(random),
        "date-time": lambda: f"{_day(random)}T{_clock(random)}Z",
        "date-time-local": lambda: f"{_day(random)}T{_clock(random)}",
        "time": lambda: f"{_clock(random)}Z",
        "time-local": lambda: _clock(random),
        "duration": lambda: f"PT{random.randint(1, 59)}S",
        "decimal": lambda: f"{random.randint(1, 99)}.{random.randint(10, 99)}",
        "byte": lambda: "bW9jaw==",
        "base64url": lambda: "bW9jaw",
        "email": lambda: f"{word}@example.com",
        "idn-email": lambda: f"{word}@example.com",
        "uri": lambda: f"https://example.com/{word}",
        "url": lambda: f"https://example.com/{word}",
        "iri": lambda: f"https://example.com/{word}",
        "uri-reference": lambda: f"/{word}",
        "iri-reference": lambda: f"/{word}",
        "uri-template": lambda: f"/{word}/{{id}}",
        "json-pointer": lambda: f"/{word}",
        "relative-json-pointer": lambda: f"0/{word}",
        "hostname": lambda: f"{word}.example.com",
        "idn-hostname": lambda: f"{word}.example.com",
        "ipv4": lambda: f"192.0.2.{random.randint(1, 254)}",
        "ipv6": lambda: f"2001:db8::{random.randint(1, 9999)}",
        "regex": lambda: f"^{word}$",
    }
    return makers[name]() if name in makers else None


def texts(flat: Flat, name: str, random: Random) -> Iterator[str]:
    """Texts that may be valid, the most readable ones first; callers check them."""
    least = int(flat.limits.get("minLength", 0))
    most = flat.limits.get("maxLength")
    for format_ in flat.formats:
        made = of_format(format_, random)
        if made is not None:
            yield made
            padding = _word(random, least - len(made)) if len(made) < least else ""
            if padding:
                yield made + padding
                yield made.replace("@", f"{padding}@", 1)
    for pattern in flat.patterns:
        for number in range(_PATTERN_TRIES):
            found = text_for(pattern, random, least if number % 3 == 2 else 0)
            if found is None:
                break
            yield found
            if len(found) < least:
                yield found + _word(random, least - len(found))
            elif most is not None and len(found) > most:
                yield found[: int(most)]
    plain = f"{name or 'text'} {_word(random, 4)}"
    if len(plain) < least:
        plain += _word(random, least - len(plain))
    yield plain if most is None else plain[: int(most)]
    yield _word(random, max(least, 1) if most is None else min(max(least, 1), int(most)))


def numbers(flat: Flat, whole: bool, random: Random) -> Iterator[int | float]:
    """Numbers that may be valid: at the bounds, between them, and multiples of each step."""
    low, high = _bounds(flat)
    step = Fraction(1)
    if flat.steps:
        step = Fraction(str(flat.steps[0]))
        for other in (Fraction(str(one)) for one in flat.steps[1:]):
            step = _common(step, other)
    if low is None and high is None:
        low, high = Fraction(1), Fraction(100) if step <= 50 else step * 20
    elif low is None:
        low = high - step * 20 if high is not None else None
    elif high is None:
        high = low + step * 20
    assert low is not None and high is not None
    first = -(-low // step)
    last = high // step
    if first <= last:
        span = int(min(last - first, 1000))
        for place in (random.randint(0, span), 0, 1, span, span - 1):
            yield _plain((first + place) * step, whole)
    if not flat.steps:
        yield _plain((low + high) / 2, whole)


def _bounds(flat: Flat) -> tuple[Fraction | None, Fraction | None]:
    """Exclusive bounds count as inclusive here, since every candidate is checked."""
    limits = flat.limits
    lows = [limits[key] for key in ("minimum", "exclusiveMinimum") if key in limits]
    highs = [limits[key] for key in ("maximum", "exclusiveMaximum") if key in limits]
    ranges = [RANGES[name] for name in flat.formats if name in RANGES]
    if lows or highs:
        lows += [one[0] for one in ranges]
        highs += [one[1] for one in ranges]
    low = max((Fraction(str(one)) for one in lows), default=None)
    high = min((Fraction(str(one)) for one in highs), default=None)
    return low, high


def _common(one: Fraction, other: Fraction) -> Fraction:
    """The least common multiple of two steps."""
    from math import gcd, lcm

    return Fraction(lcm(one.numerator, other.numerator), gcd(one.denominator, other.denominator))


def _plain(value: Fraction, whole: bool) -> int | float:
    return int(value) if whole or value.denominator == 1 else float(value)
