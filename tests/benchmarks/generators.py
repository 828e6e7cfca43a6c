"""Specwright and the other generators behind one face: a document goes in, figures come out."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from tests.benchmarks.peers import CLIENTELE, OPENAPI_PYTHON_CLIENT, environment
from tests.benchmarks.running import Ran, run, run_well, say
from tests.benchmarks.table import Detail

OURS: Final = "specwright"
SPECWRIGHT: Final = Path(sys.executable).parent / "specwright"
PACKAGE: Final = "bench_client"
LONG: Final = 8.0  # CPU seconds: what takes longer runs once


@dataclass(frozen=True, slots=True)
class Tool:
    """A generator: how it is called, and how many operations are in what it made."""

    name: str
    command: Callable[[Path, Path], list[str]]
    operations: Callable[[Path, Ran], int]


@dataclass(frozen=True, slots=True)
class Made:
    """What a tool made of a document; a failure says why there is nothing."""

    seconds: float
    megabytes: float
    lines: int
    operations: int
    failure: str = ""


class Workshop:
    """Generates each document with each tool once, however many rows ask for it."""

    def __init__(self, scratch: Path, runs: int, *, with_peers: bool) -> None:
        self.scratch = scratch
        self.runs = runs
        self.ours = _specwright()
        self._with_peers = with_peers
        self._made: dict[tuple[str, Path], Made] = {}
        self._warm = False

    @cached_property
    def peers(self) -> list[Tool]:
        """The others, installed when a row first asks for them."""
        return [_openapi_python_client(), _clientele()] if self._with_peers else []

    def made(self, tool: Tool, document: Path) -> Made:
        key = (tool.name, document)
        if key not in self._made:
            self._warm_up()
            made = self._made[key] = self._make(tool, document)
            told = f"{made.seconds:.2f} s, {made.operations} operations, {made.lines} lines"
            say(f"{document.name}: {tool.name}: {made.failure or told}")
        return self._made[key]

    def make(self, tool: Tool, document: Path) -> Made:
        """Generate once into an empty folder."""
        output = self.scratch / "output"
        shutil.rmtree(output, ignore_errors=True)
        ran = run(tool.command(document, output))
        if ran.code:
            return Made(ran.seconds, ran.megabytes, 0, 0, f"fails: {_reason(ran)}")
        return Made(ran.seconds, ran.megabytes, _lines(output), tool.operations(output, ran))

    def details(self) -> list[Detail]:
        return [
            Detail(
                document.name,
                tool,
                document.stat().st_size / 1e3,
                made.seconds,
                made.lines,
                made.operations,
                made.failure,
            )
            for (tool, document), made in self._made.items()
        ]

    def _make(self, tool: Tool, document: Path) -> Made:
        best = self.make(tool, document)
        for _ in range(self.runs - 1):
            if best.failure or best.seconds > LONG:
                break
            best = replace(best, seconds=min(best.seconds, self.make(tool, document).seconds))
        return best

    def _warm_up(self) -> None:
        """Bytecode is written and files are in memory before anything is measured."""
        if not self._warm:
            self._warm = True
            run_well([str(SPECWRIGHT), "--help"])
            small = self.scratch / "small.json"
            run_well(made_up(1, small))
            for tool in (self.ours, *self.peers):
                self.make(tool, small)


def made_up(operations: int, file: Path) -> list[str]:
    """The command that writes a document; a process of its own keeps the memory of this one small."""
    script = Path(__file__).parent / "made_up.py"
    return [sys.executable, str(script), str(operations), str(file)]


def cold(document: Path, output: Path, *options: str) -> list[str]:
    """The command of Specwright."""
    package = ["--package", PACKAGE, "--format", "json"]
    return [str(SPECWRIGHT), "generate", str(document), "-o", str(output), *package, *options]


def _specwright() -> Tool:
    return Tool(
        OURS,
        lambda document, output: cold(document, output, "--no-cache"),
        lambda _, ran: int(json.loads(ran.output)["operations"]["generated"]),
    )


def _openapi_python_client() -> Tool:
    program = environment(OPENAPI_PYTHON_CLIENT).parent / "openapi-python-client"
    return Tool(
        "openapi-python-client",
        lambda document, output: [
            *(str(program), "generate", "--meta", "none", "--overwrite"),
            *("--path", str(document), "--output-path", str(output)),
        ],
        lambda output, _: len([*(output / "api").glob("*/[!_]*.py")]),
    )


def _clientele() -> Tool:
    program = environment(CLIENTELE).parent / "clientele"
    return Tool(
        "clientele",
        lambda document, output: [
            *(str(program), "start-api", "--file", str(document), "--output", str(output))
        ],
        lambda output, _: len(
            re.findall(r"^@client\.", (output / "client.py").read_text("utf-8"), re.MULTILINE)
        ),
    )


def _lines(output: Path) -> int:
    """The lines of Python, blank ones too, without what is the same in each package of ours."""
    files = (file for file in output.rglob("*.py") if "_runtime" not in file.parts)
    return sum(file.read_bytes().count(b"\n") for file in files)


def _reason(ran: Ran) -> str:
    told = [line.strip() for line in f"{ran.output}\n{ran.errors}".splitlines() if line.strip()]
    errors = [line for line in told if "Error" in line and "://" not in line]
    return (errors or told or [f"exit code {ran.code}"])[-1][:80]
