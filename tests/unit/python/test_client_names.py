"""The client's own names stand beside those of the runtime, and its options beside each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from specwright.diagnostics import Diagnostics
from specwright.pipeline import Request, generate, read_document, shape
from specwright.python.client.plan import ClientPlan


def plan_of(tmp_path: Path, title: str, schemes: str = "{}") -> ClientPlan:
    document = tmp_path / "api.yaml"
    document.write_text(
        f"openapi: 3.1.0\ninfo: {{title: '{title}', version: '1'}}\npaths: {{}}\n"
        f"components: {{securitySchemes: {schemes}}}\n",
        encoding="utf-8",
    )
    sink, request = Diagnostics(), Request(str(document))
    return shape(read_document(request, sink)[0], request, sink).plan


@pytest.mark.parametrize(
    ("title", "package", "client", "error"),
    [
        ("Pet Shop", "pet_shop", "PetShop", "PetShopError"),
        ("Model", "model", "ModelClient", "ModelClientError"),
        ("Page", "page", "PageClient", "PageClientError"),
        ("Search Result", "search_result", "SearchResultClient", "SearchResultClientError"),
        ("Not Found", "not_found", "NotFound", "NotFoundClientError"),
        ("Client", "client", "Client", "ClientError"),
        ("文件 API", "api", "Api", "ApiError"),
        ("文件", "client", "Client", "ClientError"),
    ],
)
def test_a_client_is_named_like_nothing_else_of_its_package(
    tmp_path: Path, title: str, package: str, client: str, error: str
) -> None:
    plan = plan_of(tmp_path, title)
    assert (plan.package, plan.class_name, plan.error) == (package, client, error)


def test_credentials_have_names_that_no_option_has(tmp_path: Path) -> None:
    kinds = ("first", "timeout", "钥匙", "max-retries", "maxRetries")
    schemes = ", ".join(f"'{k}': {{type: apiKey, in: header, name: X}}" for k in kinds)
    plan = plan_of(tmp_path, "Api", f"{{{schemes}}}")
    options = [credential.option for credential in plan.credentials]
    assert options == ["api_key", "timeout_", "credential", "max_retries_", "max_retries__4"]
    assert all(c.env.isascii() for c in plan.credentials)
    assert len({c.env for c in plan.credentials}) == len(kinds)


def test_credentials_are_called_after_their_kind_and_a_second_one_after_its_scheme(
    tmp_path: Path,
) -> None:
    schemes = """{
      HTTPBearer: {type: http, scheme: bearer}, OAuth2: {type: oauth2, flows: {}},
      openIDConnect: {type: openIdConnect, openIdConnectUrl: 'https://x.test'},
      token: {type: apiKey, in: query, name: t}, JWTKey: {type: apiKey, in: cookie, name: k},
      site: {type: http, scheme: basic}, adminLogin: {type: http, scheme: Basic}}"""
    plan = plan_of(tmp_path, "Api", schemes)
    assert {c.scheme: " ".join(c.options) for c in plan.credentials} == {
        "HTTPBearer": "token",
        "OAuth2": "oauth2",
        "openIDConnect": "open_id_connect",
        "token": "api_key",
        "JWTKey": "jwt_key",
        "site": "username password",
        "adminLogin": "admin_login_username admin_login_password",
    }


@pytest.mark.parametrize(
    ("flows", "kind", "url"),
    [
        ("{password: {tokenUrl: /t, scopes: {}}}", "oauth2", "/t"),
        ("{authorizationCode: {tokenUrl: /t, refreshUrl: /r, scopes: {}}}", "oauth2", "/t"),
        ("{implicit: {authorizationUrl: /a, scopes: {}}}", "bearer", ""),
    ],
)
def test_flows_of_oauth(tmp_path: Path, flows: str, kind: str, url: str) -> None:
    plan = plan_of(tmp_path, "Api", f"{{o: {{type: oauth2, flows: {flows}}}}}")
    (found,) = plan.credentials
    assert (found.kind, found.token_url, found.env_pair) == (kind, url, None)


def test_a_client_without_credentials_takes_its_settings_by_name(tmp_path: Path) -> None:
    plan_of(tmp_path, "Plain")
    files = generate(Request(str(tmp_path / "api.yaml")), Diagnostics()).files
    (client,) = [f.content.decode() for f in files if f.path == "plain/_client.py"]
    assert "def __init__(self, **arguments:" in " ".join(client.split()).replace("( self", "(self")


def test_tags_that_are_the_same_in_latin_letters_have_files_of_their_own(tmp_path: Path) -> None:
    paths = "".join(
        f"  /{n}: {{get: {{operationId: a, tags: [{tag}], responses: {{'204': {{description: d}}}}}}}}\n"
        for n, tag in enumerate(["用户", "用戶", "Письма", "是", "yong hu"])
    )
    document = tmp_path / "api.yaml"
    document.write_text(
        f"openapi: 3.1.0\ninfo: {{title: Api, version: '1'}}\npaths:\n{paths}", encoding="utf-8"
    )
    files = {f.path for f in generate(Request(str(document)), Diagnostics()).files}
    found = {path.split("/")[2] for path in files if path.startswith("api/endpoints/")}
    hashed = {"yong_hu_x0d0e1a86.py", "yong_hu_x225dd307.py"}
    assert found == {"__init__.py", "yong_hu.py", "pis_ma.py", "shi.py", *hashed}
