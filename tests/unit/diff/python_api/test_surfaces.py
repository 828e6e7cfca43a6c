"""`diff --surface`: two generated trees, with griffe as the second opinion; the finer points of calls and types."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import griffe
import pytest

from specwright.diagnostics import Diagnostics
from specwright.diff.python_api.compare import compare_surfaces
from specwright.diff.python_api.reader import read_surface
from specwright.diff.python_api.rules import SourceChange
from specwright.pipeline import Request, generate
from tests.unit.diff.conftest import Command
from tests.unit.diff.pets import PET, PETS, edited, part

REVISIONS: Final = {
    "names": edited(
        ("listPets", "searchPets"),
        (PET + "}", "$ref: '#/components/schemas/Cat'}"),
        ("    Pet:", "    Cat:"),
        ("{id}", "{petId}"),
        ("name: id", "name: petId"),
    ),
    "arguments": edited(
        ("      - {name: kind, in: query, schema: {type: string, enum: [dog, cat]}}\n", ""),
        ("{name: limit, in", "{name: limit, required: true, in"),
        ("required: [name]", "required: [name, age]"),
        ("/owners/{owner}/pets/{id}", "/pets/{id}/of/{owner}"),
    ),
    "gone": edited((part("    delete:", "components:"), ""), (part("    post:", "  /owners"), "")),
    "security": edited(
        ("components:\n", "components:\n  securitySchemes: {key: {type: http, scheme: bearer}}\n"),
    ),
    "other resource": edited(("listPets\n      tags: [pets]", "listPets\n      tags: [search]")),
    "same": PETS,
}


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every revision, generated."""
    folder = tmp_path_factory.mktemp("trees")
    return {name: built(text, folder / name) for name, text in REVISIONS.items()}


def built(text: str, folder: Path) -> Path:
    """The generated tree of a document."""
    spec = folder / "spec.yaml"
    folder.mkdir(parents=True)
    spec.write_text(text, encoding="utf-8")
    for file in generate(Request(str(spec), package="pets"), Diagnostics()).files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    return folder


@pytest.mark.parametrize(
    ("before", "after"),
    [(n, "same") for n in REVISIONS if n != "same"] + [("same", n) for n in REVISIONS],
)
def test_what_griffe_finds_is_among_ours(
    diff: Command, trees: dict[str, Path], before: str, after: str
) -> None:
    old, new = trees[before], trees[after]
    found = diff.run("--surface", str(old), str(new / "pets"), "--format", "json")
    named = {
        name
        for change in found.data["changes"]
        if change["verdict"]["source"] in ("breaking", "warning")
        for name in (
            change["python"][k]
            for k in ("class", "function", "argument", "attribute", "before", "after")
        )
        if name is not None
    }
    named |= {word for name in named for word in name.split(".")}
    missed = sorted(set(griffe_names(old, new)) - named)
    assert missed == []
    is_broken = any(c["verdict"]["source"] == "breaking" for c in found.data["changes"])
    assert found.code == int(is_broken) and found.data["breaking"]["wire"] is False


@functools.cache
def loaded(tree: Path) -> griffe.Object | griffe.Alias:
    return griffe.load("pets", search_paths=[tree], try_relative_path=False)


def griffe_names(old: Path, new: Path) -> Iterator[str]:
    """What griffe says is broken: the name of the argument, or of the object."""
    for breakage in griffe.find_breaking_changes(loaded(old), loaded(new)):
        value = breakage.old_value if breakage.new_value is None else breakage.new_value
        if isinstance(value, griffe.Module):
            continue  # users import from `models`, not from the module of one model
        yield str(getattr(value, "name", breakage.obj.name))


def test_a_new_generator_with_the_same_document(diff: Command, trees: dict[str, Path]) -> None:
    """The runtime is part of what users import and call."""
    old, new = trees["same"], diff.folder / "new"
    shutil.copytree(old, new)
    assert diff.run("--surface", str(old), str(new)).code == 0
    edit(new / "pets" / "_runtime" / "http" / "retry.py", "max_retries", "most_retries")
    edit(new / "pets" / "__init__.py", '"RateLimitError"', '"TooManyError"')
    edit(new / "pets" / "__init__.py", "RateLimitError", "TooManyError")
    edit(new / "pets" / "_runtime" / "client" / "sync_client.py", "def send", "def dispatch")
    found = diff.run("--surface", str(old), str(new), "--format", "json")
    assert found.code == 1
    said = "\n".join(found.python)
    assert "RateLimitError is no longer exported" in said
    assert "SyncClient.send was removed" in said
    (new / "pets" / "_client.py").write_text("def (", encoding="utf-8")
    assert diff.run("--surface", str(old), str(new)).code == 2


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new), encoding="utf-8")


# --- the finer points: functions of a package ------------------------------------------------------

HEAD: Final = "import typing as _t\nfrom ._runtime import api as _r\n"


def compared(old: str, new: str, **more: str) -> list[SourceChange]:
    """Changes of a public module."""
    before = read_surface("pkg", {"tools.py": HEAD + old, **more})
    after = read_surface("pkg", {"tools.py": HEAD + new, **more})
    return list(compare_surfaces(before, after))


def ids(old: str, new: str, **more: str) -> list[tuple[str, str]]:
    return [(c.id, c.verdict) for c in compared(old, new, **more)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("(a: int)", "(a: float)", [("argument-type-widened", "info")]),
        ("(a: list[str])", "(a: _t.Sequence[str])", [("argument-type-widened", "info")]),
        ("(a: _t.Optional[str])", "(a: 'str | None')", []),
        ("(a: _t.Literal['x'])", "(a: str)", [("argument-type-widened", "info")]),
        ("(a: _t.Literal['x'] | str)", "(a: _t.Literal['x'])", [("argument-type-narrowed", "breaking")]),
        ("(a: str | _r.Unset = _r.UNSET)", "(a: str)", [("argument-became-required", "breaking")]),
        ("(a: str, b: int)", "(b: int, a: str)", [("argument-moved", "breaking")] * 2),
        ("(*, a: str)", "(a: str)", []),
        ("(*, a: str)", "(**more: str)", []),
        ("(a: str)", "(**more: str)", [("argument-removed", "breaking")]),
        ("() -> None", "() -> str", [("return-type-narrowed", "info")]),
        ("() -> list[str]", "() -> list[str | None]", [("return-type-widened", "breaking")]),
        ("() -> _t.Literal['x'] | str", "() -> _t.Literal['x', 'y'] | str", [("enum-member-added", "info")]),
        ("() -> _t.Literal['x']", "() -> _t.Literal['x', 'y']", [("enum-member-added", "breaking")]),
        ("() -> _t.Literal['x']", "() -> _t.Literal['x'] | str", [("return-type-widened", "warning")]),
    ],
)  # fmt: skip
def test_variance(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert ids(f"def f{old}: ...", f"def f{new}: ...") == expected


OVERLOADS: Final = """
@_t.overload
def f(*, model: _t.Literal["a"], size: int) -> str: ...
@_t.overload
def f(*, model: _t.Literal["b"], size: int, seed: int = 0) -> str: ...
@_t.overload
def f(*, body: object) -> str: ...
def f(*, model: str = "", size: int = 0, seed: int = 0, body: object = None) -> str: ...
"""


def test_overloads_are_compared_form_by_form() -> None:
    without = OVERLOADS.replace(OVERLOADS[: OVERLOADS.index('"b"')].rpartition("@")[2], "", 1)
    assert without != OVERLOADS
    narrowed = OVERLOADS.replace('"b"], size: int', '"b"], size: int, ratio: str')
    (change,) = compared(OVERLOADS, narrowed)
    assert change.id == "argument-required-added"
    assert "in the form `model='b'`" in change.message
    gone = OVERLOADS.replace('_t.Literal["b"]', '_t.Literal["c"]')
    assert ids(OVERLOADS, gone) == [("overload-removed", "breaking")]
    more = OVERLOADS + OVERLOADS.replace('"a"', '"c"').replace('"b"', '"d"')
    assert {id_ for id_, _ in ids(OVERLOADS, more)} == {"overload-added"}


def test_models_are_judged_by_the_way_they_go() -> None:
    def models(fields: str) -> dict[str, str]:
        return {
            "models/__init__.py": "__all__ = ('M',)\n",
            "models/m.py": f"{HEAD}class M(_r.Model):\n    {fields}\n",
        }

    def found(function: str, old: str, new: str) -> list[tuple[str, str]]:
        use = {"tools.py": f"{HEAD}from .models.m import M\ndef f{function}: ...\n"}
        before, after = read_surface("p", models(old) | use), read_surface("p", models(new) | use)
        return [(c.id, c.verdict) for c in compare_surfaces(before, after)]

    wider = "a: int", "a: int | str"
    assert found("() -> M", *wider) == [("attribute-type-widened", "breaking")]
    assert found("(m: M) -> None", *wider) == [("attribute-type-widened", "warning")]
    assert found("(m: M) -> M", *wider) == [("attribute-type-widened", "breaking")]
    assert found("(m: M) -> None", *wider[::-1]) == [("attribute-type-narrowed", "breaking")]
    more = "a: int", "a: int\n    b: int"
    assert found("(m: M) -> None", *more) == [("attribute-required-added", "breaking")]
    assert found("() -> M", *more) == [("attribute-required-added", "warning")]
    optional = "a: int", "a: int\n    b: int = 1"
    assert found("() -> M", *optional) == [("attribute-added", "info")]
    # Tests make what the client hands out, and code reads what it has made for a request.
    assert found("() -> M", *wider[::-1]) == [("attribute-type-narrowed", "warning")]
    absent = "a: int", "a: int | None = None"
    assert found("(m: M) -> None", *absent) == [("attribute-became-optional", "warning")]
    assert found("() -> M", *absent) == [("attribute-became-optional", "breaking")]
    listed = "a: _t.Literal['x', 'y']", "a: _t.Literal['x']"
    assert found("() -> M", *listed) == [("enum-member-removed", "warning")]
    open_ = [f"{one} | str" for one in listed]
    assert found("() -> M", *open_) == [("enum-member-removed", "info")]
    needed = "a: int | None = None", "a: int | None"
    assert found("() -> M", *needed) == [("attribute-became-required", "warning")]
    renamed = "a: int\n    old_name: str", "a: int\n    new_name: str"
    assert found("() -> M", *renamed) == [("attribute-renamed", "breaking")]


def test_a_typed_dict_has_the_keys_of_its_bases_in_the_private_runtime() -> None:
    def found(old: str, new: str) -> list[tuple[str, str]]:
        head = f"{HEAD}class Options(_te.TypedDict, total=False):\n    timeout: float\n"
        client = f"{HEAD}class Zoo(_r.SyncClient): ...\n"
        surfaces = [
            read_surface("p", {"_runtime/settings.py": head + text, "_client.py": client})
            for text in (old, new)
        ]
        return [(change.id, change.verdict) for change in compare_surfaces(*surfaces)]

    flat = "class SyncArguments(Options, total=False):\n    a: int\n    b: int\n"
    split = "class Base(Options, total=False):\n    a: int\nclass SyncArguments(Base, total=False):\n    b: int\n"
    assert found(flat, split) == found(split, flat) == []
    assert found(split, split.replace("    a: int", "    c: int")) == [
        ("attribute-removed", "breaking"),
        ("attribute-added", "info"),
    ]
