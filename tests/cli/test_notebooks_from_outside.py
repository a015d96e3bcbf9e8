"""Notebooks are programs: those of somebody else run only where their folder is named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from builders import build_folder
from calling import Caller, write


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    monkeypatch.setenv("WORKFORCE_GRADES_CACHE", str(tmp_path / "cache"))
    return Caller(capsys)


@pytest.fixture
def received(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as somebody else would send it: data, and notebooks wherever a program could look for them."""
    data = build_folder(tmp_path / "received" / "data")
    stranger = tmp_path / "01-stranger.ipynb"
    write(stranger, ["raise SystemExit('it ran')"], title="Stranger")
    for place in (data, data / "notebooks", data.parent, data.parent / "notebooks", data.parent / "reports"):
        place.mkdir(exist_ok=True)
        shutil.copyfile(stranger, place / stranger.name)
    monkeypatch.chdir(data.parent)
    return data


def reports(call: Caller, *words: str | Path) -> set[str]:
    said = call("plan", "--json", "--out", "out", *words)
    assert said.code == 0, said.err
    return {row["report"] for row in json.loads(said.out)}


def test_only_the_projects_own_are_planned_wherever_one_stands(call: Caller, received: Path) -> None:
    assert "stranger" not in reports(call, "--data", received)
    assert "stranger" not in call("list").out


def test_a_folder_that_is_named_is_taken_instead(call: Caller, received: Path) -> None:
    assert reports(call, "--data", received, "--notebooks", received / "notebooks") == {"stranger"}


def test_a_name_alone_leads_to_no_notebook(call: Caller, received: Path) -> None:
    said = call("run", "--data", received, "--out", "out", "--only", "stranger")
    assert (said.code, "report 'stranger' is not known" in said.err) == (2, True)
    said = call("run", "--data", received, "--out", "out", "--only", "01-stranger.ipynb")
    assert said.code == 2
    assert not Path("out").exists()
