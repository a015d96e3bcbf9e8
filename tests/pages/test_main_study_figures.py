"""Figures of the main study: headlines that follow the numbers as shown, alt texts that say them all."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from made_estimates import HIGHER, LOWER, UNCLEAR, findings, row

from workforce_grades.pages.figures import Figure
from workforce_grades.pages.findings import MAIN, MAIN_ALL, WITH_AGENCY
from workforce_grades.pages.main_study.figures import clear_in_words, figure_by_grade, figure_odds_ratios
from workforce_grades.sources.grades import GRADE_DTYPE
from workforce_grades.study import Study

MADE = cast(Study, SimpleNamespace(illustrative=False))


def linked(outstanding: float, inadequate: float) -> pd.DataFrame:
    """Two inspections a grade, a value and the same again; one more without a caseload, one without a grade."""
    values = {"Outstanding": outstanding, "Good": 16.0, "Requires improvement": 17.0, "Inadequate": inadequate}
    rows = [(grade, value) for grade, value in values.items() for _twice in range(2)]
    table = pd.DataFrame([*rows, ("Good", np.nan), (None, 99.0)], columns=["overall", "caseload"])
    return table.astype({"overall": GRADE_DTYPE})


@pytest.mark.parametrize(
    ("outstanding", "inadequate", "more"),
    [
        pytest.param(14.0, 19.0, "lower", id="lower"),
        pytest.param(15.0, 15.1, "lower", id="lower by one decimal"),
        pytest.param(15.01, 15.04, "no lower", id="the same as shown"),
        pytest.param(19.0, 14.0, "no lower", id="higher"),
    ],
)
def test_the_headline_compares_the_medians_as_they_are_shown(outstanding: float, inadequate: float, more: str) -> None:
    figure = figure_by_grade(MADE, linked(outstanding, inadequate), "caseload")
    assert figure.headline == f"Caseload was {more} before outstanding judgements than before inadequate ones"
    assert "(cases per FTE) at the census before each of 8 inspections;" in figure.subtitle
    assert figure.alt.endswith(
        f"Medians: outstanding {outstanding:.1f}, good 16.0, requires improvement 17.0 and inadequate {inadequate:.1f}."
    )
    assert figure.data.data["median"].tolist() == [outstanding, 16.0, 17.0, inadequate]
    assert not figure.illustrative


def test_drawing_dots_leaves_the_global_generator_as_it_was() -> None:
    np.random.seed(1)  # noqa: NPY002
    figure_by_grade(MADE, linked(14.0, 19.0), "caseload")
    assert np.random.random() == pytest.approx(0.417022004702574)  # noqa: NPY002


def test_odds_ratios_are_drawn_of_the_primary_sample_without_thresholds_and_failures() -> None:
    found = findings(
        row(MAIN, "turnover", LOWER),
        row(MAIN, "caseload", UNCLEAR),
        row(MAIN, "threshold:Good", LOWER),
        row(MAIN_ALL, "turnover", LOWER),
        row(WITH_AGENCY, "agency", HIGHER),
        row(WITH_AGENCY, "turnover", LOWER, converged=False),
    )
    figure = figure_odds_ratios(MADE, found)
    assert isinstance(figure, Figure)
    assert figure.data.data["label"].tolist() == ["Turnover, per point (base)", "Caseload, per case (base)",
                                                  "Agency rate, per point (agency)"]  # fmt: skip
    assert figure.data.data["or_ci_high"].tolist() == [0.96, 1.1, 1.3]
    assert figure.alt.endswith("Turnover, per point (base): 0.90, Caseload, per case (base): 1.02 and Agency rate, per "
                               "point (agency): 1.20.")  # fmt: skip
    assert figure.headline == "Turnover and agency rate go clearly with grades wherever included, caseload in no model"


def places(*cells: tuple[str, str, bool]) -> pd.DataFrame:
    """Terms, models and whether each is clear."""
    rows = [(term, model, *((0.8, 0.9) if clear else (0.9, 1.1))) for term, model, clear in cells]
    return pd.DataFrame(rows, columns=["term", "model", "or_ci_low", "or_ci_high"])


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        pytest.param(
            [("turnover", "base", True)], "Turnover goes clearly with grades wherever included", id="one, always"
        ),
        pytest.param(
            [("turnover", "base", True), ("turnover", "agency", True), ("turnover", "full", False)],
            "Turnover goes clearly with grades only in the base and agency models",
            id="one, in two of three",
        ),
        pytest.param(
            [("turnover", "base", False), ("caseload", "base", False)],
            "Turnover and caseload go clearly with grades in no model",
            id="two, never",
        ),
        pytest.param(
            [("turnover", "base", False), ("caseload", "base", True)],
            "Caseload goes clearly with grades wherever included, turnover in no model",
            id="clear one first",
        ),
        pytest.param(
            [("caseload", "base", False), ("caseload", "full", True), ("turnover", "base", False)],
            "Caseload goes clearly with grades only in the full model, turnover in no model",
            id="some, then none",
        ),
        pytest.param(
            [
                ("turnover", "base", True),
                ("turnover", "full", False),
                ("caseload", "base", True),
                ("caseload", "full", False),
                ("agency", "full", True),
            ],
            "Agency rate goes clearly with grades wherever included, turnover and caseload only in the base model",
            id="same place together",
        ),
    ],
)
def test_where_terms_go_clearly_with_grades(cells: list[tuple[str, str, bool]], said: str) -> None:
    assert clear_in_words(places(*cells)) == said


@pytest.mark.parametrize(("low", "high"), [(1.0, 1.2), (0.8, 1.0), (0.9, 1.1)])
def test_an_interval_that_touches_one_is_not_clear(low: float, high: float) -> None:
    rows: Any = pd.DataFrame([("turnover", "base", low, high)], columns=["term", "model", "or_ci_low", "or_ci_high"])
    assert clear_in_words(rows) == "Turnover goes clearly with grades in no model"
