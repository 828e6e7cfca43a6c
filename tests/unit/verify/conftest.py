"""A client of a small document, generated once, and documents of one schema."""

from __future__ import annotations

from pathlib import Path

import pytest

from specwright.verify.document.document import Document
from specwright.verify.loading import load_document
from tests.harness.clients import write_client
from tests.unit.verify.small import CLIENT, FRAME, SHOP, Load


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the package `verified_shop`."""
    folder = tmp_path_factory.mktemp("shop")
    write_client(SHOP, folder, CLIENT)
    return folder


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Reads a document whose `Body` is a schema, beside `more` schemas."""

    def load(schema: str, more: str = "", version: str = "3.1.0") -> Document:
        file = tmp_path / "openapi.yaml"
        lines = "".join(f"    {line}\n" for line in more.splitlines())
        file.write_text(FRAME.format(version=version, schema=schema, more=lines), "utf-8")
        return load_document(file)

    return load
