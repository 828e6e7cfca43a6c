"""The document enters; calls leave: what to pass to which method, and the answer to ask Prism for.

The values are the document's own examples, read with plain YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ID = "550e8400-e29b-41d4-a716-446655440000"
QUERIES: tuple[dict[str, Any], ...] = (
    {},
    {"limit": 1},
    {"limit": 100, "cursor": "a b/c?d&e=f+g%h#i"},
    {"cursor": "ü🐇"},
)
DRAWN = "dynamic=true"


@dataclass(frozen=True, slots=True)
class Case:
    """`prefer` is the header that tells Prism which answer to give; `status` the one that comes."""

    operation: str
    arguments: dict[str, Any]
    status: int
    prefer: str

    @property
    def is_drawn(self) -> bool:
        """Prism draws the answer from its schema, another one for each seed."""
        return self.prefer.endswith(DRAWN)

    def __str__(self) -> str:
        return f"{self.operation}({self.arguments}) -> {self.status} {self.prefer}"


def read_cases(document: Path) -> Iterator[Case]:
    root = yaml.safe_load(document.read_text("utf-8"))
    for item in root["paths"].values():
        for method in item.keys() & {"get", "post", "put", "patch", "delete"}:
            yield from _cases_of(root, item[method])


def _cases_of(root: Any, operation: Any) -> Iterator[Case]:
    name, calls = operation["operationId"], list(_calls(root, operation))
    answers = list(_answers(root, operation))
    for call in calls:
        yield Case(name, call, *answers[0])
    for answer in answers[1:]:
        yield Case(name, calls[0], *answer)


def _calls(root: Any, operation: Any) -> Iterator[dict[str, Any]]:
    """Every example of the body, whole and spread; every query that is worth a try."""
    parameters = [_at(root, parameter) for parameter in operation.get("parameters", ())]
    path = {p["name"]: ID for p in parameters if p["in"] == "path"}
    if operation["operationId"] == "createUpload":
        yield {"file": ("hare ä.png", b"x" * 512)}
        yield {"file": b"x" * 1024, "filename": "hare.mp4"}
    elif "requestBody" in operation:
        content = _at(root, operation["requestBody"])["content"]["application/json"]
        for example in _examples(content):
            yield {**path, "body": example}
            yield {**path, **{python_name(name): value for name, value in example.items()}}
    elif any(p["in"] == "query" for p in parameters):
        yield from ({**path, **query} for query in QUERIES)
    else:
        yield path


def _answers(root: Any, operation: Any) -> Iterator[tuple[int, str]]:
    """Status and preference, the first success before all others."""
    for status, response in sorted(operation["responses"].items()):
        content = _at(root, response).get("content", {}).get("application/json")
        if content is None:
            yield int(status), f"code={status}"
            continue
        for name in content.get("examples", {}) or [None]:
            yield int(status), f"code={status}" + (f", example={name}" if name else "")
        if status < "300" and operation["operationId"] != "createUpload":
            yield int(status), f"code={status}, {DRAWN}"


def _examples(content: Any) -> list[Any]:
    if "example" in content:
        return [content["example"]]
    return [example["value"] for example in content["examples"].values()]


def _at(root: Any, node: Any) -> Any:
    while "$ref" in node:
        steps = node["$ref"].removeprefix("#/").split("/")
        node = root
        for step in steps:
            node = node[step]
    return node


def python_name(wire: str) -> str:
    """By the rule that users are told."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", wire).lower()
    return f"{name}_" if name == "from" else name
