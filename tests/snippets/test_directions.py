"""`readOnly` and `writeOnly`: what only one side sends is demanded of that side, and offered to no other."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.harness.building import Builder, type_errors

ACCOUNT = """
Thing:
  type: object
  required: [id, name, secret]
  properties:
    id: {type: string, readOnly: true}
    name: {type: string}
    secret: {type: string, writeOnly: true}
"""


def test_each_side_has_its_form(build: Builder) -> None:
    api = build.things(ACCOUNT)
    models = api.models
    assert list(models.Thing.model_fields) == ["id", "name"]
    assert list(models.ThingRequest.model_fields) == ["name", "secret"]
    assert set(models.ThingParam.__annotations__) == {"name", "secret"}
    assert api.received({"id": "1", "name": "a"}).id == "1"
    for body in ({"name": "a", "secret": "s"}, models.ThingRequest(name="a", secret="s")):
        assert api.sent(body=body) == {"name": "a", "secret": "s"}
    assert api.sent(name="a", secret="s") == {"name": "a", "secret": "s"}
    with pytest.raises(ValidationError, match="secret"):
        models.ThingRequest(name="a")
    assert api.denied(body={"name": "a"}) == {"body.secret": "required"}
    with pytest.raises(TypeError, match="id"):
        api.endpoints.things.create_thing(id="1", name="a", secret="s")


def test_what_only_the_server_sets_is_refused_in_a_dict_and_left_out_of_a_model(
    build: Builder,
) -> None:
    api = build.things(
        """
        Thing:
          type: object
          required: [id, parts]
          properties:
            id: {$ref: '#/components/schemas/Id'}
            parts: {type: array, items: {$ref: '#/components/schemas/Part'}}
        Id: {type: integer, readOnly: true}
        Part: {type: object, properties: {at: {type: string, format: date, readOnly: true}, n: {type: integer}}}
        """
    )
    data = {"id": 1, "parts": [{"at": "2026-01-31", "n": 1}, {"n": 2}]}
    thing = api.received(data)
    assert api.sent(body=thing) == {"parts": [{"n": 1}, {"n": 2}]}
    assert api.denied(body=data) == {"body.id": "readOnly", "body.parts[0].at": "readOnly"}
    assert "PartRequest" not in api.models.__all__


def test_a_form_that_mentions_a_form_is_one(build: Builder) -> None:
    """Through lists, unions, a ring and `allOf`; what is the same in both directions stays one class."""
    api = build.things(
        """
        Thing:
          type: object
          properties:
            owners: {type: array, items: {$ref: '#/components/schemas/Owner'}}
            pet: {$ref: '#/components/schemas/Pet'}
            either: {oneOf: [{$ref: '#/components/schemas/Owner'}, {type: string}]}
            plain: {$ref: '#/components/schemas/Plain'}
        Plain: {type: object, properties: {id: {type: string, readOnly: true}}}
        Base: {type: object, required: [id], properties: {id: {type: string}}}
        Owner:
          allOf: [{$ref: '#/components/schemas/Base'}]
          properties: {id: {readOnly: true}, friend: {$ref: '#/components/schemas/Owner'}, n: {type: integer}}
        Pet:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator: {propertyName: kind}
        Cat:
          type: object
          required: [kind, id]
          properties: {kind: {type: string, readOnly: true}, id: {type: string, readOnly: true}}
        Dog: {type: object, required: [kind], properties: {kind: {type: string}}}
        """
    )
    data = {
        "owners": [{"id": "1", "friend": {"id": "2", "n": 1}}],
        "pet": {"kind": "Cat", "id": "3"},
        "either": {"id": "4", "n": 2},
        "plain": {"id": "5"},
    }
    thing = api.received(data)
    assert type(thing.pet) is api.models.Cat
    assert type(thing.owners[0].friend) is api.models.Owner
    sent = {
        "owners": [{"friend": {"n": 1}}],
        "pet": {"kind": "Cat"},
        "either": {"n": 2},
        "plain": {},
    }
    assert api.sent(body=thing) == sent
    assert api.sent(body=sent) == sent
    assert api.sent(**sent) == sent
    request = api.models.ThingRequest.model_validate(sent)
    assert type(request.pet) is api.models.CatRequest
    assert api.sent(body=request) == sent
    assert {"PlainRequest", "DogRequest"}.isdisjoint(api.models.__all__)


def test_a_taken_name_is_kept_by_what_had_it(build: Builder) -> None:
    api = build.things(
        ACCOUNT + "    request: {$ref: '#/components/schemas/ThingRequest'}\n"
        "ThingRequest: {type: object, properties: {url: {type: string}}}\n"
    )
    assert list(api.models.ThingRequest.model_fields) == ["url"]
    assert list(api.models.ThingInput.model_fields) == ["name", "secret", "request"]


def test_of_two_forms_a_checker_takes_each_where_it_belongs(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          required: [id, name]
          properties: {id: {type: string, readOnly: true}, name: {type: string}}
        """
    )
    right = f"""
        from {api.name} import {api.client_class().__name__} as Client
        from {api.name}.models import Thing, ThingParam, ThingRequest

        client = Client(base_url="https://x.test")
        thing: Thing = client.things.get_thing()
        thing.id.upper()
        client.things.create_thing(body=ThingRequest(name="a"))
        client.things.create_thing(body=ThingParam(name="a"))
        client.things.create_thing(body=thing)
        client.things.create_thing(name="a")
        """
    assert type_errors(api, right) == ""
    wrong = right.replace('ThingRequest(name="a")', 'ThingRequest(id="1")')
    assert "call-arg" in type_errors(api, wrong)
