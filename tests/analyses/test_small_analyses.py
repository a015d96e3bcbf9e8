"""Power, multiplicity, influence, within and between, draws: each against a formula worked out in another way."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from made_design import made_design
from scipy.stats import norm

from workforce_grades.analyses import influence, multiplicity
from workforce_grades.analyses.influence import APART, Influence, inspections_where, leave_one_out
from workforce_grades.analyses.multiplicity import adjusted_p_values
from workforce_grades.analyses.power import least_detectable
from workforce_grades.analyses.simulation import _summary, _with_truth, simulate
from workforce_grades.analyses.within_between import within_between
from workforce_grades.errors import EstimationError
from workforce_grades.models import Panel
from workforce_grades.models.fit import Fit, fit_design

NO_PANEL = Panel(linked={}, context=pd.DataFrame(), regions={})


def with_error(error: float) -> Fit:
    design = SimpleNamespace(x=pd.DataFrame({"turnover": [1.0]}))
    return SimpleNamespace(design=design, covariance=np.diag([error**2, 99.0]))  # type: ignore[return-value]


@pytest.mark.parametrize(("power", "deviations"), [(0.5, 1.959964), (0.8, 2.801585), (0.9, 3.241515), (0.025, 0.0)])
def test_the_distance_that_a_power_needs(power: float, deviations: float) -> None:
    row = least_detectable(with_error(0.02), power=power).iloc[0]
    assert (np.log(row["above"]), np.log(row["below"])) == pytest.approx(
        (deviations * 0.02, -deviations * 0.02), abs=1e-7
    )


def test_half_the_error_halves_the_distance() -> None:
    near, far = (least_detectable(with_error(error)).iloc[0]["above"] for error in (0.02, 0.04))
    assert near**2 == pytest.approx(far)


def p_table(p_values: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"term": "turnover", "p_cluster": p_values, "converged": True})


def holm(p_values: list[float]) -> list[float]:
    """Each p times how many are no smaller, never less than that of a smaller one, at most 1."""
    order = np.argsort(p_values, kind="stable")
    scaled = np.array(p_values)[order] * np.arange(len(p_values), 0, -1)
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum(np.maximum.accumulate(scaled), 1)
    return [float(value) for value in adjusted]


def benjamini_hochberg(p_values: list[float]) -> list[float]:
    """Each p times their number over its place, never more than that of a larger one."""
    order = np.argsort(p_values, kind="stable")[::-1]
    scaled = np.array(p_values)[order] * len(p_values) / np.arange(len(p_values), 0, -1)
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled), 1)
    return [float(value) for value in adjusted]


@pytest.mark.parametrize(
    "p_values",
    [[0.3], [0.2, 0.2, 0.9], [0.04, 0.01, 0.03, 0.5, 0.011], [0.9, 0.8, 0.7], [1e-6, 0.6, 2e-6, 1.0, 0.05, 0.05]],
)
def test_both_adjustments_by_their_definitions(monkeypatch: pytest.MonkeyPatch, p_values: list[float]) -> None:
    monkeypatch.setattr(multiplicity, "estimates_table", lambda specs, panel: p_table(p_values))
    rows = adjusted_p_values(NO_PANEL, ("turnover",))
    assert rows["p_holm"].tolist() == pytest.approx(holm(p_values))
    assert rows["p_false_discovery"].tolist() == pytest.approx(benjamini_hochberg(p_values))


def test_only_the_four_judgements_beside_the_overall_one_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noted(specs: list[object], panel: Panel) -> pd.DataFrame:
        asked.extend(str(spec) for spec in specs)
        return pd.concat([p_table([0.02]), p_table([0.5]).assign(term="threshold:Good/Outstanding")])

    monkeypatch.setattr(multiplicity, "estimates_table", noted)
    rows = adjusted_p_values(NO_PANEL, ("turnover",))
    assert asked == [f"{name}|turnover" for name in ("leaders", "help_protection", "in_care", "care_leavers")]
    assert rows["p_holm"].tolist() == [0.02], "a threshold is no finding"


def moved(**changes: float) -> Influence:
    rows = [(key, "turnover", change) for key, change in changes.items()] + [("z", "caseload", 99.0)]
    return Influence(None, pd.DataFrame(rows, columns=["la_key", "term", "change"]), ())  # type: ignore[arg-type]


def test_those_who_move_most_first_either_way() -> None:
    found = moved(a=0.1, b=-0.4, c=0.2, d=-0.05, e=0.3, f=0.0)
    assert found.most("turnover")["la_key"].tolist() == ["b", "e", "c", "a", "d"]
    assert found.most("turnover", 2)["la_key"].tolist() == ["b", "e"]
    assert moved(a=0.1, b=-0.1).most("turnover")["la_key"].tolist() == ["a", "b"], "a tie stays in order"


@pytest.mark.parametrize(("change", "apart"), [(14.8, []), (14.9, ["odd", "even"]), (-14.9, ["odd", "even"])])
def test_apart_is_ten_robust_deviations(change: float, apart: list[str]) -> None:
    """The median of as many at -1 as at 1 is 0, that of their distances from it 1, scaled by 1.4826."""
    assert APART == 10
    found = moved(a=-1.0, b=-1.0, c=0.0, d=1.0, e=1.0, f=-1.0, g=1.0, odd=change, even=-change)
    assert found.outstanding("turnover")["la_key"].tolist() == apart
    assert found.outstanding("caseload")["la_key"].tolist() == ["z"], "alone it has no spread"


def test_an_authority_without_which_nothing_can_be_estimated_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    design = made_design(20)
    grade = design.grade.astype("str").replace("Outstanding", "Good")
    grade[design.authority == "304"] = "Outstanding"
    design.grade[:] = grade.to_numpy()
    monkeypatch.setattr(influence, "design_frame", lambda spec, panel: design)
    found = leave_one_out("overall|turnover+caseload", NO_PANEL)
    assert found.failed == ("304",)
    assert found.moves["la_key"].nunique() == 19
    assert (found.moves["inspections"] == 2).all()
    whole, parts = found.fit.estimates.set_index("term"), found.moves
    clear = (parts["ci_low"] > 0) | (parts["ci_high"] < 0)
    was = parts["term"].map((whole["ci_low"] > 0) | (whole["ci_high"] < 0))
    assert (parts["turns"] == (clear != was)).all()


def test_what_is_left_out_is_added_to_what_was() -> None:
    design = made_design(5)
    first = inspections_where(design, design.x.index != "i000")
    assert inspections_where(first, first.x.index != "x").dropped == {"left out on purpose": 0}
    assert [len(part) for part in (first.x, first.grade, first.authority, first.cluster)] == [9] * 4


def test_within_and_between_add_up_to_the_term_and_nothing_departs_where_one_is_alone() -> None:
    design = made_design(60, 2)
    some = inspections_where(design, pd.Series(np.arange(120) > 9, index=design.x.index))
    lonely = inspections_where(some, pd.Series([False] + [True] * 109, index=some.x.index))
    found = within_between(lonely)
    x = found.fit.design.x
    assert list(x) == [f"{term}, {part}" for part in ("within", "between") for term in ("turnover", "caseload")]
    for term in ("turnover", "caseload"):
        assert (x[f"{term}, within"] + x[f"{term}, between"]).to_numpy() == pytest.approx(lonely.x[term].to_numpy())
        assert x[f"{term}, within"].iloc[0] == 0
        within = x[f"{term}, within"].groupby(lonely.authority).sum()
        assert within.to_numpy() == pytest.approx(0, abs=1e-9)
    assert found.repeated == 54


def test_the_difference_has_the_error_of_a_difference() -> None:
    found = within_between(made_design(60, 3))
    covariance = found.fit.covariance
    for at, row in enumerate(found.difference.to_dict("records")):
        variance = covariance[at, at] + covariance[at + 2, at + 2] - 2 * covariance[at, at + 2]
        assert row["se"] == pytest.approx(np.sqrt(variance))
        assert row["difference"] == pytest.approx(found.fit.params.iloc[at] - found.fit.params.iloc[at + 2])
        assert row["p"] == pytest.approx(2 * norm.sf(abs(row["difference"]) / row["se"]))


def test_a_summary_of_draws_by_hand() -> None:
    """Four draws around a truth of 1, with errors that reach it in three and leave 0 out in two."""
    estimates, errors = np.array([[1.0], [2.0], [0.5], [3.0]]), np.array([[0.1], [1.0], [0.3], [0.2]])
    row = _summary(pd.Series({"turnover": 1.0}), estimates, errors).iloc[0]
    assert (row["truth"], row["mean_estimate"], row["bias"]) == (1.0, 1.625, 0.625)
    assert (row["spread"], row["mean_se"]) == pytest.approx((np.std([1, 2, 0.5, 3], ddof=1), 0.4))
    assert (row["coverage"], row["power"]) == (0.75, 0.75)
    z2 = norm.ppf(0.975) ** 2
    middle, half = (0.75 + z2 / 8) / (1 + z2 / 4), np.sqrt(z2 * (0.75 * 0.25 / 4 + z2 / 64)) / (1 + z2 / 4)
    assert (row["coverage_low"], row["coverage_high"]) == pytest.approx((middle - half, middle + half))


def test_draws_that_fail_are_counted_and_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from workforce_grades.analyses import simulation

    fit, real = fit_design(made_design(40)), simulation.estimate
    calls = iter(range(100))

    def sometimes(design: object) -> object:
        if next(calls) % 2:
            raise EstimationError("separated")
        return real(design)  # type: ignore[arg-type]

    monkeypatch.setattr(simulation, "estimate", sometimes)
    found = simulate(fit, runs=7, seed=1)
    assert (found.runs, found.failed, found.n, found.n_clusters, found.correlation) == (7, 3, 80, 40, 0.0)


@pytest.mark.parametrize("value", [-0.2, 0.0, 0.1])
def test_another_truth_moves_the_thresholds_by_the_mean_of_its_term(value: float) -> None:
    fit = fit_design(made_design(40))
    params = _with_truth(fit, {"caseload": value})
    moved_by = params.iloc[2:] - fit.params.iloc[2:]
    mean = fit.design.x["caseload"].mean()
    assert moved_by.to_numpy() == pytest.approx([(value - fit.params["caseload"]) * mean] * 3)
    assert (params["caseload"], params["turnover"]) == (value, fit.params["turnover"])
    assert _with_truth(fit, {}).equals(fit.params)
