"""Parse the result of a finished call, and read models by wire name."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from ..base.effects import Flow
from ..base.json_types import is_model, is_object, model_fields
from ..base.type_vars import T
from ..response.response import parse_response
from .flows import Finished, call_flow

if TYPE_CHECKING:
    from ..base.wire import Headers
    from ..config.client_config import Core
    from ..config.settings import GivenOptions
    from .call import Call


def result_flow(core: Core, call: Call[T], options: GivenOptions | None) -> Flow[T]:
    finished = yield from call_flow(core, call, options)
    return result_of(core, call, finished)


def page_flow(core: Core, call: Call[T], options: GivenOptions | None) -> Flow[tuple[T, Headers]]:
    """The result and its headers, which may contain the next page's URL."""
    finished = yield from call_flow(core, call, options)
    return result_of(core, call, finished), finished.response.headers


def result_of(core: Core, call: Call[T], finished: Finished) -> T:
    result: Any = None
    if not finished.replayed_delete:  # it is gone, as requested
        result = parse_response(core, call.operation, finished.response)
    typed: T = result
    return typed


def read_wire(value: Any, wire: str | tuple[str, ...]) -> Any:
    """A property of a result by wire name or path; None if absent."""
    if isinstance(wire, tuple):
        return reduce(read_wire, wire, value)
    if is_object(value):
        return value.get(wire)
    if not is_model(value):
        return None
    for name, info in model_fields(value):
        if (info.alias or name) == wire:
            return value.__dict__.get(name)
    extra: dict[str, Any] = value.__pydantic_extra__ or {}
    return extra.get(wire)
