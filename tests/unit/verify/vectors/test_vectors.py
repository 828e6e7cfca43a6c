"""The vectors of spec/vectors hold, and a client that does something else is told what."""

from __future__ import annotations

from pathlib import Path

import pytest

import runway_client
from specwright.verify.vectors.files import load_vectors
from specwright.verify.vectors.types import VectorFault
from specwright.verify.vectors.vectors import run_vectors, uncovered

FOLDER = Path(__file__).parents[4] / "spec" / "vectors"

COMMON = """
client: {class: RunwayML, arguments: {api_key: k}}
base-url: https://api.dev.runwayml.com
headers: {authorization: Bearer k, x-runway-version: '2024-11-06', accept: application/json}
"""
HEAD = "previewVoice:\n  method: voices.preview\n  vectors:\n  - name: v\n"
SENT = """
    arguments: {prompt: twenty characters and more, model: eleven_ttv_v3}
    request:
      POST: /v1/voices/preview
      json: {prompt: twenty characters and more, model: eleven_ttv_v3}
    response: {status: 200, json: {durationSecs: 1.5, url: a}}
    result: !VoicePreview {duration_secs: 1.5, url: a}
"""
REFUSED = """
    arguments: {prompt: short, model: eleven_ttv_v3}
    refused: {prompt: at least 20}
"""


def problems(folder: Path, row: str) -> list[str]:
    (folder / "common.yaml").write_text(COMMON)
    (folder / "voices.yaml").write_text(HEAD + row)
    return [str(mismatch) for mismatch in run_vectors(runway_client, load_vectors(folder))]


def test_vectors_of_this_repository_hold() -> None:
    vectors = load_vectors(FOLDER)
    assert [str(mismatch) for mismatch in run_vectors(runway_client, vectors)] == []
    assert uncovered(vectors, [row.operation_id for row in runway_client.OPERATIONS]) == []


def test_coverage_is_counted_both_ways(tmp_path: Path) -> None:
    assert problems(tmp_path, SENT) == []
    said = uncovered(load_vectors(tmp_path), ["previewVoice", "getVoice"])
    assert said == ["previewVoice has 1 of 3 vectors", "getVoice has 0 of 3 vectors"]
    assert "previewVoice is not an operation" in uncovered(load_vectors(tmp_path), ["getVoice"])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("POST: /v1", "PUT: /v1", "not PUT https://api.dev.runwayml.com/v1/voices/preview"),
        ("voices/preview", "voices/Preview", "not POST"),
        ("POST: /v1/voices/preview", "POST: /v1/voices/preview?a=b", "?a=b"),
        ("json: {prompt", "json: {Prompt", "the body is"),
        ("json: {prompt", "json: {n: null, prompt", "the body is"),
        ("      json: {prompt: ", "      x: {y: ", "it sends a body"),
        ("      json:", "      headers: {x-a: b}\n      json:", "the header x-a is None, not 'b'"),
        ("!VoicePreview", "!VoiceCreated", "not a VoiceCreated"),
        ("!VoicePreview", "!Nothing", "no class Nothing"),
        ("{duration_secs: 1.5,", "{", "has the extra members ['duration_secs']"),
        ("{duration_secs: 1.5", "{duration_secs: '1.5'", "is 1.5, not '1.5'"),
        ("{durationSecs: 1.5, url: a}", "{durationSecs: 1.5, url: 3}", "it warns: "),
        ("    result", "    slept: [5.0]\n    result", "it sleeps [] seconds, not [5.0]"),
        ("    result", "    says: [odd]\n    result", "lacks 'odd'"),
        ("    result", "    environment: {RUNWAYML_BASE_URL: 'https://a.b'}\n    result", "https://a.b/"),
        ("    result", "    warns: [odd]\n    result", "it does not warn of 'odd'"),
        ("status: 200", "status: 500", "it raises InternalServerError"),
        ("result: !VoicePreview {", "raises: !NotFoundError {", "instead of raising"),
        ("status: 200, json: {durationSecs: 1.5, url: a}}\n    result: !VoicePreview {d",
         "status: 400}\n    raises: !NotFoundError {d", "not a NotFoundError"),
        ("prompt: twenty characters and more, model: eleven_ttv_v3}\n    request",
         "prompt: short, model: eleven_ttv_v3}\n    request", "it does not send POST"),
    ],
)  # fmt: skip
def test_what_differs_is_told_for_each_way_of_calling(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    assert old in SENT
    told = problems(tmp_path, SENT.replace(old, new, 1))
    assert [said in mismatch and "voices.yaml:4" in mismatch for mismatch in told] == [True] * 3
    assert "(sync)" in told[0] and "(async)" in told[1] and "(endpoint)" in told[2]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (REFUSED.replace("20}", "21}"), "lacks 'at least 21'"),
        (
            REFUSED.replace("{prompt: at", "{model: at"),
            "it reports the arguments ['prompt'], not ['model']",
        ),
        (
            SENT.split("request")[0] + "refused: {prompt: x}",
            "it does not raise RequestValidationError",
        ),
    ],
)
def test_refusals_are_compared(row: str, said: str, tmp_path: Path) -> None:
    assert problems(tmp_path, REFUSED) == []
    assert [said in mismatch for mismatch in problems(tmp_path, row)] == [True] * 3


WAYS = """
ways:
  - {name: older, with-options: {runway_version: '1'}, headers: {x-runway-version: '2'}}
  - {name: more, arguments: {extra_query: {a: 1}}, query: a=2}
  - {name: late, arguments: {timeout: 3.0}, timeout: 4.0}
"""


def test_the_first_vector_is_sent_in_further_ways(tmp_path: Path) -> None:
    problems(tmp_path, SENT)
    (tmp_path / "common.yaml").write_text(COMMON + WAYS)
    told = [str(mismatch) for mismatch in run_vectors(runway_client, load_vectors(tmp_path))]
    assert ["; older" in t and "x-runway-version is '1', not '2'" in t for t in told[:2]] == [
        True
    ] * 2
    assert ["; more" in t and "?a=1" in t for t in told[2:4]] == [True] * 2
    assert ["; late" in t and "it has the timeout 3.0" in t for t in told[4:]] == [True] * 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (SENT + "    reslut: 3", "'reslut'"),
        (SENT + "    page: 3", "one of result, page, raises, refused"),
        (SENT.replace("status: 200", "status: !uuid 200"), "voices.yaml"),
        (SENT + "  - name: v\n" + REFUSED, "voices.yaml:12: has the same name as"),
    ],
)
def test_vectors_that_cannot_be_read_are_located(row: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(VectorFault, match=r"voices\.yaml") as caught:
        problems(tmp_path, row)
    assert said in str(caught.value)
