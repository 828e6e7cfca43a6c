"""`with_raw_response`: the same methods, returning the response with its result still to be parsed.

A raw resource wraps an ordinary resource built over a raw view of the client. The view's four sending
methods return `RawResponse`; `raw()` and `async_raw()` only tell the type checkers so.
"""

# pyright: reportPrivateUsage=false
# The runtime's modules are one unit; what they share stays private, since a resource of a generated
# client may have any public name.

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, cast

from ..base.type_vars import T
from ..base.wire import HttpResponse
from ..calls.flows import call_flow
from ..calls.results import result_of

if TYPE_CHECKING:
    from ..base.wire import RequestInfo
    from .async_client import AsyncClient
    from .sync_client import SyncClient

Ps = ParamSpec("Ps")
T_co = TypeVar("T_co", covariant=True)
C = TypeVar("C", bound="SyncClient | AsyncClient")


class Text(str):
    """A text that returns itself when it is called."""

    __slots__ = ()

    def __call__(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True, repr=False)
class RawResponse(HttpResponse, Generic[T_co]):
    """A successful response that is not parsed yet. Error statuses raise as usual."""

    parser: Callable[[], Any] = field(default=lambda: None, compare=False)
    header_parser: Callable[[], Any] = field(default=dict[str, Any], compare=False)

    def parse(self) -> T_co:
        """Parse the response into the result that the method returns without `with_raw_response`."""
        result: T_co = self.parser()
        return result

    def read(self) -> bytes:
        return self.content

    @property
    def text(self) -> Text:
        """The body as text; other clients call it, which you may do as well."""
        return Text(self._decoded())

    @property
    def url(self) -> str:
        """Where the request was sent, its secrets masked."""
        return self.request.url

    @property
    def http_request(self) -> RequestInfo:
        return self.request

    @property
    def typed_headers(self) -> Mapping[str, Any]:
        """The documented headers that the server sent, parsed; names are case-insensitive."""
        headers: Mapping[str, Any] = self.header_parser()
        return headers


def _raw(
    client: SyncClient | AsyncClient, call: Any, response: HttpResponse, parser: Callable[[], Any]
) -> RawResponse[Any]:
    def header_parser() -> Mapping[str, Any]:
        from ..response.typed_headers import read_headers

        return read_headers(client._core, call.operation, response)

    values = {item.name: getattr(response, item.name) for item in fields(HttpResponse)}
    return RawResponse(**values, parser=parser, header_parser=header_parser)


def raw(method: Callable[Ps, T]) -> Callable[Ps, RawResponse[T]]:
    """For a method of a resource over a raw view."""
    return cast("Callable[Ps, RawResponse[T]]", method)


def async_raw(
    method: Callable[Ps, Awaitable[T]],
) -> Callable[Ps, Coroutine[Any, Any, RawResponse[T]]]:
    """For a method of an async resource over a raw view."""
    return cast("Callable[Ps, Coroutine[Any, Any, RawResponse[T]]]", method)


class RawResource:
    """Base of generated raw resources, whose methods are attributes made by `raw` or `async_raw`."""


def raw_view(client: C) -> C:
    """Stands in for the client inside the resources of `with_raw_response`."""
    from .async_client import AsyncClient

    given: Any = client
    if isinstance(given, (SyncRawView, AsyncRawView)):
        return client
    kind: Any = AsyncRawView if isinstance(given, AsyncClient) else SyncRawView
    return cast("C", kind(given))


class SyncRawView:
    def __init__(self, client: SyncClient) -> None:
        self._client = client

    def _send(self, call: Any, options: Any = None) -> RawResponse[Any]:
        client = self._client
        finished = client._run(call_flow(client._core, call, options))
        return _raw(
            client, call, finished.response, lambda: result_of(client._core, call, finished)
        )

    def _bound(self, call: Any, binding: Any, options: Any = None) -> RawResponse[Any]:
        response = self._send(call, options)
        return _raw(
            self._client, call, response, lambda: binding.bind(response.parse(), self._client)
        )

    def _paged(self, call: Any, options: Any = None) -> RawResponse[Any]:
        from .pages import SyncPage

        response = self._send(call, options)
        return _raw(
            self._client,
            call,
            response,
            lambda: SyncPage(self._client, call, options, response.parse(), response.headers),
        )

    def _upload(self, call: Any, options: Any = None, on_progress: Any = None) -> RawResponse[Any]:
        """Return the API's response to the first step, after the file has been posted."""
        from ..features.uploads import upload_flow

        client = self._client
        response, result = client._run(upload_flow(client._core, call, options, on_progress))
        return _raw(client, call, response, lambda: result)

    def _streamed(self, call: Any, options: Any = None) -> RawResponse[Any]:
        """Leave the body unread: `parse()` returns the open stream, which you must close."""
        stream = self._client._streamed(call, options)
        return _raw(self._client, call, stream.response, lambda: stream)


class AsyncRawView:
    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def _send(self, call: Any, options: Any = None) -> RawResponse[Any]:
        client = self._client
        finished = await client._run(call_flow(client._core, call, options))
        return _raw(
            client, call, finished.response, lambda: result_of(client._core, call, finished)
        )

    async def _bound(self, call: Any, binding: Any, options: Any = None) -> RawResponse[Any]:
        response = await self._send(call, options)
        return _raw(
            self._client, call, response, lambda: binding.bind(response.parse(), self._client)
        )

    async def _paged(self, call: Any, options: Any = None) -> RawResponse[Any]:
        from .pages import AsyncPage

        response = await self._send(call, options)
        return _raw(
            self._client,
            call,
            response,
            lambda: AsyncPage(self._client, call, options, response.parse(), response.headers),
        )

    async def _upload(
        self, call: Any, options: Any = None, on_progress: Any = None
    ) -> RawResponse[Any]:
        from ..features.uploads import upload_flow

        client = self._client
        response, result = await client._run(upload_flow(client._core, call, options, on_progress))
        return _raw(client, call, response, lambda: result)

    async def _streamed(self, call: Any, options: Any = None) -> RawResponse[Any]:
        """Leave the body unread: `parse()` returns the open stream, which you must close."""
        stream = await self._client._streamed(call, options)
        return _raw(self._client, call, stream.response, lambda: stream)
