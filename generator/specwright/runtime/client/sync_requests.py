"""Requests that are not in the document: `client.request()`, `client.get()` and similar methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..base.effects import Flow
    from ..calls.call import Call
    from ..config.client_config import Core
    from ..config.settings import GivenOptions
    from ..config.settings import RequestArguments as Given

T = TypeVar("T")


class SyncRequests:
    """Sends requests by method and path, with the client's credentials, retries, errors and limits."""

    if TYPE_CHECKING:
        _core: Core

        def _send(self, call: Call[T], options: GivenOptions | None = None) -> T: ...
        def _run(self, flow: Flow[T]) -> T: ...

    def _requested(self, method: str, path: str, cast_to: Any, given: dict[str, Any]) -> Any:
        from ..calls.flows import call_flow
        from ..calls.plain import as_received, is_response, plain_call

        call, options = plain_call(self._core, method, path, cast_to, **given)
        if not is_response(cast_to):
            return self._send(call, options)
        finished = self._run(call_flow(self._core, call, options))
        return as_received(cast_to, finished.response)

    @overload
    def request(self, method: str, path: str, *, cast_to: type[T], **given: Unpack[Given]) -> T: ...
    @overload
    def request(
        self, method: str, path: str, *, cast_to: object = None, **given: Unpack[Given]
    ) -> Any: ...
    def request(self, method: str, path: str, *, cast_to: Any = None, **given: Any) -> Any:
        """Send a request that is not in the document, and return its JSON, parsed as `cast_to` if given.

        `path` is relative to `base_url`, or a URL of the same server. `cast_to=httpx.Response` returns
        the response itself.
        """
        return self._requested(method, path, cast_to, given)

    @overload
    def get(self, path: str, *, cast_to: type[T], **given: Unpack[Given]) -> T: ...
    @overload
    def get(self, path: str, *, cast_to: object = None, **given: Unpack[Given]) -> Any: ...
    def get(self, path: str, *, cast_to: Any = None, **given: Any) -> Any:
        """`request("GET", path)`."""
        return self._requested("GET", path, cast_to, given)

    @overload
    def post(self, path: str, *, cast_to: type[T], **given: Unpack[Given]) -> T: ...
    @overload
    def post(self, path: str, *, cast_to: object = None, **given: Unpack[Given]) -> Any: ...
    def post(self, path: str, *, cast_to: Any = None, **given: Any) -> Any:
        """`request("POST", path)`."""
        return self._requested("POST", path, cast_to, given)

    @overload
    def put(self, path: str, *, cast_to: type[T], **given: Unpack[Given]) -> T: ...
    @overload
    def put(self, path: str, *, cast_to: object = None, **given: Unpack[Given]) -> Any: ...
    def put(self, path: str, *, cast_to: Any = None, **given: Any) -> Any:
        """`request("PUT", path)`."""
        return self._requested("PUT", path, cast_to, given)

    @overload
    def patch(self, path: str, *, cast_to: type[T], **given: Unpack[Given]) -> T: ...
    @overload
    def patch(self, path: str, *, cast_to: object = None, **given: Unpack[Given]) -> Any: ...
    def patch(self, path: str, *, cast_to: Any = None, **given: Any) -> Any:
        """`request("PATCH", path)`."""
        return self._requested("PATCH", path, cast_to, given)

    @overload
    def delete(self, path: str, *, cast_to: type[T], **given: Unpack[Given]) -> T: ...
    @overload
    def delete(self, path: str, *, cast_to: object = None, **given: Unpack[Given]) -> Any: ...
    def delete(self, path: str, *, cast_to: Any = None, **given: Any) -> Any:
        """`request("DELETE", path)`."""
        return self._requested("DELETE", path, cast_to, given)
