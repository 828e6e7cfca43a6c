"""One rate limit for all calls of a run.

How many requests may be under way is learned by additive increase and multiplicative decrease: a
rejection halves the number and pauses all calls, each success adds a little. A number of requests
needs no estimate of the server's rate, and follows its speed by itself. A known rate is a fixed one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..config.settings import RetryPolicy

BUSY = 0.05
"""Seconds until a call that was retried looks again whether it may be sent."""


class Limiter:
    """Not thread-safe: whoever shares it holds a lock."""

    def __init__(
        self, concurrency: int, rate: float | None, policy: RetryPolicy, max_pause: float
    ) -> None:
        self.allowed = float(concurrency)
        self.under_way = 0
        self.paused_until = float("-inf")
        self._most = concurrency
        self._gap = 0.0 if rate is None else 1.0 / rate
        self._next_slot = float("-inf")
        self._policy = policy
        self._max_pause = max_pause
        self._decreased = float("-inf")
        self._in_a_row = 0

    def delay(self, now: float) -> float:
        """Seconds until a request may start; 0 if it may start now."""
        wanted = max(self.paused_until, self._next_slot) - now
        if wanted > 0:
            return wanted
        return BUSY if self.under_way >= int(self.allowed) else 0.0

    def start(self, now: float) -> None:
        self.under_way += 1
        self._next_slot = max(self._next_slot, now) + self._gap

    def accepted(self) -> None:
        self._in_a_row = 0
        self.allowed = min(self._most, self.allowed + 1 / self.allowed)

    def rejected(self, started: float, now: float, wanted: float | None) -> None:
        """After 429, or 503 with `Retry-After`; `wanted` are its seconds.

        Requests that started before the last decrease say nothing new. A wait that is longer than
        the client's `max_retry_after` is not waited for: these calls fail at once, as single ones.
        """
        if started >= self._decreased:
            self.allowed = max(1.0, self.allowed / 2)
            self._decreased = now
            self._in_a_row += 1
        if wanted is None:
            policy = self._policy
            wanted = min(policy.initial * 2.0 ** min(self._in_a_row, 60), policy.maximum)
        if wanted <= self._max_pause:
            self.paused_until = max(self.paused_until, now + wanted)
