from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from workforce_grades.analyses import certainty as checks
from workforce_grades.analyses import specification_curve as curves
from workforce_grades.analyses.certainty import Certainty, how_sure
from workforce_grades.analyses.simulation import Simulation
from workforce_grades.pages.certainty import figures, tables, words
from workforce_grades.study import Study


@pytest.fixture(scope="module")
def found(study: Study) -> Certainty:
    """The checks of the sample on a tenth of the specifications and few draws."""
    some = curves.sensible_specifications()[::10]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(curves, "sensible_specifications", lambda: some)
        patched.setattr(checks, "cached", lambda name, key, make: make())
        return how_sure(study, runs=20, replicates=50)


def simulation(coverage: float, half: float = 0.01, failed: int = 0) -> Simulation:
    row = {"term": "turnover", "truth": np.log(0.98), "mean_estimate": np.log(0.981), "coverage": coverage,
           "coverage_low": coverage - half, "coverage_high": coverage + half, "power": 0.25}  # fmt: skip
    return Simulation(pd.DataFrame([row]), 1000, failed, 0.0, 264, 152)


def test_the_answer_tells_each_term_with_its_shares(found: Certainty) -> None:
    text = words.answer(found)[0]
    for term in ("Turnover's", "Caseload's", "Agency's"):
        assert f"{term} association with grades" in text
    assert "of the same sign in" in text
    assert f"in {found.curve.estimates['spec_id'].nunique():,} sensible ways" in text


@pytest.mark.parametrize(("share", "said"), [(0.95, "holds in most"), (0.5, "depends on"), (0.2, "is seldom clear")])
def test_the_verdict_follows_the_share(share: float, said: str) -> None:
    assert said in words._strength(share)


def test_where_the_agency_rate_makes_the_difference_both_shares_are_told(found: Certainty) -> None:
    rows = found.curve.estimates.copy()
    with_agency = rows["spec_id"].isin(rows.loc[rows["term"] == "agency", "spec_id"])
    turnover = rows["term"] == "turnover"
    rows.loc[turnover, "clear"] = ~with_agency[turnover]
    rows.loc[turnover, "same_sign"] = True
    text = words.answer(replace(found, curve=replace(found.curve, estimates=rows)))[0]
    count = int((turnover & ~with_agency).sum())
    assert f"Without the agency rate in the model it is clear in 100% of {count:,}, with it in 0% of" in text


def test_the_kind_of_error_under_which_a_term_is_not_clear_is_named(found: Certainty) -> None:
    rows = found.intervals.assign(low=0.8, high=0.9)
    rows.loc[(rows["term"] == "turnover") & rows["errors"].str.startswith("random"), "high"] = 1.01
    said = words.intervals_in_words(replace(found, intervals=rows))
    turnover = next(text for text in said if text.startswith("Turnover"))
    assert "excludes 1 under 3 of 4 kinds of errors, not with errors random intercept" in turnover
    assert any("under 4 of 4 kinds of errors." in text for text in said)


def test_failed_specifications_are_counted_with_the_reasons(found: Certainty) -> None:
    failed = {"a": ("a: too few.",), "b": ("b: the grades are separated by region:London.",)}
    text = words.failures_in_words(replace(found, curve=replace(found.curve, asked=10, failed=failed)))
    assert text.startswith("8 of 10 specifications could be estimated; 2 could not. In 1 of them a region")
    assert "1 failed for another reason, such as: Too few." in text
    assert words.failures_in_words(replace(found, curve=replace(found.curve, asked=10, failed={}))).startswith("All 10")


def test_coverage_out_of_bounds_is_said(found: Certainty) -> None:
    good, bad = simulation(0.95), simulation(0.90, failed=2)
    fine = words.simulations_in_words(replace(found, simulations={"a": good}))
    assert fine[0] == "A: 95% intervals held the truth in 95.0% for turnover."
    assert fine[-1].startswith("All of these are within 93% to 97%")
    said = words.simulations_in_words(replace(found, simulations={"a": good, "b": bad}))
    assert said[1].endswith("; 2 draws could not be estimated.")
    assert said[-1].startswith("Intervals of turnover are outside 93% to 97%")


def test_power_names_its_odds_ratio(found: Certainty) -> None:
    text = words.power_in_words(replace(found, simulations={"a modest association of turnover": simulation(0.95)}))
    assert "an odds ratio of 0.98, a study of this size would find it 25% of the time" in text
    assert "could not be computed" in words.power_in_words(replace(found, simulations={}))


def test_what_could_not_be_checked_is_said_in_its_place(found: Certainty, study: Study) -> None:
    broken = replace(found, influence=dict.fromkeys(found.influence, "too few"), imputed=["too few"],
                     simulations={"inspections independent": "too few"})  # fmt: skip
    assert words.influence_in_words(broken, study.authorities) == ["Too few."] * 2
    assert words.simulations_in_words(broken) == ["Too few."]
    assert figures.figure_influence(study, broken) is None
    assert tables.table_imputed(broken).data.empty
    assert tables.table_influence(broken, study.authorities).data.empty


def test_influence_names_the_authority_that_moves_most(found: Certainty, study: Study) -> None:
    said = words.influence_in_words(found, study.authorities)
    most = found.influence["primary"].most("turnover", 1)["la_key"].item()
    assert study.authorities[most].name in said[0]
    assert len(said) == 4


def test_every_kind_of_error_has_a_row_for_each_term(found: Certainty) -> None:
    data = tables.table_intervals(found).data
    assert len(data) == 8
    assert (data["low"] < data["odds_ratio"]).all()
    assert (data["odds_ratio"] < data["high"]).all()
    assert data["errors"].str.contains("bootstrap of authorities").sum() == 2


def test_choices_have_words_for_every_value(found: Certainty) -> None:
    names = tables.table_choices(found).data["choice"]
    assert not names.str.contains("_").any()
    assert names.is_unique


def test_figures_stay_light_and_say_they_are_illustrative(found: Certainty, study: Study) -> None:
    for figure in (figures.figure_curve(study, found), figures.figure_influence(study, found)):
        assert figure is not None
        assert figure.illustrative
        assert len(figure.svg) < 60_000


def test_every_table_can_be_shown(found: Certainty, study: Study) -> None:
    shown = [
        tables.table_shares(found), tables.table_judgements(found), tables.table_simulations(found),
        tables.table_imputed(found), tables.table_influence(found, study.authorities),
    ]  # fmt: skip
    for table in shown:
        assert "nan" not in table._repr_html_()
        assert len(table.data) > 0
