"""One TLS context per process: creating one takes 25 ms."""

from __future__ import annotations

import os
import ssl
import threading

from ..base.http_library import http
from .environment import check_certificates

VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")
_lock = threading.Lock()
_contexts: dict[tuple[str | None, ...], ssl.SSLContext] = {}


def shared_context() -> ssl.SSLContext:
    """One context for each setting of the certificate variables that the HTTP library reads."""
    key = tuple(map(os.environ.get, VARIABLES))
    with _lock:
        context = _contexts.get(key)
        if context is None:
            check_certificates()
            context = _contexts[key] = http.create_ssl_context()
        return context


def _forget_lock() -> None:
    global _lock  # noqa: PLW0603  (one TLS context in a process, since it costs 25 ms)
    _lock = threading.Lock()  # another thread may have held it during the fork


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_lock)
