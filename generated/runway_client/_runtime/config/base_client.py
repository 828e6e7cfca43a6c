"""Shared by both clients: settings, copies, pickling."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..base._unset import UNSET
from .client_config import Core, change_core, make_core
from .settings import CONNECT_SECONDS, TIMEOUT_SECONDS, options_of_call

if TYPE_CHECKING:
    from typing_extensions import Self

    from .settings import ClientSettings, CredentialValue, RequestOptions, TimeoutOption

PoolT = TypeVar("PoolT")
CallT = TypeVar("CallT")
TRANSPORT_NAMES = ("http_client", "transport")


class BaseClient(Generic[PoolT]):
    """Shared base of `SyncClient` and `AsyncClient`; do not use it directly."""

    _core: Core
    _pool: PoolT
    _owns_pool: bool

    def __init__(
        self,
        settings: ClientSettings,
        credentials: Mapping[str, CredentialValue],
        header_options: Mapping[str, str | None],
        arguments: Mapping[str, Any],
        base_url: str | None = None,
    ) -> None:
        given = {"base_url": base_url, **arguments}
        transports = {name: given.pop(name, None) for name in TRANSPORT_NAMES}
        self._core = make_core(settings, credentials, header_options, given)
        self._pool = self._make_pool(**transports)
        self._owns_pool = True

    @staticmethod
    def _make_pool(http_client: Any = None, transport: Any = None) -> Any:
        raise NotImplementedError

    @property
    def base_url(self) -> str:
        return str(self._core.base_url)

    @property
    def timeout(self) -> TimeoutOption:
        """The timeout as passed, or a `Timeout` of 60 s, and 5 s for connecting."""
        given = self._core.options.timeout
        if given is not UNSET:
            return given
        from ..base.http_library import http

        return http.Timeout(TIMEOUT_SECONDS, connect=CONNECT_SECONDS)

    @property
    def max_retries(self) -> int:
        return self._core.options.max_retries

    def _credential(self, scheme: str) -> Any:
        return self._core.credentials.get(scheme)

    def _changed(
        self,
        credentials: Mapping[str, CredentialValue],
        header_options: Mapping[str, str | None],
        changes: Mapping[str, Any],
    ) -> Self:
        """Return a copy with other settings, which shares the connection pool and never closes it."""
        given = dict(changes)
        transports = {name: given.pop(name) for name in TRANSPORT_NAMES if name in given}
        copy = self._copy()
        copy._core = change_core(self._core, credentials, header_options, given)
        copy._owns_pool = False
        if any(value is not None for value in transports.values()):
            copy._pool = self._make_pool(**transports)
            copy._owns_pool = True
        return copy

    def _copy(self) -> Self:
        """Copy without the resources that `cached_property` stored in `__dict__`: they refer to the old client."""
        copy = type(self).__new__(type(self))
        copy._core, copy._pool, copy._owns_pool = self._core, self._pool, self._owns_pool
        return copy

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._core.base_url}>"

    def __reduce__(self) -> tuple[Any, ...]:
        pool: Any = self._pool
        if pool.given is not None or pool.transport is not None:
            name = "http_client" if pool.given is not None else "transport"
            raise TypeError(
                f"a {type(self).__name__} made with {name}= cannot be pickled: "
                "its connections belong to this process"
            )
        core = replace(self._core, credentials={}, reported=set(), options=_plain(self._core))
        base_url = str(core.base_url) if core.own_url else None
        places = {"base_url": base_url, "server_variables": dict(core.server_variables)}
        state = (core.settings, core.options, places, dict(core.header_options))
        return (_restore_client, (type(self), *state))


def _plain(core: Core) -> Any:
    """The options without `auth`, and without headers that may contain secrets."""
    from ..base.redact import is_secret_name

    secrets = [secret for secret in core.secrets() if secret]

    def may_travel(name: str, value: object) -> bool:
        return not is_secret_name(name) and not any(secret in str(value) for secret in secrets)

    headers = tuple(pair for pair in core.options.default_headers if may_travel(*pair))
    query = tuple(pair for pair in core.options.default_query if may_travel(*pair))
    return replace(core.options, default_headers=headers, default_query=query, auth=None)


def _restore_client(
    kind: type[BaseClient[Any]],
    settings: ClientSettings,
    options: Any,
    places: dict[str, Any],
    header_options: dict[str, str],
) -> BaseClient[Any]:
    """The key is read from the environment of the process that unpickles the client."""
    client = kind.__new__(kind)
    core = make_core(settings, {}, header_options, places)
    client._core = replace(core, options=options)
    client._pool = kind._make_pool()
    client._owns_pool = True
    return client


def prepared(
    endpoint: Callable[..., CallT], given: dict[str, Any]
) -> tuple[CallT, RequestOptions | None]:
    """The call and its options, from the local variables of a method."""
    arguments = dict(given)
    del arguments["self"]
    options = arguments.pop("call_options")
    if not options:
        return endpoint(**arguments), None
    return endpoint(**arguments), options_of_call(options, endpoint.__name__)


class BaseResource:
    """A group of methods that send calls through one client."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"
