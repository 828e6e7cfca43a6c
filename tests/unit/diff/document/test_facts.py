"""Facts as such: how many there are, where they are felt, what was renamed, and that they come to an end."""

from __future__ import annotations

from typing import Any

from tests.unit.diff.judging import changes_of, document, facts_of


def pets(schema: str, uses: int = 1, more: str = "") -> dict[str, Any]:
    """A document with operations that send and answer `Pet`."""
    body = "content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}"
    both = f"requestBody: {{{body}}}, responses: {{'200': {{description: D, {body}}}}}"
    paths = "".join(f"  /x{n}: {{post: {{operationId: o{n}, {both}}}}}\n" for n in range(uses))
    return document(f"paths:\n{paths}components:\n  schemas:\n    Pet: {schema}\n{more}")


NODE = "{type: object, properties: {name: {type: string, maxLength: %s}, next: {$ref: '#/components/schemas/Pet'}}}"


def test_one_edit_is_one_change_with_all_places() -> None:
    (change,) = changes_of(pets(NODE % 9, 40), pets(NODE % 5, 40))
    assert change.id == "request-property-max-length-decreased"
    assert len(change.fact.places) == 80
    assert {place.direction for place in change.fact.places} == {"request", "response"}
    assert {place.pointer for place in change.fact.places} == {"/properties/name"}
    assert change.message == "maxLength of the property Pet.name changed from 9 to 5"
    assert change.fact.base is not None
    assert str(change.fact.base.location).startswith("base.json:1:")


def test_what_is_shared_through_all_of_is_one_change() -> None:
    own = "{properties: {p: {type: string}}}"
    inherits = f"{{allOf: [{{$ref: '#/components/schemas/Base'}}, {own}]}}"
    more = "".join(f"    Pet{n}: {inherits}\n" for n in range(5))
    base = "    Base: {type: object, required: [id], properties: {id: {type: string}}}\n"
    members = ", ".join(f"{{$ref: '#/components/schemas/Pet{n}'}}" for n in range(5))
    union = f"{{oneOf: [{members}]}}"
    before = pets(union, 1, more + base)
    after = pets(union, 1, more + base.replace("required: [id]", "required: [id, kind]"))
    (change,) = changes_of(before, after)
    assert (change.id, change.wire) == ("request-property-became-required", "breaking")


def test_a_ring_of_schemas_ends() -> None:
    ring = "{allOf: [{$ref: '#/components/schemas/Ring'}], maxProperties: 3}"
    more = "    Ring: {anyOf: [{$ref: '#/components/schemas/Pet'}, {$ref: '#/components/schemas/Ring'}]}\n"
    assert facts_of(pets(ring, 1, more), pets(ring, 1, more)) == ()
    assert len(facts_of(pets(ring, 1, more), pets(ring.replace("3", "4"), 1, more))) == 1


def test_a_renamed_schema_is_one_change() -> None:
    before = pets(
        "{type: object, properties: {owner: {$ref: '#/components/schemas/Owner'}}}",
        3,
        "    Owner: {type: object, properties: {name: {type: string}}}\n",
    )
    after = pets(
        "{type: object, properties: {owner: {$ref: '#/components/schemas/Person'}}}",
        3,
        "    Person: {type: object, properties: {name: {type: string}}}\n",
    )
    (change,) = changes_of(before, after)
    assert (change.id, change.wire) == ("schema-renamed", "none")
    assert change.fact.renamed is not None
    assert (change.fact.renamed.kind, change.fact.renamed.old, change.fact.renamed.new) == (
        "schema",
        "Owner",
        "Person",
    )
    assert change.fact.renamed.confidence > 0.8
    assert len(change.fact.places) == 6


def test_a_renamed_schema_that_also_changed() -> None:
    before = pets(
        "{type: object, properties: {owner: {$ref: '#/components/schemas/Owner'}}}",
        1,
        "    Owner: {type: object, properties: {name: {type: string}}}\n",
    )
    after = pets(
        "{type: object, properties: {owner: {$ref: '#/components/schemas/Person'}}}",
        1,
        "    Person: {type: object, properties: {name: {type: string}}, required: [name]}\n",
    )
    assert {change.id for change in changes_of(before, after)} == {
        "schema-renamed",
        "request-property-became-required",
    }


def test_a_renamed_schema_is_felt_where_its_name_is_a_tag() -> None:
    members = "{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}"
    union = f"{{oneOf: [{members}], discriminator: {{propertyName: kind}}}}"
    animal = "    %s: {type: object, properties: {kind: {type: string}, %s: {type: string}}}\n"
    before = pets(union, 1, animal % ("Cat", "lives") + animal % ("Dog", "tricks"))
    after = pets(
        union.replace("Dog", "Hound"), 1, animal % ("Cat", "lives") + animal % ("Hound", "tricks")
    )
    changes = {change.id: change.wire for change in changes_of(before, after)}
    assert changes.pop("schema-renamed") == "none"
    assert set(changes.values()) == {"breaking"}


def test_read_only_and_write_only_count_all_the_way_down() -> None:
    inner = "{readOnly: true, type: object, properties: {b: {type: string, enum: %s}}}"
    schema = f"{{type: object, properties: {{a: {inner}}}}}"
    (change,) = changes_of(pets(schema % "[x, y]"), pets(schema % "[x]"))
    assert change.wire == "info"
    (change,) = changes_of(pets(schema % "[x]"), pets(schema % "[x, y]"))
    assert change.wire == "warning"


def test_fingerprints_know_names_and_not_lines() -> None:
    before, after = pets(NODE % 9), pets(NODE % 5)
    (change,) = changes_of(before, after)
    (moved,) = changes_of({**before, "x-a": [1]}, {**after, "x-a": [1]})
    (other,) = changes_of(before, pets(NODE % 4))
    assert change.fingerprint == moved.fingerprint != other.fingerprint
