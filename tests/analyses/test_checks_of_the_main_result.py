"""Certainty and the checks beside the main result: each part is what its own function gives, or a sentence why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from workforce_grades.analyses import certainty, main_checks
from workforce_grades.analyses.certainty import CHECKED, ERRORS, IMPUTED, MAIN
from workforce_grades.analyses.main_checks import BESIDE
from workforce_grades.analyses.simulation import resemblance
from workforce_grades.errors import EstimationError
from workforce_grades.models import (
    MAIN_SPECS,
    Panel,
    brant_test,
    cluster_bootstrap,
    fit_spec,
    likelihood_ratio_test,
    study_panel,
)
from workforce_grades.study import Study, load_study

FAILED = "overall|turnover+caseload: no inspection has all the values it needs."


@pytest.fixture(scope="module")
def panel(sample) -> Panel:
    return study_panel(load_study(sample))


@pytest.fixture(scope="module")
def bare(panel: Panel) -> Panel:
    """The same inspections without any caseload."""
    tables = {name: table.assign(caseload=np.nan, caseload_flag="unavailable") for name, table in panel.linked.items()}
    return replace(panel, linked=tables)


def test_a_reason_stands_in_for_what_cannot_be_made() -> None:
    def fails(*_: object) -> float:
        raise EstimationError("too few")

    assert certainty._or_reason(fails, 1, 2) == "too few"
    assert certainty._or_reason(lambda one, *, two: one + two, 1, two=2) == 3
    with pytest.raises(ZeroDivisionError):
        certainty._or_reason(lambda: 1 / 0)


@pytest.mark.parametrize(("name", "spec"), list(ERRORS.items()))
def test_each_kind_of_error_is_that_of_its_specification(panel: Panel, name: str, spec: str) -> None:
    rows = certainty._intervals(panel, 2).set_index(["errors", "term"])
    fit = fit_spec(spec, panel)
    for at, term in enumerate(("turnover", "caseload")):
        error, estimate = np.sqrt(fit.covariance[at, at]), fit.params[term]
        found = rows.loc[(name, term)]
        bounds = np.exp(estimate + np.array([-1, 1]) * norm.ppf(0.975) * error)
        assert found[["odds_ratio", "low", "high"]].to_numpy(float) == pytest.approx([np.exp(estimate), *bounds])
        assert found[["n", "n_clusters"]].tolist() == [fit.n, fit.n_clusters]


def test_the_bootstraps_interval_is_of_its_own_draws(panel: Panel) -> None:
    rows = certainty._bootstrapped(panel, 30).set_index("term")
    fit = fit_spec(MAIN, panel)
    drawn = cluster_bootstrap(fit.design, replicates=30).params.dropna()
    for term in ("turnover", "caseload"):
        low, high = np.exp(np.percentile(drawn[term], [2.5, 97.5]))
        assert rows.loc[term, ["odds_ratio", "low", "high"]].tolist() == pytest.approx(
            [np.exp(fit.params[term]), low, high]
        )
    assert set(rows["errors"]) == {f"bootstrap of authorities ({len(drawn)} draws)"}


def test_without_an_estimate_there_are_no_intervals(bare: Panel) -> None:
    assert certainty._intervals(bare, 2).empty
    assert certainty._simulations(bare, 2) == {"inspections independent": FAILED}


def test_three_simulations_of_one_fit(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []

    def noted(fit: object, **options: object) -> str:
        asked.append(options)
        return f"simulation {len(asked)}"

    monkeypatch.setattr(certainty, "simulate", noted)
    found = certainty._simulations(panel, 7)
    assert list(found.values()) == ["simulation 1", "simulation 2", "simulation 3"]
    alike = resemblance(fit_spec(ERRORS["random intercept for each authority"], panel))
    assert asked == [{"runs": 7}, {"runs": 7, "correlation": alike}, {"runs": 7, "truth": {"turnover": np.log(0.98)}}]


def test_where_no_resemblance_is_known_it_is_not_simulated(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_fit: object) -> float:
        raise EstimationError("no random intercept")

    monkeypatch.setattr(certainty, "resemblance", unknown)
    monkeypatch.setattr(certainty, "simulate", lambda fit, **options: options)
    found = certainty._simulations(panel, 3)
    assert list(found) == ["inspections independent", "a modest association of turnover"]


def replaced(monkeypatch: pytest.MonkeyPatch, **parts: Callable[..., object]) -> None:
    for name, part in parts.items():
        monkeypatch.setattr(certainty, name, part)


def test_every_check_is_made_once_for_each_sample_and_model(monkeypatch: pytest.MonkeyPatch, panel: Panel) -> None:
    def impute(spec: str, _panel: Panel, completed: str) -> str:
        assert completed == "drawn"
        if spec == IMPUTED[1]:
            raise EstimationError("not this one")
        return spec

    replaced(
        monkeypatch, complete=lambda _panel: "drawn", impute=impute, specification_curve=lambda _panel: "curve",
        leave_one_out=lambda spec, _panel: spec, adjusted_p_values=lambda _panel: "adjusted",
        _intervals=lambda _panel, replicates: replicates, _simulations=lambda _panel, runs: runs,
    )  # fmt: skip
    found = certainty._check(panel, 5, 6)
    assert found.influence == CHECKED
    assert found.imputed == [IMPUTED[0], "not this one", IMPUTED[2]]
    assert (found.curve, found.judgements, found.simulations, found.intervals) == ("curve", "adjusted", 5, 6)


@pytest.mark.parametrize(("runs", "replicates"), [(1000, 1000), (5, 9)])
def test_what_is_kept_depends_on_the_files_and_on_what_was_asked(
    monkeypatch: pytest.MonkeyPatch, study: Study, runs: int, replicates: int
) -> None:
    kept: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr(certainty, "cached", lambda name, depends, make: kept.append((name, dict(depends))))
    if runs == 1000:
        certainty.how_sure(study)
    else:
        certainty.how_sure(study, runs=runs, replicates=replicates)
    assert kept == [("certainty", {**study.content, "runs": str(runs), "replicates": str(replicates)})]


@pytest.fixture(scope="module")
def checks(panel: Panel) -> main_checks.MainChecks:
    return main_checks._check(panel)


def test_every_model_stands_beside_in_both_samples(checks: main_checks.MainChecks) -> None:
    wanted = [MAIN_SPECS[f"{name}{sample}"] for name in BESIDE for sample in ("", "_all")]
    assert list(dict.fromkeys(checks.beside["spec_id"])) == wanted
    assert set(checks.problems) <= set(wanted)


def test_the_tests_of_proportional_odds_stand_side_by_side(checks: main_checks.MainChecks, panel: Panel) -> None:
    fit = fit_spec(MAIN, panel)
    found = checks.proportional
    assert not isinstance(found, str)
    brant, ratio = brant_test(fit), likelihood_ratio_test(fit).set_index("term")
    assert found.tests["term"].tolist() == ["all terms", "turnover", "caseload"]
    for ours, theirs in (("df", "df"), ("brant", "statistic_cluster"), ("p_brant", "p_cluster")):
        assert found.tests[ours].tolist() == brant[theirs].tolist()
    assert found.tests["ratio"].tolist() == [ratio.loc[term, "statistic"] for term in found.tests["term"]]
    assert found.tests["p_ratio"].tolist() == [ratio.loc[term, "p"] for term in found.tests["term"]]
    assert len(found.by_threshold) == 2 * 3


@pytest.mark.parametrize(
    ("p", "free"), [([0.01, 0.049, 0.05], ("turnover",)), ([0.01, 0.5, 0.04], ("caseload",)), ([0.0, 0.1, 0.2], ())]
)
def test_free_are_single_terms_whose_test_is_below_a_twentieth(
    monkeypatch: pytest.MonkeyPatch, panel: Panel, p: list[float], free: tuple[str, ...]
) -> None:
    real = brant_test(fit_spec(MAIN, panel))
    monkeypatch.setattr(main_checks, "brant_test", lambda _fit: real.assign(p_cluster=p))
    found = main_checks._proportional(panel)
    assert not isinstance(found, str)
    assert found.free == free


def test_what_could_be_found_is_a_multiple_of_the_error(checks: main_checks.MainChecks, panel: Panel) -> None:
    fit = fit_spec(MAIN, panel)
    reach = (norm.ppf(0.975) + norm.ppf(0.8)) * np.sqrt(np.diag(fit.covariance))[:2]
    assert checks.detectable["term"].tolist() == ["turnover", "caseload"]
    assert checks.detectable["above"].to_numpy() == pytest.approx(np.exp(reach))
    assert checks.detectable["below"].to_numpy() == pytest.approx(np.exp(-reach))


def test_of_what_cannot_be_estimated_sentences_are_left(bare: Panel) -> None:
    found = main_checks._check(bare)
    assert found.proportional == FAILED
    assert str(found.decomposed).startswith("overall|turnover+caseload+agency: no")
    assert found.detectable.empty
    assert list(found.detectable.columns) == ["term", "below", "above"]
    assert not found.beside["converged"].any()
    assert found.problems[MAIN] == (FAILED,)
    assert isinstance(found.beside, pd.DataFrame)
