"""Run one command: build the call, send it, wait, download, and print the result."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import importlib
import shlex
import warnings
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from ..base.errors import ClientError, RequestValidationError
from ..base.json_types import type_of
from ..client.sync_client import SyncClient
from ..client.waitable import Binding, SyncHandle
from ..features.waiting import Waiter
from .command import Command, credential_options
from .exit_codes import report
from .fields import Field
from .output import Output
from .progress import Progress
from .sources import DOWNLOADER
from .table import Table
from .text import UsageError, clean, tell
from .values import LocalFile, Reader, assembled, files_in, replaced_files

WAITING = frozenset({"--wait", "--wait-timeout", "--download"})


def execute(
    table: Table,
    command: Command,
    fields: Sequence[tuple[Field, Any]],
    options: Mapping[str, Any],
) -> int:
    """Run the command and return the exit code."""
    as_json = options.get("--output") == "json"
    with warnings.catch_warnings():
        shown: Any = warnings
        shown.showwarning = _show_warning
        try:
            return Run(table, command, options).start(fields)
        except RequestValidationError as error:
            return report(table, error, as_json, _by_options(command, error))
        except (ClientError, UsageError) as error:
            return report(table, error, as_json)
        except (TypeError, ValueError) as error:  # an option of the client
            return report(table, UsageError(str(error)), as_json)
        except BrokenPipeError:
            raise
        except OSError as error:
            return report(table, error, as_json)


def _show_warning(message: Warning | str, *_: object) -> None:
    tell(f"warning: {clean(message)}")


class Run:
    """One run of a command."""

    def __init__(self, table: Table, command: Command, options: Mapping[str, Any]) -> None:
        self._table = table
        self._command = command
        self._options = options
        self._reader = Reader(table.package)
        self._progress = Progress()

    def start(self, fields: Sequence[tuple[Field, Any]]) -> int:
        options, reader = self._options, self._reader
        values = [(field, reader.convert(field, value)) for field, value in fields]
        body: Any = None
        if "--json-body" in options:
            body = reader.json_body(options["--json-body"])
        elif "--body" in options:
            body = self._content(options["--body"])
        has_body = "--json-body" in options or "--body" in options
        arguments = assembled(values, body, has_body)
        if "--content-type" in options:
            arguments["content_type"] = options["--content-type"]
        output = Output(
            options.get("--output"), options.get("--output-file"), options.get("--limit")
        )
        if self._command.is_binary and "--dry-run" not in options:
            output.check_binary()
        with self._client() as client:
            return self._send(client, arguments, output)

    def _content(self, word: str) -> Any:
        """The value of `--body`: the content of a file, or text where the operation takes text."""
        bodies = (self._command.operation.body, *self._command.operation.other_bodies)
        is_text = any(body is not None and body.kind == "text" for body in bodies)
        if is_text and not word.startswith("@"):
            return self._reader.read("--body", "-") if word == "-" else word
        return self._reader.content("--body", word)

    def _client(self) -> Any:
        table, options = self._table, self._options
        settings = table.settings
        given: dict[str, Any] = {
            name: options[option]
            for option, name in (
                ("--base-url", "base_url"),
                ("--timeout", "timeout"),
                ("--max-retries", "max_retries"),
            )
            if option in options
        }
        if options.get("--no-check"):
            given["check_requests"] = False
        if "--header" in options:
            given["default_headers"] = dict(map(_header, options["--header"]))
        for header in settings.header_options:
            option = f"--{header.option.replace('_', '-')}"
            if option in options:
                given[header.option] = options[option]
        for option, (_, name, _) in credential_options(settings).items():
            if option in options:
                given[name] = self._reader.text(option, options[option]).strip()
        client_class = getattr(
            importlib.import_module(f"{table.package}._client"), settings.product
        )
        return client_class(**given)

    def _send(self, client: Any, arguments: dict[str, Any], output: Output) -> int:
        options, function = self._options, self._command.function
        files = list(files_in(arguments))
        planned = [(file, _planned(file)) for file in files]
        call = function(**replaced_files(arguments, planned))
        unchecked = {file.field.argument for file in files}
        if not options.get("--no-check"):
            found = [p for p in call.problems() if _root(p.path) not in unchecked]
            if found:
                raise RequestValidationError(call.operation.label, found)
        if options.get("--dry-run"):
            output.text(call.to_curl(client))
            return 0
        if files:
            sent = [(file, self._address(client, file)) for file in files]
            call = function(**replaced_files(arguments, sent))
        return self._finish(client, call, output)

    def _address(self, client: Any, file: LocalFile) -> str:
        if file.field.file_use == "data":
            from ..request.multipart import guess_type

            content = self._reader.read(file.field.option, str(file.path))
            kind = guess_type(file.path.name) or "application/octet-stream"
            return f"data:{kind};base64,{b64encode(content).decode('ascii')}"
        return str(_uploaded_address(self._upload(client, _upload_of(self._table)(file.path))))

    def _upload(self, client: Any, call: Any) -> Any:
        with self._progress.bytes("uploading") as advance:
            return client._upload(call, None, advance)

    def _finish(self, client: Any, call: Any, output: Output) -> int:
        kind = self._command.kind
        if kind == "UploadCall":
            output.value(self._upload(client, call))
        elif kind == "PageCall":
            output.items(client._paged(call))
        elif kind == "StreamCall":
            with client._streamed(call) as stream:
                output.items(stream, live=True)
        elif self._command.is_binary:
            with (
                SyncClient.stream(client, call) as response,
                self._progress.bytes("downloading") as advance,
            ):
                output.binary(response, advance)
        elif WAITING & self._options.keys():
            return self._wait(client, client._send(call), output)
        else:
            output.value(client._send(call))
        return 0

    def _wait(self, client: Any, started: Any, output: Output) -> int:
        handle = self._bound(started, client)
        method = _method_with(type_of(handle), "on_update")
        found = [method.__globals__.get(name) for name in method.__code__.co_names]
        waiter: Any = next(item for item in found if type_of(item) is Waiter)
        identity = getattr(handle, waiter.source, "")
        timeout = self._options.get("--wait-timeout", waiter.timeout)
        folder = self._options.get("--download")
        try:
            with self._progress.task(f"task {clean(identity)}", waiter.status) as update:
                task = method(handle, timeout, update)
            if folder is not None:
                self._download(self._bound(task, client), folder)
        except KeyboardInterrupt:
            resume = self._table.resume(waiter.operation, identity)
            more = "" if folder is None else f" --download {shlex.quote(clean(folder))}"
            tell(f"Interrupted; the task goes on. To wait for it again: {resume}{more}")
            return 130
        output.value(task)
        return 0

    def _bound(self, value: Any, client: Any) -> Any:
        """The result as an object that can wait and download."""
        if isinstance(value, SyncHandle):
            return value
        for binding in self._bindings():
            kind: type[Any] | None = binding.kinds.get(type_of(value))
            if kind is not None and issubclass(kind, SyncHandle):
                return binding.bind(value, client)
        raise ClientError("the response is no task that one can wait for")

    def _bindings(self) -> list[Any]:
        handles = importlib.import_module(f"{self._table.package}.handles")
        names: dict[str, Any] = handles.__dict__
        return [value for value in names.values() if type_of(value) is Binding]

    def _download(self, task: Any, folder: str) -> None:
        method = _method_with(type_of(task), DOWNLOADER)
        if method is None:
            raise ClientError("this task has no outputs to download")
        with self._progress.files() as advance:
            for path in method(task, folder, on_progress=advance):
                tell(f"saved {clean(path)}")


def _planned(file: LocalFile) -> str:
    """An address in the form of the one that the file will have."""
    if file.field.file_use == "data":
        return "data:application/octet-stream;base64,AAAA"
    return f"{file.field.scheme or 'https'}://uploaded/{file.path.name}"


def _root(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]


def _uploaded_address(result: Any) -> Any:
    """The first attribute of an upload's result is the file's address."""
    return next(iter(result.__dict__.values()))


def _upload_of(table: Table) -> Any:
    for record in table.records:
        if "UploadCall" in str(record.endpoint.__annotations__["return"]):
            return record.endpoint
    raise ClientError("no operation of the document uploads files")


def _method_with(kind: type[Any], name: str) -> Any:
    """The method of a handle that has this argument or uses this function of the runtime.

    It is not found by its own name, which differs if the model has a field of that name.
    """
    for class_ in kind.__mro__:
        for method in vars(class_).values():
            code = getattr(method, "__code__", None)
            if code is not None and name in (*code.co_varnames, *code.co_names):
                return method
    return None


def _header(word: str) -> tuple[str, str]:
    name, colon, value = word.partition(":")
    if not colon:
        raise UsageError(f"--header: write NAME:VALUE, not {word!r}")
    return name.strip(), value.strip()


def _by_options(command: Command, error: RequestValidationError) -> str:
    """The problems with the options in the place of the arguments."""
    lines = [_problem_line(command, str(problem), problem.path) for problem in error.problems]
    return (
        lines[0]
        if len(lines) == 1
        else "the arguments are not valid:" + "".join(f"\n  {line}" for line in lines)
    )


def _problem_line(command: Command, said: str, path: str) -> str:
    """A problem with the option in the place of the argument, whichever name of it is used."""
    options: dict[str, str] = {}
    for field in command.fields:
        for name in filter(None, (field.argument, field.wire)):
            options.setdefault(_normal(".".join((name, *field.path))), field.option)
    place = path.removeprefix("body.")
    head, rest = place, ""
    while head:
        if _normal(head) in options:
            return f"{options[_normal(head)]}{rest}{said[len(path) :]}"
        cut = max(head.rfind("."), head.rfind("["))
        head, rest = (head[:cut], place[cut:]) if cut > 0 else ("", "")
    return said.replace("body:", "--json-body:", 1) if path == "body" else said


def _normal(path: str) -> str:
    """The same for `publicFigureThreshold` and `public_figure_threshold`."""
    return path.replace("_", "").lower()
