"""Code of a user, which both type checkers accept: the sync client."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import httpx2
from typing_extensions import assert_type

import runway_client
from runway_client import (
    NOT_GIVEN,
    OPERATIONS,
    APIStatusError,
    DefaultHttpxClient,
    NotGiven,
    OperationRecord,
    RawResponse,
    RequestOptions,
    RequestValidationError,
    RunwayML,
    RunwayMLError,
    SucceededTaskHandle,
    SyncPage,
    TaskCreatedHandle,
    TaskFailedError,
    Timeout,
    endpoints,
    models,
    types,
)

ID = "550e8400-e29b-41d4-a716-446655440000"


def create(client: RunwayML) -> None:
    task = client.image_to_video.create(
        model="gen4.5",
        prompt_text="a hare",
        prompt_image="https://example.com/hare.jpg",
        ratio="1280:720",
        duration=5,
    )
    assert_type(task, TaskCreatedHandle)
    assert_type(task.id, str)
    done = task.wait_for_task_output(timeout=None, on_update=lambda seen: print(seen.status))
    assert_type(done, SucceededTaskHandle)
    assert_type(done.download("out", exists="skip", concurrency=2), list[Path])
    assert_type(done.output, list[str])
    assert_type(done.created_at, dt.datetime)
    client.text_to_video.create(model="veo3", prompt_text="a hare", ratio="1080:1920")


def nested(client: RunwayML) -> None:
    """Models and dicts, one in the other, and whole bodies of both kinds."""
    voice = models.CustomVoice(type="custom", id=UUID(ID))
    client.avatars.create(
        name="Ada", reference_image="https://a.example/b", personality="kind", voice=voice
    )
    client.avatars.update(UUID(ID), voice={"type": "custom", "id": ID}, start_script=None)
    client.voices.create(name="a", from_={"prompt": "a" * 20, "model": "eleven_ttv_v3"})
    client.voices.create(
        body={"name": "a", "from_": models.TextVoiceSource(prompt="b" * 20, model="eleven_ttv_v3")}
    )
    client.video_to_video.create(
        video_uri="https://example.com/a.mp4",
        prompt_text="snow",
        references=(models.ImageReference(uri="https://a.example/b"),),
    )
    client.organization.retrieve_usage(start_date=dt.date(2024, 1, 1), before_date="2024-02-01")
    body: models.CreateDocumentParam = {"name": "a", "content": "b"}
    assert_type(client.documents.create(body=body), models.Document)
    client.image_to_video.create(
        body={
            "model": "gen3a_turbo",
            "prompt_text": "a",
            "prompt_image": [{"uri": "https://example.com/a.jpg", "position": "last"}],
        }
    )


def narrow(client: RunwayML) -> str:
    task = client.tasks.retrieve(ID)
    if task.status == "SUCCEEDED":
        assert_type(task.output, list[str])
        return task.wait_for_task_output().output[0]
    if task.status == "FAILED":
        assert_type(task.failure_code, str | None)
        return task.failure
    if task.status == "RUNNING":
        assert_type(task.progress, float)
        return "running"
    if task.status == "PENDING" or task.status == "THROTTLED" or task.status == "CANCELLED":
        return task.created_at.isoformat()
    assert_type(task, runway_client.UnknownTaskHandle)
    return task.status


def narrow_by_class(voice: models.Voice) -> str | None:
    if isinstance(voice, models.ReadyVoice):
        return voice.preview_url
    if isinstance(voice, models.FailedVoice):
        return voice.failure_reason
    if isinstance(voice, models.ProcessingVoice):
        return voice.name
    assert_type(voice, models.UnknownVoice)
    return None


def walk(client: RunwayML) -> None:
    for voice in client.voices.list(cursor=None):
        assert_type(voice, models.Voice)
    page = client.documents.list(limit=10)
    assert_type(page, SyncPage[models.DocumentPage, models.DocumentSummary])
    assert_type(page.data, list[models.DocumentSummary])
    assert_type(page.value.next_cursor, str | None)
    for one in page.pages():
        assert_type(one.data[0].used_by, list[models.DocumentUsedBy])


def calls(client: RunwayML) -> None:
    call = endpoints.tasks.retrieve(ID)
    assert_type(client.send(call), models.Task)
    assert_type(call, runway_client.TaskCall[models.Task, models.SucceededTask])
    assert_type(client.send(endpoints.avatars.delete(ID)), None)
    paged = client.paged(endpoints.voices.list())
    assert_type(paged, SyncPage[models.VoicePage, models.Voice])
    assert_type(OPERATIONS, tuple[OperationRecord, ...])


def many_calls(client: RunwayML) -> None:
    created = [endpoints.sound_effect.create(prompt_text="rain", duration=2)]
    for outcome in client.send_many(created, wait=True, concurrency=4, rate=2.5):
        assert_type(outcome.result(), models.SucceededTask)
    for sent in client.send_many(created):
        assert_type(sent.value, models.TaskCreated | None)
    call: runway_client.Call[models.TaskCreated] = created[0]
    mixed: list[runway_client.Call[models.Task | models.Organization]]
    mixed = [endpoints.tasks.retrieve(ID), endpoints.organization.retrieve()]
    with client.send_many(mixed, on_progress=lambda told: print(told.done)) as outcomes:
        assert_type(next(outcomes).result(), models.Task | models.Organization)
    assert_type(client.send(call), models.TaskCreated)


def raw(client: RunwayML) -> None:
    response = client.with_raw_response.organization.retrieve()
    assert_type(response, RawResponse[models.Organization])
    assert_type(response.status_code, int)
    assert_type(response.parse().tier.models["gen4.5"].max_daily_generations, int)
    listed = client.voices.with_raw_response.list(limit=5)
    assert_type(listed.parse(), SyncPage[models.VoicePage, models.Voice])
    created = client.with_raw_response.voice_isolation.create(audio_uri="https://a.example/b")
    assert_type(created.parse(), TaskCreatedHandle)


def errors(client: RunwayML) -> None:
    try:
        client.tasks.delete(ID)
    except RequestValidationError as error:
        assert_type(error.problems[0].path, str)
    except APIStatusError as error:
        assert_type(error.status_code, int)
        assert_type(error.request_id, str | None)
    except TaskFailedError as error:
        assert_type(error.failure, str | None)
    except RunwayMLError as error:
        print(error)


def unknown_to_the_document(client: RunwayML) -> None:
    assert_type(client.get("/v1/new", cast_to=models.AvatarPage), models.AvatarPage)
    assert_type(client.request("POST", "/v1/new", cast_to=list[str], json=[1]), list[str])
    task: models.Task = client.get("/v1/new", cast_to=models.Task)  # a union is no class
    print(task)
    client.delete("/v1/new", params={"a": 1}, headers={"X-A": None}, timeout=1)


def known_from_other_clients(client: RunwayML) -> None:
    assert_type(client.copy(max_retries=1), RunwayML)
    assert_type(client.max_retries, int)
    client.avatars.list(timeout=NOT_GIVEN)
    assert_type(client.copy(timeout=client.timeout), RunwayML)
    assert_type(client.post("/v1/new", cast_to=httpx.Response, body={"a": 1}), httpx.Response)
    with client.image_to_video.with_streaming_response.create(
        model="gen4_turbo", prompt_text="a", prompt_image="https://a.example/b", ratio="1280:720"
    ) as response:
        assert_type(response.parse(), TaskCreatedHandle)
        assert_type([*response.iter_lines(), response.text()], list[str])
    with client.with_streaming_response.voices.list(limit=5) as listed:
        assert_type(listed.parse(), SyncPage[models.VoicePage, models.Voice])
    page = client.voices.list()
    assert_type(page.next_cursor, str | None)
    assert_type(page.get_next_page(), SyncPage[models.VoicePage, models.Voice])
    for found in page.iter_pages():
        assert_type(found.data, list[models.Voice])
    task: types.Task = client.with_raw_response.tasks.retrieve(ID).parse()
    assert_type(client.with_raw_response.tasks.retrieve(ID).text(), str)
    print(task, page.next_page_info())


def wrapped(client: RunwayML, cursor: str | NotGiven = NOT_GIVEN) -> None:
    client.voices.list(cursor=cursor, timeout=Timeout(5.0, connect=1.0))
    assert_type(client.tasks.retrieve(ID).to_dict(mode="json"), dict[str, Any])


def http_libraries(given: httpx2.Client, timeout: httpx2.Timeout, auth: httpx2.Auth) -> None:
    RunwayML(http_client=given, timeout=timeout, auth=auth).with_options(timeout=timeout)
    RunwayML(http_client=httpx.Client(), auth=httpx.BasicAuth("a", "b"))
    RunwayML(transport=httpx2.MockTransport(lambda request: httpx2.Response(204)))


def settings() -> None:
    with RunwayML(api_key="key", timeout=httpx.Timeout(5.0), max_retries=0) as client:
        assert_type(client, RunwayML)
        assert_type(client.with_options(timeout=None, headers={"X-A": None}), RunwayML)
        client.with_options(http_client=DefaultHttpxClient(proxy="http://a.example"))
        uploaded = client.uploads.create_ephemeral(Path("hare.jpg"))
        assert_type(uploaded.uri, str)
        client.uploads.create_ephemeral(("hare.jpg", b""), filename="hare.png")
        client.organization.retrieve(
            timeout=1.0, extra_headers={"X-A": "b"}, request_options=RequestOptions(max_retries=1)
        )
