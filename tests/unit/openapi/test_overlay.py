"""Overlays: what they change, where the changed values are located, what is wrong with them."""

from __future__ import annotations

import pytest

from specwright.diagnostics import Diagnostics, FatalError
from specwright.openapi.overlay.apply import apply_overlays
from specwright.source.document import RawDocument, parse_document
from specwright.source.node import Node
from tests.unit.openapi.reading import read

DOCUMENT = """\
openapi: 3.1.0
info: {title: T, version: '1'}
tags:
- name: a
- name: b
- name: c
paths:
  /pets:
    get: {summary: old, tags: [a], responses: {}}
    put: {responses: {}}
  /pets/{id}:
    get: {responses: {}}
"""


def apply(actions: str, document: str = DOCUMENT) -> tuple[RawDocument, Diagnostics]:
    sink = Diagnostics()
    raw = parse_document("api.yaml", document.encode(), sink)
    text = "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n" + actions
    overlay = parse_document("overlay.yaml", text.encode(), sink)
    before = str(raw.data)
    result = apply_overlays(raw, [overlay], sink)
    assert str(raw.data) == before
    return result, sink


def place(document: RawDocument, pointer: str) -> tuple[str, int]:
    found = document.locate(pointer)
    return found.file, found.line


def test_updates_merge_objects_extend_lists_and_replace_the_rest() -> None:
    document, sink = apply(
        """\
- target: $.paths['/pets'].get
  update:
    summary: new
    tags: [z]
    x-more: {deep: 1}
- target: $.tags
  update:
  - name: d
- target: $.tags
  update: {name: e}
"""
    )
    get = document.data["paths"]["/pets"]["get"]
    assert get == {"summary": "new", "tags": ["a", "z"], "responses": {}, "x-more": {"deep": 1}}
    assert [tag["name"] for tag in document.data["tags"]] == ["a", "b", "c", "d", "e"]
    assert sink.items == ()
    base = "/paths/~1pets/get"
    assert place(document, f"{base}/summary") == ("overlay.yaml", 6)
    assert place(document, f"{base}/tags/0") == ("api.yaml", 9)
    assert place(document, f"{base}/tags/1") == ("overlay.yaml", 7)
    assert place(document, f"{base}/x-more/deep") == ("overlay.yaml", 8)
    assert place(document, f"{base}/responses") == ("api.yaml", 9)
    assert place(document, "/tags/3/name") == ("overlay.yaml", 11)
    assert place(document, "/tags/4/name") == ("overlay.yaml", 13)
    assert document.excerpt_of(document.locate(f"{base}/summary")) == "    summary: new"


def test_removals_leave_the_places_of_what_moves_up() -> None:
    document, sink = apply(
        """\
- {target: "$.tags[?@.name == 'a' || @.name == 'b']", remove: true}
- {target: "$.paths['/pets'].get.summary", remove: true}
- {target: "$.paths.*.put", remove: true, update: {ignored: true}}
- {target: "$.tags[0]", update: {x-late: 1}}
"""
    )
    assert document.data["tags"] == [{"name": "c", "x-late": 1}]
    assert document.data["paths"]["/pets"] == {"get": {"tags": ["a"], "responses": {}}}
    assert place(document, "/tags/0/name") == ("api.yaml", 6)
    assert place(document, "/tags/0/x-late") == ("overlay.yaml", 7)
    assert sink.items == ()


def test_one_target_may_select_many_places_and_shared_values_stay_apart() -> None:
    shared = "openapi: 3.1.0\nx-a: &a {b: {}}\nx-c: *a\nx-list: [[1, 2, 3], [4, 5]]\n"
    document, sink = apply("- {target: $.x-a.b, update: {n: 1}}\n", shared)
    assert sink.errors[0].code == "overlay-target"
    document, sink = apply("- {target: \"$['x-a'].b\", update: {n: 1}}\n", shared)
    assert document.data["x-a"] == {"b": {"n": 1}}
    assert document.data["x-c"] == {"b": {}}
    document, sink = apply('- {target: "$..[0]", remove: true}\n', shared)
    assert document.data["x-list"] == [[5]]
    assert place(document, "/x-list/0/0") == ("api.yaml", 4)
    document, sink = apply("- {target: '$.paths.*.get', update: {x-seen: [1]}}\n")
    assert all(item["get"]["x-seen"] == [1] for item in document.data["paths"].values())
    assert sink.items == ()


@pytest.mark.parametrize(
    ("action", "code", "severity", "line"),
    [
        ("- {target: $.nothing, update: {}}", "overlay-no-match", "warning", 4),
        ("- {target: '$.paths[/pets]', update: {}}", "overlay-target", "error", 4),
        ("- target: $.info.title\n  update: new", "overlay-target", "error", 4),
        ("- target: $.info\n  update: text", "overlay-target", "error", 5),
        ("- {target: $, remove: true}", "overlay-target", "error", 4),
        ("- {target: $.info}", "overlay-empty-action", "warning", 4),
        ("- {update: {}}", "overlay-action", "error", 4),
        ("- text", "overlay-action", "error", 4),
        ("- {target: $.info, updates: {}, update: {}}", "unknown-field", "warning", 4),
    ],
)
def test_what_is_wrong_with_an_overlay_is_located_in_it(
    action: str, code: str, severity: str, line: int
) -> None:
    _, sink = apply(action)
    found = [item for item in sink.items if item.code != "incomplete-overlay"]
    assert [(item.code, item.severity) for item in found] == [(code, severity)]
    assert found[0].location is not None
    assert (found[0].location.file, found[0].location.line) == ("overlay.yaml", line)


@pytest.mark.parametrize("text", ["openapi: 3.1.0", "overlay: 2.0.0"])
def test_what_is_no_overlay_is_refused(text: str) -> None:
    overlay = parse_document("overlay.yaml", text.encode(), Diagnostics())
    with pytest.raises(FatalError) as caught:
        apply_overlays(overlay, [overlay], Diagnostics())
    assert caught.value.diagnostic.code == "not-overlay"


def test_a_finding_in_a_value_of_an_overlay_is_located_there() -> None:
    overlay = """
        overlay: 1.0.0
        info: {title: O, version: '1'}
        actions:
        - target: $.paths['/pets'].get
          update:
            responses: {'200': {description: d, content: {a/b: {schema: {type: Strin}}}}}
        """
    reading = read(DOCUMENT, overlay)
    found = next(item for item in reading.sink.items if item.code == "unknown-type")
    assert found.location is not None
    assert (found.location.file, found.location.line) == ("overlay1.yaml", 6)


def test_recursive_descent_reaches_as_deep_as_documents_may_nest() -> None:
    deep = "openapi: 3.1.0\nx: " + "{a: " * 190 + "{b: {}}" + "}" * 190 + "\n"
    document, sink = apply("- {target: '$..b', update: {found: true}}\n", deep)
    assert sink.items == ()
    node = Node.root(document)["x"]
    while node.has("a"):
        node = node["a"]
    assert node["b"].value == {"found": True}
