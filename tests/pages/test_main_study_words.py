"""The main study's sentences and tables from frames made by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from made_estimates import HIGHER, LOWER, UNCLEAR, Odds, findings, main_model, row

from workforce_grades.codebook import GRADES
from workforce_grades.models import MAIN_SPECS
from workforce_grades.pages.findings import MAIN, MAIN_ALL, PREDICTED, SCENARIOS, WITH_AGENCY
from workforce_grades.pages.main_study import estimates as page
from workforce_grades.sources.grades import GRADE_DTYPE


def predictions(*shares: float) -> pd.DataFrame:
    """The same share of each grade, worst first, for every scenario, three points either side."""
    rows = [
        (turnover, caseload, grade, share, share - 0.03, share + 0.03)
        for turnover, caseload in SCENARIOS
        for grade, share in zip(GRADES, shares, strict=True)
    ]
    return pd.DataFrame(rows, columns=PREDICTED)


def judged(*cells: tuple[str | None, float | None, float | None, float | None]) -> pd.DataFrame:
    """Linked inspections: overall grade, turnover, caseload, agency rate."""
    table = pd.DataFrame(cells, columns=["overall", "turnover_rate", "caseload", "agency_rate"])
    return table.astype({"overall": GRADE_DTYPE, "turnover_rate": float, "caseload": float, "agency_rate": float})


def test_medians_are_of_the_values_there_are_and_every_grade_has_its_row() -> None:
    linked = judged(
        ("Good", 10.0, 15.0, 5.0), ("Good", 20.0, None, 7.0), ("Good", 12.0, 17.0, None),
        ("Inadequate", 30.0, 20.0, 40.0), (None, 99.0, 99.0, 99.0),
    )  # fmt: skip
    shown = page.table_by_grade(linked).data
    assert shown["grade"].tolist() == ["Outstanding", "Good", "Requires improvement", "Inadequate"]
    assert shown["inspections"].tolist() == [0, 3, 0, 1]
    assert shown.loc[1, ["turnover_rate", "caseload", "agency_rate"]].tolist() == [12.0, 16.0, 6.0]
    assert shown.loc[3, ["turnover_rate", "caseload", "agency_rate"]].tolist() == [30.0, 20.0, 40.0]
    assert shown.loc[[0, 2], ["turnover_rate", "caseload", "agency_rate"]].isna().all(axis=None)


def test_no_inspections_is_a_table_of_four_grades_with_dashes() -> None:
    shown = page.table_by_grade(judged())
    assert shown.data["inspections"].tolist() == [0, 0, 0, 0]
    assert shown._repr_html_().count('<td class="number">–</td>') == 12


def test_the_table_of_estimates_names_models_and_terms_and_leaves_thresholds_out() -> None:
    found = findings(
        row(MAIN, "turnover", LOWER), row(MAIN_ALL, "caseload", HIGHER, n=270), row(WITH_AGENCY, "agency", UNCLEAR),
        row(MAIN, "threshold:Good", LOWER),
    )  # fmt: skip
    table = page.table_estimates(found)
    shown = table.data
    assert shown["model"].tolist() == ["Base: turnover, per point", "Base, all: caseload, per case",
                                       "Agency: agency rate, per point"]  # fmt: skip
    assert shown[["odds_ratio", "low", "high"]].to_numpy().tolist() == [list(LOWER), list(HIGHER), list(UNCLEAR)]
    assert shown[["se_model", "se_cluster", "p", "n", "authorities"]].to_numpy().tolist() == [
        [0.011, 0.012, "0.031", 264, 151], [0.011, 0.012, "0.031", 270, 151], [0.011, 0.012, "0.031", 264, 151],
    ]  # fmt: skip
    assert set(table.headers) == set(shown)
    assert ">0.0110<" in table._repr_html_() and ">0.900<" in table._repr_html_()


@pytest.mark.parametrize(
    ("name", "label"),
    [("base", "base"), ("base_all", "base, all"), ("context_agency_all", "context_agency, all"), ("full", "full")],
)
def test_a_models_short_name_in_words(name: str, label: str) -> None:
    assert page.model_label(name) == label


def test_pairs_keep_the_order_of_the_rows() -> None:
    rows = pd.DataFrame([row(MAIN, "turnover", LOWER), row(MAIN_ALL, "caseload", LOWER)]).iloc[::-1]
    assert page.term_pairs(rows) == [(MAIN_ALL, "caseload"), (MAIN, "turnover")]
    assert page.term_pairs(rows.iloc[:0]) == []


def test_each_scenario_is_told_with_whole_inspections_of_a_hundred() -> None:
    said = page.predictions_in_words(
        findings(row(MAIN, "turnover", LOWER), predictions=predictions(0.126, 0.3, 0.4, 0.174))
    )
    expected = "13 (95% interval 10 to 16) to be inadequate and 17 (95% interval 14 to 20) to be outstanding."
    assert said == [
        f"Of 100 inspections of authorities with a turnover of {turnover}% and a caseload of {caseload}, the model "
        f"expects {expected}" for turnover, caseload in ((15, 14), (15, 18), (10, 16), (20, 16))
    ]  # fmt: skip


def test_the_table_of_predictions_has_a_row_a_scenario_and_a_column_a_grade() -> None:
    shown = page.table_predictions(
        findings(row(MAIN, "turnover", LOWER), predictions=predictions(0.126, 0.3, 0.4, 0.174))
    )
    assert shown.data["scenario"].tolist() == ["Turnover 15%, caseload 14", "Turnover 15%, caseload 18",
                                               "Turnover 10%, caseload 16", "Turnover 20%, caseload 16"]  # fmt: skip
    assert list(shown.data)[1:] == list(GRADES)
    assert shown.data.iloc[0, 1:].tolist() == ["12.6 (9.6 to 15.6)", "30.0 (27.0 to 33.0)", "40.0 (37.0 to 43.0)",
                                               "17.4 (14.4 to 20.4)"]  # fmt: skip


def test_reasons_for_leaving_out_stand_side_by_side_with_zeros() -> None:
    dropped = {
        MAIN: {"no turnover": 3, "fewer than 20 FTE": 2},
        MAIN_ALL: {"no turnover": 4},
        WITH_AGENCY: {"no agency": 1},
    }
    table = page.table_dropped(findings(row(MAIN, "turnover", LOWER), dropped=dropped))
    shown = table.data.set_index("reason")
    assert list(shown) == ["base", "base, all", "agency"]
    assert shown.to_dict("index") == {
        "no turnover": {"base": 3, "base, all": 4, "agency": 0},
        "fewer than 20 FTE": {"base": 2, "base, all": 0, "agency": 0},
        "no agency": {"base": 0, "base, all": 0, "agency": 1},
    }
    assert table.headers == {"reason": "Reason", "base": "Base", "base, all": "Base, all", "agency": "Agency"}
    assert "0.0" not in table._repr_html_()


@pytest.mark.parametrize(
    ("primary", "everybody", "said"),
    [
        pytest.param(LOWER, UNCLEAR, "clear in the primary sample and not in the sample of all.", id="primary only"),
        pytest.param(UNCLEAR, LOWER, "clear in the sample of all and not in the primary one.", id="all only"),
        pytest.param(LOWER, HIGHER, "The association is clear in both.", id="both"),
        pytest.param(UNCLEAR, UNCLEAR, "The association is clear in neither.", id="neither"),
        pytest.param((0.9, 0.8, 1.0), (1.1, 1.0, 1.2), "The association is clear in neither.", id="both touch one"),
    ],
)
def test_the_two_samples_are_compared_by_their_intervals(primary: Odds, everybody: Odds, said: str) -> None:
    text = page.sample_in_words(findings(row(MAIN, "turnover", primary), row(MAIN_ALL, "turnover", everybody, n=1)))
    assert said in text
    assert text.startswith(
        f"Turnover's odds ratio is {primary[0]:.3f} in the primary sample (264 inspections) and {everybody[0]:.3f} "
        f"when "
        "authorities with fewer than 20 FTE in post are kept (1 inspection)."
    )


@pytest.mark.parametrize("rows", [[row(MAIN, "turnover", LOWER)], [row(MAIN_ALL, "turnover", LOWER)]])
def test_one_sample_alone_is_not_compared(rows: list[dict[str, Any]]) -> None:
    assert page.sample_in_words(findings(*rows)) == "One of the two samples could not be estimated."


def with_agency(before: Odds, after: Odds, own: Odds) -> str:
    rows = [*main_model(LOWER, before), row(WITH_AGENCY, "turnover", after), row(WITH_AGENCY, "caseload", LOWER)]
    return page.agency_in_words(findings(*rows, row(WITH_AGENCY, "agency", own, n=1)))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (LOWER, LOWER, "with it: it stays clear."), (LOWER, UNCLEAR, "with it: it is no longer clear."),
        (UNCLEAR, LOWER, "with it: it becomes clear."), (UNCLEAR, UNCLEAR, "with it: it is not clear either way."),
    ],
)  # fmt: skip
def test_what_the_agency_rate_does_to_turnover(before: Odds, after: Odds, said: str) -> None:
    turnover, rest = with_agency(before, after, UNCLEAR).split(" Caseload's odds ratio is ")
    assert turnover.endswith(said)
    assert f"is {before[0]:.3f} ({before[1]:.3f} to {before[2]:.3f}) without the agency rate" in turnover
    assert rest.startswith(
        "0.900 (0.800 to 0.960) without the agency rate and 0.900 (0.800 to 0.960) with it: it stays"
    )


@pytest.mark.parametrize(("own", "said"), [(UNCLEAR, "no clear association"), (HIGHER, "a clear association")])
def test_the_agency_rates_own_association(own: Odds, said: str) -> None:
    shown = f"{own[0]:.3f} ({own[1]:.3f} to {own[2]:.3f})"
    assert f"The agency rate's own odds ratio is {shown}: {said} (1 inspection)." in with_agency(LOWER, LOWER, own)


@pytest.mark.parametrize(
    ("factors", "told"),
    [
        pytest.param({"turnover": 1.25, "agency": 3.9}, "", id="none"),
        pytest.param({"turnover": 1.25, "agency": 4.0}, "", id="one is tangled with nothing"),
        pytest.param(
            {"turnover": 4.0, "agency": 4.04, "vacancy": 1.0},
            " Turnover and agency move so much together that their separate estimates are hard to tell apart.",
            id="two from four on",
        ),
    ],
)
def test_terms_that_move_together_are_named_from_two_on(factors: dict[str, float], told: str) -> None:
    text = page.inflation_in_words(findings(row(MAIN, "turnover", LOWER), inflation=pd.Series(factors)))
    opening, numbers = text.split(" (1 is not at all): ")
    assert opening == "Variance inflation factors say how far the terms of the full model move together"
    shown = [f"{name} {value:.1f}" for name, value in factors.items()]
    assert numbers == ", ".join(shown[:-1]) + f" and {shown[-1]}.{told}"


@pytest.mark.parametrize(
    ("grades", "said"),
    [
        (["Good", "Good"], "0 inspections of 2 ended in an inadequate grade"),
        (["Inadequate", "Good", None], "1 inspection of 3 ended in an inadequate grade"),
        (["Inadequate"] * 1200, "1,200 inspections of 1,200 ended in an inadequate grade"),
    ],
)
def test_how_few_inadequate_inspections_there_are(grades: list[str | None], said: str) -> None:
    linked = pd.DataFrame({"overall": pd.Series(grades).astype(GRADE_DTYPE)})
    assert page.limits_in_words(linked) == f"{said}: what is said of that grade rests on those."


def test_problems_are_told_by_model_and_their_absence_too() -> None:
    told = findings(
        row(MAIN, "turnover", LOWER), problems={MAIN: ("too few.", "separated."), MAIN_SPECS["full"]: ("no.",)}
    )
    assert page.problems_in_words(told) == [f"{MAIN}: too few. separated.", f"{MAIN_SPECS['full']}: no."]
    assert page.problems_in_words(findings(row(MAIN, "turnover", LOWER))) == [
        "Each of these models could be estimated: its fit converged."
    ]
