"""Runs the flows of sync clients. Imported when something is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..base.effects import Exchange, Hold, Notify, Sleep, Spool, Work
from ..base.errors import TransportFailure
from ..base.type_vars import T
from ..calls.results import result_flow
from ..http import transport

if TYPE_CHECKING:
    from ..base.effects import Effect, Flow
    from ..calls.call import Call
    from ..config.client_config import Core
    from ..config.settings import GivenOptions
    from ..http.pool import SyncPool


def send(core: Core, pool: SyncPool, call: Call[T], options: GivenOptions | None) -> T:
    return run(core, pool, result_flow(core, call, options))


def run(core: Core, pool: SyncPool, flow: Flow[T]) -> T:
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
                outcome, step = _perform(core, pool, effect), flow.send
            except TransportFailure as failure:
                outcome, step = failure, flow.throw
    finally:
        flow.close()  # if a hook failed, or the user interrupted


def _perform(core: Core, pool: SyncPool, effect: Effect) -> Any:
    if isinstance(effect, Exchange):
        return transport.send(pool, effect)
    if isinstance(effect, Sleep):
        return core.options.clock.sleep(effect.seconds)
    if isinstance(effect, Notify):
        return effect.hook(effect.event)
    if isinstance(effect, Hold):
        return effect.gate.enter()
    if isinstance(effect, Spool):
        from ..base.body_sources import spool

        return spool(effect.source, effect.limit, effect.look_at_clock)
    if isinstance(effect, Work):
        return effect.function()
    return transport.send(pool, effect.exchange, stream=True)
