"""A newcomer's way: three commands from `pip install` to the first page of a real server, and no overlay."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.packaging.conftest import Built
from tests.packaging.environments import Environment, requirements_of

pytestmark = [
    pytest.mark.xdist_group("packaging"),
    pytest.mark.skipif(
        importlib.util.find_spec("fastapi") is None, reason="needs pip install -e '.[frameworks]'"
    ),
]

FIRST_PAGE = """
from lists import Lists
with Lists(base_url="URL") as client:
    page = client.page.by_page(size=3)
    print([thing.id for thing in page.data], len(list(page)))
"""


@pytest.fixture
def url(tmp_path: Path, checkout: Path) -> Iterator[str]:
    """An application of FastAPI, which serves its document as well."""
    command = [sys.executable, "-m", "tests.frameworks.fastapi_app", tmp_path / "unused.json"]
    with subprocess.Popen(command, cwd=checkout, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        finally:
            server.kill()


def test_three_commands_to_the_first_page(
    url: str, built: Built, environment: Callable[..., Environment]
) -> None:
    home = environment(*requirements_of(built.wheel))
    home.install(built.wheel)
    home.run(home.root / "bin/specwright", "generate", f"{url}/openapi.json", "-o", ".")
    printed = home.run(home.python, "-c", FIRST_PAGE.replace("URL", url))
    assert printed == "[0, 1, 2] 7\n"
