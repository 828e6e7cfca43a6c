"""Security schemes become options of the client; servers become its base URL."""

from __future__ import annotations

import inspect
from base64 import b64decode

import httpx
import pytest

from tests.harness.building import Builder, Wire, type_errors

SCHEMES = """
security: [{token: []}]
paths:
  /bearer: {get: {operationId: bearer, tags: [x], responses: &ok {'204': {description: x}}}}
  /header: {get: {operationId: header, tags: [x], security: [{head: []}], responses: *ok}}
  /query: {get: {operationId: query, tags: [x], security: [{inQuery: []}], responses: *ok}}
  /basic: {get: {operationId: basic, tags: [x], security: [{user: []}], responses: *ok}}
  /cookie: {get: {operationId: cookie, tags: [x], security: [{inCookie: []}], responses: *ok}}
  /both: {get: {operationId: both, tags: [x], security: [{token: [], head: []}], responses: *ok}}
  /either: {get: {operationId: either, tags: [x], security: [{token: []}, {head: []}], responses: *ok}}
  /open: {get: {operationId: open, tags: [x], security: [], responses: *ok}}
  /perhaps: {get: {operationId: perhaps, tags: [x], security: [{token: []}, {}], responses: *ok}}
  /oauth: {get: {operationId: oauth, tags: [x], security: [{oauth: [read]}], responses: *ok}}
components:
  securitySchemes:
    token: {type: http, scheme: Bearer}
    head: {type: apiKey, in: header, name: X-API-Key}
    inQuery: {type: apiKey, in: query, name: api key}
    user: {type: http, scheme: basic}
    inCookie: {type: apiKey, in: cookie, name: sid}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://x.test/t', scopes: {read: Read.}}}}
"""
KEYS = {
    "token": "token-1",
    "api_key": "header-1",
    "in_query": "que&ry",
    "username": "me",
    "password": "pw",
    "in_cookie": "coo",
    "oauth": "acc",
}


@pytest.mark.parametrize(
    ("method", "line", "headers"),
    [
        ("bearer", "/bearer", {"authorization": "Bearer token-1"}),
        ("header", "/header", {"x-api-key": "header-1"}),
        ("query", "/query?api%20key=que%26ry", {}),
        ("basic", "/basic", {"authorization": "Basic bWU6cHc="}),
        ("cookie", "/cookie", {"cookie": "sid=coo"}),
        ("both", "/both", {"authorization": "Bearer token-1", "x-api-key": "header-1"}),
        ("either", "/either", {"authorization": "Bearer token-1"}),
        ("open", "/open", {}),
        ("perhaps", "/perhaps", {"authorization": "Bearer token-1"}),
        ("oauth", "/oauth", {"authorization": "Bearer acc"}),
    ],
)
def test_each_credential_goes_to_its_place_and_no_other(
    build: Builder, method: str, line: str, headers: dict[str, str]
) -> None:
    _, sent = build(SCHEMES).call(f"x.{method}", options=KEYS)
    assert sent.line == f"GET {line}"
    secret = ("authorization", "x-api-key", "cookie")
    assert {name: sent.headers[name] for name in secret if name in sent.headers} == headers


def test_another_alternative_serves_where_the_first_has_no_key(build: Builder) -> None:
    api = build(SCHEMES)
    assert (
        api.call("x.either", options={"api_key": "header-1"})[1].headers["x-api-key"] == "header-1"
    )
    assert "authorization" not in api.call("x.perhaps")[1].headers
    assert "authorization" not in api.call("x.open")[1].headers


def test_a_missing_key_is_named_before_anything_is_sent(build: Builder) -> None:
    api = build(SCHEMES)
    wire = Wire()
    with api.client(wire) as client, pytest.raises(api.package.ClientError, match="token="):
        client.x.bearer()
    assert not wire.requests


def test_keys_come_from_the_environment(build: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    api = build(SCHEMES)
    monkeypatch.setenv(f"{api.name.upper()}_TOKEN", "from-env")
    monkeypatch.setenv(f"{api.name.upper()}_API_KEY", "head-env")
    _, sent = api.call("x.both")
    assert sent.headers["authorization"] == "Bearer from-env"
    assert sent.headers["x-api-key"] == "head-env"
    assert (
        api.call("x.bearer", options={"token": "given"})[1].headers["authorization"]
        == "Bearer given"
    )


def test_a_login_is_a_name_and_a_password_both_or_neither(
    build: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = build(SCHEMES)
    head = api.name.upper()
    with pytest.raises(ValueError, match="pass both username= and password="):
        api.client(username="me")
    monkeypatch.setenv(f"{head}_USERNAME", "env")
    with (
        api.client() as client,
        pytest.raises(
            api.package.MissingCredentialError,
            match=rf"username= and password= \(or set {head}_USERNAME and {head}_PASSWORD\)",
        ),
    ):
        client.x.basic()
    monkeypatch.setenv(f"{head}_PASSWORD", "pw")
    wire = Wire()
    with api.client(wire) as client:
        for one in (client, client.with_options(password=""), client.with_options(timeout=1)):
            one.x.basic()
    sent = [b64decode(r.headers["authorization"].split()[1]) for r in wire.requests]
    assert sent == [b"env:pw", b"env:", b"env:pw"]


def test_every_option_stands_in_the_help_and_the_readme_with_its_variable(build: Builder) -> None:
    api = build(f"servers: [{{url: 'https://a.test'}}]\n{SCHEMES}")
    (readme,) = [f.content.decode() for f in api.generated.files if f.path == "README.md"]
    client = api.client_class()
    own = list(inspect.signature(client).parameters)[:-1]
    common = api.module("_runtime").SyncArguments.__annotations__
    for name in (*own, *common):
        assert f"        {name} (" in client.__doc__, name
        assert f"| `{name}` | " in readme
    for variable in ("TOKEN", "API_KEY", "USERNAME", "PASSWORD", "OAUTH", "BASE_URL"):
        assert f"`{api.name.upper()}_{variable}`" in readme
        assert f"`{api.name.upper()}_{variable}`" in " ".join(client.__doc__.split())


def test_a_pinned_login_is_one_option(build: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    pinned = """
    - target: $
      update: {x-specwright-client: {credentials: {user: {option: login, env: LOGIN}}}}
    """
    api = build(SCHEMES, overlay=pinned)
    monkeypatch.setenv("LOGIN", "me:pw")
    for options in ({}, {"login": ("me", "pw")}):
        _, sent = api.call("x.basic", options=options)
        assert sent.headers["authorization"] == "Basic bWU6cHc="


def test_a_key_is_in_no_repr_and_no_error(build: Builder) -> None:
    api = build(SCHEMES)
    wire = Wire(httpx.Response(401, json={"echo": "token-1"}))
    with api.client(wire, **KEYS) as client:
        assert "token-1" not in repr(client) and "header-1" not in repr(vars(client)) + repr(
            client.x
        )
        with pytest.raises(api.package.AuthenticationError) as found:
            client.x.query()
        assert "que%26ry" not in str(found.value) and "que&ry" not in repr(found.value)


def test_a_scheme_that_is_not_known_is_reported_where_it_is_used(build: Builder) -> None:
    document = """
    paths:
      /x: {get: {operationId: x, tags: [x], security: [{odd: []}], responses: {'204': {description: x}}}}
    components: {securitySchemes: {odd: {type: http, scheme: negotiate}, unused: {type: mutualTLS}}}
    """
    api = build(document, allow=("unsupported-security",))
    assert api.codes == ["unsupported-security"]


def test_the_overlay_names_options_variables_and_constant_headers(
    build: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = build(
        """
        paths:
          /x:
            get:
              operationId: x
              tags: [x]
              security: [{token: []}]
              parameters: [{name: X-Version, in: header, required: true, schema: {const: '2024'}}]
              responses: {'204': {description: x}}
        components: {securitySchemes: {token: {type: http, scheme: bearer}}}
        """,
        overlay="""
        - target: $
          update:
            x-specwright-client:
              class: Acme
              env-prefix: ACME
              credentials: {token: {option: secret, env: ACME_SECRET}}
              headers: {X-Version: {option: api_version}}
        """,
    )
    assert {"Acme", "AsyncAcme", "AcmeError"} < set(api.package.__all__)
    assert api.package.AcmeError is api.package.ClientError
    monkeypatch.setenv("ACME_SECRET", "s")
    _, sent = api.call("x.x")
    assert (sent.headers["x-version"], sent.headers["authorization"]) == ("2024", "Bearer s")
    _, sent = api.call("x.x", options={"api_version": "2025", "secret": "t"})
    assert (sent.headers["x-version"], sent.headers["authorization"]) == ("2025", "Bearer t")
    assert sent.headers["user-agent"].startswith("Acme/Python ")


def base_url(build: Builder, servers: str) -> str:
    api = build(
        f"servers: {servers}\n"
        "paths: {/x: {get: {operationId: x, tags: [x], responses: {'204': {description: x}}}}}"
    )
    wire = Wire()
    with api.client(wire, base_url=None) as client:
        client.x.x()
    return str(wire.last.request.url)


def test_the_first_server_is_the_base_url(build: Builder) -> None:
    servers = "[{url: 'https://a.test/v2/'}, {url: 'https://b.test'}]"
    assert base_url(build, servers) == "https://a.test/v2/x"


def test_server_variables_have_their_defaults(build: Builder) -> None:
    servers = (
        "[{url: 'https://{region}.a.test:{port}/v1', variables: "
        "{region: {default: eu, enum: [eu, us]}, port: {default: '8443'}}}]"
    )
    assert base_url(build, servers) == "https://eu.a.test:8443/v1/x"


def test_the_base_url_can_be_given_or_set(build: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    api = build(SCHEMES)
    wire = Wire()
    monkeypatch.setenv(f"{api.name.upper()}_BASE_URL", "http://localhost:1/deep")
    with api.client(wire, base_url=None) as client:
        client.x.open()
    with api.client(wire, base_url="https://other.test/") as client:
        client.x.open()
    assert [str(r.url) for r in wire.requests] == [
        "http://localhost:1/deep/open",
        "https://other.test/open",
    ]


def test_the_first_whole_address_is_the_base_url(build: Builder) -> None:
    assert base_url(build, "[{url: /v1}, {url: 'https://b.test'}]") == "https://b.test/x"


def test_without_a_whole_address_base_url_is_required(
    build: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "paths: {/x: {get: {operationId: x, tags: [x], responses: {'204': {description: x}}}}}"
    api = build(f"servers: [{{url: /v1}}]\n{path}")
    with pytest.raises(TypeError, match="base_url"):
        api.client_class()()
    with pytest.raises(api.package.ClientError, match=r"pass base_url= .* \(or set "):
        api.client_class()(base_url=None)
    (readme,) = [f.content.decode() for f in api.generated.files if f.path == "README.md"]
    assert '(base_url="https://api.example.com/v1")' in readme
    name = api.client_class().__name__
    code = f"""
    from {api.name} import {name}

    {name}(base_url="https://a.test").with_options(timeout=1).x.x()
    {name}()
    """
    assert type_errors(api, code).count("error:") == 1
    monkeypatch.setenv(f"{api.name.upper()}_BASE_URL", "https://env.test")
    assert api.client_class()(base_url=None).base_url == "https://env.test"


def test_servers_of_all_operations_are_enough(build: Builder) -> None:
    api = build(
        "paths: {/x: {servers: [{url: 'https://own.test'}], get: {operationId: x, tags: [x], "
        "responses: {'204': {description: x}}}}}"
    )
    wire = Wire()
    with api.client(wire, base_url=None) as client:
        client.x.x()
    assert str(wire.last.request.url) == "https://own.test/x"
