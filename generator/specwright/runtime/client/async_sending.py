"""Runs the flows of async clients. Imported when something is sent."""

from __future__ import annotations

from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from ..base.effects import Exchange, Hold, Notify, Sleep, Spool, Work
from ..base.errors import TransportFailure
from ..base.type_vars import T
from ..base.waits import in_thread, within
from ..calls.results import result_flow
from ..http import transport

if TYPE_CHECKING:
    from ..base.effects import Effect, Flow
    from ..base.wire import Received
    from ..calls.call import Call
    from ..config.client_config import Core
    from ..config.settings import GivenOptions
    from ..http.pool import AsyncPool


async def send(core: Core, pool: AsyncPool, call: Call[T], options: GivenOptions | None) -> T:
    return await run(core, pool, result_flow(core, call, options))


async def run(core: Core, pool: AsyncPool, flow: Flow[T]) -> T:
    """Perform the effects of a flow, one after the other."""
    step: Any = flow.send
    outcome: Any = None
    try:
        while True:
            try:
                effect = step(outcome)
            except StopIteration as stop:
                result: T = stop.value
                return result
            try:
                outcome, step = await _perform(core, pool, effect), flow.send
            except TransportFailure as failure:
                outcome, step = failure, flow.throw
    finally:
        flow.close()  # if a hook failed, or the user interrupted


async def _perform(core: Core, pool: AsyncPool, effect: Effect) -> Any:
    if isinstance(effect, Exchange):
        return await _exchange(pool, effect, stream=False)
    if isinstance(effect, Sleep):
        return await core.options.clock.sleep_async(effect.seconds)
    if isinstance(effect, Notify):
        outcome = effect.hook(effect.event)
        return await outcome if isawaitable(outcome) else outcome
    if isinstance(effect, Hold):
        return await effect.gate.enter_async()
    if isinstance(effect, Spool):
        from ..base.body_sources import spool_async

        return await spool_async(effect.source, effect.limit, effect.look_at_clock)
    if isinstance(effect, Work):
        return await in_thread(effect.function)
    return await _exchange(pool, effect.exchange, stream=True)


async def _exchange(pool: AsyncPool, exchange: Exchange, *, stream: bool) -> Received:
    sending = transport.send_async(pool, exchange, stream=stream)
    if exchange.deadline is None:
        return await sending
    try:
        return await within(max(exchange.deadline - exchange.now(), 0.001), sending)
    except TimeoutError:
        message = "the call exceeded its deadline"
        raise TransportFailure(message, sent=True, timeout=True) from None
