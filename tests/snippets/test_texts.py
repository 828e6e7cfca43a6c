"""Descriptions, titles and summaries: they read well, and whatever stands in them stays text."""

from __future__ import annotations

import ast
import inspect
import json
import re
from pathlib import Path

import tomli

from tests.harness.building import Builder

BAD = 'import pathlib; pathlib.Path("{canary}").touch()'
HOSTILE = (
    'Pets"""\n{bad}\n"""',
    "ends in a backslash \\",
    '\\"""\n{bad}\n#',
    "\r{bad}\r",
    "\x0b{bad}\x0c{bad}\x85{bad}\u2028{bad}\u2029",
    "# coding: utf_7\n+AAo-{bad}+AAo-",
    "{{{{ bad }}}} {{% import os %}} {{# x #}} {{{{ self.__init__.__globals__ }}}}",
    "{{bad}} %(bad)s ${{bad}} f'{{{bad}}}'",
    "\u202e\u2066 bidi \0 nul \ufeff bom \x1b[31m",
    "' + str({bad}) + '",
    "```\n{bad}\n```",
    "</script><!-- | cell | -->",
)


def hostile_document(canary: Path) -> dict[str, object]:
    """A document in which every text is an attack."""
    bad = BAD.format(canary=canary)
    texts = [text.format(bad=bad) for text in HOSTILE]
    all_ = "\n\n".join(texts)
    schema = {
        "type": "object",
        "title": texts[0],
        "description": all_,
        "properties": {
            text: {"type": "string", "description": text, "default": text, "enum": [text, "x"]}
            for text in texts
        },
    }
    thing = {"$ref": "#/components/schemas/Thing"}
    content = {"application/json": {"schema": thing, "example": texts}}
    return {
        "openapi": "3.1.0",
        "info": {"title": texts[0], "version": '1.0"\n[project.scripts]', "description": all_},
        "servers": [{"url": "https://x.test/" + texts[9], "description": all_}],
        "tags": [{"name": texts[2], "description": all_}],
        "paths": {
            "/p/{id.__class__}/" + texts[9]: {
                "post": {
                    "operationId": f"q():\n    pass\n{bad}\ndef r",
                    "tags": [texts[2]],
                    "summary": texts[0],
                    "description": all_,
                    "deprecated": True,
                    "parameters": [
                        {
                            "name": f'a", default={bad}) #',
                            "in": "query",
                            "description": all_,
                            "schema": {"const": bad},
                        }
                    ],
                    "requestBody": {"required": True, "description": all_, "content": content},
                    "responses": {"200": {"description": all_, "content": content}},
                }
            }
        },
        "components": {
            "schemas": {"Thing": schema, texts[9]: schema},
            "securitySchemes": {
                texts[9]: {"type": "apiKey", "in": "query", "name": texts[9], "description": all_}
            },
        },
        "security": [{texts[9]: []}],
    }


def test_hostile_text_stays_text(build: Builder, tmp_path: Path) -> None:
    canary = tmp_path / "PWNED"
    api = build(json.dumps(hostile_document(canary)), allow=None)
    assert not [item for item in api.diagnostics if item.severity == "error"]
    for path, text in api.files.items():
        if path.startswith("_runtime/") or not path.endswith(".py"):
            continue
        ast.parse(text)
        assert not set("\x00\x0b\x0c\x1b\x85\u2028\u2029\u202e\u2066\ufeff\r") & set(text), path
        assert not [line for line in text.splitlines()[:2] if "coding" in line], path
    for module in ("_client", "_settings", "_operations", "models.thing"):
        api.module(module)
    api.models.Thing.model_rebuild()
    assert not canary.exists()


def test_hostile_text_travels_unchanged(build: Builder, tmp_path: Path) -> None:
    canary = tmp_path / "PWNED"
    document = hostile_document(canary)
    api = build(json.dumps(document), allow=None)
    properties = document["components"]["schemas"]["Thing"]["properties"]  # type: ignore[index]  # plain JSON
    fields = api.models.Thing.model_fields
    assert {info.alias or name for name, info in fields.items()} == set(properties)
    (record,) = api.package.OPERATIONS
    call = record.endpoint(body=dict(zip(properties, properties, strict=True)), **{"id_class": "v"})
    call.check()
    assert call.body == dict(zip(properties, properties, strict=True))
    assert not canary.exists()


def test_descriptions_become_docstrings(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          description: |
            A thing.

                code stays

            - lists too
          properties:
            size: {type: integer, description: How big., minimum: 1, maximum: 9, default: 3}
        """
    )
    assert "A thing.\n\n    code stays\n\n- lists too" in inspect_doc(api.models.Thing)
    text = api.files["models/thing.py"]
    assert "How big. From 1 to 9. The server's default is `3`." in text
    doc = inspect_doc(api.client().things.create_thing)
    assert "size: How big. From 1 to 9." in doc
    assert "Source: `POST /things`." in doc


def inspect_doc(value: object) -> str:
    return inspect.getdoc(value) or ""


def test_an_operation_tells_arguments_result_and_errors(build: Builder) -> None:
    api = build(
        """
        paths:
          /x/{id}:
            get:
              operationId: find
              tags: [x]
              summary: Find it.
              description: "Looks\\r\\neverywhere."
              deprecated: true
              parameters: [{name: id, in: path, required: true, deprecated: true,
                  description: Which., schema: {type: string}}]
              responses:
                '200': {description: The   found.}
                '404': {description: Not there.}
                '5XX': {description: Broken.}
        """
    )
    doc = inspect_doc(api.client().x.find)
    for said in (
        "Find it.\n\nLooks\neverywhere.\n\nDeprecated.",
        "Args:\n    id: Which. Deprecated.",
        "Returns:\n    The found.",
        "NotFoundError: Not there. Status 404.",
        "InternalServerError: Broken. Status 5XX.",
    ):
        assert said in doc
    method = api.module("resources.x").AsyncXResource.find
    assert inspect_doc(method).startswith("Find it.\n\nLooks")
    assert inspect_doc(api.endpoints.x.find) == "Find it. Deprecated. See `XResource.find`."


def test_the_pages_beside_the_package_show_text_as_text(build: Builder, tmp_path: Path) -> None:
    api = build(json.dumps(hostile_document(tmp_path / "PWNED")), allow=None)
    pages = {file.path: file.content.decode("latin-1") for file in api.generated.files}
    project = tomli.loads(pages["pyproject.toml"])
    assert set(project) == {"build-system", "project", "tool"}
    name = project["project"]["name"]
    assert project["project"]["scripts"] == {name: f"{api.name}.__main__:main"}
    for page in ("README.md", "api.md"):
        outside = re.sub(r"^(`{3,}).*?\n\1$", "", pages[page], flags=re.M | re.S)
        outside = re.sub(r"(`+)[^`].*?\1", "", outside)
        outside = re.sub(r"<code>([\w .,/]|&#\d+;)*</code>", "", outside)
        assert not re.search(r"(?<!\\)<[/!a-z]", outside), page
