"""What may be named as a document, and which other files its references may reach."""

from __future__ import annotations

import io
import os
import subprocess
from pathlib import Path

import pytest

from specwright.diagnostics import Diagnostics, FatalError, render_diagnostic
from specwright.source.document import RawDocument
from specwright.source.files.opening import open_document
from specwright.source.node import Node
from specwright.source.refs import Resolver
from specwright.source.text.limits import Limits

SECRET = "token: hunter2\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a document in it and a secret beside it, which is the current folder."""
    write(tmp_path, "secret.yaml", SECRET)
    write(tmp_path, "common/b.yaml", "x: {$ref: c.yaml#/y}\n")
    write(tmp_path, "common/c.yaml", "y: common\n")
    write(tmp_path, "api/inner/d.yaml", "z: inner\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def follow(document: RawDocument, sink: Diagnostics, key: str = "a") -> object:
    found = Resolver(document).deref(Node.root(document)[key], sink)
    return None if found is None else (found.document.file, found.value)


def follow_ref(ref: str, *allow: Path, sink: Diagnostics | None = None) -> object:
    write(Path(), "api/api.yaml", f"a: {{$ref: '{ref}'}}\n")
    sink = sink or Diagnostics()
    return follow(open_document("api/api.yaml", sink, allow=allow), sink)


def refusal(spec: str, stdin: bytes | None = None, **more: Limits) -> tuple[str, str]:
    with pytest.raises(FatalError) as caught:
        open_document(
            spec, Diagnostics(), stdin=None if stdin is None else io.BytesIO(stdin), **more
        )
    found = caught.value.diagnostic
    return found.code, f"{found.message}; {found.hint}"


def test_references_stay_in_the_folder_of_the_document_unless_more_is_allowed(folder: Path) -> None:
    assert follow_ref("inner/../inner/d.yaml#/z") == ("api/inner/d.yaml", "inner")
    assert follow_ref((folder / "api/inner/d.yaml").as_uri() + "#/z") is not None
    assert follow_ref("../common/b.yaml#/x") is None
    assert follow_ref("../common/b.yaml#/x", Path("common")) == ("common/c.yaml", "common")
    assert follow_ref("../common/b.yaml#/x", folder / "common") == ("common/c.yaml", "common")


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        ("../secret.yaml#/token", "ref-not-allowed"),
        ("..%2fsecret.yaml#/token", "ref-not-allowed"),
        ("inner/../../secret.yaml#/token", "ref-not-allowed"),
        ("../nothing.yaml#/token", "ref-not-allowed"),
        ("link.yaml#/token", "ref-not-allowed"),
        ("links/secret.yaml#/token", "ref-not-allowed"),
        ("{folder}/secret.yaml#/token", "ref-not-allowed"),
        ("%2fetc/passwd", "ref-not-allowed"),
        ("C:/secret.yaml", "ref-not-allowed"),
        ("file://{folder}/secret.yaml#/token", "ref-not-allowed"),
        ("FILE:{folder}/api/%2e%2e/secret.yaml#/token", "ref-not-allowed"),
        ("file://evil.example/x", "ref-not-allowed"),
        ("http://169.254.169.254/latest#/x", "unsupported-url-ref"),
        ("HTTPS:evil", "unsupported-url-ref"),
        ("//127.0.0.1/x", "unsupported-url-ref"),
        ("pipe.yaml#/x", "unresolved-ref"),
        ("ring.yaml#/x", "unresolved-ref"),
        ("inner/d.yaml%00#/z", "unresolved-ref"),
        ("inner#/z", "unresolved-ref"),
    ],
)
def test_nothing_else_of_the_machine_can_be_read(folder: Path, ref: str, code: str) -> None:
    write(folder, "api/x", "")
    (folder / "api/link.yaml").symlink_to("../secret.yaml")
    (folder / "api/links").symlink_to("..")
    (folder / "api/ring.yaml").symlink_to("ring.yaml")
    os.mkfifo(folder / "api/pipe.yaml")
    sink = Diagnostics()
    assert follow_ref(ref.format(folder=folder), sink=sink) is None
    (found,) = sink.items
    assert found.code == code
    assert found.location is not None and found.location.file == "api/api.yaml"
    assert "hunter2" not in render_diagnostic(found, None, colour=False)


def test_a_document_that_is_a_link_refers_to_the_folder_in_which_it_was_named(folder: Path) -> None:
    write(folder, "elsewhere/real.yaml", "a: {$ref: inner/d.yaml#/z}\nb: {$ref: api.yaml#/a}\n")
    (folder / "api/api.yaml").symlink_to("../elsewhere/real.yaml")
    sink = Diagnostics()
    document = open_document("api/api.yaml", sink)
    assert follow(document, sink) == follow(document, sink, "b") == ("api/inner/d.yaml", "inner")


def test_each_file_is_read_within_the_limits() -> None:
    write(Path(), "api/api.yaml", "a: {$ref: 'big.yaml#/x'}\n")
    write(Path(), "api/big.yaml", "x: " + "y" * 1000)
    sink = Diagnostics()
    limits = Limits(file_bytes=100)
    document = open_document("api/api.yaml", sink, limits=limits)
    assert Resolver(document, limits=limits).deref(Node.root(document)["a"], sink) is None
    assert [(item.code, str(item.location)) for item in sink.items] == [
        ("limit-bytes", "api/big.yaml:1:1")
    ]


def test_standard_input_is_a_document_of_the_current_folder(folder: Path) -> None:
    sink = Diagnostics()
    text = io.BytesIO(b"a: {$ref: api/inner/d.yaml#/z}\nb: {$ref: ../x.yaml}\n")
    document = open_document("-", sink, stdin=text)
    assert document.file == "<stdin>"
    assert follow(document, sink) == ("api/inner/d.yaml", "inner")
    assert follow(document, sink, "b") is None
    assert [str(item.location) for item in sink.items] == ["<stdin>:2:5"]
    assert refusal("-", b"") == ("empty-document", "the file is empty; ")
    write(folder, "-", "a: 1\n")
    assert open_document("./-", sink).data == {"a": 1}


# --- revisions of git -------------------------------------------------------------------------------


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder as a repository; its work tree has moved on since the commit tagged `v1`."""
    write(folder, "api/api.yaml", "a: {$ref: inner/d.yaml#/z}\nb: {$ref: ../common/b.yaml#/x}\n")
    (folder / "api/link.yaml").symlink_to("../secret.yaml")
    for command in ("init -q .", "add .", "commit -q -m first", "tag v1"):
        git(*command.split())
    write(folder, "api/inner/d.yaml", "z: changed\n")
    write(folder, "api/api.yaml", "a: changed\n")
    monkeypatch.chdir(folder / "api")
    return folder


@pytest.mark.parametrize(
    "spec", ["v1:api.yaml", "HEAD:./inner/../api.yaml", "v1^{commit}:api.yaml"]
)
def test_a_revision_is_read_with_the_files_that_it_refers_to(repository: Path, spec: str) -> None:
    sink = Diagnostics()
    document = open_document(spec, sink)
    revision = spec.partition(":")[0]
    assert document.file == spec
    assert follow(document, sink) == (f"{revision}:inner/d.yaml", "inner")
    assert follow(document, sink, "b") is None
    assert [item.code for item in sink.items] == ["ref-not-allowed"]
    allowed = open_document(spec, sink, allow=[Path("../common")])
    assert follow(allowed, sink, "b") == (f"{revision}:../common/c.yaml", "common")
    absolute = open_document(f"{revision}:{repository}/api/api.yaml", sink)
    assert follow(absolute, sink) == (f"{revision}:inner/d.yaml", "inner")


def test_a_file_of_that_name_wins_over_a_revision(repository: Path) -> None:
    write(Path(), "v1:api.yaml", "a: file\n")
    assert open_document("v1:api.yaml", Diagnostics()).data == {"a": "file"}


@pytest.mark.parametrize(
    ("spec", "code", "words"),
    [
        ("v2:api.yaml", "unreadable-revision", "git revision 'v2' does not exist"),
        ("--help:api.yaml", "unreadable-revision", "git revision '--help' does not exist"),
        ("--output=x:api.yaml", "unreadable-revision", "does not exist"),
        ("v1:none.yaml", "unreadable-file", "file not found: v1:none.yaml"),
        ("v1:api/api.yaml", "unreadable-file", "relative to the current folder"),
        ("v1:*.yaml", "unreadable-file", "file not found: v1:*.yaml"),
        ("v1:inner", "unreadable-file", "v1:inner is a folder"),
        ("v1:link.yaml", "unreadable-file", "v1:link.yaml is a symbolic link"),
        ("v1:../../x.yaml", "unreadable-file", "is outside the repository"),
        ("ftp://example.com/api.yaml", "unreadable-file", "only http and https are supported"),
        ("none.yaml", "unreadable-file", "cannot read none.yaml"),
        ("a\0b", "unreadable-file", "the file name is invalid"),
    ],
)
def test_what_cannot_be_opened_says_why(repository: Path, spec: str, code: str, words: str) -> None:
    found, text = refusal(spec)
    assert found == code
    assert words in text


def test_without_git_or_a_repository_a_revision_is_an_error(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refusal("v1:api.yaml", limits=Limits(file_bytes=10))[0] == "limit-bytes"
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(repository))
    Path("inner/deep").mkdir()
    monkeypatch.setenv("GIT_DIR", str(repository / "none"))
    assert refusal("v1:api.yaml")[1].startswith(
        "cannot read v1:api.yaml: the current folder is not in"
    )
    monkeypatch.setenv("PATH", "")
    assert "git is not installed" in refusal("v1:api.yaml")[1]
