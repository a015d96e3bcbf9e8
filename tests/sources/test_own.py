"""A researcher's own measures: read with care, terms of specifications, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calling import Caller
from workforce_grades.errors import DataError, EstimationError, UnknownNameError
from workforce_grades.models import estimates_table, parse_spec
from workforce_grades.models.design import design_frame
from workforce_grades.models.panel import panel_with_own, study_panel
from workforce_grades.reports.exports import write_exports
from workforce_grades.sources.own import load_own_measures, own_template
from workforce_grades.study import Study, load_study


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study()


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Caller:
    return Caller(capsys)


@pytest.fixture
def own(study: Study, tmp_path: Path) -> Path:
    """A measure that is the turnover of DfE's file under another name: what it gives is known."""
    rows = study.members[["la_key", "year", "turnover_rate"]].rename(
        columns={"la_key": "authority", "turnover_rate": "leaving"}
    )
    file = tmp_path / "own.csv"
    rows.assign(hours=1.5).to_csv(file, index=False)
    return file


def test_a_measure_of_ones_own_gives_the_same_as_the_published_one(study: Study, own: Path) -> None:
    panel = panel_with_own(study, own)
    mine = estimates_table(["overall|caseload+own_leaving|lag=1"], panel).set_index("term")["estimate"]
    theirs = estimates_table(["overall|turnover+caseload|lag=1"], panel).set_index("term")["estimate"]
    # Before a split the census links the predecessor's return, which a file of one's own does not have.
    assert mine["own_leaving"] == pytest.approx(theirs["turnover"], abs=0.01)
    assert study_panel(study).own is None


def test_rows_go_by_name_or_code_and_blanks_are_missing(study: Study, tmp_path: Path) -> None:
    one, other = study.authorities.current[:2]
    file = tmp_path / "own.csv"
    file.write_text(f'authority,year,pay\n"{one.name}",2024,31.5\n{other.ons_code},2024,\n{other.la_key},2025,-2\n')
    table = load_own_measures(file, study.authorities)
    assert table.loc[(one.la_key, 2024), "pay"] == 31.5
    assert np.isnan(table.loc[(other.la_key, 2024), "pay"])
    design = design_frame("overall|own_pay", panel_with_own(study, file))
    assert any("own pay not given" in reason for reason in design.dropped)


def test_own_terms_come_last_and_keep_their_place_in_an_id() -> None:
    assert str(parse_spec("overall|own_b+own_a+caseload+turnover")) == "overall|turnover+caseload+own_a+own_b"
    with pytest.raises(UnknownNameError, match="term 'own_A' is not known"):
        parse_spec("overall|own_A")


def test_a_term_that_the_file_lacks_is_named(study: Study, own: Path, call: Caller) -> None:
    with pytest.raises(EstimationError, match=r"There is no 'own_pay'.*: own_leaving, own_hours"):
        estimates_table(["overall|own_pay"], panel_with_own(study, own))
    said = call("estimate", "overall|own_pay")
    assert (said.code, "Terms of your own file: none, no file was given" in said.err) == (2, True)
    said = call("estimate", "overall|caseload+own_leaving", "--own", own)
    assert (said.code, "own_leaving" in said.out) == (0, True)


def test_a_template_can_be_filled_in_and_is_never_overwritten(study: Study, tmp_path: Path, call: Caller) -> None:
    file = tmp_path / "mine.csv"
    said = call("data", "template", file)
    assert (said.code, "fill in, rename `my_measure`" in said.out) == (0, True)
    assert file.read_text() == own_template(study.authorities, range(2017, 2026))
    rows = pd.read_csv(file, dtype=str)
    assert set(rows["year"]) == {str(year) for year in range(2017, 2026)}
    assert load_own_measures(file, study.authorities)["my_measure"].isna().all()
    said = call("data", "template", file)
    assert (said.code, "there is a file of this name already" in said.err) == (2, True)


def test_nothing_of_it_enters_an_export(study: Study, own: Path, tmp_path: Path) -> None:
    panel_with_own(study, own)
    for file in write_exports(study, tmp_path / "data"):
        assert b"own_" not in file.read_bytes()
        assert b"leaving" not in file.read_bytes()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("year,pay\n2024,1\n", "no column `authority`"),
        ("authority,year\n301,2024\n", "no column with a measure"),
        ("authority,year,Pay (£)\n301,2024,1\n", "`Pay (£)` cannot be the name of a term"),
        ("authority,year,pay\nNowhere,2024,1\n", "'Nowhere' is not in the authority list"),
        ("authority,year,pay\n{one},24,1\n", "line 2, column year: '24' is not a year"),
        ("authority,year,pay\n{one},\x1c2024,1\n{one},24,1\n", "line 3, column year: '24' is not a year"),
        ("authority,year,pay,line\n{one},2024,1,2\n", "`line.1` cannot be the name of a term"),
        ("authority,year,pay\n{one},2024,about 3\n", "line 2, column pay: 'about 3' is not a number"),
        ("authority,year,pay\n{one},2024,inf\n", "'inf' is not a number"),
        ("authority,year,pay\n{one},2024,1\n{one},2024,2\n", "2024 stands there twice"),
        ("authority,year,pay\n", "a header but no rows"),
    ],
)
def test_a_file_that_is_not_as_it_must_be_is_refused(study: Study, tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "own.csv"
    file.write_text(content.format(one=study.authorities.current[0].la_key))
    with pytest.raises(DataError) as refused:
        load_own_measures(file, study.authorities)
    assert message in str(refused.value)
    with pytest.raises(DataError, match="there is no such file"):
        load_own_measures(tmp_path / "none.csv", study.authorities)
