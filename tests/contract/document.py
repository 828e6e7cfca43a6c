"""The document as the contract tests read it: plain YAML in, its operations and JSON Schema verdicts out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.harness.plain_yaml import load_yaml

SPEC = Path(__file__).parents[2] / "spec"
DOCUMENT: dict[str, Any] = load_yaml((SPEC / "openapi.yaml").read_text("utf-8"))
BASE = "urn:document"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
REGISTRY: Any = Registry().with_resource(
    BASE, Resource.from_contents(DOCUMENT, default_specification=DRAFT202012)
)


def at(pointer: str) -> Any:
    node: Any = DOCUMENT
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        node = node[int(name)] if isinstance(node, list) else node[name]
    return node


def step(pointer: str, *keys: str | int) -> str:
    """The pointer of something below, and where it leads if that is a reference."""
    for key in keys:
        pointer = follow(f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}")
    return pointer


def follow(pointer: str) -> str:
    while isinstance(node := at(pointer), dict) and "$ref" in node:
        assert node.keys() <= {"$ref", "description"}, f"{pointer} says more than these tests read"
        pointer = node["$ref"]
    return pointer


def member(pointer: str, name: str) -> str:
    """The schema of one member of an object."""
    if name in at(pointer).get("properties", {}):
        return step(pointer, "properties", name)
    return step(pointer, "additionalProperties")


@dataclass(frozen=True)
class Parameter:
    """`schema` points to its schema."""

    name: str
    place: str
    required: bool
    schema: str


@dataclass(frozen=True)
class Contract:
    """One operation of the document. `body` and the values of `responses` point to schemas."""

    operation_id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: str | None
    body_examples: dict[str, Any]
    responses: dict[str, str | None]
    response_examples: dict[str, dict[str, Any]]

    @property
    def key(self) -> str:
        return f"{self.method} {self.path}"

    def parameters_in(self, place: str) -> dict[str, Parameter]:
        return {item.name: item for item in self.parameters if item.place == place}

    @property
    def success(self) -> str:
        (status,) = [status for status in self.responses if status.startswith("2")]
        return status


def _content(pointer: str) -> tuple[str | None, dict[str, Any]]:
    """The schema of the JSON media type of a body or response, and its examples."""
    if "content" not in at(pointer):
        return None, {}
    media = at(pointer)["content"]["application/json"]
    examples = {name: item["value"] for name, item in media.get("examples", {}).items()}
    examples |= {"": media["example"]} if "example" in media else {}
    return step(pointer, "content", "application/json", "schema"), examples


def _read_parameter(pointer: str) -> Parameter:
    node = at(pointer)
    assert node.keys() <= {"name", "in", "required", "description", "schema", "example"}
    return Parameter(node["name"], node["in"], node.get("required", False), step(pointer, "schema"))


def _read_operations() -> Iterator[Contract]:
    for path, item in DOCUMENT["paths"].items():
        for method in [method for method in METHODS if method in item]:
            operation, pointer = item[method], step("#", "paths", path, method)
            body: str | None = None
            examples: dict[str, Any] = {}
            if "requestBody" in operation:
                assert operation["requestBody"]["required"] is True
                body, examples = _content(step(pointer, "requestBody"))
            found = {s: _content(step(pointer, "responses", s)) for s in operation["responses"]}
            count = range(len(operation["parameters"]))
            yield Contract(
                operation["operationId"],
                method.upper(),
                path,
                tuple(_read_parameter(step(pointer, "parameters", i)) for i in count),
                body,
                examples,
                {status: schema for status, (schema, _) in found.items()},
                {status: examples for status, (_, examples) in found.items()},
            )


OPERATIONS: dict[str, Contract] = {item.operation_id: item for item in _read_operations()}


def find_operation(method: str, path: str) -> Contract:
    """By the rules of OpenAPI: a path without parameters goes before one with."""
    paths = dict.fromkeys(item.path for item in OPERATIONS.values())
    found = [template for template in paths if _path_pattern(template).fullmatch(path)]
    found = [template for template in found if "{" not in template] or found
    assert len(found) == 1, f"{path} is {found or 'no path'} of the document"
    named = [item for item in OPERATIONS.values() if item.key == f"{method} {found[0]}"]
    assert named, f"{method} is no method of {found[0]}"
    return named[0]


def path_values(operation: Contract, path: str) -> dict[str, str]:
    match = _path_pattern(operation.path).fullmatch(path)
    assert match is not None
    return match.groupdict()


@cache
def _path_pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template)))


# --- JSON Schema ----------------------------------------------------------------------------------


def _length(text: str, schema: dict[str, Any]) -> int:
    unit = schema.get("x-length-unit", "code points")
    assert unit in ("utf-16", "code points"), unit
    return len(text.encode("utf-16-le")) // 2 if unit == "utf-16" else len(text)


def _min_length(_: Any, limit: int, value: Any, schema: dict[str, Any]) -> Iterator[Any]:
    if isinstance(value, str) and _length(value, schema) < limit:
        yield ValidationError(f"text of {_length(value, schema)} is shorter than {limit}")


def _max_length(_: Any, limit: int, value: Any, schema: dict[str, Any]) -> Iterator[Any]:
    if isinstance(value, str) and _length(value, schema) > limit:
        yield ValidationError(f"text of {_length(value, schema)} is longer than {limit}")


def _pattern(_: Any, pattern: str, value: Any, schema: dict[str, Any]) -> Iterator[Any]:
    """As ECMA-262 reads it: `\\d` is ASCII, `$` is the very end."""
    anchored = f"{pattern[:-1]}\\Z" if pattern.endswith("$") else pattern
    if isinstance(value, str) and not re.search(anchored, value, re.ASCII):
        yield ValidationError(f"{value[:80]!r} does not match {pattern}")


@cache
def _looked_up(reference: str) -> Any:
    """All references of the document are inside it, so each needs to be resolved but once."""
    return REGISTRY.resolver(BASE).lookup(reference).contents


def _ref(validator: Any, reference: str, value: Any, schema: dict[str, Any]) -> Iterator[Any]:
    yield from validator.descend(value, _looked_up(reference))


make_validator: Any = extend  # its types are missing
Validator: Any = make_validator(
    Draft202012Validator,
    {"$ref": _ref, "minLength": _min_length, "maxLength": _max_length, "pattern": _pattern},
)


@cache
def _validator(pointer: str) -> Any:
    return Validator(
        _looked_up(pointer),
        registry=REGISTRY,
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


def faults(pointer: str, value: Any) -> list[str]:
    """What JSON Schema has against a value."""
    return [
        f"{error.json_path}: {error.message}" for error in _validator(pointer).iter_errors(value)
    ]


def is_valid(pointer: str, value: Any) -> bool:
    return bool(_validator(pointer).is_valid(value))
