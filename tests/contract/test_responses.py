"""Every response that the document allows, and then some: its type, each of its values, and nothing lost."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

import runway_client
from runway_client import models
from tests.contract.calling import Session, attribute, branch_of, model_of
from tests.contract.document import OPERATIONS, Contract, at, faults, member, step
from tests.contract.samples import Place, Shape, places, replaced, samples
from tests.contract.transport import Answer, CheckingTransport

ID = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
UPLOAD = OPERATIONS["createUpload"]
CALLED = [item for item in OPERATIONS.values() if item is not UPLOAD]
DOCUMENTED = [
    (contract, status, schema)
    for contract in CALLED
    for status, schema in contract.responses.items()
    if schema is not None
]
SUCCESSES = [case for case in DOCUMENTED if case[1] == "200"]
ERRORS = {
    400: runway_client.BadRequestError,
    401: runway_client.AuthenticationError,
    403: runway_client.PermissionDeniedError,
    404: runway_client.NotFoundError,
    409: runway_client.ConflictError,
    422: runway_client.UnprocessableEntityError,
    429: runway_client.RateLimitError,
    500: runway_client.InternalServerError,
    503: runway_client.InternalServerError,
    418: runway_client.APIStatusError,
}


def by_operation(value: Any) -> str:
    return value.operation_id if isinstance(value, Contract) else str(value).rpartition("/")[2]


def answer_of(session: Session, contract: Contract, answer: Answer) -> Any:
    """What the method gives for an answer; the page itself for a list."""
    client = session.client(CheckingTransport(answer), max_retries=0)
    arguments: dict[str, Any] = {attribute(name): ID for name in contract.parameters_in("path")}
    if contract.body is not None:
        arguments["body"] = samples(contract.body, Shape(False))[0]
    result = session.call(client, contract, **arguments)
    pages = (runway_client.SyncPage, runway_client.AsyncPage)
    return result.value if isinstance(result, pages) else result


def bodies(schema: str) -> Iterator[Any]:
    for shape in (Shape(False), Shape(True, every_value=True)):
        yield from samples(schema, shape)


# --- comparing ------------------------------------------------------------------------------------


def compare(schema: str, sent: Any, got: Any) -> None:
    """The Python value is of the type that users are promised, member by member."""
    schema = branch_of(schema, sent)
    node = at(schema)
    if isinstance(sent, dict) and "properties" in node:
        compare_object(schema, node["properties"], sent, got)
    elif isinstance(sent, dict) and "additionalProperties" in node:
        assert got.keys() == sent.keys()
        for name, value in sent.items():
            compare(member(schema, name), value, got[name])
    elif isinstance(sent, list) and "items" in node:
        assert type(got) is list and len(got) == len(sent)
        for item, other in zip(sent, got, strict=True):
            compare(step(schema, "items"), item, other)
    else:
        wanted = in_python(node.get("format"), sent)
        assert got == wanted and type(got) is type(wanted)


def compare_object(schema: str, properties: dict[str, Any], sent: Any, got: Any) -> None:
    assert isinstance(got, model_of(schema))
    for name in properties:
        if name in sent:
            compare(member(schema, name), sent[name], getattr(got, attribute(name)))
        else:
            assert getattr(got, attribute(name)) is None
            assert attribute(name) not in got.model_fields_set
    unknown = {name: value for name, value in sent.items() if name not in properties}
    assert (got.model_extra or {}) == unknown


def in_python(form: str | None, value: Any) -> Any:
    if form == "uuid":
        return uuid.UUID(value)
    if form == "date":
        return dt.date.fromisoformat(value)
    return instant(value) if form == "date-time" else value


def instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00"))


def same(sent: Any, dumped: Any) -> bool:
    """Equal JSON, date-times as instants and UUIDs as UUIDs."""
    if isinstance(sent, dict) and isinstance(dumped, dict):
        return sent.keys() == dumped.keys() and all(same(sent[k], dumped[k]) for k in sent)
    if isinstance(sent, list) and isinstance(dumped, list):
        return len(sent) == len(dumped) and all(map(same, sent, dumped))
    if isinstance(sent, str) and isinstance(dumped, str) and sent != dumped:
        return any(_same_as(read, sent, dumped) for read in (instant, uuid.UUID))
    return type(sent) is type(dumped) and bool(sent == dumped)


def _same_as(read: Any, one: str, other: str) -> bool:
    try:
        return bool(read(one) == read(other))
    except ValueError:
        return False


def assert_lossless(sent: Any, got: Any) -> None:
    dumped = got.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert same(sent, dumped), (sent, dumped)


# --- what the document allows ---------------------------------------------------------------------


@pytest.mark.parametrize(("contract", "status", "schema"), SUCCESSES, ids=by_operation)
def test_result(contract: Contract, status: str, schema: str, session: Session) -> None:
    """Each variant, with and without its optional members, with every value of every enum."""
    examples = contract.response_examples[status].values()
    for body in (*examples, *bodies(schema)):
        got = answer_of(session, contract, Answer(200, body))
        compare(schema, body, got)
        assert_lossless(body, got)


@pytest.mark.parametrize(
    "contract", [item for item in CALLED if item.success == "204"], ids=by_operation
)
def test_nothing_is_none(contract: Contract, session: Session) -> None:
    assert answer_of(session, contract, Answer(204)) is None


def error_of(session: Session, contract: Contract, answer: Answer) -> Any:
    with pytest.raises(runway_client.APIStatusError) as caught:
        answer_of(session, contract, answer)
    return caught.value


@pytest.mark.parametrize(
    ("contract", "status", "schema"), [c for c in DOCUMENTED if c[1] >= "4"], ids=by_operation
)
def test_error(contract: Contract, status: str, schema: str, session: Session) -> None:
    for body in bodies(schema):
        error = error_of(session, contract, Answer(int(status), body))
        assert type(error) is ERRORS[int(status)] and error.status_code == int(status)
        compare(schema, body, error.body)
        assert_lossless(body, error.body)


@pytest.mark.parametrize("status", ERRORS)
def test_error_that_the_document_does_not_name(status: int, session: Session) -> None:
    body = {"error": "no", "code": 7}
    answer = Answer(status, body, {"x-request-id": "r-1"}, documented=False)
    error = error_of(session, OPERATIONS["getOrganization"], answer)
    assert isinstance(error, runway_client.RunwayMLError)
    assert type(error) is ERRORS[status] and error.status_code == status
    assert error.body == body and error.request_id == "r-1" and "no" in str(error)


# --- what it does not know yet --------------------------------------------------------------------


@pytest.mark.parametrize(("contract", "status", "schema"), SUCCESSES, ids=by_operation)
def test_unknown_members_are_kept(
    contract: Contract, status: str, schema: str, session: Session
) -> None:
    for body in samples(schema, Shape(True)):
        for place in list(places(Place((), schema, body))):
            if isinstance(place.value, dict) and "properties" in at(place.schema):
                more = place.value | {"addedLater": {"deep": [1, None, 2.5]}, "another_one": "x"}
                changed = replaced(body, place.path, more)
                got = answer_of(session, contract, Answer(200, changed))
                compare(schema, changed, got)
                assert_lossless(changed, got)


@pytest.mark.parametrize(("contract", "status", "schema"), SUCCESSES, ids=by_operation)
def test_unknown_values_and_variants_are_kept(
    contract: Contract, status: str, schema: str, session: Session
) -> None:
    for body in samples(schema, Shape(True)):
        for place in list(places(Place((), schema, body))):
            if "enum" in at(place.schema):
                changed = replaced(body, place.path, "brand new")
                got = answer_of(session, contract, Answer(200, changed, documented=False))
                assert look_up(got, place.path) == "brand new"
                assert_lossless(changed, got)
            if place.tag and isinstance(place.value, dict):
                unknown = place.value | {place.tag: "BRAND_NEW", "newField": [1]}
                changed = replaced(body, place.path, unknown)
                got = answer_of(session, contract, Answer(200, changed, documented=False))
                variant = look_up(got, place.path)
                assert isinstance(variant, runway_client.UnknownVariant)
                assert getattr(variant, place.tag) == "BRAND_NEW"
                assert_lossless(changed, got)


def look_up(value: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        member_of_model = isinstance(key, str) and not isinstance(value, dict)
        value = getattr(value, attribute(str(key))) if member_of_model else value[key]
    return value


# --- by hand --------------------------------------------------------------------------------------


def test_avatar_by_hand(session: Session) -> None:
    body = OPERATIONS["getAvatar"].response_examples["200"]["ready"]
    avatar = answer_of(session, OPERATIONS["getAvatar"], Answer(200, body))
    assert isinstance(avatar, models.ReadyAvatar)
    assert avatar.id == uuid.UUID(ID) and avatar.start_script is None
    assert isinstance(avatar.voice, models.AvatarCustomVoice) and avatar.voice.name == "Narrator"
    assert avatar.created_at == dt.datetime(2019, 8, 24, 14, 15, 22, tzinfo=dt.timezone.utc)


def test_comparison_can_fail() -> None:
    assert same("2024-01-01T00:00:00Z", "2024-01-01T01:00:00+01:00")
    assert not same(1, 1.0) and not same(True, 1) and not same({"a": None}, {})
    assert not same("a", "b") and not same([1], [1, 2])
    for _, _, schema in DOCUMENTED:
        for body in bodies(schema):
            assert not faults(schema, body), faults(schema, body)
