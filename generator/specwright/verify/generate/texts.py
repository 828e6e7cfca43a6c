"""Generate text for a schema: of a given length, plain or with rare characters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..schemas.formats import FORMATS, fits
from ..schemas.keywords import Impossible, Shape
from ..schemas.patterns import Part, UnsupportedPattern, compiled, parse
from ..schemas.validating import length
from . import samples
from .samples import ENDLESS, NoSample, Pick, first

HARE: Final = "\N{RABBIT}"  # beyond the first 65,536 characters: two UTF-16 code units
# Characters that break when a client forgets to escape, quote or encode them.
SPECIAL: Final = "a\"'\\/%41?&=#+;, :é中\N{RABBIT}e\N{COMBINING ACUTE ACCENT}~<>{}|\n\tb"
LETTERS: Final = (
    "abcxyzABCXYZ0189 _-.~\"'`\\/%?&=#+;,:@!$*()[]{}<>|^\n\té\N{LATIN SMALL LETTER SHARP S}中"
    "\N{CYRILLIC SMALL LETTER YA}\N{HEBREW LETTER ALEF}\N{COMBINING ACUTE ACCENT}"
    "\N{RABBIT}\N{GRINNING FACE}\N{MATHEMATICAL BOLD CAPITAL A}\N{EURO SIGN}"
)
LARGE: Final = 100_000


def bounds(shape: Shape) -> tuple[int, int]:
    """Minimum and maximum length, in the document's unit."""
    low = int(shape.limits.get("minLength", 0))
    high = int(shape.limits.get("maxLength", ENDLESS))
    if low > high:
        pointer = shape.places.get("minLength", shape.node.pointers[0])
        raise Impossible(pointer, f"minLength {low} is more than maxLength {high}")
    return low, high


def fit(shape: Shape, text: str) -> bool:
    """Whether a text satisfies all text rules of the shape."""
    low, high = bounds(shape)
    return low <= length(text, shape.utf16) <= high and fit_but_length(shape, text)


def fit_but_length(shape: Shape, text: str) -> bool:
    for pattern in shape.patterns:
        try:
            if not compiled(pattern).search(text):
                return False
        except UnsupportedPattern:
            return False
    return all(fits(name, text) for name in shape.formats)


def of_length(shape: Shape, size: int, prefer: str = "a", pick: Pick = first) -> str | None:
    """A text of `size` units that satisfies pattern and format, filled with the preferred character."""
    for text in _candidates(shape, size, prefer, pick):
        if length(text, shape.utf16) == size and fit_but_length(shape, text):
            return text
    return None


def _candidates(shape: Shape, size: int, prefer: str, pick: Pick) -> Iterator[str]:
    if not shape.patterns and any(name in FORMATS for name in shape.formats):
        yield from _formatted(shape, size)
        return
    if not shape.patterns:
        prefer = prefer or "a"
        wide = length(prefer, shape.utf16)
        yield prefer * (size // wide) + "a" * (size % wide)
        return
    for pattern in shape.patterns:
        try:
            part = parse(pattern)
            yield from _matching(part, size, prefer, pick, shape.utf16)
        except (UnsupportedPattern, NoSample, ValueError):
            continue


def _formatted(shape: Shape, size: int) -> Iterator[str]:
    """Only a URI can have any length."""
    for name in shape.formats:
        if name in ("uri", "url", "iri", "uri-reference"):
            head = "https://example.com/"
            yield head + "a" * (size - len(head))
        yield from (FORMATS[name].right if name in FORMATS else ())


def _matching(part: Part, size: int, prefer: str, pick: Pick, utf16: bool) -> Iterator[str]:
    low, high = samples.width(part)
    if utf16 and length(prefer, True) == 2:
        plain = samples.compose(part, min(max(size, low), high), pick, "a")
        head = plain[: len(plain) - len(plain[low:])]
        room = size - length(head, True)
        yield head + prefer * (room // 2) + "a" * (room % 2)
        return
    if low <= size <= high:
        yield samples.compose(part, size, pick, prefer)
    if size > low:  # not anchored, so more text may surround it
        core = samples.compose(part, min(low, size), pick, prefer)
        yield core + prefer * (size - len(core))
        yield prefer * (size - len(core)) + core


def shortest(shape: Shape) -> str:
    """A plain text that fits; from the examples or the format if no pattern can be composed."""
    low, high = bounds(shape)
    for name in shape.formats:
        for text in FORMATS[name].right if name in FORMATS else ():
            if fit(shape, text):
                return text
    start = max(low, least_of(shape))
    for size in range(start, min(high, start + 40) + 1):
        text_ = of_length(shape, size)
        if text_ is not None and (text_ or high == 0 or low == 0):
            if text_ == "" and high > 0 and (longer := of_length(shape, min(high, 4))):
                return longer
            return text_
    for example in shape.examples:
        if isinstance(example, str) and fit(shape, example):
            return example
    pointer = shape.places.get("pattern", shape.node.pointers[0])
    raise Impossible(pointer, "verify knows no text that fits", proven=False)


def least_of(shape: Shape) -> int:
    return max((_least(pattern) for pattern in shape.patterns), default=0)


def _least(pattern: str) -> int:
    try:
        return samples.width(parse(pattern))[0]
    except (UnsupportedPattern, NoSample):
        return 0


def at_bounds(shape: Shape) -> Iterator[tuple[str, str]]:
    """(keyword, text) that are only just valid: plain letters, and letters of two code units."""
    low, high = bounds(shape)
    if low and "minLength" in shape.limits:
        yield from _sized(shape, "minLength", low)
    if high < ENDLESS:
        yield from _sized(shape, "maxLength", high)
    for name in shape.formats:
        for text in FORMATS[name].right if name in FORMATS else ():
            if fit(shape, text):
                yield "format", text
    if shape.patterns:
        yield from (("pattern", text) for text in _matched(shape))
    if not shape.patterns and not shape.formats:
        if low == 0:
            yield "minLength", ""
        if length(SPECIAL, shape.utf16) <= high and length(SPECIAL, shape.utf16) >= low:
            yield "type", SPECIAL


def _sized(shape: Shape, keyword: str, size: int) -> Iterator[tuple[str, str]]:
    for letter in ("a", HARE) if size < LARGE else ("a",):
        text = of_length(shape, size, letter)
        if text is not None:
            yield keyword, text


def beyond_bounds(shape: Shape) -> Iterator[tuple[str, str]]:
    """(keyword, text) that are only just invalid, each for one reason."""
    low, high = bounds(shape)
    if low and "minLength" in shape.limits:
        yield from _sized(shape, "minLength", low - 1)
    if high < ENDLESS:
        yield from _sized(shape, "maxLength", high + 1)
    for pattern in shape.patterns:
        yield from (("pattern", text) for text in _unmatched(shape, pattern))
    if not shape.patterns:
        for name in shape.formats:
            for text in FORMATS[name].wrong if name in FORMATS else ():
                if low <= length(text, shape.utf16) <= high:
                    yield "format", text


def _matched(shape: Shape) -> Iterator[str]:
    """Texts that a pattern accepts because it is not anchored or uses wide classes; at most five."""
    try:
        right = shortest(shape)
    except Impossible:
        return
    near = (
        f"{right}/a?b=c&d=%20#e;f", f"{right}, é 兔", f"{right}\n", f"{right}Z_-9", right.upper(),
        right.swapcase(), f"Z9 {right}",
    )  # fmt: skip
    yield from [text for text in dict.fromkeys(near) if text != right and fit(shape, text)][:5]


def _unmatched(shape: Shape, pattern: str) -> Iterator[str]:
    """Texts that only just do not match a pattern, at most twelve: other case, other scheme, longer, shorter."""
    try:
        expression, right = compiled(pattern), shortest(shape)
    except (UnsupportedPattern, Impossible):
        return
    scheme, colon, rest = right.partition(":")
    near = (
        *([f"{scheme[:-1]}:{rest}", f"{scheme}s:{rest}", f"ftp:{rest}", f"{scheme}{rest}"] if colon else []),
        right[:-1], f"{right}{right[-1:]}", right.capitalize(), right.upper(), f"x{right}",
        f"{right}\n", f"{right} ", f" {right}", f"{right}!", right.swapcase(), f"é{right[1:]}",
        f"\N{ARABIC-INDIC DIGIT ONE}{right[1:]}", right[1:], f"!{right}", "!" * max(1, len(right)), "",
    )  # fmt: skip
    low, high = bounds(shape)
    # `http:` is one letter shorter than `https:`; the text must violate the pattern, not the length.
    long = (text + text[-1:] * (low - length(text, shape.utf16)) for text in near)
    found = [t for t in long if low <= length(t, shape.utf16) <= high and not expression.search(t)]
    yield from list(dict.fromkeys(found))[:12]
