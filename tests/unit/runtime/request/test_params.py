"""Every style and explode of the OpenAPI specification's table, and what it leaves open."""

from __future__ import annotations

from typing import Any

import pytest

from specwright.runtime import Parameter
from specwright.runtime.request.params import (
    cookie_pairs,
    escape,
    header_text,
    path_text,
    query_pairs,
)

STRING, ARRAY = "blue", ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}


def query(value: Any, **given: Any) -> str:
    pairs = query_pairs(Parameter(name="color", location="query", **given), value)
    return "&".join(f"{name}={text}" for name, text in pairs)


@pytest.mark.parametrize(
    ("style", "explode", "value", "text"),
    [
        ("matrix", False, "", ";color"),
        ("matrix", False, STRING, ";color=blue"),
        ("matrix", False, ARRAY, ";color=blue,black,brown"),
        ("matrix", False, OBJECT, ";color=R,100,G,200,B,150"),
        ("matrix", True, "", ";color"),
        ("matrix", True, STRING, ";color=blue"),
        ("matrix", True, ARRAY, ";color=blue;color=black;color=brown"),
        ("matrix", True, OBJECT, ";R=100;G=200;B=150"),
        ("label", False, STRING, ".blue"),
        ("label", False, ARRAY, ".blue,black,brown"),
        ("label", False, OBJECT, ".R,100,G,200,B,150"),
        ("label", True, ARRAY, ".blue.black.brown"),
        ("label", True, OBJECT, ".R=100.G=200.B=150"),
        ("simple", False, STRING, "blue"),
        ("simple", False, ARRAY, "blue,black,brown"),
        ("simple", False, OBJECT, "R,100,G,200,B,150"),
        ("simple", True, ARRAY, "blue,black,brown"),
        ("simple", True, OBJECT, "R=100,G=200,B=150"),
        ("simple", False, ["a,b", "c d"], "a%2Cb,c%20d"),
    ],
)
def test_path(style: Any, explode: bool, value: Any, text: str) -> None:
    assert (
        path_text(Parameter(name="color", location="path", style=style, explode=explode), value)
        == text
    )


@pytest.mark.parametrize(
    ("style", "explode", "value", "text"),
    [
        ("form", False, "", "color="),
        ("form", False, STRING, "color=blue"),
        ("form", False, ARRAY, "color=blue,black,brown"),
        ("form", False, OBJECT, "color=R,100,G,200,B,150"),
        ("form", True, ARRAY, "color=blue&color=black&color=brown"),
        ("form", True, OBJECT, "R=100&G=200&B=150"),
        ("spaceDelimited", False, ARRAY, "color=blue%20black%20brown"),
        ("spaceDelimited", False, OBJECT, "color=R%20100%20G%20200%20B%20150"),
        ("pipeDelimited", False, ARRAY, "color=blue|black|brown"),
        ("deepObject", True, OBJECT, "color[R]=100&color[G]=200&color[B]=150"),
        ("deepObject", True, {"a": {"b": [1, True]}}, "color[a][b][]=1&color[a][b][]=true"),
        ("json", None, {"a": [1, None]}, "color=%7B%22a%22%3A%5B1%2Cnull%5D%7D"),
        (None, None, ARRAY, "color=blue&color=black&color=brown"),
        (None, None, [], ""),
        (None, None, None, ""),
        (None, None, 5.0, "color=5.0"),
        (None, None, [{"a": 1}], "color=%7B%22a%22%3A1%7D"),
        (None, None, "a&b=c+d ä", "color=a%26b%3Dc%2Bd%20%C3%A4"),
    ],
)
def test_query(style: Any, explode: Any, value: Any, text: str) -> None:
    assert query(value, style=style, explode=explode) == text


def test_reserved_characters_stay_when_allowed() -> None:
    assert query("a/b?c%20d%zz", allow_reserved=True) == "color=a/b?c%20d%25zz"
    assert escape("100%", allow_reserved=True) == "100%25"


def test_headers_and_cookies() -> None:
    header = Parameter(name="X", location="header", explode=True)
    assert header_text(header, OBJECT) == "R=100,G=200,B=150"
    assert header_text(Parameter(name="X", location="header"), ["a", 1, True]) == "a,1,true"
    cookie = Parameter(name="c", location="cookie")
    assert cookie_pairs(cookie, "b; admin=1") == [("c", "b%3B%20admin=1")]
    assert cookie_pairs(cookie, OBJECT) == [("R", "100"), ("G", "200"), ("B", "150")]
    assert cookie_pairs(cookie, ["a", "b"]) == [("c", "a,b")]
