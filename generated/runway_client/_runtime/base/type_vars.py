"""Type variables that several modules use."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")
"""A result."""
P = TypeVar("P")
"""A page."""
H = TypeVar("H")
"""A handle of a task."""
S = TypeVar("S")
"""The succeeded variant of a task."""
U = TypeVar("U")
"""A task in any state."""
