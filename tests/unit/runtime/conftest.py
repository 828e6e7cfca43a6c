"""Every test of the runtime runs in both flavours from one source."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from specwright import runtime
from tests.harness.clients import write_client
from tests.unit.runtime.lab import Lab
from tests.unit.runtime.operations import Bench

PACKAGE = "sample_client"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The client of `sample.yaml`. It uses the runtime that the tests import, not its copy."""
    folder = tmp_path_factory.mktemp("sample")
    write_client(Path(__file__).with_name("sample.yaml"), folder, PACKAGE)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        patch.setitem(sys.modules, f"{PACKAGE}._runtime", runtime)
        for found in pkgutil.walk_packages(runtime.__path__, f"{runtime.__name__}."):
            copied = found.name.replace(runtime.__name__, f"{PACKAGE}._runtime")
            patch.setitem(sys.modules, copied, importlib.import_module(found.name))
        yield importlib.import_module(PACKAGE)


@pytest.fixture(params=["sync", "async"])
def lab(request: pytest.FixtureRequest, sample: Any) -> Iterator[Lab]:
    """A bench that makes clients of one flavour and runs what their methods return."""
    bench = Lab(sample, is_async=request.param == "async")
    yield bench
    bench.close()


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*(name for name in os.environ if name.startswith("SAMPLE_")), "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=["sync", "async"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    made = Bench(is_async=request.param == "async")
    yield made
    made.close()
