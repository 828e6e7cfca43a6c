"""Turn exceptions of the HTTP library into a `TransportFailure` that says what happened and whether to retry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..base.errors import TransportFailure
from ..base.http_library import errors_called, library_of
from ..base.redact import mask_exceptions, mask_url
from .decompression import DecodeFailure, TooLarge

if TYPE_CHECKING:
    from ..base.wire import Received, WireRequest

UNSENT = ("ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError")
HOPELESS = ("UnsupportedProtocol", "LocalProtocolError", "InvalidURL")
SILENT = {
    "ConnectTimeout": "could not connect to the server within the connect timeout",
    "ReadTimeout": "the server sent no data within the read timeout",
    "WriteTimeout": "the server accepted no data within the write timeout",
    "PoolTimeout": "no pooled connection became free within the pool timeout: close streams that "
    "you no longer read, or pass an http_client= with larger Limits",
    "ConnectError": "could not connect to the server",
    "ReadError": "the connection was lost while reading the response",
    "WriteError": "the connection was lost while sending the request",
    "CloseError": "the connection could not be closed",
    "ProxyError": "the proxy could not connect to the server",
    "RemoteProtocolError": "the server's response is not valid HTTP",
}
"""Messages for exceptions whose text the library leaves empty."""


def to_failure(error: Exception, wire: WireRequest) -> TransportFailure:
    """A failure with our message and the library's text, masked because it may contain the request."""
    library = library_of(error, "RequestError", "HTTPStatusError")
    if library is not None:
        url = mask_url(wire.url, wire.secrets, keep_query=wire.to_api)
        of_library: Any = error
        of_library.request = library.Request(wire.method, url)
    mask_exceptions(error, wire.secrets)
    kind = type(error).__name__
    text = str(error) or SILENT.get(kind, "the connection failed for an unknown reason")
    return TransportFailure(
        f"{kind}: {text}",
        sent=not isinstance(error, errors_called(*UNSENT)),
        timeout=isinstance(error, (*errors_called("TimeoutException"), TimeoutError)),
        retry=not isinstance(error, errors_called(*HOPELESS)),
    )


def body_failure(error: TooLarge | DecodeFailure, received: Received) -> TransportFailure:
    large = isinstance(error, TooLarge)
    return TransportFailure(
        str(error), sent=True, retry=not large, too_large=large, received=received
    )


def failures() -> tuple[type[Exception], ...]:
    """The exceptions of sending, in both libraries: a user's transport may use the other one."""
    ours = errors_called("HTTPError", "InvalidURL", "StreamError")
    # The system's resolver raises the last two, for an invalid port or host.
    return (*ours, OSError, OverflowError, UnicodeError)
