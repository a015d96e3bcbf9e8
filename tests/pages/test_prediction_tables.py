"""Tables and figures of the predictions from an evaluation made by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest
from made_predictions import BARELY, BETTER, PAIRS, TOO_FEW, UNCLEAR, WORSE, Skill, by_year, performance, predictions

from workforce_grades.analyses.prediction import HEADLINE, OWN
from workforce_grades.pages.figures import Figure
from workforce_grades.pages.prediction import figures, tables
from workforce_grades.pages.prediction.findings import LABELS
from workforce_grades.pages.tables import Table
from workforce_grades.study import Study

MADE = cast(Study, SimpleNamespace(illustrative=False))


def shown(table: Any) -> pd.DataFrame:
    assert isinstance(table, Table)
    assert set(table.headers) == set(table.data)
    return table.data


def test_every_comparison_has_its_verdict_in_words() -> None:
    skills = dict(zip(PAIRS, (BETTER, BARELY, UNCLEAR, WORSE), strict=False))
    data = shown(tables.table_comparisons(predictions(skills)))
    assert (
        data["verdict"].tolist()
        == ["Better", "Barely better", "Not clearly better", "Worse"] + ["Not clearly better"] * 5
    )
    assert data.iloc[0].tolist() == [
        "Previous grade",
        "Base rate",
        -0.04,
        "−0.060 to −0.020",
        20.0,
        "10 to 30",
        "Better",
    ]
    assert data.iloc[5, :2].tolist() == ["Turnover and caseload", "Previous grade"]
    assert data.iloc[3, 3:6].tolist() == ["0.020 to 0.060", -20.0, "−30 to −10"]


@pytest.mark.parametrize(
    ("n", "authorities", "note"),
    [(1, 1, "1 inspection of 1 authority."), (1163, 120, "1,163 inspections of 120 authorities.")],
)
def test_the_note_counts_whom_it_is_of(n: int, authorities: int, note: str) -> None:
    table = tables.table_comparisons(predictions(n=n, authorities=authorities))
    assert isinstance(table, Table)
    assert table.note.startswith(note)


def test_scores_carry_their_intervals_and_rights_are_percentages() -> None:
    data = shown(tables.table_scores(predictions(performance=performance(rps=0.1434, right=0.552))))
    assert data["predictor"].tolist() == list(LABELS.values())
    assert data.iloc[1, 1:].tolist() == ["0.143 (0.133 to 0.153)", "0.610 (0.600 to 0.620)", "1.020 (1.010 to 1.030)",
                                         "55 (54 to 56)"]  # fmt: skip


def test_calibration_that_does_not_exist_is_a_dash() -> None:
    rows = performance(slope=0.9, intercept=-0.1)
    rows.loc[rows["predictor"] == "base_rate", ["slope", "c_good"]] = float("nan")
    data = shown(tables.table_calibration(predictions(performance=rows)))
    assert data.iloc[0, 1:].tolist() == ["–", "0.65 (0.64 to 0.66)", "−0.10 (−0.11 to −0.09)", "–"]
    assert data.iloc[1, 1:].tolist() == [
        "0.70 (0.69 to 0.71)",
        "0.65 (0.64 to 0.66)",
        "−0.10 (−0.11 to −0.09)",
        "0.90 (0.89 to 0.91)",
    ]


def test_whether_it_holds_stands_in_four_columns() -> None:
    first = PAIRS[0]
    skills = {
        first: BETTER,
        (*first, HEADLINE, "brier"): BARELY,
        (*first, HEADLINE, "log_loss"): WORSE,
        (*first, OWN, "rps"): UNCLEAR,
    }
    data = shown(tables.table_holds(predictions(skills)))
    assert data.iloc[0].tolist() == [
        "Previous grade, against base rate",
        "20 (10 to 30)",
        "3 (1 to 5)",
        "−20 (−30 to −10)",
        "10 (−10 to 30)",
    ]
    assert data["pair"].tolist()[5] == "Turnover and caseload, against previous grade"
    assert len(data) == 9


def test_without_an_evaluation_every_part_gives_the_reason() -> None:
    parts = [tables.table_comparisons, tables.table_scores, tables.table_calibration, tables.table_holds]
    drawn = [figures.figure_skill, figures.figure_calibration, figures.figure_by_year]
    told = [str(make(TOO_FEW)) for make in parts] + [str(make(MADE, TOO_FEW)) for make in drawn]
    assert set(told) == {"Not shown: There are too few inspections to learn from."}


def figure_of(made: Any) -> Figure:
    assert isinstance(made, Figure)
    return made


@pytest.mark.parametrize(
    ("skills", "said"),
    [
        ({}, "0 of 5 predictors did clearly better than the base rate, 0 of 4 than the previous grade"),
        ({PAIRS[0]: BETTER, PAIRS[1]: BARELY, PAIRS[2]: WORSE, PAIRS[8]: BARELY},
         "2 of 5 predictors did clearly better than the base rate, 1 of 4 than the previous grade"),
        ({(*PAIRS[0], OWN, "rps"): BETTER, (*PAIRS[8], HEADLINE, "brier"): BETTER},
         "0 of 5 predictors did clearly better than the base rate, 0 of 4 than the previous grade"),
    ],
    ids=["none", "better and barely", "other information and score"],
)  # fmt: skip
def test_the_headline_of_skill_counts_the_clear_ones(skills: Any, said: str) -> None:
    figure = figure_of(figures.figure_skill(MADE, predictions(skills)))
    assert figure.headline == said
    assert figure.subtitle.endswith("over 163 inspections from June 2021 to September 2021")
    assert len(figure.data.data) == 9


def test_the_alt_text_of_skill_tells_both_panels_apart() -> None:
    figure = figure_of(figures.figure_skill(MADE, predictions({PAIRS[4]: BETTER, PAIRS[8]: WORSE})))
    base, previous = figure.alt.split(" Against the previous grade: ")
    assert "Against the base rate: previous grade 10% (−10 to 30), turnover and caseload 10%" in base
    assert base.endswith("and previous grade, turnover, caseload and agency rate 20% (10 to 30).")
    assert previous.endswith("and previous grade, turnover, caseload and agency rate −20% (−30 to −10).")
    assert figure.data.data.iloc[4].tolist() == [
        "Previous grade, turnover, caseload and agency rate",
        "Base rate",
        20.0,
        10.0,
        30.0,
        163,
    ]


YEARS = ("previous_grade", "workforce_agency", "previous_workforce_agency")


@pytest.mark.parametrize(
    ("skills", "said"),
    [
        ({2021: (0.006, 0.006, 0.1)}, "in 1 of 1 year, clearly in 1"),
        ({2021: (0.006, 0.004, 0.1), 2022: (0.004, -0.1, 0.1)}, "in 1 of 2 years, clearly in none"),
        ({2021: BETTER, 2022: BARELY, 2023: WORSE}, "in 2 of 3 years, clearly in 2"),
        ({2021: WORSE, 2022: (0.004, -0.1, 0.1)}, "in none of 2 years"),
    ],
)
def test_the_headline_by_year_counts_what_is_shown(skills: dict[int, Skill], said: str) -> None:
    figure = figure_of(figures.figure_by_year(MADE, predictions(by_year=by_year(skills, *YEARS, "workforce", n=41))))
    assert (
        figure.headline
        == f"With the previous grade and the workforce figures, predictions were better than the base rate {said}"
    )
    told = figure.alt.partition(f"{LABELS[YEARS[2]]}: ")[2]
    assert told.startswith(f"2021 {100 * skills[2021][0]:.0f}% (".replace("-", "−"))
    assert len(figure.data.data) == 3 * len(skills)
    assert "n = 41" in figure.svg


def groups(
    *shares: tuple[float, float], predictor: str = "previous_workforce_agency", information: str = HEADLINE
) -> list[dict[str, Any]]:
    return [
        {
            "information": information,
            "predictor": predictor,
            "predicted": one,
            "observed": other,
            "low": other - 0.1,
            "high": other + 0.1,
            "n": 33,
        }
        for one, other in shares
    ]


def test_calibration_is_told_from_the_lowest_to_the_highest_group() -> None:
    rows = [*groups((0.2, 0.254), (0.5, 0.4), (0.81, 0.746)), *groups((0.3, 0.3), predictor="workforce_agency"),
            *groups((0.9, 0.1), predictor="workforce"), *groups((0.9, 0.1), information=OWN)]  # fmt: skip
    figure = figure_of(figures.figure_calibration(MADE, predictions(groups=pd.DataFrame(rows))))
    assert figure.headline == (
        "Where the chance of good or better was put highest (81% on average), 75% were; where lowest (20%), 25%"
    )
    assert figure.alt.endswith(
        f"{LABELS[YEARS[2]]}: 20% predicted, 25% observed, 50% predicted, 40% observed and 81% predicted, 75% observed."
    )
    assert len(figure.data.data) == 4
    assert figure.data.data.iloc[0, 1:].tolist() == pytest.approx([33, 20.0, 25.4, 15.4, 35.4])
