from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from workforce_grades.errors import UnknownNameError
from workforce_grades.models import COLUMNS, MAIN_SPECS, Panel, estimates_table, fit_spec, study_panel
from workforce_grades.models.spec import CHOICES
from workforce_grades.study import Study, load_study

BASE = "overall|turnover+caseload"


def test_columns_are_those_of_the_design(simulated: Panel) -> None:
    table = estimates_table([BASE], simulated)
    assert ",".join(table.columns) == (
        "spec_id,outcome,family,sample,lag,lead,effects,term,estimate,se_model,se_cluster,ci_low,ci_high,"
        "odds_ratio,or_ci_low,or_ci_high,p_cluster,n,n_clusters,n_dropped,log_likelihood,converged"
    )
    assert tuple(table.columns) == COLUMNS


def test_intervals_are_of_the_clustered_errors(simulated: Panel) -> None:
    row = estimates_table([BASE], simulated).set_index("term").loc["caseload"]
    assert row["ci_low"] == pytest.approx(row["estimate"] - 1.959963985 * row["se_cluster"])
    assert row["or_ci_high"] == pytest.approx(np.exp(row["estimate"] + 1.959963985 * row["se_cluster"]))
    assert row["p_cluster"] < 0.001
    assert row["n"] == 246
    assert row["n_clusters"] == 120


@pytest.mark.parametrize("family", CHOICES["family"])
def test_odds_ratios_only_where_there_are_odds(simulated: Panel, family: str) -> None:
    table = estimates_table([f"{BASE}|family={family}"], simulated).set_index("term")
    has = table["odds_ratio"].notna()
    assert has["turnover"] == ("logit" in family)
    assert not has.drop(["turnover", "caseload"]).any()
    assert table["estimate"].notna().all()


def test_a_specification_that_fails_says_so_and_the_rest_go_on(simulated: Panel) -> None:
    failing = f"{BASE}|sample=short"
    table = estimates_table([BASE, failing], simulated)
    rows = table[table["spec_id"] == failing]
    assert rows["term"].tolist() == ["turnover", "caseload"]
    assert not rows["converged"].any()
    assert rows[["estimate", "se_cluster", "odds_ratio", "log_likelihood"]].isna().all(axis=None)
    assert rows["n_dropped"].tolist() == [246, 246]
    assert list(table.attrs["problems"]) == [failing]
    assert "no inspection has all the values" in table.attrs["problems"][failing][0]
    assert table["converged"].tolist() == [True] * 5 + [False] * 2


def test_an_effect_that_is_not_in_the_model_is_said_beside_its_estimates(simulated: Panel) -> None:
    alike = f"{BASE}|effects=census_year"
    one_year = replace(simulated, linked={"lag0": simulated.linked["lag0"].assign(census_year=2022)})
    table = estimates_table([alike], one_year)
    assert table["converged"].all()
    assert table.attrs["problems"] == {alike: ("Only one census year is left: the effect is not in the model.",)}


def test_the_same_specification_asked_twice_is_there_once(simulated: Panel) -> None:
    table = estimates_table([BASE, "overall|caseload+turnover"], simulated)
    assert len(table) == 5


def test_an_unknown_id_stops_the_table(simulated: Panel) -> None:
    with pytest.raises(UnknownNameError):
        estimates_table([BASE, "overall|casload"], simulated)


def test_nothing_asked_is_an_empty_table(simulated: Panel) -> None:
    assert tuple(estimates_table([], simulated).columns) == COLUMNS


def test_the_table_survives_a_csv_at_full_precision(simulated: Panel) -> None:
    table = estimates_table([BASE], simulated)
    back = pd.read_csv(io.StringIO(table.to_csv(index=False)), keep_default_na=True)
    assert back["estimate"].tolist() == table["estimate"].tolist()


@pytest.fixture(scope="module")
def real(mirror) -> Study:
    return load_study(mirror)


@pytest.mark.mirror
def test_known_answers(real: Study) -> None:
    everyone = fit_spec(MAIN_SPECS["base_all"], real)
    primary = fit_spec(MAIN_SPECS["base"], real)
    assert (everyone.n, everyone.design.n_dropped) == (267, 4)
    assert primary.n <= 265
    assert primary.n + primary.design.n_dropped == 271
    assert study_panel(real) is study_panel(real)


@pytest.mark.mirror
def test_one_small_authority_moves_turnover(real: Study) -> None:
    """Isles of Scilly 2019: one worker, 100% turnover."""
    table = estimates_table([MAIN_SPECS["base"], MAIN_SPECS["base_all"]], real)
    p_value = table[table["term"] == "turnover"].set_index("sample")["p_cluster"]
    assert p_value["primary"] < 0.05 < p_value["all"]


@pytest.mark.mirror
def test_the_main_specifications_and_every_variant_are_estimated(real: Study) -> None:
    variants = [f"{BASE}|{part}={value}" for part, allowed in CHOICES.items() for value in allowed[1:]]
    outcomes = [f"{outcome}|turnover+caseload" for outcome in ("leaders", "help_protection", "in_care", "care_leavers")]
    table = estimates_table([*MAIN_SPECS.values(), *variants, *outcomes], real)
    failed = table.loc[~table["converged"], "spec_id"].unique().tolist()
    assert failed == []
    assert (table["n"] + table["n_dropped"]).unique().tolist() == [271]


@pytest.mark.mirror
def test_the_order_of_rows_does_not_matter(real: Study) -> None:
    panel = study_panel(real)
    turned = replace(panel, linked={name: table.iloc[::-1] for name, table in panel.linked.items()})
    for spec in (MAIN_SPECS["base"], f"{BASE}|sample=latest|lag=mean3"):
        assert fit_spec(spec, turned).params.to_numpy() == pytest.approx(fit_spec(spec, panel).params.to_numpy())


def test_the_table_says_who_is_left_out_and_why(simulated: Panel) -> None:
    spec = "overall|turnover+caseload"
    dropped = estimates_table([spec], simulated).attrs["dropped"][spec]
    assert dropped == dict(fit_spec(spec, simulated).dropped)
