"""Bodies other than JSON, as they arrive at the server."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from specwright import runtime as _r
from tests.unit.runtime.contents import content
from tests.unit.runtime.operations import Bench, install, ok, operation, parts_of

ADDRESS = {
    "type": "object",
    "properties": {"street": {"type": "string"}, "no": {"type": "integer"}},
}
FORM = {
    "type": "object",
    "names": {"first_name": "firstName"},
    "properties": {
        "firstName": {"type": "string", "minLength": 2},
        "age": {"type": ["integer", "null"]},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 2},
        "address": ADDRESS,
        "path": {"type": "string"},
        "avatar": {"type": "string", "format": "binary", "maxLength": 1},
        "images": {"type": "array", "items": {"type": "string", "format": "binary"}, "maxItems": 2},
        "rows": {"type": "array", "items": ADDRESS},
    },
    "required": ["firstName"],
    "additionalProperties": False,
}
FIELDS = {
    "first_name": "firstName",
    "age": "age",
    "tags": "tags",
    "address": "address",
    "path": "path",
    "avatar": "avatar",
    "images": "images",
    "rows": "rows",
}
install({"Form": FORM, "Json": {"type": "object", "properties": {"n": {"type": "integer"}}}}, {})

FORMED = operation(
    "FORMED",
    body=_r.FormBody(
        schema="g#Form",
        fields=FIELDS,
        encoding={
            "address": _r.PartEncoding(style="deepObject"),
            "path": _r.PartEncoding(allow_reserved=True),
        },
    ),
)
PLAIN_FORM = operation("PLAIN_FORM", body=_r.FormBody(schema="g#Form", fields=FIELDS))
MULTI = operation(
    "MULTI",
    body=_r.MultipartBody(
        schema="g#Form",
        fields=FIELDS,
        files=("avatar", "images"),
        encoding={
            "path": _r.PartEncoding(content_type="text/x-path"),
            "images": _r.PartEncoding(content_type="image/png, image/jpeg"),
        },
    ),
)
PUT_BYTES = operation("PUT_BYTES", "PUT", body=_r.BinaryBody())
POST_RANGE = operation("POST_RANGE", body=_r.BinaryBody(media_type="image/*", required=False))
TEXT = operation("TEXT", body=_r.TextBody())
XML = operation("XML", body=_r.TextBody(media_type="application/xml"))
SEVERAL = operation(
    "SEVERAL",
    body=_r.JsonBody(schema="g#Json", fields={"n": "n"}),
    other_bodies=(
        _r.FormBody(schema="g#Form", fields=FIELDS),
        _r.TextBody(media_type="text/csv"),
        _r.BinaryBody(media_type="image/*"),
    ),
)


def call(
    spec: _r.Operation, body: Any = _r.UNSET, content_type: Any = _r.UNSET, **arguments: Any
) -> Any:
    return _r.Call(spec, arguments, body=body, content_type=content_type)


def sent(bench: Bench, request: Any, **options: Any) -> httpx.Request:
    bench.run(bench.client(ok).send(request, _r.RequestOptions(**options)))
    return bench.requests[-1]


def test_a_form(bench: Bench) -> None:
    request = sent(
        bench,
        call(
            FORMED, first_name="a b&ä", age=None, tags=["x", "y"], address={"no": 1}, path="/a?b&c"
        ),
    )
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.content == (
        b"firstName=a%20b%26%C3%A4&tags=x&tags=y&address%5Bno%5D=1&path=/a?b%26c"
    )


DEEP = _r.PartEncoding(style="deepObject", explode=True)
JSON_PART = _r.PartEncoding(content_type="application/json")


@pytest.mark.parametrize(
    ("value", "encoding", "form", "texts"),
    [
        ({"a": [1, 2]}, DEEP, "v[a][]=1&v[a][]=2", ["1", "2"]),
        ([1, None, 2], DEEP, "v[]=1&v[]=2", ["1", "2"]),
        ([{"p": 1}, {"p": [2], "q": None}], DEEP, "v[0][p]=1&v[1][p][]=2", ["1", "2"]),
        ([[1], [2]], DEEP, "v[0][]=1&v[1][]=2", ["1", "2"]),
        ([{"p": {"q": 1}}], DEEP, "v[0][p][q]=1", ["1"]),
        ([], DEEP, "", []),
        (None, DEEP, "", []),
        (None, _r.PartEncoding(), "", []),
        ([None, "a"], _r.PartEncoding(), "v=a", ["a"]),
        (None, JSON_PART, "v=null", ["null"]),
        ({"a": None}, JSON_PART, 'v={"a":null}', ['{"a":null}']),
        ([{"a": None}], _r.PartEncoding(), 'v=[{"a":null}]', ['[{"a":null}]']),
        ({"a": None, "b": 1}, _r.PartEncoding(style="form"), "b=1", ["1"]),
    ],
)
def test_lists_and_nulls_of_a_form(value: Any, encoding: Any, form: str, texts: list[str]) -> None:
    bench = Bench(is_async=False)
    install({"Any": {"type": "object"}}, {})
    told: Any = {"schema": "g#Any", "fields": {"v": "v"}, "encoding": {"v": encoding}}
    request = sent(bench, call(operation("DEEP", body=_r.FormBody(**told)), v=value))
    assert unquote(request.content.decode()) == form
    spec = operation("DEEP_PARTS", body=_r.MultipartBody(**told))
    request = sent(bench, call(spec, body={"v": value, "end": 1}))
    assert [content.decode() for *_, content in parts_of(request)][:-1] == texts


def test_objects_of_a_form_are_json_unless_it_says_otherwise(bench: Bench) -> None:
    request = sent(bench, call(PLAIN_FORM, first_name="ab", address={"street": "s", "no": 1}))
    assert request.content == b"firstName=ab&address=%7B%22street%22%3A%22s%22%2C%22no%22%3A1%7D"
    assert sent(bench, call(PLAIN_FORM, body={"first_name": "ab"})).content == b"firstName=ab"


@pytest.mark.parametrize("spec", [PLAIN_FORM, MULTI])
def test_forms_are_checked_before_they_are_sent(bench: Bench, spec: _r.Operation) -> None:
    with pytest.raises(_r.RequestValidationError) as caught:
        sent(bench, call(spec, body={"first_name": "a", "tags": ["1", "2", "3"], "other": 1}))
    assert {problem.path for problem in caught.value.problems} == {
        "body.first_name",
        "body.tags",
        "body.other",
    }
    assert not bench.requests


def test_files_are_not_checked_as_text_but_their_number_is(bench: Bench) -> None:
    with pytest.raises(_r.RequestValidationError) as caught:
        sent(bench, call(MULTI, avatar=b"12345", images=[b"1", b"2", b"3"]))
    assert [problem.path for problem in caught.value.problems] == ["images", "first_name"]
    with pytest.raises(_r.RequestValidationError, match=r"^things.multi: avatar: must be bytes"):
        sent(bench, call(MULTI, first_name="ab", avatar=5))
    with pytest.raises(_r.RequestValidationError, match="binary mode"):
        sent(bench, call(MULTI, first_name="ab", avatar=io.StringIO("x")))


def test_a_multipart_form(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(b"PNG")
    opened = io.BytesIO(b"..JPEG")
    opened.seek(2)
    request = sent(
        bench,
        call(
            MULTI,
            first_name="Jürgen",
            age=5,
            tags=["x", "y"],
            address={"no": 1},
            path="/p",
            avatar=("me.bin", b"\0\r\n--", "image/x-me"),
            images=[path, ("b.jpg", opened)],
            rows=[{"no": 1}, {"no": 2}],
        ),
    )
    assert parts_of(request) == [
        ("firstName", None, None, "Jürgen".encode()),
        ("age", None, None, b"5"),
        ("tags", None, None, b"x"),
        ("tags", None, None, b"y"),
        ("address", None, "application/json", b'{"no":1}'),
        ("path", None, "text/x-path", b"/p"),
        ("avatar", "me.bin", "image/x-me", b"\0\r\n--"),
        ("images", "photo.png", "image/png", b"PNG"),
        ("images", "b.jpg", "image/jpeg", b"JPEG"),
        ("rows", None, "application/json", b'[{"no":1},{"no":2}]'),
    ]
    assert int(request.headers["content-length"]) == len(request.content)


def test_each_body_has_a_boundary_of_its_own(bench: Bench) -> None:
    made = [sent(bench, call(MULTI, first_name="ab")).headers["content-type"] for _ in range(2)]
    assert made[0] != made[1]
    boundary = made[0].partition("boundary=")[2]
    assert len(boundary) == 32
    headers = {"content-type": "application/json"}
    kept = sent(bench, call(MULTI, first_name="ab"), extra_headers=headers)
    assert kept.headers["content-type"].startswith("multipart/form-data; boundary=")


@pytest.mark.parametrize(
    "file",
    [
        ("x", b"", "image/png\r\nX-Evil: 1"),
        ("x", b"", "image/*"),
        ("x", b"", None, {"X-A": "b\r\nX-Evil: 1"}),
        ("x", b"", None, {"X A": "b"}),
    ],
)
def test_part_headers_cannot_be_broken_out_of(bench: Bench, file: Any) -> None:
    with pytest.raises(_r.RequestValidationError, match="avatar"):
        sent(bench, call(MULTI, first_name="ab", avatar=file))
    named = ('a"\r\nX-Evil: 1', b"1", None, {"X-Part": "yes"})
    request = sent(bench, call(MULTI, first_name="ab", avatar=named))
    assert b'filename="a%22%0D%0AX-Evil: 1"' in request.content
    assert b"\r\nX-Part: yes\r\n" in request.content


@pytest.mark.parametrize(
    "kind", ["bytes", "bytearray", "path", "opened", "list", "iterator", "async"]
)
def test_a_binary_body(bench: Bench, tmp_path: Path, kind: str) -> None:
    body = content(kind, tmp_path)
    if kind == "async" and not bench.is_async:
        with pytest.raises(TypeError, match="async client"):
            sent(bench, call(PUT_BYTES, body=body))
        return
    request = sent(bench, call(PUT_BYTES, body=body))
    assert request.content == b"onetwo"
    assert request.headers["content-type"] == "application/octet-stream"
    framing = {"content-length", "transfer-encoding"} & set(request.headers)
    assert framing == (
        {"transfer-encoding"} if kind in ("iterator", "async") else {"content-length"}
    )


def test_a_binary_body_is_not_text(bench: Bench) -> None:
    for body in ("text", 5, {"a": 1}, io.StringIO("text")):
        with pytest.raises(_r.RequestValidationError, match="body: "):
            sent(bench, call(PUT_BYTES, body=body))
    with pytest.raises(FileNotFoundError):
        sent(bench, call(PUT_BYTES, body=Path("/nowhere/at/all")))
    assert not bench.requests


def test_ranges_and_optional_bodies(bench: Bench) -> None:
    request = sent(bench, call(POST_RANGE))
    assert "content-type" not in request.headers and request.content == b""
    assert (
        sent(bench, call(POST_RANGE, body=b"x")).headers["content-type"]
        == "application/octet-stream"
    )
    request = sent(bench, call(POST_RANGE, body=b"x", content_type="image/webp"))
    assert request.headers["content-type"] == "image/webp"
    with pytest.raises(_r.RequestValidationError, match=r"content_type: must be one of image/\*"):
        sent(bench, call(POST_RANGE, body=b"x", content_type="text/plain"))
    with pytest.raises(_r.RequestValidationError, match="line breaks"):
        sent(bench, call(POST_RANGE, body=b"x", content_type="image/png\r\nX-Evil: 1"))
    with pytest.raises(_r.RequestValidationError, match="body: is required"):
        sent(bench, call(PUT_BYTES))


def test_text(bench: Bench) -> None:
    request = sent(bench, call(TEXT, body="plain"))
    assert (request.headers["content-type"], request.content) == ("text/plain", b"plain")
    request = sent(bench, call(TEXT, body="ä"))
    assert (request.headers["content-type"], request.content) == (
        "text/plain; charset=utf-8",
        b"\xc3\xa4",
    )
    request = sent(bench, call(TEXT, body="ä", content_type="text/plain; charset=iso-8859-1"))
    assert request.content == b"\xe4"
    assert sent(bench, call(XML, body="<ä/>")).headers["content-type"] == "application/xml"
    assert sent(bench, call(XML, body=b"<a/>")).content == b"<a/>"
    for body in (5, None, ["a"]):
        with pytest.raises(_r.RequestValidationError, match="body: must be text or bytes"):
            sent(bench, call(TEXT, body=body))
    with pytest.raises(_r.RequestValidationError, match="cannot be encoded as utf-8"):
        sent(bench, call(TEXT, body="\ud800"))


def test_several_media_types(bench: Bench) -> None:
    assert sent(bench, call(SEVERAL, n=1)).content == b'{"n":1}'
    form = sent(
        bench, call(SEVERAL, first_name="ab", content_type="application/x-www-form-urlencoded")
    )
    assert form.content == b"firstName=ab"
    assert sent(bench, call(SEVERAL, body="a,b", content_type="text/csv")).content == b"a,b"
    image = sent(bench, call(SEVERAL, body=b"x", content_type="image/gif"))
    assert (image.headers["content-type"], image.content) == ("image/gif", b"x")
    with pytest.raises(_r.RequestValidationError, match="content_type"):
        sent(bench, call(SEVERAL, n=1, content_type="video/mp4"))
    with pytest.raises(TypeError, match="unexpected argument 'first_name'"):
        call(SEVERAL, first_name="ab")


def test_extra_body(bench: Bench) -> None:
    assert sent(bench, call(PLAIN_FORM, first_name="ab"), extra_body={"x": [1, 2]}).content == (
        b"firstName=ab&x=1&x=2"
    )
    request = sent(
        bench, call(MULTI, first_name="ab"), extra_body={"age": 7, "more": ("m.txt", b"M")}
    )
    assert parts_of(request)[1:] == [
        ("age", None, None, b"7"),
        ("more", "m.txt", "text/plain", b"M"),
    ]
    with pytest.raises(_r.RequestValidationError, match="extra_body"):
        sent(bench, call(TEXT, body="x"), extra_body={"a": 1})


def test_no_content_is_shown(tmp_path: Path) -> None:
    made = call(MULTI, first_name="ab", avatar=("a.bin", b"SECRET"))
    assert repr(made) == "<Call things.multi(body={'firstName': 'ab', 'avatar': <File 'a.bin'>})>"
    assert made.to_curl().splitlines()[-2:] == [
        "  -F firstName=ab \\",
        "  -F 'avatar=@a.bin;type=application/octet-stream'",
    ]
    assert "--data-binary @-" in call(PUT_BYTES, body=b"\xff").to_curl()


def test_changing_a_list_afterwards_changes_nothing(bench: Bench) -> None:
    tags, pieces = ["x"], [b"one"]
    form, body = call(PLAIN_FORM, first_name="ab", tags=tags), call(PUT_BYTES, body=pieces)
    tags.append("y")
    pieces.append(b"two")
    assert sent(bench, form).content == b"firstName=ab&tags=x"
    assert sent(bench, body).content == b"one"
