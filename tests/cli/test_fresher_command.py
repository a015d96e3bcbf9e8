"""`data fresher`, `data check` and `--fresher`: what the overview adds, only where it is asked for."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from builders import build_folder
from calling import Caller
from overview_file import write_overview


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("place")


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], place: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    monkeypatch.setenv("WORKFORCE_GRADES_CACHE", str(place / "cache"))
    return Caller(capsys)


@pytest.fixture(scope="module")
def without(place: Path) -> Path:
    return build_folder(place / "without")


@pytest.fixture(scope="module")
def folder(place: Path, without: Path) -> Path:
    return write_overview(shutil.copytree(without, place / "data"))


def test_additions_and_conflicts_are_listed_and_written(call: Caller, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "newer-illustrative.csv"
    said = call("data", "fresher", "--data", folder, "--csv", file)
    assert said.code == 0, said.err
    lines = said.out.splitlines()
    assert lines[0] == "added: Birchwater, inspected from 6 October 2025, published 24 November 2025: Good"
    assert sum(line.startswith("added: ") for line in lines) == 3
    assert "conflict: Cotterdale, inspected from 4 November 2024: Children in care: Good in Ofsted's list, " \
        "Requires improvement in the overview" in lines  # fmt: skip
    assert lines[-1] == "3 inspections newer than Ofsted's yearly list; 2 conflicts with it"
    rows = list(csv.DictReader(file.read_text().splitlines()))
    assert [row["kind"] for row in rows] == ["added"] * 3 + ["conflict"] * 2
    assert rows[1] == {"kind": "added", "la_key": "604", "name": "Dunmere", "inspection_date": "2026-04-13",
                       "what": "new inspection", "ofsted": "", "overview": "no overall judgement"}  # fmt: skip
    assert "inspector" not in file.read_text()


def test_check_reads_the_overview_and_names_what_is_absent(call: Caller, folder: Path, without: Path) -> None:
    said = call("data", "check", "--data", folder)
    assert "inspections_overview: read 7, kept 6; left out 1 (1 rows without a date of inspection)" in said.out
    assert "overview: 3 inspections newer than Ofsted's yearly list; 2 conflicts with it; `workforce-grades" in said.out
    absent = [line for line in said.out.splitlines() if line.startswith("absent: ")]
    assert len(absent) == 10
    assert ("absent: sn_model_2025_wide.csv (Department for Education, Children's services statistical neighbours, "
            "2025 model): authorities stand beside their region and England, and not beside statistical neighbours"
            ) in absent  # fmt: skip
    assert "absent: *ilacs_overview*.xlsx" in call("data", "check", "--data", without).out


@pytest.mark.parametrize("words", [["run", "--fresher"], ["plan", "--fresher"], ["data", "fresher"],
                                   ["estimate", "overall|turnover", "--fresher"]])  # fmt: skip
def test_without_the_file_nothing_is_made_and_the_way_to_it_is_said(
    call: Caller, without: Path, tmp_path: Path, words: list[str]
) -> None:
    out = ["--out", tmp_path / "out"] if words[0] in ("run", "plan") else []
    said = call(*words, "--data", without, *out)
    assert said.code == 2
    assert "no file like *ilacs_overview*.xlsx" in said.err
    assert "Download it into the folder from https://github.com/data-to-insight/" in said.err
    assert not (tmp_path / "out").exists()


def test_pages_that_can_show_them_are_planned_with_them(call: Caller, folder: Path, tmp_path: Path) -> None:
    said = call("plan", "--fresher", "--data", folder, "--out", tmp_path / "out", "--authority", "Birchwater")
    assert said.code == 0, said.err
    said = call("plan", "--fresher", "--data", folder, "--out", tmp_path / "out", "--only", "what-if")
    assert said.code == 2
    assert "parameter 'fresher' is not known" in said.err


def test_an_estimate_takes_them_only_when_it_is_asked_to(call: Caller, folder: Path) -> None:
    counts = []
    for words in ([], ["--fresher"]):
        said = call("estimate", "overall|turnover|sample=all", "--data", folder, *words)
        counts.append(said.out + said.err)
    assert counts[0] != counts[1]
