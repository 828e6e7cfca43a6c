"""What no text and no JSON can hold: refused before anything is sent, by the name of the argument."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Annotated, Any

import pytest

from specwright import runtime as _r
from tests.unit.runtime.operations import Bench, install, ok, operation

install({"Loose": {"type": "object"}}, {})
PLACES: dict[str, Any] = {"p": "path", "q": "query", "h": "header", "c": "cookie"}
EVERYWHERE = tuple(
    _r.Parameter(name=name, location=place, argument=name) for name, place in PLACES.items()
)
FIELDS: dict[str, Any] = {"schema": "g#Loose", "fields": {"a": "a"}}
BODIES: dict[str, _r.Operation] = {
    name: operation(f"LOOSE_{name}", path="/x/{p}", parameters=EVERYWHERE, body=body)
    for name, body in {
        "JSON": _r.JsonBody(**FIELDS),
        "FORM": _r.FormBody(**FIELDS),
        "PARTS": _r.MultipartBody(**FIELDS),
    }.items()
}
VALUES: dict[str, tuple[Any, str]] = {
    "surrogate": ("a\ud800", "not valid Unicode"),
    "surrogate as key": ({"\udfff": 1}, "not valid Unicode"),
    "digits": (10**5000, "too many digits"),
    "decimal digits": (Decimal("1e999999"), "too many digits"),
    "nan": (math.nan, "finite"),
    "infinity": (-math.inf, "finite"),
    "complex": (1j, "cannot be sent: complex is not supported$"),
}


def refused(bench: Bench, make: Any, **options: Any) -> dict[str, str]:
    client = bench.client(ok)
    with pytest.raises(_r.RequestValidationError) as caught:
        bench.run(client.send(make(), _r.RequestOptions(**options)))
    assert not bench.requests
    str(caught.value).encode()
    return {problem.path: problem.message for problem in caught.value.problems}


@pytest.mark.parametrize(("value", "message"), list(VALUES.values()), ids=list(VALUES))
@pytest.mark.parametrize("kind", list(BODIES))
@pytest.mark.parametrize("checked", [True, False])
def test_each_place_is_named(kind: str, value: Any, message: str, checked: bool) -> None:
    bench, spec = Bench(is_async=False), BODIES[kind]
    body = {"a": [{"b": value}]}
    for arguments, where in (
        *(({**{"p": "x", "a": 1}, name: value}, name) for name in PLACES),
        ({"p": "x", **body}, "a[0].b"),
    ):
        with pytest.raises(_r.RequestValidationError, match=message) as caught:
            bench.client(ok, check_requests=checked).send(_r.Call(spec, arguments))
        assert [problem.path for problem in caught.value.problems] == [where]
    whole = refused(bench, lambda: _r.Call(spec, {"p": "x"}, body=body))
    assert list(whole) == ["body.a[0].b"]


@pytest.mark.parametrize(("value", "message"), list(VALUES.values()), ids=list(VALUES))
@pytest.mark.parametrize("kind", list(BODIES))
def test_what_goes_past_the_document_must_be_text_or_json_too(
    kind: str, value: Any, message: str
) -> None:
    bench = Bench(is_async=False)

    def make() -> Any:
        return _r.Call(BODIES[kind], {"p": "x", "a": 1})

    for options, where in (
        ({"extra_body": {"e": [value]}}, "extra_body.e[0]"),
        ({"extra_query": {"e": {"f": value}}}, "extra_query.e.f"),
        ({"extra_headers": {"E": value}}, "header 'E'"),
        ({"extra_headers": {5: "a"}}, "extra_headers"),
        ({"extra_query": {5: "a"}}, "extra_query"),
        ({"extra_body": {5: "a"}}, "extra_body"),
    ):
        assert list(refused(bench, make, **options)) == [where]
    with pytest.raises(_r.RequestValidationError, match=rf"default_query\.e: .*{message}"):
        bench.client(ok, default_query={"e": value})


def test_what_can_be_text_is_written_as_arguments_are(bench: Bench) -> None:
    options = _r.RequestOptions(
        extra_query={"on": dt.date(2024, 1, 2)}, extra_body={"n": Decimal(5)}
    )
    bench.run(bench.client(ok).send(_r.Call(BODIES["JSON"], {"p": "x", "a": 1}), options))
    (request,) = bench.requests
    assert (request.url.query, request.content) == (b"on=2024-01-02", b'{"a":1,"n":5}')


@pytest.mark.parametrize(
    "file", [("\ud800.png", b"x"), ("x", b"x", None, {"A": "\ud800"}), ("x", 5)]
)
def test_files_with_names_that_are_no_text(bench: Bench, file: Any) -> None:
    form = _r.MultipartBody(schema="g#Loose", fields={"f": "f"}, files=("f",))
    spec = operation("LOOSE_FILE", body=form)
    assert list(refused(bench, lambda: _r.Call(spec, {"f": file}))) == ["f"]
    bench.requests.clear()
    empty = _r.Call(spec, {})
    found = refused(bench, lambda: empty, extra_body={"f": file})
    assert list(found) == ["extra_body.f"]


class Named(_r.Model):
    prompt_text: Annotated[str, _r.Field(alias="promptText")]
    other: str | None = None


def test_a_model_takes_one_of_its_two_names() -> None:
    values: dict[str, Any] = {"prompt_text": "a"}
    assert Named(**values) == Named(promptText="a")
    with pytest.raises(TypeError, match="got both 'prompt_text' and 'promptText'"):
        Named(**values, promptText="b")
