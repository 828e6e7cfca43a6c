"""Shape the README and the API pages of the generated distribution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from specwright.api.model import Api, ModelId, Operation
from specwright.emit.code import Code, expression
from specwright.emit.format import format_source
from specwright.emit.pages.markdown import block, prose, span, type_span
from specwright.emit.pages.webhook_pages import webhook_sections, webhook_tables
from specwright.emit.templates import render
from specwright.python.client.plan import ClientPlan
from specwright.python.naming.names import Names
from specwright.python.operations.arguments import Argument, Arguments
from specwright.python.operations.endpoints import Method, methods_of
from specwright.python.operations.results import item_of, result_type
from specwright.python.operations.samples import Sampler
from specwright.python.operations.uploads import result_class
from specwright.python.operations.waiting import Handles
from specwright.python.streaming import stream_of
from specwright.python.syntax.expr import Expr, Name, Sub
from specwright.python.syntax.scope import ModuleScope
from specwright.python.types import TypeShaper


@dataclass(frozen=True, slots=True)
class ReadmePage:
    title: Code
    distribution: Code
    example: Code
    async_example: Code
    environment: tuple[Code, ...]
    error: Code
    client: Code
    error_example: Code
    package: Code
    raw_example: Code
    call_example: Code
    sections: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class ApiPage:
    title: Code
    resources: tuple[ApiResource | Code, ...]
    """What can be called, and what the server sends."""


@dataclass(frozen=True, slots=True)
class ApiResource:
    name: Code
    operations: tuple[ApiOperation, ...]


@dataclass(frozen=True, slots=True)
class ApiOperation:
    heading: Code
    request: Code
    summary: Code
    call: Code
    arguments: Code
    result: Code


_LISTS = (
    "Iterating over the result yields all items and fetches further pages when needed. `.pages()` yields whole\n"
    "pages, `.next_page()` returns the next one. The page size does not limit the number of items. With the async\n"
    "client, use `async for`, or `await` the call for the first page."
)
_WAITING = (
    "You can wait for tasks that a call starts. The client polls immediately, then at the configured interval, and\n"
    "returns the result when the task succeeds. A failed task raises `TaskFailedError`, a cancelled one\n"
    "`TaskCancelledError` (both have `failure` and `failure_code`), and a timeout `TaskTimeoutError`. `on_update=`\n"
    "is called with each state. After unpickling a result, call `.bind(client)` before you wait."
)
_UPLOADS = (
    "Pass a path, bytes, an open binary file, or a tuple `(name, content)`, optionally followed by the content type\n"
    "and headers of its part. The file is streamed through the same connections, without your credentials;\n"
    "`on_progress=` is called with the number of bytes sent and the total size."
)


class Pages:
    """Makes both pages."""

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

    def readme(self) -> str:
        """What it is, how to install it, and the first calls."""
        plan = self._plan
        first = self._first()
        example = self._sampled(first, plan.class_name, "") if first is not None else ""
        async_example = self._sampled(first, f"Async{plan.class_name}", "await ") if first else ""
        environment = [(c.env, f"default of `{c.option}`") for c in plan.credentials]
        environment.append((f"{plan.env_prefix}_BASE_URL", "default of `base_url`"))
        environment.append((f"{plan.env_prefix}_LOG", "`info` or `debug`: log to standard error"))
        page = ReadmePage(
            prose(self._api.info.title or plan.package),
            block(f"pip install {self._distribution}", "sh"),
            block(example),
            block(async_example),
            tuple(Code(f"| {span(name)} | {said} |") for name, said in environment),
            Code(plan.error),
            Code(plan.class_name),
            block(self._caught(first)),
            Code(plan.package),
            block(self._raw()),
            block(self._as_value()),
            tuple(self._sections()),
        )
        return render(page) + "\n"

    def api_page(self) -> str:
        """Every operation: method, path, Python call, arguments, result."""
        resources: dict[str, list[Operation]] = {}
        for operation in self._api.operations:
            resources.setdefault(self._names.resources[operation.resource], []).append(operation)
        found = [
            ApiResource(span(name), tuple(e for o in operations for e in self._entries(o)))
            for name, operations in sorted(resources.items())
        ]
        page = ApiPage(
            prose(self._api.info.title or self._plan.package),
            (*found, *webhook_tables(self._api, self._names, self._scope)),
        )
        return render(page) + "\n"

    def _first(self) -> Operation | None:
        """The operation that a newcomer most likely came for."""
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

    def _sampled(self, operation: Operation, client: str, wait: str) -> str:
        """A few lines that call one operation; black puts them in form."""
        call = expression(self._sampler.call(operation))
        waiting = self._handles.of(operation)
        method = waiting.poll.waiter.method if waiting and waiting.poll.waiter else ""
        lines = [f"from {self._plan.package} import {client}", "", f"client = {client}()"]
        if method and wait:
            lines += [f"task = {wait}{call}", f"result = {wait}task.{method}()"]
        elif method:
            lines += [f"result = {call}.{method}()"]
        else:
            lines += [f"result = {wait if operation.pagination is None else ''}{call}"]
        return format_source("\n".join([*lines, "print(result)"])).rstrip()

    def _caught(self, operation: Operation | None) -> str:
        """One call with what it may raise; an API without operations has only the names."""
        plan = self._plan
        lines = [
            f"from {plan.package} import APIStatusError, RequestValidationError, {plan.class_name}"
        ]
        if operation is not None:
            call = expression(self._sampler.call(operation))
            lines += ["", f"client = {plan.class_name}()", "try:", f"    {call}"]
            lines += ["except RequestValidationError as error:", "    print(error.problems)"]
            said = "error.status_code, error.body, error.request_id"
            lines += ["except APIStatusError as error:", f"    print({said})"]
        return format_source("\n".join(lines)).rstrip()

    def _plainest(self) -> Operation | None:
        """The operation that needs the least to be called."""
        operations = [o for o in self._api.operations if o.upload is None and o.pagination is None]
        ranked = sorted(operations, key=lambda o: (o.method != "GET", o.waiter is not None))
        return ranked[0] if ranked else None

    def _raw(self) -> str:
        """A call whose response is looked at as it came."""
        operation = self._plainest()
        if operation is None:
            return f"raw = {self._plan.class_name}().with_raw_response"
        call = expression(self._sampler.call(operation, view="with_raw_response."))
        said = "print(response.status_code, response.request_id, response.headers)"
        return format_source(f"response = {call}\n{said}\nresult = response.parse()").rstrip()

    def _as_value(self) -> str:
        """A call that is made now and sent later, or elsewhere."""
        operation = self._plainest()
        head = f"from {self._plan.package} import endpoints"
        if operation is None:
            return head
        call = expression(self._sampler.call(operation, client="endpoints"))
        lines = [head, "", f"call = {call}", "print(call.to_curl())", "call.check()"]
        return format_source("\n".join(lines)).rstrip()

    def _sections(self) -> list[Code]:
        """What only some clients have."""
        found: list[Code] = []
        paged = next((o for o in self._api.operations if o.pagination is not None), None)
        if paged is not None:
            call = expression(self._sampler.call(paged))
            text = block(format_source(f"for item in {call}:\n    print(item)").rstrip())
            found.append(Code(f"## Lists\n\n{_LISTS}\n\n{text}"))
        waiting = next((o for o in self._api.operations if o.waiter is not None), None)
        if waiting is not None and waiting.waiter is not None:
            call = expression(self._sampler.call(waiting))
            method = waiting.waiter.method
            text = block(format_source(f"result = {call}.{method}(timeout=300)").rstrip())
            found.append(Code(f"## Waiting\n\n{_WAITING}\n\n{text}"))
        upload = next((o for o in self._api.operations if o.upload is not None), None)
        if upload is not None:
            call = expression(self._sampler.call(upload))
            text = block(f"uploaded = {call}\nprint(uploaded)")
            found.append(Code(f"## Uploads\n\n{_UPLOADS}\n\n{text}"))
        return [*found, *webhook_sections(self._api, self._names, self._plan.package)]

    def _entries(self, operation: Operation) -> list[ApiOperation]:
        """An entry for each method of an operation."""
        methods = methods_of(operation, self._api, self._names, self._scope)
        return [self._entry(method) for method in methods]

    def _entry(self, method: Method) -> ApiOperation:
        operation = method.operation
        resource = self._names.resources[operation.resource]
        call = self._sampler.call(operation, method=method.name)
        return ApiOperation(
            span(f"{resource}.{method.name}"),
            span(f"{operation.method} {operation.path}"),
            prose(operation.summary or operation.description),
            block(format_source(str(expression(call))).rstrip()),
            _argument_table(method.arguments),
            type_span(self._result(operation, method.streamed)),
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


def _is_needed(argument: Argument, arguments: Arguments) -> bool:
    """Whether every way to call the operation with single arguments requires this one."""
    forms = [f.arguments for f in arguments.forms if all(a.kind != "body" for a in f.arguments)]
    if not forms:
        return argument.required
    return all(any(a.name == argument.name and a.required for a in form) for form in forms)


def _argument_table(arguments: Arguments) -> Code:
    """A table without rows would be a heading over nothing."""
    rows = [_argument_row(a, _is_needed(a, arguments)) for a in arguments.all]
    head = ("| argument | type | required | meaning |", "| --- | --- | --- | --- |")
    return Code("\n".join([*head, *rows]) if rows else "No arguments.")


def _argument_row(argument: Argument, needed: bool) -> str:
    type_ = type_span(argument.type)
    said = "yes" if needed else ""
    return f"| {span(argument.name)} | {type_} | {said} | {prose(f'{argument.description} {argument.limits}')} |"
