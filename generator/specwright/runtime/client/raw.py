"""`with_raw_response`: the same methods, returning the unparsed response.

A raw resource wraps an ordinary resource that uses a raw view of the client. The view's four
sending methods return `RawResponse`; `raw()` and `async_raw()` only change the types.
"""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, cast

from ..base.type_vars import T
from ..base.wire import HttpResponse
from ..calls.flows import call_flow
from ..calls.results import result_of

if TYPE_CHECKING:
    from ..base.body_sources import Progress
    from ..base.effects import Flow
    from ..base.wire import Headers, RequestInfo
    from ..calls.call import Call
    from ..calls.upload_call import UploadCall
    from ..config.client_config import Core
    from ..config.settings import GivenOptions
    from .async_client import AsyncClient
    from .sync_client import SyncClient

    Finish = Callable[[Any, Headers], Any]

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
        """The URL of the request, with secrets masked."""
        return self.request.url

    @property
    def http_request(self) -> RequestInfo:
        return self.request

    @property
    def typed_headers(self) -> Mapping[str, Any]:
        """The documented headers that the server sent, parsed; names are case-insensitive."""
        headers: Mapping[str, Any] = self.header_parser()
        return headers


def raw_flow(
    core: Core, call: Call[Any], options: GivenOptions | None, finish: Finish
) -> Flow[RawResponse[Any]]:
    """Sends the call; the result is made when it is asked for."""
    finished = yield from call_flow(core, call, options)

    def parse() -> Any:
        return finish(result_of(core, call, finished), finished.response.headers)

    return _raw(core, call, finished.response, parse)


def raw_upload_flow(
    core: Core, call: UploadCall[Any], options: GivenOptions | None, on_progress: Progress | None
) -> Flow[RawResponse[Any]]:
    """The API's response to the first step, after the file has been posted."""
    from ..features.uploads import upload_flow

    response, result = yield from upload_flow(core, call, options, on_progress)
    return _raw(core, call, response, lambda: result)


def _raw(
    core: Core, call: Call[Any], response: HttpResponse, parser: Callable[[], Any]
) -> RawResponse[Any]:
    def header_parser() -> Mapping[str, Any]:
        from ..response.typed_headers import read_headers

        return read_headers(core, call.operation, response)

    values = {item.name: getattr(response, item.name) for item in fields(HttpResponse)}
    return RawResponse(**values, parser=parser, header_parser=header_parser)


def raw(method: Callable[Ps, T]) -> Callable[Ps, RawResponse[T]]:
    """For a method of a resource with a raw view."""
    return cast("Callable[Ps, RawResponse[T]]", method)


def async_raw(
    method: Callable[Ps, Awaitable[T]],
) -> Callable[Ps, Coroutine[Any, Any, RawResponse[T]]]:
    """For a method of an async resource with a raw view."""
    return cast("Callable[Ps, Coroutine[Any, Any, RawResponse[T]]]", method)


class RawResource:
    """Base of generated raw resources, whose methods are built by `raw` or `async_raw`."""


def raw_view(client: C) -> C:
    """Replaces the client inside the resources of `with_raw_response`."""
    return cast("C", RawView(client))


class View:
    """Stands in for a client of either flavour; `_sent` and `_upload` say what its methods return."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def _sent(self, call: Any, options: Any, finish: Finish) -> Any:
        raise NotImplementedError

    def _send(self, call: Any, options: Any = None) -> Any:
        return self._sent(call, options, lambda value, _: value)

    def _bound(self, call: Any, binding: Any, options: Any = None) -> Any:
        return self._sent(call, options, lambda value, _: binding.bind(value, self._client))

    def _paged(self, call: Any, options: Any = None) -> Any:
        from .pages import AsyncPage, SyncPage

        kind: Any = AsyncPage if is_async(self._client) else SyncPage

        def finish(value: Any, headers: Headers) -> Any:
            return kind(self._client, call, options, value, headers)

        return self._sent(call, options, finish)


def is_async(client: object) -> bool:
    from .async_client import AsyncClient

    return isinstance(client, AsyncClient)


class RawView(View):
    """Its methods return raw responses, or with an async client coroutines that do."""

    def _sent(self, call: Any, options: Any, finish: Finish) -> Any:
        return self._client._run(raw_flow(self._client._core, call, options, finish))

    def _upload(self, call: Any, options: Any = None, on_progress: Any = None) -> Any:
        core = self._client._core
        return self._client._run(raw_upload_flow(core, call, options, on_progress))
