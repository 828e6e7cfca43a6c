"""Read the values of vectors: YAML with tags, as what users pass in or get back.

`!uuid`, `!date` and `!datetime` are values of these types, `!repeat [x, 1000]` is a long text,
`!file {name: a.png, content: ...}` a file, and `!Voice {name: a}` an instance of the package's
class `Voice`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final

import yaml

from ..source.sources import Loader


@dataclass(frozen=True, slots=True)
class Instance:
    """`!Name {field: value}`: an instance of the package's class of this name."""

    name: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Named:
    """`!NAME`: the package's object of this name; `!CALLBACK` is a function whose calls are counted."""

    name: str


CALLBACK: Final = Named("CALLBACK")


@dataclass(frozen=True, slots=True)
class FileValue:
    """`!file {name: ..., content: ...}`: what a caller uploads."""

    name: str
    content: bytes


_FROM_TEXT: Final[dict[str, Callable[[str], Any]]] = {
    "uuid": uuid.UUID,
    "date": dt.date.fromisoformat,
    "datetime": lambda text: dt.datetime.fromisoformat(text.replace("Z", "+00:00")),
}


class _Loader(Loader):
    """A YAML loader with the tags of vectors."""


def _construct(loader: Any, tag: str, node: Any) -> Any:
    if isinstance(node, yaml.ScalarNode) and tag in _FROM_TEXT:
        return _FROM_TEXT[tag](loader.construct_scalar(node))
    if isinstance(node, yaml.ScalarNode) and not node.value:
        return Named(tag)
    if isinstance(node, yaml.SequenceNode) and tag == "repeat":
        piece, times = loader.construct_sequence(node, deep=True)
        return piece * times
    if isinstance(node, yaml.MappingNode):
        fields: Any = loader.construct_mapping(node, deep=True)
        if tag == "file":
            return FileValue(fields["name"], fields["content"].encode())
        return Instance(tag, fields)
    raise yaml.constructor.ConstructorError(None, None, f"unknown tag !{tag}", node.start_mark)


_Loader.add_multi_constructor("!", _construct)


def load_values(text: str) -> tuple[Any, Any]:
    """The data of a YAML document, and its nodes, which have line numbers."""
    return yaml.load(text, _Loader), yaml.compose(text, _Loader)  # noqa: S506  (a SafeLoader)


# --- into the client ------------------------------------------------------------------------------


def class_of(package: ModuleType, name: str) -> Any:
    for home in (package, getattr(package, "models", None)):
        found = getattr(home, name, None)
        if found is not None:
            return found
    raise LookupError(f"the package has no class {name}")


def as_argument(package: ModuleType, value: Any) -> Any:
    """The value that a user would write for the vector's value."""
    if isinstance(value, Instance):
        fields = {name: as_argument(package, item) for name, item in value.fields.items()}
        return class_of(package, value.name)(**fields)
    if isinstance(value, Named):
        return class_of(package, value.name)
    if isinstance(value, FileValue):
        return (value.name, value.content)
    if isinstance(value, dict):
        return {name: as_argument(package, item) for name, item in value.items()}
    return [as_argument(package, item) for item in value] if isinstance(value, list) else value


# --- out of the client ----------------------------------------------------------------------------


def unlike(package: ModuleType, got: Any, wanted: Any, path: str = "") -> Iterator[str]:
    """The differences between a value and the vector, including types."""
    if isinstance(wanted, Instance):
        yield from _unlike_instance(package, got, wanted, path)
    elif isinstance(wanted, dict) and isinstance(got, dict):
        yield from _unlike_names(set(got), set(wanted), path)
        for name in wanted.keys() & got.keys():
            yield from unlike(package, got[name], wanted[name], f"{path}[{name!r}]")
    elif isinstance(wanted, list) and isinstance(got, list) and len(wanted) == len(got):
        for index, item in enumerate(wanted):
            yield from unlike(package, got[index], item, f"{path}[{index}]")
    elif not _same(got, wanted):
        yield f"{path or 'it'} is {_shown(got)}, not {_shown(wanted)}"


def _same(got: Any, wanted: Any) -> bool:
    kinds = (int, float) if type(wanted) is float else (type(wanted),)
    return type(got) in kinds and bool(got == wanted)


def _unlike_instance(package: ModuleType, got: Any, wanted: Instance, path: str) -> Iterator[str]:
    kind = class_of(package, wanted.name)
    right = type(got) is kind if isinstance(got, BaseException) else isinstance(got, kind)
    if not right:
        yield f"{path or 'it'} is {_shown(got)}, not a {wanted.name}"
        return
    if not isinstance(got, BaseException):
        yield from _unlike_names(set(got.model_fields_set), set(wanted.fields), path)
    for name, value in wanted.fields.items():
        if hasattr(got, name):
            yield from unlike(package, getattr(got, name), value, f"{path}.{name}")
        else:
            yield f"{path}.{name} is missing"


def _unlike_names(got: set[str], wanted: set[str], path: str) -> Iterator[str]:
    if got != wanted:
        more, less = sorted(got - wanted), sorted(wanted - got)
        yield f"{path or 'it'} has the extra members {more} and lacks {less}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 300 else f"{text[:140]}...{text[-140:]}"
