"""Print results: tables on a terminal, JSON elsewhere, binary content into files and pipes."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from ..base.json_types import is_array, is_model, is_object
from .text import UsageError, clean, put, to_json

CHUNK = 50
COLUMNS = 8


class Output:
    """Where a result goes, and in which form."""

    def __init__(self, form: str | None, file: str | None, limit: int | None) -> None:
        self._is_table = form == "table" or (form is None and sys.stdout.isatty())
        self._file = file
        self._limit = limit
        if limit is not None and limit < 1:
            raise UsageError("--limit must be at least 1")

    def check_binary(self) -> None:
        """Before anything is sent."""
        if self._file is None and sys.stdout.isatty():
            raise UsageError(
                "the result is binary: write it to a file with --output-file, or into a pipe"
            )

    def text(self, text: str) -> None:
        put(text)

    def value(self, value: Any) -> None:
        """One result; None prints nothing."""
        if isinstance(value, bytes):  # where the document promises nothing of the kind
            self.check_binary()
            sys.stdout.buffer.write(value)
            return
        data = plain(value)
        if data is None:
            return
        if isinstance(data, str):
            put(clean(data) if sys.stdout.isatty() else data)
        elif not self._is_table:
            put(to_json(data, indent=2))
        elif is_array(data):
            self._rows(data)
        elif is_object(data):
            self._pairs(data)
        else:
            put(to_json(data))

    def items(self, items: Iterable[Any], live: bool = False) -> None:
        """Items as they come: lines of JSON, or tables of some items each."""
        rest = iter(islice(items, self._limit))
        if not self._is_table or live:
            for item in rest:
                data = plain(item)
                is_text = isinstance(data, str) and self._is_table
                put(clean(data) if is_text else to_json(data), flush=True)
            return
        while rows := [plain(item) for item in islice(rest, CHUNK)]:
            self._rows(rows)

    def binary(self, response: Any, advance: Callable[[int, int], object]) -> None:
        total, done = int(response.headers.get("content-length") or 0), 0
        if self._file is None:
            for piece in response.iter_bytes():
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
            return
        partial = Path(f"{self._file}.part")  # an interrupted download leaves no file of the name
        try:
            with partial.open("wb") as file:
                for piece in response.iter_bytes():
                    done += file.write(piece)
                    advance(done, total)
            partial.replace(self._file)
        except OSError as error:
            raise UsageError(
                f"--output-file: cannot write {self._file}: {error.strerror}"
            ) from None
        finally:
            partial.unlink(missing_ok=True)

    def _rows(self, rows: list[Any]) -> None:
        """A table with a column for each simple member, the most frequent ones first."""
        counts: dict[str, int] = {}
        for row in rows:
            for name, cell in row.items() if is_object(row) else ():
                counts[name] = counts.get(name, 0) + (0 if isinstance(cell, (dict, list)) else 1)
        names = sorted(counts, key=lambda name: -counts[name])[:COLUMNS]
        columns = [name for name in counts if name in names] or ["value"]
        table = _table(*columns)
        for row in rows:
            cells = [row.get(name) for name in columns] if is_object(row) else [row]
            table.add_row(*map(_cell, cells))
        _console().print(table)

    def _pairs(self, data: Mapping[str, Any]) -> None:
        table = _table()
        for name, value in data.items():
            table.add_row(_text(name), _cell(value))
        _console().print(table)


def plain(value: Any) -> Any:
    """A result as JSON data."""
    if is_model(value):
        return value.to_dict(mode="json")
    if is_array(value):
        return [plain(item) for item in value]
    if is_object(value):
        return {key: plain(item) for key, item in value.items()}
    if value is None or isinstance(value, (str, int, float)):
        return value
    return str(value)


def _console() -> Any:
    return importlib.import_module("rich.console").Console(
        markup=False, highlight=False, emoji=False
    )


def _text(value: object) -> Any:
    return importlib.import_module("rich.text").Text(clean(value))


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if is_array(value) and all(isinstance(item, str) for item in value):
        return _text("\n".join(map(clean, value)))
    return _text(value if isinstance(value, str) else to_json(value))


def _table(*columns: str) -> Any:
    table = importlib.import_module("rich.table").Table(
        box=None, pad_edge=False, show_header=bool(columns)
    )
    for name in columns or ("", ""):
        table.add_column(_text(name), overflow="fold")
    return table
