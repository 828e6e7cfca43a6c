"""What an editor offers at `client.image_to_video.create(`, asked of pyright's language server."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CODE = """\
from runway_client import AsyncRunwayML, RunwayML

RunwayML(api_key="k").image_to_video.create()
AsyncRunwayML(api_key="k").image_to_video.create()
"""
ARGUMENTS = ["model=", "prompt_text=", "prompt_image=", "ratio=", "duration=", "seed="]
OPTIONS = ["request_options=", "timeout=", "extra_headers=", "extra_query=", "extra_body="]


class Editor:
    """The few messages of the Language Server Protocol that an editor needs for one file."""

    def __init__(self, folder: Path) -> None:
        self._uri = (folder / "use.py").as_uri()
        self._numbers = itertools.count(1)
        self._server = subprocess.Popen(
            [sys.executable, "-m", "pyright.langserver", "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder,
        )
        texts = {
            "signatureHelp": {"signatureInformation": {"documentationFormat": ["plaintext"]}},
            "hover": {"contentFormat": ["plaintext"]},
        }
        able = {"workspace": {"configuration": True}, "textDocument": texts}
        place = {"uri": folder.as_uri(), "name": folder.name}
        self.ask("initialize", processId=None, capabilities=able, workspaceFolders=[place])
        self._send(method="initialized", params={})
        document = {"uri": self._uri, "languageId": "python", "version": 1, "text": CODE}
        self._send(method="textDocument/didOpen", params={"textDocument": document})

    def at(self, method: str, line: int, column: int) -> Any:
        position = {"line": line, "character": column}
        place = {"textDocument": {"uri": self._uri}, "position": position}
        return self.ask(f"textDocument/{method}", **place)

    def ask(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self._send(id=number, method=method, params=params)
        while True:
            message = self._read()
            if "method" in message and "id" in message:  # the server asks for settings
                wanted = message["params"].get("items", [])
                self._send(id=message["id"], result=[{"pythonPath": sys.executable}] * len(wanted))
            elif message.get("id") == number:
                return message["result"]

    def close(self) -> None:
        self._server.kill()
        self._server.communicate()

    def _send(self, **message: Any) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._server.stdin is not None
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self._server.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._server.stdout is not None
        length = 0
        while line := self._server.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        content: dict[str, Any] = json.loads(self._server.stdout.read(length))
        return content


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Iterator[Editor]:
    folder = tmp_path_factory.mktemp("editor")
    (folder / "use.py").write_text(CODE, "utf-8")
    settings = {"extraPaths": [str(checkout / "generated")]}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), "utf-8")
    editor = Editor(folder)
    yield editor
    editor.close()


@pytest.mark.xdist_group("editor")
@pytest.mark.parametrize("line", [2, 3])
def test_all_arguments_and_options_are_offered(editor: Editor, line: int) -> None:
    found = editor.at("completion", line, len(CODE.splitlines()[line]) - 1)
    offered = [item["label"] for item in found["items"] if item["label"].endswith("=")]
    assert set(ARGUMENTS + OPTIONS) <= set(offered)


@pytest.mark.xdist_group("editor")
def test_each_way_to_call_is_shown_with_the_whole_documentation(editor: Editor) -> None:
    found = editor.at("signatureHelp", 2, len(CODE.splitlines()[2]) - 1)
    assert len(found["signatures"]) == 7
    first = found["signatures"][0]
    assert "model: Literal['gen4.5'], prompt_text: str" in first["label"]
    assert "timeout:" in first["label"]
    assert "duration: Length of the video in seconds." in first["documentation"]["value"]


@pytest.mark.xdist_group("editor")
def test_the_async_method_says_what_it_does_and_where_the_rest_stands(editor: Editor) -> None:
    found = editor.at("hover", 3, len(CODE.splitlines()[3]) - 4)
    assert "Image to video. See `ImageToVideoResource.create`." in found["contents"]["value"]
