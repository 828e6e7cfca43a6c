"""Shape the README and the API pages of the generated distribution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from specwright.api.model import Api, ModelId, Operation
from specwright.python.client.options import Option, list_options
from specwright.python.client.plan import ClientPlan
from specwright.python.naming.names import Names
from specwright.python.operations.arguments import Argument, Arguments
from specwright.python.operations.endpoints import Method, methods_of
from specwright.python.operations.results import item_of, result_type
from specwright.python.operations.samples import Sampler
from specwright.python.operations.uploads import result_class
from specwright.python.operations.waiting import Handles, download_name
from specwright.python.pages.authentication import credential_notes, credential_row
from specwright.python.pages.command_line import command_sample
from specwright.python.pages.markup import Line, Link, Prose, Sample, Span, TypeSpan
from specwright.python.pages.webhook_pages import WebhookTable, webhook_sample, webhook_tables
from specwright.python.streaming import stream_of
from specwright.python.syntax.expr import Call, Expr, Ident, Lit, Name, Sub
from specwright.python.syntax.scope import ModuleScope
from specwright.python.types import TypeShaper

_VERBS = ("get", "post", "put", "patch", "delete")
_WHOLE = ("text", "binary")
"""Bodies that are passed as `body=` and in no other way."""
_COOKIE_KEYS = "A credential in a cookie is never encoded; if it cannot be sent unchanged, the call raises an error."
_FILES = (
    "A file may be a pipe or a device (`/dev/stdin`): its content is sent in chunks, "
    "and such a call is not retried."
)


@dataclass(frozen=True, slots=True)
class ReadmePage:
    """What the client is for, how to install it, and the first calls."""

    title: Prose
    http: Span
    distribution: Sample
    example: Sample
    async_example: Sample
    operations: Link
    """The page of all operations."""
    log: Span
    options: tuple[Line, ...]
    error: Ident
    error_example: Sample
    package: Ident
    raw_example: Sample
    stream: Ident
    send: Ident
    verbs: tuple[Span, ...]
    """Helpers of the client, renamed if a resource has their name."""
    get: Ident
    request: Ident
    call_example: Sample
    send_many: Ident
    many_example: Sample
    nulls: tuple[Line, ...]
    """What `None` means, for each place that an argument of this document has."""
    notes: tuple[Line, ...]
    """Remarks on some arguments."""
    testing_extra: Span
    fixture: Span
    test_example: Sample
    models: bool
    bodies: bool
    credentials: tuple[Line, ...]
    """This and the next apply to some clients only."""
    credential_notes: tuple[Line, ...]
    credential_example: Sample
    lists: Sample | None
    streams: Sample | None
    downloads: Sample | None
    outputs: Sample | None
    telemetry_install: Span
    telemetry: Sample
    waiting: Sample | None
    uploads: Sample | None
    webhooks: Sample | None
    command_extra: Sample
    commands: Sample | None
    signed: Span | None
    """The environment variable with the secret of webhooks."""


@dataclass(frozen=True, slots=True)
class ApiPage:
    """Every operation: method, path, Python call, arguments, result."""

    title: Prose
    resources: tuple[ApiResource | WebhookTable, ...]
    """The sections: operations, and requests that the server sends."""


@dataclass(frozen=True, slots=True)
class ApiResource:
    name: Span
    operations: tuple[ApiOperation, ...]


@dataclass(frozen=True, slots=True)
class ApiOperation:
    heading: Span
    request: Span
    summary: Prose
    call: Sample
    arguments: tuple[Line, ...]
    result: TypeSpan


class Pages:
    """Shapes both pages."""

    def __init__(
        self, api: Api, names: Names, handles: Handles, distribution: str, plan: ClientPlan
    ) -> None:
        self._api = api
        self._names = names
        self._handles = handles
        self._distribution = distribution
        self._plan = plan
        self._sampler = Sampler(api, names)
        modules: Mapping[ModelId, str] = dict.fromkeys(api.models, "models")
        self._scope = ModuleScope(names, modules, "", here="models")

    def readme(self, operations: str = "api.md") -> ReadmePage:
        plan = self._plan
        first = self._first()
        return ReadmePage(
            title=Prose(self._api.info.title or plan.package),
            http=Span(plan.http),
            distribution=Sample((f"pip install {self._distribution}",), "sh"),
            example=self._sampled(first, plan.class_name, ""),
            async_example=self._sampled(first, f"Async{plan.class_name}", "await "),
            operations=Link(operations, operations),
            log=Span(f"{plan.env_prefix}_LOG"),
            options=tuple(map(_option_row, list_options(plan))),
            error=Ident(plan.error),
            error_example=self._caught(first),
            package=Ident(plan.package),
            raw_example=self._raw(),
            stream=self._helper("stream"),
            send=self._helper("send"),
            verbs=tuple(Span(f"client.{self._helper(verb)}") for verb in _VERBS),
            get=self._helper("get"),
            request=self._helper("request"),
            call_example=self._as_value(),
            send_many=self._helper("send_many"),
            many_example=self._many(),
            nulls=self._nulls(),
            notes=self._notes(),
            testing_extra=Span(f"pip install {self._distribution}[testing]"),
            fixture=Span(f"{plan.package}_mock"),
            test_example=self._mocked(first),
            models=bool(self._api.models),
            bodies=any(
                o.body is not None and o.body.kind not in _WHOLE for o in self._api.operations
            ),
            credentials=tuple(map(credential_row, plan.credentials)),
            credential_notes=credential_notes(plan.credentials),
            credential_example=self._credential_example(),
            lists=self._lists(),
            streams=self._streams(),
            downloads=self._downloads(),
            outputs=self._outputs(),
            telemetry_install=Span(f'pip install "{self._distribution}[opentelemetry]"'),
            telemetry=self._telemetry(),
            waiting=self._waiting(),
            uploads=self._uploads(),
            webhooks=webhook_sample(self._api, self._names, plan.package),
            command_extra=Sample((f'pip install "{self._distribution}[cli]"',), "sh"),
            commands=self._commands(first),
            signed=Span(signature.env) if (signature := self._api.hints.signature) else None,
        )

    def api_page(self) -> ApiPage:
        sections = self.sections().items()
        return ApiPage(
            Prose(self._api.info.title or self._plan.package),
            (
                *(ApiResource(Span(n), tuple(map(self.entry, found))) for n, found in sections),
                *self.webhooks(),
            ),
        )

    def sections(self) -> Mapping[str, list[Method]]:
        """The methods of each resource, by its name."""
        found: dict[str, list[Method]] = {}
        for operation in self._api.operations:
            methods = methods_of(operation, self._api, self._names, self._scope)
            found.setdefault(self._names.resources[operation.resource], []).extend(methods)
        return dict(sorted(found.items()))

    def webhooks(self) -> tuple[WebhookTable, ...]:
        return webhook_tables(self._api, self._names, self._scope)

    def _first(self) -> Operation | None:
        """The operation that a newcomer most likely wants."""
        operations = self._api.operations
        ranked = sorted(
            operations,
            key=lambda o: (
                o.waits_for is None,
                o.pagination is None,
                o.method != "GET",
                o.deprecated,
            ),
        )
        return ranked[0] if ranked else None

    def _sampled(self, operation: Operation | None, client: str, wait: str) -> Sample:
        """A few lines that call one operation."""
        if operation is None:
            return Sample(())
        call = self._sampler.call(operation)
        head = f"from {self._plan.package} import {client}\n\nclient = "
        made = self._made(client)
        waiting = self._handles.of(operation)
        method = waiting.poll.waiter.method if waiting and waiting.poll.waiter else ""
        shown = "\nprint(result)"
        if method and wait:
            shown = f"\nresult = {wait}task.{method}(){shown}"
            return Sample((head, made, f"\ntask = {wait}", call, shown))
        if method:
            return Sample((head, made, "\nresult = ", call, f".{method}(){shown}"))
        if operation.pagination is not None and wait:
            return Sample((head, made, f"\npage = {wait}", call, "\nprint(page.data)"))
        if operation.pagination is not None:
            return Sample((head, made, "\nfor item in ", call, ":\n    print(item)"))
        return Sample((head, made, f"\nresult = {wait}", call, shown))

    def _commands(self, operation: Operation | None) -> Sample | None:
        if operation is None:
            return None
        resource = self._names.resources[operation.resource]
        waits = self._handles.of(operation) is not None
        call = self._sampler.call(operation)
        return command_sample(self._distribution, resource, call, self._plan.example_url, waits)

    def _made(self, client: str, *options: str) -> Call:
        """The construction of a client, with its required arguments."""
        url = self._plan.example_url
        given = [(option, Lit("...")) for option in options]
        return Call(Name(client), (), (*((("base_url", Lit(url)),) if url else ()), *given))

    def _credential_example(self) -> Sample:
        options = [c.options for c in self._plan.credentials][:1]
        made = self._made(self._plan.class_name, *(name for names in options for name in names))
        return Sample(
            (f"from {self._plan.package} import {self._plan.class_name}\n\nclient = ", made)
        )

    def _nulls(self) -> tuple[Line, ...]:
        given = [p for o in self._api.operations for p in o.parameters]
        bodies = [b for o in self._api.operations for b in o.bodies]
        rows = (
            (any(b.kind == "json" for b in bodies), "| JSON | `null` | JSON |"),
            (
                bool(given) or any(b.kind in ("form", "multipart") for b in bodies),
                "| parameters and forms | left out, also in lists and objects | JSON text |",
            ),
            (
                any(p.style == "deepObject" for p in given),
                "| `deepObject` (`a[b]=1`) | left out, also in lists and objects | "
                "`a[b][]=1`; with objects in it `a[b][0][c]=1` |",
            ),
        )
        return tuple(Line((row,)) for has, row in rows if has)

    def _notes(self) -> tuple[Line, ...]:
        given = [p for o in self._api.operations for p in o.parameters]
        cookies = any(p.location == "cookie" for p in given)
        keys = any(c.kind == "cookie" for c in self._plan.credentials)
        bodies = [b for o in self._api.operations for b in o.bodies]
        files = any(o.upload for o in self._api.operations)
        files = files or any(b.kind in ("multipart", "binary") for b in bodies)
        notes = (
            (cookies, "Cookie values are percent-encoded if a cookie cannot hold them unchanged."),
            (keys, _COOKIE_KEYS),
            (files, _FILES),
        )
        return tuple(Line((note,)) for has, note in notes if has)

    def _streams(self) -> Sample | None:
        for operation in self._api.operations:
            for method in methods_of(operation, self._api, self._names, self._scope):
                if method.streamed:
                    call = self._sampler.call(operation, method=method.name)
                    walk = " as stream:\n    for item in stream:\n        print(item)"
                    return Sample(("with ", call, walk))
        return None

    def _downloads(self) -> Sample | None:
        for operation in self._api.operations:
            contents = [c for outcome in operation.successes for c in outcome.contents]
            if contents and contents[0].kind == "bytes":
                call = self._sampler.call(operation, client="endpoints")
                head = f"from {self._plan.package} import endpoints\n\n"
                head += f"size = client.{self._helper('stream')}("
                return Sample((head, call, ').save("file.bin")'))
        return None

    def _caught(self, operation: Operation | None) -> Sample:
        """One call and its exceptions; for an API without operations, only the imports."""
        plan = self._plan
        names = f"APIStatusError, RequestValidationError, {plan.class_name}"
        head = f"from {plan.package} import {names}"
        if operation is None:
            return Sample((head,))
        before = (f"{head}\n\nclient = ", self._made(plan.class_name), "\ntry:\n    ")
        after = (
            "\nexcept RequestValidationError as error:\n    print(error.problems)"
            "\nexcept APIStatusError as error:"
            "\n    print(error.status_code, error.body, error.request_id)"
        )
        return Sample((*before, self._sampler.call(operation), after))

    def _plainest(self) -> Operation | None:
        """The operation that requires the least to be called."""
        operations = [o for o in self._api.operations if o.upload is None and o.pagination is None]
        ranked = sorted(operations, key=lambda o: (o.method != "GET", o.waiter is not None))
        return ranked[0] if ranked else None

    def _raw(self) -> Sample:
        """A call whose raw response is shown."""
        operation = self._plainest()
        if operation is None:
            return Sample(("raw = ", self._made(self._plan.class_name), ".with_raw_response"))
        call = self._sampler.call(operation, view="with_raw_response.")
        said = "print(response.status_code, response.request_id, response.headers)"
        return Sample(("response = ", call, f"\n{said}\nresult = response.parse()"))

    def _as_value(self) -> Sample:
        """A call that is built now and sent later, or elsewhere."""
        operation = self._plainest()
        head = f"from {self._plan.package} import endpoints"
        if operation is None:
            return Sample((head,))
        call = self._sampler.call(operation, client="endpoints")
        return Sample((f"{head}\n\ncall = ", call, "\nprint(call.to_curl())\ncall.check()"))

    def _mocked(self, operation: Operation | None) -> Sample:
        """A test that needs no server."""
        head = f"from {self._plan.package} import testing\n\nmock = testing.mock()\n"
        if operation is None:
            return Sample((f"{head}client = mock.client()",))
        label = f"{self._names.resources[operation.resource]}.{self._names.methods[operation.id]}"
        script = f'mock.on("{label}").reply(status=429, headers={{"Retry-After": "1"}}).then()\n'
        call = self._sampler.call(operation)
        shown = "\nprint([call.response.status for call in mock.calls])\nmock.assert_all_used()"
        return Sample((f"{head}{script}client = mock.client()\n", call, shown))

    def _many(self) -> Sample:
        """A run of calls with a journal."""
        operations = self._api.operations
        operation = next((o for o in operations if o.waits_for), None) or self._plainest()
        package = self._plan.package
        head = f"from {package} import endpoints\nfrom {package}.batch import Journal\n\ncalls = ["
        if operation is None:
            return Sample((f"from {package}.batch import Journal",))
        call = self._sampler.call(operation, client="endpoints")
        wait = ", wait=True" if self._handles.of(operation) is not None else ""
        walk = (
            f']\nwith Journal("run.journal") as journal:\n'
            f"    for outcome in client.{self._helper('send_many')}(calls, journal=journal{wait}):\n"
            "        print(outcome.index, outcome.error or outcome.value)"
        )
        return Sample((head, call, walk))

    def _helper(self, name: str) -> Ident:
        return Ident(f"{name}_" if name in self._names.resources.values() else name)

    def _lists(self) -> Sample | None:
        found = next((o for o in self._api.operations if o.pagination is not None), None)
        if found is None:
            return None
        return Sample(("for item in ", self._sampler.call(found), ":\n    print(item)"))

    def _waiting(self) -> Sample | None:
        for found in self._api.operations:
            if found.waiter is not None:
                call = self._sampler.call(found)
                return Sample(
                    ("task = ", call, f"\nresult = task.{found.waiter.method}(timeout=300)")
                )
        return None

    def _outputs(self) -> Sample | None:
        for found in self._api.operations:
            if found.waiter is not None and found.waiter.outputs is not None:
                name = download_name(found, self._api, self._names)
                waited = f"\nresult = task.{found.waiter.method}()\nfiles = result.{name}("
                head = ("task = ", self._sampler.call(found), waited)
                return Sample((*head, 'folder="out")\nprint(files)'))
        return None

    def _telemetry(self) -> Sample:
        package, class_name = self._plan.package, self._plan.class_name
        made = self._made(class_name)
        hooks = ("hooks", Call(Name("instrument")))
        given = Call(made.function, made.args, (*made.keywords, hooks))
        head = f"from {package} import {class_name}\nfrom {package}.telemetry import instrument\n\nclient = "
        return Sample((head, given))

    def _uploads(self) -> Sample | None:
        found = next((o for o in self._api.operations if o.upload is not None), None)
        if found is None:
            return None
        return Sample(("uploaded = ", self._sampler.call(found), "\nprint(uploaded)"))

    def entry(self, method: Method) -> ApiOperation:
        """A method with its call and its arguments."""
        operation = method.operation
        resource = self._names.resources[operation.resource]
        return ApiOperation(
            Span(f"{resource}.{method.name}"),
            Span(f"{operation.method} {operation.path}"),
            Prose(operation.summary or operation.description),
            Sample((self._sampler.call(operation, method=method.name),)),
            tuple(_argument_row(a, is_needed(a, method.arguments)) for a in method.arguments.all),
            TypeSpan(self._result(operation, method.streamed)),
        )

    def _result(self, operation: Operation, streamed: bool) -> Expr:
        types = TypeShaper(self._api, self._scope, "response")
        if operation.upload is not None:
            return Name(result_class(operation, self._names))
        stream = stream_of(operation) if streamed else None
        if stream is not None:
            return Sub(Name("EventStream"), (types.shape(stream.type),))
        item = item_of(operation, self._api)
        result = result_type(operation, types)
        if item is not None:
            return Sub(Name("SyncPage"), (result, types.shape(item)))
        handle = self._handles.of(operation)
        return Name(handle.type_name("")) if handle is not None else result


def _option_row(option: Option) -> Line:
    """A row of the options table; its code spans may contain document text."""
    pieces = f"`{option.name}` | {option.default} | {option.meaning} |".split("`")
    spans = (Span(piece) if i % 2 else piece for i, piece in enumerate(pieces))
    return Line(("| ", *spans))


def is_needed(argument: Argument, arguments: Arguments) -> bool:
    """Whether every form with single arguments requires this one."""
    forms = [f.arguments for f in arguments.forms if all(a.kind != "body" for a in f.arguments)]
    if not forms:
        return argument.required
    return all(any(a.name == argument.name and a.required for a in form) for form in forms)


def _argument_row(argument: Argument, needed: bool) -> Line:
    required = " | yes | " if needed else " |  | "
    meaning = Prose(f"{argument.description} {argument.limits}")
    return Line(
        ("| ", Span(argument.name), " | ", TypeSpan(argument.type), required, meaning, " |")
    )
