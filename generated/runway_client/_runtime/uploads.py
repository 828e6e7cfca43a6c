"""A file in, an upload out, as a flow: ask the API where to, then post the form there without the key."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias, TypeGuard, TypeVar

from ._unset import UNSET
from .base_url import is_loopback, parse_origin
from .core import call_deadline
from .effects import Flow
from .errors import APIResponseValidationError, ClientError, Problem, RequestValidationError
from .flows import attempts, call_flow
from .json_types import is_object
from .multipart import Multipart, Progress
from .operation import JsonBody
from .results import read_wire, result_of
from .retry import RetryState
from .settings import NO_OPTIONS, RequestOptions
from .wire import HttpResponse, WireRequest

if TYPE_CHECKING:
    from .call import UploadCall
    from .core import Core
    from .operation import Operation, Upload

T = TypeVar("T")
FileContent: TypeAlias = "bytes | IO[bytes] | os.PathLike[str]"
FileInput: TypeAlias = "str | FileContent | tuple[str, FileContent]"
UNNAMED = "upload.bin"


def is_path(content: Any) -> TypeGuard[str | os.PathLike[str]]:
    return isinstance(content, (str, os.PathLike))


def file_name(file: FileInput) -> str:
    if isinstance(file, tuple):
        return file[0]
    if isinstance(file, (str, os.PathLike)):
        return Path(file).name
    name = getattr(file, "name", None)
    return Path(name).name if isinstance(name, str) and name else UNNAMED


def upload_arguments(
    operation: Operation, file: FileInput, arguments: Mapping[str, object]
) -> dict[str, object]:
    """The arguments of the first step: those given, the constants, and the file's name."""
    upload, spec = _upload_of(operation), operation.body
    assert isinstance(spec, JsonBody)
    names = {wire: argument for argument, wire in spec.fields.items()}
    filled = {upload.filename: file_name(file), **upload.constants}
    given = {name: value for name, value in arguments.items() if value is not UNSET}
    return {**{names[wire]: value for wire, value in filled.items()}, **given}


def _upload_of(operation: Operation) -> Upload:
    if operation.upload is None:
        raise ClientError(f"{operation.label} is not an upload")
    return operation.upload


def refuse_open_file(file: FileInput) -> None:
    content = file[1] if isinstance(file, tuple) else file
    if hasattr(content, "read"):
        raise TypeError("a call with an open file cannot be pickled: give its path instead")


class FileSource:
    """The content of one upload, of known size; rewinds for another attempt."""

    def __init__(self, file: FileInput, limit: int | None) -> None:
        content: Any = file[1] if isinstance(file, tuple) else file
        self.name = file_name(file)
        self._ours = True
        self._file: IO[bytes]
        if isinstance(content, (bytes, bytearray)):
            self._file = io.BytesIO(content)
        elif is_path(content):
            self._file = Path(content).open("rb")  # noqa: SIM115  (the flow closes it)
        elif hasattr(content, "read"):
            self._file, self._ours = _seekable(content, limit)
        else:
            raise TypeError(f"a file cannot be given as {type(content).__name__}")
        self._start = self._file.tell()
        self.size = self._file.seek(0, os.SEEK_END) - self._start
        self.rewind()

    @property
    def content_type(self) -> str:
        import mimetypes

        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def rewind(self) -> None:
        self._file.seek(self._start)

    def read(self, count: int) -> bytes:
        return self._file.read(count) if count > 0 else b""

    def close(self) -> None:
        """An open file that was given stays open."""
        if self._ours:
            self._file.close()


def _seekable(file: IO[bytes], limit: int | None) -> tuple[IO[bytes], bool]:
    """A pipe is first copied to a temporary file: the form needs the size before the content."""
    if isinstance(file.read(0), str):
        raise TypeError("the file must be opened in binary mode")
    if hasattr(file, "seekable") and file.seekable():
        return file, False
    import tempfile

    copy: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=1 << 20)  # noqa: SIM115  (closed by close)
    while chunk := file.read(1 << 18):
        copy.write(chunk)
        if limit is not None and copy.tell() > limit:
            break
    copy.seek(0)
    return copy, True


def upload_flow(
    core: Core,
    call: UploadCall[T],
    options: RequestOptions | None,
    on_progress: Progress | None = None,
) -> Flow[tuple[HttpResponse, T]]:
    """Gives the API's response of the first step and the result."""
    upload = _upload_of(call.operation)
    deadline = call_deadline(core, options or NO_OPTIONS)
    source = FileSource(call.file, upload.max_bytes)
    try:
        _check_size(core, call, upload, source)
        finished = yield from call_flow(core, call, options, deadline=deadline)
        started: Any = result_of(core, call, finished)
        request = _form_request(core, call, upload, started, finished.response, source, on_progress)
        state = _retry_state(core, options or NO_OPTIONS, deadline)
        posted = yield from attempts(core, request, options or NO_OPTIONS, state)
        if posted.response.status_code >= 300:
            _raise_refused(core, call.operation, posted.response)
    finally:
        source.close()
    return finished.response, _result(call.operation, upload, started, finished.response)


def _check_size(core: Core, call: UploadCall[Any], upload: Upload, source: FileSource) -> None:
    """Together with everything else that is wrong with the call."""
    problems = list(call.problems()) if core.options.check_requests else []
    if core.options.check_requests and source.size < upload.min_bytes:
        message = f"must have at least {upload.min_bytes} bytes, has {source.size}"
        problems.append(Problem("file", "minBytes", message, ""))
    if core.options.check_requests and upload.max_bytes and source.size > upload.max_bytes:
        message = f"must have at most {upload.max_bytes} bytes"
        problems.append(Problem("file", "maxBytes", message, ""))
    if problems:
        raise RequestValidationError(call.operation.label, problems)


def _form_request(
    core: Core,
    call: UploadCall[Any],
    upload: Upload,
    started: Any,
    response: HttpResponse,
    source: FileSource,
    on_progress: Progress | None,
) -> WireRequest:
    url, fields = read_wire(started, upload.url), read_wire(started, upload.fields)
    if not isinstance(url, str) or not is_object(fields) or not _may_post(core, url):
        raise _bad_answer(call.operation, response, "names no https URL and form to upload to")
    form = {str(name): str(value) for name, value in fields.items()}
    content = Multipart(form, upload.part, source, on_progress)
    headers = [
        ("User-Agent", f"{core.settings.product}/Python {core.settings.version}"),
        ("Accept", "*/*"),
        ("Accept-Encoding", "gzip, deflate"),
        ("Content-Type", content.content_type),
        ("Content-Length", str(content.length)),
    ]
    label = f"{call.operation.label} (form)"
    return WireRequest("POST", url, headers, content, label, (*core.secrets(), url), to_api=False)


def _bad_answer(
    operation: Operation, response: HttpResponse, fault: str
) -> APIResponseValidationError:
    return APIResponseValidationError(
        f"{operation.label}: the response {fault}",
        request=response.request,
        response=response,
        retries_taken=response.retries_taken,
    )


def _may_post(core: Core, url: str) -> bool:
    """https only; a test server on this machine may use http when the API itself is one."""
    origin = parse_origin(url)
    if origin is None or any(ord(char) <= 32 or ord(char) == 127 for char in url):
        return False
    if origin[0] == "https":
        return True
    return core.base_url.is_loopback_http and origin[0] == "http" and is_loopback(origin[1])


def _retry_state(core: Core, options: RequestOptions, deadline: float | None) -> RetryState:
    retries = core.options.max_retries if options.max_retries is UNSET else options.max_retries
    return RetryState(core.options, core.options.clock, False, False, retries, deadline)


def _raise_refused(core: Core, operation: Operation, response: HttpResponse) -> None:
    from dataclasses import replace

    from .response import raise_for_status

    # The answer comes from the storage, so the document says nothing about its body.
    raise_for_status(core, replace(operation, responses=()), response)


def _result(operation: Operation, upload: Upload, started: Any, response: HttpResponse) -> Any:
    """The result's model, from those properties of the first answer that it is made of."""
    from pydantic import ValidationError

    values = {name: read_wire(started, wire) for name, wire in upload.attributes.items()}
    try:
        return upload.result().model_validate(values, by_name=True)
    except ValidationError:
        names = " and ".join(upload.attributes.values())
        raise _bad_answer(operation, response, f"has no proper {names}") from None
