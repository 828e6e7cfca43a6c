"""A later revision of the Runway document gives the report that one would want to read."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest

from specwright.cli import main
from tests.unit.diff.conftest import Command, Outcome
from tests.unit.diff.report.later_runway import OVERLAY, SPEC, later_revision

ARGUMENTS = (str(SPEC), "later.yaml", "--overlay", str(OVERLAY))
pytestmark = pytest.mark.xdist_group("later runway")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """One run for all tests that only read it."""
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(io.StringIO()) as out,
    ):
        patch.chdir(tmp_path_factory.mktemp("later"))
        Path("later.yaml").write_text(later_revision(), encoding="utf-8")
        code = main(["diff", *ARGUMENTS, "--format", "json"])
    return Outcome(code, out.getvalue(), "")


def compared(diff: Command, form: str) -> Outcome:
    diff.write("later.yaml", later_revision())
    return diff.run(*ARGUMENTS, "--format", form)


def test_what_breaks_and_whom(report: Outcome) -> None:
    assert (report.code, report.breaking, report.data["bump"]) == (1, (True, True), "major")
    breaking = [c for c in report.data["changes"] if "breaking" in c["verdict"].values()]
    said = {c["python"]["message"]: c["verdict"] for c in breaking}
    both = {"wire": "breaking", "source": "breaking"}
    assert said == {
        "`client.documents.list`: `order` is required": both,
        "`client.documents.list`: `sort` is required": both,
        "`DocumentSummary` was renamed to `DocumentItem`": {"wire": "none", "source": "breaking"},
    }
    assert all(c["operation_id"] == "listDocuments" for c in breaking)


def test_a_renamed_schema_comes_with_its_overlay(report: Outcome) -> None:
    (renamed,) = (c for c in report.data["changes"] if c["renamed"])
    assert (renamed["renamed"]["old"], renamed["renamed"]["new"]) == (
        "DocumentSummary",
        "DocumentItem",
    )
    assert renamed["renamed"]["confidence"] > 0.9
    assert renamed["overlay"] == (
        "- target: $.components.schemas.DocumentItem\n"
        "  update:\n"
        "    x-specwright-name: DocumentSummary\n"
    )


def test_a_new_value_is_a_warning_and_new_operations_are_additions(report: Outcome) -> None:
    verdicts = [(c["verdict"]["wire"], c["verdict"]["source"]) for c in report.data["changes"]]
    assert verdicts.count(("warning", "info")) == 1  # `url` of documents, with and without texts
    added = [
        c for c in report.data["changes"] if c["python"] and c["python"]["id"] == "method-added"
    ]
    assert sorted((c["method"], c["path"]) for c in added) == [
        ("GET", "/v1/workflow_invocations/{id}"),
        ("GET", "/v1/workflows"),
        ("GET", "/v1/workflows/{id}"),
        ("PATCH", "/v1/voices/{id}"),
        ("POST", "/v1/workflows/{id}"),
    ]
    assert {c["verdict"]["wire"] for c in added} == {"info"}


def test_the_changelog_entry(diff: Command) -> None:
    text = compared(diff, "markdown").out
    titles = [line for line in text.splitlines() if line.startswith("###")]
    assert titles == ["### Breaking", "### Added", "### Changed"]
    assert (
        '  - client.documents.list()\n  + client.documents.list(order="asc", sort="createdAt")\n'
        in text
    )
    for name in (
        "client.voices.update_voice",
        "client.workflows.run_workflow",
        "`WorkflowInvocation`",
    ):
        assert name in text.partition("### Added")[2]
