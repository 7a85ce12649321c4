"""What the helper answers where something goes wrong that should not."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from rotationxl.market.evaluate import Answer, Call, Market
from rotationxl_addin.libreoffice.answers import Answers
from rotationxl_addin.libreoffice.program import places

GOOD, BAD = ["PE_SHOCK", [40.0, 0.0]], ["STYLE_SPREAD", ["2024-11"]]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Return what answers, with a function that has a fault."""
    right = Market.answers

    def faulty(market: Market, calls: Sequence[Call]) -> list[Answer]:
        if any(call.name == BAD[0] for call in calls):
            raise ValueError("a fault of ours")
        return right(market, calls)

    monkeypatch.setattr(Market, "answers", faulty)
    return Answers()


def test_function_with_a_fault_leaves_the_other_cells_their_answers(
    answers: Answers, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        reply = answers.reply("sample", {"calls": [GOOD, BAD, GOOD]})
        assert reply == {"answers": [0.0, {"error": "#N/A"}, 0.0]}
    assert len(caplog.records) == 1, "once, however many cells there are"


def test_fault_ends_no_helper(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(Market, "check", fail)
    answers.warm_up("sample")
    assert answers.state("sample") is None
    monkeypatch.setattr("rotationxl.open_market", fail)
    assert "the disk is gone" in answers.reply("sample", {"refresh": True})["problem"]


def test_report_that_fails_is_told_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROTATIONXL_HOME", str(tmp_path))
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\necho Traceback >&2; echo ValueError: 7 >&2; exit 1\n", "utf-8")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    told = Answers().reply("sample", {"report": {}})["problem"]
    assert told.startswith("The report could not be built: ValueError: 7.")
    assert str(tmp_path / places.LOG) in told
