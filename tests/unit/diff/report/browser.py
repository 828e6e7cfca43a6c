"""A headless Chromium, where one is installed, and pages of it that may ask for nothing but the file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = [
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def started() -> Iterator[Browser]:
    """The browser; the tests are skipped, with the reason, where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Shown:
    """A page in a browser, and all that went wrong in it or was asked for."""

    page: Page
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def visible(self, selector: str = "article") -> int:
        script = "all => all.filter(one => one.checkVisibility()).length"
        number: int = self.page.locator(selector).evaluate_all(script)
        return number

    def axe(self) -> list[str]:
        """What axe finds, with the places."""
        folder = Path(pytest.importorskip("axe_playwright_python").__file__).parent
        self.page.evaluate((folder / "axe.min.js").read_text("utf-8"))
        found: Any = self.page.evaluate("() => axe.run()")
        return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]


@contextmanager
def shown(browser: Browser, file: Path, *, width: int = 1280, scheme: Any = "light") -> Iterator[Shown]:  # fmt: skip
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    found = Shown(page)
    page.on("console", lambda message: found.faults.append(message.text))
    page.on("pageerror", lambda error: found.faults.append(str(error)))
    page.on("dialog", lambda dialog: found.faults.append(dialog.message) or dialog.dismiss())
    page.on("request", lambda request: found.requests.append(request.url))
    page.goto(file.as_uri())
    yield found
    page.close()
    assert not found.faults
    assert {url for url in found.requests if not url.startswith("data:")} <= {file.as_uri()}
