"""Reading files: good ones give plain data, bad ones one error with a place, soon."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from specwright.diagnostics import Diagnostics, FatalError, Location
from specwright.source.document import RawDocument, parse_document
from specwright.source.files.opening import open_document
from specwright.source.pointer import join
from specwright.source.text.json_reader import find_json_offset
from specwright.source.text.limits import Limits
from tests.harness.effort import examples


def parse(text: str | bytes, file: str = "api.yaml") -> RawDocument:
    sink = Diagnostics()
    raw = text if isinstance(text, bytes) else text.encode()
    document = parse_document(file, raw, sink)
    assert sink.items == ()
    return document


def refusal(text: str | bytes, file: str = "api.yaml", limits: Limits | None = None) -> FatalError:
    raw = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(FatalError) as caught:
        parse_document(file, raw, Diagnostics(), limits or Limits())
    return caught.value


def test_scalars_are_those_of_yaml_1_2() -> None:
    text = """
    no: no
    on: off
    date: 2024-11-06
    time: 12:30:00
    million: 1_000
    exponent: 1e3
    octal: 0o17
    old_octal: 017
    hexadecimal: 0xFF
    nothing: ~
    empty:
    yes: True
    text: !!str 5
    number: !!int "5"
    quoted: '5'
    200: ok
    1.0: version
    true: flag
    """
    assert parse(text).data == {
        "no": "no",
        "on": "off",
        "date": "2024-11-06",
        "time": "12:30:00",
        "million": "1_000",
        "exponent": 1000.0,
        "octal": 15,
        "old_octal": 17,
        "hexadecimal": 255,
        "nothing": None,
        "empty": None,
        "yes": True,
        "text": "5",
        "number": 5,
        "quoted": "5",
        "200": "ok",
        "1.0": "version",
        "true": "flag",
    }


def test_merge_keys_give_way_to_own_keys_and_to_earlier_ones() -> None:
    text = """
    a: &a {x: 1, y: 1}
    b: &b {y: 2, z: 2}
    one: {<<: *a, y: 3}
    two: {<<: [*a, *b]}
    text: {"<<": 1}
    """
    data = parse(text).data
    assert data["one"] == {"x": 1, "y": 3}
    assert data["two"] == {"x": 1, "y": 1, "z": 2}
    assert data["text"] == {"<<": 1}


def test_byte_order_mark_line_ends_and_json_in_a_yaml_file() -> None:
    document = parse(b'\xef\xbb\xbf{\r\n"a": "\\ud83d\\ude00",\r\n"b": 1}')
    assert document.data == {"a": "\N{GRINNING FACE}", "b": 1}
    assert document.locate("/b") == Location("api.yaml", 3, 1)
    assert document.excerpt(2) == '"a": "\\ud83d\\ude00",'


BOMB = "a0: &a0 [x]\n" + "".join(
    f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 7)
)
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 500))

ATTACKS = {
    "brackets": ("[" * 100_000, "limit-depth", (1, 201)),
    "objects": ('{"a":' * 100_000, "limit-depth", (1, 1001)),
    "block lists": ("- " * 100_000, "limit-depth", (1, 401)),
    "alias bomb": (BOMB, "limit-aliases", (6, 34)),
    "alias chain": (CHAIN, "limit-depth", (200, 14)),
    "self alias": ("a: &a [1, *a]", "alias-cycle", (1, 11)),
    "unknown alias": ("a: *b", "syntax-error", (1, 4)),
    "digits": ("a: " + "9" * 5000, "limit-digits", (1, 4)),
    "digits in JSON": ('{"a": ' + "9" * 5000 + "}", "limit-digits", (1, 7)),
    "python tag": ("a: 1\nb: !!python/object/apply:os.system [x]", "yaml-tag", (2, 4)),
    "own tag": ("a: !Ref b", "yaml-tag", (1, 4)),
    "NUL": ("a: \0", "syntax-error", (1, 4)),
    "NUL in JSON": ('{"a": "\0"}', "syntax-error", (1, 8)),
    "UTF-16": ("a: 1".encode("utf-16"), "encoding", (1, 1)),
    "UTF-16 without mark": ("a: 1".encode("utf-16-le"), "encoding", (1, 1)),
    "latin-1": ("a: 1\nb: é".encode("latin-1"), "encoding", (2, 4)),
    "NaN": ('{"a": NaN}', "syntax-error", (1, 7)),
    "escaped quotes": ('{"' + '\\"' * 1_000_000, "syntax-error", (1, 2)),
    "quotes": ("{" + '"' * 1_000_001, "syntax-error", (1, 4)),
    "key list": ("? [a]\n: b", "complex-key", (1, 3)),
    "merged text": ("a: {<<: b}", "merge-key", (1, 9)),
    "two documents": ("a: 1\n---\nb: 1", "several-documents", (2, 1)),
    "empty": ("", "empty-document", (1, 1)),
    "comments": ("# nothing", "empty-document", (1, 1)),
    "list": ("- 1", "not-a-mapping", (1, 1)),
    "tab": ("a:\n\tb: 1", "syntax-error", (2, 1)),
    "colon": ("a: b: c", "syntax-error", (1, 5)),
    "comma": ('{"a": 1,\n}', "syntax-error", (2, 1)),
    "open quote": ('a: 1\nb: "x', "syntax-error", (2, 6)),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_what_cannot_be_read_is_one_error_with_a_place_in_linear_time(name: str) -> None:
    text, code, place = ATTACKS[name]
    file = (
        "api.json" if "JSON" in name or name in ("NaN", "comma") or "quotes" in name else "a.yaml"
    )
    start = time.process_time()
    found = refusal(text, file).diagnostic
    assert time.process_time() - start < 5  # quadratic work takes minutes
    assert found.location is not None
    where = (found.location.line, found.location.column)
    assert (found.code, found.severity, where) == (code, "error", place)


def test_limits_can_be_set() -> None:
    assert refusal("a: 1", limits=Limits(file_bytes=3)).diagnostic.code == "limit-bytes"
    assert refusal("a: [1, 2]", limits=Limits(nodes=4)).diagnostic.code == "limit-nodes"
    assert refusal('{"a": [1, 2]}', limits=Limits(nodes=4)).diagnostic.code == "limit-nodes"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FatalError, match="No such file"):
        open_document(str(tmp_path / "none.yaml"), Diagnostics())


@pytest.mark.parametrize("text", ["a: 1\nb: {x: 1, 'x': 2}\n", '{"a": 1,\n"b": {"x": 1, "x": 2}}'])
def test_a_repeated_key_is_a_warning_and_the_last_one_counts(text: str) -> None:
    sink = Diagnostics()
    document = parse_document("api.yaml", text.encode(), sink)
    assert document.data == {"a": 1, "b": {"x": 2}}
    (found,) = sink.items
    assert (found.code, found.severity, found.pointer) == ("duplicate-key", "warning", "/b/x")
    assert found.location == document.locate("/b/x")
    assert "line 2" in found.hint


@pytest.mark.parametrize("text", ["a: 1\nb: .inf", "a: 1\nb: 1e999", '{"a": 1,\n"b": 1e999}'])
def test_a_number_that_json_cannot_write_is_a_warning(text: str) -> None:
    sink = Diagnostics()
    assert parse_document("api.yaml", text.encode(), sink).data["b"] == float("inf")
    (found,) = sink.items
    assert found.code == "infinite-number"
    assert found.location is not None
    assert found.location.line == 2


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@settings(max_examples=examples(50), deadline=None)
@given(st.dictionaries(st.text(), VALUES), st.sampled_from(["json", "indented", "yaml"]))
def test_any_value_survives_writing_and_reading_and_is_found(data: object, form: str) -> None:
    if form == "yaml":
        # Quoted throughout, since the writer follows YAML 1.1.
        text = yaml.safe_dump(data, default_style='"', allow_unicode=True, sort_keys=False)
    else:
        text = json.dumps(data, indent=2 if form == "indented" else None)
    document = parse(text, "api.yaml" if form == "yaml" else "api.json")
    assert document.data == data
    assert json.dumps(document.data) == json.dumps(data)
    _assert_places(document, document.data, "")
    if form != "yaml":
        for pointer, offset in document.index.marks.offsets.items():
            assert find_json_offset(text, pointer) == offset
            assert find_json_offset(text, f"{pointer}/none") == offset


def _assert_places(document: RawDocument, value: object, pointer: str) -> None:
    members = value.items() if isinstance(value, dict) else ()
    for key, item in members:
        place = document.locate(join(pointer, key))
        rest = document.excerpt(place.line)[place.column - 1 :]
        if key.isascii() and key.isalnum():
            assert rest.strip("?! \"'").startswith((key, "&"))
        _assert_places(document, item, join(pointer, key))
    for index, item in enumerate(value if isinstance(value, list) else ()):
        _assert_places(document, item, join(pointer, index))


def test_places_behind_aliases_and_beyond_the_text() -> None:
    document = parse("a: &a\n  x: 1\nb: *a\nc:\n  <<: *a\n  y: [1,\n    2]\n")
    assert document.locate("/b/x").line == 2
    assert document.locate("/c/x").line == 2
    assert document.locate("/c/y/1") == Location("api.yaml", 7, 5)
    assert document.locate("/c/y/1/nothing/here") == document.locate("/c/y/1")
    assert document.locate("") == Location("api.yaml", 1, 1)


@settings(max_examples=examples(100))
@given(
    st.text(alphabet="ab:-?,&*!<{}[]'\"|>#% \n\t\\1.~éu\0", max_size=40) | st.binary(max_size=20)
)
def test_any_text_gives_data_or_one_error_with_a_place(text: str | bytes) -> None:
    raw = text if isinstance(text, bytes) else text.encode()
    try:
        document = parse_document("a.yaml", raw, Diagnostics())
    except FatalError as error:
        where = error.diagnostic.location
    else:
        where = document.locate("/none")
    assert where is not None
    assert where.line >= 1
    assert where.column >= 1
