"""A small document enters; the answers that it promises, and those beyond it, are checked."""

from __future__ import annotations

from pathlib import Path

from specwright.verify.generate.answers import answers, unknown_answers
from specwright.verify.loading import load_document

STATUSES = """
openapi: 3.1.0
info: {title: Small, version: '1'}
paths:
  /x:
    get:
      responses:
        '200': {description: Picture, headers: {X-Count: {schema: {type: integer}}}, content: {image/png: {}}}
        204: {description: Nothing}
        4XX: {description: Wrong, content: {application/problem+json: {schema: {$ref: '#/components/schemas/E'}}}}
        '400': {description: Bad, content: {text/plain: {schema: {type: string}}}}
        default: {description: Else, content: {application/json: {schema: {type: boolean}}}}
components: {schemas: {E: {type: object, properties: {code: {enum: [a]}}}}}
"""


def test_every_documented_answer_is_made(tmp_path: Path) -> None:
    file = tmp_path / "openapi.yaml"
    file.write_text(STATUSES)
    (operation,) = load_document(file).operations
    found = {a.key: (a.status, a.media_type, a.boundary[0]) for a in answers(operation)}
    assert found["204"] == (204, None, None)
    assert found["4XX"] == (451, "application/problem+json", {})  # a second one of the range
    assert found["400"] == (400, "text/plain", "aaaa")
    assert found["default"] == (503, "application/json", True)
    assert found["200"][:2] == (200, "image/png")
    assert isinstance(found["200"][2], bytes)
    (picture,) = [a for a in answers(operation) if a.key == "200"]
    assert picture.headers == {"X-Count": "1"}
    unknown = [(a.status, a.kind, a.path, a.value) for a in unknown_answers(operation)]
    assert (422, "enum", ("code",), {"code": "brand new"}) in unknown
    assert [path for _, kind, path, _ in unknown if kind == "field"] == [("unknown",)]
