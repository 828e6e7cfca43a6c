"""The document that a generated package contains: its operations, routes and schemas."""

from __future__ import annotations

import bz2
import difflib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from ..base.json_types import is_array, is_object
from ..validation.check import MAX_PROBLEMS, Checker, Found
from ..validation.schemas import Schema
from .messages import MockError

FILE_NAME: Final = "_document.json.bz2"
_ONE: Final = ("items", "contains", "not", "if", "then", "else", "additionalProperties")
_ONES: Final = (*_ONE, "propertyNames", "unevaluatedItems", "unevaluatedProperties")
_LISTS: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAPS: Final = ("properties", "patternProperties", "dependentSchemas")
Data = dict[str, Any]


class Schemas:
    """The schemas of requests or of responses, and the runtime's checker for them."""

    def __init__(self, table: Mapping[str, Schema]) -> None:
        self._table = table
        self._known: dict[str, Schema] = {}

    def load(self, reference: str | Data) -> Schema:
        """A schema by its reference, without Python names, so that problems have wire names."""
        if not isinstance(reference, str):
            return reference
        if reference not in self._known:
            self._known[reference] = _without_names(self._table[reference])
        return self._known[reference]

    def is_valid(self, schema: Schema | str, value: Any, *, exact: bool = False) -> bool:
        return next(self.problems(schema, value, exact=exact), None) is None

    def problems(
        self, schema: Schema | str, value: Any, path: str = "", *, exact: bool = False
    ) -> Iterator[Found]:
        """What is wrong with a value; with `exact`, `oneOf` allows one match only."""
        checker = _TableChecker("", exact=exact, schemas=self)
        loaded = self.load(schema) if isinstance(schema, str) else schema
        for count, found in enumerate(checker.check(loaded, value, path)):
            if count >= MAX_PROBLEMS:
                return
            yield found


@dataclass(slots=True)
class _TableChecker(Checker):
    """The runtime's checker, on schemas of a table instead of generated modules."""

    schemas: Schemas = field(default_factory=lambda: Schemas({}))

    def load(self, reference: str | Data) -> Schema:
        return self.schemas.load(reference)

    def _exact(self) -> Checker:
        return _TableChecker("", self.check_formats, exact=True, schemas=self.schemas)


def _without_names(schema: Schema) -> Schema:
    if isinstance(schema, bool):
        return schema
    bare = {key: value for key, value in schema.items() if key != "names"}
    for key in _ONES:
        if is_object(bare.get(key)):
            bare[key] = _without_names(bare[key])
    for key in _LISTS:
        if is_array(bare.get(key)):
            bare[key] = [_without_names(part) for part in bare[key]]
    for key in _MAPS:
        if is_object(bare.get(key)):
            bare[key] = {name: _without_names(part) for name, part in bare[key].items()}
    return bare


@dataclass(frozen=True, eq=False)
class MockOperation:
    """An operation of the document; `data` is as `python/mock_document.py` shapes it."""

    data: Data
    servers: tuple[str, ...]

    @property
    def label(self) -> str:
        """The method of the client: `tasks.retrieve`."""
        return str(self.data["label"])

    @property
    def id(self) -> str | None:
        return self.data.get("id")

    @property
    def method(self) -> str:
        return str(self.data["method"])

    @property
    def path(self) -> str:
        return str(self.data["path"])

    @property
    def title(self) -> str:
        return f"{self.method} {self.path} ({self.label})"

    @property
    def parameters(self) -> list[Data]:
        return list(self.data.get("parameters", ()))

    @property
    def answers(self) -> list[Data]:
        return list(self.data.get("answers", ()))

    def member(self, name: str) -> Data | None:
        """What the document says about `pages`, `waiter` or `upload`."""
        return self.data.get(name)

    @cached_property
    def names(self) -> frozenset[str]:
        """How scripts may call it."""
        names = (self.id, self.label, self.data["endpoint"], f"{self.method} {self.path}")
        return frozenset(name for name in names if name)

    @cached_property
    def literal(self) -> tuple[bool, ...]:
        """For ordering: of two routes that match a path, the more literal one wins."""
        return tuple("{" in part for part in self.path.split("/"))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        own = self.data.get("server")
        urls = self.servers if own is None else (own,)
        prefixes = sorted({_path_of(url) for url in urls} | {""}, key=len, reverse=True)
        heads = "|".join(_template(prefix, lambda _: "[^/]*") for prefix in prefixes)
        numbers = iter(range(1000))
        return re.compile(
            f"(?:{heads}){_template(self.path, lambda _: f'(?P<p{next(numbers)}>[^/]*)')}"
        )

    def match(self, path: str) -> dict[str, str] | None:
        """The texts of the path parameters, still encoded; None if the path is another's."""
        found = self._pattern.fullmatch(path)
        if found is None:
            return None
        names = re.findall(r"\{([^{}]*)\}", self.path)
        return {name: found[f"p{index}"] for index, name in enumerate(names)}


def _template(text: str, of_name: Callable[[str], str]) -> str:
    parts = re.split(r"\{([^{}]*)\}", text)
    return "".join(
        of_name(part) if index % 2 else re.escape(part) for index, part in enumerate(parts)
    )


def _path_of(url: str) -> str:
    """The path of a server, whose host may contain variables."""
    _, found, rest = url.partition("://")
    path = f"/{rest.partition('/')[2]}" if found else urlsplit(url).path
    return path.rstrip("/")


@dataclass(frozen=True, eq=False)
class MockDocument:
    """The document as a mock server needs it. It never changes, so threads may share it."""

    data: Data

    @classmethod
    def from_bytes(cls, content: bytes) -> MockDocument:
        """The document of a generated package, from the content of its file."""
        return cls(json.loads(bz2.decompress(content)))

    @classmethod
    def of_package(cls, package: str) -> MockDocument:
        """The document of an installed client, by the package's name."""
        return _of_package(package)

    @cached_property
    def requests(self) -> Schemas:
        return Schemas(self.data["requests"])

    @cached_property
    def responses(self) -> Schemas:
        return Schemas(self.data["answers"])

    @property
    def credentials(self) -> dict[str, list[str]]:
        """Kind and name of each credential."""
        return dict(self.data["credentials"])

    @cached_property
    def operations(self) -> tuple[MockOperation, ...]:
        servers = tuple(self.data["servers"])
        return tuple(MockOperation(told, servers) for told in self.data["operations"])

    @cached_property
    def _by_literal(self) -> list[MockOperation]:
        return sorted(self.operations, key=lambda operation: operation.literal)

    def routes(self, path: str) -> list[tuple[MockOperation, dict[str, str]]]:
        """The operations with this path, the most literal ones first, and their path parameters."""
        found = ((one, one.match(path)) for one in self._by_literal)
        return [(operation, texts) for operation, texts in found if texts is not None]

    def find(self, target: object) -> MockOperation:
        """An operation by its id, method of the client, `GET /path`, or function.

        Raises:
            MockError: There is no such operation.
        """
        wanted = _name_of(target)
        for operation in self.operations:
            if wanted in operation.names:
                return operation
        names = sorted({name for operation in self.operations for name in operation.names})
        close = difflib.get_close_matches(wanted, names, 3, 0.5)
        hint = f"; did you mean {' or '.join(map(repr, close))}?" if close else ""
        raise MockError(f"the document has no operation {wanted!r}{hint}")


def _name_of(target: object) -> str:
    """A method of a client or a function of `endpoints` is named after its module."""
    if isinstance(target, str):
        return target
    module = str(getattr(target, "__module__", "")).rpartition(".")[2]
    return f"{module}.{getattr(target, '__name__', '')}"


@lru_cache(maxsize=8)
def _of_package(package: str) -> MockDocument:
    from importlib.resources import files

    return MockDocument.from_bytes(files(package).joinpath(FILE_NAME).read_bytes())
