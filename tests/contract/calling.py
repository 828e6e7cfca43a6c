"""JSON values in, Python calls out: names and types as the client's users see them, and both flavours."""

from __future__ import annotations

import asyncio
import datetime as dt
import inspect
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from runway_client import AsyncRunwayML, RunwayML, models
from runway_client._runtime.config.settings import Clock
from tests.contract.document import Contract, at, is_valid, member, step
from tests.contract.test_spec_document import CLIENT_NAMES
from tests.contract.transport import KEY, CheckingTransport

# Keywords of Python, and names that a method needs itself.
TAKEN = {"from"}


def attribute(wire: str) -> str:
    """The Python name of a JSON property, by the rule that users are told."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", wire).lower()
    return f"{name}_" if name in TAKEN else name


def python_path(path: tuple[str | int, ...]) -> str:
    """`references[0].uri`"""
    steps = [f"[{key}]" if isinstance(key, int) else f".{attribute(key)}" for key in path]
    return "".join(steps).removeprefix(".")


# --- ways to give one value -----------------------------------------------------------------------


def as_dicts(schema: str, value: Any) -> Any:
    """Nested objects as dicts with Python names; the document has no free maps in requests."""
    if isinstance(value, dict):
        return {attribute(name): as_dicts(schema, item) for name, item in value.items()}
    return [as_dicts(schema, item) for item in value] if isinstance(value, list) else value


def as_json(schema: str, value: Any) -> Any:
    """Nested objects as they stand on the wire."""
    return value


def as_models(schema: str, value: Any) -> Any:
    """Nested objects as instances of the model that is named like the component; UUIDs and dates too."""
    schema = branch_of(schema, value)
    if isinstance(value, dict):
        members = {n: as_models(member(schema, n), v) for n, v in value.items()}
        return model_of(schema)(**{attribute(name): item for name, item in members.items()})
    if isinstance(value, list):
        return tuple(as_models(step(schema, "items"), item) for item in value)
    if isinstance(value, str) and at(schema).get("format") == "uuid":
        return uuid.UUID(value)
    if isinstance(value, str) and at(schema).get("format") == "date":
        return dt.date.fromisoformat(value)
    return value


FORMS = {"dicts": as_dicts, "json": as_json, "models": as_models}


def branch_of(schema: str, value: Any) -> str:
    """The schema of the variant that a value takes."""
    for union in ("oneOf", "anyOf"):
        if union in at(schema):
            branches = [step(schema, union, index) for index in range(len(at(schema)[union]))]
            return branch_of(next(item for item in branches if is_valid(item, value)), value)
    return schema


def model_of(schema: str) -> Any:
    head, _, name = schema.rpartition("/")
    assert head == "#/components/schemas", schema
    return getattr(models, name)


# --- clients --------------------------------------------------------------------------------------


class Session:
    """A client of one flavour over a checking transport; what is async is run to its end."""

    def __init__(self, flavour: str) -> None:
        self.flavour = flavour
        self.loop = asyncio.new_event_loop() if flavour == "async" else None

    def client(self, transport: CheckingTransport, **options: Any) -> Any:
        kind: Any = AsyncRunwayML if self.loop else RunwayML
        return kind(**{"api_key": KEY, "transport": transport, **options})

    def call(self, client: Any, contract: Contract, *arguments: Any, **keywords: Any) -> Any:
        return self.run(method_of(client, contract)(*arguments, **keywords))

    def run(self, value: Any) -> Any:
        if self.loop is None or not inspect.isawaitable(value):
            return value
        return self.loop.run_until_complete(_awaited(value))

    def items(self, value: Any) -> list[Any]:
        """All items of an iterable of either flavour."""
        return list(value) if self.loop is None else self.run(_gathered(value))

    def close(self) -> None:
        if self.loop is not None:
            self.loop.close()


async def _awaited(value: Any) -> Any:
    return await value


async def _gathered(value: Any) -> list[Any]:
    return [item async for item in value]


@dataclass
class FakeTime:
    """A clock on which only sleeping takes time."""

    seconds: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)

    def now(self) -> float:
        return self.seconds

    @property
    def clock(self) -> Clock:
        return Clock(self.now, self.now, self.sleep, self.sleep_async, lambda: 0.0)


def method_of(client: Any, contract: Contract) -> Any:
    resource, method = CLIENT_NAMES[contract.key].split(".")
    return getattr(getattr(client, resource), method)
