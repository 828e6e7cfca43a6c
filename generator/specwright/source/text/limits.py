"""The limits, results and errors that the readers of text share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a document is read before it is taken for an attack or an accident."""

    file_bytes: int = 64 * 1024 * 1024
    depth: int = 200
    nodes: int = 5_000_000
    expanded_nodes: int = 5_000_000
    """Nodes counted as if every YAML alias had been written out."""
    alias_nodes: int = 100_000
    """How many nodes aliases may always add; beyond it `alias_ratio` counts, too."""
    alias_ratio: int = 20
    """How many times the written nodes aliases may add: what a real document never does."""
    digits: int = 400


DEFAULT_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Content:
    """What a text holds."""

    data: Any
    repeated: bool
    """Whether a key stands twice in some object."""
    infinite: tuple[int, ...]
    """Offsets of numbers that JSON cannot write: infinite, or not a number."""


class Unreadable(Exception):
    """The text cannot be read on from `offset` (in characters)."""

    def __init__(self, code: str, message: str, offset: int, hint: str = "") -> None:
        """Say what is wrong at which character."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.offset = offset
        self.hint = hint
