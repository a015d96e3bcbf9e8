from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workforce_grades import load_study
from workforce_grades.models import Panel, design_frame, parse_spec, study_panel

NO_CONTEXT = pd.DataFrame(columns=["la_key", "year"])


def panel(lag0: pd.DataFrame, **others: pd.DataFrame) -> Panel:
    regions = dict.fromkeys(lag0["la_key"], "North East")
    return Panel(linked={"lag0": lag0, **others}, context=NO_CONTEXT, regions=regions)


def test_small_bases_are_in_the_all_sample_only(linked) -> None:
    made = panel(linked(inpost_fte=[1.0, 19.9, 20.0, 50.0, None]))
    assert list(design_frame("overall|turnover", made).x.index) == ["i002", "i003"]
    assert list(design_frame("overall|turnover|sample=fte50", made).x.index) == ["i003"]
    assert len(design_frame("overall|turnover|sample=all", made).x) == 5


def test_small_bases_are_judged_at_the_latest_census_whatever_the_lag(linked) -> None:
    made = panel(linked(inpost_fte=[5.0, 100.0]), lag1=linked(inpost_fte=[100.0, 5.0], turnover_rate=[1.0, 2.0]))
    assert design_frame("overall|turnover|lag=1", made).x["turnover"].to_dict() == {"i001": 2.0}


def test_every_inspection_is_used_or_dropped_with_its_first_reason(linked) -> None:
    frame = linked(
        inpost_fte=[5.0, 100.0, 100.0, 100.0, 100.0],
        caseload=[None, None, 16.0, 16.0, 16.0],
        caseload_flag=["suppressed", "suppressed", "ok", "ok", "ok"],
        overall=["Good", "Good", None, "Good", "Good"],
        link_status=["linked", "linked", "linked", "no return of its own", "linked"],
    )
    design = design_frame("overall|turnover+caseload", panel(frame))
    assert design.dropped == {
        "fewer than 20 FTE in post": 1,
        "caseload suppressed": 1,
        "no grade for overall": 1,
        "no return of its own": 1,
    }
    assert len(design.x) + design.n_dropped == len(frame)


def test_terms_come_in_the_order_of_the_grammar_with_their_values(linked) -> None:
    frame = linked(turnover_rate=[11.0], absence_rate=[2.5])
    design = design_frame("overall|absence+turnover", panel(frame))
    assert design.x.to_dict("records") == [{"turnover": 11.0, "absence": 2.5}]


def test_turnover_can_be_counted_in_people(linked) -> None:
    frame = linked(turnover_rate=[11.0], turnover_rate_headcount=[14.0])
    assert design_frame("overall|turnover|turnover=headcount", panel(frame)).x.loc["i000", "turnover"] == 14.0


def test_the_mean_of_three_lags_needs_all_three(linked) -> None:
    lags = {
        "lag1": linked(caseload=[17.0, 17.0]),
        "lag2": linked(caseload=[21.0, None], caseload_flag=["ok", "unreliable"]),
    }
    design = design_frame("overall|caseload|lag=mean3", panel(linked(caseload=[16.0, 16.0]), **lags))
    assert design.x["caseload"].to_dict() == {"i000": 18.0}
    assert design.dropped == {"caseload unreliable": 1}


def test_the_mean_of_three_lags_says_which_census_there_is_none_of(linked) -> None:
    first = "the census of 2016 is before the first in the data (2017)"
    unlinked = linked(caseload=[None], caseload_flag=[None], link_status=[first])
    made = panel(linked(caseload=[16.0]), lag1=linked(caseload=[17.0]), lag2=unlinked)
    assert design_frame("overall|caseload|lag=mean3", made).dropped == {first: 1}


def test_a_lead_takes_the_census_after_the_inspection(linked) -> None:
    made = panel(linked(caseload=[16.0]), lead2=linked(caseload=[30.0]))
    assert design_frame("overall|caseload|lead=2", made).x.loc["i000", "caseload"] == 30.0


@pytest.mark.parametrize(("sample", "kept"), [("first", ["i001", "i002"]), ("latest", ["i000", "i002"])])
def test_one_inspection_an_authority_is_chosen_before_complete_cases(linked, sample: str, kept: list[str]) -> None:
    frame = linked(
        la_key=["301", "301", "302"],
        inspection_date=pd.to_datetime(["2022-01-01", "2019-01-01", "2020-01-01"]).to_list(),
    )
    chosen = design_frame(f"overall|turnover|sample={sample}", panel(frame))
    assert list(chosen.x.index) == kept
    lost = kept[0]
    frame.loc[frame["inspection_id"] == lost, "turnover_rate"] = np.nan
    assert list(design_frame(f"overall|turnover|sample={sample}", panel(frame)).x.index) == ["i002"]


def test_samples_by_place_kind_and_time(linked) -> None:
    frame = linked(
        inspection_type=["standard", "short", "short"],
        census_year=[2019, 2020, 2021],
    )
    regions = {"300": "Inner Crownmere", "301": "Outer Crownmere", "302": "London"}
    made = Panel(linked={"lag0": frame, "lag2": frame.assign(census_year=[2017, 2018, 2020])}, context=NO_CONTEXT,
                 regions=regions, london=frozenset({"300", "301"}))  # fmt: skip

    def kept(rest: str) -> list[str]:
        return list(design_frame(f"overall|turnover|{rest}", made).x.index)

    assert kept("sample=london") == ["i000", "i001"]
    assert kept("sample=no_london") == ["i002"]
    assert kept("sample=standard") == ["i000"]
    assert kept("sample=short") == ["i001", "i002"]
    assert kept("sample=no_covid") == ["i000"]
    assert kept("sample=no_covid|lag=2") == ["i000", "i001"]
    assert design_frame("overall|turnover|sample=london", made).dropped == {"not in sample london": 1}


def test_factors_have_a_column_a_level_but_the_reference(linked) -> None:
    frame = linked(
        previous_overall=["Good", "Inadequate", "Outstanding", None, "Requires improvement"],
        census_year=[2018, 2019, 2018, 2018, 2020],
    )
    regions = {"300": "East", "301": "Inner London", "302": "Outer London", "303": "East", "304": "West"}
    made = Panel(linked={"lag0": frame}, context=NO_CONTEXT, regions=regions)
    design = design_frame("overall|turnover+previous_grade|effects=region+census_year", made)
    assert list(design.x) == [
        "turnover", "previous_grade:Inadequate", "previous_grade:Requires improvement", "previous_grade:Outstanding",
        "region:London", "region:West", "census_year:2019", "census_year:2020",
    ]  # fmt: skip
    assert design.x["region:London"].tolist() == [0, 1, 1, 0]
    assert design.dropped == {"no previous grade": 1}


def test_context_is_that_of_the_latest_31_march(linked) -> None:
    frame = linked(
        la_key=["301", "301", "301"],
        inspection_date=pd.to_datetime(["2023-03-30", "2023-03-31", "2025-06-01"]).to_list(),
    )
    context = pd.DataFrame(
        {
            "la_key": "301", "year": [2022, 2023], "population_0_17": [1000.0, 2000.0], "population_0_17_flag": "ok",
            "cin_rate_10k": [300.0, np.nan], "cin_rate_10k_flag": ["ok", "suppressed"],
            "deprivation_score": 20.0, "deprivation_score_flag": "ok",
        }
    )  # fmt: skip
    made = Panel(linked={"lag0": frame}, context=context, regions={"301": "East"})
    population = design_frame("overall|log_population+deprivation", made)
    assert population.x["log_population"].tolist() == pytest.approx(np.log([1000.0, 2000.0]))
    assert population.dropped == {"deprivation unavailable": 1}
    assert design_frame("overall|cin_rate", made).dropped == {"cin rate suppressed": 1, "cin rate unavailable": 1}


def test_clusters_are_authorities_or_the_returns_they_share(linked) -> None:
    frame = linked(la_key=["314", "318"], return_group=["314+318", "314+318"])
    assert design_frame("overall|turnover", panel(frame)).cluster.tolist() == ["314", "318"]
    shared = design_frame("overall|turnover|cluster=return_group", panel(frame))
    assert shared.cluster.tolist() == ["314+318", "314+318"]


def test_an_empty_sample_is_an_empty_design(linked) -> None:
    design = design_frame(
        "overall|turnover+previous_grade|sample=london|effects=region", panel(linked(overall=["Good"]))
    )
    assert len(design.x) == 0
    assert design.n_dropped == 1


def test_columns_are_made_once_and_by_what_they_depend_on(linked) -> None:
    made = panel(linked(caseload=[16.0, 18.0], inpost_fte=[100.0, 5.0]), lag1=linked(caseload=[11.0, 12.0]))
    base, longer = parse_spec("overall|caseload"), parse_spec("leaders|turnover+caseload|sample=all")
    assert made.columns is made.columns
    assert repr(made) == "<Panel of 2 inspections at lag0, lag1>"
    assert made.columns.term("caseload", base) is made.columns.term("caseload", longer)
    assert made.columns.outside(base) is made.columns.outside(parse_spec("leaders|turnover|lag=1"))
    earlier = made.columns.term("caseload", parse_spec("overall|caseload|lag=1"))
    assert earlier.value.tolist() == [11.0, 12.0]
    headcount = made.columns.term("turnover", parse_spec("overall|turnover|turnover=headcount"))
    assert headcount is not made.columns.term("turnover", longer)


def test_a_design_that_is_changed_changes_no_other(linked) -> None:
    made = panel(linked(caseload=[16.0, 18.0]))
    first = design_frame("overall|caseload", made)
    first.x.loc[:, "caseload"] = 0.0
    first.authority.iloc[0] = "999"
    again = design_frame("overall|caseload", made)
    assert again.x["caseload"].tolist() == [16.0, 18.0]
    assert again.cluster.tolist() == ["300", "301"]


def test_tables_may_be_in_any_order(linked) -> None:
    lag0, lag1 = linked(caseload=[16.0, 18.0]), linked(caseload=[11.0, 12.0])
    turned = design_frame("overall|caseload|lag=1", panel(lag0, lag1=lag1.iloc[::-1]))
    assert turned.x["caseload"].to_dict() == {"i000": 11.0, "i001": 12.0}


def test_an_authority_without_a_region_is_in_none(linked) -> None:
    regions = {"300": "East", "302": "West"}
    made = Panel(linked={"lag0": linked(caseload=[16.0, 18.0, 20.0])}, context=NO_CONTEXT, regions=regions)
    assert design_frame("overall|caseload|effects=region", made).x["region:West"].tolist() == [0, 0, 1]


def test_london_is_known_by_its_ons_codes_whatever_it_is_called(sample: Path) -> None:
    study = load_study(sample)
    boroughs = {authority.la_key for authority in study.authorities if authority.ons_code.startswith("E09")}
    made = study_panel(study)
    assert made.london == boroughs
    assert set(design_frame("overall|turnover|sample=london", made).authority) <= boroughs
    parts = [len(design_frame(f"overall|turnover|sample={part}", made).x) for part in ("london", "no_london")]
    assert sum(parts) == len(design_frame("overall|turnover", made).x)
    assert min(parts) > 20


@pytest.mark.mirror
def test_the_boroughs_by_code_are_the_region_by_name(mirror: Path) -> None:
    made = study_panel(load_study(mirror))
    assert made.london == {key for key, region in made.regions.items() if "London" in region}
    assert len(design_frame("overall|caseload|sample=london", made).x) == 57
    assert len(design_frame("overall|caseload|sample=no_london", made).x) == 208
    effects = design_frame("overall|caseload|effects=region", made).x
    assert [name for name in effects if "London" in name] == ["region:London"]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("overall|turnover+caseload", ()),
        ("overall|turnover+previous_grade", ("Only one previous grade is left: it is not in the model.",)),
        ("overall|turnover|effects=region+census_year", (
            "Only one region is left: the effect is not in the model.",
            "Only one census year is left: the effect is not in the model.",
        )),
    ],
)  # fmt: skip
def test_what_has_one_level_left_is_said(linked, spec: str, said: tuple[str, ...]) -> None:
    alike = design_frame(spec, panel(linked(turnover_rate=[11.0, 12.0])))
    assert alike.problems == said
    two = linked(turnover_rate=[11.0, 12.0], census_year=[2018, 2019], previous_overall=["Good", "Inadequate"])
    made = Panel(linked={"lag0": two}, context=NO_CONTEXT, regions={"300": "East", "301": "West"})
    assert design_frame(spec, made).problems == ()
