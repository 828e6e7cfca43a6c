"""A document that is named by its URL, from a server of ours on the loopback interface."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from specwright.cli import main
from specwright.diagnostics import Diagnostics, FatalError
from specwright.source.files import download
from specwright.source.files.opening import open_document
from specwright.source.text.limits import Limits

PETS = (Path(__file__).parents[2] / "documents" / "parcels.yaml").read_bytes()
SECRETS = ("hunter2", "s3cret")


class Server(ThreadingHTTPServer):
    """Answers by path: status, location or content type, and body."""

    answers: dict[str, tuple[int, str, bytes]]
    asked: list[tuple[str, str | None]]

    def url(self, path: str, host: str = "127.0.0.1", user: str = "") -> str:
        return f"http://{user}{host}:{self.server_address[1]}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("authorization")))
        status, word, body = self.server.answers[self.path.partition("?")[0]]
        self.send_response(status)
        self.send_header("Location" if status // 100 == 3 else "Content-Type", word)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as made:
        made.answers = {"/api.yaml": (200, "application/yaml", PETS)}
        made.asked = []
        thread = threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def refusal(url: str) -> str:
    with pytest.raises(FatalError) as caught:
        open_document(url, Diagnostics(), limits=Limits(file_bytes=50_000))
    found = caught.value.diagnostic
    assert found.location is not None
    text = f"{found.location.file} {found.message} {found.hint}"
    assert not any(secret in text for secret in SECRETS)
    return found.message


def test_credentials_reach_the_server_and_nobody_else(server: Server) -> None:
    server.answers["/old"] = (302, "/api.yaml#top", b"")
    document = open_document(server.url("/old?key=s3cret", user="me:hunter2@"), Diagnostics())
    assert document.file == server.url("/old")
    assert document.text.encode() == PETS
    assert [path for path, _ in server.asked] == ["/old?key=s3cret", "/api.yaml"]
    assert all(header and header.startswith("Basic ") for _, header in server.asked)


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("http://localhost:{port}/api.yaml", "private address of localhost"),
        ("http://127.0.0.1:1/api.yaml", "private address of 127.0.0.1"),
        ("http://[::ffff:127.0.0.1]:{port}/api.yaml", "private address of ::ffff:127.0.0.1"),
        ("http://169.254.169.254/latest/meta-data", "private address of 169.254.169.254"),
        ("http://[64:ff9b::7f00:1]/", "private address"),
        ("http://nowhere.invalid/", "which is not found"),
        ("file:///etc/passwd", "not http or https"),
        ("ftp://example.com/a", "not http or https"),
        ("/moved", "redirects more than 5 times"),
        ("http://a:b:c/", "the download failed"),
    ],
)
def test_where_a_redirect_may_not_lead(server: Server, location: str, said: str) -> None:
    server.answers["/moved"] = (302, location.format(port=server.server_address[1]), b"")
    assert said in refusal(server.url("/moved", user="me:hunter2@"))
    assert {path for path, _ in server.asked} == {"/moved"}


def test_what_is_no_document_is_told_without_credentials(server: Server) -> None:
    server.answers |= {
        "/none": (404, "text/plain", b"no"),
        "/page": (200, "text/html", b"<html>"),
        "/long": (200, "text/plain", b"a: b\n" * 20_000),
    }
    assert refusal(server.url("/none?k=s3cret")).endswith(
        "/none: the server returned 404 Not Found"
    )
    assert "a web page" in refusal(server.url("/page"))
    assert "larger than 50000 bytes" in refusal(server.url("/long"))
    closed = "http://me:hunter2@127.0.0.1:1/a?s3cret"
    assert refusal(closed).startswith("cannot read http://127.0.0.1:1/a: the download failed")
    assert "only http and https" in refusal("ftp://me:hunter2@example.com/a")
    for wrong in (
        "http://",
        "http://me:hunter2@",
        "http://a:99999/",
        "http://[::1/",
        "http://a:b/",
    ):
        assert "cannot read" in refusal(wrong)


def test_a_server_that_keeps_silent_is_given_up(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "_SECONDS", 0.3)
    release = threading.Event()
    monkeypatch.setattr(Handler, "do_GET", lambda _: release.wait(10))
    try:
        assert "takes too long" in refusal(server.url("/api.yaml"))
    finally:
        release.set()


def test_commands_take_urls(
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    url = server.url("/api.yaml", user="me:hunter2@")
    assert main(["generate", url, "-o", "out", "--package", "p"]) == 0
    assert main(["diff", url, url]) == 0
    assert len(server.asked) == 3  # each is downloaded once
    assert main(["generate", url, "-o", "out", "--package", "p", "--check"]) == 0
    server.answers["/api.yaml"] = (200, "", PETS.replace(b"/parcels", b"/boxes"))
    assert main(["generate", url, "-o", "out", "--package", "p", "--check"]) == 1
    Path("old.yaml").write_bytes(PETS)
    assert main(["diff", "old.yaml", url]) == 1
    assert main(["diff", "--base", "HEAD", url]) == 2
    assert main(["verify", "--spec", url, "--package", "p"]) == 2
    del server.answers["/api.yaml"]
    server.answers["/api.yaml"] = (503, "", b"")
    assert main(["generate", url, "-o", "out"]) == 2
    said = "".join(capsys.readouterr())
    assert server.url("/api.yaml") in said and "503" in said
    written = "".join(p.read_text("latin-1") for p in Path("out").rglob("*") if p.is_file())
    assert not any(secret in said + written for secret in SECRETS)


@pytest.mark.parametrize(
    ("path", "saved"),
    [
        ("/api.yaml?k=s3cret", "api.yaml"),
        ("/v3/api-docs", "api-docs.yaml"),
        ("/a/..%2f%2e%2e%5C.b%20c", "b-c.yaml"),
        ("/", "openapi.yaml"),
    ],
)
def test_init_keeps_what_a_url_names(
    path: str,
    saved: str,
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server.answers = {path.partition("?")[0]: (200, "", PETS)}
    monkeypatch.chdir(tmp_path)
    url = server.url(path, user="me:hunter2@")
    assert main(["init", url, "--package", "p"]) == 0
    assert [found.name for found in Path("spec").iterdir()] == [saved]
    assert (Path("spec") / saved).read_bytes() == PETS
    assert len(server.asked) == 1
    assert main(["generate", "--check"]) == 0
    project = Path("pyproject.toml")
    assert f'spec = "spec/{saved}"' in project.read_text()
    assert not any(secret in project.read_text() for secret in SECRETS)
    project.unlink()
    (Path("spec") / saved).write_bytes(b"mine")
    assert main(["init", url, "--package", "p"]) == 2
    assert f"run `specwright init spec/{saved}`" in capsys.readouterr().err
    assert (Path("spec") / saved).read_bytes() == b"mine" and not project.exists()


def test_init_and_watch_say_what_to_do_with_a_url(
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", server.url("/none")]) == 2
    assert list(tmp_path.iterdir()) == []
    assert main(["generate", server.url("/api.yaml"), "--watch"]) == 2
    assert "specwright init URL" in capsys.readouterr().err
