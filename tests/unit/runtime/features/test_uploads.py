"""Uploads: the form that is posted, where to, and what never goes with it."""

from __future__ import annotations

import io
import json
import pickle
from pathlib import Path
from typing import Any

import httpx
import pytest

from specwright.runtime import (
    APIConnectionError,
    APIResponseValidationError,
    APIStatusError,
    RequestValidationError,
)
from tests.harness.flavour import Handler, response, storage
from tests.unit.runtime.lab import Lab

TARGET = {
    "uploadUrl": "https://storage.test/bucket?X-Signature=hidden",
    "fields": {"key": "k1", "Content-Type": "image/png"},
    "fileUri": "sample://1",
}


def server(*results: httpx.Response | Exception, target: dict[str, Any] | None = None) -> Handler:
    return storage("api.sample.test", target or TARGET, *results)


class Pipe(io.BytesIO):
    """Cannot go back."""

    name = "/tmp/pipe.png"

    def seekable(self) -> bool:
        return False


def given(kind: str, folder: Path) -> Any:
    path = folder / "hare.png"
    path.write_bytes(b"0123456789")
    opened = io.BytesIO(b"xx0123456789")
    opened.seek(2)
    opened.name = "/a/b/hare.png"
    return {
        "str": str(path),
        "path": path,
        "bytes": ("hare.png", b"0123456789"),
        "opened": opened,
        "named path": ("hare.png", path),
        "named pipe": ("hare.png", Pipe(b"0123456789")),
    }[kind]


KINDS = ["str", "path", "bytes", "opened", "named path", "named pipe"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_form(lab: Lab, tmp_path: Path, kind: str) -> None:
    progress: list[tuple[int, int]] = []
    client = lab.client(server(), default_headers={"X-Mine": "1"})
    file = given(kind, tmp_path)
    result = lab.run(client.files.upload(file, on_progress=lambda *at: progress.append(at)))
    assert result.uri == "sample://1"
    asked, posted = lab.requests
    assert json.loads(asked.content) == {"filename": "hare.png", "type": "ephemeral"}
    assert str(posted.url) == TARGET["uploadUrl"]
    boundary = posted.headers["content-type"].removeprefix("multipart/form-data; boundary=")
    assert posted.content.decode() == (
        f'--{boundary}\r\nContent-Disposition: form-data; name="key"\r\n\r\nk1\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="Content-Type"\r\n\r\nimage/png\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="hare.png"\r\n'
        f"Content-Type: image/png\r\n\r\n0123456789\r\n--{boundary}--\r\n"
    )
    assert posted.headers["content-length"] == str(len(posted.content))
    assert "transfer-encoding" not in posted.headers
    assert not {"authorization", "x-mine", "cookie", "x-version"} & set(posted.headers)
    assert progress == [(10, 10)]
    assert not getattr(file, "closed", False)


def test_a_file_name_cannot_break_the_form(lab: Lab) -> None:
    lab.run(lab.client(server()).files.upload(('a"\r\nX: 1\r\n\r\n.png', b"0123")))
    assert b'filename="a%22%0D%0AX: 1%0D%0A%0D%0A.png"' in lab.requests[1].content


def test_the_headers_of_the_file_go_with_its_part(lab: Lab) -> None:
    file = ("a.png", b"0123", "image/x-mine", {"X-Checksum": "c1"})
    lab.run(lab.client(server()).files.upload(file))
    assert (b"Content-Type: image/x-mine\r\nX-Checksum: c1\r\n\r\n0123\r\n") in lab.requests[
        1
    ].content


@pytest.mark.parametrize(
    ("file", "where"),
    [
        (("a", b"0123456789"), "filename: must have at least 3 characters"),
        (("a" * 256, b"0123456789"), "filename: must have at most 255 characters"),
        (("abc", b"012"), "file: must have at least 4 bytes, has 3"),
        (("abc", b"0" * 1_000_001), "file: must have at most 1000000 bytes"),
        ("pipe", "file: must have at most 1000000 bytes"),
        (("a", b""), r"filename: must have(.|\n)*file: must have"),
    ],
)
def test_name_and_size_are_checked_first(lab: Lab, file: Any, where: str) -> None:
    given = ("abc", Pipe(b"0" * 1_500_000)) if file == "pipe" else file
    with pytest.raises(RequestValidationError, match=where):
        lab.run(lab.client(server()).files.upload(given))
    assert lab.requests == []


@pytest.mark.parametrize("file", [io.StringIO("text"), ("abc", io.StringIO("text")), 5])
def test_what_is_no_file(lab: Lab, file: Any) -> None:
    with pytest.raises(RequestValidationError, match="file: "):
        lab.run(lab.client(server()).files.upload(file))
    with pytest.raises(FileNotFoundError):
        lab.run(lab.client(server()).files.upload("/nowhere/at/all.png"))
    assert lab.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "http://storage.test/x",
        "ftp://storage.test/x",
        "/x",
        "https:///x",
        "https://storage.test/a b",
        "javascript:x",
    ],
)
def test_only_https(lab: Lab, url: str) -> None:
    client = lab.client(server(target={**TARGET, "uploadUrl": url}))
    with pytest.raises(APIResponseValidationError, match="no https URL"):
        lab.run(client.files.upload(("abc", b"0123")))
    assert len(lab.requests) == 1


def test_errors_of_the_storage_are_in_the_hierarchy_and_hide_the_url(lab: Lab) -> None:
    refused = response(
        403, b"<Error><Code>AccessDenied</Code></Error>", content_type="application/xml"
    )
    with pytest.raises(APIStatusError, match="AccessDenied") as caught:
        lab.run(lab.client(server(refused)).files.upload(("abc", b"0123")))
    assert "hidden" not in str(caught.value) + caught.value.request.url
    with pytest.raises(APIConnectionError) as lost:
        lab.run(lab.client(server(httpx.ReadError("x"))).files.upload(("abc", b"0123")))
    assert "hidden" not in str(lost.value)
    redirected = response(307, b"", location="https://storage.test/y")
    with pytest.raises(APIStatusError):
        lab.run(
            lab.client(server(redirected), follow_redirects=False).files.upload(("abc", b"0123"))
        )


def test_what_surely_did_not_arrive_is_sent_again_from_the_start(lab: Lab, tmp_path: Path) -> None:
    client = lab.client(
        server(httpx.ConnectError("x"), response(503, retry_after="1"), response(201))
    )
    lab.run(client.files.upload(given("opened", tmp_path)))
    assert [b"0123456789" in request.content for request in lab.requests[1:]] == [True] * 3
    with pytest.raises(APIConnectionError):
        lab.run(lab.client(server(httpx.WriteTimeout("x"))).files.upload(("abc", b"0123")))


def test_the_users_own_http_client_is_used_without_its_secrets(lab: Lab) -> None:
    own = lab.http_client(
        server(), headers={"X-Proxy-Key": "p"}, auth=("me", "pass"), cookies={"c": "1"}
    )
    client = lab.kind(api_key="sk-secret-1234", http_client=own)
    lab.run(client.files.upload(("abc", b"0123")))
    asked, posted = lab.requests
    assert asked.headers["x-proxy-key"] == "p"
    assert not {"authorization", "x-proxy-key", "cookie"} & set(posted.headers)


def test_through_the_raw_client(lab: Lab) -> None:
    raw = lab.run(lab.client(server()).files.with_raw_response.upload(("abc", b"0123")))
    assert (raw.status_code, raw.request_id, raw.parse().uri) == (200, "api-1", "sample://1")


def test_a_call_pickles_unless_its_file_is_open(lab: Lab, tmp_path: Path) -> None:
    call = pickle.loads(pickle.dumps(lab.endpoints.files.upload(given("path", tmp_path))))  # noqa: S301  (ours)
    assert lab.run(lab.client(server()).upload(call)).uri == "sample://1"
    for file in (io.BytesIO(b"x"), ("abc", io.BytesIO(b"x"))):
        with pytest.raises(TypeError, match="open file"):
            pickle.dumps(lab.endpoints.files.upload(file))


def test_a_large_file_is_streamed(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(b"x" * 900_000)
    progress: list[int] = []
    lab.run(
        lab.client(server()).files.upload(path, on_progress=lambda sent, _: progress.append(sent))
    )
    assert progress == [262144, 524288, 786432, 900000]
