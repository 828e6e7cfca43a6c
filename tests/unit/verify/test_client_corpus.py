"""Clients of other people's documents agree with them: `verify` serves any document, not this repository's alone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from specwright.verify.client.package import find_package
from specwright.verify.loading import load_document
from specwright.verify.runner import run
from specwright.verify.test_plan import Options
from tests.harness.clients import write_client

# Each has something that the others have not: `allOf`, a form, four kinds of credentials, a discriminator.
DOCUMENTS = {
    "examples/30-petstore-expanded.json": 4,
    "examples/30-uspto.json": 3,
    "examples/31-tictactoe.json": 3,
    "adyen-BinLookupService-v54.json": 2,
    "adyen-DisputeService-v30.json": 5,
    "adyen-SessionAuthenticationService-v1.json": 1,
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_client_agrees_with_its_document(
    name: str, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = f"verified_{list(DOCUMENTS).index(name)}"
    write_client(corpus / name, tmp_path, package)
    monkeypatch.syspath_prepend(tmp_path)
    report = run(load_document(corpus / name), find_package(package), Options(2))
    assert not report.findings, report.findings[0]
    assert report.counts["operations"] == DOCUMENTS[name]
    for module in [m for m in sys.modules if m.split(".")[0] == package]:
        del sys.modules[module]
