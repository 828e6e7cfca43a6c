"""Fetch OAuth 2 tokens on demand, one request at a time, and keep them until they expire or can be renewed."""

from __future__ import annotations

import json
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode, urljoin

from ..base.effects import Flow, Hold, Notify, Sleep
from ..base.errors import (
    APIResponseValidationError,
    AuthenticationError,
    ClientError,
    TransportFailure,
)
from ..base.json_types import is_object
from ..base.redact import mask_text
from ..base.wire import HttpResponse, WireRequest
from ..config.base_url import may_hold_secrets
from ..config.client_credentials import basic_of, renewal
from ..config.settings import NO_OPTIONS
from ..http.exchange import connection_error, make_exchange, to_response
from ..http.retry import RetryState

if TYPE_CHECKING:
    from ..config.client_config import Core
    from ..config.client_credentials import TokenGrant
    from ..config.settings import Credential

LEEWAY_SECONDS = 30.0
LEEWAY_SHARE = 0.1
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    text: str
    expires: float | None  # on the client's clock


class Gate:
    """Lets one caller in at a time: of all threads, or of the tasks of each event loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_loop: weakref.WeakKeyDictionary[Any, Any] = weakref.WeakKeyDictionary()

    def enter(self) -> Callable[[], object]:
        """Returns a function to call when leaving. Waits for a limited time: an inherited lock is never released."""
        got = self._lock.acquire(timeout=PATIENCE_SECONDS)
        return self._lock.release if got else _nothing

    async def enter_async(self) -> Callable[[], object]:
        from ..base.waits import make_lock, running_loop

        with self._lock:
            lock = self._by_loop.setdefault(running_loop(), make_lock())
        await lock.acquire()
        release: Callable[[], object] = lock.release
        return release


def _nothing() -> None:
    return None


@dataclass(slots=True, repr=False)
class TokenSlot:
    """The token of one client id or user at one server, shared by all copies of a client."""

    gate: Gate = field(default_factory=Gate)
    token: Token | None = None
    refresh: str = ""  # the refresh token, if the server sent one

    def sound(self, now: float) -> Token | None:
        token = self.token
        return token if token and (token.expires is None or now < token.expires) else None


def slot_of(core: Core, credential: Credential, given: TokenGrant) -> TokenSlot:
    parameters = tuple(sorted(given.parameters.items()))
    key = (
        credential.scheme,
        _token_url(core, credential, given, given.form),
        tuple(given.form.items()),
        given.client_id,
        given.client_secret,
        given.scopes,
        parameters,
    )
    return cast("TokenSlot", core.tokens.setdefault(key, TokenSlot()))


def token_flow(
    core: Core, credential: Credential, given: TokenGrant, rejected: str = ""
) -> Flow[str]:
    """A token other than the rejected one, from the cache or the server."""
    slot = slot_of(core, credential, given)
    token = slot.sound(core.options.clock.now())
    if token is not None and token.text != rejected:
        return token.text
    release = yield Hold(slot.gate)
    try:
        token = slot.sound(core.options.clock.now())  # another caller may have fetched it meanwhile
        if token is None or token.text == rejected:
            token = slot.token = yield from _renewed(core, credential, given, slot)
    finally:
        release()
    return token.text


def _renewed(core: Core, credential: Credential, given: TokenGrant, slot: TokenSlot) -> Flow[Token]:
    """Renew with the last refresh token; if the server refuses it, with the user's credentials."""
    if not slot.refresh:
        return (yield from _fetch(core, credential, given, slot, given.form))
    try:
        return (yield from _fetch(core, credential, given, slot, renewal(slot.refresh)))
    except AuthenticationError as error:
        slot.refresh = ""
        if error.status_code not in (400, 401):
            raise
    return (yield from _fetch(core, credential, given, slot, given.form))


def _token_url(core: Core, credential: Credential, given: TokenGrant, form: dict[str, str]) -> str:
    documented = credential.token_url
    if "refresh_token" in form:
        documented = credential.refresh_url or documented
    known = given.token_url or documented
    url = urljoin(str(core.base_url), known)
    if not known or not may_hold_secrets(core.base_url, url):
        raise ClientError(f"{credential.option}: set token_url to an https URL")
    return url


def _request(
    core: Core, credential: Credential, given: TokenGrant, grant: dict[str, str]
) -> WireRequest:
    form = {**grant, **given.parameters}
    # A renewed token has the scopes of the first one.
    usual = () if "refresh_token" in grant else credential.scopes
    scopes = usual if given.scopes is None else given.scopes
    if scopes:
        form["scope"] = " ".join(scopes)
    headers = [
        ("User-Agent", f"{core.settings.product}/Python {core.settings.version}"),
        ("Accept", "application/json"),
        ("Accept-Encoding", "gzip, deflate"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ]
    if given.client_secret and given.send_as == "basic":
        headers.append(("Authorization", f"Basic {basic_of(given)}"))
    else:
        own = {"client_id": given.client_id, "client_secret": given.client_secret}
        form |= {name: value for name, value in own.items() if value}
    url = _token_url(core, credential, given, grant)
    content = urlencode(form).encode("ascii")
    label = f"token of {credential.option}"
    secrets = (*core.secrets(), *given.secrets, form.get("refresh_token", ""))
    return WireRequest("POST", url, headers, content, label, secrets, to_api=False)


def _fetch(
    core: Core, credential: Credential, given: TokenGrant, slot: TokenSlot, form: dict[str, str]
) -> Flow[Token]:
    """Sent without hooks and logs, which would see the token."""
    request = _request(core, credential, given, form)
    info = request.info()
    options = core.options
    state = RetryState(options, options.clock, True, False, options.max_retries, None)
    while True:
        try:
            received = yield make_exchange(core, request, NO_OPTIONS, None)
        except TransportFailure as failure:
            delay = state.after_failure(failure)
            if delay is None:
                raise connection_error(failure, info, state, request.secrets) from failure.__cause__
        else:
            response = to_response(received, info, state.taken)
            delay = state.after_response(response.status_code, response.headers)
            if delay is None:
                token, refresh = _read_token(core, credential, response, request.secrets)
                if refresh and given.is_renewed and refresh != slot.refresh:
                    slot.refresh = refresh
                    hook = getattr(given, "on_refresh_token", None)
                    if hook is not None:
                        yield Notify(hook, refresh)
                return token
        yield Sleep(delay)


def _read_token(
    core: Core, credential: Credential, response: HttpResponse, secrets: tuple[str, ...]
) -> tuple[Token, str]:
    """The access token, and the refresh token if there is one."""
    try:
        answer = response.json()
    except ValueError:
        answer = None
    body: dict[str, Any] = answer if is_object(answer) else {}
    if response.status_code != 200:
        fault = mask_text(str(body.get("error_description") or body.get("error") or ""), secrets)
        text = f"{credential.option}: no token: {response.status_code} {fault[:200]}".rstrip()
        raise AuthenticationError(text, request=response.request, response=response)
    token, kind = body.get("access_token"), body.get("token_type", "bearer")
    if not isinstance(token, str) or not token or str(kind).lower() != "bearer":
        raise APIResponseValidationError(
            f"{credential.option}: the token response contains no bearer token",
            request=response.request,
            response=replace(response, content=b""),  # it may contain a secret
        )
    refresh = body.get("refresh_token")
    found = Token(token, _expiry(core, body.get("expires_in")))
    return found, refresh if isinstance(refresh, str) else ""


def _expiry(core: Core, seconds: Any) -> float | None:
    """Earlier than the server says, so that the token outlives the request it is sent with."""
    try:
        lifetime = float(json.loads(seconds) if isinstance(seconds, str) else seconds)
    except (TypeError, ValueError):
        return None
    return core.options.clock.now() + lifetime - min(LEEWAY_SECONDS, lifetime * LEEWAY_SHARE)
