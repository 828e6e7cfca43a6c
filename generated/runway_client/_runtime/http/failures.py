"""Turn httpx exceptions into a `TransportFailure` that says what happened and whether to retry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from ..base.errors import TransportFailure
from ..base.redact import mask_exceptions, mask_url
from .decompression import DecodeFailure, TooLarge

if TYPE_CHECKING:
    from ..base.wire import Received, WireRequest

UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
HOPELESS = (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL)
SILENT = {
    "ConnectTimeout": "could not connect to the server within the connect timeout",
    "ReadTimeout": "the server sent no data within the read timeout",
    "WriteTimeout": "the server accepted no data within the write timeout",
    "PoolTimeout": "no pooled connection became free within the pool timeout: close streams that "
    "you no longer read, or pass an http_client= with larger httpx.Limits",
    "ConnectError": "could not connect to the server",
    "ReadError": "the connection was lost while reading the response",
    "WriteError": "the connection was lost while sending the request",
    "CloseError": "the connection could not be closed",
    "ProxyError": "the proxy could not connect to the server",
    "RemoteProtocolError": "the server's response is not valid HTTP",
}
"""Messages for exceptions whose text httpx leaves empty."""


def to_failure(error: Exception, wire: WireRequest) -> TransportFailure:
    """A `TransportFailure` with our message and the masked text of httpx, whose exception may contain the request."""
    if isinstance(error, (httpx.RequestError, httpx.HTTPStatusError)):
        error.request = httpx.Request(
            wire.method, mask_url(wire.url, wire.secrets, keep_query=wire.to_api)
        )
    mask_exceptions(error, wire.secrets)
    kind = type(error).__name__
    text = str(error) or SILENT.get(kind, "the connection failed for an unknown reason")
    return TransportFailure(
        f"{kind}: {text}",
        sent=not isinstance(error, UNSENT),
        timeout=isinstance(error, (httpx.TimeoutException, TimeoutError)),
        retry=not isinstance(error, HOPELESS),
    )


def body_failure(error: TooLarge | DecodeFailure, received: Received) -> TransportFailure:
    large = isinstance(error, TooLarge)
    return TransportFailure(
        str(error), sent=True, retry=not large, too_large=large, received=received
    )


FAILURES = (
    *(httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError),
    *(OverflowError, UnicodeError),  # from the system's resolver, for an invalid port or host
)
