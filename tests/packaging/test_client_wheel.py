"""The client in generated/ builds, and imports where there is nothing but what it declares."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from specwright.diagnostics import Diagnostics
from specwright.pipeline import Request, generate
from tests.packaging.environments import Environment, build, requirements_of

pytestmark = pytest.mark.xdist_group("packaging")

USE = """
import httpx
from runway_client import AsyncRunwayML, RunwayML, OPERATIONS
client = RunwayML(api_key="key", transport=httpx.MockTransport(lambda request: httpx.Response(404)))
for record in OPERATIONS:
    assert callable(record.endpoint), record
    assert callable(getattr(getattr(client, record.resource), record.name)), record
import runway_client
print(runway_client.__file__)
"""


def test_wheel_needs_only_httpx_and_pydantic(
    checkout: Path, tmp_path: Path, environment: Callable[..., Environment]
) -> None:
    source = tmp_path / "source"
    shutil.copytree(checkout / "generated", source, ignore=shutil.ignore_patterns("__pycache__"))
    (wheel,) = build(source, "wheel", into=tmp_path / "dist")
    assert wheel.name.startswith("runway_client-")
    needs = requirements_of(wheel)
    assert {Requirement(need).name for need in needs} == {"httpx", "pydantic"}
    made = environment(*needs)
    made.install(wheel)
    assert Path(made.run(made.python, "-c", USE).strip()).is_relative_to(made.site)


def test_a_client_of_httpx2_needs_no_httpx(
    checkout: Path, tmp_path: Path, environment: Callable[..., Environment]
) -> None:
    source = tmp_path / "source"
    document = str(checkout / "tests/documents/bookshop.yaml")
    made = generate(Request(document, package="bookshop", http="httpx2"), Diagnostics())
    for file in made.files:
        (source / file.path).parent.mkdir(parents=True, exist_ok=True)
        (source / file.path).write_bytes(file.content)
    (wheel,) = build(source, "wheel", into=tmp_path / "dist")
    needs = requirements_of(wheel)
    assert {Requirement(need).name for need in needs} == {"httpx2", "pydantic"}
    installed = environment(*needs)
    installed.install(wheel)
    use = Path(__file__).with_name("use_bookshop.py").read_text("utf-8").replace("httpx", "httpx2")
    (tmp_path / "use.py").write_text(use, "utf-8")
    installed.run(installed.python, tmp_path / "use.py", installed.site)
