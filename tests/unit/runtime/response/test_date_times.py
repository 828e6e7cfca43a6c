"""What a server sends as a `date-time`: RFC 3339 is read, what misses a part is reported, a number is text."""

from __future__ import annotations

import datetime as dt
import json
import warnings
from typing import Any

import pytest
from pydantic import TypeAdapter

from specwright.runtime import (
    APIResponseValidationError,
    DateTime,
    Model,
    ResponseValidationWarning,
)
from specwright.runtime.response.response import read_json
from tests.harness.flavour import answer
from tests.unit.runtime.lab import JOB_ID, Lab, job

UTC = dt.timezone.utc
MOMENT = dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
GOOD = {
    "2024-01-02T03:04:05Z": MOMENT,
    "2024-01-02t03:04:05z": MOMENT,
    "2024-01-02 03:04:05Z": MOMENT,
    "2024-01-02T04:04:05+01:00": MOMENT,
    "2024-01-02T03:04:05.123456789Z": MOMENT.replace(microsecond=123456),
}
SHORT = {
    "2024-01-02T03:04:05": MOMENT.replace(tzinfo=None),
    "2024-01-02 03:04:05": MOMENT.replace(tzinfo=None),
    "2024-01-02T03:04Z": MOMENT.replace(second=0),
}
NONE = ["1700000000", "1700000000.5", "-1", "2024-01-02", "soon", "2024-13-02T03:04:05Z"]


def retrieved(lab: Lab, text: str, **options: Any) -> Any:
    found = lab.run(
        lab.client(answer(200, {**job(), "createdAt": text}), **options).jobs.retrieve(JOB_ID)
    )
    return found.created_at


@pytest.mark.parametrize("mode", ["lenient", "strict"])
@pytest.mark.parametrize(("text", "moment"), GOOD.items())
def test_what_is_meant_is_read(lab: Lab, text: str, moment: dt.datetime, mode: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert retrieved(lab, text, response_validation=mode) == moment


@pytest.mark.parametrize("text", [*SHORT, *NONE])
def test_what_is_no_date_time_is_reported(lab: Lab, text: str) -> None:
    with pytest.warns(ResponseValidationWarning, match=r"createdAt: must be a date and time with"):
        assert retrieved(lab, text) == SHORT.get(text, text)
    with pytest.raises(APIResponseValidationError, match="createdAt"):
        retrieved(lab, text, response_validation="strict")


class Note(Model):
    at: DateTime
    maybe: DateTime | None = None


def test_in_a_union_and_in_a_list() -> None:
    text = "2024-01-02T03:04:05"
    content = json.dumps(
        [{"at": text, "maybe": text}, {"at": text, "maybe": "1700000000"}]
    ).encode()
    adapter: Any = TypeAdapter(list[Note])
    notes, problems = read_json(adapter, lambda: list[Note], content, "test", ValueError)
    assert [note.maybe for note in notes] == [SHORT[text], "1700000000"]
    assert len(problems) == 4
    assert adapter.dump_python(notes, mode="json", warnings=False) == json.loads(content)


def test_users_may_give_more() -> None:
    """A model built by hand, or loaded from what was dumped, is not what a server sent."""
    given: Any = "2024-01-02 03:04"
    note = Note(at=given)
    assert note.at == dt.datetime(2024, 1, 2, 3, 4)
    assert Note.model_validate_json(note.model_dump_json()) == note
