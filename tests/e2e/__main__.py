"""Calls every operation of the installed client over real HTTP, with Prism as the judge of what it sends.

`python -I tests/e2e spec/openapi.yaml`: exit 1 when Prism refuses a request, or the client an answer.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import inspect
import sys
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from cases import Case, read_cases
from prism import PrismFailed, running_prism

import runway_client

ERRORS = {404: "NotFoundError", 409: "ConflictError", 429: "RateLimitError"}
SEEDS = (1, 2, 3, 4)
METHODS = {
    row.operation_id: (row.resource, row.name)  # the client's own list of what it can do
    for row in runway_client.OPERATIONS
}


def main(document: Path) -> int:
    warnings.simplefilter("error")
    cases = list(read_cases(document))
    missing = METHODS.keys() - {case.operation for case in cases}
    problems = [f"{name} is not in the document" for name in missing]
    calls = 0
    for seed in SEEDS:
        chosen = cases if seed == SEEDS[0] else [case for case in cases if case.is_drawn]
        calls += 2 * len(chosen)
        with running_prism(document, seed) as address:
            problems += judge_sleeps(address)
            problems += call_sync(address, chosen)
            problems += asyncio.run(call_async(address, chosen))
    for problem in problems:
        print(problem)
    operations = len({case.operation for case in cases})
    print(
        f"e2e: {operations} operations, {calls} calls, sync and async, through Prism:"
        f" {len(problems)} problems"
    )
    return 1 if problems else 0


# --- the client -----------------------------------------------------------------------------------


class Storage(httpx.MockTransport):
    """Where files go: no part of the document, so Prism cannot play it."""

    def __init__(self) -> None:
        super().__init__(lambda request: httpx.Response(204))


def options(address: str) -> dict[str, Any]:
    return {
        "api_key": "key-of-the-tests",
        "base_url": address,
        "response_validation": "strict",
        "max_retries": 0,
    }


def judge_sleeps(address: str) -> list[str]:
    """A request that breaks a rule, which the client was told not to look at, has to be refused."""
    with runway_client.RunwayML(**options(address), check_requests=False) as client:
        try:
            client.voices.list(limit=101)
        except runway_client.UnprocessableEntityError:
            return []
    return ["Prism accepts limit=101: it does not judge"]


def call_sync(address: str, cases: list[Case]) -> list[str]:
    mounts = {"all://": Storage(), "all://127.0.0.1": httpx.HTTPTransport()}
    problems: list[str] = []
    with (
        httpx.Client(mounts=mounts) as http,
        runway_client.RunwayML(**options(address), http_client=http) as client,
    ):
        for case in cases:
            with Outcome() as outcome:
                outcome.value = calling(client, case)
            problems += judged(case, outcome)
    return [f"sync: {problem}" for problem in problems]


async def call_async(address: str, cases: list[Case]) -> list[str]:
    mounts = {"all://": Storage(), "all://127.0.0.1": httpx.AsyncHTTPTransport()}
    problems: list[str] = []
    async with (
        httpx.AsyncClient(mounts=mounts) as http,
        runway_client.AsyncRunwayML(**options(address), http_client=http) as client,
    ):
        for case in cases:
            with Outcome() as outcome:
                outcome.value = await settled(calling(client, case))
            problems += judged(case, outcome)
    return [f"async: {problem}" for problem in problems]


def calling(client: Any, case: Case) -> Any:
    resource, method = METHODS[case.operation]
    call = getattr(getattr(client.with_raw_response, resource), method)
    return call(**case.arguments, extra_headers={"Prefer": case.prefer})


async def settled(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


# --- judging --------------------------------------------------------------------------------------


class Outcome:
    """What a call gives or raises, whatever it is: each is a problem of its case, or none."""

    def __init__(self) -> None:
        self.value: Any = None
        self.error: Exception | None = None

    def __enter__(self) -> Outcome:
        return self

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> bool:
        self.error = error if isinstance(error, Exception) else None
        return self.error is not None


def judged(case: Case, outcome: Outcome) -> Iterator[str]:
    if outcome.error is not None:
        yield from failed(case, outcome.error)
        return
    with Outcome() as reading:
        yield from unlike(case, outcome.value)
    if reading.error is not None:
        yield from failed(case, reading.error)


def failed(case: Case, error: Exception) -> Iterator[str]:
    """An error that was asked for, with its body read; any other is a problem."""
    kind = ERRORS.get(case.status)
    if kind is None or type(error).__name__ != kind:
        detail = getattr(error, "body", "")
        yield f"{case}: {type(error).__name__}: {error} {detail}"
    elif not isinstance(error, runway_client.APIStatusError):
        yield f"{case}: {error!r} has no status"
    elif not isinstance(error.body, runway_client.models.Error):
        yield f"{case}: the body is {error.body!r}"


def unlike(case: Case, raw: runway_client.RawResponse[Any]) -> Iterator[str]:
    if raw.status_code != case.status:
        yield f"{case}: {raw.status_code}"
    if "sl-violations" in raw.headers:
        yield f"{case}: Prism says {raw.headers['sl-violations']}"
    value = raw.parse()
    if case.operation == "createUpload":
        if value.uri != raw.json()["runwayUri"]:
            yield f"{case}: {value!r}"
    elif case.status == 204:
        if value is not None:
            yield f"{case}: {value!r} out of nothing"
    elif not same(dumped(value), raw.json()):
        yield f"{case}: {raw.json()} is read as {value!r}"


def dumped(value: Any) -> Any:
    value = getattr(value, "value", value)  # a page
    return value.model_dump(mode="json", by_alias=True, exclude_unset=True)


def same(one: Any, two: Any) -> bool:
    """Equal JSON; instants and UUIDs by what they mean."""
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(same(one[name], two[name]) for name in one)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(same, one, two))
    if isinstance(one, str) and isinstance(two, str):
        return one == two or meaning(one) == meaning(two) is not None
    return bool(one == two)


def meaning(text: str) -> object:
    for read in (uuid.UUID, lambda t: dt.datetime.fromisoformat(t.replace("Z", "+00:00"))):
        try:
            return read(text)
        except ValueError:
            continue
    return None


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1])))
    except PrismFailed as error:
        sys.exit(f"e2e: Prism does not start: {error}")
