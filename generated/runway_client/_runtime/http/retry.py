"""Decide whether and when a failed request is retried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..base.errors import TransportFailure
    from ..config.settings import ClientOptions, Clock

REJECTED = 429
UNPROCESSED = frozenset({409, REJECTED})


@dataclass(slots=True)
class RetryState:
    """The attempts of one call so far.

    Any method is retried after a failed connect, 429, or 503 with `Retry-After`; a safe one also
    after lost connections, timeouts and the statuses of the policy; 409 if the overlay declares it.
    """

    options: ClientOptions
    clock: Clock
    safe: bool
    on_conflict: bool
    max_retries: int
    deadline: float | None
    replayable: bool = True
    taken: int = 0
    maybe_processed: bool = False

    def after_failure(self, failure: TransportFailure) -> float | None:
        if not failure.retry or (failure.sent and not self.safe):
            return None
        delay = self._next(None)
        if delay is not None:
            self.maybe_processed = self.maybe_processed or failure.sent
        return delay

    def after_response(self, status: int, headers: Mapping[str, str]) -> float | None:
        """The delay before the next attempt; None if this response is final."""
        if status < 400 or not self._may_retry(status, headers):
            return None
        delay = self._next(retry_after(headers, self.clock))
        if delay is not None and status not in UNPROCESSED:
            self.maybe_processed = True
        return delay

    def _may_retry(self, status: int, headers: Mapping[str, str]) -> bool:
        if status == REJECTED:
            return True
        if status == 503 and retry_after(headers, self.clock) is not None:
            return True
        if status == 409:
            return self.on_conflict
        return self.safe and status in self.options.retry.statuses

    def _next(self, wanted: float | None) -> float | None:
        if self.taken >= self.max_retries or not self.replayable:
            return None
        if wanted is not None and wanted > self.options.max_retry_after:
            return None
        delay = self._backoff() if wanted is None else wanted
        if self.deadline is not None and self.clock.now() + delay >= self.deadline:
            return None
        self.taken += 1
        return delay

    def _backoff(self) -> float:
        policy = self.options.retry
        delay = min(policy.initial * 2.0 ** min(self.taken, 60), policy.maximum)
        return delay * (1 - policy.jitter * self.clock.chance())


def retry_after(headers: Mapping[str, str], clock: Clock) -> float | None:
    """`retry-after-ms`, or `Retry-After` as seconds or a date; None if absent or invalid."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    text = headers.get("retry-after")
    seconds = _number(text)
    if seconds is not None or text is None:
        return seconds
    return _seconds_until(text, clock)


def _number(text: str | None) -> float | None:
    try:
        value = float(text) if text else -1.0
    except ValueError:
        return None
    if text and text.isdigit():
        # A number with many digits means a long wait, not none.
        return min(value, 1e12)
    return value if 0 <= value < 1e12 else None


def _seconds_until(text: str, clock: Clock) -> float | None:
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return max(0.0, moment.timestamp() - clock.wall())
