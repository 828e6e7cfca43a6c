"""Mutants enter; the verdict on each leaves, found in processes that are forked from one that is warm."""

from __future__ import annotations

import os
import resource
import select
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from specwright.verify.client.session import Caught
from tests.mutation.edits import Mutant

# Far more than a client without a fault needs: of the processor, and by the clock of a busy machine.
CPU_SECONDS: Final = 60
SECONDS: Final = 1200.0
MEMORY: Final = 3 << 30
SURVIVED: Final = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`said` is what the contract says against the mutant; nothing if it survived."""

    mutant: Mutant
    said: str
    seconds: float

    @property
    def killed(self) -> bool:
        return self.said != SURVIVED


@dataclass(frozen=True, slots=True)
class _Run:
    mutant: Mutant
    folder: Path
    process: int
    pipe: int
    began: float


Try = Callable[[Path, Mutant], "str | None"]


def judged(
    mutants: Sequence[Mutant], package: Path, scratch: Path, trying: Try, processes: int
) -> Iterator[Verdict]:
    """Each in a process of its own, in a copy of the package; in the order in which they end."""
    folders = [_copy(package, scratch / str(number)) for number in range(processes)]
    waiting, running = list(reversed(mutants)), dict[int, _Run]()
    try:
        while waiting or running:
            while waiting and folders:
                run = _start(waiting.pop(), folders.pop(), package, trying)
                running[run.pipe] = run
            for run in _ended(running):
                del running[run.pipe]
                folders.append(run.folder)
                yield _verdict(run, package)
    finally:
        for run in running.values():
            os.kill(run.process, 9)
            os.waitpid(run.process, 0)


def _copy(package: Path, folder: Path) -> Path:
    shutil.copytree(package, folder / package.name)
    return folder


def _start(mutant: Mutant, folder: Path, package: Path, trying: Try) -> _Run:
    file = folder / package.name / mutant.file
    file.write_text(mutant.apply((package / mutant.file).read_text("utf-8")), "utf-8")
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        _child(writing, folder, mutant, trying)
    os.close(writing)
    return _Run(mutant, folder, process, reading, time.monotonic())


def _child(pipe: int, folder: Path, mutant: Mutant, trying: Try) -> None:
    """Never returns."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.dont_write_bytecode = True
    try:
        with Caught() as caught:  # a client that breaks the judge is found out too
            caught.value = trying(folder, mutant)
        error = caught.error
        said = caught.value or SURVIVED if error is None else f"{type(error).__name__}: {error}"
        os.write(pipe, said.encode("utf-8", "replace")[:2000])
        os._exit(0)
    finally:
        os._exit(3)


def _ended(running: dict[int, _Run]) -> list[_Run]:
    ready, _, _ = select.select(list(running), [], [], 1.0)
    late = [r for r in running.values() if time.monotonic() - r.began > SECONDS]
    for run in late:
        os.kill(run.process, 9)
    return list({run.pipe: run for run in (*(running[pipe] for pipe in ready), *late)}.values())


def _verdict(run: _Run, package: Path) -> Verdict:
    seconds = time.monotonic() - run.began
    parts = []
    while piece := os.read(run.pipe, 65536):
        parts.append(piece)
    os.close(run.pipe)
    _, status = os.waitpid(run.process, 0)
    shutil.copy2(package / run.mutant.file, run.folder / package.name / run.mutant.file)
    said = b"".join(parts).decode("utf-8", "replace")
    if not parts and os.waitstatus_to_exitcode(status) != 0:
        said = f"it crashes, or does not end: {os.waitstatus_to_exitcode(status)}"
    return Verdict(run.mutant, said, seconds)
