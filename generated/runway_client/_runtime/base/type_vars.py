"""Type variables that several modules use."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")
"""A result."""
T_co = TypeVar("T_co", covariant=True)
"""The result of a call that is only read: a call of either of two results is a call of their union."""
P = TypeVar("P")
"""A page."""
H = TypeVar("H")
"""A handle of a task."""
S = TypeVar("S")
"""The succeeded variant of a task."""
U = TypeVar("U")
"""A task in any state."""
