"""Uploads, copies of a client, settings from the environment, TLS and logs."""

from __future__ import annotations

import json
import logging
import ssl
import tracemalloc
from pathlib import Path
from typing import Any

import httpx
import pytest

import runway_client
from runway_client import Hooks, RetryPolicy, RunwayMLError
from tests.client.support import CREATED, HARE, JSON, ORGANIZATION, TARGET, good, storage, task
from tests.harness.flavour import KEY, answer, response
from tests.harness.runway import ClientLab
from tests.harness.socket_server import message, resets, sends, serving

FILE = ("hare.png", b"x" * 600)


def target(url: str) -> bytes:
    return json.dumps({**TARGET, "uploadUrl": url}).encode()


# --- uploads --------------------------------------------------------------------------------------


def test_uploads_use_the_http_client(lab: ClientLab) -> None:
    """Neither address has anybody listening: all of it has to go through the user's proxy."""
    asked = sends(message(target("http://127.0.0.1:2/bucket?sig=1"), 200, JSON))
    with serving(asked, sends(message(b"", 204))) as proxy:
        kind: Any = httpx.AsyncClient if lab.is_async else httpx.Client
        own = kind(proxy=proxy.url, headers={"X-Own": "1"})
        client = lab.kind(api_key=KEY, http_client=own, base_url="http://127.0.0.1:1")
        assert lab.run(client.uploads.create_ephemeral(FILE)).uri == "runway://u1"
        lab.run(own.aclose() if lab.is_async else own.close())
        lines = [request.split(b"\r\n", 1)[0] for request in proxy.requests]
        assert lines == [
            b"POST http://127.0.0.1:1/v1/uploads HTTP/1.1",
            b"POST http://127.0.0.1:2/bucket?sig=1 HTTP/1.1",
        ]
        assert KEY.encode() in proxy.requests[0] and KEY.encode() not in proxy.requests[1]
        assert b"x-own" not in proxy.requests[1].lower()


def test_uploads_use_the_transport(lab: ClientLab) -> None:
    lab.run(lab.client(storage()).uploads.create_ephemeral(FILE))
    assert [request.url.host for request in lab.requests] == [
        *("api.dev.runwayml.com", "storage.example.com")
    ]


@pytest.mark.parametrize("fault", ["reset", "silence", "refused", "status"])
def test_uploads_raise_errors_of_the_package(lab: ClientLab, fault: str) -> None:
    scripts: dict[str, Any] = {
        "reset": resets,
        "silence": sends(),
        "refused": sends(),
        "status": sends(message(b"<Error>AccessDenied</Error>", 403, "Content-Type: text/xml")),
    }
    with serving(scripts[fault]) as bucket:
        url = "http://127.0.0.1:1/b" if fault == "refused" else f"{bucket.url}/b?sig=hidden"
        asked = sends(message(target(url), 200, JSON))
        with (
            lab.serving(asked, timeout=0.3) as (client, _),
            pytest.raises(RunwayMLError) as caught,
        ):
            lab.run(client.uploads.create_ephemeral(FILE))
        assert isinstance(caught.value, runway_client.APIError)
        assert "hidden" not in str(caught.value)


class Swallows(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Counts what is sent and keeps none of it."""

    count = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/uploads":
            return response(200, TARGET)
        assert isinstance(request.stream, httpx.SyncByteStream)
        for chunk in request.stream:
            self.count += len(chunk)
        return response(204)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/uploads":
            return response(200, TARGET)
        assert isinstance(request.stream, httpx.AsyncByteStream)
        async for chunk in request.stream:
            self.count += len(chunk)
        return response(204)


def test_uploads_stream_the_file(lab: ClientLab, tmp_path: Path) -> None:
    path, size = tmp_path / "long.mp4", 48 << 20
    with path.open("wb") as file:
        file.truncate(size)
    transport = Swallows()
    client = lab.kind(api_key=KEY, transport=transport)
    lab.run(client.uploads.create_ephemeral(FILE))  # imports what it needs
    tracemalloc.start()
    try:
        lab.run(client.uploads.create_ephemeral(path))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert transport.count > size and peak < 6 << 20


def test_uploads_have_raw_responses(lab: ClientLab) -> None:
    client = lab.client(storage())
    for resource in (client.with_raw_response.uploads, client.uploads.with_raw_response):
        raw = lab.run(resource.create_ephemeral(FILE))
        assert (raw.status_code, raw.request_id, raw.parse().uri) == (200, "api-1", "runway://u1")


# --- copies and settings --------------------------------------------------------------------------


def test_with_options_keeps_settings(lab: ClientLab) -> None:
    """Each setting is seen at work, in a copy of a copy, and the first client is what it was."""
    seen: list[str] = []
    client = lab.client(
        answer(503, {"error": "down"}),
        base_url="https://b.example/root?tenant=t1",
        runway_version="v9",
        timeout=7.0,
        max_retries=1,
        retry=RetryPolicy(initial=4, jitter=0),
        default_headers={"X-Team": "a"},
        default_query={"trace": "1"},
        check_requests=False,
        hooks=Hooks(before_request=lambda request: seen.append(request.method)),
    )
    copied = client.with_options(headers={"X-More": "b"}).with_options(query={"more": "2"})
    for one in (copied, client):
        with pytest.raises(runway_client.InternalServerError):
            lab.run(one.tasks.retrieve("no-uuid"))
    requests = lab.requests
    assert len(requests) == 4 and seen == ["GET"] * 4 and lab.time.slept == [4, 4]
    for request in requests:
        assert request.url.host == "b.example" and request.url.path == "/root/v1/tasks/no-uuid"
        assert request.url.params["tenant"] == "t1" and request.url.params["trace"] == "1"
        assert request.headers["x-runway-version"] == "v9"
        assert request.headers["authorization"] == f"Bearer {KEY}"
        assert request.headers["x-team"] == "a" and request.extensions["timeout"]["read"] == 7.0
    assert [request.headers.get("x-more") for request in requests] == ["b", "b", None, None]
    assert [request.url.params.get("more") for request in requests] == ["2", "2", None, None]


def test_with_options_keeps_validation_and_limits(lab: ClientLab) -> None:
    strict = lab.client(answer(200, {}), response_validation="strict", max_response_bytes=50)
    with pytest.raises(runway_client.APIResponseValidationError):
        lab.run(strict.with_options(timeout=1).organization.retrieve())
    large = lab.client(answer(200, {"a": "x" * 60}), max_response_bytes=50)
    with pytest.raises(runway_client.ResponseTooLargeError):
        lab.run(large.with_options(timeout=1).organization.retrieve())


def test_empty_base_url_variable_is_ignored(
    lab: ClientLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNWAYML_BASE_URL", "")
    client = lab.client(answer(200, ORGANIZATION))
    assert client.base_url == "https://api.dev.runwayml.com"
    lab.run(client.organization.retrieve())
    monkeypatch.setenv("RUNWAYML_API_SECRET", "")
    with pytest.raises(runway_client.MissingCredentialError, match="RUNWAYML_API_SECRET"):
        lab.run(lab.client(answer(200), api_key=None).organization.retrieve())


def test_clients_share_one_tls_context(lab: ClientLab, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading all root certificates is what costs: it happens once in the process, or has already."""
    load, loaded = ssl.SSLContext.load_verify_locations, []

    def counting(context: ssl.SSLContext, *arguments: Any, **keywords: Any) -> None:
        loaded.append(context)
        load(context, *arguments, **keywords)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", counting)
    for _ in range(4):
        with lab.serving(good()) as (client, _server):
            lab.run(client.organization.retrieve())
    assert len(loaded) <= 1


def test_debug_log_shortens_large_bodies(lab: ClientLab, caplog: pytest.LogCaptureFixture) -> None:
    image = "data:image/png;base64," + "A" * 3_000_000
    client = lab.client(answer(200, task("SUCCEEDED", output=[image]) | CREATED))
    with caplog.at_level(logging.DEBUG, logger="runway_client"):
        lab.run(client.image_to_video.create(**{**HARE, "prompt_image": image}))
    assert len(lab.requests[0].content) > 3_000_000
    assert "a hare in a meadow" in caplog.text and len(caplog.text) < 4000


def test_errors_shorten_large_bodies(lab: ClientLab) -> None:
    image = "data:image/png;base64," + "A" * 6_000_000
    with pytest.raises(runway_client.RequestValidationError) as caught:
        lab.run(lab.client(answer()).image_to_video.create(**{**HARE, "prompt_image": image}))
    assert len(str(caught.value)) < 1000 and lab.requests == []
