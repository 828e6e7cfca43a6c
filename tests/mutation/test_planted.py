"""The table of planted faults: each can be planted under a name of its own, and one of each cheap kind is found."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.mutation.planted import CLIENT, judge_planted, read_planted

SAMPLE = (
    "sync iteration ends with the first page",
    "a POST is sent again after a time-out",
    "a copy loses header options",
    "extra_body loses",
    "fields are sorted",
)


def test_every_fault_can_be_planted() -> None:
    planted = read_planted(CLIENT)
    names = Counter(fault.mutant.id for fault in planted)
    assert len(planted) >= 60
    assert set(names.values()) == {1}
    for fault in planted:
        source = (CLIENT / fault.mutant.file).read_text("utf-8")
        compile(fault.mutant.apply(source), fault.mutant.file, "exec")


def test_one_of_each_kind_is_found(tmp_path: Path) -> None:
    chosen = [fault for fault in read_planted(CLIENT) if fault.mutant.id in SAMPLE]
    said, verdicts = judge_planted(chosen, tmp_path, 2)
    assert said is None
    assert [v.mutant.id for v in verdicts if not v.killed] == []
    assert len(verdicts) == len(SAMPLE)
