"""An httpx transport that checks every request against the document and answers from the document.

Independent of the generator: plain YAML, JSON Schema, and its own reading of the rules of OpenAPI.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

import httpx

from tests.contract.document import (
    DOCUMENT,
    Contract,
    Parameter,
    at,
    faults,
    find_operation,
    path_values,
)

HOST = httpx.URL(DOCUMENT["servers"][0]["url"]).host
KEY = "key-of-the-tests"
FORM = "form upload"
# What any HTTP request may carry; another header has to be a parameter of the operation.
USUAL = {
    *("host", "accept", "accept-encoding", "connection", "user-agent", "authorization"),
    *("content-type", "content-length", "transfer-encoding"),
}


@dataclass(frozen=True)
class Answer:
    """A response. `body` None is no body; `documented` false lets it differ from the document."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    documented: bool = True


@dataclass(frozen=True)
class Seen:
    """A request that passed the checks, read back: `path` and `query` hold JSON values."""

    operation_id: str
    method: str
    url: httpx.URL
    path: dict[str, Any]
    query: dict[str, Any]
    headers: httpx.Headers
    body: Any
    content: bytes


def documented(contract: Contract, status: str = "", example: str | None = None) -> Answer:
    """The answer that the document gives as an example: the named one, or else the first."""
    status = status or contract.success
    examples = contract.response_examples[status]
    if not examples:
        return Answer(int(status))
    return Answer(int(status), examples[next(iter(examples)) if example is None else example])


class CheckingTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Gives the answers in turn, and then, or where there are none, what the document says.

    `respond` chooses by operation what stands in the document. A broken rule is an AssertionError,
    which passes through the client.
    """

    def __init__(
        self, *answers: Answer | Exception, respond: Callable[[Contract], Answer] = documented
    ) -> None:
        self.answers = list(answers)
        self.respond = respond
        self.seen: list[Seen] = []
        self.storage: set[httpx.URL] = set()
        self.closed = False

    @property
    def last(self) -> Seen:
        return self.seen[-1]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._exchange(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self._exchange(request, await request.aread())

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True

    def _exchange(self, request: httpx.Request, content: bytes) -> httpx.Response:
        if request.url.host != HOST:
            self.seen.append(check_form(request, content, self.storage))
            contract = None
        else:
            contract, seen = check_request(request, content)
            self.seen.append(seen)
        answer = self._next(contract)
        if isinstance(answer, Exception):
            raise answer
        if contract is not None:
            check_answer(contract, answer)
        if isinstance(answer.body, dict) and "uploadUrl" in answer.body:
            self.storage.add(httpx.URL(answer.body["uploadUrl"]))
        return to_response(answer)

    def _next(self, contract: Contract | None) -> Answer | Exception:
        if self.answers:
            return self.answers.pop(0)
        return Answer(204) if contract is None else self.respond(contract)


def to_response(answer: Answer) -> httpx.Response:
    headers = dict(answer.headers)
    if answer.body is None:
        return httpx.Response(answer.status, headers=headers)
    headers.setdefault("content-type", "application/json")
    content = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
    return httpx.Response(answer.status, headers=headers, content=content)


def check_answer(contract: Contract, answer: Answer) -> None:
    """A test that answers with what the document does not allow has to say so."""
    if answer.documented:
        schema = contract.responses[str(answer.status)]
        assert (schema is None) == (answer.body is None), contract.key
        assert schema is None or not faults(schema, answer.body), faults(schema, answer.body)


def check_request(request: httpx.Request, content: bytes) -> tuple[Contract, Seen]:
    raw_path, _, raw_query = request.url.raw_path.decode("ascii").partition("?")
    contract = find_operation(request.method, raw_path)
    assert request.url.scheme == "https"
    texts = {name: unquote(text) for name, text in path_values(contract, raw_path).items()}
    path = _check_parameters(contract, "path", texts)
    pairs = parse_qsl(raw_query, keep_blank_values=True, strict_parsing=True) if raw_query else []
    assert len(dict(pairs)) == len(pairs), f"a parameter is given twice: {raw_query}"
    query = _check_parameters(contract, "query", dict(pairs))
    _check_headers(contract, request.headers)
    body = _check_body(contract, request.headers, content)
    operation = contract.operation_id
    return contract, Seen(
        operation, request.method, request.url, path, query, request.headers, body, content
    )


def _check_parameters(contract: Contract, place: str, given: dict[str, str]) -> dict[str, Any]:
    declared = contract.parameters_in(place)
    required = {name for name, parameter in declared.items() if parameter.required}
    assert required <= given.keys() <= declared.keys(), f"{contract.key}: {place} {given}"
    values = {name: deserialise(declared[name], text) for name, text in given.items()}
    for name, value in values.items():
        assert not faults(declared[name].schema, value), faults(declared[name].schema, value)
    return values


def deserialise(parameter: Parameter, text: str) -> Any:
    """Of a single value, in which all styles agree; the document has no others."""
    kind = at(parameter.schema)["type"]
    if kind == "string":
        return text
    assert kind in ("integer", "number", "boolean"), f"{parameter.name}: {kind} is not read here"
    value = json.loads(text)
    assert json.dumps(value) == text, f"{parameter.name}: {text} is no plain {kind}"
    return value


def _check_headers(contract: Contract, headers: httpx.Headers) -> None:
    names = [name.lower() for name, _ in headers.multi_items()]
    assert len(set(names)) == len(names), f"a header is sent twice: {names}"
    declared = contract.parameters_in("header")
    known = {name.lower(): name for name in declared}
    given = {known[name]: text for name, text in headers.items() if name in known}
    _check_parameters(contract, "header", given)
    assert set(names) <= USUAL | known.keys(), set(names) - USUAL - known.keys()
    assert headers["authorization"] == f"Bearer {KEY}"
    json_comes = contract.responses[contract.success] is not None
    assert ("application/json" if json_comes else "*/*") in headers["accept"]
    assert headers["user-agent"].startswith("RunwayML/Python ")


def _check_body(contract: Contract, headers: httpx.Headers, content: bytes) -> Any:
    if contract.body is None:
        assert not content and "content-type" not in headers, f"{contract.key} takes no body"
        return None
    assert headers["content-type"].partition(";")[0] == "application/json"
    assert int(headers["content-length"]) == len(content)
    body = json.loads(content.decode("utf-8"), parse_constant=lambda text: _refuse(text))
    assert not faults(contract.body, body), faults(contract.body, body)
    return body


def _refuse(text: str) -> None:
    raise AssertionError(f"{text} is no JSON")


def check_form(request: httpx.Request, content: bytes, storage: set[httpx.URL]) -> Seen:
    """The second step of an upload: only where the API said, and without anything that is the API's."""
    assert request.method == "POST" and request.url in storage, f"a request to {request.url.host}"
    assert KEY not in str(request.headers.raw) and KEY.encode() not in content
    assert request.headers.keys() <= USUAL - {"authorization"}
    assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert int(request.headers["content-length"]) == len(content)
    return Seen(FORM, request.method, request.url, {}, {}, request.headers, None, content)
