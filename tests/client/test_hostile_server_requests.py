"""What a caller's values could do to a request, on real connections: nothing but what was meant is sent."""

from __future__ import annotations

import logging
import traceback
from email import message_from_bytes
from email.message import Message
from typing import Any

import httpx
import pytest

import runway_client
from runway_client import Hooks, RequestValidationError, RunwayMLError, endpoints
from tests.client.support import (
    CREATED,
    JSON,
    ORGANIZATION,
    SPEECH,
    TARGET,
    TASK_ID,
    good,
    page,
    storage,
    task,
)
from tests.harness.flavour import KEY, answer, answers, response
from tests.harness.runway import ClientLab
from tests.harness.socket_server import message, sends

FILE = ("hare.png", b"x" * 600)

# --- paths ----------------------------------------------------------------------------------------

DOTS = [".", "..", "%2e%2e", "%2E.", "a/..", "../organization", "..%2Forganization", "a\\..\\b"]


@pytest.mark.parametrize("checks", [True, False])
@pytest.mark.parametrize("value", DOTS)
def test_dot_segments(lab: ClientLab, value: str, checks: bool) -> None:
    with lab.serving(good(), check_requests=checks) as (client, server):
        for method in (client.tasks.retrieve, client.tasks.delete, client.avatars.retrieve):
            with pytest.raises(RequestValidationError):
                lab.run(method(value))
        assert server.requests == []


def first_line(server: Any) -> bytes:
    line: bytes = server.requests[-1].split(b"\r\n", 1)[0]
    return line


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("a/b", b"a%2Fb"),
        ("a?b=c", b"a%3Fb%3Dc"),
        ("a#b", b"a%23b"),
        ("100%", b"100%25"),
        ("a;b,c@d:e", b"a%3Bb%2Cc%40d%3Ae"),
        ("a b\r\nX: 1", b"a%20b%0D%0AX%3A%201"),
        ("\N{RABBIT}", b"%F0%9F%90%87"),
    ],
)
def test_reserved_characters_in_a_path(lab: ClientLab, value: str, sent: bytes) -> None:
    with lab.serving(good(task("RUNNING")), check_requests=False) as (client, server):
        lab.run(client.tasks.retrieve(value))
        assert first_line(server) == b"GET /v1/tasks/" + sent + b" HTTP/1.1"


@pytest.mark.parametrize("checks", [True, False])
def test_empty_path_value(lab: ClientLab, checks: bool) -> None:
    with lab.serving(good(), check_requests=checks) as (client, server):
        with pytest.raises(RequestValidationError, match="id: must"):
            lab.run(client.documents.delete(""))
        assert server.requests == []


def test_absolute_url_as_path(lab: ClientLab) -> None:
    """As an argument, and as the cursor a server gives: both stay what they are, at the same host."""
    with lab.serving(good(task("RUNNING")), check_requests=False) as (client, server):
        lab.run(client.tasks.retrieve("https://evil.example/x"))
        assert first_line(server) == b"GET /v1/tasks/https%3A%2F%2Fevil.example%2Fx HTTP/1.1"
    client = lab.client(answers(page("https://evil.example/?a=b", "a"), page(None, "b")))
    lab.all(client.voices.list())
    assert {request.url.host for request in lab.requests} == {"api.dev.runwayml.com"}
    assert lab.requests[1].url.params["cursor"] == "https://evil.example/?a=b"


@pytest.mark.parametrize(
    "url",
    [
        "evil.example",
        "//evil.example",
        "ftp://evil.example",
        "https://user:password@api.example",
        "https://evil.example/#",
        "https://evil.example/#.api.example",
        "https://a.example/\r\nX: 1",
        "https://a.example:port",
        "https://",
    ],
)
def test_server_variables(lab: ClientLab, url: str) -> None:
    """The document has a server without variables; the only way to another one is a whole URL."""
    with pytest.raises(RunwayMLError) as caught:
        lab.client(answer(200, ORGANIZATION), base_url=url)
    assert "password" not in str(caught.value).replace("user name or password", "")


def test_query_of_the_base_url(lab: ClientLab) -> None:
    with lab.serving(good(page(None).json())) as (client, server):
        other = client.with_options(base_url=f"{client.base_url}/root/?tenant=t%2F1")
        lab.all(other.voices.list(limit=5))
        assert first_line(server) == b"GET /root/v1/voices?tenant=t%2F1&limit=5 HTTP/1.1"


# --- headers --------------------------------------------------------------------------------------

BREAKS = ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "a\x7fb"]


@pytest.mark.parametrize("value", BREAKS)
@pytest.mark.parametrize(
    "place", ["api_key", "runway_version", "default_headers", "extra_headers", "hooks"]
)
def test_header_with_line_breaks(lab: ClientLab, place: str, value: str) -> None:
    mine = {"X-Mine": value}
    values: dict[str, Any] = {
        "api_key": value,
        "runway_version": value,
        "default_headers": mine,
        "hooks": Hooks(before_request=lambda request: mine),
    }
    options = {place: values[place]} if place in values else {}
    extra = {} if place in values else {"extra_headers": mine}

    def use() -> None:
        client = lab.client(answer(200, ORGANIZATION), **options)
        lab.run(client.organization.retrieve(**extra))

    with pytest.raises(RequestValidationError) as caught:
        use()
    assert lab.requests == [] and "Evil" not in str(caught.value)


@pytest.mark.parametrize("name", ["X-Evil: 1\r\nX", "X Y", "", "Content-Length", "é"])
def test_header_with_line_breaks_in_its_name(lab: ClientLab, name: str) -> None:
    client = lab.client(answer(200, ORGANIZATION))
    with pytest.raises(RequestValidationError):
        lab.run(client.organization.retrieve(extra_headers={name: "1"}))
    assert lab.requests == []


def test_cookie_with_a_semicolon(lab: ClientLab) -> None:
    """No operation of the document takes a cookie; those of a server are neither kept nor sent."""
    cookies = ("Set-Cookie: sid=1; Path=/", "Set-Cookie: a=b; admin=1")
    body = response(200, ORGANIZATION).content
    with lab.serving(sends(message(body, 200, JSON, *cookies))) as (client, server):
        for _ in range(2):
            lab.run(client.organization.retrieve())
        assert b"cookie:" not in server.requests[1].lower()


# --- forms ----------------------------------------------------------------------------------------


def parts(request: httpx.Request) -> list[Message[str, str]]:
    """The form as a reader sees it that is not ours."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    payload: Any = message_from_bytes(head + request.content).get_payload()
    return list(payload)


EVIL_NAME = 'a"; x="\r\nX-Evil: 1\r\n\r\nb.png'


def test_file_name_with_line_breaks(lab: ClientLab) -> None:
    client = lab.client(storage(), check_requests=False)
    lab.run(client.uploads.create_ephemeral((EVIL_NAME, b"x" * 600)))
    found = parts(lab.requests[1])
    assert len(found) == 3 and all("x-evil" not in part for part in found)
    assert found[-1].get_payload() == "x" * 600
    assert found[-1].get_filename() == EVIL_NAME.replace('"', "%22").replace("\r\n", "%0D%0A")


def test_part_content_type_with_line_breaks(lab: ClientLab) -> None:
    """It is guessed from the name; the fields of the form are the server's, and stay fields."""
    fields = {"Content-Type": "image/png\r\nX-Evil: 1\r\n--x", 'k"\r\nX-Evil: 1': "v"}
    client = lab.client(storage(target={**TARGET, "fields": fields}), check_requests=False)
    name = "a.png\r\nX-Evil: 1\r\n.png"
    lab.run(client.uploads.create_ephemeral((name, b"x" * 600)))
    found = parts(lab.requests[1])
    assert len(found) == 3 and all("x-evil" not in part for part in found)
    assert found[0].get_payload() == "image/png\r\nX-Evil: 1\r\n--x"
    assert [part.get("content-type") for part in found] == [None, None, "image/png"]


@pytest.mark.parametrize("said", ["image/png\r\nX-Evil: 1", "image/png\n", "png", "a/b; c=\r\n d"])
def test_part_content_type_with_line_breaks_given_by_hand(lab: ClientLab, said: str) -> None:
    client = lab.client(storage(), check_requests=False)
    with pytest.raises(RequestValidationError, match="media type"):
        lab.run(client.uploads.create_ephemeral(("hare.png", b"x" * 600, said)))
    assert lab.requests == []
    lab.run(client.uploads.create_ephemeral(("hare.png", b"x" * 600, "image/webp")))
    assert parts(lab.requests[1])[-1]["content-type"] == "image/webp"


def test_fixed_boundary(lab: ClientLab) -> None:
    client = lab.client(storage())
    for _ in range(3):
        lab.run(client.uploads.create_ephemeral(FILE))
    types = {request.headers["content-type"] for request in lab.requests[1::2]}
    assert len(types) == 3
    assert all(len(kind.partition("boundary=")[2]) >= 32 for kind in types)


# --- secrets --------------------------------------------------------------------------------------

FAULTY = {
    "echo": answer(400, {"error": f"bad key {KEY}"}),
    "echo in text": answer(500, f"key {KEY} at ?api_key={KEY}".encode(), content_type="text/plain"),
    "echo in a body that is none": answer(200, f"<b>{KEY}".encode(), content_type="text/html"),
    "echo that is long": answer(400, f"{'x' * 190} {KEY} {'x' * 99}".encode()),
    "echo in a wrong value": answer(200, {"creditBalance": f"a {KEY}"}),
    "echo in a long value": answer(400, {"error": {"code": f"key {KEY}"}}),
    "connection": answers(httpx.ReadError(f"lost {KEY}")),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_key_in_repr_log_and_exception(
    lab: ClientLab, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = lab.client(FAULTY[fault], max_retries=1, response_validation="strict")
    in_query = {"api_key": "hush-1", "access_token": "hush-2", "X-Signature": "hush-3"}
    with (
        caplog.at_level(logging.DEBUG, logger="runway_client"),
        pytest.raises(runway_client.APIError) as caught,
    ):
        lab.run(client.organization.retrieve(extra_query=in_query))
    error = caught.value
    shown = [str(error), repr(error), repr(error.request), repr(error.response), repr(client)]
    shown += [caplog.text, error.request.url if error.request else ""]
    if fault != "connection":  # there the text is that of the user's own transport
        shown += traceback.format_exception(type(error), error, error.__traceback__)
    assert KEY not in "\n".join(shown) and "hush" not in "\n".join(shown)


def test_key_in_repr_log_and_exception_or_curl(lab: ClientLab) -> None:
    client = lab.client(answer(200, CREATED), default_query={"token": KEY})
    call = endpoints.text_to_speech.create(**SPEECH)
    for text in (call.to_curl(client), repr(call), repr(client), repr(client.tasks)):
        assert KEY not in text
    lab.run(client.send(call))
    assert lab.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert str(TASK_ID) not in repr(client)
