"""Calls as JSON for the journal: what identifies a call, and how it is built again. Nothing is unpickled."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..base._unset import UNSET
from ..base.errors import JournalError, JournalMismatch
from ..base.files import File, is_path
from ..base.json_types import is_array, is_object
from ..base.redact import is_secret_name
from ..calls.call import Call, PageCall, TaskCall
from ..operation.operation import Operation

if TYPE_CHECKING:
    from ..config.client_config import Core

SECRET = "(secret)"


class Description:
    """A call as JSON. `text` is "" if the call cannot be built from it: it has files or secrets."""

    __slots__ = ("_is_whole", "digest", "text")

    def __init__(self, core: Core, call: Call[Any]) -> None:
        names, self._is_whole = core.settings.secret_names, True
        shown = {
            "operation": call.operation.operation_id,
            "method": call.operation.label,
            "parameters": self._shown(call.parameters, names),
            "body": None if call.body is UNSET else self._shown(call.body, names),
            "has_body": call.body is not UNSET,
            "body_argument": call.body_argument,
            "content_type": call.content_type,
            "next_url": call.next_url,
        }
        text = json.dumps(shown, sort_keys=True, ensure_ascii=True, default=self._default)
        self.digest = hashlib.sha256(text.encode()).hexdigest()[:32]
        self.text = text if self._is_whole and not call.next_url else ""

    def _shown(self, value: Any, names: tuple[str, ...]) -> Any:
        """The value without secrets."""
        if is_object(value) or isinstance(value, Mapping):
            return {
                name: self._member(name, item, names)
                for name, item in cast("Mapping[str, Any]", value).items()
            }
        return [self._shown(item, names) for item in value] if is_array(value) else value

    def _member(self, name: str, value: Any, names: tuple[str, ...]) -> Any:
        if isinstance(value, str) and is_secret_name(name, names):
            self._is_whole = False
            return SECRET
        return self._shown(value, names)

    def _default(self, value: Any) -> Any:
        """What JSON does not have: a digest of files, the text of numbers."""
        self._is_whole = False
        if isinstance(value, (bytes, bytearray)):
            return hashlib.sha256(value).hexdigest()
        if isinstance(value, File):
            return [value.name, value.content_type, _digest_of(value)]
        return [type(value).__name__, str(value)]


def _digest_of(file: File) -> str:
    found = hashlib.sha256()
    for piece in _pieces(file.content):
        found.update(piece)
    return found.hexdigest()


def _pieces(content: Any) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
    elif is_path(content):
        with Path(content).open("rb") as opened:
            while piece := opened.read(1 << 20):
                yield piece
    elif isinstance(content, (list, tuple)):
        yield from content
    else:
        raise JournalMismatch(
            "a call with an open file or an iterator cannot be recorded, because it cannot be sent again: "
            "pass the file's path or its bytes instead"
        )


def _kind_of(operation: Operation) -> type[Call[Any]]:
    if operation.pagination is not None:
        return PageCall
    return TaskCall if operation.waiter else Call


def build_call(core: Core, text: str) -> Call[Any]:
    """The call that this JSON describes."""
    shown = json.loads(text)
    operation = _find_operation(core.settings.package, shown["operation"], shown["method"])
    kind = _kind_of(operation)
    call = object.__new__(kind)
    body = shown["body"] if shown["has_body"] else UNSET
    state = (
        operation,
        shown["parameters"],
        body,
        shown["body_argument"],
        (),
        shown["content_type"],
    )
    call._restore(state if kind is not PageCall else (*state, ""))
    return call


def _find_operation(package: str, operation_id: str, label: str) -> Operation:
    """Looked up in the package's own table: a journal names no module that would be imported."""
    for record in import_module(f"{package}._operations").OPERATIONS:
        if record.operation_id == operation_id:
            module = import_module(f"{package}.{record.target.partition(':')[0]}")
            for value in vars(module).values():
                if isinstance(value, Operation) and value.operation_id == operation_id:
                    return value
    raise JournalError(
        f"this package has no operation {operation_id} ({label}), which the journal has"
    )
