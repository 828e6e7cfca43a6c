"""Document which operations can be called with the result of an operation."""

from __future__ import annotations

import re
from typing import Any

from specwright.api.model import (
    AliasModel,
    Api,
    Link,
    ListOf,
    ObjectModel,
    Operation,
    RefTo,
    TypeRef,
)
from specwright.api.operations.links import find_parameter
from specwright.api.schemas.registry import place_of
from specwright.api.type_ops import strip_null
from specwright.python.docs.docstrings import entry
from specwright.python.naming.names import Names

_REQUEST = re.compile(r"\$request\.(path|query|header)\.(.+)")
_LONGEST = 120
"""Longer calls are shown without their arguments."""


def links_of(operation: Operation, api: Api, names: Names) -> list[str]:
    """A line for each link of a success response: the call, with values of the result as arguments."""
    writer = _LinkWriter(operation, api, names)
    links = {link.name: link for o in operation.successes for link in o.links}
    written = [(link, writer.call(link)) for link in links.values()]
    return [
        entry(link.name, f"`{call or link.reference}`. {link.description}")
        for link, call in written
        if call or link.target is None
    ]


class _LinkWriter:
    def __init__(self, operation: Operation, api: Api, names: Names) -> None:
        self._operation = operation
        self._api = api
        self._names = names

    def call(self, link: Link) -> str:
        """The Python call; empty if this client does not have the operation."""
        place = "" if link.target is None else place_of(link.target)
        target = next((o for o in self._api.operations if o.id == place), None)
        if target is None:
            return ""
        function = f"{self._names.resources[target.resource]}.{self._names.methods[target.id]}"
        keys = [(p.location, p.wire) for p in target.parameters]
        given: list[str] = []
        for name, value in link.arguments:
            key = find_parameter(name, keys)
            if key is not None:
                argument = self._names.arguments[place, key[0], key[1]]
                given.append(f"{argument}={self._value(value)}")
        arguments = ", ".join(given)
        return f"{function}({arguments if len(function + arguments) < _LONGEST else '...'})"

    def _value(self, value: Any) -> str:
        """A runtime expression in Python; `result` is the operation's result."""
        if not isinstance(value, str) or not value.startswith(("$", "{$")):
            return repr(value)
        base, _, pointer = value.partition("#")
        tokens = [t.replace("~1", "/").replace("~0", "~") for t in pointer.split("/")[1:]]
        if base == "$response.body":
            return f"result{self._walked(tokens)}"
        if value.startswith("$response.header."):
            return f"response.headers[{value.removeprefix('$response.header.')!r}]"
        found = _REQUEST.fullmatch(value)
        location, wire = (found[1], found[2]) if found else ("body", "".join(tokens[:1]))
        is_known = found is not None or (base == "$request.body" and len(tokens) == 1)
        name = self._names.arguments.get((self._operation.id, location, wire))
        return name if is_known and name is not None else "..."

    def _walked(self, tokens: list[str]) -> str:
        """The path into the result, by attributes as far as there are models."""
        type_: TypeRef | None = next(
            (c.type for o in self._operation.successes for c in o.contents), None
        )
        text = ""
        for token in tokens:
            model, type_ = self._opened(type_)
            if model is not None and (model.id, token) in self._names.attributes:
                text += f".{self._names.attributes[model.id, token]}"
                type_ = next(field.type for field in model.fields if field.wire == token)
            else:
                is_index = isinstance(type_, ListOf) and token.isdigit()
                text += f"[{token if is_index else repr(token)}]"
                type_ = type_.item if isinstance(type_, ListOf) else None
        return text

    def _opened(self, type_: TypeRef | None) -> tuple[ObjectModel | None, TypeRef | None]:
        type_ = None if type_ is None else strip_null(type_)
        model = self._api.models[type_.model] if isinstance(type_, RefTo) else None
        if isinstance(model, AliasModel):
            return self._opened(model.type)
        return (model if isinstance(model, ObjectModel) else None), type_
