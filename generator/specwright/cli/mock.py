"""`specwright mock`: serve a mock of the API, and print a line for each request."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from specwright.cli.garbage import without_collector
from specwright.cli.generate import request_of
from specwright.cli.reporting import diagnostics_text, fatal_text
from specwright.cli.terminal import BAD_INPUT, OK, progress, say, show, wants_colour
from specwright.config import ConfigError, Project, client_of, find_project
from specwright.diagnostics import Diagnostics, FatalError
from specwright.request import Request

if TYPE_CHECKING:
    from specwright.mock.app import MockApp, Served
    from specwright.pipeline import Shaped

_COLOURS: Final = {"2": "32", "3": "36", "4": "33", "5": "31", "0": "31"}
_ANYWHERE: Final = ("", "0.0.0.0", "::")  # noqa: S104  # only recognized here


def run_mock(arguments: argparse.Namespace) -> int:
    """Serve until the process is asked to end.

    Raises:
        ConfigError: uvicorn is not installed, or the address cannot be used.
    """
    if arguments.port_file is not None:  # of a run that was killed
        arguments.port_file.unlink(missing_ok=True)
    try:
        from specwright.mock.serving import serve
    except ImportError as error:
        if error.name != "uvicorn":
            raise
        raise ConfigError("mock requires uvicorn: pip install 'specwright[mock]'") from None
    request = request_of(arguments, _project(arguments))
    shaped = _shaped(arguments, request)
    if shaped is None:
        return BAD_INPUT
    document = json.loads(json.dumps(shaped.package.document()))
    with _listening(arguments.host, arguments.port) as listener, suppress(KeyboardInterrupt):
        url = _url(listener)
        _write_port(arguments.port_file, listener)
        _announce(arguments, request, shaped, document, url)
        try:
            serve(_app(arguments, document, listener), listener)
        finally:
            if arguments.port_file is not None:
                arguments.port_file.unlink(missing_ok=True)
    return OK


def _project(arguments: argparse.Namespace) -> Project:
    """The client of the project, also if SPEC is its document; else an empty one."""
    project = find_project(Path.cwd())
    if arguments.spec is None:
        return client_of(project, arguments.client)
    if arguments.client is not None:
        raise ConfigError("--client selects a client of the project; omit SPEC")
    for client in (*project.clients, project):
        if (
            client.spec is not None
            and Path(arguments.spec).resolve() == Path(client.spec).resolve()
        ):
            return client
    return Project()


def _shaped(arguments: argparse.Namespace, request: Request) -> Shaped | None:
    """The package whose document is served; None, after the diagnostics, if there are errors."""
    sink, colour = Diagnostics(), wants_colour(arguments.color)
    try:
        with without_collector():
            from specwright.pipeline import read_document, shape  # takes long to import

            progress("reading")
            spec, _ = read_document(request, sink)
            shaped = shape(spec, request, sink)
    except FatalError as error:
        progress("")
        sink.add(error.diagnostic)
        say(fatal_text(error, colour))
        return None
    progress("")
    say(diagnostics_text(sink, spec.resolver.excerpt_of, colour))
    if sink.has_errors or (arguments.strict and sink.warnings):
        say("nothing is served")
        return None
    return shaped


def _app(arguments: argparse.Namespace, data: dict[str, Any], listener: socket.socket) -> MockApp:
    from specwright.mock.app import MockApp
    from specwright.runtime.testing.document import MockDocument
    from specwright.runtime.testing.server import MockServer

    document = MockDocument(data)

    def make() -> MockServer:
        return MockServer(
            document,
            seed=arguments.seed,
            now=time.monotonic,
            task_seconds=arguments.task_seconds,
        )

    is_local = listener.getsockname()[0] in ("127.0.0.1", "::1")
    return MockApp(
        make,
        _reporter(arguments),
        delay=arguments.delay,
        most=arguments.max_body,
        any_host=not is_local,
    )


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        number = error.errno if isinstance(error, OSError) else None
        reason = os.strerror(number) if number is not None and number > 0 else str(error)
        raise ConfigError(
            f"{host}:{port}: {reason}; choose another with --port, or --port 0"
        ) from None


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    host = "localhost" if host in _ANYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{host}:{port}"


def _write_port(file: Path | None, listener: socket.socket) -> None:
    """Write the port in one step, so that nobody reads half of it."""
    if file is not None:
        half = file.with_name(f"{file.name}.part")
        half.write_text(f"{listener.getsockname()[1]}\n", "ascii")
        half.replace(file)


# --- what is printed --------------------------------------------------------------------------------


def _announce(
    arguments: argparse.Namespace,
    request: Request,
    shaped: Shaped,
    document: dict[str, Any],
    url: str,
) -> None:
    count = len(shaped.api.operations)
    if arguments.format == "json":
        port = int(url.rpartition(":")[2])
        show(json.dumps({"event": "listening", "url": url, "port": port, "operations": count}))
    if arguments.quiet or arguments.format == "json":
        return
    sources = " with ".join((request.spec, *request.overlays))
    plan = shaped.plan
    variables = [f"{plan.env_prefix}_BASE_URL={url}"]
    variables += [f"{one.env}=key" for one in plan.credentials if one.env]
    operations = f"{count} operation{'' if count == 1 else 's'}"
    show(
        f"{_printable(shaped.api.info.title)} ({_printable(sources)}): {operations} at {url}\n"
        f"  generated client:   export {' '.join(variables)}\n"
        f"  curl:               {_curl(document, url)}\n"
        f"  scripts and calls:  {url}/_mock\n"
        "press Ctrl-C to stop"
    )


def _curl(document: dict[str, Any], url: str) -> str:
    """A curl command for the first operation that needs nothing but credentials and constants."""
    for operation in document["operations"]:
        needed = [one for one in operation.get("parameters", ()) if one["required"]]
        constants = [_constant(one) for one in needed]
        if operation["method"] == "GET" and None not in constants:
            headers = [f"-H {shlex.quote(one)}" for one in constants if one]
            keys = (operation.get("security") or [[]])[0]
            credentials = document["credentials"]
            told = [_credential(*credentials[key]) for key in keys if key in credentials]
            query = "&".join(text for text, is_query in told if is_query)
            options = [text for text, is_query in told if not is_query]
            address = f"{url}{operation['path']}" + (f"?{query}" if query else "")
            return _printable(" ".join(["curl", *options, *headers, shlex.quote(address)]))
    return f"curl {url}/_mock"


def _constant(parameter: dict[str, Any]) -> str | None:
    """A header with its only value; None if a value must be chosen."""
    schema = parameter.get("schema")
    values: list[Any] = schema.get("enum", []) if isinstance(schema, dict) else []
    if parameter["in"] != "header" or len(values) != 1:
        return None
    return f"{parameter['name']}: {values[0]}"


def _credential(kind: str, name: str) -> tuple[str, bool]:
    """An option of curl, or a part of the query."""
    if kind == "query":
        return f"{name}=key", True
    if kind == "basic":
        return "-u user:password", False
    if kind == "cookie":
        return f"-b {shlex.quote(f'{name}=key')}", False
    header = name if kind == "header" else "Authorization"
    return f"-H {shlex.quote(f'{header}: ' + ('key' if kind == 'header' else 'Bearer key'))}", False


def _reporter(arguments: argparse.Namespace) -> Callable[[Served], None]:
    """What prints a request."""
    if arguments.quiet:
        return lambda _: None
    if arguments.format == "json":
        return lambda served: show(_json_line(served))
    colour = wants_colour(arguments.color, on_output=True)
    return lambda served: show(_line(served, colour))


def _json_line(served: Served) -> str:
    told = {
        "event": "request",
        "method": served.method,
        "path": served.path,
        "status": served.status or None,
        "operation": served.operation or None,
        "ms": round(served.seconds * 1000, 1),
        "problems": served.problems,
    }
    return json.dumps(told)


def _line(served: Served, colour: bool) -> str:
    status = str(served.status or "reset")
    if colour:
        status = f"\x1b[{_COLOURS.get(str(served.status)[0], '0')}m{status}\x1b[0m"
    line = f"{_printable(f'{served.method} {served.path}')}  {status}"
    told = "".join(f"\n  {problem}" for problem in map(_printable, served.problems))
    return f"{line}  {served.operation}  {served.seconds * 1000:.1f} ms{told}"


def _printable(text: str) -> str:
    """Text of a document or a client that cannot steer the terminal."""
    return (
        text
        if text.isprintable()
        else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    )
