"""Parse the documented headers of a response."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..base.errors import Problem
from ..base.redact import is_secret_name, shorten
from .reports import report
from .response import find_response

if TYPE_CHECKING:
    from ..base.wire import HttpResponse
    from ..config.client_config import Core
    from ..operation.operation import Operation


class TypedHeaders(Mapping[str, Any]):
    """The documented headers that were received."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)
        self._names = {name.lower(): name for name in values}

    def __getitem__(self, name: str) -> Any:
        return self._values[self._names[name.lower()]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"TypedHeaders({', '.join(self._values)})"


def read_headers(core: Core, operation: Operation, response: HttpResponse) -> TypedHeaders:
    """A header that cannot be parsed is reported like an invalid body, and kept as text."""
    documented = find_response(operation, response.status_code)
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, type_of in documented.headers.items() if documented else ():
        text = response.headers.get(name)
        if text is not None:
            values[name], message = _parse(type_of(), text)
            if message:
                shown = "" if is_secret_name(name) else shorten(text)
                problems.append(Problem(f"headers[{name!r}]", "type", message, shown))
    if problems:
        report(core, operation, response, tuple(problems))
    return TypedHeaders(values)


def _parse(kind: Any, text: str) -> tuple[Any, str]:
    from pydantic import TypeAdapter, ValidationError

    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    message = ""
    for form in _forms(text):
        try:
            return adapter.validate_python(form, by_alias=True, by_name=False), ""
        except ValidationError as error:
            message = message or error.errors(include_url=False, include_input=False)[0]["msg"]
    try:
        return adapter.validate_json(text, by_alias=True, by_name=False), ""
    except ValidationError:
        return text, message


def _forms(text: str) -> Iterator[Any]:
    """A scalar; a list; an object, exploded or not."""
    yield text
    parts = [part.strip() for part in text.split(",")]
    yield parts
    if all("=" in part for part in parts):
        yield dict(part.split("=", 1) for part in parts)
    elif len(parts) % 2 == 0:
        yield dict(zip(parts[::2], parts[1::2], strict=True))
