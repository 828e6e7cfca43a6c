"""The options of every client, for its docstring and README."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from specwright.python.client.plan import ClientPlan, Credential


@dataclass(frozen=True, slots=True)
class Option:
    name: str
    type: str
    default: str
    meaning: str


def list_options(plan: ClientPlan) -> tuple[Option, ...]:
    """The credentials, the constant headers, and the options of every client."""
    headers = (
        Option(h.option, "str", _code(h.default), f"the header {_code(h.header)}")
        for h in plan.headers
    )
    place = f"{_code(f'{plan.env_prefix}_BASE_URL')}, or the document's server"
    if plan.example_url:
        place = f"required, for example {_code(plan.example_url)}"
    base_url = Option("base_url", "str", place, "the server to call")
    own = (option for credential in plan.credentials for option in _of(credential))
    common = (
        replace(
            option,
            type=option.type.replace("httpx", plan.http),
            meaning=option.meaning.replace("httpx", plan.http),
        )
        for option in _COMMON
    )
    return (*own, *headers, base_url, *common)


def _of(credential: Credential) -> tuple[Option, ...]:
    pair = credential.env_pair or ("", "")
    if credential.password:
        names = zip(credential.options, pair, ("user name", "password"), strict=True)
        usual = credential.env and f"{_code(credential.env)} (`user:password`)"
        return tuple(
            Option(name, "str", usual or _code(variable), f"the {what} of a login")
            for name, variable, what in names
        )
    usual = _code(credential.env or "")
    if credential.env_pair:
        usual += f", or {_code(pair[0])} and {_code(pair[1])}"
    kind, meaning = _KINDS[credential.kind]
    return (Option(credential.option, kind, usual, meaning),)


def _code(text: str) -> str:
    return "`" + text.replace("`", "'") + "`"


_KEY: Final = ("str | TokenSource", "the API key, or a function that returns it")
_KINDS: Final = {
    **dict.fromkeys(("header", "query", "cookie"), _KEY),
    "bearer": ("str | TokenSource", "the access token, or a function that returns it"),
    "oauth2": (
        "str | TokenSource | ClientCredentials | PasswordCredentials | RefreshToken",
        "an access token, a function that returns one, or credentials to fetch one: client id and secret, "
        "user name and password, or a refresh token",
    ),
    "basic": ("tuple[str, str]", "user name and password"),
}
_COMMON: Final = (
    Option(
        "timeout",
        "float | httpx.Timeout | None",
        "60 s, connect 5 s",
        "seconds, or an `httpx.Timeout`; None means no timeout",
    ),
    Option("deadline", "float | None", "None", "seconds for a whole call, including retries"),
    Option("max_retries", "int", "2", "maximum number of retries of a call"),
    Option(
        "max_retry_after",
        "float",
        "60.0",
        "maximum `Retry-After` in seconds; with a longer one, the error is raised immediately",
    ),
    Option("retry", "RetryPolicy", "`RetryPolicy()`", "retry delays and statuses"),
    Option(
        "hooks",
        "Hooks",
        "`Hooks()`",
        "functions called before a request, after a response, on a retry and around a call",
    ),
    Option(
        "default_headers",
        "Mapping[str, str | None] | None",
        "none",
        "sent with every call; None removes a header",
    ),
    Option(
        "default_query", "Mapping[str, object] | None", "none", "query parameters of every call"
    ),
    Option(
        "check_requests", "bool", "True", "validate arguments against the document before sending"
    ),
    Option(
        "response_validation",
        "'lenient' | 'strict' | 'off'",
        '`"lenient"`',
        "what to do with a response that does not match the document",
    ),
    Option(
        "follow_redirects",
        "bool",
        "False",
        "follow redirects to the same origin; others are never followed",
    ),
    Option("max_response_bytes", "int | None", "100 MB", "maximum size of a response in bytes"),
    Option("max_inflation", "float | None", "200.0", "maximum decompression ratio of a response"),
    Option(
        "auth",
        "httpx.Auth | None",
        "the client's credentials",
        "your own `httpx.Auth`, used instead of the credentials",
    ),
    Option(
        "server_variables",
        "Mapping[str, str] | None",
        "the document's defaults",
        "values of the variables in the server's URL",
    ),
    Option("clock", "Clock", "`Clock()`", "clock, sleep and random functions, to replace in tests"),
    Option(
        "http_client",
        "httpx.Client | None",
        "created on first use",
        "your own, which the client never closes",
    ),
    Option(
        "transport",
        "httpx.BaseTransport | None",
        "created on first use",
        "your own, which the client never closes",
    ),
)
