"""What is skipped because it is equal makes no difference to the report, nor does a second process."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from specwright.diagnostics import Diagnostics, FatalError
from specwright.diff import compare
from specwright.diff.attribution import beside
from specwright.diff.attribution.packages import Package
from specwright.diff.report.json import report_data
from specwright.diff.settings import Settings
from specwright.diff.unchanged import Unchanged
from specwright.python.shape import Wanted
from specwright.request import Request
from tests.harness.effort import examples
from tests.unit.diff.conftest import Command
from tests.unit.diff.document.test_random import DOCUMENTS, edits
from tests.unit.diff.judging import TODAY, holding


def told(folder: Path, base: Any, revision: Any) -> str | None:
    """The report about two documents; None if they cannot be compared."""
    requests = []
    for name, document in (("base", base), ("revision", revision)):
        path = folder / f"{name}.json"
        path.write_text(json.dumps(document, indent=1), "utf-8")
        requests.append(Request(str(path), (), None))
    sinks = Diagnostics(), Diagnostics()
    try:
        report = compare.compare_documents(*requests, sinks, Settings(today=TODAY)).report
    except FatalError:
        return None
    return None if report is None else json.dumps(report_data(report))


@contextmanager
def everything() -> Iterator[None]:
    """All of both documents is compared, and all modules of both packages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Unchanged, "same", lambda *_: False)
        patch.setattr(compare, "wanted_keys", lambda *_: None)
        yield


@settings(max_examples=examples(4), deadline=None, suppress_health_check=list(HealthCheck))
@given(edits(), edits())
def test_the_report_is_that_of_a_comparison_of_everything(
    one: tuple[int, dict[str, Any], str], other: tuple[int, dict[str, Any], str]
) -> None:
    """Of one edit, or of two documents with an edit each."""
    number, revision, _ = one
    base = other[1] if other[0] == number else DOCUMENTS[number]
    with TemporaryDirectory() as name:
        quick = told(Path(name), base, revision)
        with everything():
            assert quick == told(Path(name), base, revision)


needs_fork = pytest.mark.skipif(sys.platform != "linux", reason="a fork is safe only on Linux")


@needs_fork
def test_a_second_process_gives_the_same_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, revision = DOCUMENTS[1], json.loads(json.dumps(DOCUMENTS[1]))
    next(iter(revision["paths"].values())).popitem()
    alone = told(tmp_path, base, revision)
    asked: list[object] = []
    package = beside.Remote.package

    def watched(self: beside.Remote, wanted: Wanted | None) -> Package | None:
        asked.append(self)
        return package(self, wanted)

    monkeypatch.setattr(beside.Remote, "package", watched)
    monkeypatch.setattr(beside, "_is_worth_it", lambda _: True)
    assert told(tmp_path, base, revision) == alone
    assert alone is not None
    assert asked


@needs_fork
def test_a_second_process_that_fails_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, revision = DOCUMENTS[1], json.loads(json.dumps(DOCUMENTS[1]))
    revision["info"]["title"] = "Other"
    alone = told(tmp_path, base, revision)
    monkeypatch.setattr(beside, "_is_worth_it", lambda _: True)
    monkeypatch.setattr(beside, "_pickled", lambda _: 1 / 0)
    assert told(tmp_path, base, revision) == alone


@pytest.mark.parametrize(
    "schema",
    [{"$ref": "#/components/schemas/None"}, {"allOf": [{"$ref": "#/components/schemas/It"}]}],
)
def test_the_wire_alone_is_not_compared_in_an_unsound_document(diff: Command, schema: Any) -> None:
    revision = holding({"$ref": "#/components/schemas/It"}, "response-body")
    revision["components"] = {"schemas": {"It": schema}}
    base = holding({"type": "string"}, "response-body")
    assert diff(json.dumps(base), json.dumps(revision), "--only", "wire").code == 2
