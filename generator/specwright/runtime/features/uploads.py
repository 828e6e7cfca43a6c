"""The flow of a two-step upload: request an upload URL, then post the file there without the API's credentials."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from ..base._unset import UNSET
from ..base.body_sources import OpenSource, Progress, Source, WatchedSource, open_source
from ..base.effects import Flow, Spool
from ..base.errors import (
    APIResponseValidationError,
    APITimeoutError,
    Problem,
    RequestValidationError,
)
from ..base.files import File
from ..base.json_types import is_object
from ..base.type_vars import T
from ..base.wire import HttpResponse, WireRequest
from ..calls.flows import attempts, call_flow, observed
from ..calls.results import read_wire, result_of
from ..calls.upload_call import UploadCall, file_of, upload_of
from ..config.base_url import may_hold_secrets
from ..config.client_config import call_deadline
from ..config.settings import NO_OPTIONS, Activity, GivenOptions, RequestOptions, read_options
from ..http.retry import RetryState
from ..request.multipart import Multipart, Part, guess_type, text_part
from ..request.request import WAYS_OUT, is_checked

if TYPE_CHECKING:
    from ..config.client_config import Core
    from ..operation.operation import Operation, Upload


def _open(
    core: Core, call: UploadCall[Any], file: File, limit: int | None, deadline: float | None
) -> Flow[tuple[Source, IO[bytes] | None]]:
    """The content with its size, and a copy to be closed, if one was needed to find the size."""
    source = open_source(file)
    if source.size is not None:
        return source, None

    def look_at_clock() -> None:
        if deadline is not None and core.options.clock.now() >= deadline:
            raise APITimeoutError(
                f"{call.operation.label}: the deadline passed while the file was being read"
            )

    copy = yield Spool(source, limit, look_at_clock)
    return OpenSource(copy), copy


def upload_flow(
    core: Core,
    call: UploadCall[T],
    options: GivenOptions | None,
    on_progress: Progress | None = None,
) -> Flow[tuple[HttpResponse, T]]:
    """Return the API's response of the first step, and the result."""
    activity = Activity("upload", call.operation.label)
    return observed(core, activity, _upload_flow(core, call, options, on_progress))


def _upload_flow(
    core: Core, call: UploadCall[T], options: GivenOptions | None, on_progress: Progress | None
) -> Flow[tuple[HttpResponse, T]]:
    upload = upload_of(call.operation)
    options = read_options(options)
    deadline = call_deadline(core, options or NO_OPTIONS)
    file = file_of(call.operation, call.file)
    source, copy = yield from _open(core, call, file, upload.max_bytes, deadline)
    try:
        _check_size(core, call, upload, source, options or NO_OPTIONS)
        finished = yield from call_flow(core, call, options, deadline=deadline)
        started: Any = result_of(core, call, finished)
        watched = source if on_progress is None else WatchedSource(source, on_progress)
        kind = file.content_type or guess_type(file.name)
        part = Part(upload.part, watched, file.name, kind, file.headers)
        request = _form_request(core, call, upload, started, finished.response, part)
        state = _retry_state(core, options or NO_OPTIONS, deadline)
        posted = yield from attempts(core, request, options or NO_OPTIONS, state)
        if posted.response.status_code >= 300:
            _raise_refused(core, call.operation, posted.response)
    finally:
        if copy is not None:
            copy.close()
    return finished.response, _result(call.operation, upload, started, finished.response)


def _check_size(
    core: Core, call: UploadCall[Any], upload: Upload, source: Source, options: RequestOptions
) -> None:
    """Report a wrong size together with all other problems of the call."""
    if not is_checked(core, options):
        return
    problems = list(call.problems())
    size = source.size or 0
    if size < upload.min_bytes:
        message = f"must have at least {upload.min_bytes} bytes, has {size}"
        problems.append(Problem("file", "minBytes", message, ""))
    if upload.max_bytes and size > upload.max_bytes:
        message = f"must have at most {upload.max_bytes} bytes"
        problems.append(Problem("file", "maxBytes", message, ""))
    if problems:
        hint = "" if call.unsendable else WAYS_OUT
        raise RequestValidationError(call.operation.label, problems, hint)


def _form_request(
    core: Core,
    call: UploadCall[Any],
    upload: Upload,
    started: Any,
    response: HttpResponse,
    part: Part,
) -> WireRequest:
    url, fields = read_wire(started, upload.url), read_wire(started, upload.fields)
    if (
        not isinstance(url, str)
        or not is_object(fields)
        or not may_hold_secrets(core.base_url, url)
    ):
        raise _bad_answer(
            call.operation, response, "contains no https URL and form fields for the upload"
        )
    # The fields come first, since storage services stop reading at the file.
    content = Multipart([*(text_part(str(n), str(v)) for n, v in fields.items()), part])
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


def _retry_state(core: Core, options: RequestOptions, deadline: float | None) -> RetryState:
    retries = core.options.max_retries if options.max_retries is UNSET else options.max_retries
    return RetryState(core.options, core.options.clock, False, False, retries, deadline)


def _raise_refused(core: Core, operation: Operation, response: HttpResponse) -> None:
    from dataclasses import replace

    from ..response.response import raise_for_status

    # The response comes from the storage, so the document does not describe its body.
    raise_for_status(core, replace(operation, responses=()), response)


def _result(operation: Operation, upload: Upload, started: Any, response: HttpResponse) -> Any:
    """The result, built from properties of the first response."""
    from pydantic import ValidationError

    values = {name: read_wire(started, wire) for name, wire in upload.attributes.items()}
    try:
        return upload.result().model_validate(values, by_name=True)
    except ValidationError:
        names = " and ".join(upload.attributes.values())
        raise _bad_answer(operation, response, f"has no valid {names}") from None
