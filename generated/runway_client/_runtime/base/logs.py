"""Log requests and responses with secrets masked and long bodies shortened."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from .redact import mask_headers, mask_text, shorten_body
from .wire import Headers, HttpResponse, RequestInfo, WireRequest

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO}


def configure_logging(logger: logging.Logger, level: str) -> None:
    """Configure logging from the environment variable: to stderr, unless the program has its own handlers."""
    chosen = LEVELS.get(level.lower())
    if chosen is None:
        return
    logger.setLevel(chosen)
    if not logger.hasHandlers():
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("[%(asctime)s %(name)s %(levelname)s] %(message)s"))
        logger.addHandler(handler)


def log_request(logger: logging.Logger, request: WireRequest, info: RequestInfo) -> None:
    if not isinstance(request.content, bytes):
        body = "" if request.content is None else "<streamed>"
    else:
        content_type = info.headers.get("content-type", "")
        body = shorten_body(
            request.content, content_type, secrets=request.secrets, names=request.secret_names
        )
    logger.debug(
        "request %s %s headers=%s body=%s", info.method, info.url, dict(info.headers), body
    )


def log_response(
    logger: logging.Logger,
    response: HttpResponse,
    secrets: Sequence[str],
    names: Sequence[str] = (),
) -> None:
    request = response.request
    logger.info(
        "%s %s -> %d in %.2f s (request id %s)",
        request.method,
        request.url,
        response.status_code,
        response.elapsed,
        mask_text(response.request_id or "none", secrets),
    )
    if logger.isEnabledFor(logging.DEBUG):
        content_type = response.headers.get("content-type", "")
        body = shorten_body(response.content, content_type, secrets=secrets, names=names)
        headers = Headers(mask_headers(response.headers.pairs(), secrets, names))
        logger.debug("response headers=%r body=%s", headers, body)
