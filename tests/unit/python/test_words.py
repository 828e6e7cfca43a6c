"""Names in any convention become names of Python: the table that users learn by reading."""

from __future__ import annotations

import pytest

from specwright.python.names import Scope
from specwright.python.words import constant, pascal, safe, snake


@pytest.mark.parametrize(
    ("text", "attribute", "class_"),
    [
        ("promptText", "prompt_text", "PromptText"),
        ("prompt-text", "prompt_text", "PromptText"),
        ("prompt_text", "prompt_text", "PromptText"),
        ("Prompt Text", "prompt_text", "PromptText"),
        ("HTTPServer", "http_server", "HTTPServer"),
        ("userID", "user_id", "UserID"),
        ("userIDs", "user_i_ds", "UserIDs"),
        ("gen4.5", "gen4_5", "Gen45"),
        ("Gen3aTurbo", "gen3a_turbo", "Gen3aTurbo"),
        ("OAuth2", "o_auth2", "OAuth2"),
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


def test_what_has_no_ascii_letters_is_named_by_its_digest_and_stays_apart() -> None:
    names = [snake(text) for text in ("日本", "日本語", "😀", "", "-", "ж")]
    assert len(set(names)) == len(names)
    assert all(name.startswith("x") and len(name) == 9 for name in names)
    assert snake("price€") == "price", "a sign that is no letter is left out"
    assert snake("größe").startswith("gro") and snake("größe") != snake("grosse")


def test_keywords_and_reserved_names_get_an_underscore() -> None:
    assert safe("class") == "class_" and safe("None") == "None_"
    assert safe("match") == "match", "soft keywords are names"
    assert safe("body", frozenset({"body"})) == "body_"


def test_long_names_are_cut_and_stay_apart() -> None:
    one, two = snake("word " * 40), snake("word " * 41)
    assert len(one) == len(two) == 64 and one != two


def test_the_ladder_is_candidates_then_numbers() -> None:
    scope = Scope(["taken"])
    assert scope.give(["free", "other"]) == ("free", False)
    assert scope.give(["free", "other"]) == ("other", False)
    assert scope.give(["free", "other"]) == ("other2", True)
    assert scope.give(["FREE", "Other"]) == ("Other3", True), "file systems see no difference"
    assert scope.give(["taken"]) == ("taken2", True)
