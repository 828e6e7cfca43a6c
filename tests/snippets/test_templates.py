"""`$dynamicRef`: a template means what its user puts in, in types, checks and answers."""

from __future__ import annotations

from tests.harness.building import Builder

PAGES = """
Thing:
  type: object
  properties:
    users: {$ref: "#/components/schemas/Users"}
    tree: {$ref: '#/components/schemas/Local'}
User: {type: object, required: [first-name], properties: {first-name: {type: string}}}
Page:
  $id: page
  type: object
  required: [items]
  properties: {items: {type: array, items: {$dynamicRef: '#item'}}, total: {type: integer}}
  $defs: {item: {$dynamicAnchor: item}}
Users:
  $id: users
  $ref: page
  $defs: {item: {$dynamicAnchor: item, $ref: '#/components/schemas/User'}}
Node:
  $dynamicAnchor: node
  type: object
  required: [title]
  properties: {title: {type: string}, children: {type: array, items: {$dynamicRef: '#node'}}}
Local:
  $dynamicAnchor: node
  allOf:
    - $ref: '#/components/schemas/Node'
    - {type: object, required: [lang], properties: {lang: {type: string}}}
"""


def test_each_use_of_a_template_has_its_own_type(build: Builder) -> None:
    api = build.things(PAGES)
    leaf = {"title": "b", "lang": "de"}
    thing = api.received(
        {
            "users": {"items": [{"first-name": "Ada"}], "total": 1},
            "tree": {"title": "a", "lang": "en", "children": [leaf]},
        }
    )
    assert type(thing.users.items[0]) is api.models.User
    assert type(thing.tree.children[0]) is api.models.Local
    assert api.sent(users={"items": [{"first_name": "Ada"}]}) == {
        "users": {"items": [{"first-name": "Ada"}]}
    }
    assert api.denied(tree={"title": "a", "lang": "b", "children": [{"title": "c"}]}) == {
        "tree.children[0].lang": "required"
    }
    assert "children: list[Node]" in api.files["models/node.py"]


def test_a_template_that_is_used_without_filling_is_said(build: Builder) -> None:
    used = PAGES.replace("tree: {$ref: '#/components/schemas/Local'}", "any: {$ref: page}")
    api = build.things(used, allow=("unsupported-dynamic-ref",))
    assert api.received({"any": {"items": [1]}}).any.items == [1]
