"""Two sides that are byte for byte the same do not differ, which takes no understanding; the report is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from specwright.cli import diff as command
from specwright.cli import main
from tests.unit.cli.conftest import PETS
from tests.unit.cli.test_imports import HEAVY, imported

PET = "type: object\nproperties:\n  id: {type: integer}\n"
SPLIT = PETS.replace("'#/components/schemas/Pet'", "schemas/pet.yaml")
OVERLAY = """\
overlay: 1.0.0
info: {title: o, version: '1'}
actions:
  - {target: $.info, update: {version: 9.9.9}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for side in ("old", "new"):
        (tmp_path / side / "schemas").mkdir(parents=True)
        (tmp_path / side / "schemas/pet.yaml").write_text(PET)
        (tmp_path / side / "api.yaml").write_text(SPLIT)
    (tmp_path / "o.yaml").write_text(OVERLAY)
    return tmp_path


SIDES = ("old/api.yaml", "new/api.yaml")


@pytest.mark.parametrize("format_", ["text", "json", "markdown", "github"])
@pytest.mark.parametrize("more", [(), ("--overlay", "o.yaml"), ("--only", "wire")], ids=" ".join)
def test_the_report_is_that_of_a_whole_comparison(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    format_: str,
    more: tuple[str, ...],
) -> None:
    accepted = (
        '[tool.specwright]\nspec = "old/api.yaml"\n[tool.specwright.diff]\naccept = ["abc"]\n'
    )
    (folder / "pyproject.toml").write_text(accepted)
    compared: list[object] = []
    compare = command._compare
    monkeypatch.setattr(
        command, "_compare", lambda *given: compared.append(given) or compare(*given)
    )
    arguments = ["diff", *SIDES, "--format", format_, *more]
    assert main(arguments) == 0
    quick = capsys.readouterr()
    assert compared == [] and quick.out
    monkeypatch.setattr(command, "compare_equal", lambda *_: None)
    assert main(arguments) == 0
    assert capsys.readouterr() == quick
    assert len(compared) == 1


def test_no_library_is_loaded(folder: Path) -> None:
    assert not imported(folder, "diff", *SIDES) & HEAVY


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("new/schemas/pet.yaml", PET.replace("integer", "string"), 1),
        ("new/api.yaml", SPLIT.replace("/pets", "/dogs"), 1),
        ("*/api.yaml", SPLIT.replace("schemas/pet", "schemas/none"), 2),
        ("*/api.yaml", SPLIT.replace("schemas/pet.yaml", "'#/components/schemas/None'"), 2),
        ("*/api.yaml", "a: 1\n", 2),
        ("*/api.yaml", "a: [\n", 2),
        ("*/api.yaml", SPLIT + "paths: {/dogs: {}}\n", 2),
        ("*/schemas/pet.yaml", "[", 2),
        ("o.yaml", OVERLAY.replace("$.info", "[["), 2),
    ],
)
def test_what_is_not_the_same_or_not_sound_is_looked_at_closely(
    folder: Path, name: str, text: str, code: int
) -> None:
    for path in folder.glob(name):
        path.write_text(text)
    assert main(["diff", *SIDES, "--overlay", "o.yaml"]) == code
