"""Documents that frameworks export of their own applications, generated as they are and walked on their servers."""

from __future__ import annotations

import asyncio
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.harness.building import Builder, Built

MODULES: Final = ("fastapi", "litestar", "ninja", "rest_framework", "drf_spectacular", "uvicorn")
MISSING: Final = [name for name in MODULES if importlib.util.find_spec(name) is None]
pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"pip install -e '.[frameworks]' brings {', '.join(MISSING)}"
)
ALL: Final = list(range(7))
BARE: Final = """\
- target: $.paths['/bare'].get
  update: {x-specwright-pagination: {kind: offset, offset: skip, size: limit}}
"""
APPS: Final[dict[str, tuple[str, str, str | None, dict[str, dict[str, int]]]]] = {
    # name: application, its argument, overlay, arguments by path
    "fastapi": (
        "fastapi_app",
        "",
        BARE,
        {
            "/page": {"size": 2},
            "/offset": {"limit": 5},
            "/cursor": {"limit": 2},
            "/after": {"limit": 2},
            "/urls": {},
            "/meta": {},
            "/links": {},
            "/bare": {"limit": 2},
        },
    ),
    "litestar": (
        "litestar_app",
        "",
        None,
        {"/offset": {"limit": 2}, "/page": {"page_size": 2}, "/cursor": {"limit": 2}},
    ),
    "ninja": (
        "django_app",
        "ninja",
        None,
        {"/ninja/offset": {"limit": 2}, "/ninja/page": {}},
    ),
    "drf": (
        "django_app",
        "drf",
        None,
        {"/drf/offset": {"limit": 2}, "/drf/page": {}, "/drf/cursor": {}},
    ),
}


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    builder = Builder(tmp_path_factory.mktemp("frameworks"))
    yield builder
    builder.close()


@pytest.mark.parametrize("name", APPS)
def test_every_list_is_walked_to_its_end(builder: Builder, name: str, tmp_path: Path) -> None:
    module, argument, overlay, lists = APPS[name]
    command = [sys.executable, "-m", f"tests.frameworks.{module}", tmp_path / "api.json", argument]
    root = Path(__file__).parent.parent.parent
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
            text = (tmp_path / "api.json").read_text("utf-8")
            api = builder(text, overlay=overlay, allow=None)
            recognised = api.codes.count("pagination-recognised")
            assert recognised == len(lists) - (overlay is not None), api.diagnostics
            rows = {record.path: record for record in api.package.OPERATIONS}
            for path, given in lists.items():
                found = walked(api, url, rows[path], given)
                assert found == [ALL, ALL, ALL, ALL], path
        finally:
            server.kill()


def walked(api: Built, url: str, row: Any, given: dict[str, int]) -> list[list[int]]:
    """The ids of the items by iterating and by pages, sync and async; a page is at most three."""
    with api.client_class()(base_url=url) as client:
        method = getattr(getattr(client, row.resource), row.name)
        found = [[item.id for item in method(**given)]]
        pages = [[item.id for item in page.data] for page in method(**given).pages()]
    assert len(pages) > 2 and max(map(len, pages)) <= 3
    found.append([id_ for page in pages for id_ in page])

    async def again() -> None:
        async with api.client_class("Async")(base_url=url) as client:
            method = getattr(getattr(client, row.resource), row.name)
            found.append([item.id async for item in method(**given)])
            found.append([i.id async for page in method(**given).pages() for i in page.data])

    asyncio.run(again())
    return found
