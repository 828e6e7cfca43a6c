"""The HTML page: complete, safe whatever the documents hold, and used in a real browser."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from specwright.cli import main
from tests.unit.diff.conftest import Command
from tests.unit.diff.pets import NARROWED, PETS, edited
from tests.unit.diff.report.big import big_revisions
from tests.unit.diff.report.browser import shown, started

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.xdist_group("browser")

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>'\\\"`{{7*7}}"
HOSTILE = edited(
    ("listPets", r'"find\u202e\u2066Pets"'),
    ("All of them.", f'"{EVIL} javascript:alert(3) \\u202e\\0\\uffff"'),
    ("tags: [pets]", f'tags: ["{EVIL}"]'),
    ("    Pet:", "    '\"><svg/onload=alert(4)>':"),
    ("#/components/schemas/Pet'", "#/components/schemas/\"><svg~1onload=alert(4)>'"),
    ("[sold, free]", r'[sold, "javascript:alert(5)", "</style><b>"]'),
    ("kind, in: query", "\"' onclick=alert(6) x='\", in: query"),
)


class Elements(HTMLParser):
    """Every element that is there, with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def page(diff: Command, base: str, revision: str) -> Path:
    diff(base, revision, "--format", "html", "--output", "page.html")
    return diff.folder / "page.html"


def test_the_page_holds_both_sides_of_every_change(diff: Command) -> None:
    edits = edited(("listPets", "searchPets"), ("maximum: 10", "maximum: 5"))
    text = page(diff, PETS, edits).read_text("utf-8")
    line = PETS[: PETS.index("maximum: 10")].count("\n") + 1
    assert f"base.yaml:{line}:" in text and f"revision.yaml:{line}:" in text
    number = {"del": r"maximum: 10\}\}</del>", "ins": r"maximum: 5\}\}</ins>"}
    assert all(re.search(f"<{tag}>[^<]*{end}", text) for tag, end in number.items())
    assert "<del>client.pets.list_pets(</del>" in text
    assert "<ins>client.pets.search_pets(</ins>" in text
    assert "kind: Literal['dog', 'cat'] | None = UNSET" in text
    assert "x-specwright-method: list_pets" in text


@pytest.mark.parametrize("pair", [(PETS, HOSTILE), (HOSTILE, PETS)])
def test_nothing_of_the_documents_is_markup(diff: Command, pair: tuple[str, str]) -> None:
    text = page(diff, *pair).read_text("utf-8")
    found = Elements(text).found
    assert [tag for tag, _ in found if tag in ("script", "style")] == ["style", "script"]
    assert not {tag for tag, _ in found} & {"img", "svg", "b", "iframe", "object", "base"}
    for _, attributes in found:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert (attributes.get("href") or "#").startswith(("#", "data:,"))
        assert "src" not in attributes
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x09\x0b-\x1f]", text)
    assert "<script>alert" not in text and "{{7*7}}" in text
    (policy,) = (a["content"] for _, a in found if "http-equiv" in a)
    assert policy and policy.startswith("default-src 'none'") and "unsafe" not in policy


def test_a_side_without_the_part_shows_where_it_would_be(diff: Command) -> None:
    gone = PETS.replace("        nick: {type: string}\n", "")
    for base, revision, there in ((PETS, gone, "del"), (gone, PETS, "ins")):
        text = page(diff, base, revision).read_text("utf-8")
        assert f"<{there}>        nick: {{type: string}}</{there}>" in text
        assert "<em>(not there)</em>" in text and text.count("<figure>") >= 2


def test_no_differences_and_packages(diff: Command) -> None:
    text = page(diff, PETS, PETS).read_text("utf-8")
    assert "No differences" in text and "<article" not in text
    for name, document in (("old", PETS), ("new", edited(("listPets", "searchPets")))):
        diff.write(f"{name}.yaml", document)
        assert main(["generate", f"{name}.yaml", "-o", name, "--package", "zoo"]) == 0
    assert diff.run("--surface", "old", "new", "--output", "page.html").code == 1
    assert "client.pets.search_pets(" in (diff.folder / "page.html").read_text("utf-8")


def test_one_line_of_a_minified_document_is_cut(diff: Command) -> None:
    for name, document in zip(("old", "new"), big_revisions(), strict=True):
        data = json.loads(document)
        data["paths"] = dict(list(data["paths"].items())[:1])
        diff.write(f"{name}.json", json.dumps(data))
    diff.run("old.json", "new.json", "--output", "page.html")
    text = (diff.folder / "page.html").read_text("utf-8")
    lines = re.findall("<li>(?:<(?:del|ins)>)?([^<]*)", text)
    assert any("maximum" in line for line in lines) and max(map(len, lines)) < 300


# --- in a browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as found:
        yield found


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("big")
    for name, text in zip(("old.json", "new.json"), big_revisions(), strict=True):
        (folder / name).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stderr(io.StringIO()):
        patch.chdir(folder)
        assert main(["diff", "old.json", "new.json", "--output", "page.html"]) == 1
    return folder / "page.html"


def test_filters_filter(browser: Browser, big: Path) -> None:
    with shown(browser, big) as found:
        view, total = found.page, found.visible()
        assert total > 500 and big.stat().st_size < 3000 * total
        count = view.get_by_role("status")
        assert count.inner_text() == f"{total} of {total} changes"
        for label, option, selector in (
            ("Verdict", "wire", "[data-wire=breaking]"),
            ("Verdict", "python", "[data-python=breaking]"),
            ("Verdict", "both", "[data-wire=breaking][data-python=breaking]"),
            ("Verdict", "none", ":not([data-wire=breaking]):not([data-python=breaking])"),
            ("Level", "warning", "[data-level=warning]"),
            ("Kind", "operation-id-changed", "[data-kind~=operation-id-changed]"),
            ("Kind", "added", "[data-kind^=added]"),
            ("Resource", "3", "[data-resources='3']"),
        ):
            view.get_by_label(label).select_option(option)
            wanted = view.locator(f"article{selector}").count()
            assert 0 < wanted < total
            assert found.visible() == found.visible(f"article{selector}") == wanted
            assert count.inner_text() == f"{wanted} of {total} changes"
            view.get_by_role("button", name="Show all").click()
            assert found.visible() == total
        view.get_by_label("Search").fill("SORT7 required")
        assert found.visible() == 1
        view.get_by_label("Level").select_option("info")
        assert found.visible() == found.visible("section") == 0


def test_links_land(browser: Browser, big: Path) -> None:
    with shown(browser, big) as found:
        view = found.page
        last = view.locator("article").last
        anchor = last.get_attribute("id")
        view.get_by_label("Search").fill("sort7")
        view.evaluate("hash => { location.hash = hash }", anchor)
        last.locator(".body").wait_for(state="visible")
        assert last.evaluate("e => e.getBoundingClientRect().top < innerHeight")
        assert last.evaluate("e => e.contains(document.activeElement)")
        view.goto(f"{big.as_uri()}#{anchor}")
        view.reload()  # as a reader who was sent the link
        assert last.locator(".body").is_visible()
        view.locator(".facts a").first.click()
        assert view.url.endswith("#breaking")


def test_a_keyboard_is_enough(browser: Browser, diff: Command) -> None:
    with shown(browser, page(diff, PETS, NARROWED)) as found:
        view = found.page
        view.keyboard.press("Tab")
        assert view.evaluate("document.activeElement.className") == "skip"
        view.keyboard.press("Enter")
        for _ in range(2):
            view.keyboard.press("Tab")
        assert view.evaluate("document.activeElement.tagName") == "SUMMARY"
        view.keyboard.press("Enter")
        assert view.locator("article .body").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hostile_texts_are_shown_at_every_width_and_axe_finds_nothing(
    browser: Browser, diff: Command, scheme: str
) -> None:
    file = page(diff, PETS, HOSTILE)
    with shown(browser, file, width=1400, scheme=scheme) as found:
        found.page.get_by_role("button", name="Open all").click()
        assert "alert(1)" in found.page.inner_text("main")
        for width in (1400, 820, 360):
            found.page.set_viewport_size({"width": width, "height": 900})
            assert found.page.evaluate("document.documentElement.scrollWidth") <= width
        assert found.axe() == []


def test_on_paper_every_change_that_is_shown_is_open(browser: Browser, diff: Command) -> None:
    with shown(browser, page(diff, PETS, HOSTILE)) as found:
        view = found.page
        view.emulate_media(media="print")
        view.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert found.visible("article .body") == found.visible("article") > 0
        assert found.visible("form") == found.visible(".link") == 0
        view.evaluate("dispatchEvent(new Event('afterprint'))")
        assert found.visible("article .body") == 0


def test_the_page_can_be_read_without_its_script(browser: Browser, diff: Command) -> None:
    context = browser.new_context(java_script_enabled=False)
    view = context.new_page()
    view.goto(page(diff, PETS, NARROWED).as_uri())
    assert not view.locator("form").is_visible()
    view.locator("summary").first.click()
    assert view.locator("article .body").first.is_visible()
    context.close()
