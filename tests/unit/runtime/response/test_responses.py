"""Responses in, values out: exact where they fit, kept and reported where they do not."""

from __future__ import annotations

import datetime
import json
import uuid
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from specwright.runtime import (
    APIResponseDecodeError,
    APIResponseValidationError,
    APIStatusError,
    RequestOptions,
    ResponseValidationWarning,
    UnknownVariant,
)
from specwright.runtime.response import repair
from specwright.runtime.response.response import read_json
from tests.harness.flavour import answer, answers, response
from tests.unit.runtime.lab import CREATED, JOB_ID, Lab, item, job

RICH: dict[str, Any] = {
    "id": "a",
    "size": 3,
    "price": 5,
    "color": "mauve",
    "from": "x",
    "madeOn": "2024-01-02",
    "parts": [{"id": "b", "size": 1, "price": 2.5, "new": [1, {"x": None}]}],
    "labels": {"from_": 1},
    "job": job("WEIRD", extra={"deep": [1]}),
    "unknown": {"camelCase": True},
    "from_": "not the field",
}


def dump(value: Any) -> Any:
    return value.model_dump(mode="json", by_alias=True, exclude_unset=True)


def test_values_are_typed_and_nothing_is_lost(lab: Lab) -> None:
    found = lab.run(lab.client(answer(200, RICH)).items.retrieve("a"))
    assert isinstance(found, lab.models.Item)
    assert (found.from_, found.made_on, found.color) == ("x", datetime.date(2024, 1, 2), "mauve")
    assert (found.price, type(found.price)) == (5, int)
    assert isinstance(found.job, lab.models.UnknownJob) and isinstance(found.job, UnknownVariant)
    assert str(found.job.state) == "WEIRD"
    assert dump(found) == RICH


def test_dates_and_ids(lab: Lab) -> None:
    found = lab.run(lab.client(answer(200, job())).jobs.retrieve(JOB_ID))
    assert found.id == uuid.UUID(JOB_ID)
    assert found.created_at == datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
    assert dump(found) == job()


def test_a_name_of_python_is_no_name_of_the_wire(lab: Lab) -> None:
    body = {"id": JOB_ID, "created_at": CREATED, "state": "PENDING"}
    with pytest.warns(ResponseValidationWarning, match=r"createdAt: is missing"):
        found = lab.run(lab.client(answer(200, body)).jobs.retrieve(JOB_ID))
    assert dump(found) == body


def test_lenient_keeps_and_reports_once(lab: Lab) -> None:
    body = {
        "id": "a",
        "size": "big",
        "parts": [{"id": "b"}, {"id": 5, "size": 2.0}, "part"],
        "labels": {"x": "y"},
        "madeOn": "soon",
        "job": {"id": JOB_ID, "state": "SUCCEEDED", "createdAt": CREATED, "output": "none"},
    }
    client = lab.client(answer(200, body))
    with pytest.warns(ResponseValidationWarning) as caught:
        found = lab.run(client.items.retrieve("a"))
    texts = [str(warning.message) for warning in caught]
    places = [
        "size: must be a whole number, got 'big'",
        "parts[0].size: is missing",
        "parts[1].id: must be text, got 5",
        "parts[2]: must be Item, got 'part'",
        "labels.x: must be a whole number, got 'y'",
        "madeOn: must be date or null, got 'soon'",
        "job.output: must be a list, got 'none'",
    ]
    assert sorted(texts) == sorted(f"items.retrieve, 200 response: {place}" for place in places)
    assert dump(found) == body
    assert (found.size, found.parts[1].size, found.parts[2]) == ("big", 2, "part")
    assert isinstance(found.job, lab.models.Succeeded)
    with pytest.raises(
        AttributeError, match=r"Item.size: 'size' was missing in the 200 response of"
    ):
        _ = found.parts[0].size
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lab.run(client.items.retrieve("a"))
        lab.run(client.with_options(timeout=3).items.retrieve("a"))


def test_a_whole_number_may_be_written_as_a_float(lab: Lab) -> None:
    found = lab.run(lab.client(answer(200, b'{"id":"a","size":5.0}')).items.retrieve("a"))
    assert (found.size, type(found.size)) == (5, int)


def test_strict_names_the_path(lab: Lab) -> None:
    body = {"id": "a", "size": 1, "parts": [{"id": 1, "size": 2}]}
    client = lab.client(answer(200, body), response_validation="strict")
    with pytest.raises(APIResponseValidationError, match=r"parts\[0\].id: must be text") as caught:
        lab.run(client.items.retrieve("a"))
    assert caught.value.problems[0].path == "parts[0].id"
    assert (caught.value.status_code, caught.value.body) == (200, body)


def test_off_says_nothing(lab: Lab) -> None:
    client = lab.client(answer(200, {"size": True}), response_validation="off")
    assert lab.run(client.items.retrieve("a")).size is True


@pytest.mark.parametrize("mode", ["lenient", "strict", "off"])
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<html>gateway</html>", "text/html"),
        (b"<html>gateway</html>", "application/json"),
        (b'{"id":"a","size":1', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"id":"a","size":1,"x":NaN}', "application/json"),
        (b'{"id":"a","size":1,"x":-Infinity}', "application/json"),
        (b'{"id":"a","size":' + b"9" * 5000 + b"}", "application/json"),
        (b"\xff\xfe{", "application/json"),
    ],
)
def test_a_body_that_is_not_what_it_says(
    lab: Lab, mode: str, body: bytes, content_type: str
) -> None:
    handler = answer(200, body, content_type=content_type)
    client = lab.client(handler, response_validation=mode)
    with pytest.raises(APIResponseDecodeError) as caught:
        lab.run(client.items.retrieve("a"))
    assert caught.value.status_code == 200
    assert caught.value.response.content == body
    assert len(str(caught.value)) < 500
    if body.startswith(b"<"):
        assert "<html>gateway" in str(caught.value)


@pytest.mark.parametrize(
    "content_type",
    ["application/problem+json", "text/plain; charset=utf-8", "", "application/json"],
)
def test_json_under_other_names(lab: Lab, content_type: str) -> None:
    body = json.dumps(item(note="NaN")).encode()
    client = lab.client(answer(200, body, content_type=content_type))
    assert lab.run(client.items.retrieve("a")).model_extra == {"note": "NaN"}


def test_no_content(lab: Lab) -> None:
    client = lab.client(answers(response(204), response(200, item()), response(205)))
    assert lab.run(client.items.replace("a")) is None
    assert lab.run(client.items.replace("a")).id == "a"
    with pytest.warns(ResponseValidationWarning, match="has no body"):
        assert lab.run(client.items.find()) is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [(200, ""), (200, "application/json"), (201, "text/html"), (202, ""), (206, "x/y")],
)
def test_an_empty_body_where_the_document_has_one(lab: Lab, status: int, kind: str) -> None:
    handler = answer(status, b"", content_type=kind)
    with pytest.warns(ResponseValidationWarning, match=f"the {status} response has no body"):
        assert lab.run(lab.client(handler).items.retrieve("a")) is None
    assert lab.run(lab.client(handler, response_validation="off").items.retrieve("a")) is None
    with pytest.raises(APIResponseValidationError, match="has no body"):
        lab.run(lab.client(handler, response_validation="strict").items.retrieve("a"))


def test_not_modified_is_news_only_to_those_who_did_not_ask(lab: Lab) -> None:
    with pytest.warns(ResponseValidationWarning, match="the status 304 is not documented"):
        assert lab.run(lab.client(answer(304)).items.retrieve("a")) is None
    strict = lab.client(answer(304), response_validation="strict")
    with pytest.raises(APIResponseValidationError, match="304"):
        lab.run(strict.items.retrieve("a"))
    asked = RequestOptions(extra_headers={"If-None-Match": '"x"'})
    assert lab.run(strict.send(lab.endpoints.items.retrieve("a"), asked)) is None


@pytest.mark.parametrize(
    ("encoding", "kind"),
    [
        ("utf-8-sig", "application/json"),
        ("utf-16", "application/json; charset=utf-16"),
        ("utf-16-be", "application/json;charset=UTF-16BE"),
        ("utf-32", "application/json; charset=utf-32"),
    ],
)
def test_a_mark_of_byte_order_and_wide_characters(lab: Lab, encoding: str, kind: str) -> None:
    body = json.dumps(item("ä"), ensure_ascii=False).encode(encoding)
    for mode in ("lenient", "strict"):
        client = lab.client(answer(200, body, content_type=kind), response_validation=mode)
        assert lab.run(client.items.retrieve("a")).id == "ä"
    failed = lab.client(answer(404, body, content_type=kind), response_validation="strict")
    with pytest.raises(APIStatusError) as caught:
        lab.run(failed.items.retrieve("a"))
    assert "ä" in str(caught.value.body)
    broken = lab.client(answer(200, body[:-1] + b"\xff", content_type=kind))
    with pytest.raises(APIResponseDecodeError):
        lab.run(broken.items.retrieve("a"))


def test_a_success_that_is_not_documented_is_read_as_one_that_is(lab: Lab) -> None:
    assert lab.run(lab.client(answer(202, item())).items.replace("a")).id == "a"


def test_lists_and_unions_at_the_top(lab: Lab) -> None:
    client = lab.client(answers(response(200, [item()]), response(200, [item(), 5])))
    assert [found.id for found in lab.run(client.items.find())] == ["a"]
    with pytest.warns(ResponseValidationWarning, match=r"\[1\]: must be Item"):
        assert lab.run(client.items.find())[1] == 5


def test_a_result_that_is_no_object_at_all_is_kept(lab: Lab) -> None:
    with pytest.warns(ResponseValidationWarning, match="the body: must be"):
        assert lab.run(lab.client(answer(200, [1])).jobs.retrieve(JOB_ID)) == [1]


def test_bytes_and_text(lab: Lab) -> None:
    client = lab.client(
        answers(
            response(200, b"\0\xff", content_type="application/octet-stream"),
            response(200, "ä".encode("latin-1"), content_type="text/plain; charset=ISO-8859-1"),
        )
    )
    assert lab.run(client.files.download("a")) == b"\0\xff"
    assert lab.run(client.files.download("a")) == "ä"


def test_duplicate_keys_are_refused_where_it_is_strict(lab: Lab) -> None:
    body = b'{"id":"a","size":1,"parts":[{"id":"b","id":"c","size":1}]}'
    assert lab.run(lab.client(answer(200, body)).items.retrieve("a")).parts[0].id == "c"
    with pytest.raises(APIResponseDecodeError, match="contains the key 'id' twice"):
        lab.run(lab.client(answer(200, body), response_validation="strict").items.retrieve("a"))


def test_a_warning_points_at_the_caller(lab: Lab) -> None:
    with pytest.warns(ResponseValidationWarning) as caught:
        lab.run(lab.client(answer(200, {})).items.retrieve("a"))
    assert {Path(warning.filename).name for warning in caught} <= {
        *("test_responses.py", "flavour.py")
    }


NAMES = [
    "id",
    "size",
    "price",
    "color",
    "from",
    "madeOn",
    "parts",
    "labels",
    "job",
    "state",
    "output",
    "x",
]
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["a", "PENDING", "SUCCEEDED", "red", "NaN", "", "\x00", "é😀"]),
)
JSON = st.recursive(
    LEAVES,
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(NAMES), below, max_size=6)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=8))
def test_whatever_comes_nothing_is_lost(sample: Any, data: dict[str, Any]) -> None:
    kind = sample.models.Item
    content = json.dumps(data).encode()
    value, _ = read_json(TypeAdapter(kind), lambda: kind, content, "test", ValueError)
    assert isinstance(value, kind)
    assert dump(value) == data
    assert json.loads(value.model_dump_json(by_alias=True, exclude_unset=True)) == data


def test_a_wrong_answer_is_read_with_the_same_adapters_as_the_one_before(
    monkeypatch: pytest.MonkeyPatch, sample: Any
) -> None:
    """Pydantic needs milliseconds for one, and a large answer has hundreds of fields."""
    made: list[Any] = []

    def counted(kind: Any) -> Any:
        made.append(kind)
        return TypeAdapter(kind)

    monkeypatch.setattr(repair, "TypeAdapter", counted)
    wrong = [{"id": "a", "size": "large", "price": "dear", "parts": [{"id": 5}]}] * 20
    repair.repair_value(sample.models.Item, wrong[0], "items.read")
    made.clear()
    _, problems = repair.repair_value(list[sample.models.Item], wrong, "items.list")
    assert len(problems) >= 40 and not made
