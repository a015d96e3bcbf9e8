"""Ofsted's workbooks of the sample, read back from the files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from workforce_grades.sample import layouts
from workforce_grades.sample.ofsted_files import WORDS
from workforce_grades.sample.simulation import Simulation
from workforce_grades.sample.writing import file_name

JUDGEMENTS = list(layouts.JUDGEMENTS)


def table(file: Path, sheet: str, header: int) -> pd.DataFrame:
    rows = CalamineWorkbook.from_path(file).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return pd.DataFrame(rows[header + 1 :], columns=rows[header])


@pytest.fixture(scope="module")
def outcomes(sample: Path) -> Path:
    return sample / file_name("inspections")


@pytest.fixture(scope="module")
def history(outcomes: Path) -> pd.DataFrame:
    return table(outcomes, "ILACS_inspection_history", 2)


def test_the_latest_grades_equal_the_latest_current_rows(outcomes: Path, history: pd.DataFrame) -> None:
    as_at = table(outcomes, "Inspections_as_at_31_March", 2).set_index("Local authority area code").sort_index()
    current = history[history["Local authority status"] == "Current"].sort_values("Inspection date")
    latest = current.groupby("Local authority area code").tail(1).set_index("Local authority area code").sort_index()
    columns = ["Local authority name", "Ofsted region", "Inspection date", "Publication date", *JUDGEMENTS]
    pd.testing.assert_frame_equal(as_at[columns], latest[columns])


def test_every_current_authority_has_a_grade(outcomes: Path, country: Simulation) -> None:
    as_at = table(outcomes, "Inspections_as_at_31_March", 2)
    assert len(as_at) == len(country.geography.current)
    assert (as_at["Overall effectiveness"] != "").all()


def test_grades_have_ofsteds_four_spellings(history: pd.DataFrame) -> None:
    assert set(history["Overall effectiveness"]) == set(WORDS.values())
    assert "Requires improvement to be good" in WORDS.values()


def test_ended_authorities_are_marked_and_split_ones_inspected(history: pd.DataFrame, country: Simulation) -> None:
    ended = history[history["Local authority status"] == "No longer exists"]
    assert len(ended) >= 1
    known = {member.codes[-1].ons for member in country.geography.authorities if member.end is not None}
    assert set(ended["Local authority area code"]) <= known


def test_new_codes_go_back_in_time_except_the_newest(history: pd.DataFrame, country: Simulation) -> None:
    codes = set(history["Local authority area code"])
    for year, place in ((2020, 1), (2023, 1), (2025, 0)):
        member = country.geography.role(f"recode {year}")
        assert codes & {code.ons for code in member.codes} == {member.codes[place].ons}


def test_visits_have_a_theme_and_no_grade(outcomes: Path) -> None:
    rows = table(outcomes, "In-year_inspections", 2)
    visits = rows["Inspection/Visit type"].isin(["ILACS Focused Visit", "LA Monitoring visit"])
    assert set(rows.loc[visits, "Inspection/Visit type"]) == {"ILACS Focused Visit", "LA Monitoring visit"}
    assert (rows.loc[visits, JUDGEMENTS] == "").all().all()
    assert (rows.loc[visits, "Visit Theme"] != "").all()
    assert (rows.loc[~visits, "Visit Theme"] == "").all()


def test_the_years_inspections_are_in_both_sheets(outcomes: Path, history: pd.DataFrame) -> None:
    rows = table(outcomes, "In-year_inspections", 2)
    graded = rows[rows["Overall effectiveness"] != ""]
    since = pd.to_datetime(history["Inspection date"]) >= pd.Timestamp(2024, 4, 1)
    assert len(graded) == since.sum() > 20


def test_the_wide_sheet_holds_the_judgements_before_2018(sample: Path, country: Simulation) -> None:
    rows = (
        CalamineWorkbook.from_path(sample / file_name("inspections_2023"))
        .get_sheet_by_name("LA_inspections_2009-2023")
        .to_python(skip_empty_area=False)
    )
    cells = pd.DataFrame(rows[5:])
    cells = cells[cells[0] == "Ofsted Local Authority Webpage"]
    judged = country.before.judgements
    assert (cells[17] != "").sum() == sum(not judgement.again for judgement in judged)
    assert (cells[25] != "").sum() == sum(judgement.again for judgement in judged)
    assert (cells == " -").sum().sum() == 5
    assert len(cells) == len(country.geography.on(pd.Timestamp(2023, 3, 31).date())) + 3
