"""Documents in the style of many tools: each holds what `verify` has once blamed a client for, or fell over."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TypeAlias

import pytest

from specwright.verify.client.package import find_package
from specwright.verify.findings import Report
from specwright.verify.loading import load_document
from specwright.verify.runner import run
from specwright.verify.test_plan import Options
from tests.harness.clients import write_client
from tests.harness.plain_yaml import load_yaml

Change: TypeAlias = tuple[str, str, str]

FOLDER = Path(__file__).parent / "unseen"
# Each has something that the others have not: `allOf`, a form, four kinds of credentials, a discriminator.
OF_OTHERS = {
    "examples/30-petstore-expanded.json": 4,
    "examples/30-uspto.json": 3,
    "examples/31-tictactoe.json": 3,
    "adyen-BinLookupService-v54.json": 2,
    "adyen-DisputeService-v30.json": 5,
    "adyen-SessionAuthenticationService-v1.json": 1,
}


def verified(
    document: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, change: Change | None = None
) -> Report:
    """What is said of the client as it is generated, or with a change of one of its files."""
    package = f"unseen_{document.stem}".replace("-", "_")
    write_client(document, folder, package)
    if change is not None:
        file, old, new = change
        text = (folder / package / file).read_text("utf-8")
        assert old in text
        (folder / package / file).write_text(text.replace(old, new), "utf-8")
    monkeypatch.syspath_prepend(folder)
    try:
        return run(load_document(document), find_package(package), Options(2))
    finally:
        for module in [m for m in sys.modules if m.split(".")[0] == package]:
            del sys.modules[module]


@pytest.mark.parametrize(
    ("name", "operations", "told"),
    [
        ("contents", 17, ()),
        ("dependents", 1, ()),
        ("files", 1, ()),
        ("lists", 13, ()),
        ("nulls", 4, ("only `nullable: true` as null", "a form is an object")),
        ("ranges", 3, ("has both schema and content", "which is sent in its place")),
        ("names", 2, ("read a name from the package: 😀",)),
        ("tags", 3, ()),
        ("texts", 3, ("look-around", "by the pattern of their name")),
    ],
)
def test_no_client_is_blamed_for_what_is_not_its_fault(
    name: str,
    operations: int,
    told: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report = verified(FOLDER / f"{name}.yaml", tmp_path, monkeypatch)
    assert not report.findings, report.findings[0]
    assert report.counts["operations"] == operations
    said = [remark.text for remark in (*report.faults, *report.not_verified)]
    assert not [text for text in said if "cannot generate a valid call" in text]
    for part in told:
        assert any(part in text for text in said), (part, said)


@pytest.mark.parametrize(
    ("old", "new", "said"), [("content", "text", "files"), ("text", "content", "texts")]
)
def test_a_file_is_bytes_and_a_text_is_a_text(
    old: str, new: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = ("_runtime/response/response.py", f"return response.{old}", f"return response.{new}")
    report = verified(FOLDER / "contents.yaml", tmp_path, monkeypatch, change)
    told = {f.operation.removeprefix("GET ") for f in report.findings if f.check == "answers"}
    paths: dict[str, object] = load_yaml((FOLDER / "contents.yaml").read_text("utf-8"))["paths"]
    assert told == {path for path in paths if path.startswith(f"/{said}/")}


@pytest.mark.slow  # the documents above have what these have, each kind by itself
@pytest.mark.parametrize("name", OF_OTHERS)
def test_clients_of_other_peoples_documents_agree_with_them(
    name: str, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = verified(corpus / name, tmp_path, monkeypatch)
    assert not report.findings, report.findings[0]
    assert report.counts["operations"] == OF_OTHERS[name]
