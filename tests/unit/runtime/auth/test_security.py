"""Credentials: which are sent, where to, where they come from, and that nobody sees them."""

from __future__ import annotations

import base64
import json
import logging
import pickle
import threading
import time
from collections.abc import Generator
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from specwright import runtime as _r
from tests.unit.runtime.operations import Bench, operation

TOKEN_URL = "https://login.four.test/token"
SETTINGS = _r.ClientSettings(
    package="api4",
    product="Four",
    version="1",
    env_prefix="FOUR",
    base_url="https://api.four.test/v1",
    servers=("https://files.four.test", "https://api.four.test/v1"),
    credentials=(
        _r.Credential(scheme="key", kind="header", option="key", name="X-Key"),
        _r.Credential(scheme="tenant", kind="query", option="tenant", name="tenant"),
        _r.Credential(
            scheme="oauth",
            kind="oauth2",
            option="oauth",
            token_url=TOKEN_URL,
            scopes=("read", "write"),
            env_pair=("FOUR_ID", "FOUR_SECRET"),
        ),
        _r.Credential(scheme="oidc", kind="bearer", option="id_token"),
    ),
)
OAUTH = operation("OAUTH", security=(("oauth",),))
BOTH = operation("BOTH", "GET", security=(("oauth", "tenant"), ("key",)))
OPTIONAL = operation("OPTIONAL", "GET", security=((), ("key",)))
OIDC = operation("OIDC", "GET", security=(("oidc",),))
FILES = operation("FILES", "GET", security=(("key",),), server="https://files.four.test/up")
ELSEWHERE = operation("ELSEWHERE", "GET", security=(("key",),), server="https://evil.test")
PUT = operation("SECURE_PUT", "PUT", body=_r.BinaryBody(), security=(("oauth",),))
GIVEN = _r.ClientCredentials("my id", "s3cret&more")


class Api:
    """The token server and the API; tokens are numbered, `good` are those that are taken."""

    def __init__(self, **answer: Any) -> None:
        self.answer = answer
        self.tokens = 0
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self.used: list[str] = []
        self.refused: set[str] = set()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if str(request.url) == TOKEN_URL:
            self.tokens += 1
            form = parse_qs(request.content.decode())
            self.forms.append((request.headers.get("authorization", ""), form))
            given = {"access_token": f"token-{self.tokens}", "token_type": "Bearer", **self.answer}
            return httpx.Response(200, json=given)
        used = request.headers.get("authorization", "")
        self.used.append(used)
        if used in self.refused:
            return httpx.Response(401, json={"error": f"bad {used}"})
        return httpx.Response(200, json={})


def client(bench: Bench, handler: Any, **options: Any) -> Any:
    given = {
        name: options.pop(name) for name in ("key", "tenant", "oauth", "oidc") if name in options
    }
    return bench.client(handler, SETTINGS, given, **options)


def send(bench: Bench, made: Any, spec: _r.Operation = OAUTH, **more: Any) -> Any:
    return bench.run(made.send(_r.Call(spec, {}, **more)))


def test_a_token_is_fetched_and_kept(bench: Bench) -> None:
    api = Api(expires_in=3600)
    made = client(bench, api, oauth=GIVEN, default_headers={"X-Mine": "1"})
    for _ in range(3):
        send(bench, made)
    send(bench, made.__class__._changed(made, {}, {}, {"max_retries": 0}))
    assert api.used == ["Bearer token-1"] * 4
    basic = base64.b64encode(b"my+id:s3cret%26more").decode()
    assert api.forms == [
        (f"Basic {basic}", {"grant_type": ["client_credentials"], "scope": ["read write"]})
    ]
    asked = bench.requests[0]
    assert "x-mine" not in asked.headers and "x-key" not in asked.headers


def test_a_token_is_fetched_again_before_it_expires(bench: Bench) -> None:
    api = Api(expires_in="100")
    made = client(bench, api, oauth=GIVEN)
    send(bench, made)
    bench.time.now += 89
    send(bench, made)
    bench.time.now += 2
    send(bench, made)
    assert api.used == ["Bearer token-1", "Bearer token-1", "Bearer token-2"]


def test_a_refused_token_is_replaced_once(bench: Bench) -> None:
    api = Api()
    api.refused = {"Bearer token-1"}
    made = client(bench, api, oauth=GIVEN)
    send(bench, made)
    assert api.used == ["Bearer token-1", "Bearer token-2"]
    api.refused = {f"Bearer token-{n}" for n in range(10)}
    with pytest.raises(_r.AuthenticationError):
        send(bench, made)
    assert api.used[2:] == ["Bearer token-2", "Bearer token-3"]
    with pytest.raises(_r.AuthenticationError):
        send(bench, made, PUT, body=iter([b"x"]))
    assert api.used[4:] == ["Bearer token-3"]


def test_a_users_password_fetches_a_token_that_is_renewed(bench: Bench) -> None:
    api = Api(expires_in=100, refresh_token="renew-1")
    given = _r.PasswordCredentials("me", "hush-hush", client_id="app", scopes=("read",))
    made = client(bench, api, oauth=given)
    send(bench, made)
    bench.time.now += 100
    api.answer["refresh_token"] = "renew-2"
    send(bench, made)
    bench.time.now += 100
    send(bench, made)
    assert api.used == [f"Bearer token-{n}" for n in (1, 2, 3)]
    own = {"client_id": ["app"], "scope": ["read"]}
    password = {"grant_type": ["password"], "username": ["me"], "password": ["hush-hush"]}
    renewals = [{"grant_type": ["refresh_token"], "refresh_token": [f"renew-{n}"]} for n in (1, 2)]
    assert api.forms == [("", {**form, **own}) for form in (password, *renewals)]
    assert {"hush-hush", "renew-2", "token-3"} <= set(made._core.secrets())
    assert "hush" not in repr(given)


def test_a_refresh_token_that_is_refused_gives_way_to_the_password(bench: Bench) -> None:
    api = Api(expires_in=100, refresh_token="renew-1")

    def answer(request: httpx.Request) -> httpx.Response:
        if b"refresh_token=" in request.content:
            return httpx.Response(400, json={"error": "invalid_grant renew-1"})
        return api(request)

    made = client(bench, answer, oauth=_r.PasswordCredentials("me", "hush-hush"))
    send(bench, made)
    bench.time.now += 100
    send(bench, made)
    assert api.used == ["Bearer token-1", "Bearer token-2"]
    stale = client(bench, answer, oauth=_r.RefreshToken("renew-1"))
    with pytest.raises(_r.AuthenticationError, match="invalid_grant") as caught:
        send(bench, stale)
    assert "renew-1" not in str(caught.value)


def test_a_new_refresh_token_is_told_and_used(bench: Bench) -> None:
    api = Api(expires_in=100, refresh_token="renew-2")
    told: list[str] = []
    given = _r.RefreshToken("renew-1", "app", "s3cret", on_refresh_token=told.append)
    made = client(bench, api, oauth=given)
    send(bench, made)
    bench.time.now += 100
    send(bench, made)
    assert told == ["renew-2"]
    assert [form["refresh_token"] for _, form in api.forms] == [["renew-1"], ["renew-2"]]
    assert all(sent.startswith("Basic ") and "scope" not in form for sent, form in api.forms)


def test_other_forms_of_the_request(bench: Bench) -> None:
    api = Api()
    given = _r.ClientCredentials(
        "id", "secret", scopes=(), send_as="body", parameters={"audience": "a"}
    )
    send(bench, client(bench, api, oauth=given))
    assert api.forms == [
        (
            "",
            {
                "grant_type": ["client_credentials"],
                "client_id": ["id"],
                "client_secret": ["secret"],
                "audience": ["a"],
            },
        )
    ]
    for url in ("http://login.four.test/token", "ftp://x", "https://a b"):
        wrong = _r.ClientCredentials("id", "secret", token_url=url)
        with pytest.raises(_r.ClientError, match="to an https URL"):
            send(bench, client(bench, api, oauth=wrong))


def test_tokens_of_the_users_own(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    api = Api()
    send(bench, client(bench, api, oauth="mine"))
    count = iter(range(10))
    made = client(bench, api, oidc=lambda: f"call-{next(count)}")
    send(bench, made, OIDC)
    send(bench, made, OIDC)
    if bench.is_async:

        async def later() -> str:
            return "awaited"

        send(bench, client(bench, api, oauth=later))
    assert api.used[:3] == ["Bearer mine", "Bearer call-0", "Bearer call-1"]
    assert api.used[3:] == (["Bearer awaited"] if bench.is_async else [])
    with pytest.raises(_r.ClientError, match="id_token must be a non-empty string"):
        send(bench, client(bench, api, oidc=lambda: None), OIDC)
    assert api.tokens == 0
    monkeypatch.setenv("FOUR_ID", "id")
    monkeypatch.setenv("FOUR_SECRET", "secret")
    send(bench, client(bench, api))
    assert api.used[-1] == "Bearer token-1"


def test_many_calls_fetch_one_token(bench: Bench) -> None:
    api = Api()
    if bench.is_async:
        import asyncio

        made = client(bench, api, oauth=GIVEN)

        async def together() -> None:
            await asyncio.gather(*(made.send(_r.Call(OAUTH, {})) for _ in range(8)))

        bench.run(together())
    else:

        def slow(request: httpx.Request) -> httpx.Response:
            time.sleep(0.02)
            return api(request)

        made = client(bench, slow, oauth=GIVEN)
        threads = [threading.Thread(target=made.send, args=(_r.Call(OAUTH, {}),)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert api.tokens == 1 and api.used == ["Bearer token-1"] * 8


@pytest.mark.parametrize(
    ("response", "error", "text"),
    [
        (
            httpx.Response(
                401, json={"error": "invalid_client", "error_description": "s3cret&more"}
            ),
            _r.AuthenticationError,
            r"oauth: no token: 401 \*\*\*",
        ),
        (httpx.Response(400, content=b"<html>"), _r.AuthenticationError, "oauth: no token: 400"),
        (httpx.Response(200, json={"access_token": 5}), _r.APIResponseValidationError, "no bearer"),
        (
            httpx.Response(200, json={"access_token": "x", "token_type": "mac"}),
            _r.APIResponseValidationError,
            "no bearer",
        ),
    ],
)
def test_no_token(bench: Bench, response: httpx.Response, error: Any, text: str) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(response.status_code, content=response.content)

    with pytest.raises(error, match=text) as caught:
        send(bench, client(bench, handler, oauth=GIVEN))
    assert "s3cret" not in str(caught.value)


def test_the_token_server_is_asked_again(bench: Bench) -> None:
    api = Api()
    left = [httpx.ConnectError("refused"), httpx.Response(503)]

    def handler(request: httpx.Request) -> httpx.Response:
        if left:
            result = left.pop(0)
            if isinstance(result, Exception):
                raise result
            return result
        return api(request)

    send(bench, client(bench, handler, oauth=GIVEN))
    assert api.used == ["Bearer token-1"] and len(bench.time.slept) == 2


def test_nothing_shows_a_secret(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[Any] = []
    api = Api()
    api.refused = {f"Bearer token-{n}" for n in range(10)}
    hooks = _r.Hooks(before_request=seen.append, after_response=seen.append)
    made = client(bench, api, oauth=GIVEN, hooks=hooks)
    with caplog.at_level(logging.DEBUG, "api4"), pytest.raises(_r.AuthenticationError) as caught:
        send(bench, made)
    shown = [repr(GIVEN), repr(made), repr(made._core), str(caught.value), caplog.text]
    shown += [repr(seen), json.dumps([str(item.headers) for item in seen])]
    for text in shown:
        assert "s3cret" not in text and "token-" not in text
    assert all("login" not in item.url for item in seen if isinstance(item, _r.RequestInfo))


def test_combinations_and_alternatives(bench: Bench) -> None:
    api = Api()
    send(bench, client(bench, api, oauth="o", tenant="t", key="k"), BOTH)
    send(bench, client(bench, api, oauth="o", key="k"), BOTH)
    first, second = bench.requests
    assert first.headers["authorization"] == "Bearer o" and first.url.params["tenant"] == "t"
    assert "x-key" not in first.headers
    assert second.headers["x-key"] == "k" and "authorization" not in second.headers
    with pytest.raises(_r.MissingCredentialError) as caught:
        send(bench, client(bench, api, oauth="o"), BOTH)
    assert "pass oauth= (or set FOUR_ID and FOUR_SECRET) and tenant= or else key=" in str(
        caught.value
    )


def test_a_credential_is_used_where_none_is_needed(bench: Bench) -> None:
    api = Api()
    send(bench, client(bench, api, key="k"), OPTIONAL)
    send(bench, client(bench, api), OPTIONAL)
    assert [request.headers.get("x-key") for request in bench.requests] == ["k", None]


class MyAuth(httpx.Auth):
    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["X-Signed"] = request.url.path
        yield request


def test_an_httpx_auth_replaces_all_credentials(bench: Bench) -> None:
    api = Api()
    made = client(bench, api, oauth=GIVEN, key="k", auth=MyAuth())
    for spec in (OAUTH, BOTH, OPTIONAL):
        send(bench, made, spec)
    for request in bench.requests:
        assert request.headers["x-signed"] == "/v1/things"
        assert not {"authorization", "x-key"} & set(request.headers)
    assert api.tokens == 0
    plain = bench.client(
        None, SETTINGS, {}, auth=httpx.BasicAuth("u", "p4ssword"), clock=_r.Clock()
    )
    assert b"p4ssword" not in pickle.dumps(plain) and "BasicAuth" not in repr(plain._core.options)


def test_credentials_stay_with_the_servers_of_the_document(bench: Bench) -> None:
    api = Api()
    made = client(bench, api, key="k")
    send(bench, made, FILES)
    assert str(bench.requests[0].url) == "https://files.four.test/up/things"
    assert bench.requests[0].headers["x-key"] == "k"
    for given in (made, client(bench, api, auth=MyAuth())):
        with pytest.raises(_r.MissingCredentialError, match="so no credentials are sent"):
            send(bench, given, ELSEWHERE)
    own = client(bench, api, key="k", base_url="https://proxy.test/x")
    for spec in (FILES, ELSEWHERE):
        send(bench, own, spec)
        assert str(bench.requests[-1].url) == "https://proxy.test/x/things"
        assert bench.requests[-1].headers["x-key"] == "k"
