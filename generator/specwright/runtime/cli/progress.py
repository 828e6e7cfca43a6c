"""Show progress on standard error, if that is a terminal."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from .text import clean


def _byte_columns(rich: Any) -> tuple[Any, ...]:
    return (
        rich.TextColumn("{task.description}", markup=False),
        rich.BarColumn(),
        rich.DownloadColumn(),
        rich.TransferSpeedColumn(),
    )


def _nothing(done: int, total: int) -> None:
    """Progress that is not shown."""


class Progress:
    """Bars and spinners that disappear when they are done."""

    def __init__(self) -> None:
        self._is_shown = sys.stderr.isatty()

    @contextlib.contextmanager
    def files(self) -> Generator[Callable[[Path, int, int | None], None] | None, None, None]:
        """Yield a function that takes a file, the bytes done and the bytes in all."""
        if not self._is_shown:
            yield None
            return
        rich: Any = importlib.import_module("rich.progress")
        with self._bar(rich, _byte_columns(rich)) as bar:
            shown: dict[Path, Any] = {}

            def advance(file: Path, done: int, total: int | None) -> None:
                if file not in shown:
                    shown[file] = bar.add_task(clean(file.name), total=None)
                bar.update(shown[file], completed=done, total=total)

            yield advance

    @contextlib.contextmanager
    def bytes(self, said: str) -> Generator[Callable[[int, int], None], None, None]:
        """Yield a function that takes the bytes done and the bytes in all, 0 if unknown."""
        if not self._is_shown:
            yield _nothing
            return
        rich: Any = importlib.import_module("rich.progress")
        with self._bar(rich, _byte_columns(rich)) as bar:
            shown = bar.add_task(said, total=None)
            yield lambda done, total: bar.update(shown, completed=done, total=total or None)

    @contextlib.contextmanager
    def task(self, said: str, status: str) -> Generator[Callable[[Any], None] | None, None, None]:
        """Yield a function that takes each state of a task."""
        if not self._is_shown:
            yield None
            return
        rich: Any = importlib.import_module("rich.progress")
        columns = (
            rich.SpinnerColumn(),
            rich.TextColumn("{task.description}", markup=False),
            rich.BarColumn(),
            rich.TimeElapsedColumn(),
        )
        with self._bar(rich, columns) as bar:
            shown = bar.add_task(said, total=None)

            def update(task: Any) -> None:
                ratio = getattr(task, "progress", None)
                known = isinstance(ratio, float) and 0 <= ratio <= 1
                text = f"{said} {clean(getattr(task, status, ''))}"
                bar.update(
                    shown,
                    description=text,
                    completed=ratio if known else 0,
                    total=1 if known else None,
                )

            yield update

    def _bar(self, rich: Any, columns: tuple[Any, ...]) -> Any:
        console = importlib.import_module("rich.console").Console(stderr=True)
        return rich.Progress(*columns, console=console, transient=True)
