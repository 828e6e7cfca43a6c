"""Downloads on real connections: resumed, checked, well named, and without the key."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from specwright.runtime import APIConnectionError, Clock, DownloadError, LinkExpiredError
from specwright.runtime.config.base_url import is_private
from specwright.runtime.features.download_files import safe_name
from tests.harness.flavour import KEY
from tests.harness.socket_server import Script, SocketServer, message, resets, sends, serving
from tests.unit.runtime.lab import JOB_ID, Lab, job

FILE = bytes(range(256)) * 400
JSON = "Content-Type: application/json"
ETAG = 'ETag: "one"'


async def no_sleep(seconds: float) -> None:
    return None


CLOCK = Clock(sleep=lambda seconds: None, sleep_async=no_sleep)


Download = Callable[..., list[Path]]


@pytest.fixture
def download(lab: Lab, tmp_path: Path) -> Download:
    """Downloads the outputs at these paths of a server with a client of its own."""

    def run(server: SocketServer, *paths: str, max_retries: int = 2, **options: Any) -> list[Path]:
        links = [path if ":" in path else server.url + path for path in paths]
        answer = message(json.dumps(job("SUCCEEDED", output=links)).encode(), 200, JSON)
        with serving(sends(answer)) as api:
            client = lab.client(None, base_url=api.url, clock=CLOCK, max_retries=max_retries)
            try:
                task = lab.run(client.jobs.retrieve(JOB_ID))
                files: list[Path] = lab.run(task.download(tmp_path / "out", **options))
                return files
            finally:
                lab.run(client.close())

    return run


def ranged(content: bytes, *headers: str) -> Script:
    """Sends the range that is asked for, if its validator still holds."""

    def script(connection: socket.socket, request: bytes) -> None:
        found = re.search(rb"Range: bytes=(\d+)-", request)
        held = re.search(rb"If-Range: (.*)\r", request)
        if found is None or (held is not None and held[1].decode() not in " ".join(headers)):
            connection.sendall(message(content, 200, *headers))
            return
        start = int(found[1])
        where = f"Content-Range: bytes {start}-{len(content) - 1}/{len(content)}"
        connection.sendall(message(content[start:], 206, where, *headers))

    return script


def broken(content: bytes, at: int, *headers: str) -> Script:
    """Sends the beginning of a whole response, then resets the connection."""

    def script(connection: socket.socket, request: bytes) -> None:
        whole = message(content, 200, *headers)
        connection.sendall(whole[: len(whole) - len(content) + at])
        connection.shutdown(socket.SHUT_RDWR)
        connection.close()

    return script


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_outputs_are_files_in_their_order_and_no_key_is_sent(
    download: Download, lab: Lab, tmp_path: Path
) -> None:
    seen: list[tuple[Path, int, int | None]] = []
    with serving(sends(message(FILE, 200, "Content-Type: video/mp4"))) as server:
        links = ["/a/hare.mp4?sig=secret", "/b/hare.mp4", "/c/fox"]
        files = download(server, *links, on_progress=lambda *event: seen.append(event))
        assert [file.name for file in files] == ["hare.mp4", "hare-2.mp4", "fox.mp4"]
        assert all(file.read_bytes() == FILE for file in files)
        assert names(tmp_path / "out") == sorted(file.name for file in files)
        assert {(files[0], len(FILE), len(FILE))} <= {*seen}
        sent = b"".join(server.requests).lower()
        for word in (KEY, "authorization", "x-version", "cookie", "2024-11-06"):
            assert word.lower().encode() not in sent
        assert download(server, *links) == files, "the same content is kept"
    with serving(sends(message(b"new", 200))) as server:
        with pytest.raises(DownloadError, match=r"hare\.mp4 exists with other content"):
            download(server, "/hare.mp4")
        assert download(server, "/hare.mp4", exists="skip")[0].read_bytes() == FILE
        assert download(server, "/hare.mp4", exists="replace")[0].read_bytes() == b"new"
    assert names(tmp_path / "out") == ["fox.mp4", "hare-2.mp4", "hare.mp4"]


def test_a_lost_connection_is_resumed_where_it_ended(download: Download) -> None:
    with serving(broken(FILE, 700, ETAG), resets, ranged(FILE, ETAG)) as server:
        assert download(server, "/x.bin")[0].read_bytes() == FILE
        assert b"Range: bytes=700-\r" in server.requests[-1]
        assert b'If-Range: "one"\r' in server.requests[-1]


@pytest.mark.parametrize(
    "then",
    [
        sends(message(FILE, 200, ETAG)),
        ranged(FILE, 'ETag: "two"'),
        sends(message(b"", 416)),
        sends(message(FILE[:9], 206, "Content-Range: bytes 0-8/102400", ETAG)),
        sends(message(FILE[9:], 206, "Content-Range: bytes 700-800/102400", 'ETag: "two"')),
    ],
    ids=["ignored", "changed", "unsatisfiable", "wrong range", "wrong tag"],
)
def test_a_range_that_does_not_fit_starts_again(download: Download, then: Script) -> None:
    with serving(
        broken(b"?" * len(FILE), 700, ETAG), then, sends(message(FILE, 200, ETAG))
    ) as server:
        assert download(server, "/x.bin")[0].read_bytes() == FILE


def test_a_killed_process_left_its_part(download: Download, tmp_path: Path) -> None:
    with serving(broken(FILE, 700, ETAG)) as server, pytest.raises(APIConnectionError):
        download(server, "/x.bin", max_retries=0)
    assert names(tmp_path / "out") == ["x.bin.part", "x.bin.part.json"]
    assert (tmp_path / "out" / "x.bin.part").read_bytes() == FILE[:700]
    with serving(ranged(FILE, ETAG)) as server:
        assert download(server, "/x.bin")[0].read_bytes() == FILE
        assert b"Range: bytes=700-" in server.requests[-1]
    assert names(tmp_path / "out") == ["x.bin"]


def test_without_a_validator_nothing_is_resumed(download: Download, tmp_path: Path) -> None:
    with serving(broken(FILE, 700), ranged(FILE)) as server:
        assert download(server, "/x.bin")[0].read_bytes() == FILE
        assert b"Range" not in server.requests[-1]
    with serving(broken(FILE, 700)) as server, pytest.raises(APIConnectionError):
        download(server, "/y.bin", max_retries=0)
    assert names(tmp_path / "out") == ["x.bin"]


def stated(name: str, algorithm: str, content: bytes, form: str = "{}") -> str:
    digest = base64.b64encode(hashlib.new(algorithm, content).digest()).decode()
    return f"{name}: {form.format(digest)}"


@pytest.mark.parametrize(
    ("header", "algorithm", "form"),
    [("Content-MD5", "md5", "{}"), ("Repr-Digest", "sha256", "sha-256=:{}:")],
)
def test_a_wrong_digest_is_an_error(
    download: Download, tmp_path: Path, header: str, algorithm: str, form: str
) -> None:
    wrong = message(FILE, 200, ETAG, stated(header, algorithm, b"other", form))
    with serving(sends(wrong)) as server:
        with pytest.raises(APIConnectionError, match="does not match the server's"):
            download(server, "/x.bin")
        assert len(server.requests) == 3
    right = message(FILE, 200, ETAG, stated(header, algorithm, FILE, form))
    with serving(sends(right)) as server:
        kept = download(server, "/x.bin")
        server.requests.clear()
        assert download(server, "/x.bin") == kept
        assert names(tmp_path / "out") == ["x.bin"]


def test_an_expired_link_says_how_to_get_a_new_one(download: Download, tmp_path: Path) -> None:
    with serving(ranged(FILE)) as files, serving(sends(message(b"<Error/>", 403))) as server:
        links = ["/gone.mp4?X-Amz-Signature=abc", f"{files.url}/there.bin"]
        with pytest.raises(LinkExpiredError) as caught:
            download(server, *links)
    assert "output 1" in str(caught.value) and f"client.jobs.retrieve('{JOB_ID}')" in str(
        caught.value
    )
    assert "abc" not in str(caught.value)
    assert names(tmp_path / "out") == ["there.bin"], "the others are completed"


def test_limits(download: Download, tmp_path: Path) -> None:
    with (
        serving(sends(message(FILE, 200))) as server,
        pytest.raises(DownloadError, match="max_bytes"),
    ):
        download(server, "/x.bin", max_bytes=1000)
    endless = (
        b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"3e8\r\n%s\r\n" % (b"x" * 1000) * 9
    )
    with serving(sends(endless)) as server, pytest.raises(DownloadError, match="max_bytes"):
        download(server, "/x.bin", max_bytes=5000)
    assert names(tmp_path / "out") == []
    with pytest.raises(ValueError, match="concurrency"), serving(resets) as server:
        download(server, "/x.bin", concurrency=0)
    with pytest.raises(TypeError, match="colour"), serving(resets) as server:
        download(server, "/x.bin", colour=1)


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="../../../etc/passwd"', "passwd.png"),
        ("attachment; filename=..\\..\\boot.ini", "boot.ini"),
        ("attachment; filename*=UTF-8''%e2%82%ac%20%2F..%2Frates.png", "rates.png"),
        ('attachment; filename="CON.txt"', "_CON.txt"),
        ("attachment; filename*=UTF-8''gpj%E2%80%AE.exe", "gpj.exe"),
        ("attachment; filename*=UTF-8''a%00b%0Ac.png", "ab c.png"),
        ('attachment; filename="..."', "x.png"),
        ('attachment; filename="a.part"', "a.part_"),
        ("inline", "x.png"),
    ],
)
def test_hostile_names(lab: Lab, download: Download, disposition: str, name: str) -> None:
    if lab.is_async:
        return
    answer = message(b"x", 200, f"Content-Disposition: {disposition}", "Content-Type: image/png")
    with serving(sends(answer)) as server:
        assert download(server, "/x?id=1")[0].name == name


def test_long_names_are_cut_and_templates_filled(download: Download) -> None:
    assert len(os.fsencode(safe_name("é" * 400 + ".tar"))) <= 200
    with serving(sends(message(b"x", 200, "Content-Type: image/jpeg"))) as server:
        files = download(server, "/a", "/b.png", name="{id}-{index}{ext}")
        assert [file.name for file in files] == [f"{JOB_ID}-1.jpg", f"{JOB_ID}-2.png"]
        with pytest.raises(ValueError, match="without folders"):
            download(server, "/a", name="../{name}")
        with pytest.raises(ValueError, match=r"\{index\}, \{id\}"):
            download(server, "/a", name="{name.__class__}{other}")


@pytest.mark.skipif(os.name == "nt", reason="symbolic links")
def test_links_in_the_folder_lead_nowhere(download: Download, tmp_path: Path) -> None:
    folder, outside = tmp_path / "out", tmp_path / "outside"
    folder.mkdir()
    outside.write_bytes(b"mine")
    for name in ("x.bin", "y.bin.part", "y.bin.part.json"):
        (folder / name).symlink_to(outside)
    with serving(broken(FILE, 700, ETAG), ranged(FILE, ETAG)) as server:
        with pytest.raises(DownloadError, match="exists"):
            download(server, "/x.bin")
        assert not download(server, "/x.bin", exists="replace")[0].is_symlink()
        assert download(server, "/y.bin")[0].read_bytes() == FILE
    assert outside.read_bytes() == b"mine"


@pytest.mark.parametrize(
    "host",
    "127.0.0.1 127.1 0x7f000001 2130706433 [::1] [::ffff:10.0.0.1] localhost. "
    "169.254.169.254 10.1.2.3 metadata.google.internal".split(),
)
def test_private_addresses_are_only_for_a_private_api(lab: Lab, tmp_path: Path, host: str) -> None:
    if lab.is_async:
        return
    assert is_private(host.strip("[]"))
    assert not is_private("example.com") and not is_private("8.8.8.8")


def test_where_links_may_lead(lab: Lab, tmp_path: Path) -> None:
    import httpx

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith(JOB_ID):
            return httpx.Response(200, json=job("SUCCEEDED", output=[link]))
        location = {
            "location": "http://127.0.0.1/" if "in" in request.url.path else "http://b.test/"
        }
        return httpx.Response(302, headers=location)

    client, link = lab.client(answer), ""
    for link, said in (  # noqa: B007  (the handler reads it)
        ("http://127.0.0.1/x", "private address 127.0.0.1"),
        ("http://a.test/in", "private address"),
        ("https://a.test/down", "from https to http"),
        ("http://a.test/round", "redirects more than 5 times"),
        ("file:///etc/passwd", "not an http or https link"),
        ("https://user:pw@a.test/", "not an http or https link"),
        ("data:text/plain;base64,???", "not a valid data"),
    ):
        task = lab.run(client.jobs.retrieve(JOB_ID))
        with pytest.raises(DownloadError, match=said):
            lab.run(task.download(tmp_path))
    link = "data:text/plain;base64,aGVsbG8="
    task = lab.run(client.jobs.retrieve(JOB_ID))
    (file,) = lab.run(task.download(tmp_path))
    assert (file.name, file.read_bytes()) == ("output-1.txt", b"hello")
