"""What stands beside the main estimates, in words, from checks made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest
from made_estimates import HIGHER, LOWER, UNCLEAR, Odds, Row, row

from workforce_grades.analyses.main_checks import MainChecks, ProportionalOdds
from workforce_grades.analyses.within_between import WithinBetween
from workforce_grades.models import MAIN_SPECS
from workforce_grades.models.fit import Fit
from workforce_grades.pages.main_study import checks as page

BASE, PREV, PREV_ALL = MAIN_SPECS["base"], MAIN_SPECS["prev"], MAIN_SPECS["prev_all"]


def made(
    rows: Sequence[Row] = (), *, problems: dict[str, tuple[str, ...]] | None = None,
    proportional: ProportionalOdds | str = "", decomposed: WithinBetween | str = "", detectable: Sequence[Any] = (),
) -> MainChecks:  # fmt: skip
    beside = pd.DataFrame(list(rows), columns=list(row(BASE, "turnover", LOWER)))
    least = pd.DataFrame(list(detectable), columns=["term", "below", "above"])
    return MainChecks(beside.astype({"converged": bool}), problems or {}, proportional, decomposed, least)


def test_rows_beside_the_main_ones_go_by_term_and_name_their_model() -> None:
    rows = [
        row(PREV_ALL, "caseload", HIGHER, n=2),
        row(PREV, "turnover", LOWER, n=1),
        row(PREV, "agency", LOWER, converged=False),
        row(MAIN_SPECS["context_agency"], "agency", UNCLEAR, n=3),
        row(MAIN_SPECS["context"], "turnover", LOWER, n=4),
        row(MAIN_SPECS["base"], "turnover", LOWER, n=5),
        row(PREV, "deprivation", LOWER),
    ]
    shown = page.table_beside(made(rows)).data
    assert shown[["model", "n"]].to_numpy().tolist() == [
        ["Turnover with the previous grade", 1], ["Turnover with circumstances, region and year", 4],
        ["Turnover in the base model", 5],
        ["Caseload with the previous grade, all authorities", 2],
        ["Agency with circumstances, region and year", 3],
    ]  # fmt: skip
    assert shown["or_ci_low"].tolist() == [LOWER[1], LOWER[1], LOWER[1], HIGHER[1], UNCLEAR[1]]


@pytest.mark.parametrize(
    ("odds", "clear"),
    [((0.9, 0.8, 0.999), 1), ((0.9, 0.8, 1.0), 0), ((1.1, 1.0, 1.2), 0), ((1.1, 1.001, 1.2), 1), (UNCLEAR, 0)],
)
def test_an_interval_that_touches_one_does_not_exclude_it(odds: Odds, clear: int) -> None:
    said = page.beside_in_words(
        made([row(PREV, "caseload", odds), row(BASE, "turnover", LOWER), row(PREV, "turnover", LOWER)])
    )
    assert (
        said
        == f"Caseload's interval excludes 1 in {clear} of 1 model. Turnover's interval excludes 1 in 2 of 2 models."
    )


def test_models_that_failed_are_counted_and_the_first_reason_is_given_once() -> None:
    problems = {PREV: (f"{PREV}: the grades are separated", "and more"), PREV_ALL: ("too few",), BASE: ("a warning",)}
    rows = [row(BASE, "turnover", LOWER), row(PREV, "turnover", LOWER, converged=False)]
    said = page.beside_in_words(made(rows, problems=problems))
    assert said.endswith("in 1 of 1 model. 2 models could not be estimated: The grades are separated.")


def test_without_any_model_both_terms_are_clear_in_none() -> None:
    assert page.beside_in_words(made()) == (
        "Caseload's interval excludes 1 in 0 of 0 models. Turnover's interval excludes 1 in 0 of 0 models."
    )
    assert page.table_beside(made()).data.empty


def odds_tests(p_brant: float, p_ratio: float, free: tuple[str, ...]) -> ProportionalOdds:
    tests = pd.DataFrame([("all terms", p_brant, p_ratio), ("turnover", 0.5, 0.04), ("caseload", 0.0002, 0.3)],
                         columns=["term", "p_brant", "p_ratio"])  # fmt: skip
    rows = [("caseload", "Good or better", 0.9, 0.8, 0.96), ("caseload", "Outstanding", 0.85, 0.7, 1.1),
            ("caseload", "Not inadequate", 0.95, 0.9, 1.0), ("turnover", "Outstanding", 0.99, 0.97, 1.01)]  # fmt: skip
    columns = ["term", "threshold", "odds_ratio", "or_ci_low", "or_ci_high"]
    return ProportionalOdds(tests, free, pd.DataFrame(rows, columns=columns).assign(n=264))


OPENING = (
    "Brant's test of one odds ratio for all three thresholds between grades gives {} (clustered), the likelihood-ratio "
    "test {}"
)


@pytest.mark.parametrize(
    ("p_brant", "p_ratio", "free", "fails"),
    [
        pytest.param(0.05, 0.05, (), False, id="neither below five percent"),
        pytest.param(0.049, 0.5, (), True, id="the one"),
        pytest.param(0.5, 0.049, (), True, id="the other"),
        pytest.param(0.5, 0.5, ("caseload",), True, id="a term by itself"),
    ],
)
def test_one_odds_ratio_is_a_fair_summary_unless_a_test_speaks_against_it(
    p_brant: float, p_ratio: float, free: tuple[str, ...], fails: bool
) -> None:
    said = page.proportional_in_words(made(proportional=odds_tests(p_brant, p_ratio, free)))
    shown = OPENING.format(*(f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}" for p in (p_brant, p_ratio)))
    named = " for caseload" if free else ""
    against = f": the odds ratio differs between thresholds{named}, so the one quoted is a mean over them."
    assert said[0] == shown + (f"{against} The table gives each." if fails else ": nothing speaks against it.")
    assert len(said) == 1 + len(free)


def test_the_strongest_and_the_weakest_threshold_are_quoted() -> None:
    said = page.proportional_in_words(made(proportional=odds_tests(0.01, 0.01, ("caseload",))))
    assert said[1] == (
        "Caseload: odds ratio 0.850 (95% interval 0.700 to 1.100) for outstanding, 0.950 (95% interval 0.900 to 1.000) "
        "for not inadequate."
    )


def test_each_threshold_stands_with_the_tests_of_its_own_term() -> None:
    table = page.table_thresholds(made(proportional=odds_tests(0.01, 0.01, ())))
    assert table is not None
    assert table.data["term"].tolist() == [
        "Caseload: good or better",
        "Caseload: outstanding",
        "Caseload: not inadequate",
        "Turnover: outstanding",
    ]
    assert table.data["p_brant"].tolist() == ["<\u00a00.001"] * 3 + ["0.50"]
    assert table.data["p_ratio"].tolist() == ["0.30"] * 3 + ["0.040"]


def split(between: Odds, within: Odds, p: float, *, repeated: int = 98) -> WithinBetween:
    """Agency within and between authorities, and a threshold that no table shows."""
    spec = BASE
    estimates = pd.DataFrame([row(spec, "turnover, between", LOWER), row(spec, "agency, between", between),
                              row(spec, "turnover, within", UNCLEAR), row(spec, "agency, within", within),
                              row(spec, "threshold:Good", LOWER)])  # fmt: skip
    design = SimpleNamespace(x=pd.DataFrame(columns=estimates["term"][:4].tolist()))
    difference = pd.DataFrame({"term": ["agency"], "p": [p]})
    return WithinBetween(cast(Fit, SimpleNamespace(estimates=estimates, design=design)), difference, repeated)


@pytest.mark.parametrize(
    ("between", "within", "p", "verdict", "differ"),
    [
        (LOWER, HIGHER, 0.049, "both between authorities and within one over time", "the two differ (p = 0.049)"),
        (
            LOWER,
            UNCLEAR,
            0.05,
            "between authorities, and not clearly within one over time",
            "do not clearly differ (p = 0.050)",
        ),
        (
            UNCLEAR,
            LOWER,
            0.5,
            "within an authority over time, and not clearly between",
            "do not clearly differ (p = 0.50)",
        ),
        (
            (0.9, 0.8, 1.0),
            (1.1, 1.0, 1.2),
            0.0001,
            "neither clearly between authorities nor",
            "the two differ (p < 0.001)",
        ),
    ],
)
def test_within_and_between_are_told_apart(between: Odds, within: Odds, p: float, verdict: str, differ: str) -> None:
    said, only = page.decomposed_in_words(made(decomposed=split(between, within, p)))
    assert said.startswith(f"With the others in the model, agency goes with grades {verdict}")
    assert (
        f"odds ratio {between[0]:.3f} (95% interval {between[1]:.3f} to {between[2]:.3f}) between, {within[0]:.3f} "
        in said
    )
    assert said.endswith(f"{differ}.")
    assert only == "Only the 98 authorities with more than one inspection tell of change within an authority."


def test_one_repeated_authority_is_singular() -> None:
    assert page.decomposed_in_words(made(decomposed=split(LOWER, LOWER, 0.5, repeated=1)))[-1].startswith(
        "Only the 1 authority with more than one inspection"
    )


def test_within_and_between_stand_side_by_side_without_thresholds() -> None:
    table = page.table_decomposed(made(decomposed=split(HIGHER, UNCLEAR, 0.5)))
    assert table is not None
    assert table.data["term"].tolist() == ["Agency, between", "Agency, within", "Turnover, between", "Turnover, within"]
    assert table.data["odds_ratio"].tolist() == [HIGHER[0], UNCLEAR[0], LOWER[0], UNCLEAR[0]]


def test_the_least_that_would_be_found_has_both_sides_of_one() -> None:
    text = page.detectable_in_words(made(detectable=[("turnover", 0.9484, 1.0544), ("caseload", 0.9, 1.1111)]))
    assert text.startswith(
        "A study of this size finds, four times in five, odds ratios as far from 1 as 0.948 or 1.054 for turnover and "
        "0.900 or 1.111 for caseload."
    )
    assert page.detectable_in_words(made()) == (
        "What this study could have found cannot be said: its main model could not be estimated."
    )
