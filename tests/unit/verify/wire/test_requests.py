"""Requests made by hand, and by the tables of OpenAPI, enter; what the document says of them is compared."""

from __future__ import annotations

from contextlib import suppress
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specwright.verify.document.document import Document
from specwright.verify.generate.cases import boundary_cases, valid_cases
from specwright.verify.loading import load_document
from specwright.verify.types import Case
from specwright.verify.wire.wire import Disagreement, Received, differences, read_request, unjudged
from tests.unit.verify.wire.serialising import BASE, BOUNDARY, Sent, serialised

STYLES = load_document(Path(__file__).parents[1] / "styles.yaml")
KEYS = [operation.key for operation in STYLES.operations]


def read(document: Document, sent: Sent) -> Received:
    return read_request(document, *sent)


@pytest.mark.parametrize("key", KEYS)
def test_a_drawn_case_is_read_back_as_it_was_given(key: str) -> None:
    operation = STYLES.operation(key)

    @settings(
        max_examples=25,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(valid_cases(operation))
    def check(case: Case) -> None:
        received = read(STYLES, serialised(operation, case))
        assert received.operation is operation
        assert differences(case, received) == []
        assert unjudged(case, received) == ()

    check()


@pytest.mark.parametrize("key", KEYS)
def test_a_case_at_a_bound_is_read_back_as_it_was_given(key: str) -> None:
    operation = STYLES.operation(key)
    cases = list(boundary_cases(operation))
    assert cases
    for case in cases:
        assert differences(case, read(STYLES, serialised(operation, case))) == [], case.label


def test_another_value_of_any_parameter_or_member_is_a_difference() -> None:
    for operation in STYLES.operations:
        full = list(boundary_cases(operation))[1]
        received = read(STYLES, serialised(operation, full))
        for key, value in full.parameters.items():
            less = Case(
                full.operation,
                {k: v for k, v in full.parameters.items() if k != key},
                full.media_type,
                full.body,
            )
            assert len(differences(less, received)) == 1, (operation.key, key)
            other = Case(
                full.operation, {**full.parameters, key: changed(value)}, full.media_type, full.body
            )
            assert len(differences(other, received)) == 1, (operation.key, key)


def changed(value: object) -> object:
    if isinstance(value, dict):
        return {key: changed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [*value, *value]
    return f"{value}x" if isinstance(value, str) else 4711


HEAD = [("Content-Type", "application/json")]


@pytest.mark.parametrize(
    ("method", "path", "headers", "content", "problem"),
    [
        ("GET", "/nothing", [], b"", "the document has no path for"),
        ("PUT", "/json", HEAD, b"{}", "the document has no PUT"),
        ("GET", "/queries?number=1&strange=1", [], b"", "no query parameter strange"),
        ("GET", "/queries", [], b"", "query number is required"),
        ("GET", "/queries?number=one", [], b"", "query number: 'one'"),
        ("GET", "/queries?number=1&number=2", [], b"", "query number is sent 2 times"),
        ("GET", "/queries?number=1&plain=%zz", [], b"", "does not begin an escape"),
        ("GET", "/queries?number=1&plain=%FF", [], b"", "is not UTF-8"),
        ("GET", "/labels/a/.b/.c/.x,1/.x=1", [], b"", "does not begin with a dot"),
        ("GET", "/matrix/;a=1/;b=1;b=2/;c=1/;d=x,1/;x=1", [], b"", "b is sent 2 times"),
        ("GET", "/headers", [], b"", "header X-Plain is required"),
        ("GET", "/headers", [("X-Plain", "a"), ("Cookie", "other=1")], b"", "no cookie other"),
        ("GET", "/headers", [("X-Plain", "a"), ("x-plain", "a")], b"", "is sent 2 times"),
        ("GET", "/headers", [("X-Plain", "a"), ("Authorization", "Bearer k")], b"", "Authorization is sent"),
        ("POST", "/json", [], b"", "the body is required"),
        ("POST", "/json", [], b"{}", "0 Content-Type headers"),
        ("POST", "/json", [("Content-Type", "text/plain")], b"{}", "no body of type text/plain"),
        ("POST", "/json", HEAD, b"{", "not JSON"),
        ("POST", "/json", HEAD, b'{"name": NaN}', "not JSON"),
        ("POST", "/json", HEAD, b'{"name": "a", "name": "b"}', "stands twice"),
        ("POST", "/json", HEAD, b'{"name": 5}', "body.name: 5 is not of type"),
        ("POST", "/json", HEAD, b'{"name": "a", "left": {}}', "body.left.name: 'name' is required"),
        ("GET", "/queries?number=1", [], b"x", "has no body"),
        ("POST", "/upload", [("Content-Type", "multipart/form-data")], b"", "has no boundary"),
        ("POST", "/upload", [("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")], b"--x", "not end with"),
    ],
)  # fmt: skip
def test_what_the_document_does_not_allow_is_told(
    method: str, path: str, headers: list[tuple[str, str]], content: bytes, problem: str
) -> None:
    with pytest.raises(Disagreement) as caught:
        read(STYLES, Sent(method, BASE + path, headers, content))
    assert len(caught.value.problems) == 1
    assert problem in caught.value.problems[0]


SECURED = """
openapi: 3.1.0
info: {title: Keys, version: '1'}
servers: [{url: 'https://{region}.example.com/v1'}]
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    login: {type: http, scheme: basic}
    key: {type: apiKey, in: header, name: X-Key}
    query: {type: apiKey, in: query, name: key}
    cookie: {type: apiKey, in: cookie, name: sid}
security: [{token: []}, {key: [], query: []}]
paths:
  /both: {get: {responses: {'204': {description: Done}}}}
  /none: {get: {security: [], responses: {'204': {description: Done}}}}
  /either: {get: {security: [{}, {login: []}], responses: {'204': {description: Done}}}}
  /cookie: {get: {security: [{cookie: []}], responses: {'204': {description: Done}}}}
  /pets/mine: {get: {security: [], responses: {'204': {description: Done}}}}
  /pets/{id}:
    get:
      security: []
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Done}}
"""


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Document:
    file = tmp_path_factory.mktemp("secured") / "openapi.yaml"
    file.write_text(SECURED, "utf-8")
    return load_document(file)


@pytest.mark.parametrize(
    ("path", "headers", "outcome"),
    [
        ("/both", [("Authorization", "Bearer k")], ("token",)),
        ("/both?key=k", [("X-Key", "k")], ("key", "query")),
        ("/both", [("X-Key", "k")], "are missing"),
        ("/both", [("Authorization", "Basic k")], "are missing"),
        ("/both", [("Authorization", "Bearer k"), ("Authorization", "Bearer k")], "sent twice"),
        ("/none", [], ()),
        ("/none", [("X-Key", "k")], "does not use them"),
        ("/none", [("Authorization", "Bearer k")], "does not use it"),
        ("/either", [], ()),
        ("/either", [("Authorization", "Basic a2V5")], ("login",)),
        ("/cookie", [("Cookie", "sid=1")], ("cookie",)),
        ("/cookie", [], "credentials of cookie are missing"),
    ],
)
def test_credentials_go_where_the_document_wants_them(
    secured: Document, path: str, headers: list[tuple[str, str]], outcome: tuple[str, ...] | str
) -> None:
    sent = Sent("GET", f"https://eu.example.com/v1{path}", headers, b"")
    if isinstance(outcome, tuple):
        assert read(secured, sent).security == outcome
        return
    with pytest.raises(Disagreement, match=outcome):
        read(secured, sent)


def test_the_more_concrete_path_and_the_given_base_decide(secured: Document) -> None:
    mine = read_request(
        secured, "GET", "http://here/x/pets/mine", [], b"", base_url="http://here/x/"
    )
    assert mine.operation.path == "/pets/mine"
    other = read_request(secured, "GET", "https://eu.example.com/v1/pets/a%2Fb%20%3F", [], b"")
    assert other.parameters == {("path", "id"): "a/b ?"}
    with pytest.raises(Disagreement, match="below its servers"):
        read_request(secured, "GET", "https://eu.example.com/v2/pets/mine", [], b"")


@settings(max_examples=200, derandomize=True, database=None)
@given(st.text(alphabet="/{}?#%&=;,.a1 é\x00", max_size=30), st.binary(max_size=40))
def test_nothing_but_a_disagreement_comes_of_nonsense(path: str, content: bytes) -> None:
    types = [
        "application/json",
        f"multipart/form-data; boundary={BOUNDARY}",
        "application/x-www-form-urlencoded",
    ]
    for sent in chain(
        (Sent("GET", f"{BASE}/queries?{path}", [("Cookie", path)], content),),
        (
            Sent("POST", f"{BASE}/{name}", [("Content-Type", t)], content)
            for t in types
            for name in ("form", "upload")
        ),
    ):
        with suppress(Disagreement):
            read(STYLES, sent)
