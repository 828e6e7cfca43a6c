"""Same input, same bytes; and a small change of the input is a small change of the output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from specwright import pipeline
from specwright.diagnostics import Diagnostics
from specwright.pipeline import Request

ROOT = Path(pipeline.__file__).parents[1]
SCHEMAS: dict[str, Any] = {
    "Pet": {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "kind"},
    },
    "Cat": {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "cat"}}},
    "Dog": {
        "type": "object",
        "required": ["kind", "owner"],
        "properties": {"kind": {"const": "dog"}, "owner": {"$ref": "#/components/schemas/Person"}},
    },
    "Person": {
        "type": "object",
        "properties": {
            "pets": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
            "mood": {"$ref": "#/components/schemas/Mood"},
        },
    },
    "Mood": {"type": "string", "enum": ["good", "bad"]},
    "mood": {
        "type": "object",
        "properties": {"a": {"type": "object", "properties": {"b": {"type": "integer"}}}},
    },
    "Lone": {"type": "object", "properties": {"x": {"type": "integer"}}},
}


def operation(name: str, tag: str) -> dict[str, Any]:
    body = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    return {
        "operationId": f"put{name}",
        "tags": [tag],
        "requestBody": {"required": True, "content": body},
        "responses": {"200": {"description": "Done.", "content": body}},
    }


PATHS: dict[str, Any] = {
    "/pets": {"put": operation("Pet", "pets")},
    "/people": {"put": operation("Person", "people")},
    "/moods": {"put": operation("mood", "people")},
}


def generated(
    tmp_path: Path, schemas: dict[str, Any] = SCHEMAS, paths: dict[str, Any] = PATHS
) -> dict[str, bytes]:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "servers": [{"url": "https://pets.example.com"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }
    path = tmp_path / "pets.json"
    path.write_text(json.dumps(document))
    sink = Diagnostics()
    result = pipeline.generate(Request(str(path)), sink)
    assert not sink.items
    return {file.path: file.content for file in result.files}


WHOLE = {"specwright.lock", "pets/_document.json.bz2"}


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """What differs, apart from the lock and the mock's document, which hold all of the document."""
    paths = before.keys() | after.keys()
    return {p for p in paths if before.get(p) != after.get(p)} - WHOLE


def reversed_(mapping: dict[str, Any]) -> dict[str, Any]:
    return dict(reversed(mapping.items()))


def test_generating_again_gives_the_same_bytes(tmp_path: Path) -> None:
    assert generated(tmp_path) == generated(tmp_path)


def test_the_seed_of_hashes_and_the_folder_do_not_matter(tmp_path: Path) -> None:
    generated(tmp_path)
    script = (
        "import sys, hashlib; from pathlib import Path\n"
        "from specwright.diagnostics import Diagnostics\n"
        "from specwright.pipeline import Request, generate\n"
        "found = generate(Request(sys.argv[1]), Diagnostics()).files\n"
        "print([(f.path, f.digest) for f in found])\n"
    )
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "pets.json").write_bytes((tmp_path / "pets.json").read_bytes())
    seen = set()
    for seed, argument in (("1", "pets.json"), ("2", str(tmp_path / "other" / "pets.json"))):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", script, argument],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        seen.add(done.stdout)
    assert len(seen) == 1


def test_the_order_of_components_changes_no_file(tmp_path: Path) -> None:
    """Only the lock knows it, by the digest of the document."""
    assert changed(generated(tmp_path), generated(tmp_path, reversed_(SCHEMAS))) == set()


def test_the_order_of_paths_shows_only_where_operations_are_listed(tmp_path: Path) -> None:
    """The table of operations, api.md and modules with several operations keep the document's order."""
    assert changed(generated(tmp_path), generated(tmp_path, paths=reversed_(PATHS))) <= {
        "pets/_operations.py",
        "pets/endpoints/people.py",
        "pets/resources/people.py",
        "api.md",
        "README.md",
    }


def test_a_new_component_adds_its_file_and_a_line_in_the_list(tmp_path: Path) -> None:
    more = {**SCHEMAS, "Extra": {"type": "object", "properties": {"y": {"type": "integer"}}}}
    assert changed(generated(tmp_path), generated(tmp_path, more)) == {
        "pets/models/__init__.py",
        "pets/models/extra.py",
    }


def test_a_new_property_changes_its_model_and_its_schema(tmp_path: Path) -> None:
    before = generated(tmp_path)
    lone = {**SCHEMAS, "Lone": {"type": "object", "properties": {"x": {}, "y": {"type": "string"}}}}
    assert changed(before, generated(tmp_path, lone)) == {"pets/models/lone.py"}
    cat = {"properties": {**SCHEMAS["Cat"]["properties"], "lives": {"type": "integer"}}}
    cats = {**SCHEMAS, "Cat": {**SCHEMAS["Cat"], **cat}}
    ring = {
        name for name in before if name.startswith("pets/models/") and b"class Cat(" in before[name]
    }
    schema = {
        name for name in before if name.startswith("pets/_schemas/") and b'"Cat"' in before[name]
    }
    assert len(ring) == 1 and len(schema) == 1
    assert changed(before, generated(tmp_path, cats)) - ring - schema == set()


def test_a_new_operation_changes_what_lists_operations_and_adds_its_resource(
    tmp_path: Path,
) -> None:
    paths = {**PATHS, "/lone": {"put": operation("Lone", "lone")}}
    found = changed(generated(tmp_path), generated(tmp_path, paths=paths))
    assert found >= {"pets/_operations.py", "pets/endpoints/lone.py", "pets/resources/lone.py"}
    assert found <= {
        "api.md",
        "pets/_client.py",
        "pets/_operations.py",
        "pets/_schemas/lone.py",
        "pets/endpoints/__init__.py",
        "pets/endpoints/lone.py",
        "pets/models/__init__.py",  # Lone can now be sent, so there is a LoneParam
        "pets/models/lone.py",
        "pets/resources/__init__.py",
        "pets/resources/lone.py",
    }
