"""Mocks of other people's documents: every answer is valid, and every argument is read as it was sent."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path

import pytest

from tests.harness.clients import write_client
from tests.mocks.judge import bench_of, calls_of, judged

SMALL = (
    "adyen-DisputeService-v30.json",
    "examples/30-petstore-expanded.json",
    "examples/31-tictactoe.json",
    "frameworks/django-ninja.json",
    "frameworks/drf-spectacular.json",
    "frameworks/fastapi.json",
    "vertex.json",
)


@pytest.mark.slow  # tests/mocks does it with documents of our own
@pytest.mark.parametrize("document", SMALL)
def test_every_answer_is_valid(
    document: str, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"mocked_corpus_{SMALL.index(document)}"
    write_client(corpus / document, tmp_path, name)
    monkeypatch.syspath_prepend(tmp_path)
    bench = bench_of(corpus / document, name)
    with bench.session:
        mock, problems = import_module(f"{name}.testing").mock, list[str]()
        for subject in bench.subjects.values():
            if all(status.startswith("3") for status in subject.operation.responses):
                continue  # a client raises an error for a redirect
            for case, given in calls_of(subject):
                problems += judged(subject, partial(mock), case, given)
    assert not problems, "\n".join(problems)
