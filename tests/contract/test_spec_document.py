"""The spec and its overlay: valid, closed where requests are, and with examples that hold.

Reads the files with plain YAML and a JSON Schema validator, never through the generator.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import jsonpath_rfc9535
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.harness.plain_yaml import load_yaml

SPEC = Path(__file__).parents[2] / "spec"
DOCUMENT: dict[str, Any] = load_yaml((SPEC / "openapi.yaml").read_text("utf-8"))
OVERLAY: dict[str, Any] = load_yaml((SPEC / "overlay.yaml").read_text("utf-8"))
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
DATA_KEYS = ("example", "examples", "default", "enum", "const")
NAME_MAPS = ("properties", "schemas", "parameters", "responses", "securitySchemes", "paths")

# The names users know from the vendor's client, by operation.
CLIENT_NAMES = {
    "POST /v1/image_to_video": "image_to_video.create",
    "POST /v1/text_to_video": "text_to_video.create",
    "POST /v1/video_to_video": "video_to_video.create",
    "POST /v1/text_to_image": "text_to_image.create",
    "POST /v1/character_performance": "character_performance.create",
    "POST /v1/sound_effect": "sound_effect.create",
    "POST /v1/speech_to_speech": "speech_to_speech.create",
    "POST /v1/text_to_speech": "text_to_speech.create",
    "POST /v1/voice_dubbing": "voice_dubbing.create",
    "POST /v1/voice_isolation": "voice_isolation.create",
    "GET /v1/tasks/{id}": "tasks.retrieve",
    "DELETE /v1/tasks/{id}": "tasks.delete",
    "POST /v1/uploads": "uploads.create_ephemeral",
    "GET /v1/avatars": "avatars.list",
    "POST /v1/avatars": "avatars.create",
    "GET /v1/avatars/{id}": "avatars.retrieve",
    "PATCH /v1/avatars/{id}": "avatars.update",
    "DELETE /v1/avatars/{id}": "avatars.delete",
    "POST /v1/documents": "documents.create",
    "GET /v1/documents": "documents.list",
    "GET /v1/documents/{id}": "documents.retrieve",
    "PATCH /v1/documents/{id}": "documents.update",
    "DELETE /v1/documents/{id}": "documents.delete",
    "POST /v1/realtime_sessions": "realtime_sessions.create",
    "GET /v1/realtime_sessions/{id}": "realtime_sessions.retrieve",
    "DELETE /v1/realtime_sessions/{id}": "realtime_sessions.delete",
    "GET /v1/organization": "organization.retrieve",
    "POST /v1/organization/usage": "organization.retrieve_usage",
    "GET /v1/voices": "voices.list",
    "POST /v1/voices": "voices.create",
    "GET /v1/voices/{id}": "voices.retrieve",
    "DELETE /v1/voices/{id}": "voices.delete",
    "POST /v1/voices/preview": "voices.preview",
}
GENERATIONS = [key for key, name in CLIENT_NAMES.items() if name.endswith(".create")][:10]


def operations() -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": item[method]
        for path, item in DOCUMENT["paths"].items()
        for method in METHODS
        if method in item
    }


OPERATIONS = operations()


def resolve(node: Any) -> Any:
    while "$ref" in node:
        target: Any = DOCUMENT
        for token in node["$ref"].removeprefix("#/").split("/"):
            target = target[token.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def walk(node: Any, pointer: str = "#", names: bool = False) -> Iterator[tuple[str, Any]]:
    """Every mapping of the document, but nothing inside examples and other plain data."""
    if isinstance(node, dict):
        mapping = cast("dict[str, Any]", node)
        yield pointer, mapping
        for key, value in mapping.items():
            if names or key not in DATA_KEYS:
                step = key.replace("~", "~0").replace("/", "~1")
                yield from walk(value, f"{pointer}/{step}", not names and key in NAME_MAPS)
    elif isinstance(node, list):
        for index, value in enumerate(cast("Iterable[Any]", node)):
            yield from walk(value, f"{pointer}/{index}")


def schemas_below(schema: Any, seen: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The schema and all that it reaches through references, each component once."""
    for pointer, node in walk(schema):
        yield pointer, node
        target = node.get("$ref")
        if isinstance(target, str) and target not in seen:
            seen.add(target)
            yield from ((target + p[1:], n) for p, n in schemas_below(resolve(node), seen))


def media_types(holder: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from resolve(holder).get("content", {}).values()


def request_schemas() -> Iterator[dict[str, Any]]:
    for operation in OPERATIONS.values():
        yield from (resolve(p)["schema"] for p in operation["parameters"])
        yield from (m["schema"] for m in media_types(operation.get("requestBody", {})))


def response_schemas() -> Iterator[dict[str, Any]]:
    for operation in OPERATIONS.values():
        for response in operation["responses"].values():
            yield from (m["schema"] for m in media_types(response))


def examples() -> Iterator[tuple[str, str, Any]]:
    """(place of the example, pointer to its schema, value)."""
    for pointer, node in walk(DOCUMENT):
        if "schema" in node:
            values = {k: v["value"] for k, v in node.get("examples", {}).items()}
            values |= {"": node["example"]} if "example" in node else {}
            for name, value in values.items():
                yield f"{pointer} {name}".strip(), f"{pointer}/schema", value
        elif isinstance(node.get("examples"), list):
            for index, value in enumerate(node["examples"]):
                yield f"{pointer}/examples/{index}", pointer, value


EXAMPLES = tuple(examples())


def faults(pointer: str, value: Any) -> list[str]:
    """What JSON Schema has against the value; the document is the root of its references."""
    validator: Any = Draft202012Validator(
        DOCUMENT | {"$ref": pointer.replace("{", "%7B").replace("}", "%7D")},
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    return [error.message for error in validator.iter_errors(value)]


def test_document_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(DOCUMENT).validate()
    assert DOCUMENT["openapi"] == "3.1.0"
    assert [s["url"] for s in DOCUMENT["servers"]] == ["https://api.dev.runwayml.com"]
    json.dumps(DOCUMENT)  # an unquoted date would be no JSON


def test_document_has_exactly_the_operations_of_the_reference() -> None:
    assert OPERATIONS.keys() == CLIENT_NAMES.keys()
    ids = [o["operationId"] for o in OPERATIONS.values()]
    assert len(set(ids)) == len(ids) == 33
    tags = {t["name"] for t in DOCUMENT["tags"]}
    assert all(len(o["tags"]) == 1 and o["tags"][0] in tags for o in OPERATIONS.values())


def test_document_says_nothing_about_python() -> None:
    text = (SPEC / "openapi.yaml").read_text("utf-8").lower()
    assert "python" not in text and "specwright" not in text
    extensions = {key for _, node in walk(DOCUMENT) for key in node if key.startswith("x-")}
    assert extensions == {"x-length-unit"}


def test_components_are_all_used_and_found() -> None:
    used = {n["$ref"] for _, n in walk(DOCUMENT) if isinstance(n.get("$ref"), str)}
    kinds = ("schemas", "parameters", "responses")
    there = {f"#/components/{k}/{n}" for k in kinds for n in DOCUMENT["components"][k]}
    assert used == there


@pytest.mark.parametrize("key", OPERATIONS)
def test_operation_sends_version_and_key(key: str) -> None:
    operation = OPERATIONS[key]
    parameters = {(p["in"], p["name"]): p for p in map(resolve, operation["parameters"])}
    version = parameters["header", "X-Runway-Version"]
    assert version["required"] is True
    assert version["schema"] == {"type": "string", "const": "2024-11-06"}
    assert operation.get("security", DOCUMENT["security"]) == [{"bearerAuth": []}]
    scheme = DOCUMENT["components"]["securitySchemes"]["bearerAuth"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    in_path = re.findall(r"{(\w+)}", key)
    assert [n for place, n in parameters if place == "path"] == in_path
    assert all(p["required"] for p in parameters.values() if p["in"] == "path")


@pytest.mark.parametrize("key", OPERATIONS)
def test_operation_has_body_and_success_response(key: str) -> None:
    operation = OPERATIONS[key]
    successes = [s for s in operation["responses"] if s.startswith("2")]
    assert len(successes) == 1
    assert bool(list(media_types(operation["responses"][successes[0]]))) == (successes == ["200"])
    assert ("requestBody" in operation) == key.startswith(("POST", "PATCH"))
    if "requestBody" in operation:
        assert operation["requestBody"]["required"] is True
        assert list(operation["requestBody"]["content"]) == ["application/json"]


def test_request_objects_are_closed_and_response_objects_open_at_every_depth() -> None:
    requests = {p: n for s in request_schemas() for p, n in schemas_below(s, set())}
    responses = {p: n for s in response_schemas() for p, n in schemas_below(s, set())}
    closed = {p: n for p, n in requests.items() if n.get("type") == "object"}
    opened = {p: n for p, n in responses.items() if n.get("type") == "object"}
    assert len(closed) > 40 and len(opened) > 30
    assert {p for p, n in closed.items() if n.get("additionalProperties") is not False} == set()
    assert {p for p, n in opened.items() if n.get("additionalProperties") is False} == set()
    assert {p for p, n in requests.items() if "properties" in n and "type" not in n} == set()
    assert not any("minProperties" in n for n in requests.values())


def test_unions_of_objects_have_a_complete_mapping_and_others_have_none() -> None:
    unions = {p: n for p, n in walk(DOCUMENT) if "oneOf" in n}
    assert len(unions) == 12
    for pointer, union in unions.items():
        tag, mapping = union["discriminator"]["propertyName"], union["discriminator"]["mapping"]
        assert list(mapping.values()) == [v["$ref"] for v in union["oneOf"]], pointer
        for value, target in mapping.items():
            variant = resolve({"$ref": target})
            assert variant["properties"][tag]["const"] == value
            assert tag in variant["required"]
    assert not any("discriminator" in n for _, n in walk(DOCUMENT) if "anyOf" in n)


def test_everything_is_described() -> None:
    for key, operation in OPERATIONS.items():
        assert operation["summary"] and operation["description"], key
        assert all(resolve(p)["description"] for p in operation["parameters"]), key
    for name, schema in DOCUMENT["components"]["schemas"].items():
        assert schema["description"], name
        for prop, value in schema.get("properties", {}).items():
            assert value.get("description") or resolve(value)["description"], f"{name}.{prop}"


@pytest.mark.parametrize(
    ("schema", "value"), [e[1:] for e in EXAMPLES], ids=[e[0] for e in EXAMPLES]
)
def test_example_holds(schema: str, value: Any) -> None:
    assert faults(schema, value) == []


def test_every_body_has_an_example_and_every_variant_too() -> None:
    bodies = [m for o in OPERATIONS.values() for m in media_types(o.get("requestBody", {}))]
    results = [
        m for o in OPERATIONS.values() for r in o["responses"].values() for m in media_types(r)
    ]
    assert len(bodies) == 19 and len(EXAMPLES) > 70
    for media in bodies + results:
        assert "example" in media or "examples" in media
        mapping = resolve(media["schema"]).get("discriminator", {}).get("mapping", {})
        assert len(mapping) <= len(media.get("examples", {}))


def test_examples_are_really_checked() -> None:
    body = "#/paths/~1v1~1image_to_video/post/requestBody/content/application~1json/schema"
    good = next(v for _, schema, v in EXAMPLES if schema == body)
    for fault in ({"unknown": 1}, {"ratio": "1:1"}, {"seed": -1}, {"promptImage": "ftp://host/x"}):
        assert faults(body, good | fault)
    assert faults("#/components/schemas/CalendarDate", "2023-02-29")
    assert faults("#/components/schemas/TaskCreated", {"id": "no uuid"})


def overlaid() -> dict[str, dict[str, Any]]:
    """What the overlay says of each operation; every action has to hit exactly one place."""
    said: dict[str, dict[str, Any]] = {}
    keys = {id(o): key for key, o in OPERATIONS.items()} | {id(DOCUMENT): "$"}
    for action in OVERLAY["actions"]:
        assert action.keys() == {"target", "update"}
        (node,) = jsonpath_rfc9535.find(action["target"], DOCUMENT)
        key = keys[id(node.value)]
        assert key not in said, action["target"]
        said[key] = action["update"]
    return said


def test_overlay_gives_every_operation_its_name() -> None:
    assert OVERLAY.keys() == {"overlay", "info", "actions"}
    assert OVERLAY["overlay"] == "1.0.0"
    assert OVERLAY["info"].keys() == {"title", "version"}
    said = overlaid()
    client = said.pop("$")["x-specwright-client"]
    names = {k: f"{v['x-specwright-resource']}.{v['x-specwright-method']}" for k, v in said.items()}
    assert names == CLIENT_NAMES
    assert (client["class"], client["env-prefix"]) == ("RunwayML", "RUNWAYML")
    assert client["credentials"].keys() == DOCUMENT["components"]["securitySchemes"].keys()
    headers = {p["name"] for _, p in walk(DOCUMENT) if p.get("in") == "header"}
    assert client["headers"].keys() == headers


def test_overlay_speaks_of_fields_that_exist() -> None:
    said = overlaid()
    waiter = said["GET /v1/tasks/{id}"]["x-specwright-waiter"]
    states = resolve({"$ref": "#/components/schemas/Task"})["discriminator"]["mapping"]
    ends = {s for outcome in ("succeeded", "failed", "cancelled") for s in waiter[outcome]}
    assert states.keys() - ends == {"PENDING", "THROTTLED", "RUNNING"} and ends < states.keys()
    failed = resolve({"$ref": states["FAILED"]})["properties"]
    assert {waiter["failure"], waiter["failure-code"], waiter["status"]} <= failed.keys()
    waiting = {k for k, v in said.items() if v.get("x-specwright-waits-for") == "getTask"}
    assert waiting == set(GENERATIONS)
    pagination = "x-specwright-pagination"
    paged = {k: v[pagination] for k, v in said.items() if pagination in v}
    assert paged.keys() == {"GET /v1/avatars", "GET /v1/documents", "GET /v1/voices"}
    for key, pages in paged.items():
        (media,) = media_types(OPERATIONS[key]["responses"]["200"])
        properties = resolve(media["schema"])["properties"].keys()
        assert {pages["items"], pages["next"], pages["more"]} == properties
        query = {
            p["name"] for p in map(resolve, OPERATIONS[key]["parameters"]) if p["in"] == "query"
        }
        assert {pages["cursor"], pages["size"]} == query


def test_overlay_describes_the_upload() -> None:
    upload = overlaid()["POST /v1/uploads"]["x-specwright-upload"]
    target = DOCUMENT["components"]["schemas"]["UploadTarget"]["properties"].keys()
    body = DOCUMENT["components"]["schemas"]["CreateUpload"]["properties"].keys()
    assert {upload["url"], upload["fields"], *upload["result"].values()} == target
    assert {upload["filename"], *upload["constants"]} == body
    assert (upload["min-bytes"], upload["max-bytes"]) == (512, 200 * 1024 * 1024)
