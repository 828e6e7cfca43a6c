"""The client in generated/ builds, and imports where there is nothing but what it declares."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.requirements import Requirement

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
