"""Settings of the generated package, and options that users choose."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict

from ..base._unset import UNSET, Unset
from .option_checks import (
    check_kind,
    check_mapping,
    check_retries,
    check_seconds,
    check_switch,
    check_timeout,
)

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from ..base.http_library import (
        AsyncHttpClient,
        AsyncTransport,
        HttpAuth,
        HttpClient,
        HttpTimeout,
        Transport,
    )
    from ..base.wire import HttpResponse, RequestInfo
    from .client_credentials import TokenGrant

TimeoutOption: TypeAlias = "float | HttpTimeout | None"
TokenSource: TypeAlias = "Callable[[], str] | Callable[[], Awaitable[str]]"
CredentialValue: TypeAlias = "str | tuple[str | None, str | None] | TokenSource | TokenGrant | None"
ValidationMode: TypeAlias = Literal["lenient", "strict", "off"]
HeaderChanges: TypeAlias = "Mapping[str, str | None]"
BasicCredentials: TypeAlias = "tuple[str, str]"

TIMEOUT_SECONDS = 60.0
CONNECT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Credential:
    """A security scheme, with the client option and the environment variable that set it.

    `name` is the header, query parameter or cookie. A basic credential is a (user, password) pair,
    or "user:password" as a string; with `password`, `option` is only the user name. An OAuth 2
    credential is a token, a function that returns one, or a `TokenGrant`. `env_pair` are the
    variables of user and password, or of client id and secret.
    """

    scheme: str
    kind: Literal["bearer", "basic", "header", "query", "cookie", "oauth2"]
    option: str
    env: str | None = None
    name: str = ""
    token_url: str = ""
    scopes: tuple[str, ...] = ()
    env_pair: tuple[str, str] | None = None
    password: str = ""
    refresh_url: str = ""


@dataclass(frozen=True, slots=True)
class ServerVariable:
    """A variable in the server's URL, which you set with `server_variables=`."""

    name: str
    default: str
    enum: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeaderOption:
    """A constant header of the document that you can override with a client option."""

    header: str
    option: str
    default: str | None = None
    env: str | None = None


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """What the generator knows about the product.

    `base_url` and `servers` may contain `server_variables` in braces. `servers` are all servers of
    the document, including those of single operations: credentials are sent to no other origin.
    `security` is that of most operations, for requests that are not in the document. `secret_names`
    are members and parameters with `format: password`; logs mask their values.
    """

    package: str
    product: str
    version: str
    env_prefix: str
    base_url: str
    credentials: tuple[Credential, ...] = ()
    header_options: tuple[HeaderOption, ...] = ()
    security: tuple[tuple[str, ...], ...] = ()
    servers: tuple[str, ...] = ()
    server_variables: tuple[ServerVariable, ...] = ()
    secret_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long to wait between attempts, and which statuses to retry.

    The delay before retry n is `initial * 2**n`, at most `maximum`, minus a random share of up to
    `jitter`. Safe operations are retried after one of `statuses`.
    """

    initial: float = 0.5
    maximum: float = 8.0
    jitter: float = 0.25
    statuses: frozenset[int] = frozenset({408, 429}) | frozenset(range(500, 600))


@dataclass(frozen=True, slots=True)
class RetryEvent:
    """The argument of the `on_retry` hook: the request, the failed attempt, and the delay."""

    request: RequestInfo
    response: HttpResponse | None
    error: Exception | None
    attempt: int
    delay: float


@dataclass(frozen=True, slots=True)
class Activity:
    """The argument of the `around` hook: a call with all its attempts, a wait, an upload or a download.

    `name` is the method ("tasks.retrieve"), `method` and `template` are those of the request. `call` holds the
    arguments, which may be secret.
    """

    kind: Literal["call", "wait", "upload", "download"]
    name: str
    method: str = ""
    template: str = ""
    call: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Hooks:
    """Functions called around each attempt; for an async client they may be coroutine functions.

    `before_request` may return headers to add, which are sent to the API only. `around` returns a context manager
    for a whole `Activity`; what it gives to `as`, if anything, is called with each status of a task. An exception
    in a hook ends the call.
    """

    before_request: Callable[[RequestInfo], Any] | None = None
    after_response: Callable[[HttpResponse], Any] | None = None
    on_retry: Callable[[RetryEvent], Any] | None = None
    around: Callable[[Activity], AbstractContextManager[Any]] | None = None


async def _sleep_async(seconds: float) -> None:
    from ..base.waits import sleep

    await sleep(seconds)


def _chance() -> float:
    import random  # slow to import, and rarely needed

    return random.random()


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock, sleep and random functions of a client. Replace them in tests."""

    now: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    sleep_async: Callable[[float], Awaitable[None]] = _sleep_async
    chance: Callable[[], float] = _chance


@dataclass(frozen=True, slots=True)
class ClientOptions:
    """The options of a client, which apply to all its calls."""

    timeout: TimeoutOption | Unset = UNSET
    deadline: float | None = None
    max_retries: int = 2
    max_retry_after: float = 60.0
    retry: RetryPolicy = RetryPolicy()
    default_headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    default_query: tuple[tuple[str, object], ...] = field(default=(), repr=False)
    follow_redirects: bool = False
    response_validation: ValidationMode = "lenient"
    check_requests: bool = True
    max_response_bytes: int | None = 100 * 1024 * 1024
    max_inflation: float | None = 200.0
    hooks: Hooks = Hooks()
    clock: Clock = Clock()
    auth: HttpAuth | None = field(default=None, repr=False)


class ClientArguments(TypedDict, total=False):
    """The keyword arguments of every client; the package's README explains them.

    A client of a document without servers requires `base_url`, which is no part of this.
    """

    timeout: TimeoutOption | Unset
    deadline: float | None
    max_retries: int
    max_retry_after: float
    retry: RetryPolicy
    default_headers: HeaderChanges | None
    default_query: Mapping[str, object] | None
    follow_redirects: bool
    response_validation: ValidationMode
    check_requests: bool
    max_response_bytes: int | None
    max_inflation: float | None
    hooks: Hooks
    clock: Clock
    auth: HttpAuth | None
    server_variables: Mapping[str, str] | None


class SyncOtherArguments(ClientArguments, total=False):
    http_client: HttpClient | None
    transport: Transport | None


class AsyncOtherArguments(ClientArguments, total=False):
    http_client: AsyncHttpClient | None
    transport: AsyncTransport | None


class SyncArguments(SyncOtherArguments, total=False):
    base_url: str | None


class AsyncArguments(AsyncOtherArguments, total=False):
    base_url: str | None


class SyncChanges(SyncArguments, total=False):
    headers: HeaderChanges | None
    query: Mapping[str, object] | None


class AsyncChanges(AsyncArguments, total=False):
    headers: HeaderChanges | None
    query: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class RequestOptions:
    """The options of one call. `deadline` limits the whole call in seconds, including retries."""

    timeout: TimeoutOption | Unset = UNSET
    deadline: float | Unset | None = UNSET
    max_retries: int | Unset = UNSET
    extra_headers: HeaderChanges = field(default_factory=dict[str, Any], repr=False)
    extra_query: Mapping[str, object] = field(default_factory=dict[str, Any], repr=False)
    extra_body: object = None
    check_requests: bool | Unset = UNSET

    def __post_init__(self) -> None:
        _check_request_options(self)


def _check_request_options(options: RequestOptions) -> None:
    """Check the options of a call, except headers and query, which are checked when the request is built."""
    check_timeout("timeout", options.timeout)
    check_seconds("deadline", options.deadline)
    check_retries(options.max_retries)
    check_mapping("extra_headers", options.extra_headers)
    check_mapping("extra_query", options.extra_query)
    check_switch("check_requests", options.check_requests)


NO_OPTIONS = RequestOptions()


class RequestOptionsDict(TypedDict, total=False):
    """`RequestOptions` as a plain dict."""

    timeout: TimeoutOption | Unset
    deadline: float | Unset | None
    max_retries: int | Unset
    extra_headers: HeaderChanges
    extra_query: Mapping[str, object]
    extra_body: object
    check_requests: bool | Unset


GivenOptions: TypeAlias = "RequestOptions | RequestOptionsDict"


class CallOptions(TypedDict, total=False):
    """The keyword arguments of every method besides those of its operation."""

    request_options: GivenOptions | None
    """Options for this call; the four below override its values."""
    timeout: TimeoutOption | Unset
    """Seconds for connecting, reading and writing each; None for no limit."""
    extra_headers: HeaderChanges | None
    """Headers to add; None as a value takes a header out."""
    extra_query: Mapping[str, object] | None
    """Query parameters to add."""
    extra_body: object
    """Members to add to a JSON object, or to replace in it."""


class RequestArguments(CallOptions, total=False):
    """The keyword arguments of `client.request()` and similar methods."""

    params: Mapping[str, object] | None
    """Query parameters."""
    json: object
    """The body: plain data or models."""
    body: object
    """The same, as other clients call it."""
    headers: HeaderChanges | None
    """Headers to add; None as a value takes a header out."""


def read_options(options: GivenOptions | None) -> RequestOptions | None:
    """Return the options of one call, from an instance or a mapping. An unknown key raises `TypeError`."""
    if isinstance(options, Mapping):
        known = [item.name for item in fields(RequestOptions)]
        unknown = [name for name in options if name not in known]
        if unknown:
            raise TypeError(
                f"request_options has no option {unknown[0]!r}; the options are {', '.join(known)}"
            )
        return RequestOptions(**options)
    if options is not None:
        check_kind("request_options", options, RequestOptions)
    return options


def options_of_call(given: Mapping[str, Any], method: str = "request") -> RequestOptions | None:
    """Combine the `CallOptions` of a method. An unknown one raises `TypeError`."""
    unknown = given.keys() - CallOptions.__annotations__.keys()
    if unknown:
        raise TypeError(f"{method}() got an unexpected keyword argument {min(unknown)!r}")
    chosen = read_options(given.get("request_options"))
    timeout, body = given.get("timeout", UNSET), given.get("extra_body")
    headers, query = given.get("extra_headers"), given.get("extra_query")
    if timeout is UNSET and not headers and not query and body is None:
        return chosen
    check_mapping("extra_headers", headers)
    check_mapping("extra_query", query)
    base = NO_OPTIONS if chosen is None else chosen
    return replace(
        base,
        timeout=base.timeout if timeout is UNSET else timeout,
        extra_headers={**base.extra_headers, **(headers or {})},
        extra_query={**base.extra_query, **(query or {})},
        extra_body=base.extra_body if body is None else body,
    )


def timeout_parts(timeout: TimeoutOption | Unset) -> dict[str, float | None]:
    """The four timeouts, in the form that transports read."""
    if timeout is UNSET:
        seconds = TIMEOUT_SECONDS
        return {"connect": CONNECT_SECONDS, "read": seconds, "write": seconds, "pool": seconds}
    if timeout is None or isinstance(timeout, (int, float)):
        return {"connect": timeout, "read": timeout, "write": timeout, "pool": timeout}
    return dict(timeout.as_dict())
