"""`Journal`: a file that says what a run has sent, created and received, so that another run goes on there.

Each step is committed to an SQLite file before the next one. See `journaled.py` for what is written when.
"""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..base.errors import JournalError

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from ..calls.call import Call
    from ..config.base_client import BaseClient

VERSION = 1
APPLICATION = 0x53574A31  # "SWJ1", so that another SQLite file is not taken for a journal
SCHEMA = """
CREATE TABLE calls (
  number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, operation TEXT NOT NULL,
  call TEXT NOT NULL, state TEXT NOT NULL, idempotency TEXT, task TEXT,
  status INTEGER, type TEXT, answer, final_status INTEGER, final_type TEXT, final,
  error_type TEXT, error TEXT, downloads TEXT NOT NULL DEFAULT '[]', changed REAL NOT NULL
)
"""
SEEN = "CREATE TEMP TABLE seen (digest TEXT PRIMARY KEY, count INTEGER NOT NULL)"
IN_DOUBT = "in-doubt"
CHUNK = 100
WRITE = "write to"


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One recorded call.

    `state` is "planned" (not sent), "sending" (now), "in-doubt" (sent, and no answer recorded),
    "created" (answered, to be waited for), "done" or "failed". `call` is None if it holds a file
    or a secret. `task` is the id of what was created; `result` is the last answer, as JSON.
    """

    key: str
    operation: str
    state: str
    call: dict[str, Any] | None
    task: Any
    result: Any
    error: str | None
    downloads: tuple[Path, ...]
    changed: float


class Row:
    """A row of the table while its call is in a run."""

    __slots__ = (
        "answer",
        "call",
        "digest",
        "downloads",
        "error",
        "error_type",
        "final",
        "final_status",
        "final_type",
        "idempotency",
        "key",
        "state",
        "status",
        "task",
        "type",
    )

    def __init__(self, values: tuple[Any, ...]) -> None:
        for name, value in zip(self.__slots__, values, strict=True):
            setattr(self, name, value)
        self.answer: bytes | None = _bytes(self.answer)
        self.final: bytes | None = _bytes(self.final)

    if TYPE_CHECKING:
        key: str
        digest: str
        downloads: str
        call: str
        state: str
        idempotency: str | None
        task: str | None
        status: int | None
        type: str | None
        final_status: int | None
        final_type: str | None
        error_type: str | None
        error: str | None


class Journal:
    """What a run has sent, created and received, in an SQLite file that only you can read.

    Give it to `send_many`; after a crash, run the same calls with the same file. One process at a
    time can open it. It holds the arguments and the answers of your calls, and no credentials.

    Raises:
        JournalError: Another process has the file open, it is no journal, it is damaged, another
            version of this package wrote it, or it cannot be written.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._lock, self._committing = threading.RLock(), threading.Lock()
        self._written = self._committed = 0
        self.broken = ""
        self.active: set[str] = set()
        with self._told("open"):
            if not self.path.exists():
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            self._database = sqlite3.connect(
                self.path, timeout=0.2, isolation_level=None, check_same_thread=False
            )
            try:
                self._open()
            except BaseException:
                self._database.close()
                raise

    def _open(self) -> None:
        run = self._database.execute
        run("PRAGMA locking_mode = EXCLUSIVE")  # the system drops the lock of a killed process
        run("BEGIN EXCLUSIVE")
        version = run("PRAGMA user_version").fetchone()[0]
        application = run("PRAGMA application_id").fetchone()[0]
        is_new = not run("SELECT count(*) FROM sqlite_master").fetchone()[0]
        run("COMMIT")
        if not is_new and application != APPLICATION:
            raise JournalError(f"{self.path} is an SQLite file, but no journal: use another path")
        if not is_new and version != VERSION:
            raise JournalError(
                f"{self.path} is a journal of version {version}, and this package reads version {VERSION}: "
                "finish it with the package that wrote it, or use another path"
            )
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = FULL")
        run("PRAGMA wal_autocheckpoint = 200")
        found = run("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        if is_new:
            run("BEGIN IMMEDIATE")
            run(SCHEMA)
            run(f"PRAGMA user_version = {VERSION}")
            run(f"PRAGMA application_id = {APPLICATION}")
            run("COMMIT")
        run(SEEN)

    @contextmanager
    def _told(self, doing: str) -> Generator[None, None, None]:
        """Say what failed, where, and how to mend it."""
        with self._lock:
            if self.broken and doing == WRITE:  # what was not committed may have been rolled back
                raise JournalError(self.broken)
            try:
                yield
            except (sqlite3.Error, OSError) as error:
                message = f"cannot {doing} {self.path}: {_reason(error)}"
                if doing == WRITE:
                    self.broken = message
                raise JournalError(message) from error

    def write(self, sql: str, values: tuple[Any, ...], *, commit: bool = True) -> None:
        """Run one statement; without `commit` it is committed with the next one.

        A commit waits for the disk, so it takes with it what other threads have written meanwhile.
        """
        with self._told(WRITE):
            if not self._database.in_transaction:
                self._database.execute("BEGIN IMMEDIATE")
            self._database.execute(sql, values)
            self._written += 1
            mine = self._written
        if commit:
            with self._committing, self._told(WRITE):
                if self._committed < mine:
                    self._database.execute("COMMIT")
                    self._committed = self._written

    def read(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        with self._told("read"):
            return self._database.execute(sql, values).fetchall()

    def change(self, key: str, *, commit: bool = True, **columns: Any) -> None:
        """Set columns of a row."""
        changes = {**columns, "changed": time.time()}
        names = ", ".join(f"{name} = ?" for name in changes)
        self.write(
            f"UPDATE calls SET {names} WHERE key = ?",  # noqa: S608  # names of our own columns
            (*changes.values(), key),
            commit=commit,
        )

    def row(self, key: str) -> Row | None:
        names = ", ".join(Row.__slots__)
        found = self.read(f"SELECT {names} FROM calls WHERE key = ?", (key,))  # noqa: S608  # as above
        return Row(found[0]) if found else None

    def forget_order(self) -> None:
        """At the start of a run: the next equal calls are counted from one."""
        self.write("DELETE FROM seen", ())

    def numbered(self, digest: str) -> str:
        """The key of a call without one: equal calls are told apart by their number in the run."""
        upsert = (
            "INSERT INTO seen VALUES (?, 1) ON CONFLICT (digest) DO UPDATE SET count = count + 1"
        )
        self.write(upsert, (digest,), commit=False)
        found = self.read("SELECT count FROM seen WHERE digest = ?", (digest,))
        if not found:  # the commit of another thread has failed, and took it along
            raise JournalError(self.broken)
        count: int = found[0][0]
        return digest if count == 1 else f"{digest}-{count}"

    # --- for users ---

    def entries(self, state: str | None = None) -> Iterator[JournalEntry]:
        """The recorded calls in the order of the run; `state` selects those in one state."""
        last = -1
        while chunk := self.read(_ENTRIES, (last, CHUNK)):
            for row in chunk:
                entry = self._entry(row[1:])
                if state is None or entry.state == state:
                    yield entry
            last = chunk[-1][0]

    def summary(self) -> dict[str, int]:
        """The number of calls in each state."""
        counts: dict[str, int] = {}
        for key, state in self.read("SELECT key, state FROM calls"):
            shown = self._state(key, state)
            counts[shown] = counts.get(shown, 0) + 1
        return counts

    def calls(self, client: BaseClient[Any]) -> Iterator[Call[Any]]:
        """All recorded calls, built again, to go on without what they came from.

        Raises:
            JournalError: A call holds a file or a secret, which are not stored.
        """
        from .records import build_call

        last = -1
        while chunk := self.read(_CALLS, (last, CHUNK)):
            for _, key, text in chunk:
                if not text:
                    raise JournalError(
                        f"the call {key} holds a file or a secret: run the calls it came from"
                    )
                yield build_call(client._core, text)
            last = chunk[-1][0]

    def resolve(self, key: str, *, resend: bool = False, id: object = None) -> None:
        """Settle a call that is in doubt or has failed.

        Args:
            key: The key of the entry.
            resend: Send the call in the next run. If the server did get it, this pays twice.
            id: The id of the task that you found at the server: the next run waits for it.

        Raises:
            JournalError: There is no such entry, or it is not in doubt and has not failed.
        """
        if resend == (id is not None):
            raise TypeError("pass either resend=True or id=")
        row = self.row(key)
        if row is None:
            raise JournalError(f"{self.path} has no entry {key!r}")
        state = self._state(key, row.state)
        if state not in (IN_DOUBT, "failed", "planned"):
            raise JournalError(
                f"entry {key!r} is {state}: only one in doubt or failed can be settled"
            )
        task = None if id is None else json.dumps(id, default=str)
        self.write(_RESOLVE, ("planned" if resend else "created", task, time.time(), key))

    def close(self) -> None:
        """Close the file; another process can open it then."""
        with self._told("close"):
            if self._database.in_transaction:
                self._database.execute("COMMIT")
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Journal {str(self.path)!r}>"

    def _state(self, key: str, state: str) -> str:
        return IN_DOUBT if state == "sending" and key not in self.active else state

    def _entry(self, row: tuple[Any, ...]) -> JournalEntry:
        key, operation, state, call, task, answer, final, error, downloads, changed = row
        return JournalEntry(
            key,
            operation,
            self._state(key, state),
            json.loads(call) if call else None,
            None if task is None else json.loads(task),
            _result(final if final is not None else answer),
            error,
            tuple(map(Path, json.loads(downloads))),
            changed,
        )


_ENTRIES = """
SELECT number, key, operation, state, call, task, answer, final, error, downloads, changed
FROM calls WHERE number > ? ORDER BY number LIMIT ?
"""
_RESOLVE = """
UPDATE calls SET state = ?, task = ?, changed = ?, status = NULL, type = NULL, answer = NULL,
  final_status = NULL, final_type = NULL, final = NULL, error_type = NULL, error = NULL
WHERE key = ?
"""
_CALLS = "SELECT number, key, call FROM calls WHERE number > ? ORDER BY number LIMIT ?"


def _bytes(value: Any) -> bytes | None:
    return value.encode() if isinstance(value, str) else value


def _result(content: Any) -> Any:
    """JSON if it is JSON, else what it is."""
    try:
        return None if content is None else json.loads(content)
    except ValueError:
        return content


def _reason(error: Exception) -> str:
    text = str(error)
    if "locked" in text:
        return "it is open already, in another process or in this one; a journal serves one run at a time"
    if "full" in text or "disk I/O" in text:
        return f"{text}; nothing more is sent, make room and run again"
    is_closed = isinstance(error, sqlite3.ProgrammingError)
    if (
        isinstance(error, sqlite3.DatabaseError)
        and not is_closed
        and not isinstance(error, sqlite3.OperationalError)
    ):
        return f"it is damaged or no journal ({text}); move it away, or restore it with `sqlite3 FILE .recover`"
    return text
