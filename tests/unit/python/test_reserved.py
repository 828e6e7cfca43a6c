"""The table of reserved attribute names holds what the installed pydantic really has."""

from __future__ import annotations

from pydantic import BaseModel

from specwright.python import reserved


def test_every_name_of_a_model_is_reserved() -> None:
    taken = {name for name in (*dir(BaseModel), *dir(type(BaseModel))) if name[0] != "_"}
    assert taken <= reserved.ATTRIBUTES
