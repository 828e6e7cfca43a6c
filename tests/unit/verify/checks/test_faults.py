"""`verify` agrees with a client as it was generated, and finds each fault that is planted in a copy of it."""

from __future__ import annotations

import importlib.util
import itertools
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from specwright.verify.cache import Memory
from specwright.verify.checks.requests import check_case
from specwright.verify.client.check_context import make_bench
from specwright.verify.client.package import find_package
from specwright.verify.client.session import Session
from specwright.verify.document.document import Document
from specwright.verify.findings import Finding, Report
from specwright.verify.generate.cases import valid_cases
from specwright.verify.loading import load_document
from specwright.verify.runner import replay, run
from specwright.verify.test_plan import Options, draw_cases, search
from tests.unit.verify.checks.faults import FAULTS, Fault
from tests.unit.verify.small import CLIENT, SHOP

pytestmark = pytest.mark.xdist_group("faults")  # what all use is made once


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
        shutil.copytree(folder / CLIENT, folder / name)
        file = folder / name / fault.file
        text = file.read_text("utf-8")
        assert fault.old in text, f"{fault.file} has changed: there is no {fault.old!r}"
        head, _, tail = text.rpartition(fault.old) if fault.last else text.partition(fault.old)
        file.write_text(head + fault.new + tail, "utf-8")
        Path(importlib.util.cache_from_source(str(file))).unlink(missing_ok=True)
        importlib.invalidate_caches()
        return name

    yield plant
    for name in names:
        for module in [m for m in sys.modules if m == name or m.startswith(f"{name}.")]:
            del sys.modules[module]


class Judge:
    """Replays one case book, which is much quicker than a run for each fault."""

    def __init__(self, document: Document) -> None:
        self.book = draw_cases(document, Options(1))
        self.memory = Memory()

    def findings(self, package: str, sought: str | None = None) -> tuple[Finding, ...]:
        return replay(self.book, find_package(package), self.memory, sought)


@pytest.fixture(scope="module")
def judge(document: Document, folder: Path) -> Judge:
    judge = Judge(document)
    assert judge.findings(CLIENT) == ()
    assert judge.findings(CLIENT) == (), "what is remembered is right as well"
    return judge


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_fault_is_found(fault: Fault, planted: Callable[[Fault], str], judge: Judge) -> None:
    findings = judge.findings(planted(fault), fault.check)
    found = {finding.check: finding for finding in findings}
    assert fault.check in found, [f"{f.check}: {f.actual}" for f in findings]
    finding = found[fault.check]
    assert finding.location.startswith(str(SHOP)) and finding.actual and finding.expected


def test_what_hypothesis_finds_is_made_smaller(
    document: Document, planted: Callable[[Fault], str]
) -> None:
    """The fixed cases would find it first, so the run is told to draw alone."""
    dropped = next(fault for fault in FAULTS if fault.what == "query parameter dropped")
    package = find_package(planted(dropped))
    operation = document.operation("getItem")
    with Session(package, document.raw) as session:
        subject = make_bench(document, package, session).subjects[operation.key]
        found = search(valid_cases(operation), partial(check_case, subject), Options(200))
    assert found is not None and "lang=" in found.call
    assert "tags=" not in found.call and "x_trace=" not in found.call


def test_a_run_tells_the_first_of_each_check(
    document: Document, planted: Callable[[Fault], str]
) -> None:
    report = judged(document, planted(FAULTS[3]))
    keys = [(finding.operation, finding.check) for finding in report.findings]
    assert report.exit_code == 1 and keys and len(keys) == len(set(keys))
    assert not set(keys) & set(report.passed)
