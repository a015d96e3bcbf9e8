"""The census of an inspection where it is hard to say: heirs, ends of the data, leap days, measures not there."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from workforce_grades.authorities import Authorities, Authority
from workforce_grades.link import LINKED, latest_census_year, link_inspections

LINK_COLUMNS = ["pred_ons", "pred_dfe", "succ_ons", "succ_dfe", "effective_date", "change"]


def authorities(*links: tuple[str, str, str, str]) -> Authorities:
    """Authorities a to e; links of (before, after, day, change)."""
    members = {
        key: Authority(key, f"E{key}", f"Place {key.upper()}", "R", "North", "Unitary", True, date(2009, 1, 1))
        for key in "abcde"
    }
    rows = [(f"E{one}", one, f"E{two}", two, pd.Timestamp(day), change) for one, two, day, change in links]
    return Authorities(members, {}, pd.DataFrame(rows, columns=LINK_COLUMNS))


def returns(*groups: str, years: range = range(2019, 2024)) -> pd.DataFrame:
    rows = [
        {"return_group": group, "la_keys": tuple(group.split("+")), "is_joint": "+" in group, "year": year,
         "census_date": pd.Timestamp(year, 9, 30), "inpost_fte": 50.0, "inpost_fte_flag": "ok",
         "turnover_rate": year - 2000.0, "turnover_rate_flag": "ok", "caseload": 16.0, "caseload_flag": "ok"}
        for group in groups
        for year in years
    ]  # fmt: skip
    return pd.DataFrame(rows)


def inspected(key: str, day: str) -> pd.DataFrame:
    row = {"inspection_id": key + day, "la_key": key, "framework": "ILACS", "inspection_date": pd.Timestamp(day)}
    return pd.DataFrame([row])


def one(key: str, day: str, who: Authorities, workforce: pd.DataFrame, **distance: int) -> pd.Series:
    (row,) = link_inspections(inspected(key, day), workforce, who, **distance).to_dict("records")  # type: ignore[arg-type]
    return pd.Series(row)


@pytest.mark.parametrize(
    ("day", "year", "days"),
    [
        ("2020-02-29", 2019, 152), ("2020-09-30", 2019, 366), ("2020-10-01", 2020, 1), ("2021-09-30", 2020, 365),
        ("2021-12-31", 2021, 92), ("2022-01-01", 2021, 93),
    ],
)  # fmt: skip
def test_days_since_the_census_by_the_calendar(day: str, year: int, days: int) -> None:
    row = one("a", day, authorities(), returns("a"))
    assert (row["census_year"], row["lag_days"], row["link_status"]) == (year, days, LINKED)
    assert row["turnover_rate"] == year - 2000


@pytest.mark.parametrize(
    ("distance", "year", "days"),
    [({}, 2020, 213), ({"lag": 1}, 2019, 579), ({"lead": 1}, 2021, -152), ({"lead": 2}, 2022, -517)],
)
def test_a_lead_is_days_ahead(distance: dict[str, int], year: int, days: int) -> None:
    row = one("a", "2021-05-01", authorities(), returns("a"), **distance)
    assert (row["census_year"], row["lag_days"]) == (year, days)


@pytest.mark.parametrize(
    ("change", "day", "inherited", "group"),
    [
        ("split", "2021-05-01", True, "a"),
        ("recode", "2021-05-01", True, "a"),
        ("part transfer", "2021-05-01", False, None),
        ("merge", "2021-05-01", False, None),
        ("split", "2022-05-01", False, None),
    ],
)
def test_a_return_is_inherited_from_one_that_was_split_off_or_recoded_later(
    change: str, day: str, inherited: bool, group: str | None
) -> None:
    """Authority b came from a on 1 April 2021: the census of 2020 is a's, that of 2021 nobody's but b's own."""
    row = one("b", day, authorities(("a", "b", "2021-04-01", change)), returns("a"))
    assert row["inherited"] == inherited
    assert (row["return_group"] if inherited else None) == group
    assert (row["link_status"] == LINKED) == inherited


def test_an_own_return_comes_before_an_inherited_one() -> None:
    workforce = pd.concat([returns("a"), returns("b").assign(turnover_rate=99.0)], ignore_index=True)
    row = one("b", "2021-05-01", authorities(("a", "b", "2021-04-01", "split")), workforce)
    assert (row["return_group"], row["turnover_rate"], row["inherited"]) == ("b", 99.0, False)


@pytest.mark.parametrize(("effective", "inherited"), [("2020-09-30", False), ("2020-10-01", True)])
def test_a_change_on_the_census_day_itself_was_made_by_then(effective: str, inherited: bool) -> None:
    row = one("b", "2021-05-01", authorities(("a", "b", effective, "split")), returns("a"))
    assert row["inherited"] == inherited


@pytest.mark.parametrize(
    ("day", "distance", "said"),
    [
        ("2019-09-30", {}, "the census of 2018 is before the first in the data (2019)"),
        ("2020-05-01", {"lag": 2}, "the census of 2017 is before the first in the data (2019)"),
        ("2024-10-01", {}, "the census of 2024 is after the last in the data (2023)"),
        ("2023-05-01", {"lead": 2}, "the census of 2024 is after the last in the data (2023)"),
        ("2021-05-01", {}, "no return in the census of 2020"),
        ("2020-05-01", {}, "no return in the census of 2019"),
        ("2024-05-01", {}, "no return in the census of 2023"),
    ],
)
def test_why_there_is_no_census(day: str, distance: dict[str, int], said: str) -> None:
    row = one("c", day, authorities(), returns("a"), **distance)
    assert row["link_status"] == said
    assert pd.isna(row["lag_days"])
    assert (row["incomplete"], row["is_joint"], row["inherited"]) == ("", False, False)


def test_one_formed_of_three_names_them() -> None:
    who = authorities(*((key, "d", "2023-04-01", "merge") for key in "abc"))
    row = one("d", "2021-05-01", who, returns("a"))
    assert row["link_status"] == ("no return of its own in 2020: formed later, from Place A and Place B and Place C")


def test_members_of_a_joint_return_have_it_both_and_it_says_so() -> None:
    both = pd.concat([inspected("a", "2021-05-01"), inspected("b", "2022-05-01")], ignore_index=True)
    found = link_inspections(both, returns("a+b"), authorities())
    assert found["return_group"].tolist() == ["a+b", "a+b"]
    assert found["is_joint"].tolist() == [True, True]
    assert found["turnover_rate"].tolist() == [20.0, 21.0]


def test_columns_come_in_one_order_and_measures_that_are_not_there_stay_away() -> None:
    found = link_inspections(inspected("a", "2021-05-01"), returns("a"), authorities())
    assert list(found) == [
        "inspection_id", "la_key", "framework", "inspection_date", "census_year", "census_date", "lag_days",
        "return_group", "is_joint", "inherited", "small_base", "link_status", "incomplete",
        "inpost_fte", "inpost_fte_flag", "turnover_rate", "turnover_rate_flag", "caseload", "caseload_flag",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"lag": 1, "lead": 1}, "give a lag or a lead, not both"),
        ({"lag": 3}, "lag is 0, 1 or 2 and lead 1 or 2, not lag=3, lead=None"),
        ({"lead": 0}, "lag is 0, 1 or 2 and lead 1 or 2, not lag=0, lead=0"),
    ],
)
def test_other_distances_are_refused_in_words(options: dict[str, int], said: str) -> None:
    with pytest.raises(ValueError, match="lag") as caught:
        link_inspections(inspected("a", "2021-05-01"), returns("a"), authorities(), **options)  # type: ignore[arg-type]
    assert str(caught.value) == said


def test_a_census_year_of_many_days_keeps_their_index() -> None:
    days = pd.Series(pd.to_datetime(["2021-10-01", "2021-09-30"]), index=["x", "y"])
    assert latest_census_year(days).to_dict() == {"x": 2021, "y": 2020}
    assert latest_census_year(days).dtype == "int64"
