"""Run hand-written vectors against an installed client.

A vector specifies how a method is called, which requests it must send, byte for byte where it
matters, and what the call returns. spec/README.md describes the format.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import warnings
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType, ModuleType
from typing import Any, Final, NamedTuple, TypeAlias

from ..client.session import Caught
from .server import Server
from .types import Exchange, Vector
from .values import CALLBACK, as_argument, unlike


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A vector that a client does not satisfy, and the problems."""

    vector: Vector
    flavour: str
    problems: tuple[str, ...]

    def __str__(self) -> str:
        head = f"{self.vector.place}: {self.vector.operation}, {self.vector.name} ({self.flavour})"
        return "\n".join((head, *(f"  {problem}" for problem in self.problems)))


def run_vectors(package: ModuleType, vectors: Sequence[Vector]) -> Iterator[Mismatch]:
    """Run each vector through the sync and the async client, and through the endpoint function."""
    for vector in vectors:
        for flavour, calling in _CALLING.items():
            if calling is _call_endpoint and not _is_for_endpoints(vector):
                continue
            try:
                problems = tuple(_problems(package, vector, calling))
            except LookupError as error:
                problems = (str(error),)
            if problems:
                yield Mismatch(vector, flavour, problems)


def _is_for_endpoints(vector: Vector) -> bool:
    """Whether a vector applies to endpoint functions: it uses no options or results of methods only."""
    of_methods = {"timeout", "extra_headers", "extra_query", "extra_body", "request_options"}
    asked = vector.then or vector.way or vector.calls is not None
    return not asked and not of_methods & vector.arguments.keys()


def uncovered(vectors: Sequence[Vector], operations: Sequence[str], least: int = 3) -> list[str]:
    """The operations with too few vectors, and vectors of unknown operations."""
    counts = dict.fromkeys(operations, 0)
    for vector in (v for v in vectors if not v.way):
        counts[vector.operation] = counts.get(vector.operation, 0) + 1
    few = [f"{name} has {n} of {least} vectors" for name, n in counts.items() if n < least]
    return few + [f"{name} is not an operation" for name in counts if name not in operations]


# --- calling --------------------------------------------------------------------------------------

_Calling: TypeAlias = "Callable[[ModuleType, Vector, Server], Any]"


def _call_sync(package: ModuleType, vector: Vector, server: Server) -> Any:
    with _client(package, vector, vector.client_class, server) as first:
        client = first.with_options(**vector.with_options) if vector.way else first
        value = _start(package, client, vector, server)
        return _further(package, value, vector, server) if vector.then else value


def _call_async(package: ModuleType, vector: Vector, server: Server) -> Any:
    async def run() -> Any:
        async with _client(package, vector, f"Async{vector.client_class}", server) as first:
            client = first.with_options(**vector.with_options) if vector.way else first
            value = await _settled(_start(package, client, vector, server))
            further = _further(package, value, vector, server) if vector.then else value
            return await _settled(further)

    return asyncio.run(run())


def _call_endpoint(package: ModuleType, vector: Vector, server: Server) -> Any:
    """Build the call with the endpoint function, and send it with a client."""
    row = next(row for row in package.OPERATIONS if row.operation_id == vector.operation)
    with _client(package, vector, vector.client_class, server) as client:
        given = _keywords(package, vector.arguments, server)
        call = row.endpoint(*_positional(package, vector), **given)
        if call.operation.operation_id != vector.operation:
            server.problems.append(f"the call is for the operation {call.operation.operation_id}")
        send = client.upload if isinstance(call, package.UploadCall) else client.send
        value = send(call)
        return _Page(value, None) if vector.outcome == "page" else value


_CALLING: Final[Mapping[str, _Calling]] = MappingProxyType(
    {"sync": _call_sync, "async": _call_async, "endpoint": _call_endpoint}
)


class _Page(NamedTuple):
    """A page without its pager."""

    value: Any
    data: list[Any] | None


async def _settled(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


def _client(package: ModuleType, vector: Vector, kind: str, server: Server) -> Any:
    given = as_argument(package, dict(vector.client_arguments))
    if vector.slept is not None:
        given["clock"] = server.time.clock(package)
    return getattr(package, kind)(**{"transport": server, "max_retries": 0, **given})


def _start(
    package: ModuleType, client: Any, vector: Vector, server: Server
) -> Awaitable[Any] | Any:
    method = client
    for name in vector.method.split("."):
        method = getattr(method, name)
    keywords = _keywords(package, vector.arguments, server)
    return method(*_positional(package, vector), **keywords)


def _further(package: ModuleType, value: Any, vector: Vector, server: Server) -> Any:
    assert vector.then is not None
    name, arguments = vector.then
    return getattr(value, name)(**_keywords(package, arguments, server))


def _positional(package: ModuleType, vector: Vector) -> tuple[Any, ...]:
    return tuple(as_argument(package, value) for value in vector.positional)


def _keywords(package: ModuleType, given: Mapping[str, Any], server: Server) -> dict[str, Any]:
    return {
        name: server.called if value == CALLBACK else as_argument(package, value)
        for name, value in given.items()
    }


# --- judging --------------------------------------------------------------------------------------


def _problems(package: ModuleType, vector: Vector, calling: _Calling) -> Iterator[str]:
    server = Server(vector.exchanges)
    with warnings.catch_warnings(record=True) as caught, _environment(vector.environment):
        warnings.simplefilter("always")
        with Caught() as outcome:
            outcome.value = calling(package, vector, server)
    warned = tuple(str(warning.message) for warning in caught)
    yield from server.problems
    yield from _unlike_requests(vector.exchanges, server.answered)
    yield from _unlike_warnings(warned, vector.warns)
    if vector.slept is not None and vector.slept != tuple(server.time.slept):
        yield f"it sleeps {server.time.slept} seconds, not {list(vector.slept)}"
    if vector.calls is not None and vector.calls != server.calls:
        yield f"it calls the callback {server.calls} times, not {vector.calls}"
    for text in vector.says:
        if text not in str(outcome.error):
            yield f"its message {str(outcome.error)!r} lacks {text!r}"
    yield from _unlike_outcome(package, vector, outcome)


@contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _unlike_requests(exchanges: Sequence[Exchange], answered: int) -> Iterator[str]:
    for exchange in exchanges[answered:]:
        yield f"it does not send {exchange.method} {exchange.url}"


def _unlike_warnings(warned: Sequence[str], wanted: Sequence[str]) -> Iterator[str]:
    for text in wanted:
        if not any(text in warning for warning in warned):
            yield f"it does not warn of {text!r}"
    for warning in warned:
        if not any(text in warning for text in wanted):
            yield f"it warns: {warning}"


def _unlike_outcome(package: ModuleType, vector: Vector, outcome: Caught) -> Iterator[str]:
    value, error = outcome.value, outcome.error
    if vector.outcome == "refused":
        yield from _unlike_refusal(package, error, vector)
    elif vector.outcome == "raises":
        if error is None:
            yield f"it returns {value!r} instead of raising"
        else:
            yield from unlike(package, error, vector.expected, "the error")
    elif error is not None:
        yield f"it raises {type(error).__name__}: {error}"
    elif vector.outcome == "page":
        yield from unlike(package, value.value, vector.expected, "the page")
        if value.data is not None and value.data not in list(vars(value.value).values()):
            yield f"its items are {value.data!r}"
    else:
        yield from unlike(package, value, vector.expected, "the result")


def _unlike_refusal(package: ModuleType, error: Exception | None, vector: Vector) -> Iterator[str]:
    """Every wrong argument is reported, no other is, and each message has the essential text."""
    wanted: dict[str, str] = vector.expected
    if not isinstance(error, package.RequestValidationError):
        yield f"it does not raise RequestValidationError, but {error!r}"
        return
    got = {problem.path: str(problem) for problem in error.problems}
    if got.keys() != wanted.keys():
        yield f"it reports the arguments {sorted(got)}, not {sorted(wanted)}"
    for path, text in wanted.items():
        if path in got and text not in got[path]:
            yield f"its message {got[path]!r} lacks {text!r}"
    if f"{vector.method}:" not in str(error) or any(path not in str(error) for path in wanted):
        yield f"the message lacks the method or an argument: {error}"
