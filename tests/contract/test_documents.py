"""What the documents for users show works: each sample runs against the transport that checks requests."""

from __future__ import annotations

import ast
import inspect
import re
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

import runway_client
from runway_client import AsyncRunwayML, RunwayML
from tests.contract.calling import FakeTime, Session
from tests.contract.document import OPERATIONS, Contract
from tests.contract.test_spec_document import CLIENT_NAMES
from tests.contract.transport import KEY, Answer, CheckingTransport, documented

ROOT = Path(__file__).parents[2]
API = (ROOT / "generated" / "api.md").read_text("utf-8")


def samples_of(text: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)


SAMPLES = [
    pytest.param(sample, id=f"{file}-{number}")
    for file in ("README.md", "generated/README.md")
    for number, sample in enumerate(samples_of((ROOT / file).read_text("utf-8")))
]
SECTIONS = re.split(r"^### ", API, flags=re.M)[1:]


def succeeded(contract: Contract) -> Answer:
    """What the document gives as an example; a task has always succeeded, a page is the last."""
    if contract.operation_id == "getTask":
        return documented(contract, "200", "succeeded")
    answer = documented(contract)
    if isinstance(answer.body, dict) and "hasMore" in answer.body:
        return Answer(200, answer.body | {"hasMore": False})
    return answer


def compiled(sample: str) -> CodeType:
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    code: CodeType = compile(sample, "<sample>", "exec", flags=flags)
    return code


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CheckingTransport:
    """Clients that samples make send to this transport; the folder holds the file they upload."""
    transport = CheckingTransport(respond=succeeded)
    for kind in (RunwayML, AsyncRunwayML):
        made = partial(kind, transport=transport, clock=FakeTime().clock)
        monkeypatch.setattr(runway_client, kind.__name__, made, raising=False)
    monkeypatch.setenv("RUNWAYML_API_SECRET", KEY)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hare.jpg").write_bytes(b"\xff" * 600)
    return transport


@pytest.mark.parametrize("sample", SAMPLES)
def test_sample_runs(sample: str, checked: CheckingTransport) -> None:
    """Samples may go on with the `client` of an earlier one; in async ones `await` stands alone."""
    asynchronous = Session("async")
    names: dict[str, Any] = {"client": RunwayML(transport=checked)}
    result = eval(compiled(sample), names)  # noqa: S307  (our own documents)
    if inspect.iscoroutine(result):
        asynchronous.run(result)
    asynchronous.close()
    sends = re.search(r"client\.(?!with_)\w+\.\w+\(|client\.\w+\.with_", sample)
    refuses = 'prompt_text=""' in sample
    assert bool(checked.seen) == (sends is not None and not refuses)


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
    section: str, session: Session, checked: CheckingTransport
) -> None:
    name = section.split("`")[1]
    contract = next(c for c in OPERATIONS.values() if CLIENT_NAMES[c.key] == name)
    assert f"\n`{contract.key}`" in section
    (sample,) = samples_of(section)
    assert sample.startswith(f"client.{name}(")
    client = session.client(checked)
    result = session.run(eval(sample, {"client": client}))  # noqa: S307  (our own document)
    sent = [seen.operation_id for seen in checked.seen]
    assert sent[0] == contract.operation_id
    (said,) = re.findall(r"^Returns `(.+)`\.$", section, re.M)
    assert_result(said, result, session)
    assert listed_arguments(section) == arguments_of(name)


def assert_result(said: str, result: Any, session: Session) -> None:
    """The name in api.md is that of the class, or of the union that the class is in."""
    if said == "None":
        assert result is None
        return
    kind = said.partition("[")[0]
    if session.flavour == "sync" and hasattr(runway_client, kind):
        assert isinstance(result, getattr(runway_client, kind))
    elif session.flavour == "sync":
        union = getattr(runway_client.models, kind)
        classes = re.findall(r"[\w.]+\.(\w+)\b", str(union)) or [kind]
        assert type(result).__name__ in {*classes, kind}


def listed_arguments(section: str) -> list[str]:
    return re.findall(r"^\| `(\w+)` \|", section, re.M)


def arguments_of(name: str) -> list[str]:
    resource, method = name.split(".")
    function = getattr(getattr(runway_client.endpoints, resource), method)
    return list(inspect.signature(function).parameters)
