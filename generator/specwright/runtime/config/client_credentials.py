"""The credentials for fetching OAuth 2 tokens, as users pass them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeAlias
from urllib.parse import quote_plus


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """The client id and secret with which the client fetches OAuth 2 tokens (RFC 6749, 4.4).

    Scopes and token URL default to those of the document. The secret is sent in an
    Authorization header, or in the form with `send_as="body"`. `parameters` are added to the
    form.
    """

    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...] | None = None
    token_url: str | None = None
    send_as: Literal["basic", "body"] = "basic"
    parameters: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    is_renewed: ClassVar[bool] = False

    @property
    def form(self) -> dict[str, str]:
        return {"grant_type": "client_credentials"}

    @property
    def secrets(self) -> tuple[str, ...]:
        return secrets_of_client(self)


@dataclass(frozen=True, slots=True)
class PasswordCredentials:
    """A user's name and password with which the client fetches OAuth 2 tokens (RFC 6749, 4.3).

    Tokens are renewed with the refresh token, if the server gives one. A client without a secret
    sends its id in the form, if it has one. For the rest see `ClientCredentials`.
    """

    username: str
    password: str = field(repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    scopes: tuple[str, ...] | None = None
    token_url: str | None = None
    send_as: Literal["basic", "body"] = "basic"
    parameters: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    is_renewed: ClassVar[bool] = True

    @property
    def form(self) -> dict[str, str]:
        return {"grant_type": "password", "username": self.username, "password": self.password}

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.password, *secrets_of_client(self))


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token with which the client fetches OAuth 2 tokens (RFC 6749, 6).

    `on_refresh_token` is called with each new refresh token that the server gives in its place;
    the old one may be worthless then. For the rest see `PasswordCredentials`.
    """

    refresh_token: str = field(repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    scopes: tuple[str, ...] | None = None
    token_url: str | None = None
    send_as: Literal["basic", "body"] = "basic"
    parameters: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    on_refresh_token: Callable[[str], object] | None = field(default=None, compare=False)
    is_renewed: ClassVar[bool] = True

    @property
    def form(self) -> dict[str, str]:
        return renewal(self.refresh_token)

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.refresh_token, *secrets_of_client(self))


TokenGrant: TypeAlias = "ClientCredentials | PasswordCredentials | RefreshToken"


def renewal(refresh_token: str) -> dict[str, str]:
    return {"grant_type": "refresh_token", "refresh_token": refresh_token}


def secrets_of_client(given: TokenGrant) -> tuple[str, ...]:
    return (given.client_secret, basic_of(given)) if given.client_secret else ()


def basic_of(given: TokenGrant) -> str:
    """RFC 6749, 2.3.1: both are form-encoded before they are joined."""
    pair = f"{quote_plus(given.client_id)}:{quote_plus(given.client_secret)}"
    return b64encode(pair.encode()).decode("ascii")
