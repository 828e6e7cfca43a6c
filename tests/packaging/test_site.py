"""The documentation site: gathered and built without the network, and used in a real browser, from files."""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.unit.diff.report.browser import started

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.xdist_group("site")


@dataclass
class Places:
    """What a page links to or loads, and the anchors that it has."""

    text: str

    def __post_init__(self) -> None:
        tags = re.findall(r"<(\w+)\s([^>]*)>", self.text)
        found = [
            (tag, re.findall(r'\b(href|src|id)="([^"]*)"', attributes)) for tag, attributes in tags
        ]
        links = [(tag, unescape(v)) for tag, pairs in found for k, v in pairs if k != "id"]
        self.targets = [target for tag, target in links if tag == "a"]
        self.loaded = [target for tag, target in links if tag != "a"]
        self.anchors = {unescape(v) for _, pairs in found for k, v in pairs if k == "id"}


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    runpy.run_path(str(ROOT / "docs/build.py"))["gather"](folder)
    return folder


@pytest.fixture(scope="module")
def site(gathered: Path) -> Path:
    pytest.importorskip("zensical", reason="zensical is not installed")
    proxy = "http://127.0.0.1:9"  # so that whatever is asked of the network fails
    environment = {**os.environ, "http_proxy": proxy, "https_proxy": proxy, "all_proxy": proxy}
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    done = subprocess.run(command, cwd=gathered, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return gathered / "site"


def test_every_page_is_in_the_navigation_and_no_other(gathered: Path) -> None:
    settings = json.loads((gathered / "mkdocs.yml").read_text("utf-8"))
    listed = re.findall(r'": "([^"]+\.md)"', json.dumps(settings["nav"]))
    pages = {p.relative_to(gathered / "docs").as_posix() for p in gathered.rglob("docs/**/*.md")}
    assert set(listed) == pages and len(listed) == len(pages)
    assert {"Tutorial", "Guides", "Reference", "Explanation"} < {
        k for e in settings["nav"] for k in e
    }


def test_a_page_says_all_about_an_operation(gathered: Path) -> None:
    pages = gathered / "docs/runway-client"
    text = (pages / "resources/text_to_speech.md").read_text("utf-8")
    source = (ROOT / "generated/api.md").read_text("utf-8")
    section = source.split("### `text_to_speech.create`")[1].split("\n### ")[0]
    (sample,) = re.findall(r"```python\n.*?```", section, re.S)
    for said in (
        "## `text_to_speech.create`",
        "`POST /v1/text_to_speech`",
        sample,
        "def create(\n    *,\n",
        "-> TaskCreatedHandle: ...",
        "| `prompt_text` | `str` | yes |",
        "Returns `TaskCreatedHandle`.",
        "| `RateLimitError` |",
        "[`TaskCreatedHandle`](../waiting.md#handles.TaskCreatedHandle)",
    ):
        assert said in text, said
    assert "From 1 to 50 characters." in (pages / "resources/avatars.md").read_text("utf-8")
    task = (pages / "models/task.md").read_text("utf-8")
    assert "| `failure_code` | `str \\| None` |  | `failureCode` |" in task
    assert '<a id="models.Task"></a>' in task
    assert "def wait_for_task_output(" in (pages / "waiting.md").read_text("utf-8")
    assert "### `specwright docs`"[1:] in (gathered / "docs/specwright.md").read_text("utf-8")


def test_every_link_lands_and_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    pages = {path: Places(path.read_text("utf-8")) for path in site.rglob("*.html")}
    assert len(pages) > 80
    for path, places in pages.items():
        for target in (*places.targets, *places.loaded):
            place, _, anchor = target.partition("#")
            if re.match(r"https?:|mailto:", place):
                assert target in places.targets, (path, target)
                continue
            base = site if place.startswith("/") else path.parent
            found = (
                Path(os.path.normpath(base / place.lstrip("/"))) if place not in ("", ".") else path
            )
            found = found / "index.html" if found.is_dir() else found
            assert found.exists(), (path, target)
            assert not anchor or found.suffix != ".html" or anchor in pages[found].anchors, (
                path,
                target,
            )


def test_the_site_works_in_a_browser(site: Path) -> None:
    """It is opened from the disk: search finds, links land, the drawing shows, and nothing else is asked for."""
    faults: list[str] = []
    requests: list[str] = []
    with started() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on(
            "console", lambda m: faults.append(m.text) if m.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto((site / "index.html").as_uri())
        search(page, "TaskCancelledError", "Waiting")
        assert (
            page.url.partition("?")[0].endswith("runway-client/guide.html")
            and "#waiting" in page.url
        )
        search(page, "unresolved-ref", "unresolved-ref")
        page.locator("h2", has_text="unresolved-ref").wait_for()
        page.goto((site / "runway-client/resources/tasks.html").as_uri())
        page.get_by_role("link", name="TaskHandle", exact=True).first.click()
        assert page.url.endswith("waiting.html#handles.TaskHandle")
        page.locator("h2:has(code:text-is('TaskHandle'))").wait_for()
        page.goto((site / "architecture.html").as_uri())
        assert page.locator("article img").evaluate("image => image.naturalWidth > 0")
        page.close()
    assert not faults
    home = site.as_uri()
    assert not [url for url in requests if not url.startswith((home, "data:"))]


def search(page: Page, words: str, title: str) -> None:
    """Type into the search, and follow the first result with this title."""
    page.get_by_role("button", name="Search").first.click()
    page.get_by_role("combobox", name="Search").fill(words)
    page.get_by_role("option").filter(has_text=title).first.click()
    page.wait_for_load_state()
