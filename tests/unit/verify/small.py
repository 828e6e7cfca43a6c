"""The shop and its client, and documents of one schema, which send and receive `Body`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings

from specwright.verify.document.document import Document, Operation
from specwright.verify.generate.cases import boundary_cases, valid_cases

SHOP = Path(__file__).with_name("shop.yaml")
CLIENT = "verified_shop"
Load = Callable[..., Document]
CALM = list(HealthCheck)  # nothing here is about speed

FRAME = """
openapi: {version}
info: {{title: Small, version: '1'}}
paths:
  /x:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema: {{$ref: '#/components/schemas/Body'}}
      responses:
        '200': {{description: Done, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Body'}}}}}}}}
components:
  schemas:
    Body: {schema}
{more}"""


def only(document: Document) -> Operation:
    (operation,) = document.operations
    return operation


def bounds(document: Document) -> list[Any]:
    return [case.body for case in boundary_cases(only(document))]


def drawn(operation: Operation, count: int = 30) -> list[Any]:
    found = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=CALM,
    )
    @given(valid_cases(operation))
    def run(case: Any) -> None:
        found.append(case)

    run()
    return found
