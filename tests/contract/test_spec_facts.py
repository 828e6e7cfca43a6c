"""The spec against the facts of the API reference, which spec_facts.yaml tells a second time.

The document is told in the notation of that file and has to give the same lines, no more, no fewer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.harness.plain_yaml import load_yaml

HERE = Path(__file__).parent
DOCUMENT: dict[str, Any] = load_yaml((HERE.parents[1] / "spec" / "openapi.yaml").read_text("utf-8"))
FACTS: dict[str, dict[str, str]] = load_yaml((HERE / "spec_facts.yaml").read_text("utf-8"))
METHODS = ("get", "post", "patch", "delete")
OPERATIONS: dict[str, dict[str, Any]] = {
    item[method]["operationId"]: item[method]
    for item in DOCUMENT["paths"].values()
    for method in METHODS
    if method in item
}

# The beginnings are printed in the reference, the rest is cut off.
UUID_PRINTED = r"^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{"
DATE_PRINTED = r"^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0["
CUT_OFF = {UUID_PRINTED: "uuid4...", DATE_PRINTED: "date..."}

HTTPS = r"string 13..2048 characters ^https:\/\/.*"
RUNWAY = r"string 13..5000 characters ^runway:\/\/.*"
MEDIA = {
    "<image>": (HTTPS, RUNWAY, r"string 13..5242880 characters ^data:image\/.*"),
    "<video>": (HTTPS, RUNWAY, r"string 13..16777216 characters ^data:video\/.*"),
    "<audio>": (HTTPS, RUNWAY, r"string 13..16777216 characters ^data:audio\/.*"),
}
RESPONSE_ITEMS = {"Avatar", "DocumentSummary", "Voice"}


def resolve(node: Any) -> Any:
    while "$ref" in node:
        target: Any = DOCUMENT
        for token in node["$ref"].removeprefix("#/").split("/"):
            target = target[token]
        node = target
    return node


# ---- the facts, one full line per field


def expand(text: str) -> Iterator[str]:
    for line in text.strip().splitlines():
        found = re.fullmatch(r"(\(\S+\) )?(<[a-z-]+>)(?: (\S+))?", line)
        tag, group, name = found.groups(default="") if found else ("", "", "")
        if group in MEDIA:
            yield from (f"{tag}{name} {shape}" for shape in MEDIA[group])
        elif group:
            yield from (tag + member for member in expand(FACTS["groups"][group[1:-1]]))
        else:
            yield re.sub(r"{(.*)}$|{([^}]+)}(?= )", in_order, line)


def in_order(values: re.Match[str]) -> str:
    words = (values[1] or values[2]).split()
    names = [FACTS["enums"][w[1:]].split() if w.startswith("@") else [w] for w in words]
    return "{" + " ".join(sorted(value for part in names for value in part)) + "}"


# ---- the document, told in the same way


def tell(schema: dict[str, Any], path: str, required: bool) -> Iterator[str]:
    schema = resolve(schema)
    mark = "!" if required else ""
    if "oneOf" in schema:
        for tag, target in schema["discriminator"]["mapping"].items():
            variant = f"{path}({tag})"
            inside = f"{variant} " if not path else f"{variant}."
            yield from [f"{variant}{mark} object"] if path else []
            known = f"{inside}{schema['discriminator']['propertyName']}! string ={tag}"
            lines = [*tell_fields(resolve({"$ref": target}), inside)]
            lines.remove(known)
            yield from lines
    elif schema.get("anyOf", [{}])[-1] == {"type": "null"}:
        (text, _) = schema["anyOf"]
        yield f"{path}{mark} {tell_value(text, '|null')}"
    elif "anyOf" in schema:
        for choice in schema["anyOf"]:
            yield from tell(choice, path, required)
    else:
        yield f"{path}{mark} {tell_value(schema)}"
        yield from tell_inside(schema, path)


def tell_inside(schema: dict[str, Any], path: str) -> Iterator[str]:
    if "items" in schema:
        target = schema["items"].get("$ref", "").rpartition("/")[2]
        if target not in RESPONSE_ITEMS:
            yield from tell(schema["items"], f"{path}[]", False)
    if isinstance(schema.get("additionalProperties"), dict):
        yield from tell(schema["additionalProperties"], f"{path}{{}}", False)
    yield from tell_fields(schema, f"{path}.")


def tell_fields(schema: dict[str, Any], before: str) -> Iterator[str]:
    assert set(schema.get("required", ())) <= schema.get("properties", {}).keys()
    assert schema.get("type") == "object" or "properties" not in schema
    for name, value in schema.get("properties", {}).items():
        yield from tell(value, before + name, name in schema.get("required", ()))


def tell_value(schema: dict[str, Any], suffix: str = "") -> str:
    words = [schema.get("type", "any") + suffix]
    words += [f"<{schema['format']}>"] if "format" in schema else []
    if "exclusiveMinimum" in schema:
        words.append(f"({schema['exclusiveMinimum']}..{schema['maximum']}")
    for low, high, unit in (
        ("minLength", "maxLength", " characters"),
        ("minItems", "maxItems", " items"),
        ("minimum", "maximum", ""),
    ):
        if (low in schema or high in schema) and "exclusiveMinimum" not in schema:
            words.append(f"{schema.get(low, '')}..{schema.get(high, '')}{unit}")
    words += [schema["x-length-unit"]] if "x-length-unit" in schema else []
    pattern = schema.get("pattern", "")
    words += [next((v for k, v in CUT_OFF.items() if pattern.startswith(k)), pattern)]
    words += [f"={schema['const']}"] if "const" in schema else []
    if "enum" in schema:
        words.append("{" + " ".join(sorted(map(str, schema["enum"]))) + "}")
    words += [f"default {schema['default']}"] if "default" in schema else []
    words += ["deprecated"] if schema.get("deprecated") else []
    return " ".join(filter(None, words))


def told(schema: dict[str, Any]) -> list[str]:
    schema = resolve(schema)
    if "oneOf" in schema:
        return sorted(tell(schema, "", False))
    assert schema["type"] == "object"
    return sorted(tell_fields(schema, ""))


@pytest.mark.parametrize("name", FACTS["bodies"])
def test_body_has_the_printed_fields(name: str) -> None:
    (media,) = OPERATIONS[name]["requestBody"]["content"].values()
    assert told(media["schema"]) == sorted(expand(FACTS["bodies"][name]))


def test_parameters_are_the_printed_ones() -> None:
    for name, operation in OPERATIONS.items():
        lines: list[str] = []
        for parameter in map(resolve, operation["parameters"]):
            if parameter["in"] != "header":
                (line,) = tell(parameter["schema"], parameter["name"], parameter["required"])
                lines.append(line.replace(" ", f" {parameter['in']} ", 1))
        assert sorted(lines) == sorted(expand(FACTS["parameters"].get(name, ""))), name


def test_responses_are_the_printed_ones() -> None:
    found: dict[str, str] = {}
    for name, operation in OPERATIONS.items():
        parts: list[str] = []
        for status, response in operation["responses"].items():
            content = resolve(response).get("content", {})
            refs = [m["schema"]["$ref"].rpartition("/")[2] for m in content.values()]
            assert list(content) in ([], ["application/json"])
            parts.append(" ".join([status, *refs]))
        found[name] = ", ".join(parts)
    assert found == FACTS["responses"]


@pytest.mark.parametrize("name", FACTS["results"])
def test_result_has_the_known_fields(name: str) -> None:
    schema = DOCUMENT["components"]["schemas"][name]
    assert told(schema) == sorted(expand(FACTS["results"][name]))


def test_pages_hold_their_items() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    items = {n: s["properties"]["data"]["items"] for n, s in schemas.items() if n.endswith("Page")}
    pairs = {"AvatarPage": "Avatar", "DocumentPage": "DocumentSummary", "VoicePage": "Voice"}
    assert items == {n: {"$ref": f"#/components/schemas/{i}"} for n, i in pairs.items()}


def test_facts_are_complete() -> None:
    assert FACTS["responses"].keys() == OPERATIONS.keys()
    assert FACTS["bodies"].keys() == {n for n, o in OPERATIONS.items() if "requestBody" in o}
    assert FACTS["parameters"].keys() <= OPERATIONS.keys()


UUIDS = {
    "497f6eca-6276-4993-bfeb-53cbbbba6f08": True,
    "550E8400-E29B-41D4-A716-446655440000": True,
    "550e8400-e29b-11d4-a716-446655440000": False,  # version 1
    "550e8400-e29b-41d4-c716-446655440000": False,  # another variant
    "550e8400e29b41d4a716446655440000": False,
    "{550e8400-e29b-41d4-a716-446655440000}": False,
}
DATES = {
    "2024-02-29": True,
    "2000-02-29": True,
    "2023-02-29": False,
    "1900-02-29": False,
    "2024-04-30": True,
    "2024-04-31": False,
    "2024-13-01": False,
    "2024-00-10": False,
    "2024-1-1": False,
    "2024-01-01T00:00:00Z": False,
}


@pytest.mark.parametrize(("name", "samples"), [("UuidV4", UUIDS), ("CalendarDate", DATES)])
def test_completed_pattern_accepts_and_refuses(name: str, samples: dict[str, bool]) -> None:
    pattern = re.compile(DOCUMENT["components"]["schemas"][name]["pattern"])
    assert {text: bool(pattern.search(text)) for text in samples} == samples
