"""Safe names for downloaded files, and the `.part` file that a download grows in until it is complete."""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
import sys
import tempfile
from base64 import b64decode
from collections.abc import Callable, Mapping
from pathlib import Path as Path
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import unquote, urlsplit

from ..base.errors import DownloadError

PART = ".part"
CHUNK: Final = 1 << 20
LONGEST: Final = 200  # bytes; leaves room for a number and the endings of the part files
DEVICES: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.I)
FILENAME: Final = re.compile(r";\s*filename(\*?)\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^\s;]+)", re.I)
EXTENSIONS: Final = {
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "model/gltf-binary": ".glb",
    "text/plain": ".txt",
    "video/mp4": ".mp4",
    "application/octet-stream": "",
}
_FLAGS = ("O_NOFOLLOW", "O_CLOEXEC", "O_NONBLOCK", "O_BINARY")
_OPEN = os.O_RDWR | os.O_CREAT | sum(getattr(os, name, 0) for name in _FLAGS)
Exists: TypeAlias = Literal["error", "skip", "replace"]
OnProgress: TypeAlias = "Callable[[Path, int, int | None], object]"
StrPath: TypeAlias = "str | os.PathLike[str]"


def safe_name(text: str) -> str:
    """One plain file name that every system accepts, or nothing: servers may send any text."""
    import unicodedata

    last = re.split(r"[\\/]", text)[-1]
    kept = "".join(" " if c.isspace() else c for c in unicodedata.normalize("NFC", last))
    kept = "".join(c for c in kept if unicodedata.category(c)[0] != "C")
    name = re.sub(r'[<>:"|?*]', "_", kept).strip(" .")
    if DEVICES.fullmatch(name.partition(".")[0].rstrip()):
        name = f"_{name}"
    if name.lower().endswith((PART, f"{PART}.json")):
        name += "_"
    stem, ending = parted(name)
    if len(ending.encode()) > 20:
        stem, ending = name, ""
    room = LONGEST - len(ending.encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .") + ending


def name_of(headers: Mapping[str, str], url: str) -> str:
    """The name that the server gives the file, else that in its URL; nothing if neither has one."""
    found = dict(FILENAME.findall(headers.get("content-disposition", "")))
    given = ""
    if "*" in found:
        charset, _, text = found["*"].strip('"').partition("'")
        with contextlib.suppress(LookupError):
            given = unquote(text.partition("'")[2], charset or "utf-8", "replace")
    if not given and "" in found:
        given = re.sub(r"\\(.)", r"\1", found[""].strip('"'))
        with contextlib.suppress(UnicodeError):
            given = given.encode("latin-1").decode()
    return safe_name(given) or safe_name(unquote(urlsplit(url).path.rpartition("/")[2]))


def with_extension(name: str, content_type: str) -> str:
    """The name with the usual extension of the content type, if it has none."""
    if parted(name)[1]:
        return name
    if content_type in EXTENSIONS:
        return name + EXTENSIONS[content_type]
    import mimetypes

    return name + (mimetypes.guess_extension(content_type) or "")


def parted(name: str) -> tuple[str, str]:
    path = Path(name)
    return path.stem, path.suffix


def numbered(name: str, number: int) -> str:
    stem, ending = parted(name)
    return f"{stem}-{number}{ending}"


def validator_of(headers: Mapping[str, str]) -> str:
    """What `If-Range` may hold: a strong entity tag, or the date of the last change if it is certain."""
    tag = headers.get("etag", "")
    if tag:
        return tag if tag.startswith('"') else ""
    changed, sent = headers.get("last-modified", ""), headers.get("date", "")
    return changed if changed and sent and changed != sent else ""  # RFC 9110, 8.8.2.2


def digest_of(headers: Mapping[str, str], status: int) -> tuple[str, bytes] | None:
    """The algorithm and digest of the whole content that the server states."""
    if headers.get("content-encoding", "identity") != "identity":
        return None  # the digest is that of the encoded bytes
    stated = re.search(r"(?:^|[\s,])sha-(256|512)=:([\w+/=]+):", headers.get("repr-digest", ""))
    with contextlib.suppress(ValueError):
        if stated is not None:
            return f"sha{stated[1]}", b64decode(stated[2], validate=True)
        if status == 200 and "content-md5" in headers:
            return "md5", b64decode(headers["content-md5"], validate=True)
    return None


def file_digest(path: Path, algorithm: str) -> bytes:
    import hashlib

    digest = hashlib.new(algorithm, usedforsecurity=False)
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    return digest.digest()


def _have_same_content(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as left, other.open("rb") as right:
        while piece := left.read(CHUNK):
            if piece != right.read(CHUNK):
                return False
    return True


def is_found(
    target: Path, exists: Exists, total: int | None, digest: tuple[str, bytes] | None
) -> bool:
    """Whether the target exists and is to be kept as it is; raises if it stands in the way.

    Without a digest from the server, only a file of another size is known to differ before the download.
    """
    try:
        status = target.lstat()
    except FileNotFoundError:
        return False
    is_plain = stat.S_ISREG(status.st_mode)
    if exists == "replace":
        if stat.S_ISDIR(status.st_mode):
            raise DownloadError(f"{target} is a folder")
        return False
    if exists == "skip" and is_plain:
        return True
    if not is_plain or (total is not None and total != status.st_size):
        raise _in_the_way(target)
    if digest is None:
        return False
    if file_digest(target, digest[0]) != digest[1]:
        raise _in_the_way(target)
    return True


def _in_the_way(target: Path) -> DownloadError:
    return DownloadError(
        f"{target} exists with other content: pass another folder or name=, "
        'or exists="skip" or "replace"'
    )


class PartFile:
    """The unfinished file of `target`, locked while it is written; what it holds is resumed by a later run.

    Beside it, a small JSON file keeps the validator and the size of what is being downloaded.
    """

    def __init__(
        self,
        target: Path,
        exists: Exists,
        max_bytes: int | None,
        on_progress: OnProgress | None,
        is_stopped: Callable[[], bool],
    ) -> None:
        self.target = target
        self._exists = exists
        self._max_bytes = max_bytes
        self._on_progress = on_progress
        self._is_stopped = is_stopped
        self.total: int | None = None
        self.validator = ""
        self.digest: tuple[str, bytes] | None = None
        self._path = target.with_name(target.name + PART)
        self._note = target.with_name(f"{target.name}{PART}.json")
        self._is_shared, self._is_closed = True, False
        descriptor = _locked(self._path)
        if descriptor is None:  # another process writes it, or it is no plain file
            self._is_shared = False
            descriptor, path = tempfile.mkstemp(PART, f"{target.name}.", target.parent)
            self._path = Path(path)
        self._file: Any = os.fdopen(descriptor, "r+b", buffering=0)
        self.size = os.fstat(self._file.fileno()).st_size

    def begin(self, total: int | None, validator: str, digest: tuple[str, bytes] | None) -> None:
        """Start a new content; what is there stays if it is the beginning of the same."""
        is_known = self._is_shared and self._read_note() == {"validator": validator, "total": total}
        if not validator or total is None or not is_known or self.size > total:
            self._file.truncate(0)
            self.size = 0
        self.total, self.validator, self.digest = total, validator, digest
        self._limit(total or 0)
        if self._is_shared and validator and not is_known:
            self._write_note()
        self._file.seek(self.size)

    def restart(self) -> None:
        self._note.unlink(missing_ok=True)

    def _read_note(self) -> object:
        try:
            with self._note.open("rb") as file:
                return json.loads(file.read(4096))
        except (OSError, ValueError):
            return None

    def _write_note(self) -> None:
        self._note.unlink(missing_ok=True)  # a link would lead elsewhere
        text = json.dumps({"validator": self.validator, "total": self.total})
        with self._note.open("x", encoding="utf-8") as file:
            file.write(text)

    def _limit(self, size: int) -> None:
        if self._max_bytes is not None and size > self._max_bytes:
            raise DownloadError(f"{self.target.name} has more than max_bytes={self._max_bytes}")

    def write(self, piece: bytes) -> None:
        if self._is_stopped():
            raise DownloadError("the download was cancelled")
        self._limit(self.size + len(piece))
        rest = memoryview(piece)
        while rest:
            written = self._file.write(rest)
            self.size += written
            rest = rest[written:]

    def report(self) -> None:
        if self._on_progress is not None:
            self._on_progress(self.target, self.size, self.total)

    def problem(self) -> str | None:
        """What is wrong with the complete content; a wrong one is dropped."""
        said = None
        if self.total is not None and self.size != self.total:
            said = f"received {self.size} bytes instead of {self.total}"
            if self.size < self.total:
                return said
        elif self.digest is not None and file_digest(self._path, self.digest[0]) != self.digest[1]:
            said = f"the content does not match the server's {self.digest[0]} digest"
        if said is not None:
            self.restart()
        return said

    def finish(self) -> Path:
        """Move the complete file to its name, without a moment in which half of it is there."""
        os.fsync(self._file.fileno())
        if sys.platform == "win32":
            self._file.close()
        if self._exists == "replace":
            self._path.replace(self.target)
        else:
            try:
                os.link(self._path, self.target)
            except FileExistsError:
                status = self.target.lstat()
                if self._exists != "skip" and not (
                    stat.S_ISREG(status.st_mode) and _have_same_content(self.target, self._path)
                ):
                    raise _in_the_way(self.target) from None
            except OSError:  # a file system without hard links
                self._path.replace(self.target)
        self.close(drop=True)
        if sys.platform != "win32":
            folder = os.open(self.target.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        return self.target

    def close(self, *, drop: bool = False) -> None:
        """Close the file; one that cannot be resumed is removed."""
        if self._is_closed:
            return
        self._is_closed = True
        if sys.platform == "win32":  # elsewhere it stays locked until it is gone
            self._file.close()
        if drop or not (self._is_shared and self.validator and self.size):
            self._path.unlink(missing_ok=True)
            if self._is_shared:
                self._note.unlink(missing_ok=True)
        self._file.close()


def _locked(path: Path) -> int | None:
    """The file open and locked; None if it is locked already, is a link, or has other names."""
    try:
        descriptor = os.open(path, _OPEN, 0o666)
    except OSError:
        if path.is_symlink() or path.exists():
            return None
        raise
    status = os.fstat(descriptor)
    is_own = stat.S_ISREG(status.st_mode) and status.st_nlink == 1
    if is_own and sys.platform != "win32":
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_own = os.path.samestat(os.fstat(descriptor), os.lstat(path))
        except OSError:
            is_own = False
    if is_own:
        return descriptor
    os.close(descriptor)
    return None
