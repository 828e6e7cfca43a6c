"""Results with a reference to their client, so that you can wait for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic

from ..base.errors import ClientError
from ..base.json_types import type_of
from ..base.type_vars import H
from ..response.models import Model, private_value, set_private

if TYPE_CHECKING:
    from typing_extensions import Self

    from .interfaces import AsyncClient, SyncClient

CLIENT_KEY = "_specwright_client"


class _Handle:
    """A base that stores the client outside of a model's fields, and does not pickle it."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def __getstate__(self) -> dict[Any, Any]:
            state = super().__getstate__()
            private = dict(state.get("__pydantic_private__") or {})
            private.pop(CLIENT_KEY, None)
            return {**state, "__pydantic_private__": private or None}

        def __eq__(self, other: Any) -> bool:
            # Results are equal if their data is, whichever client returned them, also without one.
            if not (isinstance(other, Model) and isinstance(self, type(other))):
                return NotImplemented
            mine, theirs = self.__getstate__(), other.__getstate__()
            return mine == theirs

        __hash__ = None


def _bind(handle: Any, client: Any) -> Any:
    copy = handle.model_copy()
    set_private(copy, CLIENT_KEY, client)
    return copy


class SyncHandle(_Handle):
    __slots__ = ()

    def bind(self, client: SyncClient) -> Self:
        """Return a copy bound to this client. Call it after unpickling."""
        bound: Self = _bind(self, client)
        return bound


class AsyncHandle(_Handle):
    __slots__ = ()

    def bind(self, client: AsyncClient) -> Self:
        """Return a copy bound to this client. Call it after unpickling."""
        bound: Self = _bind(self, client)
        return bound


def client_of(handle: Any) -> Any:
    client = private_value(handle, CLIENT_KEY)
    if client is None:
        raise ClientError(f"this {type(handle).__name__} has no client: call .bind(client) first")
    return client


class Binding(Generic[H]):
    """The handle class of each type in a result."""

    __slots__ = ("kinds",)

    def __init__(self, kinds: Mapping[type[Any], type[Any]]) -> None:
        self.kinds = dict(kinds)

    def bind(self, value: Any, client: Any) -> H:
        """The same data as an instance of the handle class, without validating it again."""
        kind = self.kinds.get(type_of(value))
        if kind is None:  # the response was not an object and was kept unchanged
            kept: H = value
            return kept
        handle: Any = object.__new__(kind)
        fill = object.__setattr__
        fill(handle, "__dict__", value.__dict__)
        fill(handle, "__pydantic_fields_set__", getattr(value, "__pydantic_fields_set__", None))
        fill(handle, "__pydantic_extra__", getattr(value, "__pydantic_extra__", None))
        private: dict[str, Any] = getattr(value, "__pydantic_private__", None) or {}
        fill(handle, "__pydantic_private__", {**private, CLIENT_KEY: client})
        bound: H = handle
        return bound
