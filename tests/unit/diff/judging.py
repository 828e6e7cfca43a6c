"""Two documents as plain data enter; the judged changes between them leave."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final

from specwright.diagnostics import Diagnostics
from specwright.diff.document.walk import compare_specs
from specwright.diff.facts import Fact
from specwright.diff.rules.judge import Change, judge
from specwright.openapi.reader.reader import read_spec
from specwright.openapi.spec import Spec
from specwright.source.document import parse_document
from tests.harness.plain_yaml import load_yaml

TODAY: Final = date(2026, 6, 1)
WORSE: Final = {"none": 0, "info": 1, "warning": 2, "breaking": 3}


def spec_of(document: Any, name: str = "document.json") -> Spec:
    """Read plain data as a document."""
    text = json.dumps(document)
    sink = Diagnostics()
    return read_spec(parse_document(name, text.encode(), sink), sink)


def facts_of(base: Any, revision: Any) -> tuple[Fact, ...]:
    return compare_specs(spec_of(base, "base.json"), spec_of(revision, "revision.json"))


def changes_of(base: Any, revision: Any) -> tuple[Change, ...]:
    return judge(facts_of(base, revision), TODAY)


def document(parts: str | dict[str, Any], version: str = "3.1.0") -> dict[str, Any]:
    """A whole document around some of its parts, which may be a few lines of YAML."""
    data = load_yaml(parts) if isinstance(parts, str) else parts
    info = {"title": "Pairs", "version": "1"}
    return {"openapi": version, "info": info, "paths": {}, **(data or {})}


OK: Final = {"200": {"description": "Done."}}


def holding(schema: Any, place: str, version: str = "3.1.0") -> dict[str, Any]:
    """A document in which a schema stands in one of `PLACES`."""
    if place.endswith("property"):
        schema = {"type": "object", "properties": {"it": schema}}
    content = {"application/json": {"schema": schema}}
    operation: dict[str, Any] = {"responses": OK}
    if place.startswith("request-parameter"):
        operation["parameters"] = [{"in": "query", "name": "it", "schema": schema}]
    elif place.startswith("request"):
        operation["requestBody"] = {"content": content}
    elif place == "response-header":
        operation["responses"] = {
            "200": {"description": "Done.", "headers": {"It": {"schema": schema}}}
        }
    else:
        operation["responses"] = {"200": {"description": "Done.", "content": content}}
    return document({"paths": {"/x": {"post": operation}}}, version)


PLACES: Final = (
    "request-body",
    "request-property",
    "request-parameter",
    "request-parameter-property",
    "response-body",
    "response-property",
    "response-header",
)
