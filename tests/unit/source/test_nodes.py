"""Nodes, references and the printing of diagnostics."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import specwright
from specwright.diagnostics import Diagnostic, Diagnostics, Location, render_diagnostic
from specwright.diagnostics.codes import CODES
from specwright.source.document import parse_document
from specwright.source.node import Node
from specwright.source.refs import Resolver


def root_of(text: str) -> Node:
    return Node.root(
        parse_document("dir/api.yaml", text.encode(), Diagnostics(), path=Path("dir/api.yaml"))
    )


def codes(sink: Diagnostics) -> list[tuple[str, int]]:
    return [(item.code, item.location.line if item.location else 0) for item in sink.items]


def test_getters_give_values_and_report_wrong_types() -> None:
    root = root_of("t: x\nf: true\ni: 5.0\nn: 1.5\no: {a/b: 1}\nl: [1]\nwrong: []\n")
    sink = Diagnostics()
    assert (root.text("t", sink), root.flag("f", sink)) == ("x", True)
    assert (root.integer("i", sink), root.number("n", sink)) == (5, 1.5)
    (member,) = root.members("o", sink)
    assert (member[0], member[1].pointer, member[1].key) == ("a/b", "/o/a~1b", "a/b")
    assert root.elements("l", sink)[0].value == 1
    assert root.text("absent", sink) is None
    assert root.members("absent", sink) == ()
    assert sink.items == ()
    for read in (root.text, root.flag, root.integer, root.number, root.members):
        assert not read("wrong", sink)
    assert root.integer("f", sink) is None
    assert {line for _, line in codes(sink)} == {2, 7}
    assert {code for code, _ in codes(sink)} == {"wrong-type"}


def test_nodes_are_equal_by_place_not_by_value() -> None:
    root = root_of("a: 1\nb: 1\n")
    assert root["a"] == root["a"]
    assert root["a"] != root["b"]
    assert root["a"] != root_of("a: 1\nb: 1\n")["a"]
    assert len({root["a"], root["a"], root["b"]}) == 2
    assert root.get("c") is None


REFS = """
a: {x: {"~": [1, {"b c/d": end}]}}
direct: {$ref: "#/a/x"}
coded: {$ref: "#/a/x/~0/1/b%20c~1d"}
slash: {$ref: "#/a/x/~0/1/b%20c%2Fd"}
chain: {$ref: "#/direct"}
described: {$ref: "#/chain", description: text}
stop: {$ref: "#/described"}
through: {$ref: "#/chain/~0/0"}
file: {$ref: "api.yaml#/a"}
whole: {$ref: "#"}
"""


@pytest.mark.parametrize(
    ("key", "pointer"),
    [
        ("direct", "/a/x"),
        ("coded", "/a/x/~0/1/b c~1d"),
        ("slash", "/a/x/~0/1/b c~1d"),
        ("chain", "/a/x"),
        ("described", "/a/x"),
        ("stop", "/described"),
        ("through", "/a/x/~0/0"),
        ("file", "/a"),
        ("whole", ""),
    ],
)
def test_references_are_followed(key: str, pointer: str) -> None:
    root = root_of(REFS)
    sink = Diagnostics()
    resolver = Resolver(root.document)
    resolved = resolver.resolve(root[key], sink)
    assert resolved is not None
    assert resolved.target.pointer == pointer
    assert resolved.siblings == (("description",) if key == "described" else ())
    assert sink.items == ()


def test_deref_follows_to_the_end_and_leaves_other_nodes_alone() -> None:
    root = root_of(REFS)
    sink = Diagnostics()
    resolver = Resolver(root.document)
    assert resolver.deref(root["stop"], sink) == root["a"]["x"]
    assert resolver.deref(root["a"], sink) == root["a"]
    assert resolver.resolve(root["a"], sink) is None


BROKEN = """
components: {schemas: {Pet: {}, Cat: {}}}
typo: {$ref: "#/components/schemas/pet"}
index: {$ref: "#/list/01"}
ring: {$ref: "#/gnir"}
gnir: {$ref: "#/ring"}
self: {$ref: "#/self"}
inner: {$ref: "#/inner/x/y"}
file: {$ref: "../../etc/passwd#/x"}
url: {$ref: "http://169.254.169.254/#/x"}
anchor: {$ref: "#pet"}
"""


def test_references_that_lead_nowhere_are_errors_at_the_reference() -> None:
    root = root_of(BROKEN)
    sink = Diagnostics()
    resolver = Resolver(root.document)
    for _, node in root.entries():
        assert resolver.deref(node, sink) is (node if node.key == "components" else None)
    assert codes(sink) == [
        ("unresolved-ref", 3),
        ("unresolved-ref", 4),
        ("ref-cycle", 5),
        ("ref-cycle", 6),
        ("ref-cycle", 7),
        ("unresolved-ref", 8),
        ("ref-not-allowed", 9),
        ("unsupported-url-ref", 10),
        ("unresolved-ref", 11),
    ]
    assert "did you mean 'Pet'?" in sink.items[0].hint
    assert sink.items[0].pointer == "/typo/$ref"


def test_long_chains_of_references_neither_recurse_nor_take_long() -> None:
    lines = [f'a{i}: {{$ref: "#/a{i + 1}/x"}}' for i in range(3000)]
    flat = [f'b{i}: {{$ref: "#/b{i + 1}"}}' for i in range(3000)]
    root = root_of("\n".join([*lines, "a3000: {}", *flat, "b3000: {}"]))
    sink = Diagnostics()
    resolver = Resolver(root.document)
    assert resolver.deref(root["a0"], sink) is None
    assert resolver.deref(root["b0"], sink) == root["b3000"]


def test_a_diagnostic_shows_its_line_and_nothing_that_disturbs_a_terminal() -> None:
    item = Diagnostic("wrong-type", "warning", "bad \x1b[2J name", "/a", Location("f", 2, 6), "fix")
    shown = render_diagnostic(item, lambda _: "key: \tva\x07lue", colour=False)
    assert shown.splitlines() == [
        "f:2:6: warning[wrong-type]: bad \\x1b[2J name",
        "  2 | key:  va\\x07lue",
        "    |      ^",
        "  at #/a",
        "  hint: fix",
    ]
    assert "\x1b[" in render_diagnostic(item, None, colour=True)
    long = render_diagnostic(item, lambda _: "x" * 5000, colour=False)
    assert max(map(len, long.splitlines())) < 120


def test_findings_are_kept_once_in_the_order_of_their_places() -> None:
    root = root_of("a: 1\nb: 1\n")
    sink = Diagnostics()
    for key in ("b", "a", "b"):
        sink.warning("wrong-type", "m", root[key])
    sink.note("repeated-name", "m", root["a"])
    assert [item.pointer for item in sink.items] == ["/a", "/a", "/b"]
    assert len(sink.warnings) == 2
    assert not sink.has_errors


def test_every_code_is_explained_with_its_severity() -> None:
    methods = {"error": "error", "warning": "warning", "warn": "warning", "note": "note"}
    package = Path(inspect.getfile(specwright)).parent
    for file in [*package.glob("source/*.py"), *package.glob("openapi/*.py")]:
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
                continue
            first = call.args[0] if call.args else None
            if call.func.attr in methods and isinstance(first, ast.Constant):
                assert CODES[str(first.value)].severity == methods[call.func.attr], first.value
