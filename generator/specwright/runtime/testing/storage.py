"""The mock's own URLs: files to download, and forms to upload to."""

from __future__ import annotations

import re

from .decoding import multipart_parts
from .messages import MockRequest, MockResponse, json_response
from .state import OWN, State


def answer_file(state: State, request: MockRequest) -> MockResponse:
    """A download: with `ETag`, and a part of it for `Range`."""
    key = request.path[len(OWN) :].removeprefix("files/").partition("/")[0]
    file = state.files.get(key)
    if file is None:
        return json_response(404, {"error": "the mock has no such file"})
    if request.method not in ("GET", "HEAD"):
        return json_response(405, {"error": "files can only be read"}, {"Allow": "GET, HEAD"})
    headers = [("Content-Type", file.content_type), ("ETag", file.etag), ("Accept-Ranges", "bytes")]
    if request.header("If-None-Match") == file.etag:
        return MockResponse(304, tuple(headers))
    body, status = file.content, 200
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", request.header("Range") or "")
    wanted = request.header("If-Range")
    if found and any(found.groups()) and wanted in (None, file.etag):
        size = len(body)
        first = int(found[1]) if found[1] else max(0, size - int(found[2]))
        last = min(int(found[2]), size - 1) if found[1] and found[2] else size - 1
        if first > last:
            return MockResponse(416, (*headers, ("Content-Range", f"bytes */{size}")))
        headers.append(("Content-Range", f"bytes {first}-{last}/{size}"))
        body, status = body[first : last + 1], 206
    headers.append(("Content-Length", str(len(body))))
    return MockResponse(status, tuple(headers), b"" if request.method == "HEAD" else body)


def answer_upload(state: State, request: MockRequest) -> MockResponse:
    """The second step of an upload: the form with its fields and the file."""
    told = state.uploads.get(request.path[len(f"{OWN}uploads/") :])
    if told is None:
        return json_response(404, {"error": "the mock has no such upload"})
    if request.method != "POST":
        return json_response(405, {"error": "post a form"}, {"Allow": "POST"})
    try:
        parts = list(multipart_parts(request.header("Content-Type") or "", request.body))
    except ValueError as error:
        return json_response(400, {"error": f"the body is not a multipart form: {error}"})
    texts = {name: data.decode("utf-8", "replace") for name, file, _, data in parts if file is None}
    files = [
        (file, data) for name, file, _, data in parts if name == told["part"] and file is not None
    ]
    wrong = [name for name, value in told["fields"].items() if texts.get(name) != str(value)]
    if wrong:
        return json_response(400, {"error": f"the form lacks the field {', '.join(wrong)}"})
    if len(files) != 1:
        return json_response(400, {"error": f"the form has no file in {told['part']!r}"})
    name, data = files[0]
    least, most = told["told"]["min_bytes"], told["told"]["max_bytes"]
    if len(data) < least or (most and len(data) > most):
        return json_response(
            400, {"error": f"the file has {len(data)} bytes, not {least} to {most}"}
        )
    state.store(name or "file", data)
    return MockResponse(204)
