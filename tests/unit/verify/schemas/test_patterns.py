"""Patterns of ECMA-262 enter; what they match in Python, and texts composed from them, are checked."""

from __future__ import annotations

import re
from random import Random

import pytest

from specwright.verify.generate.samples import compose, width
from specwright.verify.schemas.patterns import UnsupportedPattern, compiled, parse


@pytest.mark.parametrize(
    ("pattern", "matches", "refused"),
    [
        (r"^\d+$", "123", "١٢٣"),
        (r"^\w+$", "a_1", "é"),
        (r"^a$", "a", "a\n"),
        (r"^.$", "🐇", "\u2028"),
        (r"^https:\/\/.*", "https://x", "http://x"),
        (r"^[\w.-]+$", "a.b-c", "a b"),
        (r"^[^\s]$", "a", "\ufeff"),
        (r"[[&&--]", "-", "a"),
        (r"^\u0061\x62\u{1F407}\uD83D\uDC07$", "ab🐇🐇", "ab"),
        (r"^(?<year>\d{4})-\k<year>$", "2024-2024", "2024-2025"),
        (r"^(a|b)\1$", "aa", "ab"),
        (r"^(?=.*\d)(?!.*x)[a-z\d]{2,3}$", "a1", "x1"),
        (r"^\p{Lu}\P{L}$", "Ä1", "ä1"),
        (r"^[]$|^b$", "b", ""),
        (r"^[^]$", "\n", ""),
        (r"\bcat\b", "a cat!", "concat"),
        (r"^a{2}b{1,}?$", "aab", "ab"),
        (r"payTo|upi_collect", "xpayTo", "pay"),
    ],
)
def test_a_pattern_means_what_ecmascript_reads_in_it(
    pattern: str, matches: str, refused: str
) -> None:
    assert compiled(pattern).search(matches)
    assert not compiled(pattern).search(refused)


@pytest.mark.parametrize(
    "pattern",
    [r"(?i)a", r"\Aa\Z", r"a++", r"(a", r"a)", r"*", r"[b-a]", r"\p{Script=Greek}", r"[a", "a\\"],
)
def test_what_is_not_of_ecmascript_is_said_to_be_so(pattern: str) -> None:
    with pytest.raises(UnsupportedPattern):
        compiled(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[a-z][a-z0-9_]+$",
        r"^#(([0-9a-fA-F]{2}){3}|([0-9a-fA-F]){3})$",
        r"^data:image\/.*",
        r"^(0|[1-9][0-9]*)$",
        r"^tunnel_[a-z0-9]{32}$",
        r"^(\d{4}-(0[1-9]|1[0-2]))?$",
    ],
)
def test_composed_text_has_the_wanted_length_and_matches(pattern: str) -> None:
    part, random = parse(pattern), Random(1)
    low, high = width(part)
    made = 0
    for size in range(low, min(high, low + 40) + 1):
        try:
            text = compose(part, size, random.randrange)
        except ValueError:
            continue  # between two lengths that the pattern has
        made += 1
        assert len(text) == size
        assert re.search(compiled(pattern), text)
    assert made >= 1
