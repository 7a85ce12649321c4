"""`rotationxl data clear`, `export` and `import`, and `rotationxl config`."""

import io
import sys
from pathlib import Path

import pytest

from living import Living
from rotationxl.sources import Key
from rotationxl.store.database import Store
from stubs.fred import KEY
from test_keys import Keyring
from typed import Answering, Typed, table


def test_clear_asks_and_says_what_is_lost(typed: Typed, living: Living) -> None:
    typed("data", "refresh", "IWD", "valuation:IWD")
    typed("calc", '=STYLE_SPREAD("2024-11")', "--source", "sample")
    refused = typed("data", "clear")
    assert refused.code == 2
    question = "Delete 2 series of live"
    assert question in refused.err
    assert "cannot be fetched again: 1 snapshot of the multiples of IWD. Give --yes." in refused.err
    done = typed("data", "clear", "--yes")
    assert (done.code, done.out) == (0, "Deleted 2 series of live.\n")
    assert Store(living.path).stored().keys() == {"sample"}
    assert typed("data", "clear", "--yes").out.startswith("Nothing of live is stored")
    assert typed("data", "clear", "--all", "--yes").out.endswith(" series of sample.\n")
    assert typed("data", "refresh", "IWD").code == 0
    assert Store(living.path).stored() == {"live": [Key("price", "IWD")]}


def test_clear_on_a_terminal_takes_no_for_an_answer(
    typed: Typed, living: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed("data", "refresh", "IWD")
    monkeypatch.setattr(sys, "stdin", Answering("n\n"))
    assert typed("data", "clear").code == 130
    assert Store(living.path).stored()
    monkeypatch.setattr(sys, "stdin", Answering("y\n"))
    assert typed("data", "clear").code == 0
    assert not Store(living.path).stored()


@pytest.fixture
def keyring(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> Keyring:
    fake = Keyring()
    monkeypatch.setitem(sys.modules, "keyring", fake)
    monkeypatch.delenv("FRED_API_KEY", raising=False)
    return fake


def test_the_key_is_kept_and_forgotten_and_never_shown(
    typed: Typed, keyring: Keyring, living: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "FRED key  none: yields still come, vintages do not" in typed("config", "show").out
    needs = typed("data", "refresh", "vintage:PAYEMS")
    assert (needs.code, "PAYEMS: vintages need a FRED key" in needs.out) == (0, True)
    kept = typed("config", "set", "fred-key", KEY)
    assert kept.code == 0
    assert "1 series that needs it is asked for at its next use." in kept.out
    assert table(typed("data", "refresh").out)["PAYEMS", "vintage"][0] == "new"
    shown = typed("config", "show")
    assert "FRED key  kept in the system keyring" in shown.out
    assert f"store     {living.path}" in shown.out
    assert typed("config", "forget", "fred-key").out == "The key is forgotten.\n"
    assert keyring.kept == {}
    assert typed("config", "forget", "fred-key").out.startswith("No key is kept")
    monkeypatch.setenv("FRED_API_KEY", KEY)
    in_environment = typed("config", "show")
    assert "FRED key  set in FRED_API_KEY" in in_environment.out
    assert KEY not in "".join([*map(str, (needs, kept, shown, in_environment))])


def test_the_key_is_asked_for_unseen(
    typed: Typed, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _text: KEY)
    for stdin in (Answering(), io.StringIO(f"{KEY}\n")):  # typed, and from a pipe
        keyring.kept.clear()
        monkeypatch.setattr(sys, "stdin", stdin)
        result = typed("config", "set", "fred-key")
        assert result.code == 0
        assert list(keyring.kept.values()) == [KEY]
        assert KEY not in result.out + result.err


def test_without_a_keyring_the_variable_is_named(typed: Typed, keyring: Keyring) -> None:
    keyring.broken = True
    result = typed("config", "set", "fred-key", KEY)
    assert result.code == 1
    assert "Set FRED_API_KEY instead." in result.err
    assert KEY not in result.err


def test_a_file_carries_the_numbers_to_another_machine(
    typed: Typed, living: Living, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    formula = '=SPREAD("IWD","IWF","2024-11")'
    here = typed("calc", formula)
    file = str(tmp_path / "data.zip")
    wrote = typed("data", "export", file)
    assert wrote.code == 0
    assert wrote.out.startswith(f"Wrote {file}: 2 series of Yahoo Finance and FRED to ")
    monkeypatch.setenv("ROTATIONXL_HOME", str(tmp_path / "elsewhere"))
    living.stub.forget()
    there = typed("calc", formula, "--source", f"snapshot:{file}")
    assert (there.code, there.out) == (0, here.out)
    taken = typed("data", "import", file)
    assert taken.code == 0
    assert table(taken.out)["IWD", "price"][0] == "new"
    assert typed("calc", formula, "--offline").out == here.out
    again = typed("data", "import", file)
    assert table(again.out)["IWF", "price"] == ["unchanged", "+0"]
    assert living.stub.requests() == []


def test_a_folder_that_is_not_there_is_told_before_any_work(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rotationxl.snapshots.stored", None)  # is not called
    result = typed("data", "export", "/nonexist/x.db")
    assert result.code == 1
    assert "the folder /nonexist is not there. Make it first." in result.err


def test_a_source_that_cannot_be_used_is_shown(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROTATIONXL_SOURCE", "smaple")
    shown = typed("config", "show")
    assert shown.code == 0
    assert "source    smaple (source: 'smaple' is not a source. Did you mean sample?)" in shown.out
    monkeypatch.setenv("ROTATIONXL_SOURCE", "sample")
    assert "source    sample\n" in typed("config", "show").out


def test_only_what_is_there_is_exported(typed: Typed, tmp_path: Path) -> None:
    file = tmp_path / "data.zip"
    none = typed("data", "export", str(file))
    assert (none.code, "there is nothing to export" in none.err) == (1, True)
    typed("data", "refresh", "IWD", "IWF")
    assert "1 series of" in typed("data", "export", str(file), "IWF").out
    file.unlink()
    lacking = typed("data", "export", str(file), "XLK")
    assert (lacking.code, lacking.err) == (1, "rotationxl: XLK: nothing of it is stored.\n")
    assert typed("data", "import", str(file)).code == 2
    assert not file.exists()
