"""Every test of the runtime runs in both flavours from one source, and main parts with both HTTP libraries."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import httpx
import httpx2
import pytest

from specwright import runtime
from tests.harness.clients import write_client
from tests.harness.flavour import Flavour
from tests.harness.shared_runtime import runtime_modules
from tests.unit.runtime.lab import Lab
from tests.unit.runtime.operations import Bench

PACKAGE = "sample_client"
ON_BOTH_LIBRARIES = frozenset(
    "test_client test_connections test_downloads test_errors test_pages test_replay test_retries "
    "test_security test_streaming test_streams test_uploads test_send_many".split()
)
F = TypeVar("F", bound=Flavour)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The client of `sample.yaml`. It uses the runtime that the tests import, not its copy."""
    folder = tmp_path_factory.mktemp("sample")
    write_client(Path(__file__).with_name("sample.yaml"), folder, PACKAGE)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        for name, module in runtime_modules(PACKAGE).items():
            patch.setitem(sys.modules, name, module)
        yield importlib.import_module(PACKAGE)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Both flavours; some modules run once more as in a client that needs httpx2."""
    for name in {"lab", "bench"}.intersection(metafunc.fixturenames):
        kinds = ["sync", "async"]
        if metafunc.module.__name__.rpartition(".")[2] in ON_BOTH_LIBRARIES:
            kinds += ["sync-httpx2", "async-httpx2"]
        metafunc.parametrize(name, kinds, indirect=True)


@pytest.fixture
def lab(request: pytest.FixtureRequest, sample: Any) -> Iterator[Lab]:
    """A bench that makes clients of one flavour and runs what their methods return."""
    yield from _flavour(request, partial(Lab, sample))


def _flavour(request: pytest.FixtureRequest, make: Callable[..., F]) -> Iterator[F]:
    flavour, _, other = request.param.partition("-")
    made = make(is_async=flavour == "async")
    with pytest.MonkeyPatch.context() as patch:
        if other:
            need_library(patch, httpx2)
            made.library = httpx2
        yield made
        made.close()


def need_library(patch: pytest.MonkeyPatch, library: ModuleType) -> None:
    """What the other line of `http_library.py` makes of the runtime."""
    for found in pkgutil.walk_packages(runtime.__path__, f"{runtime.__name__}."):
        module = importlib.import_module(found.name)
        if vars(module).get("http") is httpx:
            patch.setattr(module, "http", library)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*(name for name in os.environ if name.startswith("SAMPLE_")), "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    yield from _flavour(request, Bench)
