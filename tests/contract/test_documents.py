"""What the documents for users show works: each sample runs against an API that checks requests."""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

import runway_client
from tests.contract.test_spec_document import CLIENT_NAMES
from tests.harness.runway import (
    DOCUMENT,
    CheckedApi,
    ClientLab,
)

ROOT = Path(__file__).parents[2]
API = (ROOT / "generated" / "api.md").read_text("utf-8")


def samples_of(text: str) -> list[str]:
    return [sample for sample, _ in told_samples_of(text)]


def told_samples_of(text: str) -> list[tuple[str, str]]:
    """Each sample, and what the page says that it prints."""
    return re.findall(r"^```python\n(.*?)^```$(?:\n\n```text\n(.*?)^```$)?", text, re.M | re.S)


SAMPLES = [
    pytest.param(sample, told, id=f"{file}-{number}")
    for file in ("README.md", "generated/README.md")
    for number, (sample, told) in enumerate(told_samples_of((ROOT / file).read_text("utf-8")))
]
SECTIONS = re.split(r"^### ", API, flags=re.M)[1:]


def compiled(sample: str) -> CodeType:
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    code: CodeType = compile(sample, "<sample>", "exec", flags=flags)
    return code


@pytest.mark.parametrize(("sample", "told"), SAMPLES)
def test_sample_runs(
    sample: str, told: str, checked: CheckedApi, capsys: pytest.CaptureFixture[str]
) -> None:
    """Samples may go on with the `client` of an earlier one; in async ones `await` stands alone."""
    names: dict[str, Any] = {"client": runway_client.RunwayML()}
    result = eval(compiled(sample), names)  # noqa: S307  (our own documents)
    if inspect.iscoroutine(result):
        asyncio.run(result)
    sends = re.search(r"client\.(?!with_)\w+\.\w+\(|client\.\w+\.with_|client\.send_many", sample)
    mocked = "testing.mock" in sample
    assert bool(checked.seen) == (sends is not None and not told and not mocked)
    said = re.escape(told.strip()).replace(re.escape("..."), ".*")
    assert not told or re.fullmatch(said, capsys.readouterr().out.strip(), re.S)


def test_the_readmes_have_samples() -> None:
    ids = [str(param.id) for param in SAMPLES]
    assert sum(name.startswith("README.md") for name in ids) >= 2
    assert sum(name.startswith("generated/") for name in ids) >= 5


# --- api.md ---------------------------------------------------------------------------------------


def test_every_operation_has_its_section_in_api_md() -> None:
    assert {section.split("`")[1] for section in SECTIONS} == set(CLIENT_NAMES.values())
    assert len(SECTIONS) == len(CLIENT_NAMES)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.split("`")[1])
def test_section_says_method_path_call_arguments_and_result(
    section: str, lab: ClientLab, checked: CheckedApi
) -> None:
    name = section.split("`")[1]
    operation = next(o for o in DOCUMENT.operations if CLIENT_NAMES[o.key] == name)
    assert f"\n`{operation.key}`" in section
    (sample,) = samples_of(section)
    assert sample.startswith(f"client.{name}(")
    client = lab.client(checked)
    result = lab.run(eval(sample, {"client": client}))  # noqa: S307  (our own document)
    assert checked.seen[0].operation.key == operation.key
    (said,) = re.findall(r"^Returns `(.+)`\.$", section, re.M)
    assert_result(said, result, lab)
    assert listed_arguments(section) == arguments_of(name)


def assert_result(said: str, result: Any, lab: ClientLab) -> None:
    """The name in api.md is that of the class, or of the union that the class is in."""
    if said == "None":
        assert result is None
        return
    kind = said.partition("[")[0]
    if not lab.is_async and hasattr(runway_client, kind):
        assert isinstance(result, getattr(runway_client, kind))
    elif not lab.is_async:
        union = getattr(runway_client.models, kind)
        classes = re.findall(r"[\w.]+\.(\w+)\b", str(union)) or [kind]
        assert type(result).__name__ in {*classes, kind}


def listed_arguments(section: str) -> list[str]:
    return re.findall(r"^\| `(\w+)` \|", section, re.M)


def arguments_of(name: str) -> list[str]:
    resource, method = name.split(".")
    function = getattr(getattr(runway_client.endpoints, resource), method)
    return list(inspect.signature(function).parameters)
