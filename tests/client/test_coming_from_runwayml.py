"""Programs in the form that users of the vendor's package have, with another import: docs/coming-from-runwayml.md."""

from __future__ import annotations

import gzip
import json
import sys
import types
from pathlib import Path
from typing import Any

import httpx
import pytest

import runway_client as runwayml
from runway_client import RunwayML
from tests.client.support import HARE, JSON, ORGANIZATION, TASK_ID, page, storage, task
from tests.harness.flavour import KEY, answer, answers, response
from tests.harness.runway import DOCUMENT, CheckedApi, ClientLab
from tests.harness.socket_server import message, sends

ID = "550e8400-e29b-41d4-a716-446655440000"
PRESET = {"type": "runway-preset", "preset_id": "Maya"}
LIVE = {"type": "runway-live-preset", "preset_id": "adrian"}
IMAGE = "https://example.com/a.jpg"
SOUND = "https://example.com/a.mp3"
WORDS = "a calm voice with a northern accent"

CALLS: dict[str, Any] = {
    "image_to_video.create": HARE,
    "text_to_video.create": {
        **{"model": "veo3.1", "prompt_text": "a hare", "ratio": "1280:720"},
        "duration": 4,
    },
    "video_to_video.create": {
        **{"model": "gen4_aleph", "prompt_text": "snow", "video_uri": "https://example.com/a.mp4"},
        "references": [{"type": "image", "uri": IMAGE}],
    },
    "text_to_image.create": {
        **{"model": "gen4_image", "prompt_text": "@hare", "ratio": "1024:1024"},
        "reference_images": [{"uri": IMAGE, "tag": "hare"}],
    },
    "character_performance.create": {
        "model": "act_two",
        "character": {"type": "image", "uri": IMAGE},
        "reference": {"type": "video", "uri": "https://example.com/a.mp4"},
        "body_control": True,
    },
    "sound_effect.create": {
        "model": "eleven_text_to_sound_v2",
        "prompt_text": "rain",
        "loop": True,
    },
    "speech_to_speech.create": {
        "model": "eleven_multilingual_sts_v2",
        "media": {"type": "audio", "uri": SOUND},
        "voice": PRESET,
        "remove_background_noise": True,
    },
    "text_to_speech.create": {
        **{"model": "eleven_multilingual_v2", "prompt_text": "Good evening", "voice": PRESET}
    },
    "voice_dubbing.create": {
        **{"model": "eleven_voice_dubbing", "audio_uri": SOUND, "target_lang": "es"},
        "num_speakers": 2,
    },
    "voice_isolation.create": {"model": "eleven_voice_isolation", "audio_uri": SOUND},
    "tasks.retrieve": (TASK_ID, {}),
    "tasks.delete": (TASK_ID, {}),
    "uploads.create_ephemeral": {"file": ("hare.png", b"x" * 600)},
    "avatars.create": {
        **{"name": "Ada", "personality": "kind", "reference_image": IMAGE, "voice": LIVE},
        "document_ids": [ID],
    },
    "avatars.retrieve": (ID, {}),
    "avatars.update": (ID, {"name": "Ada L.", "start_script": None}),
    "avatars.list": {"limit": 1, "cursor": "x"},
    "avatars.delete": (ID, {}),
    "documents.create": {"name": "x", "content": "y"},
    "documents.retrieve": (ID, {}),
    "documents.update": (ID, {"name": "z"}),
    "documents.list": {"limit": 1, "cursor": "x"},
    "documents.delete": (ID, {}),
    "realtime_sessions.create": {
        "model": "gwm1_avatars",
        "avatar": {"type": "custom", "avatar_id": ID},
        "max_duration": 60,
    },
    "realtime_sessions.retrieve": (ID, {}),
    "realtime_sessions.delete": (ID, {}),
    "organization.retrieve": {},
    "organization.retrieve_usage": {"start_date": "2024-02-28", "before_date": "2024-03-01"},
    "voices.create": {
        **{"name": "x", "description": None},
        "from_": {"type": "text", "model": "eleven_ttv_v3", "prompt": WORDS},
    },
    "voices.retrieve": (ID, {}),
    "voices.list": {"limit": 1, "cursor": "x"},
    "voices.delete": (ID, {}),
    "voices.preview": {"model": "eleven_ttv_v3", "prompt": WORDS},
}
"""The keyword arguments; or the argument by position, and the keyword arguments."""


def call(lab: ClientLab, client: Any, name: str, view: str = "") -> Any:
    """`client.resource.view.method(...)`."""
    resource, method = name.split(".")
    given: Any = CALLS[name]
    place, keywords = given if isinstance(given, tuple) else (None, given)
    target = getattr(client, resource)
    target = getattr(target, view) if view else target
    positional = () if place is None else (place,)
    return getattr(target, method)(*positional, **keywords)


@pytest.mark.parametrize("view", ["", "with_raw_response", "with_streaming_response"])
def test_every_operation_has_its_names(lab: ClientLab, view: str) -> None:
    """The document's own reading judges each request; each of its operations is sent once."""
    api, plain = CheckedApi(), CheckedApi()
    client, other = lab.client(api, check_requests=False), lab.client(plain)
    for name in CALLS:
        wanted = lab.run(call(lab, other, name))
        found: Any = call(lab, client, name, view)
        if view == "with_streaming_response":
            with lab.within(found) as streamed:
                found = lab.run(streamed.parse())
                assert streamed.http_request.method and streamed.url.startswith("https://")
        else:
            found = lab.run(found)
            found = found.parse() if view else found
        found, wanted = (getattr(value, "data", value) for value in (found, wanted))
        assert found == wanted, name
    assert {seen.operation.key for seen in api.seen} == {o.key for o in DOCUMENT.operations}
    assert len(api.seen) == 33
    assert [seen.body for seen in api.seen] == [seen.body for seen in plain.seen]


def test_pages(lab: ClientLab) -> None:
    api = CheckedApi(page("one", "a"), page(None, "b"), page("one", "a"), page(None, "b"))
    client = lab.client(api)
    first_page = lab.run(client.voices.list(limit=1))
    assert first_page.has_next_page() and first_page.next_cursor == "one"
    assert "cursor='one'" in f"will fetch next page: {first_page.next_page_info()}"
    next_page = lab.run(first_page.get_next_page())
    assert [voice.name for voice in next_page.data] == ["b"]
    assert not next_page.has_next_page() and next_page.next_cursor is None
    assert next_page.next_page_info() is None
    with pytest.raises(runwayml.RunwayMLError, match="last page"):
        lab.run(next_page.get_next_page())
    walked = lab.all(lab.run(client.voices.list(limit=1)).iter_pages())
    assert [[voice.name for voice in found.data] for found in walked] == [["a"], ["b"]]
    assert api.seen[-1].parameters["query", "cursor"] == "one"


def test_streaming_off_a_socket(lab: ClientLab) -> None:
    body = json.dumps({"id": TASK_ID, "said": "grüße"}, ensure_ascii=False, indent=1)
    lines = body.replace("\n", "\r\n").encode("latin-1")
    kind = "Content-Type: application/json; charset=iso-8859-1"
    plain = sends(message(lines, 200, kind, "X-My-Header: yes"))
    packed = sends(message(gzip.compress(b'{"id": "a"}'), 200, JSON, "Content-Encoding: gzip"))
    with lab.serving(plain, plain, packed, sends(message(b"{}", 429, JSON)), max_retries=0) as (
        client,
        server,
    ):
        streaming = client.image_to_video.with_streaming_response
        with lab.within(streaming.create(**HARE)) as found:
            assert (found.status_code, found.headers.get("X-My-Header")) == (200, "yes")
            assert lab.all(found.iter_lines()) == body.split("\n")
            with pytest.raises(runwayml.APIConnectionError, match="already read"):
                lab.run(found.read())
        with lab.within(streaming.create(**HARE)) as found:
            assert "".join(lab.all(found.iter_text())) == body.replace("\n", "\r\n")
        with lab.within(client.with_streaming_response.image_to_video.create(**HARE)) as found:
            assert (
                lab.run(found.read()) == b'{"id": "a"}' and lab.run(found.text()) == '{"id": "a"}'
            )
            assert lab.run(found.json()) == {"id": "a"} and lab.run(found.parse()).id == "a"
            assert lab.all(found.iter_bytes()) == [b'{"id": "a"}']
        with pytest.raises(runwayml.RateLimitError) as caught:
            lab.enter(streaming.create(**HARE))
        assert caught.value.response.status_code == 429
        assert len(server.requests) == 4 and b"POST /v1/image_to_video" in server.requests[0]


def test_streamed_tasks_are_waited_for(lab: ClientLab) -> None:
    api = CheckedApi(response(200, {"id": TASK_ID}), response(200, task("SUCCEEDED")))
    with lab.within(lab.client(api).image_to_video.with_streaming_response.create(**HARE)) as found:
        started = lab.run(found.parse())
    assert lab.run(started.wait_for_task_output()).status == "SUCCEEDED"


def test_raw_responses(lab: ClientLab) -> None:
    sent = response(200, {"id": TASK_ID}, x_my_header="yes")
    raw = lab.run(lab.client(answers(sent)).image_to_video.with_raw_response.create(**HARE))
    assert raw.headers.get("X-My-Header") == "yes" and raw.parse().id == TASK_ID
    assert raw.text() == raw.text == raw.read().decode() == sent.text
    assert raw.url == raw.http_request.url and raw.http_request.method == "POST"


def test_endpoints_that_the_document_does_not_know(lab: ClientLab) -> None:
    body = gzip.compress(b'{"a": 1}')
    told = sends(message(body, 200, JSON, "X-Foo: yes", "Content-Encoding: gzip"))
    with lab.serving(told) as (client, server):
        found = lab.run(client.post("/foo", cast_to=httpx.Response, body={"my_param": True}))
        assert isinstance(found, httpx.Response) and found.headers.get("x-foo") == "yes"
        assert found.raise_for_status().json() == {"a": 1} and found.url.path == "/foo"
        assert KEY not in str(found.request.headers.raw)
        assert lab.run(client.post("/foo", body={"my_param": True})) == {"a": 1}
    for request in server.requests:
        assert request.startswith(b"POST /foo ") and json.loads(request.split(b"\r\n\r\n")[1])
    with pytest.raises(runwayml.NotFoundError):
        lab.run(lab.client(answer(404)).get("/foo", cast_to=httpx.Response))


def test_parameters_and_properties_that_the_document_does_not_know(lab: ClientLab) -> None:
    client = lab.client(answer(200, {**task("PENDING"), "unknown_prop": [1]}))
    found = lab.run(
        client.tasks.retrieve(TASK_ID, extra_query={"a": "b"}, extra_headers={"X-A": "c"})
    )
    assert found.unknown_prop == [1] and found.model_extra == {"unknown_prop": [1]}
    assert lab.requests[0].url.params["a"] == "b" and lab.requests[0].headers["x-a"] == "c"
    lab.run(client.image_to_video.create(**HARE, extra_body={"new": {"a": 1}}))
    assert json.loads(lab.requests[-1].content)["new"] == {"a": 1}


def test_null_and_missing_are_told_apart(lab: ClientLab) -> None:
    failed = task("FAILED")
    client = lab.client(answers(*(response(200, body) for body in (_without(failed), failed))))
    found = lab.run(client.tasks.retrieve(TASK_ID))
    assert found.failure_code is None and "failure_code" not in found.model_fields_set
    assert "failure_code" in lab.run(client.tasks.retrieve(TASK_ID)).model_fields_set


def _without(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "failureCode"}


def test_errors(lab: ClientLab) -> None:
    refused = lab.client(answers(httpx.ConnectError("no")), max_retries=0)
    with pytest.raises(runwayml.APIConnectionError) as caught:
        lab.run(refused.image_to_video.create(**HARE))
    assert isinstance(caught.value.__cause__, httpx.ConnectError)
    for status, kind in [
        *((400, runwayml.BadRequestError), (401, runwayml.AuthenticationError)),
        *((403, runwayml.PermissionDeniedError), (404, runwayml.NotFoundError)),
        *((422, runwayml.UnprocessableEntityError), (429, runwayml.RateLimitError)),
        (500, runwayml.InternalServerError),
    ]:
        client = lab.client(answer(status, {"error": "x"}), max_retries=0)
        with pytest.raises(runwayml.APIStatusError) as failed:
            lab.run(client.image_to_video.create(**HARE))
        assert type(failed.value) is kind and failed.value.status_code == status
        assert failed.value.response.text and isinstance(failed.value, runwayml.APIError)


def test_retries_and_timeouts(lab: ClientLab) -> None:
    client = lab.client(answer(429, {"error": "x"}), max_retries=0)
    with pytest.raises(runwayml.RateLimitError):
        lab.run(client.with_options(max_retries=5).image_to_video.create(**HARE))
    assert len(lab.requests) == 6
    client = lab.client(answers(httpx.ReadTimeout("x")), timeout=20.0, max_retries=0)
    with pytest.raises(runwayml.APITimeoutError):
        lab.run(client.with_options(timeout=5.0).image_to_video.create(**HARE))
    assert lab.requests[-1].extensions["timeout"]["read"] == 5.0
    finely = runwayml.Timeout(60.0, read=5.0, write=10.0, connect=2.0)
    assert lab.client(timeout=finely).timeout is finely and client.timeout == 20.0
    assert lab.client().timeout == httpx.Timeout(60, connect=5.0)
    client = lab.client(answer(200, ORGANIZATION), timeout=runwayml.NOT_GIVEN)
    lab.run(client.organization.retrieve(timeout=runwayml.not_given))
    assert lab.requests[-1].extensions["timeout"]["read"] == 60


def test_http_clients(lab: ClientLab, monkeypatch: pytest.MonkeyPatch) -> None:
    kind: Any = runwayml.DefaultHttpxClient
    if lab.is_async:
        kind = runwayml.DefaultAsyncHttpxClient
        fake: Any = types.ModuleType("httpx_aiohttp")
        fake.HttpxAiohttpClient = httpx.AsyncClient
        monkeypatch.setitem(sys.modules, "httpx_aiohttp", fake)
        made = runwayml.DefaultAioHttpClient(timeout=1)
        assert isinstance(made, httpx.AsyncClient) and lab.kind(api_key=KEY, http_client=made)
    given = kind(transport=lab.transport(answer(200, ORGANIZATION)))
    url = "http://my.test.server.example.com:8083"
    client = lab.kind(api_key=KEY, base_url=url, http_client=given)
    assert lab.run(client.organization.retrieve()).credit_balance >= 0
    other = client.with_options(
        http_client=kind(transport=lab.transport(answer(200, ORGANIZATION)))
    )
    lab.run(other.organization.retrieve())
    lab.run(client.close())
    assert given.is_closed
    assert [request.url.host for request in lab.requests] == ["my.test.server.example.com"] * 2
    with lab.within(lab.client(answer(200, ORGANIZATION))) as entered:
        lab.run(entered.organization.retrieve())
    with pytest.raises(runwayml.RunwayMLError):
        lab.run(entered.organization.retrieve())


def test_uploads(lab: ClientLab, tmp_path: Path) -> None:
    path = tmp_path / "hare.png"
    path.write_bytes(b"x" * 600)
    client = lab.client(storage())
    with path.open("rb") as file:
        for given in (path, ("hare.png", path.read_bytes()), file):
            assert lab.run(client.uploads.create_ephemeral(file=given)).uri == "runway://u1"
    assert b'filename="hare.png"' in lab.requests[-1].content


def test_the_names_of_the_package(lab: ClientLab, monkeypatch: pytest.MonkeyPatch) -> None:
    from runway_client.types import SucceededTask

    assert SucceededTask is runwayml.models.SucceededTask is runwayml.types.SucceededTask
    assert runwayml.NotGiven is runwayml.Omit is runwayml.Unset
    assert runwayml.omit is runwayml.NOT_GIVEN is runwayml.UNSET and runwayml.__version__
    monkeypatch.setenv("RUNWAYML_API_SECRET", "one")
    assert RunwayML().api_key == RunwayML(api_key="two").copy(api_key="one").api_key == "one"
    client = lab.client(answer(200, task("FAILED")))
    failed = lab.run(client.tasks.retrieve(TASK_ID))
    with pytest.raises(runwayml.TaskFailedError) as caught:
        lab.run(failed.wait_for_task_output())
    assert caught.value.task_details.status == "FAILED"
    found = lab.run(lab.client(answer(200, task("PENDING"))).tasks.retrieve(TASK_ID))
    assert json.loads(found.to_json()) == found.to_dict(mode="json", exclude_none=True)
    assert found.to_dict(use_api_names=False)["created_at"] == found.created_at
