"""Other people's documents: every operation is there, every module imports, nothing unexpected is reported."""

from __future__ import annotations

import functools
import importlib
import json
import os
import pkgutil
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from specwright.diagnostics import Diagnostics
from specwright.emit.format import run_black
from specwright.emit.layout.module import lay_out
from specwright.pipeline import Generated, Request, generate
from tests.harness.building import build_model, run_mypy
from tests.harness.rendering import rendered

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

NO_FAULTS = frozenset({"no-server", "pagination-recognised"})
"""Notes about what the client has, not about the document."""

EXPECTED: dict[str, frozenset[str]] = {
    "adyen-BalancePlatformPaymentNotification-v1.json": frozenset(),
    "adyen-BinLookupService-v54.json": frozenset(),
    "adyen-DisputeService-v30.json": frozenset(),
    "adyen-SessionAuthenticationService-v1.json": frozenset(),
    "adyen-TransferService-v2.json": frozenset(),
    "examples/30-api-with-examples.json": frozenset(),
    "examples/30-callback-example.json": frozenset(),
    "examples/30-link-example.json": frozenset(),
    "examples/30-petstore-expanded.json": frozenset(),
    "examples/30-petstore.json": frozenset(),
    "examples/30-uspto.json": frozenset(),
    "examples/31-non-oauth-scopes.json": frozenset({"missing-responses"}),
    "examples/31-tictactoe.json": frozenset(),
    "examples/31-webhook-example.json": frozenset(),
    "frameworks/apiflask.json": frozenset(),
    "frameworks/django-ninja.json": frozenset(),
    "frameworks/drf-spectacular.json": frozenset(),
    "frameworks/fastapi-streams.json": frozenset(),
    "frameworks/fastapi.json": frozenset({"duplicate-operation-id"}),
    "frameworks/litestar.json": frozenset({"odd-media-type"}),
    "vertex.json": frozenset(),
}
"""The small documents, with the codes of the diagnostics that each gives."""

EXPECTED_OF_LARGE: dict[str, frozenset[str]] = {
    "adyen-CheckoutService-v71.json": frozenset({"old-keyword"}),
    "adyen-ManagementService-v3.json": frozenset({"old-keyword"}),
    "discord.json": frozenset({"empty-list"}),
    "openai.json": frozenset(
        {
            "ambiguous-discriminator",
            "old-keyword",
            "repeated-name",
        }
    ),
    "netbox.yaml": frozenset(),
    "plaid.yaml": frozenset({"odd-media-type"}),
    "qdrant.json": frozenset({"name-collision"}),
    "sonarr.json": frozenset({"unsupported-pattern", "unused-path-parameter"}),
}
"""Half a minute to some minutes each; they run when SPECWRIGHT_LARGE is set."""

LARGE = bool(os.environ.get("SPECWRIGHT_LARGE"))

large = pytest.mark.skipif(
    not LARGE,
    reason="takes minutes; SPECWRIGHT_LARGE=1 runs it",
)
DOCUMENTS = [
    *(pytest.param(name, codes, id=name) for name, codes in EXPECTED.items()),
    *(pytest.param(n, codes, id=n, marks=large) for n, codes in EXPECTED_OF_LARGE.items()),
]


def package_name(name: str) -> str:
    stem = Path(name).stem.replace("-", "_")
    return f"corpus_{stem}".lower()


@functools.cache
def made(path: Path, name: str) -> tuple[Generated, Diagnostics]:
    sink = Diagnostics()
    return generate(Request(str(path / name), package=package_name(name)), sink), sink


def written(generated: Generated, folder: Path) -> None:
    for file in generated.files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)


def operations_of(path: Path) -> list[tuple[str, str]]:
    """Method and path of every operation, by plain JSON or YAML; no document here has a `$ref` for a path."""
    text = path.read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document: dict[str, Any] = (
        json.loads(text) if path.suffix == ".json" else yaml.load(text, loader)  # noqa: S506  # a safe loader
    )
    return [
        (method.upper(), template)
        for template, item in document.get("paths", {}).items()
        for method in METHODS
        if method in item
    ]


@pytest.mark.parametrize(("name", "codes"), DOCUMENTS)
def test_every_operation_and_module(
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    codes: frozenset[str],
) -> None:
    generated, sink = made(corpus, name)
    assert {item.code for item in sink.items} - NO_FAULTS == codes
    assert not sink.has_errors
    written(generated, tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    package = importlib.import_module(package_name(name))
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(found.name)
        assert all(hasattr(module, public) for public in getattr(module, "__all__", ()))
    expected = operations_of(corpus / name)
    assert [(record.method, record.path) for record in package.OPERATIONS] == expected
    names = {f"{record.resource}.{record.name}" for record in package.OPERATIONS}
    assert len(names) == len(expected)
    for record in package.OPERATIONS:
        assert callable(record.endpoint)
    for model in package.models.__all__:
        build_model(getattr(package.models, model))


@pytest.mark.slow  # tests/unit/emit/test_layout.py compares three packages and random modules
@pytest.mark.parametrize(("name", "codes"), DOCUMENTS)
def test_black_changes_nothing(corpus: Path, name: str, codes: frozenset[str]) -> None:
    del codes
    for path, text in rendered(Request(str(corpus / name))).items():
        final = lay_out(text)
        assert final == run_black(text), path
        assert not LARGE or final == run_black(final), path


def test_every_document_of_the_folder_has_its_row(corpus: Path) -> None:
    files = [path for path in corpus.rglob("*") if path.suffix in (".json", ".yaml")]
    here = {path.relative_to(corpus).as_posix() for path in files}
    assert here == set(EXPECTED) | set(EXPECTED_OF_LARGE)


def test_the_small_ones_are_clean_under_strict_type_checking(corpus: Path, tmp_path: Path) -> None:
    """One run over all packages; the runtime, the same in each, is checked once."""
    packages = []
    for name in EXPECTED:
        generated, _ = made(corpus, name)
        packages.append(package_name(name))
        written(generated, tmp_path)
    for package in packages[1:]:
        runtime = tmp_path / package / "_runtime"
        shutil.rmtree(runtime)
        runtime.symlink_to(tmp_path / packages[0] / "_runtime")
    done = run_mypy(tmp_path, *packages)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr


@large
@pytest.mark.parametrize("name", EXPECTED)
def test_every_operation_has_a_command_with_help(
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    written(made(corpus, name)[0], tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    package = package_name(name)
    line: Any = importlib.import_module(f"{package}._runtime.cli.program")
    table = line.Table(package, "client")
    commands: set[str] = set()
    for group, resource in table.groups.items():
        for word in line.words_for(record.name for record in table.resources[resource]):
            assert line.run(package, "client", [group, word, "--help"]) == 0
            said = capsys.readouterr().out
            assert said.startswith(f"Usage: client {group} {word}")
            assert all(c.isprintable() or c == "\n" for c in said)
            commands.add(f"{group} {word}")
    assert len(commands) == len(table.records)
