"""What every test may ask for: the checkout, other people's documents, one way to run coroutines."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.harness.effort import examples

ROOT = Path(__file__).resolve().parent.parent
QUICK = ("client", "contract")

# Generated packages and their validators stay until the end: to look for garbage among them after
# each 700 objects, as Python does, takes a tenth of the time.
gc.set_threshold(50_000, 20, 20)

# A red run must be red again, so the cases are the same every time; a search for new ones is
# `make fuzz`. Machines differ too much for a limit of time.
settings.register_profile(
    "repeatable",
    max_examples=examples(25),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("explore", max_examples=examples(100), deadline=None, print_blob=True)
settings.load_profile("repeatable")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Thousands of quick tests go to a worker by the module: xdist is slow with as many groups as tests."""
    for item in items:
        if item.path.is_relative_to(ROOT / "tests/unit/runtime") or item.path.parent.name in QUICK:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of other people's documents; tests on them are skipped where it is absent."""
    folder = Path(os.environ.get("SPECWRIGHT_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not folder.is_dir():
        pytest.skip("no documents of others here: SPECWRIGHT_CORPUS names their folder")
    return folder


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Coroutines marked `anyio` run on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def a_cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or fills the cache of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def little_garbage() -> Iterator[None]:
    """`gc.collect` looks only at what the tests of the module make, not at all that the process has loaded."""
    gc.freeze()
    yield
    gc.unfreeze()
