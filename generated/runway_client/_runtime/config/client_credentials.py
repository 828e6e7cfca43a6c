"""The id and secret of an OAuth 2 client, as a user gives them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
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

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.client_secret, basic_of(self))


def basic_of(given: ClientCredentials) -> str:
    """RFC 6749, 2.3.1: both are form-encoded before they are joined."""
    pair = f"{quote_plus(given.client_id)}:{quote_plus(given.client_secret)}"
    return b64encode(pair.encode()).decode("ascii")
