"""Judging loads a copy of the client; the tests after it get back the one that they have imported."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.mutation.judge import PACKAGE


@pytest.fixture(autouse=True)
def the_own_client_stays(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    own = {name: module for name, module in sys.modules.items() if name.split(".")[0] == PACKAGE}
    monkeypatch.setattr(sys, "path", [*sys.path])
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
        del sys.modules[name]
    sys.modules.update(own)
