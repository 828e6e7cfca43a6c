"""What the README says about credentials: their options, variables and places, and how tokens are fetched."""

from __future__ import annotations

from typing import Final

from specwright.python.client.plan import Credential
from specwright.python.pages.markup import Line, Span

_SOURCES: Final = frozenset({"header", "query", "cookie", "bearer", "oauth2"})
_NAMED: Final = {"header": "the header ", "query": "the query parameter ", "cookie": "the cookie "}
_FUNCTIONS: Final = " you can also pass a function that returns it; it is called before each call."
_GRANTS: Final = (
    " can also be `ClientCredentials(client_id, client_secret)`, `PasswordCredentials(username, password)` or "
    "`RefreshToken(refresh_token)`. The client then fetches tokens"
)
_RENEWED: Final = ", and new ones when they have expired or are refused."
_AUTHORIZATION: Final = {"basic": "Authorization: Basic"}


def credential_row(credential: Credential) -> Line:
    """A row of the table: option, environment variable, place in the request."""
    return Line(
        (
            "| ",
            *_spans(credential.options, ", "),
            " | ",
            *_spans((credential.env,) if credential.env else (), ""),
            " or " if credential.env and credential.env_pair else "",
            *_spans(credential.env_pair or (), " and "),
            " | ",
            _NAMED.get(credential.kind, ""),
            Span(credential.name or _AUTHORIZATION.get(credential.kind, "Authorization: Bearer")),
            " |",
        )
    )


def credential_notes(credentials: tuple[Credential, ...]) -> tuple[Line, ...]:
    """What can be passed instead of a key or token."""
    sources = tuple(c.option for c in credentials if c.kind in _SOURCES)
    notes = [Line(("For ", *_spans(sources, ", "), _FUNCTIONS))] if sources else []
    for found in (c for c in credentials if c.kind == "oauth2"):
        place = (" from ", Span(found.token_url)) if found.token_url else ()
        notes.append(Line((Span(found.option), _GRANTS, *place, _RENEWED)))
    return tuple(notes)


def _spans(texts: tuple[str, ...], between: str) -> tuple[str | Span, ...]:
    pieces = [piece for text in texts for piece in (between, Span(text))]
    return tuple(pieces[1:])
