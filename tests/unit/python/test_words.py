"""Names in any convention become names of Python: the table that users learn by reading."""

from __future__ import annotations

import pytest

from specwright.python.naming.allocator import Scope
from specwright.python.naming.identifiers import bounded, constant, file_name, pascal, safe, snake
from specwright.python.syntax.expr import Ident


@pytest.mark.parametrize(
    ("text", "attribute", "class_"),
    [
        ("promptText", "prompt_text", "PromptText"),
        ("prompt-text", "prompt_text", "PromptText"),
        ("prompt_text", "prompt_text", "PromptText"),
        ("Prompt Text", "prompt_text", "PromptText"),
        ("HTTPServer", "http_server", "HTTPServer"),
        ("userID", "user_id", "UserID"),
        ("userIDs", "user_ids", "UserIDs"),
        ("gen4.5", "gen4_5", "Gen45"),
        ("Gen3aTurbo", "gen3a_turbo", "Gen3aTurbo"),
        ("OAuth2", "oauth2", "OAuth2"),
        ("URLs", "urls", "URLs"),
        ("getSKUsByID", "get_skus_by_id", "GetSKUsByID"),
        ("DNSSettings", "dns_settings", "DNSSettings"),
        ("IPv4", "ipv4", "IPv4"),
        ("clientIPv6Address", "client_ipv6_address", "ClientIPv6Address"),
        ("APIv2", "api_v2", "APIv2"),
        ("iOSVersion", "ios_version", "IOSVersion"),
        ("radiOStation", "radi_o_station", "RadiOStation"),
        ("sha256sum", "sha256sum", "Sha256sum"),
        ("x-api-key", "x_api_key", "XApiKey"),
        ("@type", "type", "Type"),
        ("$ref", "ref", "Ref"),
        ("_private", "private", "Private"),
        ("naïve", "naive", "Naive"),
        ("ﬁle", "file", "File"),
        ("2fa", "n2fa", "N2fa"),
        ("UPPERCASE", "uppercase", "Uppercase"),
        ("a.b/c:d", "a_b_c_d", "ABCD"),
    ],
)
def test_words(text: str, attribute: str, class_: str) -> None:
    assert (snake(text), pascal(text)) == (attribute, class_)
    assert constant(text) == attribute.upper()


@pytest.mark.parametrize(
    ("text", "attribute", "class_", "file"),
    [
        ("文件夹", "文件夹", "文件夹", "wen_jian_jia"),
        ("文件ID", "文件_id", "文件ID", "wen_jian_id"),
        ("ИмяКлиента", "имя_клиента", "ИмяКлиента", "imya_klienta"),
        ("ユーザー名", "ユーザー名", "ユーザー名", "yuza_ming"),
        ("größe", "grosse", "Grosse", "grosse"),
        ("price€", "price", "Price", "price"),
        ("😀", "u1f600", "U1f600", "u1f600"),
        ("-", "minus", "Minus", "minus"),
        ("", "empty", "Empty", "empty"),
    ],
)
def test_names_in_any_script_are_readable_and_their_files_ascii(
    text: str, attribute: str, class_: str, file: str
) -> None:
    assert (snake(text), pascal(text)) == (attribute, class_)
    assert Ident(snake(text)) and Ident(pascal(text)) and Ident(constant(text))
    assert file_name(pascal(text)) == file


@pytest.mark.parametrize(
    "character", ["\u202e", "\u200b", "\u2028", "\U0001f600", "\u0300", "'", ";"]
)
def test_signs_that_nobody_sees_are_in_no_name(character: str) -> None:
    for text in (f"a{character}b", f"{character}日", f"日{character}"):
        assert Ident(snake(text)) and (character == "\u0300" or character not in snake(text))


def test_names_that_look_alike_are_told_apart() -> None:
    scope = Scope(["id"])
    assert scope.give(["\u0456d", "other"]) == ("other", False), "the first letter is Cyrillic"


def test_keywords_and_reserved_names_get_an_underscore() -> None:
    assert safe("class") == "class_" and safe("None") == "None_"
    assert safe("match") == "match", "soft keywords are names"
    assert safe("body", frozenset({"body"})) == "body_"


def test_long_names_are_cut_and_stay_apart() -> None:
    one, two = bounded(snake("word " * 40)), bounded(snake("word " * 41))
    assert len(one) == len(two) == 120 and one != two
    assert bounded("a" * 120) == "a" * 120


def test_the_ladder_is_candidates_then_numbers() -> None:
    scope = Scope(["taken"])
    assert scope.give(["free", "other"]) == ("free", False)
    assert scope.give(["free", "other"]) == ("other", False)
    assert scope.give(["free", "other"]) == ("other2", True)
    assert scope.give(["FREE", "Other"]) == ("Other3", True), "file systems see no difference"
    assert scope.give(["taken"]) == ("taken2", True)
