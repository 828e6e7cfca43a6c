"""The mock server: one request in, one response out. It does no I/O, and is the same for every transport."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Literal

from ..base.json_types import is_object
from .answers import Answers
from .checking import Read, Reader
from .document import Data, MockDocument, MockOperation
from .lists import ITEMS, Lists, PageScript, id_name, way_of
from .messages import (
    MockCall,
    MockError,
    MockRequest,
    MockResponse,
    WrongPart,
    WrongRequest,
    json_response,
)
from .scripts import Reply, Script
from .state import OWN, Collection, Shapes, State, Task, content_of, with_files
from .storage import answer_file, answer_upload

Wrong = Literal["raise", "answer"]


class MockServer:
    """Answers requests as the document describes it. Threads may share one server.

    Args:
        document: The document of a generated package.
        seed: Servers with the same seed give the same answers.
        wrong_requests: Whether a request that the document does not allow raises `WrongRequest`,
            or is answered with an error.
        now: The clock, in seconds; needed only with `task_seconds`.
        task_seconds: How long a task has each of its statuses; None moves it on with every poll.
    """

    def __init__(
        self,
        document: MockDocument,
        *,
        seed: int = 0,
        wrong_requests: Wrong = "answer",
        now: Callable[[], float] = lambda: 0.0,
        task_seconds: float | None = None,
    ) -> None:
        self.document = document
        self.calls: list[MockCall] = []
        self.wrong_requests: Wrong = wrong_requests
        self._seed = seed
        self._now = now
        self._task_seconds = task_seconds
        self._reader = Reader(document)
        self._answers = Answers(document.responses, seed)
        self._shapes = Shapes(document, self._answers)
        self._state = State()
        self._lists = Lists(self._answers, document.requests, self._state)
        self._scripts: dict[str, Script] = {}
        self._everywhere = Script("all operations")
        self._lock = threading.RLock()

    def on(self, target: object) -> Script:
        """The script of an operation, by its id, its method (`tasks.retrieve`), `GET /path`, or function.

        Raises:
            MockError: There is no such operation.
        """
        operation = self.document.find(target)
        with self._lock:
            return self._scripts.setdefault(operation.label, Script(operation.label))

    def tasks(self, *statuses: str) -> None:
        """The statuses of every task that is created from now on, one for each poll.

        Raises:
            MockError: No task of the document has such a status.
        """
        polls = [one for one in self.document.operations if one.member("waiter")]
        known = {status for poll in polls for status in self._shapes.known_statuses(poll)}
        if not polls:
            raise MockError("the document has no operation that is polled")
        for status in statuses:
            if known and status not in known:
                raise MockError(f"no task has the status {status!r}; known: {', '.join(known)}")
        self._everywhere.tasks(*statuses)

    def pages(self, count: int, size: int = 2) -> None:
        """How many pages every list has, and how many items a page."""
        self._everywhere.pages(count, size)

    def assert_all_used(self) -> None:
        """Raise an `AssertionError` that names every script that was not used up."""
        left = self.leftovers()
        if left:
            raise AssertionError("\n  ".join(["some scripts of the mock were not used:", *left]))

    def leftovers(self) -> list[str]:
        """What is left of the scripts, one sentence for each."""
        with self._lock:
            scripts = [*self._scripts.values(), self._everywhere]
            return [one.leftover for one in scripts if one.is_given and one.leftover]

    def answer(self, request: MockRequest) -> MockResponse:
        """The response to a request.

        Raises:
            WrongRequest: The document does not allow the request; only with `wrong_requests="raise"`.
            MockError: No valid value could be made for the response.
        """
        with self._lock:
            if request.path.startswith(OWN):
                return self._answer_own(request)
            routes = self.document.routes(request.path)
            found = next((one for one in routes if one[0].method == request.method), None)
            if found is None:
                return self._refuse_route(request, [operation for operation, _ in routes])
            operation, texts = found
            read = self._reader.read(request, operation, texts)
            response = self._answer_read(request, read)
            called = (operation.label, operation.id, request, response)
            told = (read.arguments, read.body, tuple(read.problems))
            self.calls.append(MockCall(*called, *told))
            return response

    def _answer_own(self, request: MockRequest) -> MockResponse:
        if request.path.startswith(f"{OWN}uploads/"):
            response = answer_upload(self._state, request)
            if response.status == 400 and self.wrong_requests == "raise":
                problem = WrongPart("body", "", response.json()["error"])
                raise WrongRequest("the form of an upload", 400, (problem,))
            return response
        return answer_file(self._state, request)

    def _refuse_route(self, request: MockRequest, others: list[MockOperation]) -> MockResponse:
        title = f"{request.method} {request.path}"
        if others:
            allowed = ", ".join(dict.fromkeys(one.method for one in others))
            problem = WrongPart(
                "request", "method", f"the document has only {allowed} for this path"
            )
            response = self._refuse(None, title, 405, (problem,))
            return MockResponse(405, (*response.headers, ("Allow", allowed)), response.body)
        problem = WrongPart("path", request.path, "the document has no such path")
        return self._refuse(None, title, 404, (problem,))

    def _refuse(
        self,
        operation: MockOperation | None,
        title: str,
        status: int,
        problems: tuple[WrongPart, ...],
    ) -> MockResponse:
        if self.wrong_requests == "raise":
            raise WrongRequest(title, status, problems)
        message = "; ".join(str(problem) for problem in problems[:3])
        response = self._answers.refusal(operation, status, message, problems)
        if status == 401:
            return MockResponse(
                401, (*response.headers, ("WWW-Authenticate", "Bearer")), response.body
            )
        return response

    def _answer_read(self, request: MockRequest, read: Read) -> MockResponse:
        operation = read.operation
        if read.problems:
            return self._refuse(operation, operation.title, read.status, tuple(read.problems))
        script = self._scripts.get(operation.label)
        reply = None if script is None else script.next()
        if reply is None:
            return self._usual(request, read)
        if reply.function is not None:
            return reply.function(request)
        if reply.reset:
            return MockResponse(0, reset=True, delay=reply.delay)
        response = self._scripted(request, read, reply)
        names = {name.lower() for name in reply.headers}
        kept = [pair for pair in response.headers if pair[0].lower() not in names]
        headers = (*kept, *reply.headers.items())
        return MockResponse(response.status, headers, response.body, reply.delay)

    def _scripted(self, request: MockRequest, read: Read, reply: Reply) -> MockResponse:
        if reply.has_json:
            return json_response(reply.status or self._status(request, read), reply.json)
        if reply.content is not None:
            return MockResponse(reply.status or self._status(request, read), (), reply.content)
        if reply.status is None or 200 <= reply.status < 300:
            return self._usual(request, read, reply.status)
        return self._answers.refusal(
            read.operation, reply.status, f"scripted status {reply.status}"
        )

    def _status(self, request: MockRequest, read: Read) -> int:
        return self._answers.success(read.operation, request)[0]

    def _usual(self, request: MockRequest, read: Read, wanted: int | None = None) -> MockResponse:
        """The answer without a script: of a task, an upload, a list, a resource, or any other."""
        status, answer, content = self._answers.success(read.operation, request, wanted)
        operation = read.operation
        respond = self._answers.respond
        if missing := self._deleted(read):
            return self._answers.refusal(operation, 404, missing)
        if operation.member("waiter") is not None and content is not None:
            value = self._polled(request, read, content)
        elif (poll := self._shapes.cancels(operation)) is not None:
            self._cancel(poll, read)
            value = None if content is None else self._plain(read, content)
        elif operation.member("upload") is not None and content is not None:
            value = self._upload(request, read, content)
        elif (found := self._listed(request, read, content)) is not None:
            value, headers = found
            response = respond(status, answer, content, value, operation.title)
            replaced = {name.lower() for name in headers}
            kept = [one for one in response.headers if one[0].lower() not in replaced]
            return MockResponse(response.status, (*kept, *headers.items()), response.body)
        elif self._shapes.collection_of(operation) is not None:
            value = self._resource(read, content)
        else:
            value = self._plain(read, content)
        self._start(read, value)
        return respond(status, answer, content, value, operation.title)

    def _plain(self, read: Read, content: Data | None) -> Any:
        place = key = read.operation.title
        if content is None or content["kind"] != "json":
            return self._answers.body_value(content, {}, key, place)
        given = self._echo(read, content)
        if read.operation.data.get("waits_for") and (poll := self._shapes.poll_of(read.operation)):
            source = (poll.member("waiter") or {})["source"]
            given[source] = self._identity(content, source)
        return self._answers.value(content, given, key, place)

    def _identity(self, content: Data, name: str) -> Any:
        """A new id that the document allows."""
        number = self._state.number()
        schema = next(self._answers.members(content.get("schema", True), name), {"type": "string"})
        return self._answers.maker.make(schema, {}, f"{name} {number}", place=name, fresh=True)

    def _echo(self, read: Read, content: Data) -> Data:
        """The values of the request that the response has too."""
        given: Data = {}
        for values in (read.members, read.arguments):
            for name, value in values.items():
                if self._answers.can_have(content, name, value):
                    given[name] = value
        path = read.operation.path.rstrip("/").rpartition("/")[2]
        name = path[1:-1] if path.startswith("{") else ""
        if name in read.arguments and name not in given:
            value = read.arguments[name]
            short = name.lower().endswith("id") and self._answers.can_have(content, "id", value)
            given |= {"id": value} if short else {}
        return given

    def _start(self, read: Read, value: Any) -> None:
        """Remember the task that an operation has created."""
        poll = self._shapes.poll_of(read.operation)
        if poll is None or not is_object(value):
            return
        waiter = poll.member("waiter") or {}
        identity = value.get(waiter["source"])
        self._state.tasks[poll.path, str(identity)] = self._task(read, poll, identity)

    def _task(self, read: Read, poll: MockOperation, identity: Any) -> Task:
        scripts = [self._scripts.get(read.operation.label), self._scripts.get(poll.label)]
        statuses = self._shapes.statuses(poll)
        for script in (*scripts, self._everywhere):
            if script is not None and script.statuses:
                script.is_used, statuses = True, script.statuses
                break
        return Task(identity, read.operation.path, statuses, self._now())

    def _polled(self, request: MockRequest, read: Read, content: Data) -> Any:
        waiter = read.operation.member("waiter") or {}
        identity = read.arguments.get(waiter["argument"])
        key = (read.operation.path, str(identity))
        task = self._state.tasks.get(key)
        if task is None:  # a test may know the id from elsewhere
            task = self._state.tasks[key] = self._task(read, read.operation, identity)
        status = self._task_status(task, waiter)
        if task.answer.get(waiter["status"]) == status:
            return task.answer
        kept = {name: value for name, value in task.answer.items() if "creat" in name.lower()}
        given = {**kept, waiter["source"]: identity, waiter["status"]: status}
        known = {k: v for k, v in given.items() if self._answers.can_have(content, k, v)}
        where = f"{read.operation.title} {identity}"
        value = self._answers.value(content, known, where, read.operation.title)
        if status in waiter["succeeded"] and is_object(value):
            made = with_files(value, known, task.creator, self._store(request))
            value = made if self._answers.is_valid(content.get("schema", True), made) else value
        if is_object(value):
            task.answer = value
        return value

    def _store(self, request: MockRequest) -> Callable[[str], str]:
        return lambda name: request.origin + self._state.store(name, content_of(name, self._seed))

    def _task_status(self, task: Task, waiter: Data) -> str:
        if task.cancelled:
            return str(next(iter(waiter["cancelled"]), task.statuses[-1]))
        if self._task_seconds is None:
            step = task.polls
        else:
            step = (
                int((self._now() - task.started) / self._task_seconds) if self._task_seconds else 99
            )
        task.polls += 1
        return task.statuses[min(step, len(task.statuses) - 1)]

    def _cancel(self, poll: MockOperation, read: Read) -> None:
        waiter = poll.member("waiter") or {}
        identity = next(iter(read.path_texts.values()), "")
        task = self._state.tasks.get((poll.path, identity))
        if task is None:
            task = self._task(read, poll, identity)
            self._state.tasks[poll.path, identity] = task
        status = task.answer.get(waiter["status"])
        if status not in {*waiter["succeeded"], *waiter["failed"]}:
            task.cancelled = True

    def _upload(self, request: MockRequest, read: Read, content: Data) -> Any:
        upload = read.operation.member("upload") or {}
        value = self._plain(read, content)
        key = f"{self._state.number():04}"
        fields: Data = value.get(upload["fields"], {}) if is_object(value) else {}
        self._state.uploads[key] = {"part": upload["part"], "fields": fields, "told": upload}
        return {**value, upload["url"]: f"{request.origin}{OWN}uploads/{key}"}

    def _listed(
        self, request: MockRequest, read: Read, content: Data | None
    ) -> tuple[Any, dict[str, str]] | None:
        """A page of a list; None if the operation is not a paginated list, or a list of resources."""
        operation, pages = read.operation, read.operation.member("pages")
        if content is None or content["kind"] != "json":
            return None
        found = self._shapes.collection_of(operation)
        is_resource = found is not None and not found[1] and operation.method == "GET"
        if pages is None and not is_resource:
            return None
        way = way_of((pages or {}).get("items"))
        if pages is None and self._lists.item_schema(content, ()) is None:
            return None
        path = self._collection_path(read, found[0]) if found and not found[1] else operation.title
        parameter = self._shapes.item_parameter(found[0]) if found and not found[1] else ""
        collection = self._state.collection(path)
        script = self._paging(operation)
        count = ITEMS if pages is not None else 2
        if script is not None:
            count = script.count * script.size
        if pages is not None or not (collection.items or collection.removed):
            self._lists.fill(collection, content, way, parameter, count, operation.title)
        schema = self._lists.item_schema(content, way)
        items = [self._shown(schema, item, operation.title) for item in collection.items.values()]
        if pages is None:
            return items, {}
        return self._lists.page(read, request, content, items, script)

    def _shown(self, schema: Any, item: Any, key: str) -> Any:
        """A stored resource as a list shows it, which may be shorter than its own response."""
        if schema is None or self._answers.is_valid(schema, item):
            return item
        given = item if is_object(item) else {}
        return self._answers.value({"schema": schema}, given, key, key)

    def _paging(self, operation: MockOperation) -> PageScript | None:
        for script in (self._scripts.get(operation.label), self._everywhere):
            if script is not None and script.paging is not None:
                script.is_used = True
                return script.paging
        return None

    def _collection_path(self, read: Read, template: str) -> str:
        """The path of a collection, which may itself be below an item: `/shops/7/books`."""
        for name, text in read.path_texts.items():
            template = template.replace(f"{{{name}}}", text)
        return template

    def _deleted(self, read: Read) -> str:
        """Which resource of the path was deleted, so that nothing below it is left; or ""."""
        for template, parameter in self._shapes.items_on(read.operation.path):
            collection = self._state.collection(self._collection_path(read, template))
            if read.path_texts[parameter] in collection.removed:
                return f"there is no {read.path_texts[parameter]!r}: it was deleted"
        return ""

    def _resource(self, read: Read, content: Data | None) -> Any:
        """The answer of an operation on a collection or one of its items."""
        operation = read.operation
        template, parameter = self._shapes.collection_of(operation) or ("", "")
        collection = self._state.collection(self._collection_path(read, template))
        if not parameter:
            value = self._plain(read, content)
            if operation.method == "POST" and is_object(value):
                self._create(collection, template, read, content, value)
            return value
        identity = read.path_texts[parameter]
        if operation.method == "DELETE":
            collection.items.pop(identity, None)
            collection.removed.add(identity)
            return self._plain(read, content)
        return self._item(collection, identity, read, content)

    def _create(
        self, collection: Collection, template: str, read: Read, content: Data | None, value: Data
    ) -> None:
        """Store what was created under a new id, which the answer gets too."""
        parameter = self._shapes.item_parameter(template)
        name = id_name(value, parameter)
        sent = read.members
        if content is not None and name in value and name not in sent:
            changed = {**value, name: self._identity(content, name)}
            if self._answers.is_valid(content.get("schema", True), changed):
                value[name] = changed[name]
        identity = str(value.get(name, self._state.number()))
        collection.removed.discard(identity)
        collection.items[identity] = {**sent, **value}

    def _item(self, collection: Collection, identity: str, read: Read, content: Data | None) -> Any:
        stored = collection.items.get(identity, {})
        if read.operation.method in ("PATCH", "PUT"):
            stored = {**stored, **read.members}
        if content is None or content["kind"] != "json":
            collection.items[identity] = stored
            return self._plain(read, content)
        given = {k: v for k, v in stored.items() if self._answers.can_have(content, k, v)}
        given = {**self._echo(read, content), **given}
        title = f"{read.operation.path} {identity}"
        value = self._answers.value(content, given, title, read.operation.title)
        if is_object(value):
            collection.items[identity] = {**stored, **value}
        return value
