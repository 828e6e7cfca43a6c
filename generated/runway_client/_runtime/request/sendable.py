"""The protocol of calls for checking and building requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from ..base.errors import Problem
from ..operation.operation import Body, Operation


class Sendable(Protocol):
    """An operation with encoded values; `calls.call.Call` is one."""

    @property
    def operation(self) -> Operation: ...

    @property
    def path(self) -> str: ...

    @property
    def is_rooted(self) -> bool: ...

    @property
    def parameters(self) -> Mapping[str, Any]: ...

    @property
    def body(self) -> Any: ...

    @property
    def body_argument(self) -> str: ...

    @property
    def body_spec(self) -> Body | None: ...

    @property
    def content_type(self) -> str: ...

    @property
    def accept(self) -> str: ...

    @property
    def next_url(self) -> str: ...

    @property
    def unsendable(self) -> tuple[Problem, ...]: ...

    def problems(self) -> tuple[Problem, ...]: ...
