"""Every command and sample of the documents works as it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packaging.commands import ROOT, Shop, blocks_of

# Of docs/verify.md, tests/unit/verify runs the commands: they need a client that is installed.
PAGES = [
    ROOT / "README.md",
    *sorted(page for page in (ROOT / "docs").glob("*.md") if page.stem != "verify"),
]


@pytest.fixture
def shop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Shop]:
    monkeypatch.chdir(tmp_path)
    shop = Shop(tmp_path, capfd)
    yield shop
    shop.close()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_of_a_page_works(page: Path, shop: Shop) -> None:
    if page.name == "README.md":  # its commands speak of documents of the reader's own
        text = (ROOT / "tests/documents/bookshop.yaml").read_text("utf-8")
        (shop.folder / "openapi.yaml").write_text(text, "utf-8")
        (shop.folder / "new.yaml").write_text(text.replace("listBooks", "searchBooks"), "utf-8")
    for block in blocks_of(page):
        # The samples of the README, and what they print, are tests/contract's.
        if page.name != "README.md" or (block.language != "python" and shop.last != "python"):
            shop.run(block)
        shop.last = block.language
    assert shop.commands or shop.samples or "|" in page.read_text("utf-8")


def test_the_readme_reads_on_pypi() -> None:
    """It has no relative link, and each link into this repository leads to a file of it."""
    text = (ROOT / "README.md").read_text("utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)", text)
    targets = [target for pair in links for target in pair if target]
    assert targets and all(target.startswith("https://") for target in targets)
    home = "https://github.com/specwright/specwright/blob/main/"
    for target in targets:
        if target.startswith(home):
            assert (ROOT / target.removeprefix(home).partition("#")[0]).is_file(), target


@pytest.mark.parametrize("page", ["README.md", "docs/comparison.md"])
def test_every_figure_of_a_comparison_was_measured(page: str) -> None:
    measured = (ROOT / "docs/benchmarks.md").read_text("utf-8")
    rows = [row for row in (ROOT / page).read_text("utf-8").splitlines() if row.startswith("| ")]
    figures = re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?: (?:s|MB|µs)\b)?", " ".join(rows))
    assert len(figures) > 20
    known = set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?: (?:s|MB|µs)\b)?", measured))
    assert not set(figures) - known
