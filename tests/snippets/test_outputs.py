"""What a finished task has to download: named in the overlay, or the only links that the document describes."""

from __future__ import annotations

import inspect
import textwrap
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.harness.building import HEAD, Builder, Wire

URI = "{type: string, format: uri}"


def document(done: str, hint: str = "", sent: str = "text: {type: string}") -> str:
    """Jobs whose finished state has these properties."""
    return HEAD + textwrap.dedent(
        f"""\
        paths:
          /jobs:
            post:
              operationId: startJob
              tags: [jobs]
              x-specwright-method: create
              x-specwright-waits-for: pollJob
              requestBody:
                content: {{application/json: {{schema: {{type: object, properties: {{{sent}}}}}}}}}
              responses:
                '200':
                  description: It.
                  content: {{application/json: {{schema: {{$ref: '#/components/schemas/Started'}}}}}}
          /jobs/{{id}}:
            get:
              operationId: pollJob
              tags: [jobs]
              x-specwright-method: retrieve
              x-specwright-waiter:
                {{method: wait, argument: id, from: id, status: state, succeeded: [done], interval: 0.01{hint}}}
              parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
              responses:
                '200':
                  description: It.
                  content: {{application/json: {{schema: {{$ref: '#/components/schemas/Job'}}}}}}
        components:
          schemas:
            Started: {{type: object, required: [id], properties: {{id: {{type: string}}}}}}
            Job:
              oneOf: [{{$ref: '#/components/schemas/Open'}}, {{$ref: '#/components/schemas/Done'}}]
              discriminator: {{propertyName: state, mapping: {{open: Open, done: Done}}}}
            Open:
              type: object
              required: [id, state]
              properties: {{id: {{type: string}}, state: {{const: open}}, self: {URI}}}
            Done:
              type: object
              required: [id, state]
              properties: {{id: {{type: string}}, state: {{const: done}}, self: {URI}, {done}}}
        """
    )


FILES = (
    "files: {type: array, items: {type: object, properties: "
    "{link: {type: string}, fileName: {type: string}, size: {type: integer}}}}"
)


@pytest.mark.parametrize(
    ("done", "hint", "names"),
    [
        (f"video: {URI}, size: {{type: integer}}", "", ["a.mp4"]),
        (f"clips: {{type: array, items: {URI}}}", "", ["a.mp4", "b.mp4"]),
        (f"page: {URI}, made: {{type: object, properties: {{clip: {{type: string}}}}}}", "made.clip", ["a.mp4"]),
        (FILES, "files", ["hare.mp4", "b.mp4"]),
        (FILES, "files.link", ["hare.mp4", "b.mp4"]),
        ("made: {type: object, additionalProperties: {type: string}}", "made", ["a.mp4", "b.mp4"]),
        ("out.put: {type: [string, 'null']}", "out.put", ["a.mp4"]),
    ],
)  # fmt: skip
def test_where_the_links_are(
    build: Builder, tmp_path: Path, done: str, hint: str, names: list[str]
) -> None:
    given = f", output: {hint}" if hint else ""
    api = build(document(done, given), allow=() if hint else ("output-recognised",))
    assert api.codes == ([] if hint else ["output-recognised"])
    a, b = "https://s.test/a.mp4", "https://s.test/b.mp4"
    answers: dict[str, Any] = {
        "video": a,
        "clips": [a, b],
        "made": {"clip": a} if hint == "made.clip" else {"x": a, "y": b},
        "files": [{"link": a, "fileName": "../hare"}, {"link": b}],
        "out.put": a,
    }

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "s.test":
            return httpx.Response(
                200, content=request.url.path, headers={"content-type": "video/mp4"}
            )
        return httpx.Response(200, json={"id": "7", "state": "done", "page": b, **answers})

    with api.client(Wire(answer)) as client:
        task = client.jobs.create().wait()
        assert isinstance(task, api.models.Done)
        assert [file.name for file in task.download(tmp_path)] == names
        assert client.jobs.retrieve("7").download(tmp_path, exists="skip")
    assert inspect.iscoroutinefunction(api.package.AsyncDoneHandle.download)
    assert not hasattr(api.package.OpenHandle, "download")


@pytest.mark.parametrize(
    ("done", "hint", "sent"),
    [
        ("text: {type: string}", "", "text: {type: string}"),
        (f"one: {URI}, two: {URI}", "", "text: {type: string}"),
        (f"hook: {URI}", "", f"hook: {URI}"),
        (f"video: {URI}", ", output: false", "text: {type: string}"),
    ],
)
def test_without_certain_links_there_is_no_method(
    build: Builder, done: str, hint: str, sent: str
) -> None:
    assert not hasattr(build(document(done, hint, sent)).package.DoneHandle, "download")


def test_a_field_called_download_keeps_its_name(build: Builder) -> None:
    api = build(document(f"download: {URI}"), allow=("output-recognised",))
    assert callable(api.package.DoneHandle.download_)
    assert "download" in api.models.Done.model_fields


@pytest.mark.parametrize(
    ("hint", "message", "fits"),
    [
        ("video", "no property 'video'", "files.link"),
        ("files.size", "'files.size' is not a link", "files.link"),
        ("id.x", "no property 'id.x'", "files.link"),
    ],
)
def test_a_wrong_property_is_refused_with_the_one_that_fits(
    build: Builder, hint: str, message: str, fits: str
) -> None:
    (found,) = build.diagnose(document(FILES, f", output: {hint}"))
    assert found.code == "overlay-hint" and message in found.message
    assert found.hint == f"write output: {fits}"
    assert found.pointer.endswith("x-specwright-waiter/output")
