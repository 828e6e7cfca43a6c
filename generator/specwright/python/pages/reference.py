"""Shape the reference pages of a client: what `specwright docs` writes.

Signatures, models and their texts are those of the `PyPackage`; calls and arguments those of api.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from posixpath import dirname, relpath
from typing import Final, TypeAlias, TypeVar
from urllib.parse import quote

from specwright.api.model import Api
from specwright.python.naming.names import Names
from specwright.python.operations.arguments import Argument
from specwright.python.operations.endpoints import Method
from specwright.python.operations.operation_docs import errors_of, returned_texts
from specwright.python.pages.markup import (
    Line,
    Link,
    Phrase,
    Prose,
    Sample,
    Signatures,
    Span,
    Text,
    TypeSpan,
)
from specwright.python.pages.plain_types import names_in, plain_signature, plain_type, wire_name
from specwright.python.pages.readme import Pages, is_needed
from specwright.python.syntax.expr import Expr, Ident, Name, union
from specwright.python.syntax.package import (
    PyFile,
    PyModelModule,
    PyPackage,
    PyResourceModule,
    PyUploadModule,
    PyWaitingModule,
    PyWebhookModule,
)
from specwright.python.syntax.parts import (
    PyAlias,
    PyAttribute,
    PyClass,
    PyFunction,
    PyHandle,
    PyOverload,
    PyParameter,
    PyResource,
    PySignature,
    PyUnknown,
)

_Module = TypeVar("_Module")
_NONE: Final = Name("None")
_FLAVOURS: Final = "The async client has the same methods as coroutines."
_OPTIONS: Final = (
    "Every method also takes `request_options`, `timeout`, `extra_headers`, `extra_query` and "
    "`extra_body`."
)
_SENT: Final = "Requests that the server sends, and the function that parses the body of each."


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table, the first two being its head; or the items of a list."""

    lines: tuple[Line, ...]


Part: TypeAlias = Text | Line | Sample | Signatures | Rows


@dataclass(frozen=True, slots=True)
class ReferenceSection:
    """An operation or a type."""

    anchor: Ident
    heading: Span
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ReferencePage:
    title: Prose | Span
    parts: tuple[Part | ReferenceSection, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """All pages, and the paths of those in the navigation by their titles."""

    files: tuple[PyFile, ...]
    resources: Mapping[str, str]
    models: Mapping[str, str]
    others: Mapping[str, str]


def shape_reference(
    api: Api, names: Names, package: PyPackage, pages: Pages, description: str
) -> Reference:
    """The pages, each with its path in the folder of pages."""
    return _Shaper(api, names, package, pages).shape(description)


class _Shaper:
    def __init__(self, api: Api, names: Names, package: PyPackage, pages: Pages) -> None:
        self._api = api
        self._names = names
        self._package = package
        self._pages = pages
        self._owners = {params: names.classes[id_] for id_, params in names.params.items()}
        self._places = dict(self._described())

    def shape(self, description: str) -> Reference:
        resources: dict[str, str] = {}
        files: list[PyFile] = []
        calls: list[Line] = []
        for resource, methods in self._pages.sections().items():
            source = f"resources/{self._names.modules[resource]}"
            resources[resource] = path = f"{source}.md"
            ways = self._ways(f"{source}.py")
            parts = [self._operation(m, ways[m.name], resource, path) for m in methods]
            intro = Line((f"{_FLAVOURS} {_OPTIONS}",))
            files.append(_page(path, Span(f"client.{resource}"), intro, *parts))
            calls += [self._call_row(m, resource, path) for m in methods]
        models = dict(self._models(files))
        others = {"Guide": "guide.md"} | dict(self._others(files))
        files.append(self._index(description, calls, others))
        files.append(PyFile("guide.md", self._pages.readme("index.md")))
        return Reference(tuple(files), resources, models, others)

    def _index(self, description: str, calls: list[Line], others: Mapping[str, str]) -> PyFile:
        home = self._pages.readme()
        links = (Line(("- ", Link(title, to, is_code=False))) for title, to in others.items())
        table = _table("call", "request", "summary", rows=calls)
        parts = (
            Text(description) if description.strip() else None,
            home.distribution,
            home.example if calls else None,
            Rows(tuple(links)),
            *((Line((_FLAVOURS,)), table) if calls else ()),
        )
        return _page("index.md", home.title, *(part for part in parts if part is not None))

    def _modules(self, kind: type[_Module]) -> Iterator[tuple[str, _Module]]:
        for file in self._package.files:
            if isinstance(file.part, kind):
                yield file.path, file.part

    # --- operations -------------------------------------------------------------------------------

    def _ways(self, path: str) -> dict[str, tuple[PySignature, ...]]:
        """The signatures of each method: the overloads, or the only one."""
        (module,) = [part for found, part in self._modules(PyResourceModule) if found == path]
        resource = module.classes[0]
        assert isinstance(resource, PyResource)
        found: dict[str, list[PySignature]] = {}
        for method in resource.methods:
            ways = found.setdefault(method.signature.name, [])
            if isinstance(method, PyOverload) or not ways:
                ways.append(plain_signature(method.signature))
        return {name: tuple(ways) for name, ways in found.items()}

    def _operation(
        self, method: Method, ways: tuple[PySignature, ...], resource: str, path: str
    ) -> ReferenceSection:
        operation, entry = method.operation, self._pages.entry(method)
        summary, about = operation.summary.strip(), operation.description.strip()
        given = [_argument_row(a, is_needed(a, method.arguments)) for a in method.arguments.all]
        errors = [
            Line(("| ", Span(name), " | ", Phrase(f"{told} {status}"), " |"))
            for name, told, status in errors_of(operation)
        ]
        result = Line(("Returns ", TypeSpan(ways[0].returns), "."))
        parts = (
            Line((entry.request, ": " if summary else "", Prose(summary))),
            Line(("Deprecated.",)) if operation.deprecated else None,
            Text(about) if about and about != summary else None,
            entry.call,
            Signatures(ways),
            _table("argument", "type", "required", "meaning", rows=given) if given else None,
            result,
            *self._guides(method),
            *map(Text, returned_texts(operation)),
            _table("error", "raised when", rows=errors),
            self._linked(path, *(type_ for way in ways for type_ in _types_of(way))),
        )
        return _section(Ident(f"{resource}.{method.name}"), entry.heading, *parts)

    def _guides(self, method: Method) -> Iterator[Line]:
        """Where the guide says what such a result can do."""
        operation = method.operation
        waits = operation.waiter is not None or operation.waits_for is not None
        topics = (
            (operation.pagination is not None, "Lists", "yields every item"),
            (method.streamed, "Streams", "yields the items as they arrive"),
            (operation.upload is not None, "Uploads", "describes the uploaded file"),
            (
                waits and any(self._modules(PyWaitingModule)),
                "Waiting",
                "waits for the end of the task",
            ),
        )
        for has, topic, told in topics:
            if has:
                link = Link(topic, f"../guide.md#{topic.lower()}", is_code=False)
                yield Line((f"The result {told}: see ", link, "."))

    def _call_row(self, method: Method, resource: str, path: str) -> Line:
        name = f"{resource}.{method.name}"
        entry = self._pages.entry(method)
        link = Link(f"client.{name}", f"{quote(path)}#{quote(name)}")
        return Line(("| ", link, " | ", entry.request, " | ", entry.summary, " |"))

    # --- types ------------------------------------------------------------------------------------

    def _models(self, files: list[PyFile]) -> Iterator[tuple[str, str]]:
        for source, module in self._modules(PyModelModule):
            items = [item for item in module.items if item.name not in self._owners]
            if items:
                path = source.removesuffix(".py") + ".md"
                types = [self._type(item, "models", path) for item in items]
                stem = PurePath(path).stem.replace("_", "")
                named = [item.name for item in items if item.name.lower() == stem]
                title = (*named, items[0].name)[0]
                files.append(_page(path, Span(title), *types))
                yield title, path

    def _others(self, files: list[PyFile]) -> Iterator[tuple[str, str]]:
        for _, waiting in self._modules(PyWaitingModule):
            handles: tuple[PyHandle | PyAlias, ...] = (*waiting.handles, *waiting.aliases)
            types = [self._type(item, "handles", "waiting.md") for item in handles]
            files.append(_page("waiting.md", Prose("Waiting"), *types))
            yield "Waiting", "waiting.md"
        for _, uploads in self._modules(PyUploadModule):
            types = [self._type(item, "uploads", "uploads.md") for item in uploads.classes]
            files.append(_page("uploads.md", Prose("Uploads"), *types))
            yield "Uploads", "uploads.md"
        for _, webhooks in self._modules(PyWebhookModule):
            rows = [row for table in self._pages.webhooks() for row in table.rows]
            table = _table("sent", "call", "result", "meaning", rows=rows)
            functions = [self._function(parser) for parser in webhooks.parsers]
            page = _page("webhooks.md", Prose("Webhooks"), Line((_SENT,)), table, *functions)
            files.append(page)
            yield "Webhooks", "webhooks.md"

    def _type(
        self, item: PyClass | PyUnknown | PyAlias | PyHandle, module: str, path: str
    ) -> ReferenceSection:
        name = item.name
        fields = item.attributes if isinstance(item, PyClass | PyUnknown) else ()
        fields = tuple(field for field in fields if not field.name.startswith("__"))
        types = [field.type for field in fields]
        parts: list[Part | None] = [Text(item.doc.text)]
        if isinstance(item, PyAlias):
            types.append(item.value)
            parts.append(Line(("Stands for ", TypeSpan(item.value), ".")))
        if isinstance(item, PyHandle):
            way = _wait_of(item)
            types += [item.model, *_types_of(way)]
            parts.append(Signatures((way,)))
        if fields:
            head = ("attribute", "type", "always there", "name in JSON", "meaning")
            parts.append(_table(*head, rows=map(_field_row, fields)))
        if module == "models":
            accepted = (Span(f"models.{a}") for a, owner in self._owners.items() if owner == name)
            parts += [Line(("Arguments accept ", a, ", which is plain data.")) for a in accepted]
        parts.append(self._linked(path, *types, without=name))
        return _section(Ident(f"{module}.{name}"), Span(name), *parts)

    def _function(self, parser: PyFunction) -> ReferenceSection:
        name = f"webhooks.{parser.signature.name}"
        way = plain_signature(parser.signature)
        about = re.sub(r"^ {4}(?=\S)", "- ", parser.doc.text, flags=re.M)
        linked = self._linked("webhooks.md", *_types_of(way))
        return _section(Ident(name), Span(name), Signatures((way,)), Text(about), linked)

    def _described(self) -> Iterator[tuple[str, str]]:
        """Where each type is described: the page and the anchor."""
        for source, module in self._modules(PyModelModule):
            for item in module.items:
                owner = self._owners.get(item.name, item.name)
                yield item.name, f"{source.removesuffix('.py')}.md#models.{owner}"
        for _, waiting in self._modules(PyWaitingModule):
            handles: tuple[PyHandle | PyAlias, ...] = (*waiting.handles, *waiting.aliases)
            for handle in handles:
                yield handle.name, f"waiting.md#handles.{handle.name}"
        for _, uploads in self._modules(PyUploadModule):
            for result in uploads.classes:
                yield result.name, f"uploads.md#uploads.{result.name}"

    def _linked(self, path: str, *types: Expr, without: str = "") -> Line | None:
        """Links to the types that are mentioned."""
        names = dict.fromkeys(name for type_ in types for name in names_in(plain_type(type_)))
        links: list[str | Link] = []
        for name in names:
            page, _, anchor = self._places.get(name, "").partition("#")
            if page and name != without:
                target = "" if page == path else relpath(page, dirname(path) or ".")
                links += [", ", Link(name, f"{quote(target)}#{quote(anchor)}")]
        return Line(("See ", *links[1:], ".")) if links else None


def _page(path: str, title: Prose | Span, *parts: Part | ReferenceSection) -> PyFile:
    return PyFile(path, ReferencePage(title, parts))


def _section(anchor: Ident, heading: Span, *parts: Part | None) -> ReferenceSection:
    return ReferenceSection(anchor, heading, tuple(part for part in parts if part is not None))


def _table(*columns: str, rows: Iterable[Line]) -> Rows:
    head = Line((f"| {' | '.join(columns)} |",))
    return Rows((head, Line((f"|{' --- |' * len(columns)}",)), *rows))


def _types_of(signature: PySignature) -> tuple[Expr, ...]:
    given = (p.type for p in signature.parameters if isinstance(p, PyParameter))
    return (*given, signature.returns)


def _argument_row(argument: Argument, needed: bool) -> Line:
    retired = "Deprecated." if argument.deprecated else ""
    parts = (argument.description, argument.limits, argument.example, retired)
    told = Phrase(" ".join(part for part in parts if part))
    need = " | yes | " if needed else " |  | "
    return Line(("| ", Span(argument.name), " | ", TypeSpan(argument.type), need, told, " |"))


def _field_row(attribute: PyAttribute) -> Line:
    sent = Span(wire_name(attribute.type) or "")
    told = Phrase("" if attribute.doc is None else attribute.doc.text)
    always = " | yes | " if attribute.default is None else " |  | "
    type_ = TypeSpan(attribute.type)
    return Line(("| ", Span(attribute.name), " | ", type_, always, sent, " | ", told, " |"))


def _wait_of(handle: PyHandle) -> PySignature:
    """The method that the template of handles writes."""
    timeout = PyParameter(Ident("timeout"), union([Name("float"), _NONE]), handle.timeout)
    update = PyParameter(Ident("on_update"), union([Name("Callable"), _NONE]), _NONE)
    return PySignature(handle.method, (timeout, update), plain_type(handle.returns))
