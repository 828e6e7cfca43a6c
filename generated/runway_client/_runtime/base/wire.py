"""Headers, requests and responses as they cross the wire."""

from __future__ import annotations

import json as _json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from .redact import charset_of, mask_headers, mask_url

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator
    from typing import Protocol

    from .http_library import HttpAuth

    class StreamedContent(Protocol):
        """A body sent in chunks; `length` is None if unknown."""

        length: int | None
        replayable: bool

        def chunks(self) -> Generator[bytes, None, None]: ...

        def async_chunks(self) -> AsyncGenerator[bytes, None]: ...

    Content: TypeAlias = bytes | StreamedContent

_set = object.__setattr__  # frozen instances are filled through this
REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-amzn-requestid", "x-correlation-id")


class Headers(Mapping[str, str]):
    """Immutable and case-insensitive. Repeated headers read as one value, joined by commas."""

    __slots__ = ("_pairs", "_values")

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._pairs = tuple(pairs)
        self._values: dict[str, str] | None = None

    def _index(self) -> dict[str, str]:
        if self._values is None:
            values: dict[str, str] = {}
            for name, value in self._pairs:
                key = name.lower()
                values[key] = f"{values[key]}, {value}" if key in values else value
            self._values = values
        return self._values

    def __getitem__(self, name: str) -> str:
        return self._index()[name.lower()]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._index()

    def __iter__(self) -> Iterator[str]:
        return iter(self._index())

    def __len__(self) -> int:
        return len(self._index())

    def get_list(self, name: str) -> list[str]:
        """All values of one name, in the order received. Use it for `Set-Cookie`, whose values must not be joined."""
        wanted = name.lower()
        return [value for key, value in self._pairs if key.lower() == wanted]

    def pairs(self) -> tuple[tuple[str, str], ...]:
        return self._pairs

    def __repr__(self) -> str:
        return f"Headers({dict(mask_headers(self._pairs))!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (Headers, (self._pairs,))


class _Masked:
    """Masks the URL and the headers of a request on first access: most are never read."""

    __slots__ = ("_wire",)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name not in ("url", "headers"):
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            wire = self._wire
            if wire is not None:  # another thread may have computed it already
                url, headers, secrets, to_api, names = wire
                url = mask_url(url, secrets, keep_query=to_api, names=names)
                _set(self, "url", url)
                _set(self, "headers", Headers(mask_headers(headers, secrets, names)))
                _set(self, "_wire", None)
            return object.__getattribute__(self, name)


@dataclass(frozen=True, slots=True)
class RequestInfo(_Masked):
    """A request as errors, hooks and raw responses show it, without secrets."""

    method: str
    url: str
    headers: Headers
    operation: str = ""

    def __repr__(self) -> str:
        return f"<RequestInfo {self.method} {self.url}>"


@dataclass(slots=True)
class WireRequest:
    """A request ready to send.

    `secrets` are values to mask wherever it is shown, `secret_names` the names whose values are secret.
    """

    method: str
    url: str
    headers: list[tuple[str, str]]
    content: Content | None = None
    operation: str = ""
    secrets: tuple[str, ...] = ()
    to_api: bool = True
    auth: HttpAuth | None = None
    secret_names: tuple[str, ...] = ()

    @property
    def replayable(self) -> bool:
        """Whether the same bytes can be sent again."""
        content = self.content
        return content is None or isinstance(content, bytes) or content.replayable

    def info(self) -> RequestInfo:
        info = object.__new__(RequestInfo)
        wire = (self.url, tuple(self.headers), self.secrets, self.to_api, self.secret_names)
        _set(info, "method", self.method)
        _set(info, "operation", self.operation)
        _set(info, "_wire", wire)
        return info

    def __repr__(self) -> str:
        return f"<WireRequest {self.info()!r}>"


@dataclass(slots=True)
class Received:
    """A response as received, with its body decompressed."""

    status: int
    headers: Headers
    content: bytes
    elapsed: float
    http_version: str
    reason: str
    stream: Any = None


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A complete response, with its request, duration and number of retries."""

    status_code: int
    headers: Headers
    content: bytes
    request: RequestInfo
    elapsed: float = 0.0
    retries_taken: int = 0
    http_version: str = "HTTP/1.1"
    reason: str = field(default="", compare=False)

    @property
    def request_id(self) -> str | None:
        return find_request_id(self.headers)

    @property
    def content_type(self) -> str:
        """The media type in lower case, without parameters; empty if the server sent none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        return self._decoded()

    def _decoded(self) -> str:
        return self.content.decode(charset_of(self.headers.get("content-type", "")), "replace")

    def json(self) -> Any:
        """The body parsed as JSON, whatever its content type."""
        return _json.loads(self.content)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} {self.status_code} {self.request.method} {self.request.url}>"
        )


def find_request_id(headers: Mapping[str, str]) -> str | None:
    for name in REQUEST_ID_HEADERS:
        value = headers.get(name)
        if value:
            return value
    return None
