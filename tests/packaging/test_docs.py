"""Every command and sample of the documents works as it stands there."""

from __future__ import annotations

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
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Shop]:
    monkeypatch.chdir(tmp_path)
    shop = Shop(tmp_path, capsys)
    yield shop
    shop.close()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_of_a_page_works(page: Path, shop: Shop) -> None:
    if page.name == "README.md":  # its commands speak of documents of the reader's own
        text = (ROOT / "tests/documents/bookshop.yaml").read_text("utf-8")
        (shop.folder / "openapi.yaml").write_text(text, "utf-8")
        (shop.folder / "new.yaml").write_text(text.replace("listBooks", "searchBooks"), "utf-8")
    for block in blocks_of(page):
        if (page.name, block.language) != ("README.md", "python"):  # those are tests/contract's
            shop.run(block)
    assert shop.commands or shop.samples or "|" in page.read_text("utf-8")
