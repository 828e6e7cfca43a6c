"""Command lines of documents that are hard on them: names like our options, escapes, files, streams."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.harness.clients import write_client
from tests.harness.socket_server import SocketServer, message, sends, serving

DOCUMENT = Path(__file__).parents[1] / "documents/gallery.yaml"
Run = Callable[..., "tuple[int, str, str]"]


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gallery")
    write_client(DOCUMENT, folder, "gallery")
    return folder


@pytest.fixture
def run(
    gallery: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Run:
    monkeypatch.syspath_prepend(str(gallery))
    monkeypatch.setenv("COLUMNS", "200")
    command_line = importlib.import_module("gallery._runtime.cli.entry").command_line

    def ran(*words: str, server: SocketServer | None = None) -> tuple[int, str, str]:
        more = () if server is None else ("--base-url", server.url)
        capfdbinary.readouterr()
        try:
            code = command_line("gallery", [*words, *more])
        except SystemExit as error:
            code = int(error.code or 0)
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return ran


def target_of(server: SocketServer) -> str:
    return server.requests[-1].split(b" ")[1].decode()


def body_of(server: SocketServer) -> bytes:
    return server.requests[-1].partition(b"\r\n\r\n")[2]


EMPTY = sends(message(b"", 204))


def test_help_has_neither_escapes_nor_markup(run: Run) -> None:
    shown = ""
    for words in ((), ("pictures",), ("pictures", "list-pictures"), ("pictures", "add-picture")):
        code, out, _ = run(*words, "--help")
        assert code == 0
        assert not {c for c in out if not c.isprintable() and c != "\n"}, words
        shown = f"{shown}{out}"
    assert "--depth INT" in shown and "From 1 to 9." in shown
    assert "The [red]room[/red]." in out
    assert "Values: $(touch owned), `touch owned`, ';touch owned;'." in out
    assert "--place.next JSON" not in out and out.count("--place.room-name") == 1


def test_options_of_the_api_named_like_ours_are_reached(run: Run) -> None:
    with serving(sends(message(b"[]", 200, "Content-Type: application/json"))) as server:
        code, out, err = run(
            "pictures", "list-pictures", "--query.output", "a", "--query.help", "h", "--limit", "5",
            "--no-wait", "--p0", "1", "--p0", "2", "--filter.min", "0.5", "--filter.a-b", "c",
            "--level", "2", "--output", "json", server=server,
        )  # fmt: skip
        assert (code, json.loads(out)) == (0, []), err
        assert target_of(server) == (
            "/pictures?output=a&wait=false&help=h&limit=5&p0=1&p0=2"
            "&filter%5Bmin%5D=0.5&filter%5Ba%5Bb%5D%5D=c&level=2"
        )
        assert run("pictures", "list-pictures")[0] == 2


def test_values_have_the_types_of_the_document(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"png")
    with serving(EMPTY) as server:
        for size, sent in (("5", 5), ("small", "small"), ("other", None)):
            code, out, err = run(
                "pictures", "add-picture", "--image", str(tmp_path / "a.png"), "--from", "-5",
                "--lit", "null", "--frames", '{"wide": 1}', "--frames", '{"wide": 2.5}',
                "--place", '{"next": {"roomName": "S"}}', "--place.room-name", "R", "--size", size,
                server=server,
            )  # fmt: skip
            if sent is None:
                assert code == 2 and "--size: " in err
                continue
            assert (code, out) == (0, ""), err
            assert json.loads(body_of(server)) == {
                "image": "data:image/png;base64,cG5n",
                "from": "-5",
                "lit": None,
                "frames": [{"wide": 1}, {"wide": 2.5}],
                "place": {"roomName": "R", "next": {"roomName": "S"}},
                "size": sent,
            }


def test_bodies_are_files_parts_and_whole_values(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x00png")
    (tmp_path / "labels.json").write_text('["a"]', "utf-8")
    with serving(EMPTY) as server:
        assert (
            run("pictures", "replace-picture", "x", "--body", f"{tmp_path}/a.png", server=server)[0]
            == 0
        )
        assert body_of(server) == b"\x00png" and target_of(server) == "/pictures/x"
        code, _, err = run(
            "labels",
            "import-labels",
            "--file",
            f"@{tmp_path}/a.png",
            "--note",
            "@@n",
            server=server,
        )
        assert code == 0, err
        assert b'filename="a.png"' in body_of(server) and b"\r\n@n\r\n" in body_of(server)
        assert (
            run("labels", "post-labels", "--json-body", f"@{tmp_path}/labels.json", server=server)[
                0
            ]
            == 0
        )
        assert body_of(server) == b'["a"]'
        code, _, err = run("labels", "import-labels", "--file", "none.png", server=server)
        assert code == 2 and "--file: there is no file none.png" in err


def test_binary_content_goes_to_files_and_pipes_but_no_terminal(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(sends(message(b"\x00png", 200, "Content-Type: image/png"))) as server:
        read = ("pictures", "read-picture", "x", "--output-query", "big")
        assert run(*read, server=server)[:2] == (0, "\x00png")
        assert target_of(server) == "/pictures/x?output=big"
        assert run(*read, "--output-file", str(tmp_path / "p.png"), server=server)[:2] == (0, "")
        assert [f.name for f in tmp_path.iterdir()] == ["p.png"]
        assert (tmp_path / "p.png").read_bytes() == b"\x00png"
        before = len(server.requests)
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        code, _, err = run(*read, server=server)
        assert code == 2 and "--output-file" in err and len(server.requests) == before


def test_a_stream_is_printed_as_it_comes(gallery: Path) -> None:
    """The second item is only sent when the first has been printed."""
    seen: list[bytes] = []
    printed = threading.Event()
    head = (
        b"HTTP/1.1 200 X\r\nContent-Type: application/jsonl\r\nTransfer-Encoding: chunked\r\n\r\n"
    )

    def script(connection: socket.socket, request: bytes) -> None:
        connection.sendall(head + b'8\r\n{"a":1}\n\r\n')
        if printed.wait(30):
            connection.sendall(b'8\r\n{"a":2}\n\r\n0\r\n\r\n')

    with serving(script) as server:
        command = [sys.executable, "-m", "gallery", "labels", "watch", "--base-url", server.url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=gallery) as process:
            assert process.stdout is not None
            seen.append(process.stdout.readline())
            printed.set()
            seen.append(process.stdout.read())
    assert (seen, process.returncode) == ([b'{"a": 1}\n', b'{"a": 2}\n'], 0)


def test_completion_scripts_are_sound_shell(run: Run, tmp_path: Path) -> None:
    for shell in ("bash", "zsh", "fish"):
        code, script, _ = run("--completion", shell)
        assert (
            code == 0 and "touch owned" not in script and "\x1b" not in script and "light" in script
        )
        program = shutil.which(shell)
        if program is not None:
            path = tmp_path / shell
            path.write_text(script, "utf-8")
            assert (
                subprocess.run([program, "-n", str(path)], timeout=30, env=os.environ).returncode
                == 0
            )
    assert run("--completion", "tcsh")[0] == 2
