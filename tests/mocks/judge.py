"""The mock of a package, judged by `verify`: it reads the document for itself, and validates with jsonschema."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from specwright.verify.client.calling import NAMES, WIRE
from specwright.verify.client.check_context import Bench, Subject, make_bench
from specwright.verify.client.package import find_package
from specwright.verify.client.session import Arguments, Session
from specwright.verify.document.document import Operation
from specwright.verify.generate.cases import fullest_case, smallest_case
from specwright.verify.loading import load_document
from specwright.verify.schemas.keywords import Impossible
from specwright.verify.types import ABSENT, Blob, Case


def bench_of(document: Path, package: str, overlays: tuple[Path, ...] = ()) -> Bench:
    """The operations of a document, each with the method that calls it."""
    read = load_document(document, overlays)
    found = find_package(package)
    return make_bench(read, found, Session(found, read.raw))


def calls_of(subject: Subject) -> Iterator[tuple[Case, Arguments]]:
    """The smallest and the fullest call."""
    for made in (smallest_case, fullest_case):
        try:
            case = made(subject.operation)
        except Impossible:
            continue
        given = subject.writer.arguments(case, NAMES if subject.is_upload else WIRE)
        if given is not None:
            yield case, given


def call(client: Any, label: str, given: Arguments) -> Any:
    """The result of a method; of a list all its items, of a stream all its events."""
    method = client
    for name in label.split("."):
        method = getattr(method, name)
    result = method(*given.positional, **given.keywords)
    return list(result) if hasattr(result, "next_page") or hasattr(result, "events") else result


async def call_async(client: Any, label: str, given: Arguments) -> Any:
    method = client
    for name in label.split("."):
        method = getattr(method, name)
    result = method(*given.positional, **given.keywords)
    if hasattr(result, "events") or hasattr(result, "pages"):
        return [item async for item in result]
    return await result if inspect.isawaitable(result) else result


def judged(subject: Subject, make: Any, case: Case, given: Arguments) -> list[str]:
    """What is wrong with the answers to one call, and with how the mock has read its requests."""
    mock = make()
    call(mock.client(response_validation="strict"), subject.row.label, given)
    (first, *_) = mock.calls
    problems = [p for one in mock.calls for p in answer_problems(subject.operation, one.response)]
    if not subject.is_upload:
        problems += read_problems(case, first)
    twin = make()

    async def again() -> None:
        async with twin.async_client(response_validation="strict") as client:
            await call_async(client, subject.row.label, given)

    asyncio.run(again())
    if not subject.operation.bodies:
        assert [one.response for one in twin.calls] == [one.response for one in mock.calls]
    return [f"{subject.operation.key} ({case.label}): {problem}" for problem in problems]


def answer_problems(operation: Operation, response: Any) -> Iterator[str]:
    """What jsonschema says about a response."""
    headers = {name.lower(): value for name, value in response.headers}
    names = (str(response.status), f"{response.status // 100}XX", "default")
    documented = next((operation.responses[n] for n in names if n in operation.responses), None)
    if documented is None:
        if operation.responses:
            yield f"the status {response.status} is not documented"
        return
    kind = headers.get("content-type", "").partition(";")[0]
    media = next((m for n, m in documented.media.items() if n.partition(";")[0] == kind), None)
    if media is None or media.schema is None or not (kind.endswith(("/json", "+json"))):
        return
    value = json.loads(response.body)
    for problem in media.schema.problems(value, "response"):
        yield f"{problem.path} {problem.message[:200]} in {str(value)[:300]}"


def read_problems(case: Case, recorded: Any) -> Iterator[str]:
    """How the arguments that the mock has read differ from those that were sent."""
    for (_, name), value in case.parameters.items():
        read = recorded.arguments.get(name)
        if not same(value, read) and value not in (None, [], {}):
            yield f"{name} was read as {read!r}, not {value!r}"
    if case.body is not ABSENT and not same(case.body, recorded.body):
        yield f"the body was read as {recorded.body!r}, not {case.body!r}"


def same(one: Any, other: Any) -> bool:
    """Equality on the wire: members that are null are not sent in forms, and files are not kept."""
    if isinstance(one, Blob):
        return isinstance(other, bytes) or type(other).__name__ == "Opaque"
    if isinstance(one, dict) and isinstance(other, dict):
        names = one.keys() | other.keys()
        return all(same(one.get(name), other.get(name)) for name in names)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(other, str) and isinstance(one, (int, float)):
        return str(one).lower() == other  # what is number or text is text in a form
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)
