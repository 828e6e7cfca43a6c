"""The table of reserved attribute names holds what the installed pydantic really has."""

from __future__ import annotations

from pydantic import BaseModel

from specwright import runtime
from specwright.diff.python_api.definitions import call_options
from specwright.python.naming import reserved


def test_every_name_of_a_model_is_reserved() -> None:
    taken = {name for name in (*dir(BaseModel), *dir(type(BaseModel))) if name[0] != "_"}
    assert taken <= reserved.ATTRIBUTES


def test_every_name_of_a_client_is_reserved() -> None:
    kinds = (runtime.SyncClient, runtime.AsyncClient)
    found = {name for kind in kinds for name in dir(kind) if name[0] != "_"}
    assert reserved.HELPERS <= found <= reserved.HELPERS | reserved.RESOURCES
    resources = (runtime.SyncResource, runtime.AsyncResource, runtime.RawResource)
    assert {name for kind in resources for name in dir(kind) if name[0] != "_"} <= reserved.METHODS
    settings = (
        runtime.SyncArguments,
        runtime.AsyncArguments,
        runtime.SyncChanges,
        runtime.AsyncChanges,
    )
    assert {name for kind in settings for name in kind.__annotations__} <= reserved.OPTIONS


def test_every_option_of_a_call_is_reserved_and_known_to_diff() -> None:
    options = set(runtime.CallOptions.__annotations__)
    assert options <= reserved.ARGUMENTS
    assert {parameter.name for parameter in call_options()} == options


def test_the_names_at_the_top_of_a_package_are_those_of_the_runtime() -> None:
    assert {name for name in reserved.RUNTIME_NAMES if not hasattr(runtime, name)} == set()
    ends = ("Resource", "Handle", "Result")
    assert not [name for name in reserved.RUNTIME_NAMES if name.endswith(ends)]
