"""Every rule of the document broken, one at a time: refused by name, and nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import runway_client
from runway_client import RequestValidationError
from tests.contract.calling import (
    FORMS,
    Session,
    attribute,
    python_path,
)
from tests.contract.document import OPERATIONS, Contract, Parameter, at, faults, is_valid
from tests.contract.samples import Place, Shape, places, replaced, samples, text
from tests.contract.transport import CheckingTransport
from tests.contract.violations import Fault, bounds_of, faults_of, large_texts

ID = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
UPLOAD = OPERATIONS["createUpload"]
CALLED = [item for item in OPERATIONS.values() if item is not UPLOAD]
WITH_BODY = [item for item in CALLED if item.body is not None]
WITH_ID = [item for item in CALLED if item.parameters_in("path")]
LISTS = [item for item in CALLED if item.parameters_in("query")]


def by_id(contract: Contract) -> str:
    return contract.operation_id


def spots(contract: Contract) -> Iterator[tuple[Any, Place]]:
    """Each place of each variant of the body once, with the body it is found in."""
    met: set[Any] = set()
    for body in samples(str(contract.body), Shape(True)):
        inside = list(places(Place((), str(contract.body), body)))
        for place in inside:
            key = (inside[0].schema, place.path, place.schema)
            if key not in met:
                met.add(key)
                yield body, place


def endpoint_of(contract: Contract) -> Any:
    (record,) = [r for r in runway_client.OPERATIONS if r.operation_id == contract.operation_id]
    return record.endpoint


def call_of(contract: Contract, body: Any, whole: bool) -> Any:
    arguments = {attribute(name): ID for name in contract.parameters_in("path")}
    value = FORMS["dicts"]("", body)
    return endpoint_of(contract)(**arguments, **({"body": value} if whole else value))


def refused(call: Any) -> tuple[Any, ...]:
    with pytest.raises(RequestValidationError) as caught:
        call.check()
    return caught.value.problems


def assert_named(problems: tuple[Any, ...], place: Place, fault: Fault, before: str) -> None:
    """The problem is told of this place; behind an `anyOf`, of it or of the whole."""
    steps = (*place.path, fault.member) if fault.member else place.path
    wanted = before + python_path(steps)
    if place.union is None:
        assert [item.path for item in problems] == [wanted], (problems, wanted)
        assert {item.rule for item in problems} <= set(fault.rules), (problems, fault)
    else:
        roof = before + python_path(place.path[: place.union])
        for problem in problems:
            assert wanted.startswith(problem.path) and problem.path.startswith(roof), problems


# --- bodies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("contract", WITH_BODY, ids=by_id)
def test_broken_rule_is_refused(contract: Contract) -> None:
    count = 0
    for body, place in spots(contract):
        for fault in faults_of(place):
            wrong = replaced(body, place.path, fault.value)
            if fault.value is None and is_valid(str(contract.body), wrong):
                call_of(contract, wrong, whole=True).check()  # nullable
                continue
            assert not is_valid(str(contract.body), wrong), f"the document allows {wrong}"
            as_arguments = place.path or (fault.member and fault.rules == ("required",))
            if as_arguments:
                problems = refused(call_of(contract, wrong, whole=False))
                assert_named(problems, place, fault, "")
            problems = refused(call_of(contract, wrong, whole=True))
            assert_named(problems, place, fault, "body." if place.path or fault.member else "body")
            count += 1
    assert count > 8


@pytest.mark.parametrize("contract", WITH_BODY, ids=by_id)
def test_value_at_the_bound_is_accepted(contract: Contract) -> None:
    for body, place in spots(contract):
        for value in bounds_of(place):
            edge = replaced(body, place.path, value)
            assert not faults(str(contract.body), edge), faults(str(contract.body), edge)
            call_of(contract, edge, whole=False).check()


@pytest.mark.parametrize("name", large_texts())
def test_large_text(name: str) -> None:
    """At one place where the document uses it: 5 and 16 MB are accepted, one character more is not."""
    pointer = f"#/components/schemas/{name}"
    found = ((c, b, p) for c in WITH_BODY for b, p in spots(c) if p.schema == pointer)
    contract, body, place = next(found)
    longest = at(pointer)["maxLength"]
    for length, allowed in ((longest, True), (longest + 1, False)):
        value = replaced(body, place.path, text(at(pointer), length))
        call = call_of(contract, value, whole=False)
        assert is_valid(str(contract.body), value) is allowed
        assert bool(call.problems()) is not allowed
    assert len(str(refused(call))) < 2000


@pytest.mark.parametrize("contract", WITH_BODY, ids=by_id)
def test_nothing_is_sent(contract: Contract, session: Session) -> None:
    transport = CheckingTransport()
    client = session.client(transport)
    arguments = {attribute(name): ID for name in contract.parameters_in("path")}
    body = samples(str(contract.body), Shape(False))[0] | {"unknown": 1}
    with pytest.raises(RequestValidationError, match=r"^\w+\.\w+: body\.unknown: ") as caught:
        session.call(client, contract, **arguments, body=body)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, runway_client.RunwayMLError)
    assert transport.seen == []


# --- parameters -----------------------------------------------------------------------------------

WRONG_IDS = ("", ".", "..", "a/b", "no uuid", f"{ID}\n", f"{ID}/x", ID.replace("-", ""), 5, None)
WRONG_LIMITS = (0, 101, -1, 1.5, "50", True, None, [50])
WRONG_CURSORS = ("", "a" * 1001, 5, ["next"])


@pytest.mark.parametrize("contract", WITH_ID, ids=by_id)
@pytest.mark.parametrize("value", WRONG_IDS)
def test_wrong_id(contract: Contract, value: Any) -> None:
    body = {} if contract.body is None else {"body": samples(contract.body, Shape(False))[0]}
    problems = refused(endpoint_of(contract)(value, **body))
    assert {item.path for item in problems} == {"id"}


@pytest.mark.parametrize("contract", LISTS, ids=by_id)
def test_wrong_query(contract: Contract, session: Session) -> None:
    declared = contract.parameters_in("query")
    assert set(declared) == {"limit", "cursor"}
    for name, values in (("limit", WRONG_LIMITS), ("cursor", WRONG_CURSORS)):
        for value in values:
            problems = refused(endpoint_of(contract)(**{name: value}))
            assert [item.path for item in problems] == [name]
        for value in bounds_of(Place((), declared[name].schema, None)):
            transport = CheckingTransport()
            session.call(session.client(transport), contract, **{name: value})
            assert transport.last.query == {"limit": 50} | {name: value}
    transport = CheckingTransport()
    session.call(session.client(transport), contract, cursor=None)
    assert transport.last.query == {"limit": 50}


# --- the call as a whole --------------------------------------------------------------------------


def test_all_problems_are_told_together() -> None:
    call = runway_client.endpoints.avatars.create(
        name="",
        reference_image="ftp://example.com/a.png",
        personality="a" * 2001,
        voice={"type": "custom", "id": "no uuid"},
        document_ids=[ID] * 50 + ["x"],
    )
    paths = {item.path for item in refused(call)}
    assert paths == {
        "name",
        "reference_image",
        "personality",
        "voice.id",
        "document_ids",
        "document_ids[50]",
    }


def test_what_contradicts_itself_is_refused() -> None:
    create: Any = runway_client.endpoints.voices.create
    source = {"prompt": "a" * 20, "model": "eleven_ttv_v3"}
    with pytest.raises(TypeError, match="body"):
        create(name="a", body={"name": "a", "from": source})
    with pytest.raises(TypeError, match="unknown"):
        create(name="a", from_=source, unknown=1)
    twice = create(body={"name": "a", "from": source, "from_": source})
    assert [item.path for item in refused(twice)] == ["body.from_"]


def test_checking_can_be_switched_off(session: Session) -> None:
    """Then the server decides; here the transport, which stands for it, refuses."""
    client = session.client(CheckingTransport(), check_requests=False)
    with pytest.raises(AssertionError, match="duration"):
        session.run(
            client.text_to_video.create(
                model="gen4.5", prompt_text="a", ratio="1280:720", duration=11
            )
        )


@pytest.mark.parametrize(
    ("file", "named"),
    [
        (("a" * 251 + ".png", b"x" * 511), {"file"}),
        (("a" * 252 + ".png", b"x" * 512), {"filename"}),
        (("ab", b""), {"filename", "file"}),
        (("", b"x" * 512), {"filename"}),
    ],
)
def test_wrong_upload(file: Any, named: set[str], session: Session) -> None:
    transport = CheckingTransport()
    with pytest.raises(RequestValidationError) as caught:
        session.call(session.client(transport), UPLOAD, file)
    assert {item.path for item in caught.value.problems} == named
    assert transport.seen == []


# --- the tests themselves -------------------------------------------------------------------------

BROKEN_HERE = {
    *("type", "enum", "const", "required", "additionalProperties", "format", "pattern"),
    *("minLength", "maxLength", "x-length-unit", "minItems", "maxItems"),
    *("minimum", "maximum", "exclusiveMinimum"),
}
NO_RULE = {"description", "examples", "default", "deprecated", "properties", "items"}
WAYS = {"oneOf", "anyOf", "discriminator"}


def test_every_keyword_of_request_schemas_is_broken_here() -> None:
    used: set[str] = set()
    for contract in WITH_BODY:
        for _, place in spots(contract):
            used |= at(place.schema).keys()
    assert used - NO_RULE == BROKEN_HERE


def parameter_keywords(parameter: Parameter) -> set[str]:
    return set(at(parameter.schema))


def test_every_keyword_of_parameters_is_broken_here() -> None:
    parameters = [p for c in CALLED for p in c.parameters if p.place != "header"]
    assert set().union(*map(parameter_keywords, parameters)) - NO_RULE <= BROKEN_HERE
