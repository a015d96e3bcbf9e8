"""`changes OLD NEW` as it is called."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.cli import main
from workforce_grades.reports.exports import write_csv


def a_run(folder: Path, turnover: str) -> Path:
    (folder / "data").mkdir(parents=True)
    returns = {"return_group": "801", "la_keys": "801", "name_published": "Ashby", "year": "2024",
               "turnover_rate": turnover}  # fmt: skip
    write_csv(pd.DataFrame([returns]), folder / "data" / "workforce.csv")
    columns = ["inspection_id", "la_key", "name_published", "inspection_date", "overall"]
    write_csv(pd.DataFrame(columns=columns), folder / "data" / "inspections.csv")
    return folder


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as stopped:
        main([str(word) for word in words])
    return int(stopped.value.code or 0)


def test_changes_in_lines_as_json_and_as_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = a_run(tmp_path / "old", "10.0"), a_run(tmp_path / "new", "12.0")
    assert call("changes", old, new / "data", "--csv", tmp_path / "all.csv") == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 rate of Ashby was revised, for 2024.",
        "Ashby: Turnover rate, 2024: 12.0 (was 10.0)",
    ]
    assert pd.read_csv(tmp_path / "all.csv")["after"].to_list() == [12.0]
    assert call("changes", old, new, "--json") == 0
    assert [row["kind"] for row in json.loads(capsys.readouterr().out)] == ["revised"]


def test_a_folder_that_no_run_made_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = a_run(tmp_path / "old", "10.0")
    assert call("changes", old, tmp_path / "nothing") == 2
    said = capsys.readouterr().err
    assert said.startswith("error: nothing: no workforce.csv of a run here.")
    assert "Give the folder that `run --out` wrote" in said


def test_a_run_of_fictional_authorities_is_not_held_against_one_of_real_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = a_run(tmp_path / "old", "10.0"), a_run(tmp_path / "new", "12.0")
    (new / "data" / "ILLUSTRATIVE.txt").write_text("")
    assert call("changes", old, new) == 2
    assert f"error: {new} holds tables of fictional authorities" in capsys.readouterr().err
    (old / "data" / "ILLUSTRATIVE.txt").write_text("")
    assert call("changes", old, new) == 0
