"""A field is taken without the library only where the library would take it."""

from __future__ import annotations

import json

import pytest
from openapi_pydantic.v3 import v3_1
from pydantic import ValidationError

from specwright.diagnostics import Diagnostics
from specwright.openapi.reader.typed_view import _FIELDS, View
from specwright.source.document import parse_document
from specwright.source.node import Node

VALUES = ("text", "", True, False, 0, 1, 1.5, ["a"], [], ["a", 1], [True], {}, {"a": "b"})
WHOLE = {
    "Info": {"title": "t", "version": "1"},
    "Server": {"url": "/"},
    "ServerVariable": {"default": "d"},
    "Tag": {"name": "n"},
    "SecurityScheme": {"type": "http"},
    "Parameter": {"name": "n", "in": v3_1.ParameterLocation.QUERY},
    "RequestBody": {"content": {}},
    "Response": {"description": "d"},
}


@pytest.mark.parametrize("model", _FIELDS)
def test_view_refuses_what_the_library_refuses(model: str) -> None:
    for field in _FIELDS[model]:
        for value in VALUES:
            sink = Diagnostics()
            raw = parse_document("a.json", json.dumps({field: value}).encode(), sink)
            View(model, Node.root(raw), sink)
            try:
                getattr(v3_1, model).model_validate(
                    {**WHOLE.get(model, {}), field: value}, strict=True
                )
            except ValidationError:
                assert [found.code for found in sink.items] == ["wrong-type"], (field, value)
            else:
                assert not sink.items, (field, value)
