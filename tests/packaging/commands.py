"""A Markdown file enters, its fenced blocks leave, and a shop that runs them one after the other in a folder.

```yaml NAME    a file of that name            ```sh      commands; `# exit 1` names the code expected
```text         what the commands before say   ```python  runs; it can import packages generated before
"""

from __future__ import annotations

import importlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from specwright.cli import main

ROOT = Path(__file__).parents[2]
MOCK = "127.0.0.1:4010"
"""Where the pages start servers; the tests choose free ports."""
_FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)
_CODE = re.compile(r"\s*# exit (\d+)$")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the file it is (or ""), and its text."""

    language: str
    name: str
    text: str


def blocks_of(path: Path) -> Iterator[Block]:
    for language, name, text in _FENCE.findall(path.read_text("utf-8")):
        yield Block(language, name, text)


@dataclass
class Shop:
    """Runs the blocks of one document in `folder`."""

    folder: Path
    capture: pytest.CaptureFixture[str]
    said: str = ""
    server: subprocess.Popen[str] | None = None
    address: str = MOCK
    commands: list[str] = field(default_factory=list)
    samples: int = 0
    last: str = ""
    """The language of the block before."""

    def run(self, block: Block) -> None:
        if block.name:
            path = self.folder / block.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
        elif block.language == "sh":
            self.said = "".join(self._command(line) for line in _commands(block.text))
        elif block.language == "text":
            wanted = re.escape(block.text.strip()).replace(re.escape("..."), ".*")
            assert re.fullmatch(wanted, self.said.strip(), re.S), self.said
        elif block.language == "python":
            self._sample(block.text)

    def _command(self, line: str) -> str:
        expected = _CODE.search(line)
        argv = shlex.split(line, comments=True)
        self.commands.append(line)
        code, said = self._start(argv)
        assert code == (int(expected[1]) if expected else 0), f"{line}: {code}\n{said}"
        return said

    def _start(self, argv: list[str]) -> tuple[int, str]:
        if argv[-1] == "&":
            return self._serve(argv[:-1])
        if argv[0] == "curl":
            if shutil.which("curl") is None:
                pytest.skip("curl is not installed")
            argv = [word.replace(MOCK, self.address) for word in argv]
            done = subprocess.run(argv, capture_output=True, text=True, timeout=60)
            return done.returncode, done.stdout
        if argv[0] == "specwright":
            self.capture.readouterr()
            checks = ["--examples", "0", "--python", self._python()] if argv[1] == "verify" else []
            code = main([*argv[1:], *checks])
            out, err = self.capture.readouterr()
            return code, out + err
        if argv[0] == "git":
            done = subprocess.run(argv, cwd=self.folder, capture_output=True, text=True, timeout=60)
            return done.returncode, done.stdout + done.stderr
        if argv[:2] == ["python", "-m"]:
            return self._client(argv[2], argv[3:])
        return _by_others(argv), ""

    def _homes(self) -> list[str]:
        """Where the packages are that were generated before."""
        return [str(path.parent.parent) for path in self.folder.glob("*/*/__init__.py")]

    def _python(self) -> str:
        """An interpreter that has them installed, as far as `verify` can see."""
        script = self.folder / "python"
        command = f"os.execve({sys.executable!r}, [{sys.executable!r}, *sys.argv[2:]], os.environ)"
        path = f"os.environ['PYTHONPATH'] = {os.pathsep.join(self._homes())!r}"
        script.write_text(f"#!{sys.executable}\nimport os, sys\n{path}\n{command}\n", "utf-8")
        script.chmod(0o755)
        return str(script)

    def _serve(self, argv: list[str]) -> tuple[int, str]:
        """Start a server, and return what it says until it is ready."""
        command = [sys.executable, "-m", *argv, "--port", "0"]
        pipe = subprocess.PIPE
        self.server = subprocess.Popen(command, cwd=self.folder, stdout=pipe, text=True)
        assert self.server.stdout is not None
        said = ""
        while "Ctrl-C" not in said:
            line = self.server.stdout.readline()
            assert line, said
            said += line
        found = re.search(r"127\.0\.0\.1:\d+", said)
        assert found
        self.address = found[0]
        return 0, said.replace(self.address, MOCK)

    def close(self) -> None:
        if self.server is not None:
            self.server.terminate()
            self.server.communicate(timeout=10)

    def _client(self, package: str, words: list[str]) -> tuple[int, str]:
        """The command line of a client that was generated before."""
        with self._importable(), pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.folder)
            patch.setenv("COLUMNS", "80")
            self.capture.readouterr()
            try:
                entry = importlib.import_module(f"{package}._runtime.cli.entry")
                code = entry.command_line(package, words)
            except SystemExit as stopped:
                code = int(stopped.code or 0)
            out, err = self.capture.readouterr()
        return code, out + err

    def _sample(self, text: str) -> None:
        self.samples += 1
        with self._importable():
            names: dict[str, Any] = {}
            exec(compile(text, "<sample>", "exec"), names)  # noqa: S102  (our own documents)

    @contextmanager
    def _importable(self) -> Iterator[None]:
        """The packages that were generated before can be imported; afterwards they are forgotten."""
        before = set(sys.modules)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "path", [*self._homes(), *sys.path])
            yield
        for name in set(sys.modules) - before:
            if str(self.folder) in str(getattr(sys.modules[name], "__file__", "")):
                del sys.modules[name]


def _commands(text: str) -> list[str]:
    joined = text.replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]


def _by_others(argv: list[str]) -> int:
    """Targets of make are run by CI, installs by tests/packaging: here they only have to exist."""
    if argv[0] == "make":
        targets = re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
        return 0 if argv[1] in targets else 2
    if argv[:2] == ["pip", "install"]:
        return 0 if (ROOT / argv[2] / "pyproject.toml").is_file() else 2
    raise AssertionError(f"the tests of documents do not know the command {argv[0]!r}")
