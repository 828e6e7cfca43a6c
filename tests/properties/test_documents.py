"""Whatever a document says, its package is sound, runs none of it, and loses none of its values."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings

from tests.harness.building import Builder, Built
from tests.harness.effort import examples
from tests.properties.documents import CANARY, documents

FEW = settings(max_examples=examples(4), suppress_health_check=list(HealthCheck))


@FEW
@given(documents())
def test_a_random_document_becomes_a_sound_package(
    builder: Builder, document: dict[str, Any]
) -> None:
    api = builder(json.dumps(document), allow=None)
    assert not [item for item in api.diagnostics if item.severity == "error"]
    trees = {
        path: ast.parse(text)
        for path, text in api.files.items()
        if path.endswith(".py") and not path.startswith("_runtime/")
    }
    strings = {
        node.value
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for text in values_that_must_stay(document):
        assert text in strings, text
    import_everything(api)
    records = [(record.method, record.path) for record in api.package.OPERATIONS]
    assert records == [("POST", path) for path in document["paths"]]
    assert not Path(CANARY).exists()


def import_everything(api: Built) -> None:
    for path in api.files:
        if path.endswith(".py") and not path.startswith("_runtime/"):
            name = path.removesuffix(".py").replace("/", ".")
            api.module(name.removesuffix("__init__").rstrip("."))
    api.build_models()
    for record in api.package.OPERATIONS:
        assert record.endpoint.__doc__


def values_that_must_stay(document: dict[str, Any]) -> Iterator[str]:
    """Enum values, constants and names of properties of what requests send, and paths."""
    yield from (f"POST {path}" for path in document["paths"])
    pending: list[Any] = list(reached(document))
    while pending:
        schema = pending.pop()
        if not isinstance(schema, dict):
            continue
        yield from schema.get("enum", ())
        if isinstance(schema.get("const"), str):
            yield schema["const"]
        yield from schema.get("properties", {})
        pending += schema.get("properties", {}).values()
        pending += [schema.get("items"), schema.get("additionalProperties")]
        pending += [*schema.get("anyOf", ()), *schema.get("oneOf", ())]


def reached(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The components that bodies of requests name themselves."""
    from tests.properties.documents import escaped

    schemas = {
        f"#/components/schemas/{escaped(k)}": v
        for k, v in document["components"]["schemas"].items()
    }
    for item in document["paths"].values():
        content = item["post"]["requestBody"]["content"]
        yield schemas[content["application/json"]["schema"]["$ref"]]
