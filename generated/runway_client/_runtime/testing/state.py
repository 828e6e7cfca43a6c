"""What a mock server remembers: tasks, resources, uploads and files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from ..base.json_types import is_array, is_object
from .answers import Answers
from .document import Data, MockDocument, MockOperation

OWN: Final = "/_mock/"
"""The paths below which the mock serves its own files and uploads."""
_EARLY: Final = ("pend", "queue", "wait", "creat", "start", "submit", "sched")
_LATE: Final = ("throttl", "paus", "block", "retry")
_KINDS: Final = (
    (("video", "performance", "avatar"), "mp4"),
    (("image", "picture", "photo"), "png"),
    (("audio", "speech", "sound", "voice", "music"), "mp3"),
)


@dataclass(slots=True)
class Task:
    """A task that an operation created; it moves on with every poll."""

    identity: Any
    creator: str
    statuses: tuple[str, ...]
    started: float
    polls: int = 0
    cancelled: bool = False
    answer: Data = field(default_factory=dict[str, Any])
    """What was answered last; it stays the same while the status does."""


@dataclass(slots=True)
class Collection:
    """The resources below one path, by their ids as texts, in order of creation."""

    items: dict[str, Data] = field(default_factory=dict[str, Any])
    removed: set[str] = field(default_factory=set[str])
    first: tuple[str, ...] | None = None
    """The items that the list began with; None before they are made."""


@dataclass(slots=True)
class StoredFile:
    """A file that can be downloaded, or that was uploaded."""

    name: str
    content: bytes

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.content).hexdigest()[:16]}"'

    @property
    def content_type(self) -> str:
        import mimetypes

        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


@dataclass(slots=True)
class State:
    """Everything that requests change. Callers hold the lock of the server."""

    tasks: dict[tuple[str, str], Task] = field(default_factory=dict[tuple[str, str], Task])
    collections: dict[str, Collection] = field(default_factory=dict[str, Collection])
    files: dict[str, StoredFile] = field(default_factory=dict[str, StoredFile])
    uploads: dict[str, Data] = field(default_factory=dict[str, Data])
    numbers: int = 0

    def number(self) -> int:
        self.numbers += 1
        return self.numbers

    def collection(self, path: str) -> Collection:
        return self.collections.setdefault(path, Collection())

    def store(self, name: str, content: bytes) -> str:
        """The path of a new file."""
        key = f"{self.number():04}"
        self.files[key] = StoredFile(name, content)
        return f"{OWN}files/{key}/{quote(name)}"


class Shapes:
    """Which operations belong together, by what the document says and by the shapes of paths."""

    def __init__(self, document: MockDocument, answers: Answers) -> None:
        self._answers = answers
        self._document = document
        paths = {operation.path.rstrip("/") for operation in document.operations}
        self._item_paths: dict[str, str] = {}
        for path in paths:
            head, _, last = path.rpartition("/")
            if head in paths and re.fullmatch(r"\{[^{}]+\}", last):
                self._item_paths[head] = last[1:-1]

    def poll_of(self, operation: MockOperation) -> MockOperation | None:
        """The operation that is polled for what this one creates."""
        wanted = operation.data.get("waits_for")
        found = (one for one in self._document.operations if wanted and one.id == wanted)
        return next(found, None)

    def cancels(self, operation: MockOperation) -> MockOperation | None:
        """The operation that polls the task which this DELETE cancels."""
        if operation.method != "DELETE":
            return None
        polls = (one for one in self._document.operations if one.member("waiter"))
        return next((one for one in polls if one.path == operation.path), None)

    def collection_of(self, operation: MockOperation) -> tuple[str, str] | None:
        """The path template of a collection and the parameter of its items; None for other paths."""
        path = operation.path.rstrip("/")
        if path in self._item_paths:
            return path, ""
        head, _, last = path.rpartition("/")
        if head in self._item_paths and last == f"{{{self._item_paths[head]}}}":
            return head, last[1:-1]
        return None

    def items_on(self, path: str) -> Iterator[tuple[str, str]]:
        """The collections whose items are on a path, and the parameters that name these items."""
        steps = path.rstrip("/").split("/")
        for number in range(1, len(steps)):
            head, step = "/".join(steps[:number]), steps[number]
            if head in self._item_paths and re.fullmatch(r"\{[^{}]+\}", step):
                yield head, step[1:-1]

    def item_parameter(self, collection: str) -> str:
        return self._item_paths[collection]

    def statuses(self, poll: MockOperation) -> tuple[str, ...]:
        """The statuses of a task that succeeds, in their order."""
        waiter = poll.member("waiter") or {}
        final = {*waiter["succeeded"], *waiter["failed"], *waiter["cancelled"]}
        known = self.known_statuses(poll)
        open_ = [one for one in known if one not in final]
        early = [one for one in open_ if one.lower().startswith(_EARLY)]
        late = [one for one in open_ if one not in early and not one.lower().startswith(_LATE)]
        return (*early[:1], *late[:1], waiter["succeeded"][0])

    def known_statuses(self, poll: MockOperation) -> list[str]:
        """All statuses that the document has."""
        waiter = poll.member("waiter") or {}
        found: dict[str, None] = {}
        for answer in poll.answers:
            for content in answer.get("contents", ()) if answer["status"][:1] == "2" else ():
                for part in self._answers.members(content.get("schema", True), waiter["status"]):
                    found.update(dict.fromkeys(self._constants(part)))
        return list(found)

    def _constants(self, schema: Any, depth: int = 8) -> list[str]:
        loaded = self._document.responses.load(schema)
        if isinstance(loaded, bool) or not depth:
            return []
        values = [*loaded.get("enum", ()), *([loaded["const"]] if "const" in loaded else [])]
        parts = [*loaded.get("allOf", ()), *loaded.get("anyOf", ()), *loaded.get("oneOf", ())]
        if "$ref" in loaded:
            parts.append(loaded["$ref"])
        found = [one for one in values if isinstance(one, str)]
        return found + [one for part in parts for one in self._constants(part, depth - 1)]


def with_files(value: Any, known: Any, creator: str, store: Callable[[str], str]) -> Any:
    """A finished task whose URLs lead to files of the mock."""

    def changed(item: Any, name: str) -> Any:
        if is_object(item):
            return {key: changed(part, key) for key, part in item.items()}
        if is_array(item):
            return [changed(part, name) for part in item]
        is_url = isinstance(item, str) and (
            item.startswith(("https://", "http://"))
            or name.lower() in ("output", "outputs", "url", "urls")
        )
        return store(_file_name(item, creator)) if is_url else item

    return {key: item if key in known else changed(item, key) for key, item in value.items()}


def _file_name(url: str, creator: str) -> str:
    last = url.partition("?")[0].rpartition("/")[2]
    if re.fullmatch(r"[\w.-]{1,60}\.\w{1,5}", last, re.ASCII) and url.count("/") > 2:
        return last
    words = re.split(r"[^a-z]+|_to_", creator.lower())
    target = creator.lower().rpartition("to")[2]
    for text in (target, " ".join(words)):
        for names, suffix in _KINDS:
            if any(name in text for name in names):
                return f"output.{suffix}"
    return "output.bin"


def content_of(name: str, seed: int) -> bytes:
    """The content of a file: always the same bytes, 16 KiB of them."""
    digest = hashlib.sha256(f"{seed} {name}".encode()).digest()
    return digest * 512
