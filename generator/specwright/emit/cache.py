"""Remember finished work between runs, in the user's cache folder: texts by keys.

A key contains everything that the text depends on, so the cache can be deleted at any time without
changing a result. If the cache fails, the work is done again.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path

_DAY = 24 * 60 * 60
_KEPT_DAYS = 60
_TABLE = """
CREATE TABLE IF NOT EXISTS texts (key TEXT PRIMARY KEY, text TEXT NOT NULL, day INTEGER NOT NULL)
"""


def cache_file() -> Path | None:
    """The cache file, by the XDG base directories; None for a user without a home."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(base):  # noqa: PTH117  (of a text that may be empty)
        return Path(base) / "specwright" / "cache.sqlite"
    try:
        return Path.home() / ".cache" / "specwright" / "cache.sqlite"
    except RuntimeError:
        return None


def recall(file: Path, keys: Iterable[str]) -> dict[str, str]:
    """The remembered texts, by key."""
    found: dict[str, str] = {}
    with suppress(OSError, sqlite3.OperationalError):  # the cache only saves time
        if file.is_file():
            today = int(time.time() // _DAY)
            with closing(_open(file)) as cache, cache:
                for key in keys:
                    row = cache.execute("SELECT text, day FROM texts WHERE key = ?", (key,))
                    for text, day in row.fetchall():
                        found[key] = text
                        if day < today:
                            cache.execute("UPDATE texts SET day = ? WHERE key = ?", (today, key))
    return found


def remember(file: Path, texts: Mapping[str, str]) -> None:
    """Add texts, and delete those that no run has used for two months."""
    today = int(time.time() // _DAY)
    with suppress(OSError, sqlite3.OperationalError):  # the cache only saves time
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(_open(file)) as cache, cache:
            rows = [(key, text, today) for key, text in texts.items()]
            cache.executemany("INSERT OR REPLACE INTO texts VALUES (?, ?, ?)", rows)
            cache.execute("DELETE FROM texts WHERE day < ?", (today - _KEPT_DAYS,))


def _open(file: Path) -> sqlite3.Connection:
    """The database; an invalid file is replaced."""
    try:
        return _connect(file)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        file.unlink()
        return _connect(file)


def _connect(file: Path) -> sqlite3.Connection:
    cache = sqlite3.connect(file, timeout=5)
    try:
        cache.execute(_TABLE)
    except sqlite3.Error:
        cache.close()
        raise
    return cache
