"""Credentials that are needed now: on the wire, and by clients that were made without them."""

from __future__ import annotations

import pytest

from tests.unit.diff.conftest import Command

SCHEMES = """\
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    token: {type: http, scheme: bearer}
"""
SHOP = """\
openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
servers: [{url: 'https://shop.test'}]
SECURITY
paths:
  /items:
    get: {operationId: listItems, tags: [items], OWN responses: {'200': {description: ok}}}
    post: {operationId: addItem, tags: [items], responses: {'200': {description: ok}}}
"""


def shop(security: str, own: str = "", schemes: str = SCHEMES) -> str:
    text = SHOP.replace("SECURITY", f"security: {security}" if security else "x-none: true")
    return text.replace("OWN", f"security: {own}," if own else "") + schemes


@pytest.mark.parametrize(
    ("before", "after", "breaks"),
    [
        ("[]", "[key: []]", True),
        ("[]", "[key: [], {}]", False),
        ("[{}, key: []]", "[key: []]", True),
        ("[key: []]", "[]", False),
        ("[key: []]", "[{key: []}, {token: []}]", False),
        ("[key: []]", "[{key: [], token: []}]", True),
        ("[{key: [], token: []}]", "[key: []]", False),
        ("[key: []]", "[token: []]", True),
        ("[{key: []}, {token: []}]", "[token: []]", True),
        ("[token: []]", "[{key: []}, {token: []}]", False),
    ],
)
def test_old_code_without_the_credential(
    diff: Command, before: str, after: str, breaks: bool
) -> None:
    outcome = diff(shop(before), shop(after), "--only", "source")
    assert (outcome.code, outcome.breaking) == (int(breaks), (False, breaks)), outcome.out


def test_security_of_the_whole_document_is_one_finding(diff: Command) -> None:
    old, new = shop("", schemes=""), shop("[key: []]")
    outcome = diff(old, new)
    (change,) = (c for c in outcome.data["changes"] if c["level"] == "error")
    assert change["verdict"] == {"wire": "breaking", "source": "breaking"}
    assert [place["method"] for place in change["places"]] == ["GET", "POST"]
    said = [p["message"].replace("`", "") for p in change["python_places"]]
    assert said == [
        "client.items.list_items fails unless the client has api_key",
        "client.items.add_item fails unless the client has api_key",
    ]
    infos = [c for c in outcome.data["changes"] if c["id"] == "security-requirement-implied"]
    assert len(infos) == 1
    text = diff(old, new, "--format", "text").out
    assert text.count('+ Shop(api_key="...")') == 1


def test_an_option_that_was_renamed_is_told_once(diff: Command) -> None:
    old, new = (
        shop("[token: []]") + f"x-specwright-client: {{credentials: {{token: {{{pin}}}}}}}\n"
        for pin in ("", "option: secret")
    )
    outcome = diff(old, new)
    change = outcome.change("`Shop`: `token` was renamed to `secret`")
    assert outcome.breaking == (False, True)
    assert "option: token" in diff(old, new, "--format", "text").out
    assert len([c for c in outcome.data["changes"] if c["level"] == "error"]) == 1, change


def test_an_operation_that_stays_open_is_not_told(diff: Command) -> None:
    change = diff(shop("[]", "[]"), shop("[key: []]", "[]")).change("without credentials")
    assert [place["method"] for place in change["places"]] == ["POST"]
    assert [p["function"] for p in change["python_places"]] == ["add_item"]


def test_security_of_one_operation(diff: Command) -> None:
    change = diff(shop("[]"), shop("[]", "[key: []]")).change("without credentials")
    assert [p["function"] for p in change["python_places"]] == ["list_items"]
    assert change["base"]["line"] > 1
