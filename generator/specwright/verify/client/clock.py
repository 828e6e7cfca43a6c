"""A clock for clients, which advances when the client sleeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .package import Package

START = 1_800_000_000.0
"""The time of day when the clock starts, in seconds since 1970."""


class JudgeClock:
    """`chance` is the value of every random number."""

    def __init__(self, chance: float = 0.0) -> None:
        self.chance = chance
        self.passed = 0.0
        self.sleeps: list[float] = []

    def restart(self) -> None:
        self.passed = 0.0
        self.sleeps = []

    def go_on(self, seconds: float) -> None:
        self.passed += seconds

    def given(self, package: Package) -> Any:
        return package.exported("Clock")(
            now=lambda: self.passed,
            wall=lambda: START + self.passed,
            sleep=self._sleep,
            sleep_async=self._sleep_async,
            chance=lambda: self.chance,
        )

    def _sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.go_on(seconds)

    async def _sleep_async(self, seconds: float) -> None:
        self._sleep(seconds)
