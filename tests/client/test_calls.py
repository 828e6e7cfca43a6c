"""What goes into a call: names, arguments, objects, constants, absence, checks; and through which path."""

from __future__ import annotations

import datetime as dt
import inspect
import json
import typing
from typing import Any
from uuid import UUID

import pytest

import runway_client
from runway_client import RequestValidationError, RunwayMLError, endpoints, models
from tests.client.support import AVATAR, CREATED, HARE, ORGANIZATION, SPEECH, TASK_ID
from tests.harness.flavour import answer
from tests.harness.runway import ClientLab

TREE: dict[str, str] = {
    **dict.fromkeys(("image_to_video", "text_to_video", "video_to_video"), "create"),
    **dict.fromkeys(("text_to_image", "character_performance", "sound_effect"), "create"),
    **dict.fromkeys(("speech_to_speech", "text_to_speech"), "create"),
    **dict.fromkeys(("voice_dubbing", "voice_isolation"), "create"),
    "tasks": "retrieve delete",
    "uploads": "create_ephemeral",
    "avatars": "create list retrieve update delete",
    "documents": "create list retrieve update delete",
    "realtime_sessions": "create retrieve delete",
    "organization": "retrieve retrieve_usage",
    "voices": "create list retrieve delete preview",
}


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("resource", "methods"), TREE.items())
def test_names_of_resources_and_methods(lab: ClientLab, resource: str, methods: str) -> None:
    held: Any = getattr(lab.client(answer()), resource)
    public = {name for name in dir(held) if not name.startswith("_")}
    assert public == {*methods.split(), "with_raw_response", "with_streaming_response"}


def test_names_of_json_are_snake_case_and_reserved_ones_get_an_underscore(lab: ClientLab) -> None:
    client = lab.client(answer(200, {"id": TASK_ID}))
    source = {"type": "text", "prompt": "a" * 20, "model": "eleven_ttv_v3"}
    lab.run(client.voices.create(name="Narrator", from_=source))
    lab.run(client.text_to_speech.create(**SPEECH))
    assert lab.bodies[0]["from"] == source
    assert lab.bodies[1]["voice"]["presetId"] == "Maya"


# --- arguments ------------------------------------------------------------------------------------


def test_arguments_of_the_path_are_positional_or_keyword(lab: ClientLab) -> None:
    client = lab.client(answer(204))
    lab.run(client.tasks.delete(TASK_ID))
    lab.run(client.tasks.delete(id=UUID(TASK_ID)))
    assert {request.url.path for request in lab.requests} == {f"/v1/tasks/{TASK_ID}"}
    with pytest.raises(TypeError):
        lab.run(client.voices.list(5))
    with pytest.raises(TypeError):
        lab.run(client.image_to_video.create("gen4.5"))
    with pytest.raises(TypeError):
        lab.run(client.image_to_video.create(**HARE, sede=5))


def test_arguments_take_dates_and_their_texts(lab: ClientLab) -> None:
    client = lab.client(answer(200, {"results": [], "models": []}))
    for day in (dt.date(2024, 2, 29), "2024-02-29"):
        lab.run(client.organization.retrieve_usage(start_date=day))
    assert lab.bodies == [{"startDate": "2024-02-29"}] * 2


def test_arguments_have_one_overload_for_each_variant(lab: ClientLab) -> None:
    """The endpoint functions are where overloads can be read at run time (Python 3.11 and later)."""
    find = getattr(typing, "get_overloads", None)
    if find is None:
        pytest.skip("needs typing.get_overloads")
    method = type(lab.client(answer()).image_to_video).create
    variants = [
        inspect.signature(one).parameters["model"].annotation
        for one in find(method)
        if "model" in inspect.signature(one).parameters
    ]
    assert len(variants) == 6 and all("Literal" in str(one) for one in variants)


@pytest.mark.parametrize(
    "body",
    [HARE, {**HARE, "duration": 10}, models.CreateImageToVideoGen45(**HARE)],
    ids=["dict", "another dict", "model"],
)
def test_arguments_may_be_given_whole_as_body(lab: ClientLab, body: Any) -> None:
    client = lab.client(answer(200, CREATED))
    assert str(lab.run(client.image_to_video.create(body=body)).id) == TASK_ID
    assert lab.bodies[0]["promptImage"] == HARE["prompt_image"]
    with pytest.raises(TypeError, match="not both"):
        lab.run(client.image_to_video.create(body=body, seed=1))


# --- nested objects -------------------------------------------------------------------------------

VOICE_FORMS = [
    {"type": "runway-preset", "preset_id": "Maya"},
    {"type": "runway-preset", "presetId": "Maya"},
    models.RunwayPresetVoice(type="runway-preset", preset_id="Maya"),
]


@pytest.mark.parametrize("voice", VOICE_FORMS, ids=["attribute names", "wire names", "model"])
def test_nested_objects(lab: ClientLab, voice: Any) -> None:
    client = lab.client(answer(200, CREATED))
    lab.run(client.text_to_speech.create(prompt_text="Good evening", voice=voice))
    assert lab.bodies[0]["voice"] == {"type": "runway-preset", "presetId": "Maya"}


def test_nested_objects_do_not_take_both_names(lab: ClientLab) -> None:
    voice = {"type": "runway-preset", "preset_id": "Maya", "presetId": "Maya"}
    with pytest.raises(RequestValidationError, match="presetId"):
        lab.run(lab.client(answer()).text_to_speech.create(prompt_text="x", voice=voice))
    assert lab.requests == []


def test_nested_objects_of_answers_keep_the_keys_of_free_maps(lab: ClientLab) -> None:
    wire = {**ORGANIZATION, "usage": {"models": {"gen4.5": {"dailyGenerations": 3}}}}
    found = lab.run(lab.client(answer(200, wire)).organization.retrieve())
    assert found.usage.models["gen4.5"].daily_generations == 3


# --- constants ------------------------------------------------------------------------------------


def test_constants_are_filled_in_unless_they_choose_the_variant(lab: ClientLab) -> None:
    client = lab.client(answer(200, CREATED))
    lab.run(client.text_to_speech.create(**SPEECH))
    assert lab.bodies[0]["model"] == "eleven_multilingual_v2"
    without = {name: value for name, value in HARE.items() if name != "model"}
    with pytest.raises(RequestValidationError, match="model"):
        lab.run(client.image_to_video.create(**without))


def test_constants_of_headers_are_options_of_the_client(lab: ClientLab) -> None:
    for options in ({}, {"runway_version": "2030-01-01"}):
        lab.run(lab.client(answer(204), **options).tasks.delete(TASK_ID))
    sent = [request.headers["x-runway-version"] for request in lab.requests]
    assert sent == ["2024-11-06", "2030-01-01"]
    names = inspect.signature(lab.client(answer()).tasks.delete).parameters
    assert not any("version" in name for name in names)


# --- absent, null, default ------------------------------------------------------------------------


def test_absent_null_default(lab: ClientLab) -> None:
    client = lab.client(answer(200, AVATAR))
    lab.run(client.avatars.update(TASK_ID, start_script=None))
    assert lab.bodies == [{"startScript": None}]
    with pytest.raises(RequestValidationError, match="name: must be text"):
        lab.run(client.avatars.update(TASK_ID, name=None))
    lab.run(lab.client(answer(200, CREATED)).image_to_video.create(**HARE))
    assert lab.bodies[-1].keys() == {"model", "promptText", "promptImage", "ratio", "duration"}


def test_absent_null_default_of_a_required_parameter(lab: ClientLab) -> None:
    empty = {"data": [], "hasMore": False, "nextCursor": None}
    assert lab.all(lab.client(answer(200, empty)).voices.list()) == []
    assert lab.requests[0].url.query == b"limit=50"


# --- checked before sending -----------------------------------------------------------------------


def test_checked_before_sending_all_problems_together(lab: ClientLab) -> None:
    wrong = {**HARE, "prompt_text": "x" * 5000, "ratio": "1:1", "duration": 11}
    with pytest.raises(RequestValidationError) as caught:
        lab.run(lab.client(answer()).image_to_video.create(**wrong))
    assert isinstance(caught.value, ValueError) and isinstance(caught.value, RunwayMLError)
    assert {problem.path for problem in caught.value.problems} == {
        *("prompt_text", "ratio", "duration")
    }
    assert {problem.rule for problem in caught.value.problems} == {"maxLength", "enum", "maximum"}
    assert len(str(caught.value)) < 1000 and lab.requests == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"duration": 1}, "minimum"),
        ({"prompt_text": ""}, "minLength"),
        ({"prompt_text": "\N{RABBIT}" * 501}, "maxLength"),
        ({"seed": 1 << 40}, "maximum"),
        ({"duration": "5"}, "type"),
    ],
)
def test_checked_before_sending(lab: ClientLab, changes: Any, rule: str) -> None:
    """501 rabbits are 1,002 UTF-16 code units, in which the document counts."""
    with pytest.raises(RequestValidationError) as caught:
        lab.run(lab.client(answer()).image_to_video.create(**{**HARE, **changes}))
    assert [problem.rule for problem in caught.value.problems] == [rule]
    assert lab.requests == []


def test_checked_before_sending_can_be_switched_off(lab: ClientLab) -> None:
    client = lab.client(answer(200, CREATED), check_requests=False)
    lab.run(client.image_to_video.create(**{**HARE, "duration": 11}))
    assert lab.bodies[0]["duration"] == 11


# --- paths ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["", ".", "..", "%2e%2e", "../organization", "a/../../x"])
@pytest.mark.parametrize("checks", [True, False])
def test_paths(lab: ClientLab, value: str, checks: bool) -> None:
    """Refused whether the document's rules are checked or not."""
    with pytest.raises(RequestValidationError):
        lab.run(lab.client(answer(200), check_requests=checks).tasks.retrieve(value))
    assert lab.requests == []


def test_paths_are_encoded(lab: ClientLab) -> None:
    client = lab.client(answer(204), check_requests=False)
    lab.run(client.tasks.delete("a/b?c#d%e ü"))
    assert lab.requests[0].url.raw_path == b"/v1/tasks/a%2Fb%3Fc%23d%25e%20%C3%BC"


# --- typing, as far as it shows at run time; the type checkers have samples of their own ------------


def test_typing_a_misspelt_name_is_an_error() -> None:
    for holder in (runway_client, models, endpoints):
        with pytest.raises(AttributeError):
            getattr(holder, "misspelt")  # noqa: B009  (a type checker would refuse it)
    listed: Any = runway_client.__all__
    assert all(getattr(runway_client, name) is not None for name in listed)


def test_typing_the_package_says_that_it_has_types() -> None:
    from importlib.resources import files

    assert files(runway_client).joinpath("py.typed").is_file()


def test_arguments_of_a_call_can_be_seen_before_it_is_sent(lab: ClientLab) -> None:
    call = endpoints.image_to_video.create(**HARE)
    client = lab.client(answer(200, CREATED))
    assert json.dumps(call.body) and lab.requests == []
    assert str(lab.run(client.send(call)).id) == TASK_ID
