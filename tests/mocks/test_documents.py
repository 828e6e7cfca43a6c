"""Mocks of whole documents: each operation answers validly, and refuses what the document does not allow."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from specwright.verify.client.calling import WIRE
from specwright.verify.client.check_context import Bench
from specwright.verify.document.document import Operation
from specwright.verify.generate.violations import Violation, violations
from tests.harness.clients import write_client
from tests.mocks.judge import bench_of, call, calls_of, judged, same

ROOT = Path(__file__).parents[2]
DOCUMENTS = {
    "runway": (ROOT / "spec/openapi.yaml", (ROOT / "spec/overlay.yaml",)),
    "orders": (ROOT / "tests/documents/orders.yaml", ()),
    "parcels": (ROOT / "tests/documents/parcels.yaml", ()),
    "pets": (ROOT / "tests/documents/swagger/pets-2.0.yaml", ()),
}


@pytest.fixture(scope="module", params=DOCUMENTS)
def bench(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    document, overlays = DOCUMENTS[request.param]
    if request.param == "runway":
        with (made := bench_of(document, "runway_client", overlays)).session:
            yield made
        return
    made = make_bench(document, overlays, tmp_path_factory.mktemp("client"))
    with made.session:
        yield made


def make_bench(document: Path, overlays: tuple[Path, ...], folder: Path) -> Bench:
    name = "mocked_" + re.sub(r"\W", "_", document.stem)
    write_client(document, folder, name, overlays)
    sys.path.insert(0, str(folder))
    try:
        return bench_of(document, name, overlays)
    finally:
        sys.path.remove(str(folder))


def mock_of(bench: Bench, **options: Any) -> Any:
    from importlib import import_module

    return import_module(f"{bench.package.name}.testing").mock(**options)


def test_every_answer_is_valid(bench: Bench) -> None:
    problems = list[str]()
    for subject in bench.subjects.values():
        for case, given in calls_of(subject):
            problems += judged(subject, partial(mock_of, bench), case, given)
    assert not problems, "\n".join(problems)


def test_every_wrong_request_is_refused(bench: Bench) -> None:
    mock, accepted = mock_of(bench), list[str]()
    client = mock.client(check_requests=False, response_validation="off")
    for subject in bench.subjects.values():
        if bench.package.name == "runway_client" and "documents" not in subject.operation.path:
            continue  # the others allow texts of 16 MB, whose violations take long to draw
        for violation in json_violations(subject.operation):
            given = subject.writer.arguments(violation.case, WIRE)
            if given is None or subject.is_upload:
                continue
            try:
                call(client, subject.row.label, given)
            except AssertionError:
                continue
            except (TypeError, ValueError):  # the client cannot even write it
                continue
            if same(violation.case.body, mock.calls[-1].body):  # the client fills in constants
                accepted.append(f"{violation.case.operation}: {violation.message}")
    assert not accepted, "\n".join(accepted)


def json_violations(operation: Operation) -> Iterator[Violation]:
    """Those that JSON can carry; in URLs and forms everything is text."""
    for violation in islice(violations(operation), 20):
        kind = violation.case.media_type or ""
        small = not violation.case.large and len(str(violation.value)) < 10_000
        if small and violation.path[0] == "body" and kind.endswith(("/json", "+json")):
            yield violation
