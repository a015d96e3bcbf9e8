"""What a correct data layer must give on the publishers' 2025 releases, computed elsewhere before it was written."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.codebook import EXPOSURES, OUTCOMES
from workforce_grades.sources.inspections import grades_in_force
from workforce_grades.sources.report import load_report
from workforce_grades.sources.workforce import explode_members, load_workforce
from workforce_grades.sources.workforce_checks import identity_differences
from workforce_grades.study import Study, load_study

pytestmark = pytest.mark.mirror

YEARS = list(range(2017, 2026))
ENGLAND = {
    "turnover_rate": [13.4, 15.1, 15.0, 13.5, 15.4, 17.2, 15.9, 13.9, 11.8],
    "caseload": [17.7, 17.4, 16.9, 16.3, 16.3, 16.6, 16.0, 15.4, 15.2],
    "agency_rate": [15.8, 15.4, 15.8, 15.4, 15.5, 17.6, 17.9, 16.2, 13.0],
    "vacancy_rate": [17.0, 16.5, 16.4, 16.1, 16.7, 20.0, 18.9, 17.3, 14.2],
    "absence_rate": [3.1, 3.2, 3.1, 2.9, 3.1, 3.5, 3.3, 3.4, 3.5],
}
GRADES_BY_YEAR = {
    # Inadequate, Requires improvement, Good, Outstanding
    2018: [3, 10, 16, 5], 2019: [10, 22, 16, 8], 2020: [2, 3, 4, 4], 2021: [3, 3, 8, 1],
    2022: [6, 18, 19, 7], 2023: [6, 11, 18, 8], 2024: [4, 6, 22, 17], 2025: [1, 1, 4, 5],
}  # fmt: skip


@pytest.fixture(scope="module")
def study(mirror: Path) -> Study:
    return load_study(mirror)


@pytest.fixture(scope="module")
def linked(study: Study) -> pd.DataFrame:
    return study.linked()


@pytest.fixture(scope="module")
def both_releases(study: Study, mirror: Path) -> pd.DataFrame:
    older = load_workforce(mirror, edition="2022")
    return older.merge(study.workforce, on=["return_group", "year"], suffixes=("_2022", ""), validate="one_to_one")


def named(table: pd.DataFrame, name: str, year: int) -> pd.Series:
    rows = table[(table["name_published"] == name) & (table["year"] == year)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_rows_of_the_workforce_file(study: Study) -> None:
    rows = study.workforce.groupby("year").size().to_dict()
    assert rows == dict(zip(YEARS, [151, 151, 150, 150, 150, 150, 151, 151, 151], strict=True))
    report = load_report(study.workforce)
    assert (report.read, report.kept) == (1_463, 1_355)
    assert report.dropped == {"regional rows": 99, "national rows": 9}
    assert report.notes == ()
    assert len(explode_members(study.workforce)) == 1_369


def test_joint_returns(study: Study) -> None:
    joint = study.workforce[study.workforce["is_joint"]].groupby("return_group")["year"].agg(list).to_dict()
    assert joint == {"314+318": YEARS, "940+941": YEARS[4:]}


@pytest.mark.parametrize(
    ("measure", "flags"),
    [
        ("turnover_rate", {"not_applicable": 5, "unavailable": 3, "unreliable": 2}),
        ("caseload", {"unavailable": 4, "unreliable": 1}),
        ("agency_rate", {"unavailable": 9, "low": 3, "unreliable": 2}),
        ("vacancy_rate", {"unavailable": 2}),
        ("absence_rate", {"not_applicable": 5, "unreliable": 4, "suppressed": 4, "unavailable": 3, "low": 3}),
    ],
)
def test_symbols_of_the_five_rates(study: Study, measure: str, flags: dict[str, int]) -> None:
    published_as_number = ["ok", "small_base", "suspect_zero"]
    flag = study.workforce[f"{measure}_flag"]
    assert flag[~flag.isin(published_as_number)].value_counts().to_dict() == flags
    missing = study.workforce[measure].isna()
    assert (missing == ~flag.isin([*published_as_number, "low"])).all()
    assert study.workforce.loc[flag == "low", measure].eq(0.0).all()


def test_two_authorities_have_nothing_in_2025(study: Study) -> None:
    for name in ("Kensington and Chelsea", "Westminster"):
        row = named(study.workforce, name, 2025)
        flags = [row[column] for column in row.index if column.endswith("_flag")]
        assert flags == ["unavailable"] * 22


@pytest.mark.parametrize("measure", EXPOSURES)
def test_the_series_of_england(study: Study, measure: str) -> None:
    series = study.england.set_index("year")[measure]
    assert series.loc[YEARS].tolist() == ENGLAND[measure]


def test_england_is_the_sum_of_authorities_but_for_the_estimates_of_2025(study: Study) -> None:
    england = study.england.set_index("year")["inpost_fte"]
    gap = (england - study.workforce.groupby("year")["inpost_fte"].sum()).round(1)
    assert gap[gap.index < 2025].abs().max() <= 1.0
    assert gap[2025] == 330.9


def test_eleven_regional_rows_a_year_of_which_nine_add_up(study: Study) -> None:
    assert study.regions.groupby("year").size().eq(11).all()
    inner_outer = study.regions["region_name"].isin(["Inner London", "Outer London"])
    nine = study.regions[~inner_outer].groupby("year")["inpost_fte"].sum()
    assert (nine - study.england.set_index("year")["inpost_fte"]).abs().max() < 1.0
    london = study.regions[study.regions["region_name"] == "London"].set_index("year")["inpost_fte"]
    assert (london - study.regions[inner_outer].groupby("year")["inpost_fte"].sum()).abs().max() < 0.2
    assert london.loc[[2017, 2025]].tolist() == [4741.9, 6153.0]


def test_derby(study: Study) -> None:
    measures = ["turnover_rate", "agency_rate", "caseload"]
    assert named(study.workforce, "Derby", 2020)[measures].tolist() == [8.8, 6.5, 17.4]
    assert named(study.workforce, "Derby", 2021)[measures].tolist() == [15.2, 12.1, 18.3]


def test_identities_hold_on_every_row_of_20_or_more_fte(study: Study) -> None:
    largest = identity_differences(study.workforce).set_index("rate")["largest"].round(2).to_dict()
    assert largest == {
        "turnover_rate": 0.12, "turnover_rate_headcount": 0.05, "agency_rate": 0.08, "agency_rate_headcount": 0.05,
        "vacancy_rate": 0.08, "caseload": 0.07, "absence_rate": 0.05, "agency_cover_rate": 0.60,
        "vacancy_agency_cover_rate": 0.73,
    }  # fmt: skip


def test_the_six_turnovers_of_0_that_are_hard_to_believe(study: Study) -> None:
    rows = study.workforce[study.workforce["turnover_rate_flag"] == "suspect_zero"]
    found = sorted(zip(rows["name_published"], rows["year"], rows["inpost_fte"], strict=True))
    assert found == [
        ("Derby", 2017, 135.4), ("East Sussex", 2017, 298.1), ("Kingston upon Hull, City of", 2017, 233.8),
        ("Lewisham", 2022, 140.4), ("Manchester", 2022, 415.0), ("Oldham", 2022, 147.0),
    ]  # fmt: skip


def test_small_bases(study: Study, linked: pd.DataFrame) -> None:
    small = study.workforce[study.workforce["inpost_fte"] < 20]
    assert small["name_published"].value_counts().to_dict() == {"City of London": 9, "Isles of Scilly": 9, "Rutland": 1}
    assert named(study.workforce, "Rutland", 2017)["inpost_fte"] == 17.1
    assert set(linked.loc[linked["small_base"], "name_published"]) == {"City of London", "Isles of Scilly"}


def test_what_the_later_release_revised(both_releases: pd.DataFrame) -> None:
    assert len(both_releases) == 902
    change = (both_releases["turnover_rate_2022"] - both_releases["turnover_rate"]).abs().round(1)
    revised = both_releases[change > 0]
    assert revised["year"].value_counts().to_dict() == {2017: 38, 2018: 22, 2019: 32, 2020: 1}
    largest = both_releases.loc[change.idxmax()]
    assert largest[["name_published", "year", "turnover_rate_2022", "turnover_rate"]].tolist() == [
        "Middlesbrough", 2018, 22.2, 10.3,
    ]  # fmt: skip
    withdrawn = both_releases[both_releases["turnover_rate"].isna() & both_releases["turnover_rate_2022"].notna()]
    assert withdrawn["name_published"].tolist() == ["Gateshead"]


@pytest.mark.parametrize(
    ("measure", "differ"),
    [("turnover_rate", 93), ("caseload", 37), ("agency_rate", 31), ("vacancy_rate", 29), ("absence_rate", 42),
     ("inpost_fte", 40), ("leavers_fte", 68), ("leavers_headcount", 577)],
)  # fmt: skip
def test_how_many_values_differ_between_releases(both_releases: pd.DataFrame, measure: str, differ: int) -> None:
    change = (both_releases[f"{measure}_2022"] - both_releases[measure]).abs().round(1)
    assert (change > 0).sum() == differ


def test_the_authority_list(study: Study) -> None:
    assert len(study.authorities) == 158
    assert len(study.authorities.current) == 153
    regions = pd.Series([member.region_name for member in study.authorities.current]).value_counts().to_dict()
    assert regions == {
        "North East": 12, "North West": 24, "Yorkshire and The Humber": 15, "East Midlands": 10, "West Midlands": 14,
        "East of England": 11, "London": 33, "South East": 19, "South West": 15,
    }  # fmt: skip
    ended = {member.la_key for member in study.authorities if not member.is_current}
    assert ended == {"835", "836", "837", "909", "928"}


@pytest.mark.parametrize(
    ("text", "key"),
    [("Hull", "810"), ("hull", "810"), ("Kingston upon Hull", "810"), ("kingston-upon-hull-city-of", "810"),
     ("Bristol", "801"), ("Telford & Wrekin", "894"), ("E10000002", "825"), ("E06000060", "825"), ("E08000016", "370"),
     ("E08000038", "370"), ("Cumbria", "909"), ("Dorset", "838"), ("durham", "840")],
)  # fmt: skip
def test_authorities_by_the_names_people_use(study: Study, text: str, key: str) -> None:
    assert study.authorities.find(text).la_key == key


def test_inspections_by_year_and_grade(study: Study) -> None:
    ilacs = study.inspections[study.inspections["framework"] == "ILACS"]
    table = pd.crosstab(ilacs["inspection_date"].dt.year, ilacs["overall"].cat.codes)
    assert table.T.to_dict("list") == GRADES_BY_YEAR
    assert len(ilacs) == 271
    assert ilacs["la_key"].nunique() == 156
    assert ilacs["inspection_type"].value_counts().to_dict() == {"standard": 171, "short": 100}
    assert ilacs["la_key"].value_counts().value_counts().to_dict() == {1: 42, 2: 113, 3: 1}
    assert ilacs["care_leavers"].isna().sum() == 168
    assert (ilacs["care_leavers"].isna() == ilacs["in_care_includes_care_leavers"]).all()


def test_older_frameworks_supply_173_more(study: Study) -> None:
    frameworks = study.inspections["framework"].value_counts().to_dict()
    assert frameworks == {"ILACS": 271, "SIF": 152, "SIF re-inspection": 21}


def test_publication_follows_inspection(study: Study) -> None:
    ilacs = study.inspections[study.inspections["framework"] == "ILACS"]
    lag = (ilacs["publication_date"] - ilacs["inspection_date"]).dt.days
    assert (lag.median(), lag.min(), lag.max()) == (52, 22, 225)


def test_visits_are_60_and_never_inspections(study: Study) -> None:
    assert study.visits["visit_type"].value_counts().to_dict() == {"focused visit": 36, "monitoring visit": 24}


def test_the_rating_in_force_is_ofsteds_own_for_153_of_153(study: Study) -> None:
    ilacs = study.inspections[study.inspections["framework"] == "ILACS"]
    latest = grades_in_force(ilacs, "2025-03-31").set_index("la_key").drop(columns="as_at")
    # Wakefield's inspection of 24 March 2025 was published on 18 July, after the sheet's cut-off.
    own = study.as_at.set_index("la_key")
    compared = latest.join(own.add_suffix("_own"), validate="one_to_one")
    assert len(own) == len(compared) == 153
    for column in ("inspection_date", *OUTCOMES):
        same = (compared[column] == compared[f"{column}_own"]) | (
            compared[column].isna() & compared[f"{column}_own"].isna()
        )
        assert same.all(), compared.loc[~same, ["name_published", column, f"{column}_own"]]
    assert own["overall"].value_counts().to_dict() == {
        "Good": 67, "Outstanding": 36, "Requires improvement": 31, "Inadequate": 19,
    }  # fmt: skip


def test_every_inspection_links_where_a_naive_join_loses_eight(study: Study, linked: pd.DataFrame) -> None:
    assert len(linked) == 271
    assert linked["link_status"].eq("linked").all()
    ons_and_year = study.workforce[["ons_codes_published", "year"]].rename(
        columns={"ons_codes_published": "ons_code_published", "year": "census_year"}
    )
    naive = linked.merge(ons_and_year, on=["ons_code_published", "census_year"], how="left", indicator=True)
    lost = naive.loc[naive["_merge"] == "left_only", "name_published"]
    assert len(naive) - len(lost) == 263
    assert sorted(lost) == [
        "Kingston upon Thames", "Kingston upon Thames", "North Northamptonshire", "North Yorkshire",
        "North Yorkshire", "Richmond upon Thames", "Somerset", "West Northamptonshire",
    ]  # fmt: skip


def test_complete_cases(linked: pd.DataFrame) -> None:
    complete = linked["incomplete"] == ""
    assert (complete.sum(), (complete & ~linked["small_base"]).sum()) == (267, 264)
    missing = linked[~complete].set_index(["name_published", "census_year"])["incomplete"].to_dict()
    assert missing == {
        ("Brent", 2017): "caseload not available from the publisher [x]",
        ("Suffolk", 2018): "caseload not available from the publisher [x]",
        ("Isles of Scilly", 2022): "turnover rate not applicable, for example a rate of nobody [z]",
        ("Sunderland", 2024): "turnover rate withheld by the publisher because it is of low reliability [u]",
    }
    assert linked[list(EXPOSURES)].notna().all(axis=1).sum() == 264


def test_the_only_tie_goes_to_the_census_before(linked: pd.DataFrame) -> None:
    tied = linked[linked["lag_days"] > 365]
    shown = tied[["name_published", "lag_days", "inspection_date"]].to_numpy().tolist()
    assert (shown, linked["lag_days"].min()) == ([["Devon", 366, pd.Timestamp(2024, 9, 30)]], 1)


def test_two_inspections_share_one_return(linked: pd.DataFrame) -> None:
    shared = linked[linked.duplicated(["return_group", "census_year"], keep=False)]
    assert shared["name_published"].tolist() == ["North Northamptonshire", "West Northamptonshire"]
    assert shared["return_group"].unique().tolist() == ["940+941"]


def test_one_link_rests_on_a_suspect_zero(linked: pd.DataFrame) -> None:
    rows = linked.loc[linked["turnover_rate_flag"] == "suspect_zero", ["name_published", "census_year"]]
    assert rows.to_numpy().tolist() == [["East Sussex", 2017]]


def test_lags_inherit_from_counties_that_were_split_or_re_formed(study: Study) -> None:
    before = study.linked(lag=2)
    inherited = before[before["inherited"]]
    assert set(inherited["return_group"]) == {"835", "909", "928"}
    assert set(inherited["name_published"]) == {
        "Cumberland", "Westmorland and Furness", "North Northamptonshire", "West Northamptonshire", "Dorset",
    }  # fmt: skip
    assert (len(inherited), study.linked()["inherited"].any()) == (5, False)


def test_medians_by_grade(linked: pd.DataFrame) -> None:
    medians = linked.groupby("overall", observed=True)[["turnover_rate", "caseload", "agency_rate"]].median()
    assert medians.round(2).T.to_dict("list") == {
        "Inadequate": [18.55, 17.7, 24.3], "Requires improvement": [16.1, 17.25, 17.8], "Good": [15.6, 16.25, 15.8],
        "Outstanding": [13.4, 15.15, 9.1],
    }  # fmt: skip
