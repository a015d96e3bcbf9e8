"""One place's figure and the pattern of all places, from inspections and censuses made by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from workforce_grades.claims.pattern import COMPARED, GROUPS, ways
from workforce_grades.pages.case_studies import figures
from workforce_grades.pages.case_studies.pattern import Pattern
from workforce_grades.pages.tables import Table
from workforce_grades.sources.grades import GRADE_DTYPE
from workforce_grades.study import Study

BETTER, LOWER = GROUPS
NAN = float("nan")


def census(key: str, year: int, value: float, **flags: str) -> dict[str, Any]:
    """One return: the value for all three measures, sound where no flag says otherwise."""
    told = {f"{name}_flag": flags.get(name, "ok") for name in COMPARED}
    return {"la_key": key, "year": year, **dict.fromkeys(COMPARED, value), **told}


def inspection(key: str, began: str, overall: str | None, basis: str = "inspection") -> dict[str, Any]:
    return {"la_key": key, "inspection_date": pd.Timestamp(began), "overall": overall, "date_basis": basis}


def study(
    returns: list[dict[str, Any]], inspections: list[dict[str, Any]] | None = None, england: float = 15.0
) -> Study:
    judged = pd.DataFrame(inspections or [], columns=list(inspection("", "2020-01-01", None)))
    judged = judged.astype({"inspection_date": "datetime64[ns]", "overall": GRADE_DTYPE})
    nation = pd.DataFrame([{"year": year, **dict.fromkeys(COMPARED, england)} for year in (2022, 2021, 2023)])
    return cast(
        Study, SimpleNamespace(members=pd.DataFrame(returns), england=nation, inspections=judged, illustrative=False)
    )


RETURNS = [census("810", 2023, 12.0), census("810", 2021, 20.0, caseload="suspect_zero"), census("999", 2022, 99.0),
           census("810", 2022, 0.0, turnover_rate="low", agency_rate="suppressed")]  # fmt: skip


def test_a_series_has_a_row_a_census_of_england_and_sound_values_only() -> None:
    series = figures.place_series(study(RETURNS), "810")
    assert series["year"].tolist() == [2021, 2022, 2023]
    assert series["turnover_rate"].tolist() == [20.0, 0.0, 12.0]
    assert series["caseload"].tolist() == [pytest.approx(NAN, nan_ok=True), 0.0, 12.0]
    assert series["agency_rate"].tolist() == [20.0, pytest.approx(NAN, nan_ok=True), 12.0]
    assert series["agency_rate_england"].tolist() == [15.0] * 3
    assert figures.place_series(study(RETURNS), "998")[list(COMPARED)].isna().all(axis=None)


@pytest.mark.parametrize(
    ("england", "returns", "said"),
    [
        (15.0, RETURNS, "Hull in 2023: turnover rate below, caseload below and agency rate below England's"),
        (
            12.04,
            RETURNS,
            "Hull in 2023: turnover rate the same as, caseload the same as and agency rate the same as England's",
        ),
        (
            11.9,
            [*RETURNS[1:], census("810", 2023, 12.0, caseload="unavailable")],
            "Hull: turnover rate above in 2023, caseload below in 2022 and agency rate above in 2023 England's",
        ),
    ],
    ids=["one year", "the same as shown", "years apart"],
)
def test_the_headline_compares_the_latest_sound_values(
    england: float, returns: list[dict[str, Any]], said: str
) -> None:
    figure = figures.figure_place(study(returns, england=england), "810", "Hull")
    assert figure.headline == said


@pytest.mark.parametrize(
    ("lacking", "said"), [(1, "Hull in 2023: caseload below and agency rate below England's"), (3, "Hull")]
)
def test_a_measure_that_england_lacks_is_not_held_against_it(lacking: int, said: str) -> None:
    series = figures.place_series(study(RETURNS, england=15.0), "810")
    series[[f"{measure}_england" for measure in figures.COMPARED[:lacking]]] = float("nan")
    assert figures._headline(series, "Hull") == said


def test_the_alt_text_gives_first_and_last_values_and_every_marked_inspection() -> None:
    judged = [
        inspection("810", "2021-01-14", "Inadequate"),
        inspection("810", "2022-07-04", None),
        inspection("999", "2022-07-04", "Good"),
        inspection("810", "2020-12-14", "Good"),
    ]
    figure = figures.figure_place(study(RETURNS, judged), "810", "Hull")
    assert figure.alt == (
        "Three line charts of Hull and England, 3 censuses. Turnover rate 20.0 in 2021 and 12.0 in 2023 (England "
        "15.0 and 15.0). Caseload "
        "0.0 in 2022 and 12.0 in 2023 (England 15.0 and 15.0). Agency rate 20.0 in 2021 and 12.0 in 2023 (England "
        "15.0 and 15.0). Vertical "
        "lines: 14 January 2021, inadequate, 4 July 2022, no overall grade and 14 December 2020, good."
    )
    assert "Hull and England, 2021 to 2023; vertical lines are" in figure.subtitle
    assert figure.subtitle.endswith("(RI: requires improvement)")


@pytest.mark.parametrize(("began", "marked"), [("2020-12-12", True), ("2020-12-09", False), ("2023-11-01", True)])
def test_inspections_are_marked_that_began_on_the_axis(began: str, marked: bool) -> None:
    figure = figures.figure_place(study(RETURNS, [inspection("810", began, "Good", "report")]), "810", "Hull")
    assert ("Vertical lines:" in figure.alt) == marked
    assert figure.subtitle.endswith("those before ILACS stand eight weeks before their report") == marked
    assert (">Good</text>" in figure.svg) == marked


@pytest.mark.parametrize(("name", "shown"), [("A" * 14, "A" * 14), ("A" * 15, "This place")])
def test_a_long_name_does_not_stand_beside_its_line(name: str, shown: str) -> None:
    figure = figures.figure_place(study(RETURNS), "810", name)
    assert f">{shown}</text>" in figure.svg
    assert list(figure.data.headers.values())[1] == f"Turnover rate (%), {name}"


def shares(*counts: tuple[int, int, int, int]) -> pd.DataFrame:
    """Above England and number before the better grades, then before the lower ones, of each measure."""
    rows = []
    for measure, (above, n, above_lower, n_lower) in zip(COMPARED, counts, strict=True):
        for group, count, of in ((BETTER, above, n), (LOWER, above_lower, n_lower)):
            percent = 100 * count / of if of else NAN
            rows.append((measure, group, count, of, percent, percent - 10, percent + 10))
    return pd.DataFrame(rows, columns=["measure", "grade_group", "above", "n", "share", "ci_low", "ci_high"])


class Made(Pattern):
    """A pattern whose inspections are given by their counts."""

    def __init__(self, own: pd.DataFrame, everyone: pd.DataFrame, judged: pd.DataFrame | None = None) -> None:
        both = own.merge(everyone, on=["measure", "grade_group"], suffixes=("", "_all"))
        self.__dict__.update(
            study=None, names={"810": "Hull", "831": "Derby"}, shares=both, ways=ways(own, everyone),
            judged=pd.DataFrame(index=range(9)) if judged is None else judged,
        )  # fmt: skip


ALL = shares((20, 100, 60, 100), (20, 100, 60, 100), (20, 100, 60, 100))
CHANCE, SURE, AGAINST, LEVEL = (1, 4, 3, 5), (0, 10, 10, 10), (10, 10, 0, 10), (2, 4, 2, 4)


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (
            (CHANCE, CHANCE, CHANCE),
            "They are stories: too few to show a pattern, or to deny one. In 9 inspections of places that the press "
            "chose, "
            "3 of 3 measures (turnover rate, caseload and agency rate) point the same way as in all of England; "
            "none of the 3 differences is beyond "
            "chance.",
        ),
        (
            (SURE, SURE, SURE),
            "Together they make a pattern. In 9 inspections of places that the press chose, 3 of 3 measures "
            "(turnover rate, caseload "
            "and agency rate) point the same way as in all of England; 3 of the 3 differences are beyond chance.",
        ),
        (
            (SURE, AGAINST, LEVEL),
            "Together they make a mixed picture. In 9 inspections of places that the press chose, 1 of 3 measures "
            "(turnover rate) "
            "points the same way as in all of England, 1 of 3 measures (caseload) points the other way and 1 of 3 "
            "measures (agency rate) points "
            "neither way; 2 of the 3 differences are beyond chance.",
        ),
        (
            (CHANCE, SURE, CHANCE),
            "Together they make a mixed picture. In 9 inspections of places that the press chose, 3 of 3 measures "
            "(turnover rate, "
            "caseload and agency rate) point the same way as in all of England; 1 of the 3 differences is beyond "
            "chance.",
        ),
    ],
    ids=["stories", "pattern", "mixed", "one clear"],
)
def test_the_pattern_is_told_by_its_rule(own: Any, said: str) -> None:
    assert Made(shares(*own), ALL).one_line() == said


def test_each_measure_is_told_in_the_places_and_in_england(monkeypatch: pytest.MonkeyPatch) -> None:
    module = "workforce_grades.pages.case_studies.pattern.main_findings"
    monkeypatch.setattr(module, lambda _study: SimpleNamespace(one_line=lambda: "The finding."))
    told = Made(shares(CHANCE, SURE, AGAINST), ALL).in_words().paragraphs
    assert told[1] == (
        "Turnover rate. In these places it stood above England's at the census before 1 of 4 graded good or "
        "outstanding, and before 3 of 5 "
        "graded requires improvement or inadequate (p = 0.52); in all of England before 20% (95% interval 10 to 30; "
        "n = 100) and 60% (95% "
        "interval 50 to 70; n = 100): the same way as in all of England."
    )
    assert told[2].endswith("the same way as in all of England.") and "(p < 0.001)" in told[2]
    assert told[3].endswith(": the other way.")
    assert told[4] == "The pattern is a matter for all inspections together. The finding."


def test_shares_stand_beside_those_of_all_with_their_interval() -> None:
    table = Made(shares(CHANCE, SURE, AGAINST), ALL).table_shares()
    assert isinstance(table, Table)
    assert table.data.iloc[0].tolist() == [
        "Turnover rate, good or outstanding",
        "1 of 4",
        "20 of 100",
        20.0,
        10.0,
        30.0,
    ]
    assert table.data.iloc[5, :3].tolist() == [
        "Agency rate, requires improvement or inadequate",
        "0 of 10",
        "60 of 100",
    ]


def test_inspections_go_by_place_in_the_order_of_the_page() -> None:
    values = dict.fromkeys(COMPARED, 20.0) | {f"{name}_england": 15.0 for name in COMPARED}
    rows = [
        {
            "la_key": key,
            "inspection_date": pd.Timestamp(year, 1, 14),
            "overall": "Good",
            "census_year": year - 1,
            **values,
        }
        for key, year in (("831", 2019), ("810", 2022), ("810", 2019))
    ]
    rows[0]["caseload"] = NAN
    table = Made(shares(CHANCE, SURE, AGAINST), ALL, pd.DataFrame(rows)).table_inspections()
    assert isinstance(table, Table)
    assert table.data[["inspection", "census"]].to_numpy().tolist() == [
        ["Hull, 14 January 2022", "2021"], ["Hull, 14 January 2019", "2018"], ["Derby, 14 January 2019", "2018"],
    ]  # fmt: skip
    assert list(table.data)[3:] == [name for measure in COMPARED for name in (measure, f"{measure}_england")]
    assert table._repr_html_().count('<td class="number">–</td>') == 1
