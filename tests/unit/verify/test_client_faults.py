"""`verify` agrees with a client as it was generated, and finds each fault that is planted in a copy of it."""

from __future__ import annotations

import importlib
import itertools
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from specwright.verify.casebook import Options, draw_cases
from specwright.verify.document import Document, load_document
from specwright.verify.findings import Report
from specwright.verify.memory import Memory
from specwright.verify.package import find_package
from specwright.verify.runner import replay, run
from tests.unit.verify.faults import FAULTS, Fault

SHOP = Path(__file__).with_name("shop.yaml")
CLIENT = "verified_shop"


@pytest.fixture(scope="module")
def document() -> Document:
    return load_document(SHOP)


@pytest.fixture(scope="module")
def folder(shop: Path) -> Iterator[Path]:
    sys.path.insert(0, str(shop))
    yield shop
    sys.path.remove(str(shop))


def judged(document: Document, package: str, examples: int = 0) -> Report:
    return run(document, find_package(package), Options(examples))


def test_a_client_as_generated_agrees(document: Document, folder: Path) -> None:
    report = judged(document, CLIENT, examples=20)
    assert not report.findings and not report.faults
    operations = {key for key, _ in report.passed}
    assert operations >= {item.key for item in document.operations}


_COUNT = itertools.count(1)


@pytest.fixture
def planted(folder: Path) -> Iterator[Callable[[Fault], str]]:
    """A copy of the client with the fault, under a name of its own."""
    names: list[str] = []

    def plant(fault: Fault) -> str:
        name = f"{CLIENT}_{next(_COUNT)}"
        names.append(name)
        shutil.copytree(
            folder / CLIENT, folder / name, ignore=shutil.ignore_patterns("__pycache__")
        )
        file = folder / name / fault.file
        text = file.read_text("utf-8")
        assert fault.old in text, f"{fault.file} has changed: there is no {fault.old!r}"
        head, _, tail = text.rpartition(fault.old) if fault.last else text.partition(fault.old)
        file.write_text(head + fault.new + tail, "utf-8")
        importlib.invalidate_caches()
        return name

    yield plant
    for name in names:
        for module in [m for m in sys.modules if m == name or m.startswith(f"{name}.")]:
            del sys.modules[module]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_fault_is_found(fault: Fault, planted: Callable[[Fault], str], document: Document) -> None:
    report = judged(document, planted(fault))
    found = {finding.check: finding for finding in report.findings}
    assert report.exit_code == 1
    assert fault.check in found, [f"{f.check}: {f.did}" for f in report.findings]
    finding = found[fault.check]
    assert finding.place.startswith(str(SHOP)) and finding.did and finding.says


def test_replaying_finds_the_same(
    document: Document, planted: Callable[[Fault], str], folder: Path
) -> None:
    book, memory = draw_cases(document, Options(5)), Memory()
    assert replay(book, find_package(CLIENT), memory) == ()
    assert replay(book, find_package(CLIENT), memory) == ()
    for fault in FAULTS[3:6]:
        (finding,) = replay(book, find_package(planted(fault)), memory)
        assert finding.check == fault.check
