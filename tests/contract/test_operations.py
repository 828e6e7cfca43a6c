"""Each operation called in every way, both flavours: what arrives is exactly what was meant."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import runway_client
from runway_client import models
from tests.contract.calling import FORMS, Session, attribute, method_of
from tests.contract.document import DOCUMENT, METHODS, OPERATIONS, Contract, at, faults, member
from tests.contract.samples import HARE, Place, Shape, places, replaced, samples
from tests.contract.test_spec_document import CLIENT_NAMES
from tests.contract.transport import FORM, CheckingTransport

ID = "497F6ECA-6276-4993-bfeb-53cbbbba6f08"
UPLOAD = OPERATIONS["createUpload"]
CALLED = [item for item in OPERATIONS.values() if item is not UPLOAD]
WITH_BODY = [item for item in CALLED if item.body is not None]


def by_id(contract: Contract) -> str:
    return contract.operation_id


def path_arguments(contract: Contract) -> dict[str, Any]:
    return {attribute(name): ID for name in contract.parameters_in("path")}


def exact(value: Any) -> str:
    """JSON text, in which 1 is not 1.0 and true is not 1."""
    return json.dumps(value, sort_keys=True)


def assert_sent(transport: CheckingTransport, contract: Contract, body: Any = None) -> None:
    seen = transport.last
    assert (seen.operation_id, seen.method) == (contract.operation_id, contract.method)
    assert seen.url.raw_path.split(b"?")[0].decode() == contract.path.replace("{id}", ID)
    assert exact(seen.body) == exact(body)


# --- the list of operations -----------------------------------------------------------------------


def test_operations_are_those_of_the_document_each_once() -> None:
    listed = {(item.operation_id, item.method, item.path) for item in runway_client.OPERATIONS}
    there = {
        (operation["operationId"], method.upper(), path)
        for path, item in DOCUMENT["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }
    assert listed == there
    assert len(runway_client.OPERATIONS) == len(there) == 33


@pytest.mark.parametrize("record", runway_client.OPERATIONS, ids=lambda item: item.operation_id)
def test_operation_has_the_name_that_users_know(record: Any, session: Session) -> None:
    name = CLIENT_NAMES[f"{record.method} {record.path}"]
    assert f"{record.resource}.{record.name}" == name
    module = getattr(runway_client.endpoints, record.resource)
    assert record.endpoint is getattr(module, record.name)
    client = session.client(CheckingTransport())
    assert callable(method_of(client, OPERATIONS[record.operation_id]))


# --- requests -------------------------------------------------------------------------------------


@pytest.mark.parametrize("contract", CALLED, ids=by_id)
def test_parameters(contract: Contract, session: Session) -> None:
    """Only the required ones; all; positional; IDs as UUIDs. A required default is sent, others never."""
    transport, query = CheckingTransport(), contract.parameters_in("query")
    client, body = session.client(transport), plain_body(contract)
    given = path_arguments(contract)
    session.call(client, contract, **given, **body)
    required = [item for item in query.values() if item.required]
    assert transport.last.query == {item.name: at(item.schema)["default"] for item in required}
    session.call(client, contract, *given.values(), **body)
    assert transport.last.path == dict.fromkeys(contract.parameters_in("path"), ID)
    every = {name: samples(item.schema, Shape(True))[0] for name, item in query.items()}
    session.call(client, contract, **given, **body, **{attribute(n): v for n, v in every.items()})
    assert transport.last.query == every
    session.call(client, contract, **{n: uuid.UUID(v) for n, v in given.items()}, **body)
    assert transport.last.path == dict.fromkeys(contract.parameters_in("path"), ID.lower())


def is_constant(schema: dict[str, Any]) -> bool:
    """What is required and can be but one value is filled in."""
    return "const" in schema or len(schema.get("enum", ())) == 1


@pytest.mark.parametrize("contract", CALLED, ids=by_id)
def test_raw_response_is_of_the_same_operation(contract: Contract, session: Session) -> None:
    transport = CheckingTransport()
    client, given = session.client(transport), path_arguments(contract) | plain_body(contract)
    resource, method = CLIENT_NAMES[contract.key].split(".")
    plain = session.call(client, contract, **given)
    of_client = getattr(client.with_raw_response, resource)
    for group in (of_client, getattr(client, resource).with_raw_response):
        response = session.run(getattr(group, method)(**given))
        assert_sent(transport, contract, given.get("body"))
        assert response.status_code == int(contract.success)
        assert type(response.parse()) is type(plain)


def plain_body(contract: Contract) -> dict[str, Any]:
    return {} if contract.body is None else {"body": samples(contract.body, Shape(False))[0]}


def bodies(contract: Contract, every_value: bool = True) -> Iterator[Any]:
    """Of each variant: the required members, and all of them, with every value of every enum."""
    assert contract.body is not None
    for shape in (Shape(False), Shape(True, every_value)):
        yield from samples(contract.body, shape)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("contract", WITH_BODY, ids=by_id)
def test_body(contract: Contract, form: str, session: Session) -> None:
    """As arguments and whole, with nested objects as dicts, as JSON and as models."""
    transport, schema = CheckingTransport(), str(contract.body)
    client, given = session.client(transport), path_arguments(contract)
    for body in bodies(contract, every_value=form == "dicts"):
        whole = FORMS[form](schema, body)
        session.call(client, contract, **given, body=whole)
        assert_sent(transport, contract, body)
        members = {name: FORMS[form](step_in(schema, body, name), v) for name, v in body.items()}
        session.call(client, contract, **given, **{attribute(n): v for n, v in members.items()})
        assert_sent(transport, contract, body)


def step_in(schema: str, body: Any, name: str) -> str:
    """The schema of one member of a body, in the variant that the body takes."""
    root = next(places(Place((), schema, body)))
    return member(root.schema, name)


@pytest.mark.parametrize("contract", WITH_BODY, ids=by_id)
def test_constants_may_be_left_out_where_they_select_nothing(
    contract: Contract, session: Session
) -> None:
    transport = CheckingTransport()
    client = session.client(transport)
    for body in samples(str(contract.body), Shape(False)):
        short = without_constants(str(contract.body), body)
        arguments = {attribute(name): value for name, value in short.items()}
        session.call(client, contract, **path_arguments(contract), **arguments)
        assert_sent(transport, contract, body)
        session.call(client, contract, **path_arguments(contract), body=short)
        assert_sent(transport, contract, body)


def without_constants(schema: str, body: Any) -> Any:
    for place in list(places(Place((), schema, body))):
        if isinstance(place.value, dict):
            inside = at(place.schema)["properties"]
            fixed = {n for n in place.value if "const" in inside[n]} - {place.tag}
            current = body
            for key in place.path:
                current = current[key]
            left = {n: v for n, v in current.items() if n not in fixed}
            body = replaced(body, place.path, left)
    return body


@pytest.mark.parametrize("contract", WITH_BODY, ids=by_id)
def test_the_examples_of_the_document_can_be_sent(contract: Contract, session: Session) -> None:
    transport = CheckingTransport()
    client = session.client(transport)
    assert contract.body_examples
    for body in contract.body_examples.values():
        arguments = FORMS["dicts"]("", body)
        session.call(client, contract, **path_arguments(contract), **arguments)
        assert_sent(transport, contract, body)


def test_models_have_the_names_and_the_members_of_the_components() -> None:
    """Each by the rule in `attribute`, and required where the document says so."""
    for name, schema in DOCUMENT["components"]["schemas"].items():
        if schema.get("type") == "object":
            fields = getattr(models, name).model_fields.items()
            aliases = {field.alias or python: python for python, field in fields}
            assert aliases == {wire: attribute(wire) for wire in schema["properties"]}, name
            needed = {field.alias or python for python, field in fields if field.is_required()}
            constants = {wire for wire, item in schema["properties"].items() if is_constant(item)}
            assert set(schema.get("required", ())) - constants <= needed, name
            assert needed <= set(schema.get("required", ())), name


# --- a few by hand, in full -----------------------------------------------------------------------

BY_HAND: list[tuple[str, tuple[Any, ...], dict[str, Any], str, Any]] = [
    (
        "image_to_video.create",
        (),
        {
            "model": "gen4.5",
            "prompt_text": f"a {HARE} in a meadow",
            "prompt_image": [{"uri": "https://example.com/hare.jpg", "position": "first"}],
            "ratio": "1280:720",
            "duration": 5,
            "content_moderation": {"public_figure_threshold": "low"},
        },
        "POST /v1/image_to_video",
        {
            "model": "gen4.5",
            "promptText": f"a {HARE} in a meadow",
            "promptImage": [{"uri": "https://example.com/hare.jpg", "position": "first"}],
            "ratio": "1280:720",
            "duration": 5,
            "contentModeration": {"publicFigureThreshold": "low"},
        },
    ),
    (
        "voices.create",
        (),
        {
            "name": "Narrator",
            "from_": {"prompt": "A calm, deep voice of the north", "model": "eleven_ttv_v3"},
            "description": None,
        },
        "POST /v1/voices",
        {
            "name": "Narrator",
            "from": {
                "type": "text",
                "prompt": "A calm, deep voice of the north",
                "model": "eleven_ttv_v3",
            },
            "description": None,
        },
    ),
    (
        "avatars.update",
        (uuid.UUID(ID),),
        {"start_script": None, "document_ids": [uuid.UUID(ID)]},
        f"PATCH /v1/avatars/{ID.lower()}",
        {"startScript": None, "documentIds": [ID.lower()]},
    ),
    ("avatars.update", (ID,), {}, f"PATCH /v1/avatars/{ID}", {}),
    ("voices.list", (), {"cursor": "a/b &c"}, "GET /v1/voices?limit=50&cursor=a%2Fb%20%26c", None),
    ("tasks.delete", (ID,), {}, f"DELETE /v1/tasks/{ID}", None),
    ("organization.retrieve_usage", (), {}, "POST /v1/organization/usage", {}),
]


@pytest.mark.parametrize(("name", "positional", "named", "line", "body"), BY_HAND)
def test_by_hand(
    name: str,
    positional: tuple[Any, ...],
    named: dict[str, Any],
    line: str,
    body: Any,
    session: Session,
) -> None:
    transport = CheckingTransport()
    resource, method = name.split(".")
    group = getattr(session.client(transport), resource)
    session.run(getattr(group, method)(*positional, **named))
    seen = transport.last
    assert f"{seen.method} {seen.url.raw_path.decode()}" == line
    assert exact(seen.body) == exact(body)


# --- uploads --------------------------------------------------------------------------------------


def test_upload_asks_and_then_posts_the_file(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "hare.jpg"
    path.write_bytes(b"\xff" * 512)
    transport = CheckingTransport()
    client = session.client(transport)
    opened = path.open("rb")
    for file in (path, str(path), ("hare.jpg", path.read_bytes()), opened):
        uploaded = session.call(client, UPLOAD, file)
        asked, posted = transport.seen[-2:]
        assert asked.body == {"filename": "hare.jpg", "type": "ephemeral"}
        assert posted.operation_id == FORM and b"\xff" * 512 in posted.content
        assert uploaded.uri == UPLOAD.response_examples["200"][""]["runwayUri"]
    assert not opened.closed
    opened.close()
    session.call(client, UPLOAD, path, filename="another.png")
    assert transport.seen[-2].body == {"filename": "another.png", "type": "ephemeral"}


# --- the tests themselves -------------------------------------------------------------------------


def test_samples_are_what_the_document_allows() -> None:
    count = 0
    for contract in WITH_BODY:
        for body in bodies(contract):
            count += 1
            assert not faults(str(contract.body), body), faults(str(contract.body), body)
    assert count > 400
