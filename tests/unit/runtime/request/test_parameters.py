"""Every style, explode and shape in every place, as it arrives; the tables of OpenAPI 3.1.1 and RFC 6570."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from specwright import runtime as _r
from tests.unit.runtime.operations import Bench, install, ok, operation

OAS = {
    "empty": "",
    "string": "blue",
    "array": ["blue", "black", "brown"],
    "object": {"R": 100, "G": 200, "B": 150},
}
RFC: dict[str, Any] = {
    "var": "value",
    "hello": "Hello World!",
    "half": "50%",
    "path": "/foo/bar",
    "empty": "",
    "list": ["red", "green", "blue"],
    "keys": {"semi": ";", "dot": ".", "comma": ","},
}

OAS_TABLE = """
path matrix false
    string ;color=blue
    array  ;color=blue,black,brown
    object ;color=R,100,G,200,B,150
path matrix true
    string ;color=blue
    array  ;color=blue;color=black;color=brown
    object ;R=100;G=200;B=150
path label false
    string .blue
    array  .blue,black,brown
    object .R,100,G,200,B,150
path label true
    string .blue
    array  .blue.black.brown
    object .R=100.G=200.B=150
path simple false
    string blue
    array  blue,black,brown
    object R,100,G,200,B,150
path simple true
    string blue
    array  blue,black,brown
    object R=100,G=200,B=150
query form false
    empty  color=
    string color=blue
    array  color=blue,black,brown
    object color=R,100,G,200,B,150
query form true
    empty  color=
    string color=blue
    array  color=blue&color=black&color=brown
    object R=100&G=200&B=150
query spaceDelimited false
    empty  color=
    string color=blue
    array  color=blue%20black%20brown
    object color=R%20100%20G%20200%20B%20150
query spaceDelimited true
    empty  color=
    string color=blue
    array  color=blue&color=black&color=brown
    object R=100&G=200&B=150
query pipeDelimited false
    empty  color=
    string color=blue
    array  color=blue%7Cblack%7Cbrown
    object color=R%7C100%7CG%7C200%7CB%7C150
query pipeDelimited true
    empty  color=
    string color=blue
    array  color=blue&color=black&color=brown
    object R=100&G=200&B=150
query deepObject true
    empty  color=
    string color=blue
    array  color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown
    object color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150
query json false
    empty  color=%22%22
    string color=%22blue%22
    array  color=%5B%22blue%22%2C%22black%22%2C%22brown%22%5D
    object color=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D
header simple false
    empty
    string blue
    array  blue,black,brown
    object R,100,G,200,B,150
header simple true
    empty
    string blue
    array  blue,black,brown
    object R=100,G=200,B=150
header json false
    empty  ""
    string "blue"
    array  ["blue","black","brown"]
    object {"R":100,"G":200,"B":150}
cookie form false
    empty  color=
    string color=blue
    array  color=blue,black,brown
    object color=R,100,G,200,B,150
cookie form true
    empty  color=
    string color=blue
    array  color=blue,black,brown
    object R=100; G=200; B=150
cookie json false
    empty  color=%22%22
    string color=%22blue%22
    array  color=[%22blue%22%2C%22black%22%2C%22brown%22]
    object color={%22R%22:100%2C%22G%22:200%2C%22B%22:150}
"""

RFC_TABLE = """
path simple false
    var    value
    hello  Hello%20World%21
    half   50%25
    list   red,green,blue
    keys   semi,%3B,dot,.,comma,%2C
path simple true
    list   red,green,blue
    keys   semi=%3B,dot=.,comma=%2C
path label false
    var    .value
    list   .red,green,blue
    keys   .semi,%3B,dot,.,comma,%2C
path label true
    list   .red.green.blue
path matrix false
    hello  ;hello=Hello%20World%21
    half   ;half=50%25
    list   ;list=red,green,blue
    keys   ;keys=semi,%3B,dot,.,comma,%2C
path matrix true
    list   ;list=red;list=green;list=blue
    keys   ;semi=%3B;dot=.;comma=%2C
query form false
    var    var=value
    empty  empty=
    list   list=red,green,blue
    keys   keys=semi,%3B,dot,.,comma,%2C
query form true
    list   list=red&list=green&list=blue
    keys   semi=%3B&dot=.&comma=%2C
query reserved false
    hello  hello=Hello%20World!
    half   half=50%25
    path   path=/foo/bar
    keys   keys=semi,;,dot,.,comma,,
query reserved true
    keys   semi=;&dot=.&comma=,
"""


def cases() -> Iterator[Any]:
    for table, source in ((OAS_TABLE, OAS), (RFC_TABLE, RFC)):
        head: list[str] = []
        for line in table.strip().splitlines():
            if not line.startswith(" "):
                head = line.split()
                continue
            shape, _, text = line.strip().partition(" ")
            name = "color" if source is OAS else shape
            yield pytest.param(
                *head, name, source[shape], text.strip(), id=f"{' '.join(head)} {shape}"
            )


def arrived(request: httpx.Request, location: str, name: str) -> str:
    raw = request.url.raw_path.decode()
    if location == "path":
        return raw.removeprefix("/v1/x/")
    if location == "query":
        return raw.partition("?")[2]
    return str(request.headers["cookie" if location == "cookie" else name])


def sent(bench: Bench, template: str, parameters: Any, /, **values: Any) -> httpx.Request:
    spec = operation("PARAMETERS", "GET", template, parameters=tuple(parameters))
    bench.run(bench.client(ok).send(_r.Call(spec, values)))
    return bench.requests[-1]


def parameter(name: str, location: Any = "query", **more: Any) -> _r.Parameter:
    return _r.Parameter(name=name, location=location, argument=more.pop("argument", name), **more)


@pytest.mark.parametrize(("location", "style", "explode", "name", "value", "text"), list(cases()))
def test_tables(location: Any, style: str, explode: str, name: str, value: Any, text: str) -> None:
    bench = Bench(is_async=False)
    reserved = style == "reserved"
    made: Any = parameter(
        name,
        location,
        style="form" if reserved else style,
        explode=explode == "true",
        allow_reserved=reserved,
    )
    path = f"/x/{{{name}}}" if location == "path" else "/x"
    assert arrived(sent(bench, path, [made], **{name: value}), location, name) == text


def test_defaults_of_style_and_explode(bench: Bench) -> None:
    names = {"path": "p", "query": "q", "header": "h", "cookie": "c"}
    made = [parameter(name, location) for location, name in names.items()]
    request = sent(bench, "/x/{p}", made, p=[1, 2], q=[1, 2], h=[1, 2], c=[1, 2])
    found = {location: arrived(request, location, name) for location, name in names.items()}
    assert found == {"path": "1,2?q=1&q=2", "query": "q=1&q=2", "header": "1,2", "cookie": "c=1,2"}


def test_nothing_of_a_value_becomes_structure(bench: Bench) -> None:
    made = [
        parameter("p", "path"),
        parameter("q", allow_reserved=True),
        parameter("d", style="deepObject"),
        parameter("c", "cookie"),
        parameter("o", "cookie"),
    ]
    request = sent(
        bench,
        "/x/{p}",
        made,
        p="a/b?c#d;e",
        q="1&admin=1#x+y [z]",
        d={"a]=1&b": "&c=1"},
        c="1; admin=1",
        o={"k=1; x": "v,\r\n"},
    )
    assert request.url.raw_path.decode() == (
        "/v1/x/a%2Fb%3Fc%23d%3Be?q=1%26admin=1%23x%2By%20%5Bz%5D&d%5Ba%5D%3D1%26b%5D=%26c%3D1"
    )
    assert request.headers["cookie"] == "c=1%3B%20admin=1; k%3D1%3B%20x=v%2C%0D%0A"


def test_empty_values(bench: Bench) -> None:
    install({"Number": {"type": "integer"}}, {})
    made = [parameter("n", schema="g#Number", allow_empty=True), parameter("t", schema="g#Number")]
    for value in ("", None):
        assert arrived(sent(bench, "/x", made, n=value), "query", "n") == "n="
    with pytest.raises(_r.RequestValidationError, match="t: must be a whole number"):
        sent(bench, "/x", made, t="")
    assert sent(bench, "/x", [parameter("a")], a=[]).url.raw_path == b"/v1/x"


def test_null_is_left_out_where_no_text_stands_for_it(bench: Bench) -> None:
    install({"Nullable": {"type": ["object", "null"]}, "Text": {"type": "string"}}, {})
    made = [
        parameter("q", schema="g#Nullable"),
        parameter("l"),
        parameter("d", style="deepObject"),
        parameter("j", style="json"),
        parameter("h", "header", schema="g#Nullable"),
        parameter("i", "header"),
        parameter("c", "cookie"),
        parameter("k", "cookie"),
    ]
    nothing: dict[str, Any] = dict.fromkeys("qldhick")
    request = sent(bench, "/x", made, **nothing, j=None)
    assert arrived(request, "query", "") == "j=null"
    assert not {"h", "i", "cookie"} & set(request.headers)
    values: dict[str, Any] = {"q": {"a": None, "b": 1}, "l": [None, 2], "i": ["x", None]}
    values |= {"d": {"e": [None], "f": {"g": None, "h": 3}}, "c": {"m": None}, "k": [None, 1]}
    request = sent(bench, "/x", made, **values)
    assert arrived(request, "query", "") == "b=1&l=2&d%5Bf%5D%5Bh%5D=3"
    assert (request.headers["i"], request.headers["cookie"]) == ("x", "k=1")
    assert sent(bench, "/x", [parameter("t", schema="g#Text")], t=None).url.query == b""
    with pytest.raises(_r.RequestValidationError, match="t: is required, and null"):
        sent(bench, "/x", [parameter("t", schema="g#Text", required=True)], t=None)
    with pytest.raises(_r.RequestValidationError, match="p: must not be empty in a path"):
        sent(bench, "/x/{p}", [parameter("p", "path")], p=None)


def test_parameters_inside_segments_and_of_one_name(bench: Bench) -> None:
    made = [
        parameter("name", "path"),
        parameter("ext", "path"),
        parameter("name", "query", argument="query_name"),
        parameter("name", "header", argument="header_name"),
        parameter("name", "cookie", argument="cookie_name"),
    ]
    values = {"query_name": "q", "header_name": "h", "cookie_name": "c"}
    request = sent(bench, "/f/{name}.{ext}/{name}", made, name="a{ext}", ext="t.gz", **values)
    assert request.url.raw_path == b"/v1/f/a%7Bext%7D.t.gz/a%7Bext%7D?name=q"
    assert (request.headers["name"], request.headers["cookie"]) == ("h", "name=c")
    for bad in ({"name": ".", "ext": "."}, {"name": "", "ext": "x"}, {"name": "..", "ext": "x"}):
        with pytest.raises(_r.RequestValidationError):
            sent(bench, "/f/{name}.{ext}", made[:2], **bad)


def test_an_exploded_object_takes_nothing_from_its_neighbours(bench: Bench) -> None:
    made = [parameter("limit"), parameter("filter", explode=True)]
    request = sent(bench, "/x", made, limit=5, filter={"limit": 7, "a": 1})
    assert arrived(request, "query", "") == "limit=5&limit=7&a=1"
