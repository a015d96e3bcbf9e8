from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import build_folder
from workforce_grades.authorities import Authorities, load_authorities
from workforce_grades.link import link_inspections
from workforce_grades.link.census import latest_census_year
from workforce_grades.sources.inspections import load_inspections
from workforce_grades.sources.workforce import load_workforce

FIRST, LAST = 2017, 2027
GROUPS = {("601",): (FIRST, LAST), ("603", "604"): (FIRST, LAST), ("605",): (FIRST, 2023), ("606",): (2024, LAST),
          ("608",): (FIRST, LAST)}  # fmt: skip
few = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
days = st.dates(date(FIRST, 10, 1), date(LAST, 12, 31))
tie = st.integers(FIRST + 1, LAST).flatmap(
    lambda year: st.sampled_from([date(year, 9, 29), date(year, 9, 30), date(year, 10, 1)])
)
keys = st.sampled_from(["601", "603", "604", "608"])


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_folder(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def authorities(valid: Path) -> Authorities:
    return load_authorities(valid)


def returns(**changed: Any) -> pd.DataFrame:
    """Return groups and years with a turnover rate that tells the year (17.0 is 2017)."""
    rows = [
        {"return_group": "+".join(members), "la_keys": members, "is_joint": len(members) > 1, "year": year,
         "census_date": pd.Timestamp(year, 9, 30), "inpost_fte": 100.0, "inpost_fte_flag": "ok",
         "turnover_rate": float(year - 2000), "turnover_rate_flag": "ok", "caseload": 16.0, "caseload_flag": "ok"}
        for members, (first, last) in GROUPS.items()
        for year in range(first, last + 1)
    ]  # fmt: skip
    return pd.DataFrame(rows).assign(**changed)


def inspected(*rows: tuple[str, date | str]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"inspection_id": f"{key} {day}", "la_key": key, "framework": "ILACS", "inspection_date": pd.Timestamp(day)}
         for key, day in rows],
        columns=["inspection_id", "la_key", "framework", "inspection_date"],
    ).astype({"inspection_date": "datetime64[ns]"})  # fmt: skip


@given(days | tie)
def test_the_latest_census_is_strictly_before_the_day(day: date) -> None:
    (year,) = latest_census_year(pd.Series([pd.Timestamp(day)])).tolist()
    assert date(year, 9, 30) < day <= date(year + 1, 9, 30)


@few
@given(st.lists(st.tuples(keys, days | tie), min_size=1, max_size=6))
def test_one_row_an_inspection_in_the_order_given(authorities: Authorities, rows: list[tuple[str, date]]) -> None:
    linked = link_inspections(inspected(*rows), returns(), authorities)
    assert linked["inspection_id"].tolist() == [f"{key} {day}" for key, day in rows]
    assert linked["link_status"].eq("linked").all()
    assert linked["lag_days"].between(1, 366).all()
    assert (linked["turnover_rate"] == linked["census_year"] - 2000).all()
    assert [key in group.split("+") for (key, _day), group in zip(rows, linked["return_group"], strict=True)]


@few
@given(keys, days | tie)
def test_lags_and_leads_are_whole_years_from_lag_0(authorities: Authorities, key: str, day: date) -> None:
    one = inspected((key, day))
    base = int(link_inspections(one, returns(), authorities)["census_year"].iloc[0])
    for shift, options in {-1: {"lag": 1}, -2: {"lag": 2}, 1: {"lead": 1}, 2: {"lead": 2}}.items():
        linked = link_inspections(one, returns(), authorities, **options).iloc[0]
        assert linked["census_year"] == base + shift
        if linked["link_status"] == "linked":
            assert (linked["census_date"] < pd.Timestamp(day)) == (shift < 0)
            assert (linked["lag_days"] > 0) == (shift < 0)
            assert linked["turnover_rate"] == base + shift - 2000


def test_a_tie_goes_to_the_year_before_and_its_lead_is_the_day_itself(authorities: Authorities) -> None:
    tied = inspected(("601", "2024-09-30"))
    assert link_inspections(tied, returns(), authorities)[["census_year", "lag_days"]].iloc[0].tolist() == [2023, 366]
    assert link_inspections(tied, returns(), authorities, lead=1)[["census_year", "lag_days"]].iloc[0].tolist() == [
        2024,
        0,
    ]


def test_never_the_same_calendar_year_in_spring(authorities: Authorities) -> None:
    assert link_inspections(inspected(("601", "2024-03-01")), returns(), authorities)["census_year"].tolist() == [2023]


@few
@given(st.dates(date(2024, 4, 1), date(2026, 12, 31)) | tie.filter(lambda day: day > date(2024, 4, 1)),
       st.sampled_from([0, 1, 2]))  # fmt: skip
def test_only_censuses_before_the_split_are_inherited(authorities: Authorities, day: date, lag: Any) -> None:
    linked = link_inspections(inspected(("606", day)), returns(), authorities, lag=lag).iloc[0]
    assert linked["link_status"] == "linked"
    assert linked["inherited"] == (linked["census_date"] < pd.Timestamp(2024, 4, 1))
    assert linked["return_group"] == ("605" if linked["inherited"] else "606")


def test_a_census_on_the_day_of_the_split_is_the_successors(authorities: Authorities) -> None:
    links = authorities.links.assign(effective_date=pd.Timestamp(2024, 9, 30))
    that_day = Authorities({member.la_key: member for member in authorities}, {}, links)
    both = pd.concat([returns().query("return_group != '606'"), returns().query("year == 2023").assign(
        year=2024, census_date=pd.Timestamp(2024, 9, 30)).query("return_group == '605'")])  # fmt: skip
    linked = link_inspections(inspected(("606", "2024-10-01")), both, that_day).iloc[0]
    assert linked[["inherited", "link_status"]].tolist() == [False, "no return in the census of 2024"]


def test_nothing_is_inherited_where_there_is_no_return_either(authorities: Authorities) -> None:
    linked = link_inspections(inspected(("606", "2024-10-01")), returns().query("return_group != '606'"), authorities)
    assert linked[["inherited", "link_status"]].iloc[0].tolist() == [False, "no return in the census of 2024"]


def test_members_of_a_joint_return_share_it(authorities: Authorities) -> None:
    linked = link_inspections(inspected(("603", "2024-11-04"), ("604", "2024-12-09")), returns(), authorities)
    assert linked["return_group"].tolist() == ["603+604"] * 2
    assert linked["is_joint"].tolist() == [True, True]
    assert linked["la_key"].tolist() == ["603", "604"]


@pytest.mark.parametrize(
    ("key", "day", "options", "why"),
    [
        ("601", "2017-09-30", {}, f"the census of 2016 is before the first in the data ({FIRST})"),
        ("601", "2018-03-01", {"lag": 1}, f"the census of 2016 is before the first in the data ({FIRST})"),
        ("601", "2027-12-01", {"lead": 1}, f"the census of 2028 is after the last in the data ({LAST})"),
        ("607", "2024-12-01", {}, "no return in the census of 2024"),
        ("605", "2024-02-01", {"lead": 1}, "no return in the census of 2024"),
    ],
)
def test_an_unlinked_row_says_why(
    authorities: Authorities, key: str, day: str, options: dict[str, Any], why: str
) -> None:
    linked = link_inspections(inspected((key, day)), returns(), authorities, **options).iloc[0]
    assert linked["link_status"] == why
    assert pd.isna(linked["turnover_rate"])
    assert pd.isna(linked["lag_days"])
    assert linked["incomplete"] == ""


def test_a_merged_authority_had_no_return_of_its_own(authorities: Authorities) -> None:
    links = authorities.links.iloc[:2].assign(
        pred_dfe=["601", "602"], succ_dfe="608", change="merge", effective_date=pd.Timestamp(2019, 4, 1)
    )
    merged = Authorities({member.la_key: member for member in authorities}, {}, links)
    workforce = returns().query("return_group != '608' or year >= 2019")
    linked = link_inspections(inspected(("608", "2018-12-01")), workforce, merged).iloc[0]
    assert linked["link_status"] == "no return of its own in 2018: formed later, from Alderbrook and Birchwater"


def test_what_is_missing_is_said_with_its_reason(authorities: Authorities) -> None:
    one, none = inspected(("601", "2024-11-04")), float("nan")
    gone = {"turnover_rate": none, "turnover_rate_flag": "unavailable"}
    linked = link_inspections(one, returns(**gone), authorities)
    assert linked["incomplete"].tolist() == ["turnover rate not available from the publisher [x]"]
    both = gone | {"caseload": none, "caseload_flag": "unreliable"}
    (said,) = link_inspections(one, returns(**both), authorities)["incomplete"]
    assert said == (
        "turnover rate not available from the publisher [x]; "
        "caseload withheld by the publisher because it is of low reliability [u]"
    )


@pytest.mark.parametrize(("fte", "small"), [(19.9, True), (20.0, False), (float("nan"), False)])
def test_small_bases(authorities: Authorities, fte: float, small: bool) -> None:
    linked = link_inspections(inspected(("601", "2024-11-04")), returns(inpost_fte=fte), authorities)
    assert linked["small_base"].tolist() == [small]


@pytest.mark.parametrize("options", [{"lag": 1, "lead": 1}, {"lag": 3}, {"lag": -1}, {"lead": 0}, {"lead": 3}])
def test_no_other_lags_and_leads(authorities: Authorities, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="lag"):
        link_inspections(inspected(("601", "2024-11-04")), returns(), authorities, **options)


def test_older_frameworks_are_not_units(authorities: Authorities) -> None:
    both = inspected(("601", "2024-11-04"), ("602", "2024-11-04")).assign(framework=["SIF", "ILACS"])
    assert link_inspections(both, returns(), authorities)["la_key"].tolist() == ["602"]


def test_no_inspections_give_no_rows(authorities: Authorities) -> None:
    linked = link_inspections(inspected(), returns(), authorities)
    assert linked.empty
    assert {"census_year", "link_status", "turnover_rate"} <= set(linked)


def test_the_tiny_folder_links_as_it_was_made(valid: Path, authorities: Authorities) -> None:
    linked = link_inspections(load_inspections(valid), load_workforce(valid), authorities).set_index("inspection_id")
    assert linked["link_status"].eq("linked").sum() == 8
    assert linked.loc["ILACS-606-2024-09-30", ["return_group", "inherited", "census_year"]].tolist() == [
        "605",
        True,
        2023,
    ]
    assert linked.loc["ILACS-607-2025-01-20", "small_base"]
    assert linked.loc["ILACS-608-2022-11-14", "link_status"].startswith("the census of 2022 is before the first")
