"""Variables that httpx reads while a client is made: what is wrong with one is told, by its name."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import httpx
import pytest

from specwright.runtime import ClientError
from specwright.runtime.http.clients import make_client
from tests.harness.socket_server import message, sends, serving
from tests.unit.runtime.lab import Lab, item

VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name in VARIABLES or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SSL_CERT_FILE", "/nowhere/ca.pem", "No such file"),
        ("SSL_CERT_FILE", "/", "directory"),
        ("SSL_CERT_FILE", __file__, "no PEM certificates"),
        ("SSL_CERT_DIR", "/nowhere", "is not a directory"),
        ("SSLKEYLOGFILE", "/nowhere/keys", "cannot be written"),
        ("ALL_PROXY", "socks4://u:hunter2@h:1", "not a valid proxy URL"),
        ("HTTPS_PROXY", "ftp://u:hunter2@h", "not a valid proxy URL"),
        ("https_proxy", "http://u:hunter2@h:port", "not a valid proxy URL"),
        ("HTTP_PROXY", "http://u:hunt#er2@h:1", "not a valid proxy URL"),
        ("HTTP_PROXY", "http://:3128", "not a valid proxy URL"),
        ("HTTP_PROXY", "http://u:hunter2@h:65536", "not a valid proxy URL"),
        ("NO_PROXY", "localhost,[::1", r"'\[::1'"),
        ("no_proxy", "fd00::/8", "'fd00::/8'"),
    ],
)
def test_a_variable_that_cannot_be(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    client = lab.client(None, base_url="http://127.0.0.1:9")
    with pytest.raises(ClientError, match=told) as caught:
        lab.run(client.items.retrieve("a"))
    assert name in str(caught.value) and "http_client=" in str(caught.value)
    error: BaseException | None = caught.value
    while error is not None:
        assert "hunter2" not in str(error) and "hunt#er2" not in str(error)
        error = error.__cause__ or error.__context__


def test_socks_without_its_package(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://u:hunter2@127.0.0.1:9")
    monkeypatch.setitem(sys.modules, "socksio", None)
    client = lab.client(None, base_url="http://127.0.0.1:9")
    with pytest.raises(ClientError, match=r"ALL_PROXY.*socksio.*httpx\[socks\]"):
        lab.run(client.items.retrieve("a"))


@pytest.mark.parametrize(
    ("no_proxy", "direct"),
    [
        ("[::1]", {"http://[::1]:8"}),
        ("::1, .two.test", {"http://[::1]:8", "http://a.two.test"}),
        ("[::1]:8,one.test", {"http://[::1]:8", "http://one.test", "http://a.one.test"}),
        ("127.0.0.1", {"http://127.0.0.1:8"}),
        ("LOCALHOST", {"http://localhost:8"}),
        ("*", None),
        ("", set()),
    ],
)
def test_which_hosts_need_no_proxy(
    monkeypatch: pytest.MonkeyPatch, no_proxy: str, direct: set[str] | None
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "proxy.test:3128")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    urls = "http://[::1]:8 http://127.0.0.1:8 http://localhost:8 http://one.test http://a.one.test http://a.two.test"
    client = make_client(None)
    pools = {url: client._transport_for_url(httpx.URL(url)) for url in urls.split()}
    assert {url for url, pool in pools.items() if pool is client._transport} == (
        set(pools) if direct is None else direct
    )
    client.close()


def test_a_proxy_is_used(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(sends(message(json.dumps(item()).encode()))) as server:
        monkeypatch.setenv("HTTP_PROXY", server.url)
        monkeypatch.setenv("NO_PROXY", "[::1],127.0.0.1")
        client = lab.client(None, base_url="http://api.invalid")
        assert lab.run(client.items.retrieve("a")).id == "a"
        assert server.requests[0].startswith(b"GET http://api.invalid/")
        lab.run(client.close())


def test_sound_variables(lab: Lab, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    monkeypatch.setenv("HTTP_PROXY", "proxy.invalid:3128")
    monkeypatch.setenv("NO_PROXY", "::1,127.0.0.1,.example.com")
    with serving(sends(message(json.dumps(item()).encode()))) as server:
        client = lab.client(None, base_url=server.url)
        assert lab.run(client.items.retrieve("a")).id == "a"
        lab.run(client.close())
