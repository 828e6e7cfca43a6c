"""An endpoint function and any arguments that one of its overloads takes, in; its call, out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

C = TypeVar("C")


def build(function: Callable[..., C], /, *arguments: Any, **keywords: Any) -> C:
    """Call a function whose overloads the caller has in its own signature, argument for argument."""
    return function(*arguments, **keywords)
