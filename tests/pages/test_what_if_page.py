from __future__ import annotations

import pandas as pd
import pytest

from workforce_grades.analyses.what_if import SHARES, WhatIf
from workforce_grades.errors import EstimationError, ParameterError
from workforce_grades.pages.what_if import figures, tables
from workforce_grades.pages.what_if import words as page


@pytest.fixture(scope="module")
def found(study):
    return page.expected(study, 18.0)


def made(difference: float, half: float, unseen: tuple[str, ...] = ()) -> WhatIf:
    rows = [
        {"place": place, "scenario": scenario, "grade": grade, "observed": 0.6, "probability": 0.6 + difference,
         "probability_low": 0.5, "probability_high": 0.7, "difference": difference, "difference_low": difference - half,
         "difference_high": difference + half, "moved": 1, "n": 200}
        for place in ("England", "London")
        for scenario in ("Caseload at most 18", "Turnover at most 15.0%")
        for grade in SHARES
    ]  # fmt: skip
    ranges = pd.DataFrame({"lowest": [10.0], "highest": [20.0]}, index=["caseload"])
    return WhatIf(pd.DataFrame(rows), ranges, 200, 100, 1000, 0, unseen)


def test_the_answer_says_both_shares_their_difference_and_its_interval() -> None:
    text = page.answer(made(0.03, 0.02), 18.0)[0]
    assert "At caseloads of at most 18, the model predicts 63.0 of 100 inspections good or outstanding" in text
    assert "beside 60.0 at the caseloads that 200 inspections had (difference 3.0, 95% interval 1.0 to 5.0)" in text


def test_a_difference_that_may_be_none_is_called_that() -> None:
    assert "which is not clearly different" in page.levers_in_words(made(0.01, 0.02))[0]
    assert "which is not clearly different" not in page.levers_in_words(made(0.03, 0.02))[0]
    assert "the values of 1 inspection of 200 move." in page.levers_in_words(made(0.03, 0.02))[0]


def test_regions_without_an_inadequate_grade_are_named() -> None:
    assert "inadequate in London: what" in page.regions_in_words(made(0.1, 0.1, ("London",)))
    assert page.regions_in_words(made(0.1, 0.1)).startswith("Every region")


def test_draws_that_failed_are_said() -> None:
    lost = WhatIf(pd.DataFrame(), made(0, 0).ranges, 200, 100, 1000, 3, ())
    assert "(3 draws could not be estimated)" in page.method_in_words(lost)
    assert "caseload 10.0 to 20.0" in page.method_in_words(lost)


def test_a_cap_outside_the_data_is_an_error_and_a_failed_model_a_sentence(study, monkeypatch) -> None:
    with pytest.raises(ParameterError, match="outside what was observed"):
        page.expected(study, 99.0)

    def fails(*_: object, **__: object) -> None:
        raise EstimationError("the grades are separated")

    monkeypatch.setattr(page, "what_if", fails)
    assert page.expected(study, 18.25) == "The grades are separated."


def test_tables_and_figure_tell_the_same_numbers(study, found) -> None:
    england = tables.table_england(found).data.set_index("scenario")
    rows = found.predictions.query("place == 'England' and grade == 'Good or outstanding'").set_index("scenario")
    assert england.loc["Caseload at most 16", SHARES[-1]] == pytest.approx(
        100 * rows.loc["Caseload at most 16", "probability"]
    )
    assert england.loc["As observed", "moved"] == 0
    figure = figures.figure_differences(study, found)
    assert figure.illustrative
    assert len(figure.data.data) == len(rows)
    for regions in (tables.table_caps(found).data, tables.table_levers(found).data):
        assert regions.iloc[0]["place"] == "England"
        assert len(regions) == 10
