"""Each rule of the Python surface, by the smallest pair of packages; the page that tells them all."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from specwright.diff.python_api.compare import compare_surfaces
from specwright.diff.python_api.reader import read_surface
from specwright.diff.python_api.rules import SOURCE_RULES

HEAD: Final = (
    "import typing as _t\nimport typing_extensions as _te\nfrom ._runtime import api as _r\n"
)
PAGE: Final = Path(__file__).parents[4] / "docs" / "diff.md"

# rule -> kind of source, before, after; "f": a function, "m": a model that it returns, "d": a dict that it takes,
# "a": a type that it returns, "p": one that it takes, "c": methods of a client, "x": what the package exports.
PAIRS: Final[dict[str, tuple[str, str, str]]] = {
    "argument-added": ("f", "()", "(*, a: int = 0)"),
    "argument-became-optional": ("f", "(a: int)", "(a: int = 0)"),
    "argument-became-required": ("f", "(a: int = 0)", "(a: int)"),
    "argument-default-changed": ("f", "(a: int = 0)", "(a: int = 1)"),
    "argument-kind-changed": ("f", "(a: int)", "(*, a: int)"),
    "argument-moved": ("f", "(a: int, b: int)", "(b: int, a: int)"),
    "argument-removed": ("f", "(*, a: int)", "()"),
    "argument-renamed": ("f", "(a: int)", "(b: int)"),
    "argument-required-added": ("f", "()", "(a: int)"),
    "argument-type-changed": ("f", "(a: int)", "(a: str)"),
    "argument-type-narrowed": ("f", "(a: int | str)", "(a: int)"),
    "argument-type-widened": ("f", "(a: int)", "(a: int | str)"),
    "attribute-added": ("m", "a: int", "a: int\n    b: int | None = None"),
    "attribute-became-optional": ("d", "a: _te.Required[int]", "a: int"),
    "attribute-became-required": ("d", "a: int", "a: _te.Required[int]"),
    "attribute-removed": ("m", "a: int\n    b: int", "a: int"),
    "attribute-renamed": ("m", "a: int\n    b_at: str", "a: int\n    b_on: str"),
    "attribute-required-added": ("d", "a: int", "a: int\n    b: _te.Required[int]"),
    "attribute-type-changed": ("m", "a: int", "a: str"),
    "attribute-type-narrowed": ("m", "a: int | str", "a: int"),
    "attribute-type-widened": ("m", "a: int", "a: int | str"),
    "client-renamed": ("c", "class A(_r.SyncClient): ...", "class B(_r.SyncClient): ..."),
    "enum-member-added": ("f", "(a: _t.Literal[1])", "(a: _t.Literal[1, 2])"),
    "enum-member-removed": ("f", "(a: _t.Literal[1, 2])", "(a: _t.Literal[1])"),
    "export-added": ("x", "'A',", "'A', 'B',"),
    "export-removed": ("x", "'A', 'B',", "'A',"),
    "function-added": ("f", "(): ...\ndef g()", "(): ...\ndef g(): ...\ndef h()"),
    "function-removed": ("f", "(): ...\ndef g()", "()"),
    "method-added": ("c", "def one(self): ...", "def one(self): ...\n    def two(self): ..."),
    "method-deprecated": ("c", "def one(self): ...", "def one(self):\n        'One\\n\\nDeprecated.\\n\\nx'"),
    "method-removed": ("c", "def one(self): ...\n    def two(self): ...", "def one(self): ..."),
    "method-renamed": ("c", "def one(self): ...", "def two(self): ..."),
    "model-added": ("m", "a: int", "a: int\nclass N(_r.Model):\n    x: int"),
    "model-base-removed": ("m", "a: int\nclass N(M):\n    b: int", "a: int\nclass N(_r.Model):\n    b: int"),
    "model-kind-changed": ("m", "a: int\nclass N(_r.Model):\n    b: int", "a: int\nN: _t.TypeAlias = int"),
    "model-removed": ("m", "a: int\nclass N(_r.Model):\n    x: int", "a: int"),
    "model-renamed": ("m", "a: int\nclass N(_r.Model):\n    x: int\n    y: int",
                      "a: int\nclass O(_r.Model):\n    x: int\n    y: int"),
    "overload-added": ("f", "(*, a: int): ...\n@_t.overload\ndef f(*, b: int)",
                       "(*, a: int): ...\n@_t.overload\ndef f(*, b: int): ...\n@_t.overload\ndef f(*, c: int)"),
    "overload-removed": ("f", "(*, a: _t.Literal[1]): ...\n@_t.overload\ndef f(*, a: _t.Literal[2], b: int)",
                         "(*, a: _t.Literal[1]): ...\n@_t.overload\ndef f(*, a: _t.Literal[3], b: int)"),
    "resource-renamed": ("c", "pets", "cats"),
    "return-type-changed": ("f", "() -> int", "() -> str"),
    "return-type-narrowed": ("f", "() -> int | str", "() -> int"),
    "return-type-widened": ("f", "() -> int", "() -> int | str"),
    "type-changed": ("a", "list[int]", "list[str]"),
    "type-narrowed": ("a", "int | str", "int"),
    "type-widened": ("p", "int", "int | str"),
    "union-member-added": ("a", "M | N", "M | N | O"),
    "union-member-removed": ("a", "M | N | O", "M | N"),
}  # fmt: skip


def package(kind: str, text: str) -> dict[str, str]:
    """The sources of a package in which only one thing differs."""
    if kind == "f":
        overload = "@_t.overload\n" if "@" in text else ""
        return {"tools.py": f"{HEAD}{overload}def f{text}: ..."}
    if kind == "x":
        return {"__init__.py": f"__all__ = ({text})"}
    if kind == "c":
        return client(text)
    use = "(m: M) -> None" if kind == "d" else "() -> M"
    if kind in "ap":
        classes = "".join(f"class {n}(_r.Model):\n    {n}: int\n" for n in "MNO")
        module, use = (
            f"{classes}A: _t.TypeAlias = {text}\n",
            ("() -> A" if kind == "a" else "(a: A) -> None"),
        )
    else:
        base = "_te.TypedDict, total=False" if kind == "d" else "_r.Model"
        module = f"class M({base}):\n    {text}\n"
    return {
        "models/__init__.py": "__all__ = ('M',)",
        "models/m.py": HEAD + module,
        "tools.py": f"{HEAD}def f{use}: ...",
    }


def client(text: str) -> dict[str, str]:
    if text.startswith("class"):
        return {"_client.py": HEAD + text}
    resource = text if text.isidentifier() else "pets"
    body = "def one(self): ..." if text.isidentifier() else text
    name = "two" if "def one" not in body else "one"
    record = f"_r.OperationRecord(method='GET', path='/p', resource='{resource}', name='{name}')"
    return {
        "_client.py": f"{HEAD}class Zoo(_r.SyncClient):\n    @property\n    def {resource}(self) -> R: ...",
        f"resources/{resource}.py": f"{HEAD}class R(_r.SyncResource):\n    {body}",
        "_operations.py": f"OPERATIONS = ({record},)",
    }


OF_DOCUMENTS = {"argument-meaning-changed", "credential-required", "package-renamed"}
"""What only the documents tell; test_verdicts, test_security and test_command have their pairs."""


@pytest.mark.parametrize("rule", sorted(set(SOURCE_RULES) - OF_DOCUMENTS))
def test_each_rule_by_its_smallest_pair(rule: str) -> None:
    kind, *texts = PAIRS[rule]
    before, after = (read_surface("pkg", package(kind, text)) for text in texts)
    found = {change.id: change for change in compare_surfaces(before, after)}
    assert rule in found, sorted(found)
    assert found[rule].verdict == SOURCE_RULES[rule].verdict
    assert compare_surfaces(before, before) == ()


def test_the_page_tells_every_rule() -> None:
    rows = {
        rule: f"| `{rule}` | {it.verdict} | {it.why} |" for rule, it in sorted(SOURCE_RULES.items())
    }
    assert "\n".join(rows.values()) in PAGE.read_text("utf-8")
