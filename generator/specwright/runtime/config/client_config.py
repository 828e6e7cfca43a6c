"""`Core`: the settings, options and credentials of one client, in a frozen value."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeGuard

from ..base._unset import UNSET
from ..base.errors import ClientError, RequestValidationError
from ..base.header_rules import check_header
from ..base.json_types import type_of
from .base_url import BaseUrl, parse_base_url
from .option_checks import (
    MODES,
    check_kind,
    check_limit,
    check_mapping,
    check_method,
    check_retries,
    check_seconds,
    check_switch,
    check_text,
    check_timeout,
)
from .settings import ClientOptions, ClientSettings, Credential, CredentialValue, RequestOptions

if TYPE_CHECKING:
    from typing import Protocol

    class Token(Protocol):
        @property
        def text(self) -> str: ...

    class TokenHolder(Protocol):
        """Stores the token of one client id at one server, for `auth/oauth.py`."""

        @property
        def token(self) -> Token | None: ...

        @property
        def refresh(self) -> str: ...


MAX_REMEMBERED = 32
OPTION_NAMES = frozenset(item.name for item in fields(ClientOptions))
SPECIAL_NAMES = frozenset(
    {"base_url", "server_variables", "default_headers", "default_query", "headers", "query"}
)


class CheckedHeaders(NamedTuple):
    """The validated headers of a request, and the secrets among them."""

    pairs: tuple[tuple[str, str], ...]
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Core:
    """The configuration of a client, without connections.

    `credentials` and `header_options` contain what was passed or, when the client was created,
    found in the environment.
    """

    settings: ClientSettings
    options: ClientOptions
    base_url: BaseUrl
    credentials: Mapping[str, CredentialValue]
    header_options: Mapping[str, str]
    logger: logging.Logger
    reported: set[tuple[str, ...]] = field(default_factory=set[tuple[str, ...]])
    own_url: bool = False  # whether the user set the base URL
    server_variables: Mapping[str, str] = field(default_factory=dict[str, str])
    tokens: dict[Any, TokenHolder] = field(default_factory=dict[Any, Any])
    sent: dict[str, None] = field(default_factory=dict[str, None])  # secrets lately sent, in order
    headers: dict[Any, CheckedHeaders] = field(default_factory=dict[Any, Any], init=False)
    """The headers of earlier calls, reused for equal calls."""
    told: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict[Any, Any], init=False)
    """The secrets, cached by the ones recently sent."""
    authorizations: dict[Any, Any] = field(default_factory=dict[Any, Any], init=False)
    """By operation; see `auth/auth.py`."""

    def __repr__(self) -> str:
        return f"Core({self.settings.product!r}, {str(self.base_url)!r})"

    def secrets(self) -> tuple[str, ...]:
        """The credentials as plain text, and recently sent secrets, for masking."""
        if self.tokens:
            return self._all_secrets()
        sent = tuple(self.sent)
        known = self.told.get(sent)
        if known is None:
            self.told.clear()
            known = self.told[sent] = self._all_secrets()
        return known

    def _all_secrets(self) -> tuple[str, ...]:
        found = [text for value in self.credentials.values() for text in _secrets_of(value)]
        found.extend(slot.token.text for slot in self.tokens.values() if slot.token)
        found.extend(slot.refresh for slot in self.tokens.values() if slot.refresh)
        return tuple(dict.fromkeys((*found, *self.sent)))

    def remember(self, secrets: Iterable[str]) -> None:
        """Keep secrets that are not among the credentials: results of functions, and manually set headers."""
        for secret in secrets:
            if secret not in self.sent:
                self.sent[secret] = None
                if len(self.sent) > MAX_REMEMBERED:
                    self.sent.pop(next(iter(list(self.sent))), None)


def make_core(
    settings: ClientSettings,
    credentials: Mapping[str, CredentialValue],
    header_options: Mapping[str, str | None],
    arguments: Mapping[str, Any],
) -> Core:
    check_text("base_url", arguments.get("base_url"))
    base_url = arguments.get("base_url") or _environment(f"{settings.env_prefix}_BASE_URL")
    logger = logging.getLogger(settings.package)
    level = _environment(f"{settings.env_prefix}_LOG")
    if level:
        from ..base.logs import configure_logging

        configure_logging(logger, level)
    variables = _variables(arguments)
    return Core(
        settings,
        _change_options(ClientOptions(), arguments),
        _base_url(settings, base_url, variables),
        _find_credentials(settings, credentials, _from_environment),
        _find_header_options(settings, header_options),
        logger,
        own_url=bool(base_url),
        server_variables=variables,
    )


def _secrets_of(credential: Any) -> tuple[str, ...]:
    """The secrets in a string, a pair or `ClientCredentials`; results of functions are not known yet."""
    if isinstance(credential, str):
        return (credential,)
    if hasattr(credential, "secrets"):
        secrets: tuple[str, ...] = credential.secrets
        return secrets
    return () if callable(credential) or credential is None else (credential[1],)


def _variables(arguments: Mapping[str, Any]) -> dict[str, str]:
    given: Mapping[str, str] | None = arguments.get("server_variables")
    check_mapping("server_variables", given)
    return dict(given or {})


def _base_url(settings: ClientSettings, given: str | None, variables: Mapping[str, str]) -> BaseUrl:
    if not given and not settings.base_url:
        raise ClientError(
            f"pass base_url= to the {settings.product} client (or set {settings.env_prefix}_BASE_URL): "
            "the document names no server"
        )
    if not settings.server_variables and not variables:
        return parse_base_url(given or settings.base_url)
    from .servers import check_variables, expand

    chosen = check_variables(settings, variables)
    return parse_base_url(given or expand(settings, settings.base_url, chosen))


def change_core(
    core: Core,
    credentials: Mapping[str, CredentialValue],
    header_options: Mapping[str, str | None],
    changes: Mapping[str, Any],
) -> Core:
    check_text("base_url", changes.get("base_url"))
    base_url = changes.get("base_url") or (str(core.base_url) if core.own_url else None)
    variables = {**core.server_variables, **_variables(changes)}
    given = {name: value for name, value in header_options.items() if value is not None}
    return replace(
        core,
        options=_change_options(core.options, changes),
        base_url=_base_url(core.settings, base_url, variables),
        own_url=bool(base_url),
        server_variables=variables,
        credentials=_find_credentials(
            core.settings, credentials, lambda known: core.credentials.get(known.scheme)
        ),
        header_options={**core.header_options, **given},
    )


def _change_options(options: ClientOptions, arguments: Mapping[str, Any]) -> ClientOptions:
    unknown = [name for name in arguments if name not in OPTION_NAMES | SPECIAL_NAMES]
    if unknown:
        raise TypeError(f"unexpected keyword argument {unknown[0]!r}")
    simple = {name: value for name, value in arguments.items() if name not in SPECIAL_NAMES}
    headers = dict(options.default_headers)
    query = dict(options.default_query)
    for name in ("default_headers", "headers"):
        check_mapping(name, arguments.get(name))
        merge_headers(headers, arguments.get(name) or {})
    for name in ("default_query", "query"):
        check_mapping(name, arguments.get(name))
        query.update(arguments.get(name) or {})
    if query:
        query = _plain_query(query)
    changed = replace(
        options,
        default_headers=tuple(headers.items()),
        default_query=tuple(query.items()),
        **simple,
    )
    _check_options(changed)
    for name, value in changed.default_headers:
        check_header(name, value)
    return changed


def _check_options(options: ClientOptions) -> None:
    check_timeout("timeout", options.timeout)
    check_seconds("deadline", options.deadline)
    check_retries(options.max_retries)
    check_seconds("max_retry_after", options.max_retry_after, endless=True)
    longest: Any = options.max_retry_after
    if longest is None:
        raise TypeError("max_retry_after must be a number of seconds, not None")
    if options.response_validation not in MODES:
        raise ValueError(f"response_validation must be one of {', '.join(MODES)}")
    for name in ("follow_redirects", "check_requests"):
        check_switch(name, getattr(options, name))
    for name in ("max_response_bytes", "max_inflation"):
        check_limit(name, getattr(options, name))
    check_method("auth", options.auth, "auth_flow", "Auth")
    for name in ("retry", "hooks", "clock"):
        kind = type_of(getattr(type(options)(), name))
        check_kind(name, getattr(options, name), kind)


def _plain_query(query: Mapping[str, object]) -> dict[str, Any]:
    """`default_query`, copied when the client is created."""
    from ..validation.encode import Encoder
    from ..validation.schema_layers import Flattener

    encoder = Encoder(Flattener(""))
    plain: dict[str, Any] = encoder.encode(query, None, "default_query")
    if encoder.problems:
        raise RequestValidationError("client", encoder.problems)
    return plain


def merge_headers(headers: dict[str, str], changes: Mapping[str, str | None]) -> None:
    """Merge headers case-insensitively: later ones win, and None removes a header."""
    for name, value in changes.items():
        lowered = str(name).lower()  # other types are rejected when all headers are checked
        for known in [known for known in headers if str(known).lower() == lowered]:
            del headers[known]
        if value is not None:
            headers[name] = value


def _environment(name: str | None) -> str | None:
    """An environment variable; an empty one counts as not set."""
    value = os.environ.get(name, "") if name else ""
    return value.strip() or None


_Pair: TypeAlias = "tuple[str | None, str | None]"


def _is_pair(value: Any) -> TypeGuard[_Pair]:
    return isinstance(value, tuple)


def _find_credentials(
    settings: ClientSettings,
    given: Mapping[str, CredentialValue],
    usual: Callable[[Credential], CredentialValue],
) -> dict[str, CredentialValue]:
    found: dict[str, CredentialValue] = {}
    for credential in settings.credentials:
        value = given.get(credential.scheme)
        if credential.password and _is_pair(value):
            value = _login(credential, value, usual)
        if value is None:
            value = usual(credential)
        is_half = isinstance(value, tuple) and None in value
        if value is not None and not is_half:
            found[credential.scheme] = value
    return found


def _login(
    credential: Credential,
    given: _Pair,
    usual: Callable[[Credential], CredentialValue],
) -> CredentialValue:
    """User name and password; a missing one is read from the environment."""
    if given == (None, None):
        return None
    check_text(credential.option, given[0])
    check_text(credential.password, given[1])
    known = usual(credential)
    user, password = known if _is_pair(known) else (None, None)
    pair = (user if given[0] is None else given[0], password if given[1] is None else given[1])
    if None in pair:
        raise ValueError(f"pass both {credential.option}= and {credential.password}=")
    return pair


def _from_environment(credential: Credential) -> CredentialValue:
    value = _environment(credential.env)
    if value is not None or credential.env_pair is None:
        return value
    first, second = map(_environment, credential.env_pair)
    if credential.kind == "basic":
        return (first, second)
    if first is None or second is None:
        return None
    from .client_credentials import ClientCredentials

    return ClientCredentials(first, second)


def _find_header_options(
    settings: ClientSettings, given: Mapping[str, str | None]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for option in settings.header_options:
        value = given.get(option.option) or _environment(option.env) or option.default
        if value is not None:
            found[option.option] = value
    unknown = [
        name for name in given if name not in {item.option for item in settings.header_options}
    ]
    if unknown:
        raise ClientError(f"{settings.product} has no header option {unknown[0]!r}")
    return found


def call_deadline(core: Core, options: RequestOptions) -> float | None:
    """The time on the client's clock at which the whole call must have ended."""
    seconds = core.options.deadline if options.deadline is UNSET else options.deadline
    return None if seconds is None else core.options.clock.now() + seconds
