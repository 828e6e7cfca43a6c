"""What httpx raises for the variables it reads while a client is made, in words that name the variable."""

from __future__ import annotations

import contextlib
import os
import ssl
from collections.abc import Generator, Iterator

import httpx

from .errors import ClientError

PROXIES = ("http_proxy", "https_proxy", "all_proxy")
WAY_OUT = "mend it or unset it, or give the client an http_client= of your own"


@contextlib.contextmanager
def explained() -> Generator[None, None, None]:
    """A URL of a proxy may hold a password, so no value of one is shown, and no cause is kept."""
    problem: str | None = None
    try:
        yield
    except (OSError, ValueError, ImportError, httpx.InvalidURL) as error:
        problem = _certificates_problem() or _proxy_problem() or _no_proxy_problem()
        if problem is None:
            problem = f"the HTTP client cannot be made ({type(error).__name__})"
    if problem is not None:
        raise ClientError(f"{problem}: {WAY_OUT}")


def check_certificates() -> None:
    """OpenSSL takes folders that are not there, and then trusts nobody."""
    folders = os.environ.get("SSL_CERT_DIR", "")
    if folders and not os.environ.get("SSL_CERT_FILE"):
        parts = filter(None, folders.split(os.pathsep))
        if not any(os.path.isdir(part) for part in parts):  # noqa: PTH112  (any text may stand there)
            raise FileNotFoundError(folders)


def _certificates_problem() -> str | None:
    path = os.environ.get("SSL_CERT_FILE")
    if path:
        try:
            ssl.create_default_context(cafile=path)
        except ssl.SSLError:
            return f"SSL_CERT_FILE names {path!r}, which holds no certificates in PEM form"
        except OSError as error:
            if not _is_key_log(error):
                return f"SSL_CERT_FILE names {path!r}, which cannot be read ({error.strerror})"
    try:
        check_certificates()
    except FileNotFoundError as error:
        return f"SSL_CERT_DIR names {error.args[0]!r}, which is no folder"
    try:
        ssl.create_default_context()
    except OSError as error:
        if _is_key_log(error):
            name = os.environ["SSLKEYLOGFILE"]
            return f"SSLKEYLOGFILE names {name!r}, which cannot be written ({error.strerror})"
    return None


def _is_key_log(error: OSError) -> bool:
    log = os.environ.get("SSLKEYLOGFILE")
    return bool(log) and error.filename == log


def _variables(names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name, value in os.environ.items():
        if name.lower() in names and value:
            yield name, value


def _proxy_problem() -> str | None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for name, value in _variables(PROXIES):
        try:
            url = value if "://" in value else f"http://{value}"
            httpx.HTTPTransport(verify=context, proxy=httpx.Proxy(url)).close()
        except ImportError:
            return (
                f"{name} names a SOCKS proxy, for which the package socksio is missing "
                "(pip install 'httpx[socks]')"
            )
        except (ValueError, httpx.InvalidURL):
            return (
                f"{name} is no URL of a proxy: http://, https://, socks5:// or socks5h://, a host and a "
                "port, with a user and password percent-encoded"
            )
    return None


def _no_proxy_problem() -> str | None:
    for name, value in _variables(("no_proxy",)):
        for host in map(str.strip, value.split(",")):
            if not _is_readable(host):
                return (
                    f"{name} holds {host!r}, which httpx cannot read: it takes host names, and addresses of "
                    "IPv6 without brackets, port and range, as ::1"
                )
    return None


def _is_readable(host: str) -> bool:
    """Whether httpx makes a pattern of it, as its client does."""
    if not host or "://" in host:
        text = host or "all://"
    elif _is_ipv6(host):
        text = f"all://[{host}]"
    else:
        text = f"all://{host}" if host.lower() == "localhost" else f"all://*{host}"
    try:
        httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        return False
    return True


def _is_ipv6(host: str) -> bool:
    import ipaddress

    try:
        ipaddress.IPv6Address(host.partition("/")[0])
    except ValueError:
        return False
    return "/" not in host
