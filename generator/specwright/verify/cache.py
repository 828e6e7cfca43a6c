"""Remember what has been verified, so that values of the same shape are not verified again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

T = TypeVar("T")


class Memory:
    """Of one case book, whose cases it knows by identity: so it lives in one process and its forks.

    It only ever says that the very same request or result was judged for the very same case and was
    right; whatever differs is judged anew.
    """

    def __init__(self, keeps: bool = True) -> None:
        self._keeps = keeps
        self._right: set[tuple[object, ...]] = set()
        self._made: dict[tuple[object, ...], Any] = {}

    def judge_once(
        self, case: object, evidence: tuple[object, ...], judge: Callable[[], None]
    ) -> None:
        """`judge` raises when something is wrong, which is not remembered."""
        key = (id(case), *evidence)
        if key not in self._right:
            judge()
            if self._keeps:
                self._right.add(key)

    def made(self, case: object, what: str, make: Callable[[], T]) -> T:
        """What is made of a case alone, whatever the client."""
        return self.kept((id(case), what), make)

    def kept(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """What depends on nothing but the key."""
        if not self._keeps:
            return make()
        if key not in self._made:
            self._made[key] = make()
        found: T = self._made[key]
        return found


NO_MEMORY: Final = Memory(keeps=False)
"""For cases that come and go."""
