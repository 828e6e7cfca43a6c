"""A few lines of YAML enter; the imported package leaves, with ways to call it and to see what it sends.

`Builder` generates in memory, fails the test on a diagnostic that it does not expect, writes the package under
a name of its own and imports it. `Built.call` runs both flavours and demands that they agree.
"""

from __future__ import annotations

import asyncio
import importlib
import itertools
import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import httpx
import pytest
from pydantic import BaseModel, TypeAdapter

from specwright.diagnostics import Diagnostic, Diagnostics, FatalError, render_diagnostic
from specwright.pipeline import Generated, Request, generate
from tests.harness.shared_runtime import runtime_modules, write_runtime_stubs

_NUMBERS: Final = itertools.count(1)
"""One for all builders of a process: a module's name stays taken."""
BASE_URL = "https://api.test/base"
HEAD = "openapi: 3.1.0\ninfo: {title: Snippet, version: '1'}\n"
THINGS = """\
paths:
  /things:
    get:
      operationId: getThing
      tags: [things]
      responses:
        '200':
          description: The thing.
          content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
    post:
      operationId: createThing
      tags: [things]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
      responses: {'204': {description: Created.}}
components:
  schemas:
"""


@dataclass(slots=True)
class Wire:
    """The other side: answers every request in the same way and keeps what it was asked."""

    answer: Any = None
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if isinstance(self.answer, httpx.Response):
            given = self.answer  # a response belongs to one request, so each gets a copy
            return httpx.Response(given.status_code, headers=given.headers, content=given.content)
        if callable(self.answer):
            response = self.answer(request)
            assert isinstance(response, httpx.Response)
            return response
        if self.answer is None:
            return httpx.Response(204)
        return httpx.Response(200, json=self.answer)

    @property
    def last(self) -> Sent:
        return Sent(self.requests[-1])


@dataclass(frozen=True, slots=True)
class Sent:
    """What one request carried."""

    request: httpx.Request

    @property
    def line(self) -> str:
        """Method and target as they go over the wire, without the base path."""
        target = self.request.url.raw_path.decode("ascii").removeprefix("/base")
        return f"{self.request.method} {target}"

    @property
    def json(self) -> Any:
        return json.loads(self.request.content) if self.request.content else None

    @property
    def headers(self) -> httpx.Headers:
        return self.request.headers


@dataclass(slots=True)
class Built:
    """A generated package, imported."""

    name: str
    generated: Generated
    diagnostics: tuple[Diagnostic, ...]
    folder: Path

    @property
    def codes(self) -> list[str]:
        return [item.code for item in self.diagnostics]

    @property
    def files(self) -> dict[str, str]:
        """Text by path inside the package; the document of the mock is no text."""
        head = f"{self.name}/"
        return {
            file.path.removeprefix(head): file.content.decode("utf-8")
            for file in self.generated.files
            if file.path.startswith(head) and not file.path.endswith(".bz2")
        }

    def module(self, path: str = "") -> ModuleType:
        return importlib.import_module(f"{self.name}.{path}" if path else self.name)

    @property
    def package(self) -> Any:
        return self.module()

    @property
    def models(self) -> Any:
        return self.module("models")

    @property
    def endpoints(self) -> Any:
        return self.package.endpoints

    def client_class(self, flavour: str = "Sync") -> Any:
        base = getattr(self.module("_runtime"), f"{flavour}Client")
        own = [c for c in vars(self.module("_client")).values() if isinstance(c, type)]
        (found,) = [c for c in own if issubclass(c, base)]
        return found

    def client(self, wire: Wire | None = None, **options: Any) -> Any:
        """A client whose requests end at `wire`."""
        return self.client_class()(**_client_options(wire or Wire(), options))

    def async_client(self, wire: Wire | None = None, **options: Any) -> Any:
        return self.client_class("Async")(**_client_options(wire or Wire(), options))

    def call(
        self,
        method: str,
        *args: Any,
        answer: Any = None,
        options: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> tuple[Any, Sent]:
        """`resource.method` in both flavours: the result, and the request that both have sent."""
        wire = Wire(answer)
        resource, _, name = method.rpartition(".")
        with self.client(wire, **(options or {})) as client:
            result = getattr(getattr(client, resource), name)(*args, **kwargs)
        twin = asyncio.run(self._call_async(wire, options or {}, resource, name, args, kwargs))
        first, second = wire.requests[0], wire.requests[-1]
        assert len(wire.requests) == 2
        assert (first.method, first.url, first.content) == (
            second.method,
            second.url,
            second.content,
        )
        assert dumped(result) == dumped(twin)
        return result, wire.last

    async def _call_async(
        self,
        wire: Wire,
        options: Mapping[str, Any],
        resource: str,
        name: str,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
    ) -> Any:
        async with self.async_client(wire, **options) as client:
            return await getattr(getattr(client, resource), name)(*args, **kwargs)

    def refused(self, method: str, *args: Any, **kwargs: Any) -> dict[str, str]:
        """The rule that each argument breaks; nothing may have been sent."""
        wire = Wire()
        resource, _, name = method.rpartition(".")
        with (
            self.client(wire) as client,
            pytest.raises(self.package.RequestValidationError) as found,
        ):
            getattr(getattr(client, resource), name)(*args, **kwargs)
        assert not wire.requests
        assert isinstance(found.value, ValueError)
        return {problem.path: problem.rule for problem in found.value.problems}

    def build_models(self) -> None:
        """Build the validator of every model and type, which finds names that nothing defines."""
        for name in self.models.__all__:
            build_model(getattr(self.models, name))

    def parsed(self, name: str, data: Any, **options: Any) -> Any:
        """What a function of `webhooks` makes of a body; bytes and text must give the same."""
        text = data if isinstance(data, str) else json.dumps(data)
        parse = getattr(self.package.webhooks, f"parse_{name}")
        value = parse(text.encode(), **options)
        assert dumped(parse(text, **options)) == dumped(value)
        return value

    # --- documents of `Builder.things` -------------------------------------------------------------

    def received(self, data: Any) -> Any:
        """The `Thing` that a response with this JSON becomes; dumping it gives the JSON back."""
        thing, _ = self.call("things.get_thing", answer=data)
        assert dumped(thing) == data
        return thing

    def sent(self, *args: Any, **kwargs: Any) -> Any:
        """The JSON of the body that `create_thing` sends."""
        return self.call("things.create_thing", *args, **kwargs)[1].json

    def denied(self, *args: Any, **kwargs: Any) -> dict[str, str]:
        """The rule that each argument of `create_thing` breaks."""
        return self.refused("things.create_thing", *args, **kwargs)


def build_model(model: Any) -> None:
    if isinstance(model, type) and issubclass(model, BaseModel):
        model.model_rebuild()
    else:
        TypeAdapter(model)


def dumped(value: Any) -> Any:
    """The JSON that a parsed response stands for."""
    if isinstance(value, list):
        return [dumped(item) for item in value]
    if isinstance(value, dict):
        return {key: dumped(item) for key, item in value.items()}
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return value


def _client_options(wire: Wire, options: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "base_url": BASE_URL,
        "max_retries": 0,
        "transport": httpx.MockTransport(wire),
        **options,
    }


class Builder:
    """Builds documents into packages, each document once; all of them use one runtime."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._built: dict[tuple[str, str | None], Built] = {}
        sys.path.insert(0, str(folder))

    def close(self) -> None:
        sys.path.remove(str(self.folder))

    def __call__(
        self,
        document: str,
        *,
        overlay: str | None = None,
        allow: tuple[str, ...] | None = (),
    ) -> Built:
        """The package of a document; `openapi` and `info` are filled in where they are missing.

        Exactly the codes of `allow` must be reported, each at least once; None allows whatever comes.
        """
        text = textwrap.dedent(document)
        text = text if text.startswith(("openapi:", "{")) else HEAD + text
        key = (text, overlay)
        if key not in self._built:
            self._built[key] = self._build(text, overlay)
        built = self._built[key]
        if allow is None:
            return built
        unexpected = [item for item in built.diagnostics if item.code not in allow]
        shown = [render_diagnostic(item, None, False) for item in unexpected]
        assert not shown, "\n".join(shown)
        assert set(allow) <= set(built.codes), f"only {built.codes} were reported"
        return built

    def things(
        self, schemas: str, *, allow: tuple[str, ...] | None = (), head: str = HEAD
    ) -> Built:
        """The package of a document with these component schemas, in which `Thing` is sent and received."""
        return self(head + THINGS + textwrap.indent(textwrap.dedent(schemas), "    "), allow=allow)

    def diagnose(self, document: str, *, overlay: str | None = None) -> tuple[Diagnostic, ...]:
        """What generating a document that is no sound client reports."""
        text = textwrap.dedent(document)
        generated, found = self._generate(text if "openapi:" in text else HEAD + text, overlay)
        assert not generated.files
        return found

    def _build(self, text: str, overlay: str | None) -> Built:
        generated, found = self._generate(text, overlay)
        errors = [render_diagnostic(d, None, False) for d in found if d.severity == "error"]
        assert not errors, "\n".join(errors)
        package = self.folder / generated.package
        for file in generated.files:
            if file.path.startswith(f"{generated.package}/") and "/_runtime/" not in file.path:
                path = self.folder / file.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.content)
        write_runtime_stubs(package)
        sys.modules.update(runtime_modules(package.name))
        importlib.invalidate_caches()
        return Built(generated.package, generated, found, package)

    def _generate(self, text: str, overlay: str | None) -> tuple[Generated, tuple[Diagnostic, ...]]:
        name = f"snippet_{next(_NUMBERS)}"
        spec = self.folder / f"{name}.yaml"
        spec.write_text(text, encoding="utf-8")
        overlays: tuple[Path, ...] = ()
        if overlay is not None:
            path = self.folder / f"{name}.overlay.yaml"
            path.write_text(OVERLAY_HEAD + textwrap.dedent(overlay), encoding="utf-8")
            overlays = (path,)
        sink = Diagnostics()
        request = Request(str(spec), tuple(map(str, overlays)), package=name)
        try:
            generated = generate(request, sink)
        except FatalError as error:
            pytest.fail(render_diagnostic(error.diagnostic, None, False))
        return generated, tuple(item for item in sink.items if item.code != "no-server")


OVERLAY_HEAD = "overlay: 1.0.0\ninfo: {title: How it looks in Python, version: '1'}\nactions:\n"
"""What an overlay begins with; a snippet gives the actions."""


def type_errors(built: Built, code: str) -> str:
    """What mypy --strict says about a user's code beside the package."""
    path = built.folder.parent / f"use_{built.name}.py"
    path.write_text(textwrap.dedent(code), encoding="utf-8")
    done = run_mypy(built.folder.parent, path.name)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def run_mypy(folder: Path, *names: str) -> subprocess.CompletedProcess[str]:
    """mypy --strict over files or packages of a folder.

    What it knows of pydantic and httpx, most of its work, is kept: for each worker apart, since two runs
    at a time would write into each other's notes.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    cache = Path(__file__).parents[2] / ".mypy_cache" / f"tests-{worker}"
    command = [sys.executable, "-m", "mypy", "--strict", "--python-version", "3.10"]
    return subprocess.run(
        [*command, "--cache-dir", str(cache), *names],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
    )
