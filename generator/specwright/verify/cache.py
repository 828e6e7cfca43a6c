"""Keep the results of checks, so that nothing is checked twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

T = TypeVar("T")


class Memory:
    """Results by what they depend on; a document has one, and a replay of its cases another.

    Cases are compared by identity, so a memory serves one process and its forks. It records which
    exact request or result was right for a case; anything different is checked again.
    """

    def __init__(self, keeps: bool = True) -> None:
        self._keeps = keeps
        self._right: set[tuple[object, ...]] = set()
        self._made: dict[tuple[object, ...], Any] = {}

    def judge_once(
        self, case: object, evidence: tuple[object, ...], judge: Callable[[], None]
    ) -> None:
        """Run `judge` unless it passed for this key before; a failed check raises and is not remembered."""
        key = (id(case), *evidence)
        if key not in self._right:
            judge()
            if self._keeps:
                self._right.add(key)

    def made(self, case: object, what: str, make: Callable[[], T]) -> T:
        """A value that depends only on the case, not on the client."""
        return self.kept((id(case), what), make)

    def kept(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """A value that depends only on the key."""
        if not self._keeps:
            return make()
        if key not in self._made:
            self._made[key] = make()
        found: T = self._made[key]
        return found


NO_MEMORY: Final = Memory(keeps=False)
"""For cases that are not kept."""
