"""The flow of downloading one output of a task: streamed, resumed, checked, without the API's credentials."""

from __future__ import annotations

import os
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypedDict, cast
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

from ..base.effects import Flow, Hold, Notify, Work
from ..base.errors import ClientError, DownloadError, LinkExpiredError, TransportFailure
from ..base.json_types import is_array, is_object
from ..base.redact import shorten
from ..base.wire import HttpResponse, WireRequest
from ..calls.flows import MAX_REDIRECTS, REDIRECTS, Finished, attempts, observed, pause
from ..calls.results import read_wire
from ..config.base_url import is_private
from ..config.option_checks import check_callable, check_limit, check_seconds, check_switch
from ..config.settings import NO_OPTIONS, Activity
from ..http.exchange import connection_error
from ..http.retry import RetryState
from .download_files import (
    Exists,
    OnProgress,
    PartFile,
    digest_of,
    is_found,
    name_of,
    numbered,
    parted,
    safe_name,
    validator_of,
    with_extension,
)

if TYPE_CHECKING:
    from ..base.effects import Gate
    from ..base.wire import Headers
    from ..config.client_config import Core
    from .waiting import Waiter

GIBIBYTE: Final = 1 << 30
EXPIRED: Final = frozenset({403, 404, 410})
GROWN: Final = 1 << 20
RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class DownloadOptions(TypedDict, total=False):
    """The keyword arguments of `download`."""

    name: str | Callable[[int, str], str] | None
    """The file names: a template such as `"{id}-{index}{ext}"`, or a function of the index, from 1, and the
    name that the server gives. A template may contain `index`, `id`, `name`, `stem` and `ext`."""
    exists: Exists
    """What to do about a file of that name: `"error"` keeps one of the same content and raises for another,
    `"skip"` keeps any, `"replace"` overwrites."""
    concurrency: int
    """How many outputs are downloaded at a time (default: 3)."""
    max_bytes: int | None
    """The largest size of one file (default: 10 GiB); None for no limit."""
    timeout: float | None
    """Seconds for all files together; None, the default, for no limit."""
    allow_private: bool
    """Whether links may lead to this machine or a private network address."""
    on_progress: OnProgress | None
    """Called with the file, the bytes so far, and the size, or None if the server does not say it."""


class Batch:
    """What the downloads of one task have in common; they are numbered from 1."""

    def __init__(
        self,
        core: Core,
        task: Any,
        waiter: Waiter[Any, Any],
        folder: str | os.PathLike[str],
        options: DownloadOptions,
    ) -> None:
        unknown = options.keys() - DownloadOptions.__annotations__.keys()
        if unknown:
            raise TypeError(f"download() got an unexpected keyword argument {min(unknown)!r}")
        self.core = core
        self.folder = Path(folder)
        self.id = str(getattr(task, waiter.source, ""))
        self.label = waiter.label
        self._again = f"client.{waiter.label}({self.id!r})"
        self._name = options.get("name")
        self.exists: Exists = options.get("exists", "error")
        self.concurrency = options.get("concurrency", 3)
        self.max_bytes = options.get("max_bytes", 10 * GIBIBYTE)
        self.on_progress = options.get("on_progress")
        self._check_options(options)
        timeout = options.get("timeout")
        self.deadline = None if timeout is None else core.options.clock.now() + timeout
        self.allow_private = options.get("allow_private", False) or is_private(
            core.base_url.origin[1]
        )
        self._taken: set[str] = set()
        self.is_stopped = False
        self.links = _links(task, waiter)

    def _check_options(self, options: DownloadOptions) -> None:
        if not (self._name is None or isinstance(self._name, str)):
            check_callable("name", self._name)
        exists: object = self.exists
        if exists not in ("error", "skip", "replace"):
            raise ValueError(f'exists must be "error", "skip" or "replace", not {exists!r}')
        concurrency = cast("object", self.concurrency)
        if isinstance(concurrency, bool) or not isinstance(concurrency, int):
            raise TypeError("concurrency must be a whole number")
        if concurrency < 1:
            raise ValueError("concurrency must be 1 or greater")
        check_limit("max_bytes", self.max_bytes)
        check_seconds("timeout", options.get("timeout"))
        check_switch("allow_private", options.get("allow_private", False))
        check_callable("on_progress", self.on_progress)

    def check(self, url: str) -> None:
        """Raise for a link that must not be requested."""
        try:
            parts = urlsplit(url)
            host, scheme, user, _ = parts.hostname, parts.scheme, parts.username, parts.port
        except ValueError:
            host, scheme, user = None, "", None
        if host is None or scheme not in ("http", "https") or user is not None:
            raise DownloadError(f"the output is not an http or https link: {shorten(url)}")
        if any(ord(c) <= 32 or ord(c) == 127 for c in url):
            raise DownloadError(f"the link contains spaces or control characters: {shorten(url)}")
        if not self.allow_private and is_private(host):
            raise DownloadError(
                f"the link leads to the private address {host}: pass allow_private=True if you expect that"
            )

    def claim(self, number: int, filename: str, kind: str) -> Path:
        """The path of an output; equal names are numbered in the order of the outputs."""
        name = with_extension(filename or f"output-{number}", kind)
        if callable(self._name):
            chosen = self._name(number, name)
        elif self._name is None:
            chosen = name
        else:
            chosen = self._filled(self._name, number, name)
        if re.search(r"[\\/]", chosen):
            raise ValueError(f"name= must give a file name without folders, not {chosen!r}")
        named = safe_name(chosen)
        if not named:
            raise ValueError(f"name= gives no file name: {chosen!r}")
        free, count = named, 1
        while free.casefold() in self._taken:
            count += 1
            free = numbered(named, count)
        self._taken.add(free.casefold())
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / free

    def _filled(self, template: str, number: int, name: str) -> str:
        stem, ending = parted(name)
        values = {"index": number, "id": safe_name(self.id), "name": name, "stem": stem}
        try:
            return template.format(**values, ext=ending)
        except (KeyError, IndexError, ValueError, AttributeError):
            fields = "{index}, {id}, {name}, {stem} and {ext}"
            raise ValueError(f"name={template!r} may contain {fields}, and no others") from None

    def part(self, target: Path) -> PartFile:
        return PartFile(
            target, self.exists, self.max_bytes, self.on_progress, lambda: self.is_stopped
        )

    def expired(self, number: int, response: HttpResponse) -> LinkExpiredError:
        return LinkExpiredError(
            f"output {number} of {self.id}: the server answered {response.status_code}, so the link has "
            f"probably expired ({response.request.url}): {self._again} returns new links",
            request=response.request,
            response=response,
        )


def _links(task: Any, waiter: Waiter[Any, Any]) -> list[tuple[str, str]]:
    """The links in the task, each with a file name or nothing."""
    holders = [task]
    for step, after in zip(waiter.output, waiter.output[1:], strict=False):
        holders = [one for holder in holders for one in _flat(read_wire(holder, step), after)]
    found: list[tuple[str, str]] = []
    for holder in holders:
        named = read_wire(holder, waiter.filename) if waiter.filename else None
        name = safe_name(named) if isinstance(named, str) else ""
        for url in _flat(read_wire(holder, waiter.output[-1])):
            if not isinstance(url, str):
                raise DownloadError(f"output {len(found) + 1} is not a link: {shorten(url)}")
            found.append((url, name))
    if not found:
        status = getattr(task, waiter.status, None)
        raise ClientError(f"the task has no output: its {waiter.status} is {status}")
    return found


def _flat(value: Any, key: str | None = None) -> Iterator[Any]:
    """The value, or those in it if it is a list, or a map without this key; nothing if it is absent."""
    if is_array(value) or (is_object(value) and key not in value):
        for item in value.values() if is_object(value) else value:
            yield from _flat(item, key)
    elif value:
        yield value


def download_flow(batch: Batch, number: int, turn: Gate) -> Flow[Path]:
    """Download one output; `turn` lets the outputs choose their names one after another."""
    url, filename = batch.links[number - 1]
    download = _Download(batch, number, url, filename, turn)
    flow = download.decoded() if url[:5].lower() == "data:" else download.fetched()
    try:
        return (yield from observed(batch.core, Activity("download", batch.label), flow))
    finally:
        if download.part is not None:
            download.part.close()


class _Download:
    def __init__(self, batch: Batch, number: int, url: str, filename: str, turn: Gate) -> None:
        self._batch = batch
        self._number = number
        self._url = url
        self._filename = filename
        self._turn = turn
        options = batch.core.options
        retries, deadline = options.max_retries, batch.deadline
        self._state = RetryState(options, options.clock, True, False, retries, deadline)
        self._at = url
        self._asked, self._may_resume = False, True
        self._target: Path | None = None
        self.part: PartFile | None = None

    def _place(self, filename: str, kind: str) -> Flow[Path]:
        if self._target is None:
            leave = yield Hold(self._turn)
            claim = partial(self._batch.claim, self._number, self._filename or filename, kind)
            self._target = yield Work(claim)
            leave()
        assert self._target is not None
        return self._target

    def decoded(self) -> Flow[Path]:
        head, comma, text = self._url[5:].partition(",")
        kind, *parameters = head.lower().split(";")
        data = unquote_to_bytes(text)
        try:
            if "base64" in (word.strip() for word in parameters):
                data = b64decode(b"".join(data.split()), validate=True)
        except ValueError:
            comma = ""
        if not comma:
            raise DownloadError(f"output {self._number} is not a valid data: URI")
        target = yield from self._place("", kind.strip() or "text/plain")
        if (yield Work(partial(is_found, target, self._batch.exists, len(data), None))):
            return target
        self.part = part = yield Work(partial(self._batch.part, target))
        yield Work(partial(part.begin, len(data), "", None))
        yield Work(partial(part.write, data))
        part.report()
        path: Path = yield Work(part.finish)
        return path

    def fetched(self) -> Flow[Path]:
        while True:
            finished = yield from self._opened()
            is_wanted = yield from self._prepared(finished.response)
            failure: TransportFailure | None = None
            if is_wanted:
                failure = yield from self._copied(finished)
            else:
                yield Notify(finished.stream.close, None)
            part = self.part
            if part is None:
                assert self._target is not None
                return self._target  # it is there already
            if not is_wanted and part.size != part.total:
                continue  # the beginning is there: ask for the rest
            if failure is None:
                problem = yield Work(part.problem)
                if problem is None:
                    path: Path = yield Work(part.finish)
                    return path
                failure = TransportFailure(problem, sent=True)
            yield from self._failed(finished.response, failure)

    def _copied(self, finished: Finished) -> Flow[TransportFailure | None]:
        assert self.part is not None
        start = self.part.size
        try:
            yield Notify(finished.stream.copy, self.part)
        except TransportFailure as failure:
            if self.part.size - start >= GROWN:
                self._state.taken = 0  # it goes on, however often the connection is lost
            return failure
        return None

    def _failed(self, response: HttpResponse, failure: TransportFailure) -> Flow[None]:
        delay = self._state.after_failure(failure)
        info, core = response.request, self._batch.core
        if delay is None:
            raise connection_error(
                failure, info, self._state, core.secrets()
            ) from failure.__cause__
        yield from pause(core, info, None, failure, self._state, delay)

    def _prepared(self, response: HttpResponse) -> Flow[bool]:
        """Whether the body is to be read: not if the file, or the beginning of it, is there."""
        if response.status_code == 206:
            return True
        headers = response.headers
        is_plain = headers.get("content-encoding", "identity").lower() == "identity"
        length = headers.get("content-length", "")
        total = int(length) if is_plain and length.isdecimal() else None
        is_resumable = is_plain and self._may_resume and headers.get("accept-ranges") != "none"
        validator = validator_of(headers) if is_resumable else ""
        digest = digest_of(headers, response.status_code)
        if self.part is None:
            name = name_of(headers, self._at)
            target = yield from self._place(name, response.content_type)
            if (yield Work(partial(is_found, target, self._batch.exists, total, digest))):
                return False
            self.part = yield Work(partial(self._batch.part, target))
        elif self._asked:
            self.part.restart()
        assert self.part is not None
        yield Work(partial(self.part.begin, total, validator, digest))
        return self.part.size == 0

    def _opened(self) -> Flow[Finished]:
        """A response with the whole content, or with the rest of what is there."""
        while True:
            finished = yield from self._sent()
            response = finished.response
            status = response.status_code
            if status == 200 or (status == 206 and self._fits(response.headers)):
                return finished
            yield Notify(finished.stream.close, None)
            if self._asked and status in (206, 416):
                self._may_resume = False
                continue
            if status in EXPIRED:
                raise self._batch.expired(self._number, response)
            raise DownloadError(
                f"output {self._number} of {self._batch.id}: the server answered {status} "
                f"({response.request.url})",
                request=response.request,
                response=response,
                retries_taken=response.retries_taken,
            )

    def _fits(self, headers: Headers) -> bool:
        """Whether a part of the content goes on where the file ends, and is still of the same content."""
        part, found = self.part, RANGE.fullmatch(headers.get("content-range", ""))
        if part is None or found is None or int(found[1]) != part.size:
            return False
        if headers.get("content-encoding", "identity").lower() != "identity":
            return False
        is_tag = part.validator.startswith('"')
        if is_tag and headers.get("etag", part.validator) != part.validator:
            return False
        return found[2] == "*" or int(found[2]) == part.total

    def _sent(self) -> Flow[Finished]:
        """Send the request and follow redirects, never from https to http."""
        url, core = self._url, self._batch.core
        for _ in range(MAX_REDIRECTS + 1):
            self._batch.check(url)
            request = self._request(url)
            finished = yield from attempts(core, request, NO_OPTIONS, self._state, stream=True)
            self._at, headers = request.url, finished.response.headers
            if finished.response.status_code not in REDIRECTS or "location" not in headers:
                return finished
            yield Notify(finished.stream.close, None)
            url = _joined(request.url, headers["location"])
            if request.url.startswith("https:") and not url.startswith("https:"):
                raise DownloadError(f"output {self._number}: the link redirects from https to http")
        raise DownloadError(
            f"output {self._number}: the link redirects more than {MAX_REDIRECTS} times"
        )

    def _request(self, url: str) -> WireRequest:
        core, part = self._batch.core, self.part
        headers = [
            ("User-Agent", f"{core.settings.product}/Python {core.settings.version}"),
            ("Accept", "*/*"),
            ("Accept-Encoding", "identity"),
        ]
        self._asked = (
            part is not None and part.size > 0 and part.validator != "" and self._may_resume
        )
        if part is not None and self._asked:
            headers += [("Range", f"bytes={part.size}-"), ("If-Range", part.validator)]
        label = f"download of output {self._number}"
        query = url.partition("?")[2]
        secrets = (*core.secrets(), query) if query else core.secrets()
        return WireRequest("GET", url, headers, None, label, secrets, to_api=False)


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise DownloadError(f"the link redirects to an invalid URL: {shorten(location)}") from None
