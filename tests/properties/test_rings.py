"""Rings of unions, inheritance and references: no document crashes, and what is generated works."""

from __future__ import annotations

import json
import warnings
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from specwright.diagnostics import Diagnostics
from specwright.pipeline import Request, read_document, shape
from tests.harness.building import Builder, Wire, dumped
from tests.harness.effort import examples
from tests.properties.rings import TAGS, rings
from tests.properties.test_documents import import_everything

QUICK = settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
WHOLE = settings(max_examples=examples(4), deadline=None, suppress_health_check=list(HealthCheck))
OBJECTS = [{"kind": tag, "otherKind": other, "more": 1} for tag in TAGS for other in TAGS[:2]]
DATA: list[Any] = [
    None,
    "x",
    5,
    [],
    {},
    {"kind": None},
    {"kind": 1, "xValue": {"kind": "b"}},
    *OBJECTS,
]
KNOWN_ERRORS = {"allof-ring", "ref-cycle"}


@QUICK
@given(rings())
def test_a_ring_ends_in_a_package_or_in_diagnostics(
    tmp_path_factory: pytest.TempPathFactory, document: dict[str, Any]
) -> None:
    assert error_codes(document, tmp_path_factory.getbasetemp()) <= KNOWN_ERRORS


@WHOLE
@given(rings())
def test_what_a_ring_becomes_reads_and_sends(
    builder: Builder, tmp_path_factory: pytest.TempPathFactory, document: dict[str, Any]
) -> None:
    if not error_codes(document, tmp_path_factory.getbasetemp()):
        use_package(builder, document)


def error_codes(document: dict[str, Any], folder: Path) -> set[str]:
    path = folder / "ring.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    request, sink = Request(str(path), package="ring"), Diagnostics()
    shape(read_document(request, sink)[0], request, sink)
    return {item.code for item in sink.errors}


def use_package(builder: Builder, document: dict[str, Any]) -> None:
    api = builder(json.dumps(document), allow=None)
    import_everything(api)
    wire = Wire()
    with api.client(wire) as client, warnings.catch_warnings():
        warnings.simplefilter("ignore", api.package.ResponseValidationWarning)
        for data in DATA:
            wire.answer = data
            if data is not None:
                got = client.things.get_thing()
                assert dumped(got) == data
            send = api.endpoints.things.create_thing
            if "body" not in signature(send).parameters:
                continue  # its fields are the arguments
            try:
                client.send(send(body=data))
            except api.package.RequestValidationError:
                continue
            assert wire.last.json == data or data is None
