"""The limits, results and errors that the JSON and YAML readers share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits beyond which a document is rejected."""

    file_bytes: int = 64 * 1024 * 1024
    depth: int = 200
    nodes: int = 5_000_000
    expanded_nodes: int = 5_000_000
    """The number of nodes, with every YAML alias expanded."""
    alias_nodes: int = 100_000
    """How many nodes aliases may always add; beyond this `alias_ratio` applies, too."""
    alias_ratio: int = 20
    """How many times the written nodes aliases may add; no real document comes near it."""
    digits: int = 400


DEFAULT_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a text."""

    data: Any
    repeated: bool
    """Whether some object repeats a key."""
    infinite: tuple[int, ...]
    """Offsets of numbers that JSON cannot write: infinity and NaN."""


class Unreadable(Exception):
    """The text cannot be parsed beyond `offset` (in characters)."""

    def __init__(self, code: str, message: str, offset: int, hint: str = "") -> None:
        """Store the finding and its offset."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.offset = offset
        self.hint = hint
