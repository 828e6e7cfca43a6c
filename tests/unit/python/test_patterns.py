"""Patterns of ECMAScript mean the same to the engine of the client, or are left out."""

from __future__ import annotations

import pytest
from pydantic_core import SchemaValidator, ValidationError, core_schema

from specwright.python.requests.patterns import translate_pattern


def matches(pattern: str, text: str) -> bool:
    translated = translate_pattern(pattern)
    assert translated is not None
    validator = SchemaValidator(core_schema.str_schema(pattern=translated))
    try:
        validator.validate_python(text)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("^a$", ["a"], ["a\n", "ba"]),
        ("b", ["abc"], ["ac"]),
        (r"^\d+$", ["42"], ["٤٢", ""]),
        (r"^\w+$", ["aZ_9"], ["é", "a b"]),
        (r"^\s$", [" ", "\u00a0", "\ufeff", "\n"], ["x", "\u200b"]),
        (r"^\S\D\W$", ["xx!"], [" x!", "x1!", "xxx"]),
        (r"^[\d-]+$", ["1-2"], ["a"]),
        (r"^[^\s/]+$", ["ab"], ["a b", "a/b"]),
        (r"^.$", ["x", "😀"], ["\n", "\u2028"]),
        (r"^\u00e9\x41\/$", ["éA/"], ["eA/"]),
        (r"^[a&&b~~-]+$", ["a&~-b"], ["c"]),
        (r"^[!--]+$", ["!#-"], ["0", "."]),
        (r"^[--/]+$", ["-./"], ["0", ","]),
        (r"^[a-c--/]+$", ["b-./"], ["d", ","]),
        (r"^[\w-.]+$", ["a-b.c"], ["+", ","]),
        (r"^[a-\w]+$", ["a-z"], ["+"]),
        (r"^[[]$", ["["], ["]"]),
        (r"^\-\_\#\@\ $", ["-_#@ "], [""]),
        (r"^(?:a|b){2,3}$", ["ab", "bba"], ["a", "abab"]),
        (r"^(?<year>\d{4})$", ["2026"], ["26"]),
        (r"\bx\b", ["a x b"], ["axb"]),
        (r"^\cJ$", ["\n"], ["J"]),
        (r"^[\b]$", ["\x08"], ["b"]),
        (r"^[^]$", ["x", "\n"], [""]),
        (r"^\p{Lu}$", ["É"], ["é"]),
    ],
)
def test_a_pattern_means_what_ecmascript_says(pattern: str, yes: list[str], no: list[str]) -> None:
    assert [text for text in yes if not matches(pattern, text)] == []
    assert [text for text in no if matches(pattern, text)] == []


@pytest.mark.parametrize(
    "pattern",
    [
        "^(?=a)b",
        "(?!a)",
        "(?<=a)b",
        "(?<!a)b",
        r"(a)\1",
        r"(?<n>a)\k<n>",
        "(",
        "[",
        "*",
        "((a{0,999}){0,999}){0,999}",
    ],
)
def test_what_the_engine_cannot_say_is_left_out(pattern: str) -> None:
    assert translate_pattern(pattern) is None
