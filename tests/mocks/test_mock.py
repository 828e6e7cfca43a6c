"""The mock of a client as its users script it, in both flavours."""

from __future__ import annotations

import asyncio
import pickle
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

import runway_client
from runway_client import endpoints, models, testing
from tests.harness.building import Builder

ROOT = Path(__file__).parents[2]
CREATE: dict[str, Any] = {
    "model": "gen4.5",
    "prompt_text": "A hare",
    "prompt_image": "https://example.com/hare.jpg",
    "ratio": "1280:720",
    "duration": 5,
}


def test_task_goes_through_its_states_and_its_output_can_be_downloaded() -> None:
    with testing.mock() as mock:
        seen: list[str] = []
        task = mock.client().image_to_video.create(**CREATE)
        done = task.wait_for_task_output(on_update=lambda state: seen.append(state.status))
        assert seen == ["PENDING", "RUNNING", "SUCCEEDED"]
        assert mock.clock.passed >= 10
        (url,) = done.output
        with httpx.Client(transport=mock.transport) as web:
            whole = web.get(url)
            assert whole.headers["content-type"] == "video/mp4"
            part = web.get(url, headers={"Range": "bytes=10-", "If-Range": whole.headers["etag"]})
            assert (part.status_code, part.content) == (206, whole.content[10:])
            assert web.get(url, headers={"Range": "bytes=99999-"}).status_code == 416
        assert [call.operation for call in mock.calls] == [
            "image_to_video.create",
            *["tasks.retrieve"] * 3,
        ]
        assert mock.calls[0].body["promptText"] == "A hare"


def test_tasks_by_the_clock_by_script_and_cancelled() -> None:
    mock = testing.mock(task_seconds=20)
    client = mock.client()
    task = client.image_to_video.create(**CREATE)
    states = []
    task.wait_for_task_output(on_update=lambda state: states.append(state.status))
    assert states[0] == "PENDING" and states.count("PENDING") == 4 and states[-1] == "SUCCEEDED"
    mock = testing.mock()
    client = mock.client()
    mock.on("image_to_video.create").tasks("RUNNING", "FAILED")
    with pytest.raises(runway_client.TaskFailedError):
        client.image_to_video.create(**CREATE).wait_for_task_output()
    other = client.text_to_image.create(
        model="gen4_image", prompt_text="x", ratio="1920:1080", reference_images=[]
    )
    client.tasks.delete(other.id)
    with pytest.raises(runway_client.TaskCancelledError):
        other.wait_for_task_output()
    with pytest.raises(testing.MockError, match="no task has the status 'DONE'"):
        mock.tasks("DONE")


def test_resources_live_until_they_are_deleted() -> None:
    client = testing.mock().client()
    made = client.documents.create(name="Guide", content="Text")
    assert client.documents.retrieve(made.id).name == "Guide"
    client.documents.update(made.id, name="Handbook")
    assert [d.name for d in client.documents.list(limit=50) if d.id == made.id] == ["Handbook"]
    client.documents.delete(made.id)
    with pytest.raises(runway_client.NotFoundError):
        client.documents.retrieve(made.id)
    assert made.id not in {document.id for document in client.documents.list(limit=2)}


def test_scripts_of_replies_resets_and_delays() -> None:
    with testing.mock() as mock:
        client = mock.client(timeout=10)
        retry = {"Retry-After": "7"}
        mock.on(endpoints.voices.retrieve).reply(status=429, headers=retry).reset().then(delay=3)
        voice = client.voices.retrieve("550e8400-e29b-41d4-a716-446655440000")
        assert voice.id == "550e8400-e29b-41d4-a716-446655440000"  # echoed
        assert [call.response.status for call in mock.calls] == [429, 0, 200]
        assert mock.clock.passed > 10
        mock.on("GET /v1/organization").reply(delay=60, times=3)
        with pytest.raises(runway_client.APITimeoutError):
            client.organization.retrieve()
        mock.on("createDocument").reply(status=200, json={"id": 5}).call(
            lambda request: testing.MockResponse(418, (), request.body)
        )
        raw = client.documents.with_raw_response.create(name="a", content="b")
        assert raw.status_code == 200 and raw.json() == {"id": 5}
        with pytest.raises(runway_client.APIStatusError, match="418"):
            client.documents.create(name="a", content="b")
        mock.assert_all_used()
        with pytest.raises(testing.MockError, match=r"did you mean 'tasks.retrieve'"):
            mock.on("tasks.retreive")


def test_pages_are_as_many_as_scripted_in_both_flavours() -> None:
    mock = testing.mock()
    mock.pages(3, size=4)
    items = list(mock.client().voices.list(limit=4))
    assert len({item.id for item in items}) == 12

    async def again() -> int:
        async with mock.async_client() as client:
            return len([item async for item in client.voices.list(limit=4)])

    assert asyncio.run(again()) == 12
    assert len(mock.calls) == 6


def test_upload_is_checked_and_kept() -> None:
    mock = testing.mock()
    uploaded = mock.client().uploads.create_ephemeral(file=("hare.jpg", b"x" * 600))
    assert uploaded.uri.startswith("runway://")
    server = testing.mock(wrong_requests="answer")
    target = server.client().uploads.with_raw_response.create_ephemeral
    url = target(file=("hare.jpg", b"x" * 600)).json()["uploadUrl"]
    with httpx.Client(transport=server.transport) as web:
        assert web.post(url, files={"file": ("a.jpg", b"x" * 600)}).status_code == 400


def test_wrong_requests_name_every_problem_or_are_answered() -> None:
    client = testing.mock().client(check_requests=False)
    with pytest.raises(testing.WrongRequest) as found:
        client.documents.create(name="", content="")
    assert [p.path for p in found.value.problems] == ["name", "content"]
    assert "#/paths/~1v1~1documents/post" in str(found.value)
    copied = pickle.loads(pickle.dumps(found.value))  # noqa: S301  (our own)
    assert copied.problems == found.value.problems
    server = testing.mock(wrong_requests="answer", seed=1)
    loose = server.client(check_requests=False, max_retries=0)
    with pytest.raises(runway_client.BadRequestError, match="must have at least 1 character"):
        loose.documents.create(name="", content="x")
    with httpx.Client(transport=server.transport, base_url="https://api.dev.runwayml.com") as web:
        head = {"X-Runway-Version": "2024-11-06"}
        key = {"Authorization": "Bearer any"}
        assert web.get("/v1/organization", headers=head).status_code == 401
        assert web.get("/v1/organization", headers=key).status_code == 400
        assert web.get("/v1/organization", headers={**key, **head}).status_code == 200
        assert web.get("/v1/other", headers=key).status_code == 404
        refused = web.put("/v1/voices", headers=key)
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, POST")
        text = web.post("/v1/voices", headers={**key, **head, "Content-Type": "a/b"}, content=b"x")
        assert text.status_code == 415


def test_unused_scripts_are_reported() -> None:
    said = r"voices.list: 2 replies were never used"
    with pytest.warns(testing.UnusedScriptWarning, match=said), testing.mock() as mock:
        mock.on("voices.list").reply(status=500, times=2)
    mock = testing.mock()
    mock.on("listVoices").pages(2)
    with pytest.raises(AssertionError, match=r"voices.list: the script was never used"):
        mock.assert_all_used()


def test_threads_share_a_mock_and_equal_seeds_give_equal_answers() -> None:
    mock = testing.mock()
    client = mock.client()
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda _: client.image_to_video.create(**CREATE).id, range(40)))
    assert len(set(ids)) == 40 and len(mock.calls) == 40
    assert len(pickle.loads(pickle.dumps(mock.calls))) == 40  # noqa: S301  (our own)
    one, other, third = testing.mock(), testing.mock(), testing.mock(seed=3)
    lists = [[v.id for v in m.client().voices.list(limit=3)] for m in (one, other, third)]
    assert lists[0] == lists[1] != lists[2]


def test_models_are_made_with_the_values_that_matter() -> None:
    task = testing.make(models.Task, status="SUCCEEDED", output=["https://example.com/a.mp4"])
    assert isinstance(task, models.SucceededTask) and task.output == ["https://example.com/a.mp4"]
    assert isinstance(testing.make(models.Task, progress=0.5), models.RunningTask)
    assert testing.make(models.VeoDuration) in (4, 6, 8)
    body = testing.make(models.CreateDocument, name="Guide")
    assert body.name == "Guide" and body.content
    with pytest.raises(TypeError, match="no attribute 'statsu'; did you mean 'status'"):
        testing.make(models.Task, statsu="x")
    with pytest.raises(ValueError, match="does not allow status='DONE'"):
        testing.make(models.Task, status="DONE")
    found = [getattr(models, name) for name in models.__all__]
    classes = [kind for kind in found if isinstance(kind, type) and hasattr(kind, "model_fields")]
    assert len(classes) > 60
    for kind in classes:
        if not issubclass(kind, runway_client.UnknownVariant):
            assert isinstance(testing.make(kind), kind)


LISTS = """\
    paths:
      /a: {get: {operationId: pages, tags: [x], x-specwright-pagination: {kind: page, items: items, page: page,
          size: per_page, total: total}, parameters: [
        {name: page, in: query, schema: {type: integer}}, {name: per_page, in: query, schema: {type: integer}}],
        responses: {'200': {description: x, content: {application/json: {schema: {type: object,
          required: [items, total], properties: {items: {type: array, items: {$ref: '#/components/schemas/T'}},
          total: {type: integer}}}}}}}}}
      /b: {get: {operationId: offsets, tags: [x], parameters: [
        {name: offset, in: query, schema: {type: integer}}, {name: limit, in: query, schema: {type: integer}}],
        responses: {'200': {description: x, content: {application/json: {schema: {type: object,
          required: [items, total], properties: {items: {type: array, items: {$ref: '#/components/schemas/T'}},
          total: {type: integer}}}}}}}}}
      /c: {get: {operationId: urls, tags: [x], responses: {'200': {description: x, content: {application/json:
          {schema: {type: object, required: [results], properties: {next: {type: [string, 'null'], format: uri},
          results: {type: array, items: {$ref: '#/components/schemas/T'}}}}}}}}}}
      /d: {get: {operationId: links, tags: [x], parameters: [{name: page, in: query, schema: {type: integer}}],
          responses: {'200': {description: x, headers: {Link: {schema: {type: string}}},
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/T'}}}}}}}}
      /e: {get: {operationId: ids, tags: [x], parameters: [{name: after, in: query, schema: {type: string}}],
          x-specwright-pagination: {kind: last-id, items: data, after: after, more: has_more},
          responses: {'200': {description: x, content: {application/json: {schema: {type: object,
          required: [data, has_more], properties: {has_more: {type: boolean},
          data: {type: array, items: {$ref: '#/components/schemas/T'}}}}}}}}}}
    components: {schemas: {T: {type: object, required: [id], properties: {id: {type: string}}}}}
"""


def test_every_kind_of_list_is_walked(build: Builder) -> None:
    api = build(LISTS, allow=None)
    mock = api.module("testing").mock()
    mock.pages(3, size=2)
    client = mock.client(response_validation="strict")
    paged = [o for o in mock.document.operations if o.member("pages")]
    assert len(paged) == 5
    for operation in paged:
        mock.calls.clear()
        method = getattr(client.x, operation.label.rpartition(".")[2])
        assert len(list(method())) == 6, operation.path
        assert len(mock.calls) in (3, 4), operation.path


def test_the_fixture_of_the_package_works_and_costs_nothing_unused(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import sys\n"
        "def test_unused():\n"
        "    assert 'runway_client.testing' not in sys.modules and 'httpx' not in sys.modules\n"
        "def test_used(runway_client_mock):\n"
        "    client = runway_client_mock.client()\n"
        "    assert client.organization.retrieve().credit_balance >= 0\n",
        "utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "runway_client._pytest_plugin"]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT / "generated"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_of_the_mock_is_imported_unless_it_is_used() -> None:
    code = "import sys, runway_client; runway_client.RunwayML(api_key='x'); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "generated")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "runway_client.testing" not in done.stdout and "._runtime.testing" not in done.stdout
    assert "runway_client._client" in done.stdout.split()


def test_mock_works_from_a_zip_file(tmp_path: Path) -> None:
    archive = tmp_path / "client.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in sorted((ROOT / "generated/runway_client").rglob("*.*")):
            if "__pycache__" not in path.parts:
                packed.write(path, path.relative_to(ROOT / "generated"))
    code = "from runway_client import testing; print(testing.mock().client().organization.retrieve().tier)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(archive)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
