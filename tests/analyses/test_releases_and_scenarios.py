"""Parts of revisions, scenarios, the curve and the predictors that a whole comparison hides."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from workforce_grades.analyses.direction import AFTER, BEFORE, DISTANCES, _checked, common_inspections
from workforce_grades.analyses.prediction import census_public, half_years
from workforce_grades.analyses.predictors import (
    PREDICTORS,
    base_rate,
    needs_prior,
    penalised_ordered_logit,
    predict_inspections,
)
from workforce_grades.analyses.revisions import GRADE_COLUMNS, MEMBER_COLUMNS, VALUE_COLUMNS, Release, Revisions, _years
from workforce_grades.analyses.specification_curve import (
    SpecificationCurve,
    _reference_signs,
    sensible_specifications,
    shares_by_choice,
    shares_by_term,
)  # fmt: skip
from workforce_grades.analyses.what_if import SHARES, Scenario, _compare, check_observed, national_medians, scenarios
from workforce_grades.codebook import GRADES
from workforce_grades.errors import EstimationError, ParameterError, UnknownNameError
from workforce_grades.models.likelihood import CumulativeLink


def revisions(numbers: int = 0, members: int = 0, grades: int = 0) -> Revisions:
    parts = [
        pd.DataFrame([{name: f"{name} {at}" for name in columns} for at in range(count)], columns=columns)
        for columns, count in ((VALUE_COLUMNS, numbers), (MEMBER_COLUMNS, members), (GRADE_COLUMNS, grades))
    ]
    return Revisions(pd.DataFrame(), *parts, ())


@pytest.mark.parametrize("counts", [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (2, 1, 3)])
def test_everything_that_differs_stands_in_one_table(counts: tuple[int, int, int]) -> None:
    found = revisions(*counts)
    rows = found.rows()
    assert found.is_empty == (sum(counts) == 0)
    assert (len(rows), list(rows.columns)) == (sum(counts), VALUE_COLUMNS)
    if counts == (2, 1, 3):
        assert rows["year"].tolist()[2:4] == ["years 0", "inspection_date 0"]
        assert rows["measure"].tolist()[2:4] == ["what 0", "what 0"]
        assert rows["table"].tolist()[2:4] == ["table 0", "inspections"]


@pytest.mark.parametrize(
    ("sources", "workforce"),
    [(("workforce_2022", "workforce"), "workforce"), (("workforce_2022",), "workforce_2022"), (("inspections",), "")],
)
def test_the_newer_layout_is_the_workforce_file(sources: tuple[str, ...], workforce: str) -> None:
    folder = SimpleNamespace(find=lambda name: SimpleNamespace(name=f"{name}.csv") if name != "workforce" else None)
    release = Release(folder, sources)  # type: ignore[arg-type]
    assert release.workforce == workforce
    assert release.files() == [f"{name}.csv" for name in sources if name != "workforce"]


@pytest.mark.parametrize(
    ("years", "said"), [([2020], "2020"), ([2021, 2019, 2021], "2019-2021"), ([2020, 2020], "2020")]
)
def test_years_from_first_to_last(years: list[int], said: str) -> None:
    assert _years(pd.Series(years)) == said


MEDIANS = pd.DataFrame({"turnover": [14.0, 15.0], "agency": [16.0, 17.0]}, index=["i0", "i1"])
X = pd.DataFrame({"turnover": [10.0, 20.0], "caseload": [15.0, 25.0], "agency": [16.0, 30.0]}, index=["i0", "i1"])


@pytest.mark.parametrize(
    ("cap", "caps"),
    [(18.0, [22, 18, 16]), (17.5, [22, 18, 17.5, 16]), (30.0, [30, 22, 18, 16]), (9.0, [22, 18, 16, 9])],
)
def test_caps_come_highest_first_and_the_lowest_goes_with_the_levers(cap: float, caps: list[float]) -> None:
    chosen = scenarios(cap, MEDIANS)
    assert [scenario.name for scenario in chosen[: len(caps)]] == [f"Caseload at most {value:g}" for value in caps]
    assert [scenario.name for scenario in chosen[len(caps) :]] == [
        "Turnover at the national median", "Agency at the national median", "Turnover at most the national median",
        "Agency at most the national median",
        f"All three: caseload at most {caps[-1]:g}, turnover and agency at most the national median",
    ]  # fmt: skip
    together = chosen[-1].applied(X)
    assert together.to_numpy().tolist() == [[10.0, min(15.0, caps[-1]), 16.0], [15.0, min(25.0, caps[-1]), 17.0]]
    assert chosen[len(caps)].applied(X)["turnover"].tolist() == [14.0, 15.0]
    assert chosen[len(caps) + 3].applied(X)["agency"].tolist() == [16.0, 17.0]


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (Scenario("ok", at_most={"caseload": 15.0}), ""),
        (Scenario("ok", at={"caseload": 25.0}), ""),
        (Scenario("low", at_most={"caseload": 14.9}), "caseload of 14.9 is outside"),
        (Scenario("high", at={"agency": 30.1}), "agency of 30.1 is outside"),
        (Scenario("one of many", at={"turnover": MEDIANS["turnover"] + 5.5}), "turnover of 20.5 is outside"),
        (Scenario("nothing", at={"turnover": np.nan}), "turnover of nan is outside"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_only_what_was_observed_is_asked(scenario: Scenario, said: str) -> None:
    if not said:
        check_observed(scenario, X)
        return
    with pytest.raises(ParameterError, match=said) as caught:
        check_observed(scenario, X)
    low, high = X[said.split(maxsplit=1)[0]].agg(["min", "max"])
    assert f"({low:.1f} to {high:.1f})" in str(caught.value)


def test_a_census_without_returns_has_no_median() -> None:
    workforce = pd.DataFrame({"year": [2020, 2020], "turnover_rate": [1.0, 4.0], "agency_rate": [np.nan, 7.0]})
    found = national_medians(workforce, pd.Series([2020, 2019], index=["a", "b"]))
    assert found.loc["a"].tolist() == [2.5, 7.0]
    assert found.loc["b"].isna().all()


def test_a_change_has_its_own_interval_not_that_of_its_ends() -> None:
    rng = np.random.default_rng(2)
    shared = rng.normal(0, 0.1, (400, 1))
    before, after = 0.2 + shared * np.ones(5), 0.3 + shared + rng.normal(0, 0.01, (400, 5))
    rows = _compare((np.full(5, 0.2), before), (np.full(5, 0.3), after))
    assert [row["grade"] for row in rows] == list(SHARES)
    for at, row in enumerate(rows):
        assert (row["observed"], row["probability"], row["difference"]) == pytest.approx((0.2, 0.3, 0.1))
        own = np.percentile(after[:, at] - before[:, at], [2.5, 97.5])
        assert (row["difference_low"], row["difference_high"]) == pytest.approx(tuple(own))
        assert (row["probability_low"], row["probability_high"]) == pytest.approx(
            tuple(np.percentile(after[:, at], [2.5, 97.5]))
        )


def test_how_many_specifications_there_are_by_counting() -> None:
    """Seven term sets, five families of which two take no effects, seven samples, three lags; then what varies."""
    specs = sensible_specifications()
    crossed = 7 * 7 * 3 * (3 * 2 + 2)
    by_kind = {
        "headcount": sum(spec.turnover == "headcount" for spec in specs),
        "returns": sum(spec.cluster == "return_group" for spec in specs),
        "judgements": sum(spec.outcome != "overall" for spec in specs),
    }
    assert by_kind == {"headcount": 7 * 7 * 3 * 2, "returns": 7 * 2 * 3, "judgements": 4 * 7 * 2 * 2 * 2}
    assert len(specs) == crossed + sum(by_kind.values())


def curve(*rows: tuple[str, str, str, float, bool, bool]) -> SpecificationCurve:
    columns = ["spec_id", "term", "family", "odds_ratio", "same_sign", "clear"]
    frame = pd.DataFrame(rows, columns=columns).assign(
        outcome="overall", terms="base", sample="primary", lag="0", effects="none", turnover_measure="fte"
    )
    return SpecificationCurve(frame, len(rows), {})


def test_odds_ratios_are_of_the_ordered_logits_and_shares_of_all() -> None:
    made = curve(
        ("a", "agency", "ordered_logit", 0.9, True, True), ("b", "agency", "ols_grade", 5.0, True, False),
        ("c", "agency", "ordered_logit", 1.2, False, True), ("d", "agency", "ordered_logit", 0.8, True, False),
        ("a", "turnover", "ols_grade", 1.0, True, True),
    )  # fmt: skip
    rows = shares_by_term(made)
    assert rows["term"].tolist() == ["turnover", "agency"], "in the order of the terms"
    agency = rows.set_index("term").loc["agency"]
    assert agency.tolist() == [4, 0.75, 0.25, 0.25, 0.9, 0.8, 1.2]
    assert rows.set_index("term").loc["turnover", ["median_odds_ratio"]].isna().all()
    by_model = shares_by_choice(made, "agency").query("choice == 'Model'").set_index("value")["specifications"]
    assert by_model.to_dict() == {"ordered_logit": 3, "ols_grade": 1}


@pytest.mark.parametrize(
    ("ids", "estimates", "sign"),
    [
        (["overall|turnover+caseload", "x", "y"], [0.1, -0.5, -0.6], 1.0),
        (["overall|turnover+caseload+agency", "x", "y"], [0.1, -0.5, -0.6], 1.0),
        (["overall|turnover+caseload+agency", "overall|turnover+caseload", "y"], [0.1, -0.5, 0.6], -1.0),
        (["x", "y", "z"], [-0.1, -0.5, 0.6], -1.0),
    ],
    ids=["main", "agency", "main before agency", "median"],
)
def test_whose_sign_the_others_are_held_against(ids: list[str], estimates: list[float], sign: float) -> None:
    rows = pd.DataFrame({"spec_id": ids, "term": "turnover", "estimate": estimates})
    assert _reference_signs(rows) == {"turnover": sign}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ([], [BEFORE, AFTER]),
        (["lead2"], [BEFORE, AFTER, "lead2"]),
        (["lead2", "lag2"], ["lag2", BEFORE, AFTER, "lead2"]),
    ],
)
def test_distances_come_in_time_with_the_two_that_are_compared(asked: list[str], found: list[str]) -> None:
    assert _checked(asked) == found
    assert list(DISTANCES.values()) == [-3, -2, -1, 0, 1]
    with pytest.raises(UnknownNameError, match=r"distance 'lag9' is not known.*Known: lag2, lag1, lag0, lead1, lead2"):
        _checked([*asked, "lag9"])


def design(*ids: str, **dropped: int) -> SimpleNamespace:
    return SimpleNamespace(
        x=pd.DataFrame(index=list(ids)), dropped={key.replace("_", " "): n for key, n in dropped.items()}
    )


def test_common_inspections_are_in_every_design_or_it_is_said_where_they_are_lost() -> None:
    both = {"lag0": design("c", "a", "b"), "lead1": design("b", "c", "d")}
    assert list(common_inspections(both)) == ["c", "b"]  # type: ignore[arg-type]
    none = {"lag0": design("a", no_census=2), "lead1": design("b", too_late=5, small=1)}
    with pytest.raises(EstimationError) as caught:
        common_inspections(none)  # type: ignore[arg-type]
    assert str(caught.value) == (
        "no inspection has all the values it needs at lag0, lead1. lag0: no census (2); lead1: too late (5); "
        "lead1: small (1). Ask for fewer distances."
    )


def history(n: int = 80) -> pd.DataFrame:
    rng = np.random.default_rng(9)
    previous, turnover = rng.integers(0, 4, n), rng.normal(15, 5, n)
    grade = np.digitize(0.9 * previous - 0.1 * turnover + rng.logistic(size=n), [-1.5, 0, 1.5])
    return pd.DataFrame(
        {"la_key": "1", "inspection_date": pd.Timestamp(2022, 1, 1), "grade": grade, "turnover": turnover,
         "previous_grade": pd.array([GRADES[at] for at in previous], dtype="str"),
         "caseload": rng.normal(16, 2, n), "agency": rng.normal(15, 6, n)},
        index=pd.Index([f"i{at}" for at in range(n)], name="inspection_id"),
    )  # fmt: skip


@pytest.mark.parametrize("name", PREDICTORS)
def test_neither_units_nor_order_matter_to_a_prediction(name: str) -> None:
    rows = history()
    trained, asked = rows[:70], rows[70:]
    moved = rows.assign(turnover=rows["turnover"] / 100 + 3, caseload=-5 * rows["caseload"])
    plain = predict_inspections(name, trained, asked)
    again = predict_inspections(name, moved[:70].sample(frac=1, random_state=4), moved[70:])
    columns = [f"p:{grade}" for grade in GRADES]
    assert again[columns].to_numpy() == pytest.approx(plain[columns].to_numpy(), abs=1e-5)
    assert plain[columns].sum(axis=1).to_numpy() == pytest.approx(1)
    assert (plain["trained_on"] == 70).all()
    assert plain["inspection_id"].tolist() == list(asked.index)


def test_the_base_rate_is_a_count_and_a_half() -> None:
    assert base_rate(np.array([0, 2, 2, 2])).tolist() == pytest.approx([1.5 / 6, 0.5 / 6, 3.5 / 6, 0.5 / 6])
    assert base_rate(np.array([], dtype="int64")).tolist() == [0.25] * 4


def test_a_prior_draws_to_nought_by_what_the_likelihood_leaves() -> None:
    """At the maximum the slope of the log-likelihood equals the coefficient over the prior's variance."""
    rows = history()
    link = CumulativeLink(rows[["turnover"]].to_numpy() / 5, rows["grade"].to_numpy(), 4)
    params = penalised_ordered_logit(link)
    slopes = link.scores(params).sum(axis=0)
    assert slopes[0] == pytest.approx(params[0] / 2.5**2, abs=1e-4)
    assert slopes[1:] == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize(("worst", "needed"), [(["Inadequate"] * 3, False), (["Outstanding"] * 3, True)])
def test_a_previous_grade_that_always_went_with_the_best_needs_the_prior(worst: list[str], needed: bool) -> None:
    rows = history()[["grade", "previous_grade"]]
    kept = rows[rows["previous_grade"] != worst[0]] if needed else rows
    extra = pd.DataFrame({"grade": [3, 3, 3], "previous_grade": pd.Series(worst, dtype="str")})
    assert needs_prior(pd.concat([kept, extra], ignore_index=True)) is needed


@pytest.mark.parametrize(("year", "day"), [(2017, "2018-03-01"), (2023, "2024-03-01")])
def test_a_census_is_public_from_the_first_of_march_after_it(year: int, day: str) -> None:
    assert census_public(pd.Series([year])).tolist() == [pd.Timestamp(day)]


@pytest.mark.parametrize(
    ("last", "count"), [("2021-01-01", 2), ("2021-06-30", 2), ("2021-07-01", 3), ("2022-12-31", 5)]
)
def test_origins_reach_past_the_last_day(last: str, count: int) -> None:
    days = half_years(2021, pd.Timestamp(last))
    assert len(days) == count
    assert days[-1] > pd.Timestamp(last) >= days[-2]
