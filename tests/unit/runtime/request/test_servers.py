"""Where requests go: variables in servers, and servers of single operations."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from specwright import runtime as _r
from tests.unit.runtime.operations import Bench, install, ok, operation

SETTINGS = _r.ClientSettings(
    package="api4",
    product="Four",
    version="1",
    env_prefix="FOUR",
    base_url="https://{region}.four.test:{port}/{base}",
    servers=("https://{region}.four.test:{port}/{base}", "https://files.{region}.four.test"),
    server_variables=(
        _r.ServerVariable(name="region", default="eu", enum=("eu", "us")),
        _r.ServerVariable(name="port", default="443"),
        _r.ServerVariable(name="base", default="v1"),
    ),
)
PLAIN = operation("PLAIN", "GET")
OWN = operation("OWN", "GET", server="https://files.{region}.four.test")
RELATIVE = operation("RELATIVE", "GET", server="/v9")


def url(bench: Bench, spec: _r.Operation = PLAIN, **options: Any) -> str:
    bench.run(bench.client(ok, SETTINGS, **options).send(_r.Call(spec, {})))
    return str(bench.requests[-1].url)


def test_a_variable_that_begins_with_a_slash_doubles_none(bench: Bench) -> None:
    assert url(bench, server_variables={"base": "/prod"}) == "https://eu.four.test/prod/things"


def test_variables(bench: Bench) -> None:
    assert url(bench) == "https://eu.four.test/v1/things"
    given = {"region": "us", "port": "8443", "base": "v2/beta"}
    assert url(bench, server_variables=given) == "https://us.four.test:8443/v2/beta/things"
    assert url(bench, OWN, server_variables=given) == "https://files.us.four.test/things"
    assert url(bench, RELATIVE, server_variables=given) == "https://us.four.test:8443/v9/things"
    made = bench.client(ok, SETTINGS, server_variables={"region": "us"})
    changed = made._changed({}, {}, {"server_variables": {"port": "1"}})
    assert changed.base_url == "https://us.four.test:1/v1"
    assert changed._changed({}, {}, {"max_retries": 0}).base_url == changed.base_url


@pytest.mark.parametrize(
    "given",
    [
        {"region": "evil.example/#"},
        {"port": "443/x"},
        {"port": "443@evil.example"},
        {"port": ""},
        {"base": "../x"},
        {"base": "a/../b"},
        {"base": "a?b"},
        {"base": "a#b"},
        {"base": "a\n"},
        {"other": "x"},
        {"port": 443},
    ],
)
def test_a_variable_reaches_no_other_part_of_the_url(given: Any) -> None:
    with pytest.raises(_r.ClientError, match=r"server variable|absolute|not a URL"):
        Bench(is_async=False).client(ok, SETTINGS, server_variables=given)


def test_a_base_url_of_the_users_own_comes_first(bench: Bench) -> None:
    for spec in (PLAIN, OWN, RELATIVE):
        assert url(bench, spec, base_url="https://mine.test") == "https://mine.test/things"
    made = bench.client(ok, SETTINGS, base_url="https://mine.test")
    assert (
        made._changed({}, {}, {"server_variables": {"region": "us"}}).base_url
        == "https://mine.test"
    )


def test_places_survive_pickling() -> None:
    install({}, {})
    for options in ({"server_variables": {"region": "us"}}, {"base_url": "https://mine.test"}):
        made: Any = _r.SyncClient(SETTINGS, {}, {}, options)
        loaded = pickle.loads(pickle.dumps(made))  # noqa: S301  (our own bytes)
        assert loaded.base_url == made.base_url and loaded._core.own_url == made._core.own_url
