"""Every public name of a package, given once more by the document, as each kind of thing that has a name.

A first document has one of everything. The second has, beside it, a schema, a property, an operation, a parameter
and, where that is quick enough, a tag for each name that the first package offers.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from tests.harness.building import HEAD, Builder, Built, type_errors
from tests.snippets.test_overlay import JOBS, LOOK

MORE = """
paths:
  /things:
    get:
      tags: [it]
      operationId: readThing
      responses: {'200': {description: x, content: {application/json: {schema: &thing
          {$ref: '#/components/schemas/Thing'}}}}}
    put:
      tags: [annotations]
      operationId: annotations
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {'200': {description: x, content: {text/event-stream: {schema: *thing}}}}
webhooks:
  thing:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {'204': {description: x}}
components:
  schemas:
    Thing: {type: object, properties: {inner: {type: object, properties: {x: {type: integer}}}}}
    AsyncJob: {type: object, required: [jobId], properties: {jobId: {type: string}}}
"""
TAGS = (
    "raw it,async it,async raw it,it resource,a 1,a1,client,models,endpoints,resources,types,annotations,"
    "lazy module,send,paged,bound,upload,stream,streamed,request,get,close,webhooks,uploads,handles,TASKS,"
    "runtime,settings,class,con,文件,файл"
).split(",")


def base() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(HEAD + JOBS)
    more = yaml.safe_load(MORE)
    document["paths"] |= more["paths"]
    document["webhooks"] = more["webhooks"]
    document["components"]["schemas"] |= more["components"]["schemas"]
    return document


def names_of(api: Built) -> set[str]:
    """What the package offers, module by module and class by class."""
    found = {*api.package.__all__, *api.models.__all__, *api.package.webhooks.__all__}
    found |= {"handles", "uploads", "resources", "ItResource", "SyncResource", "AsyncItResource"}
    for path in ("handles", "uploads", "_client", "_operations", "_settings"):
        found |= set(vars(api.module(path)))
    for name in api.endpoints.__all__:
        found |= {name, *vars(api.module(f"endpoints.{name}"))}
        found |= set(vars(api.module(f"resources.{name}")))
    found |= {name for flavour in ("Sync", "Async") for name in dir(api.client_class(flavour))}
    return {name for name in found if not name.startswith("__")}


def hostile(names: list[str]) -> dict[str, Any]:
    """The first document, and each name as a schema, a property, and, in small letters, an operation and a
    parameter."""
    document = base()
    schemas = document["components"]["schemas"]
    new = [name for name in names if name not in schemas]
    schemas |= {n: {"type": "object", "properties": {"x": {"type": "integer"}}} for n in new}
    refs = {name: {"$ref": f"#/components/schemas/{name}"} for name in new}
    schemas["Everything"] = {"type": "object", "properties": refs}
    ok = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Everything"}}}}
    small = [name for name in names if name == name.lower()]
    parameters = [{"name": n, "in": "query", "schema": {"type": "string"}} for n in small]
    for number, name in enumerate(small):
        operation: dict[str, Any] = {
            "operationId": f"{name}.",
            "tags": ["it"],
            "responses": {"200": {"description": "x", "content": ok["content"]}},
        }
        document["paths"][f"/n{number}"] = {"get": operation}
        schema = {"$ref": f"#/components/schemas/{name}"}
        own = {"description": "x", "content": {"application/json": {"schema": schema}}}
        if name in new:
            operation["responses"]["200"] = own
    for number, tag in enumerate(TAGS):
        operation = {"tags": [tag], "responses": {"200": {"description": "x", **ok}}}
        document["paths"][f"/t{number}"] = {"get": operation}
    document["paths"]["/all"] = {
        "post": {
            "tags": ["it"],
            "operationId": "sendAll",
            "parameters": parameters,
            "requestBody": {"required": True, **ok},
            "responses": {"200": {"description": "x", **ok}},
        }
    }
    return document


@pytest.fixture(scope="module")
def plain(build: Builder) -> Built:
    return build(json.dumps(base()), overlay=LOOK)


@pytest.fixture(scope="module")
def crowded(build: Builder, plain: Built) -> Built:
    document = json.dumps(hostile(sorted(names_of(plain))), ensure_ascii=False)
    return build(document, overlay=LOOK, allow=None)


def test_no_name_of_one_kind_hides_one_of_another_for_type_checkers(crowded: Built) -> None:
    code = f"""
    from {crowded.name} import *
    from {crowded.name} import endpoints, models, _client, handles, uploads, webhooks
    from {crowded.name}._operations import OPERATIONS as operations
    from {crowded.name}.resources import it
    x: models.ItResource | None = None
    print(it.ItResource, x, operations)
    """
    assert type_errors(crowded, code) == ""


def test_every_name_is_what_it_was_and_works(plain: Built, crowded: Built) -> None:
    assert set(crowded.codes) <= {"name-collision"}
    for name in crowded.models.__all__:
        assert isinstance(getattr(crowded.models, name), object)
    crowded.build_models()
    with crowded.client() as client:
        for record in crowded.package.OPERATIONS:
            module = getattr(crowded.endpoints, record.resource)
            assert callable(getattr(module, record.name)) and callable(record.endpoint)
            resource = getattr(client, record.resource)
            assert type(resource).__name__.endswith("Resource")
            assert callable(getattr(resource, record.name))
            for view in (client.with_raw_response, client.with_streaming_response):
                held = getattr(view, record.resource)
                assert hasattr(held, record.name) or record.name == "annotations_"
    before = {(r.method, r.path): (r.resource, r.name) for r in plain.package.OPERATIONS}
    after = {(r.method, r.path): (r.resource, r.name) for r in crowded.package.OPERATIONS}
    assert before.items() <= after.items(), "a schema, a tag or an operation renames no other"
    # A component is called as the document calls it, also where it takes the name made for an unknown variant.
    kept = {n for n in plain.package.__all__ if "Snippet" not in n and "UnknownJob" not in n}
    assert kept < set(crowded.package.__all__)
    pairs = {r.name: r.path for r in crowded.package.OPERATIONS if r.resource == "it"}
    result, sent = crowded.call("it.send_all", body={}, answer={"ItResource": {"x": 1}})
    assert isinstance(result.it_resource, crowded.models.ItResource)
    assert issubclass(crowded.models.ItResource, BaseModel)
    assert sent.line == "POST /all" and len(pairs) > 40
