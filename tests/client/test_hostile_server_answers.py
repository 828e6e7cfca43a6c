"""What a server can do to a client, on real connections: bombs, drips, rings, redirects, broken JSON."""

from __future__ import annotations

import json
import logging
import time
import tracemalloc
from functools import cache
from typing import Any

import httpx
import pytest

import runway_client
from runway_client import RequestOptions, RunwayMLError
from tests.client.support import JSON, ORGANIZATION, SPEECH, TARGET, good, page, storage
from tests.harness.flavour import KEY, answer, answers, response
from tests.harness.runway import ClientLab
from tests.harness.socket_server import Script, drips, message, resets, sends, serving
from tests.unit.runtime.http.test_sockets import bomb, packed

FILE = ("hare.png", b"x" * 600)

# --- redirects ------------------------------------------------------------------------------------


@pytest.mark.parametrize("follow", [False, True])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_to_another_host(lab: ClientLab, status: int, follow: bool) -> None:
    """Another port is another host; neither the key nor the body goes there."""
    with serving(good()) as other:
        moved = sends(message(b"", status, f"Location: {other.url}/steal"))
        with lab.serving(moved, follow_redirects=follow) as (client, server):
            for calling in (
                client.organization.retrieve,
                lambda: client.text_to_speech.create(**SPEECH),
            ):
                with pytest.raises(runway_client.APIStatusError) as caught:
                    lab.run(calling())
                assert caught.value.status_code == status
            assert len(server.requests) == 2 and other.requests == []


@pytest.mark.parametrize("where", ["http://api.dev.runwayml.com/v1/x", "//evil.example/x"])
def test_redirect_to_another_host_or_without_tls(lab: ClientLab, where: str) -> None:
    client = lab.client(answer(307, b"", location=where), follow_redirects=True)
    with pytest.raises(runway_client.APIStatusError):
        lab.run(client.text_to_speech.create(**SPEECH))
    assert len(lab.requests) == 1


def test_redirect_to_another_host_with_the_users_own_client(lab: ClientLab) -> None:
    """Whose headers and cookies would survive it, and whose setting says to follow."""
    with (
        serving(good()) as other,
        serving(sends(message(b"", 302, f"Location: {other.url}"))) as api,
    ):
        kind: Any = httpx.AsyncClient if lab.is_async else httpx.Client
        secrets = {"headers": {"X-API-Key": "own"}, "cookies": {"sid": "1"}}
        own = kind(follow_redirects=True, **secrets)
        client = lab.kind(api_key=KEY, http_client=own, base_url=api.url)
        with pytest.raises(runway_client.APIStatusError):
            lab.run(client.organization.retrieve())
        lab.run(own.aclose() if lab.is_async else own.close())
        assert other.requests == [] and len(api.requests) == 1


# --- bodies ---------------------------------------------------------------------------------------


@cache
def packed_bomb(times: int) -> bytes:
    return packed(bomb(64 << 20, times), ", ".join(["gzip"] * times))


@pytest.mark.parametrize("status", ["good", "bad"])
@pytest.mark.parametrize("times", [1, 2])
def test_compressed_bomb(lab: ClientLab, times: int, status: str) -> None:
    """Errors have bodies too."""
    script = packed_bomb(times)
    if status == "bad":
        script = script.replace(b"HTTP/1.1 200", b"HTTP/1.1 400", 1)
    with lab.serving(sends(script)) as (client, server):
        tracemalloc.start()
        try:
            with pytest.raises(runway_client.ResponseTooLargeError) as caught:
                lab.run(client.organization.retrieve())
            assert tracemalloc.get_traced_memory()[1] < 40 << 20
        finally:
            tracemalloc.stop()
        assert caught.value.status_code in (200, 400) and len(server.requests) == 1


def test_compressed_bomb_and_other_large_bodies(lab: ClientLab) -> None:
    large = sends(message(b"[" + b"1," * 5000 + b"1]", 200, JSON))
    with (
        lab.serving(large, max_response_bytes=4096) as (client, _),
        pytest.raises(runway_client.ResponseTooLargeError, match="4096"),
    ):
        lab.run(client.organization.retrieve())


NO_JSON = {
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deep object": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "cut": b'{"creditBalance": 12',
    "NaN": b'{"creditBalance": NaN}',
    "infinite": b'{"creditBalance": -Infinity}',
    "html": b"<html>",
    "empty": b"",
    "bytes": b"\xff\xfe\x00",
    "digits": b'{"creditBalance": ' + b"1" * 5000 + b"}",
}


@pytest.mark.filterwarnings("ignore::runway_client.ResponseValidationWarning")
@pytest.mark.parametrize("mode", ["lenient", "strict", "off"])
@pytest.mark.parametrize("kind", sorted(NO_JSON.keys() - {"empty"}))
def test_json_that_is_none(lab: ClientLab, kind: str, mode: str) -> None:
    script = sends(message(NO_JSON[kind], 200, JSON))
    with (
        lab.serving(script, response_validation=mode) as (client, _),
        pytest.raises(runway_client.APIResponseDecodeError) as caught,
    ):
        lab.run(client.organization.retrieve())
    assert caught.value.status_code == 200 and len(str(caught.value)) < 1500
    assert caught.value.response.content == NO_JSON[kind]


def test_empty_body_where_the_document_has_json_is_none_and_reported(lab: ClientLab) -> None:
    script = sends(message(b"", 200, JSON))
    with lab.serving(script, response_validation="off") as (client, _):
        assert lab.run(client.organization.retrieve()) is None
    with (
        lab.serving(script) as (client, _),
        pytest.warns(runway_client.ResponseValidationWarning, match="has no body"),
    ):
        assert lab.run(client.organization.retrieve()) is None
    with (
        lab.serving(script, response_validation="strict") as (client, _),
        pytest.raises(runway_client.APIResponseValidationError, match="has no body"),
    ):
        lab.run(client.organization.retrieve())


@pytest.mark.parametrize("kind", NO_JSON)
def test_json_that_is_none_in_an_error(lab: ClientLab, kind: str) -> None:
    with (
        lab.serving(sends(message(NO_JSON[kind], 400, JSON))) as (client, _),
        pytest.raises(runway_client.BadRequestError) as caught,
    ):
        lab.run(client.organization.retrieve())
    assert len(str(caught.value)) < 1500


@pytest.mark.parametrize(
    "charset", ["hex", "idna", "zlib", "undefined", "utf-16", "none-such", "%"]
)
def test_json_that_is_none_in_a_strange_charset(lab: ClientLab, charset: str) -> None:
    kind = f"Content-Type: text/html; charset={charset}"
    for status in (200, 500):
        with (
            lab.serving(sends(message(b"\xffdown", status, kind))) as (client, _),
            pytest.raises(runway_client.APIResponseError) as caught,
        ):
            lab.run(client.with_options(max_retries=0).organization.retrieve())
        assert isinstance(caught.value.response.text, str)


def test_json_that_is_none_has_a_key_twice(lab: ClientLab) -> None:
    twice = response(200, ORGANIZATION).content.replace(b"{", b'{"creditBalance": 1, ', 1)
    with (
        lab.serving(sends(message(twice, 200, JSON)), response_validation="strict") as (client, _),
        pytest.raises(runway_client.APIResponseValidationError, match="creditBalance"),
    ):
        lab.run(client.organization.retrieve())


@pytest.mark.parametrize(
    "script",
    [
        sends(),
        drips(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
        drips(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", b"x"),
        drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["silence", "headers", "body", "chunks"],
)
def test_drip_fed_body(lab: ClientLab, script: Script) -> None:
    with lab.serving(script) as (client, _):
        began = time.monotonic()
        with pytest.raises(runway_client.APITimeoutError):
            lab.run(client.organization.retrieve(request_options=RequestOptions(deadline=0.2)))
        assert time.monotonic() - began < 1.5


@pytest.mark.parametrize(
    "script",
    [
        resets,
        sends(close=True),
        sends(b"HTTP/1.1 200 OK\r\nContent-Le", close=True),
        sends(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", close=True),
        sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", close=True),
        sends(b"SSH-2.0-OpenSSH_9.6\r\n\r\n", close=True),
    ],
    ids=["reset", "nothing", "half a head", "half a body", "half a chunk", "another protocol"],
)
def test_early_close(lab: ClientLab, script: Script) -> None:
    """What only reads is asked again; what may have begun a generation is not."""
    with lab.serving(script, good()) as (client, server):
        assert lab.run(client.organization.retrieve()).credit_balance == 1250
        assert len(server.requests) == 2
    with lab.serving(script) as (client, server):
        with pytest.raises(runway_client.APIConnectionError):
            lab.run(client.text_to_speech.create(**SPEECH))
        assert len(server.requests) == 1


# --- the server's word ----------------------------------------------------------------------------


@pytest.mark.parametrize("wait", ["99999999", "1e300", "-5", "soon", "inf", "nan"])
def test_long_retry_after(lab: ClientLab, wait: str) -> None:
    """Far too long is raised at once; nonsense counts as nothing said."""
    busy = sends(message(b'{"error": "busy"}', 429, JSON, f"Retry-After: {wait}"))
    with lab.serving(busy) as (client, server):
        with pytest.raises(runway_client.RateLimitError) as caught:
            lab.run(client.text_to_speech.create(**SPEECH))
        assert len(server.requests) == (1 if wait == "99999999" else 3)
        assert caught.value.retry_after == (99999999 if wait == "99999999" else None)


def test_pages_in_a_ring(lab: ClientLab) -> None:
    client = lab.client(answers(page("n1", "a"), page("n2", "b"), page("n1", "c")))
    with pytest.raises(runway_client.PaginationError, match="n1"):
        lab.all(client.voices.list())
    assert len(lab.requests) == 3
    own = lab.client(answer(200, page("n0", "a").json()))
    with pytest.raises(runway_client.PaginationError):
        lab.all(own.voices.list(cursor="n0"))


@pytest.mark.parametrize(
    "url", ["http://storage.example.com/b", "file:///etc/passwd", "/b", "https:///b", "https://a b"]
)
def test_presigned_upload_only_over_https(lab: ClientLab, url: str) -> None:
    client = lab.client(storage(target={**TARGET, "uploadUrl": url}))
    with pytest.raises(runway_client.APIResponseValidationError):
        lab.run(client.uploads.create_ephemeral(FILE))
    assert len(lab.requests) == 1


def test_presigned_upload_goes_without_anything_of_the_api(
    lab: ClientLab, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(sends(message(b"", 204))) as bucket:
        target = {**TARGET, "uploadUrl": f"{bucket.url}/b?X-Signature=hidden"}
        asked = sends(message(json.dumps(target).encode(), 200, JSON, "Set-Cookie: sid=1"))
        options = {"default_headers": {"X-Mine": "1"}, "default_query": {"mine": "1"}}
        with (
            lab.serving(asked, **options) as (client, _),
            caplog.at_level(logging.INFO, logger="runway_client"),
        ):
            lab.run(client.uploads.create_ephemeral(FILE))
        head, _, body = bucket.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /b?X-Signature=hidden HTTP/1.1\r\n")
    for word in (b"authorization", b"x-mine", b"cookie", b"x-runway", KEY.encode(), b"mine="):
        assert word not in head.lower() and word not in body
    assert body.index(b'name="policy"') < body.index(b'name="file"')
    assert "/b" in caplog.text and "hidden" not in caplog.text


def test_presigned_upload_is_not_redirected(lab: ClientLab) -> None:
    client = lab.client(
        storage(response(307, b"", location="https://evil.example/")), follow_redirects=True
    )
    with pytest.raises(RunwayMLError):
        lab.run(client.uploads.create_ephemeral(FILE))
    assert {request.url.host for request in lab.requests} == {
        *("api.dev.runwayml.com", "storage.example.com")
    }
