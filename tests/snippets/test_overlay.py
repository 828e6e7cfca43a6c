"""What an overlay makes of a small document: names, pages, waiting, uploads, retries, pins."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.harness.building import Builder, Built, Sent, Wire

JOBS = """
paths:
  /jobs:
    post:
      operationId: startJob
      requestBody: {required: true, content: {application/json: {schema: {type: object,
          required: [input], properties: {input: {type: string}}}}}}
      responses: {'201': {description: x, content: {application/json: {schema:
          {$ref: '#/components/schemas/Started'}}}}}
    get:
      operationId: searchJobs
      parameters:
      - {name: pageToken, in: query, schema: {type: string}}
      - {name: pageSize, in: query, schema: {type: integer, maximum: 50}}
      responses: {'200': {description: x, content: {application/json: {schema:
          {$ref: '#/components/schemas/JobPage'}}}}}
  /jobs/{jobId}:
    get:
      operationId: pollJob
      parameters: [{name: jobId, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}}
  /count:
    post: {operationId: count, responses: {'204': {description: x}}}
  /files:
    post:
      operationId: askUpload
      requestBody: {required: true, content: {application/json: {schema: {type: object,
          required: [name, kind], properties: {name: {type: string, minLength: 3}, kind:
          {enum: [once]}, note: {type: string}}}}}}
      responses: {'200': {description: x, content: {application/json: {schema: {type: object,
          required: [putUrl, form, fileUri], properties: {putUrl: {type: string}, form:
          {type: object, additionalProperties: {type: string}}, fileUri: {type: string}}}}}}}
components:
  schemas:
    Started: {type: object, required: [jobId], properties: {jobId: {type: string}}}
    JobPage: {type: object, required: [hits], properties: {hits: {type: array, items:
        {$ref: '#/components/schemas/Job'}}, nextToken: {type: [string, 'null']}}}
    Job:
      oneOf: [{$ref: '#/components/schemas/Running'}, {$ref: '#/components/schemas/Done'},
          {$ref: '#/components/schemas/Broken'}]
      discriminator: {propertyName: state, mapping: {queued: Running, running: Running,
          done: Done, failed: Broken, stopped: Broken}}
    Running: {type: object, required: [jobId, state], properties: {jobId: {type: string}, state:
        {enum: [queued, running]}}}
    Done: {type: object, required: [jobId, state, outputUrls], properties: {jobId: {type: string},
        state: {const: done}, outputUrls: {type: array, items: {type: string}}}}
    Broken: {type: object, required: [jobId, state], properties: {jobId: {type: string}, state:
        {enum: [failed, stopped]}, reasonText: {type: string}, reasonCode: {type: string}}}
"""
LOOK = """
- target: $.paths['/jobs'].post
  update: {x-specwright-resource: tasks, x-specwright-method: create, x-specwright-waits-for: pollJob}
- target: $.paths['/jobs'].get
  update:
    x-specwright-resource: tasks
    x-specwright-method: list
    x-specwright-pagination: {items: hits, cursor: pageToken, next: nextToken, size: pageSize}
- target: $.paths['/jobs/{jobId}'].get
  update:
    x-specwright-resource: tasks
    x-specwright-method: retrieve
    x-specwright-waiter:
      method: wait_until_done
      argument: jobId
      from: jobId
      status: state
      succeeded: [done]
      failed: [failed]
      cancelled: [stopped]
      failure: reasonText
      failure-code: reasonCode
      interval: 0.01
      timeout: 5
- target: $.paths['/count'].post
  update: {x-specwright-retry: safe}
- target: $.paths['/files'].post
  update:
    x-specwright-resource: files
    x-specwright-method: upload
    x-specwright-upload:
      file: file
      filename: name
      constants: {kind: once}
      url: putUrl
      fields: form
      result: {uri: fileUri}
      part: data
      min-bytes: 3
      max-bytes: 10
- target: $.paths['/jobs'].get.parameters[?@.name=='pageSize']
  update: {x-specwright-name: limit}
- target: $.components.schemas.Broken
  update: {x-specwright-name: BadJob}
- target: $.components.schemas.Done.properties.outputUrls
  update: {x-specwright-name: output}
"""


@pytest.fixture(scope="module")
def api(build: Builder) -> Built:
    return build(JOBS, overlay=LOOK)


def states(*answers: dict[str, Any]) -> Wire:
    """Answers one after the other; the first is the start of the job."""
    rest: Iterator[dict[str, Any]] = iter(answers)
    return Wire(lambda _: httpx.Response(200, json=next(rest)))


DONE = {"jobId": "j1", "state": "done", "outputUrls": ["u"]}
QUEUED = {"jobId": "j1", "state": "queued"}
FAILED = {"jobId": "j1", "state": "failed", "reasonText": "too dark", "reasonCode": "E1"}


def test_resources_and_methods_are_named_by_the_overlay(api: Built) -> None:
    names = {r.operation_id: f"{r.resource}.{r.name}" for r in api.package.OPERATIONS}
    assert names["startJob"] == "tasks.create" and names["pollJob"] == "tasks.retrieve"
    assert names["count"] == "count.count"


def test_pinned_names(api: Built) -> None:
    assert "BadJob" in api.models.__all__ and "Broken" not in api.models.__all__
    assert api.models.Done.model_fields["output"].alias == "outputUrls"
    _, sent = api.call("tasks.retrieve", "j1", answer=FAILED)
    assert sent.line == "GET /jobs/j1"
    assert api.refused("tasks.list", limit=51) == {"limit": "maximum"}


def test_waiting_returns_the_success(api: Built) -> None:
    wire = states({"jobId": "j1"}, QUEUED, {**QUEUED, "state": "running"}, DONE)
    seen: list[str] = []
    with api.client(wire) as client:
        done = client.tasks.create(input="x").wait_until_done(
            on_update=lambda t: seen.append(t.state)
        )
    assert type(done) is api.models.Done and done.output == ["u"]
    assert seen[:2] == ["queued", "running"]
    assert [request.url.path for request in wire.requests][1:] == ["/base/jobs/j1"] * 3


def test_waiting_in_the_async_client(api: Built) -> None:
    wire = states({"jobId": "j1"}, QUEUED, DONE)

    async def run() -> Any:
        async with api.async_client(wire) as client:
            task = await client.tasks.create(input="x")
            return await task.wait_until_done()

    assert asyncio.run(run()).output == ["u"]


@pytest.mark.parametrize(
    ("state", "error"), [("failed", "TaskFailedError"), ("stopped", "TaskCancelledError")]
)
def test_waiting_ends_with_failure_and_its_reason(api: Built, state: str, error: str) -> None:
    wire = states({"jobId": "j1"}, {**FAILED, "state": state})
    with api.client(wire) as client, pytest.raises(getattr(api.package, error)) as found:
        client.tasks.create(input="x").wait_until_done()
    assert (found.value.failure, found.value.failure_code) == ("too dark", "E1")
    assert len(wire.requests) == 2


def test_waiting_gives_up(api: Built) -> None:
    wire = Wire(
        lambda r: httpx.Response(200, json={"jobId": "j1"} if r.method == "POST" else QUEUED)
    )
    with api.client(wire) as client, pytest.raises(api.package.TaskTimeoutError) as found:
        client.tasks.create(input="x").wait_until_done(timeout=0.05)
    assert isinstance(found.value, TimeoutError)


def test_what_is_retrieved_can_be_waited_for_too(api: Built) -> None:
    with api.client(states(QUEUED, DONE)) as client:
        assert client.tasks.retrieve("j1").wait_until_done().output == ["u"]


def page(items: int, next_: str | None = None) -> dict[str, Any]:
    return {
        "hits": [{"jobId": str(n), "state": "queued"} for n in range(items)],
        "nextToken": next_,
    }


def test_pages_are_followed(api: Built) -> None:
    wire = states(page(2, "t1"), page(0, "t2"), page(1))
    with api.client(wire) as client:
        jobs = list(client.tasks.list(limit=2))
    assert [job.job_id for job in jobs] == ["0", "1", "0"]
    queries = [request.url.query.decode() for request in wire.requests]
    assert queries[0] == "pageSize=2"
    assert [sorted(q.split("&")) for q in queries[1:]] == [
        ["pageSize=2", "pageToken=t1"],
        ["pageSize=2", "pageToken=t2"],
    ]


def test_pages_are_followed_in_the_async_client(api: Built) -> None:
    async def run() -> list[str]:
        async with api.async_client(states(page(1, "t1"), page(2))) as client:
            return [job.job_id async for job in client.tasks.list()]

    assert asyncio.run(run()) == ["0", "0", "1"]


def test_a_ring_of_pages_is_an_error(api: Built) -> None:
    with api.client(Wire(page(1, "same"))) as client, pytest.raises(api.package.ClientError):
        list(client.tasks.list())


def upload_wire() -> Wire:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "bucket.test":
            request.read()
            return httpx.Response(204)
        form = {"putUrl": "https://bucket.test/put", "form": {"key": "k"}, "fileUri": "file://1"}
        return httpx.Response(200, json=form)

    return Wire(answer)


def test_an_upload_asks_and_then_posts_the_form(api: Built) -> None:
    wire = upload_wire()
    with api.client(wire) as client:
        assert client.files.upload(("a.jpg", b"12345"), note="n").uri == "file://1"
    asked, posted = wire.requests
    assert Sent(asked).json == {"name": "a.jpg", "kind": "once", "note": "n"}
    body = posted.content
    assert body.index(b'name="key"') < body.index(b'name="data"') and b"12345" in body
    assert "authorization" not in posted.headers


@pytest.mark.parametrize("content", [b"12", b"x" * 11])
def test_the_size_of_an_upload_is_checked_first(api: Built, content: bytes) -> None:
    wire = upload_wire()
    with api.client(wire) as client, pytest.raises(api.package.RequestValidationError):
        client.files.upload(("a.jpg", content))
    with api.client(wire) as client, pytest.raises(api.package.RequestValidationError):
        client.files.upload(("a", b"1234"))
    assert not wire.requests


def test_a_post_is_retried_only_where_the_overlay_calls_it_safe(api: Built) -> None:
    wire = Wire(httpx.Response(500, headers={"retry-after": "0"}))
    for method, attempts in (("count.count", 3), ("tasks.create", 1)):
        wire.requests.clear()
        resource, _, name = method.partition(".")
        arguments = {"input": "x"} if name == "create" else {}
        with (
            api.client(wire, max_retries=2) as client,
            pytest.raises(api.package.InternalServerError),
        ):
            getattr(getattr(client, resource), name)(**arguments)
        assert len(wire.requests) == attempts, method


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        (
            "x-specwright-retry: safe",
            "x-specwright-retry: often",
            "/paths/~1count/post/x-specwright-retry",
        ),
        (
            "x-specwright-waits-for: pollJob",
            "x-specwright-waits-for: pollJobs",
            "/paths/~1jobs/post",
        ),
        ("cursor: pageToken, ", "", "/paths/~1jobs/get/x-specwright-pagination"),
        ("succeeded: [done]", "succeeded: []", "/paths/~1jobs~1{jobId}/get/x-specwright-waiter"),
        ("items: hits", "items: jobs", "/paths/~1jobs/get/x-specwright-pagination"),
        ("cursor: pageToken", "cursor: page", "/paths/~1jobs/get/x-specwright-pagination"),
        ("argument: jobId", "argument: id", "/paths/~1jobs~1{jobId}/get/x-specwright-waiter"),
        ("from: jobId", "from: id", "/paths/~1jobs~1{jobId}/get/x-specwright-waiter"),
        ("status: state", "status: status", "/paths/~1jobs~1{jobId}/get/x-specwright-waiter"),
        ("url: putUrl", "url: url", "/paths/~1files/post/x-specwright-upload"),
        ("filename: name", "filename: file", "/paths/~1files/post/x-specwright-upload"),
    ],
)
def test_a_hint_that_does_not_fit_is_an_error(
    build: Builder, old: str, new: str, pointer: str
) -> None:
    assert old in LOOK
    found = build.diagnose(JOBS, overlay=LOOK.replace(old, new))
    assert "overlay-hint" in [item.code for item in found]
    assert any(item.pointer.startswith(pointer) and item.hint for item in found)


def test_what_an_overlay_removes_is_gone(build: Builder) -> None:
    api = build(
        JOBS,
        overlay="- target: $.paths['/files']\n  remove: true\n",
        allow=("pagination-recognised",),
    )
    assert "/files" not in [record.path for record in api.package.OPERATIONS]
    assert "files" not in dir(api.client_class())


@pytest.mark.parametrize("key", ["succeeded", "failed", "cancelled"])
def test_a_state_that_the_status_never_has_is_an_error(build: Builder, key: str) -> None:
    state = {"succeeded": "done", "failed": "failed", "cancelled": "stopped"}[key]
    wrong = LOOK.replace(f"{key}: [{state}]", f"{key}: [{state.upper()}]")
    (found,) = build.diagnose(JOBS, overlay=wrong)
    assert found.code == "overlay-hint" and f"'state' is never {state.upper()!r}" in found.message
    assert found.hint == f"did you mean {state!r}?"


def test_hints_in_other_files_are_checked_too(build: Builder) -> None:
    (build.folder / "shared.yaml").write_text("""\
one: {type: object, x-specwright-nmae: Given, properties: {a: {type: string}}}
path:
  get:
    x-specwright-methd: look
    responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/one'}}}}}
""")
    document = """
    paths:
      /other: {$ref: 'shared.yaml#/path'}
      /one:
        get:
          responses:
            '200': {description: x, content: {application/json: {schema: {$ref: 'shared.yaml#/one'}}}}
    """
    built = build(document, allow=("unknown-hint",))
    said = {item.message: item.hint for item in built.diagnostics}
    assert said == {
        "unknown key 'x-specwright-nmae'; ignored": "did you mean x-specwright-name?",
        "unknown key 'x-specwright-methd'; ignored": "did you mean x-specwright-method?",
    }
    assert len(built.diagnostics) == 2


def test_keys_beside_the_reference_of_a_parameter_or_answer_are_told(build: Builder) -> None:
    document = """
    paths:
      /one:
        get:
          parameters:
          - {$ref: '#/components/parameters/P', required: true, x-specwright-name: other, x-note: 1}
          - {$ref: '#/components/parameters/Q', description: fine}
          responses: {'200': {$ref: '#/components/responses/R', content: {}}}
    components:
      parameters: {P: {name: p, in: query, schema: {type: string}}, Q: {name: q, in: query, schema: {}}}
      responses: {R: {description: x}}
    """
    built = build(document, allow=None)
    found = [item.message for item in built.diagnostics if item.code == "ref-siblings"]
    assert found == [
        "keywords beside $ref are ignored here: 'required', 'x-specwright-name'",
        "keywords beside $ref are ignored here: 'content'",
    ]
