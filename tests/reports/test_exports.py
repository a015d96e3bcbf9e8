"""Exported tables are safe to open in a spreadsheet program and keep every digit."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.reports.exports import FORMULA_SIGNS, without_formulas, write_csv


@pytest.mark.parametrize("name", ["=1+1", "+44 20", "-Derby", "@SUM(A1)", "\t=1"])
def test_a_name_that_a_spreadsheet_would_run_gets_an_apostrophe(tmp_path: Path, name: str) -> None:
    table = pd.DataFrame({"name": [name, "Derby", None], "turnover_rate": [-1.5, 0.1 + 0.2, None]})
    file = write_csv(table, tmp_path / "linked.csv")
    read = pd.read_csv(file, keep_default_na=False, dtype="str")
    assert read["name"].tolist()[1:] == ["Derby", ""]
    assert read["name"][0].startswith("'")
    assert read["turnover_rate"].tolist() == ["-1.5", "0.30000000000000004", ""]


def test_a_carriage_return_begins_no_row(tmp_path: Path) -> None:
    file = write_csv(pd.DataFrame({"name": ["Derby\r=1+1", "\r=1"]}), tmp_path / "linked.csv")
    assert file.read_bytes() == b"name\nDerby =1+1\n =1\n"


def test_missing_texts_dates_and_grades_stay_as_they_are() -> None:
    table = pd.DataFrame(
        {
            "name": pd.Series(["a", None], dtype="str"),
            "day": pd.to_datetime(["2024-01-02", None]),
            "grade": pd.Categorical(["Good", None]),
            "keys": pd.Series([1, "=x"], dtype="object"),
        }
    )
    found = without_formulas(table)
    assert found["keys"].tolist() == [1, "'=x"]
    pd.testing.assert_frame_equal(found.drop(columns="keys"), table.drop(columns="keys"))


@given(st.lists(st.text(max_size=5), max_size=5))
def test_no_text_begins_like_a_formula(texts: list[str]) -> None:
    found = without_formulas(pd.DataFrame({"text": pd.Series(texts, dtype="object")}))
    assert not any(str(text).startswith(FORMULA_SIGNS) for text in found["text"])
    before = [text.replace("\r", " ") for text in texts]
    assert [text.removeprefix("'") for text in found["text"]] == [text.removeprefix("'") for text in before]
