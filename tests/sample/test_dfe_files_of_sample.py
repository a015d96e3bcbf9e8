"""Workforce, children in need, referrals and population: rows in the publisher's order, sums, identities and gaps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from workforce_grades.sample import layouts
from workforce_grades.sample.children_files import children_in_need_rows, population_rows, referral_rows
from workforce_grades.sample.geography import Geography
from workforce_grades.sample.names import REGIONS
from workforce_grades.sample.publication import Published
from workforce_grades.sample.simulation import Simulation
from workforce_grades.sample.workforce_files import before_revision, headline_rows, indicator_rows
from workforce_grades.sources.symbols import is_number

REGION_CODES = [f"E1290000{number}" for number in range(1, 10)] + ["E13900001", "E13900002"]


def table(rows: Iterable[Any]) -> pd.DataFrame:
    header, *body = rows
    return pd.DataFrame([list(row) for row in body], columns=list(header))


def numbers(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return frame[columns].apply(pd.to_numeric, errors="coerce")


@pytest.fixture(scope="module")
def files(country: Simulation, published: Published) -> dict[str, pd.DataFrame]:
    return {
        "workforce": table(indicator_rows(country, published)),
        "workforce_2022": table(headline_rows(country, published)),
        "children_in_need": table(children_in_need_rows(country)),
        "referrals": table(referral_rows(country)),
        "population": table(population_rows(country)),
    }


def local(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["geographic_level"] == "Local authority"]


SPANS = {"workforce": (2017, 2025), "workforce_2022": (2017, 2022), "children_in_need": (2017, 2025),
         "referrals": (2017, 2025), "population": (2016, 2024)}  # fmt: skip


@pytest.mark.parametrize(("name", "span"), SPANS.items(), ids=list(SPANS))
def test_newest_year_first_then_england_its_eleven_rows_and_authorities_by_region_and_name(
    name: str, span: tuple[int, int], files: dict[str, pd.DataFrame]
) -> None:
    frame = files[name]
    first, last = span
    assert list(frame["time_period"].unique()) == list(range(last, first - 1, -1))
    assert set(frame["time_identifier"]) == {"Reporting year"}
    assert set(frame["country_code"] + frame["country_name"]) == {"E92000001England"}
    for _year, rows in frame.groupby("time_period", sort=False):
        assert list(rows["geographic_level"][:12]) == ["National", *["Regional"] * 11]
        assert list(rows["region_code"][:12]) == ["", *REGION_CODES]
        assert list(rows["region_name"][1:10]) == list(REGIONS)
        members = rows.iloc[12:]
        assert set(members["geographic_level"]) == {"Local authority"}
        order = list(zip(members["region_code"], members["la_name"], strict=True))
        assert order == sorted(order)
        assert not members["old_la_code"].duplicated().any()
        assert set(rows[["old_la_code", "new_la_code", "la_name"]].iloc[:12].to_numpy().ravel()) == {""}


def keys(geography: Geography, day: date) -> set[str]:
    return {member.key for member in geography.on(day)}


@pytest.mark.parametrize(
    ("name", "month", "last_day"), [("children_in_need", 3, 31), ("referrals", 3, 31), ("population", 6, 30)]
)
def test_authorities_are_those_of_the_last_day_of_the_files_own_year(
    name: str, month: int, last_day: int, files: dict[str, pd.DataFrame], country: Simulation
) -> None:
    for year, rows in local(files[name]).groupby("time_period"):
        day = date(int(year), month, last_day)
        assert set(rows["old_la_code"]) == keys(country.geography, day)
        codes = dict(zip(rows["old_la_code"], rows["new_la_code"], strict=True))
        for member in country.geography.on(day):
            assert codes[member.key] == member.ons_on(day)


def test_reorganisations_reach_children_in_need_a_year_after_the_workforce(
    files: dict[str, pd.DataFrame], country: Simulation
) -> None:
    for role, year in (("merge after", 2019), ("split 2023 after 1", 2023)):
        key = country.geography.role(role).key
        rows = {name: local(files[name]) for name in SPANS}
        first = {name: each.loc[each["old_la_code"] == key, "time_period"].min() for name, each in rows.items()}
        assert (first["workforce"], first["children_in_need"], first["population"]) == (year, year + 1, year)


def test_joint_returns_stand_apart_everywhere_but_in_the_workforce(files: dict[str, pd.DataFrame]) -> None:
    joint = {name: local(frame)["old_la_code"].str.contains("/").any() for name, frame in files.items()}
    assert [name for name, found in joint.items() if found] == ["workforce"]


@pytest.mark.parametrize(("name", "column"), [
    ("children_in_need", "At31_episodes"), ("children_in_need", "Anypoint_child"), ("referrals", "referral_count"),
    ("population", "population_estimate"),
])  # fmt: skip
def test_regions_are_sums_of_their_authorities_hidden_ones_too(
    name: str, column: str, files: dict[str, pd.DataFrame]
) -> None:
    """DfE rounds sums to 10; they hold authorities whose own cell is a symbol, so regions without one are compared."""
    frame = files[name].assign(value=pd.to_numeric(files[name][column], errors="coerce"))
    sums = local(frame).groupby(["time_period", "region_code"])["value"].agg(["sum", lambda found: found.isna().any()])
    regional = frame[frame["geographic_level"] == "Regional"].set_index(["time_period", "region_code"])["value"]
    whole = sums[~sums.iloc[:, 1].astype(bool)]["sum"]
    assert len(whole) > 70
    assert (regional.reindex(whole.index) - whole).abs().max() <= (0 if name == "population" else 5)
    inner, outer, capital = (regional.xs(code, level=1) for code in ("E13900001", "E13900002", "E12900007"))
    assert (inner + outer - capital).abs().max() <= 10


@pytest.mark.parametrize("name", ["children_in_need", "referrals"])
def test_counts_of_england_and_regions_are_rounded_to_ten(name: str, files: dict[str, pd.DataFrame]) -> None:
    frame = files[name]
    counted = [column for column in frame.columns[11:] if "percent" not in column]
    totals = numbers(frame[frame["geographic_level"] != "Local authority"], counted)
    assert (totals % 10 == 0).all(axis=None)
    assert not (numbers(local(frame), counted).dropna() % 10 == 0).all(axis=None)


def test_episodes_of_a_year_are_those_at_its_end_and_those_that_ended(files: dict[str, pd.DataFrame]) -> None:
    frame = numbers(local(files["children_in_need"]), list(layouts.CHILDREN_IN_NEED[1:])).dropna()
    assert (frame["Anypoint_episodes"] == frame["At31_episodes"] + frame["Ended_episodes"]).all()
    for of in ("Anypoint", "Started", "Ended"):
        assert (frame[f"{of}_child"] <= frame[f"{of}_episodes"]).all()
        assert (frame[f"{of}_child"] >= 0.93 * frame[f"{of}_episodes"] - 0.5).all()
    assert (frame["awaiting_assessment"] - 0.03 * frame["At31_episodes"]).abs().max() <= 0.5


def test_percentages_of_referrals_follow_from_their_counts_in_every_row(files: dict[str, pd.DataFrame]) -> None:
    frame = numbers(files["referrals"], list(layouts.REFERRALS[1:])).dropna()
    for what in ("rereferral", "no_further_action", "not_in_need"):
        again = 100 * frame[f"{what}_count"] / frame["referral_count"]
        assert (again - frame[f"{what}_percent"]).abs().max() < 0.0501
    again = 100 * frame["rereferral_child_count"] / frame["referral_child_count"]
    assert (again - frame["rereferral_child_percent"]).abs().max() < 0.0501
    assert (frame["referral_child_count"] <= frame["referral_count"]).all()


def hidden(frame: pd.DataFrame, skip: int) -> dict[tuple[int, str], int]:
    """Return how many cells of an authority's year are each symbol."""
    cells = local(frame).set_index("time_period").iloc[:, skip:]
    found: dict[tuple[int, str], int] = {}
    for year, row in zip(cells.index, cells.to_numpy(), strict=True):
        for symbol in {cell for cell in row if not is_number(cell)}:
            found[year, symbol] = found.get((year, symbol), 0) + list(row).count(symbol)
    return found


def test_gaps_of_children_in_need_and_referrals(files: dict[str, pd.DataFrame]) -> None:
    assert hidden(files["children_in_need"], 10) == {(2021, "x"): 8, (2022, "x"): 8, (2023, "c"): 8, (2024, "u"): 8}
    assert hidden(files["referrals"], 10) == {
        (2021, "x"): 9, (2022, "x"): 9, (2023, "x"): 9, (2024, "x"): 9, (2024, "u"): 10,
    }  # fmt: skip


def test_population_has_none_for_those_that_were_merged_and_is_whole(
    files: dict[str, pd.DataFrame], country: Simulation
) -> None:
    gone = {country.geography.role(f"merge before {at}").key for at in (1, 2)}
    rows = local(files["population"])
    assert set(rows[rows["population_estimate"] == "x"]["old_la_code"]) == gone
    assert set(rows[rows["population_estimate"] == "x"]["time_period"]) == {2016, 2017, 2018}
    assert pd.to_numeric(rows["population_estimate"], errors="coerce").dropna().mod(1).eq(0).all()
    smallest = rows[rows["old_la_code"] == country.geography.role("smallest").key]
    assert list(smallest["population_estimate"].astype(int)) == [450 + year - 2020 for year in range(2024, 2015, -1)]


def test_what_was_first_published_differs_in_old_years_and_in_headcounts_of_leavers(published: Published) -> None:
    old, new = before_revision(published, 2018), published.numbers
    year = new.index.get_level_values("year")
    big = new["inpost_fte"] >= 20
    assert old.shape == new.shape
    for column in ("leavers_fte", "inpost_fte"):
        changed = (old[column] - new[column]).abs() > 0.01
        assert set(year[changed]) == {2017, 2018, 2019}, column
        assert 0.1 < changed[year < 2020].mean() < 0.3
    heads = old["leavers_headcount"] - new["leavers_headcount"]
    assert set(heads[big].unique()) <= {-1, 0, 1, 2, 3}
    assert (heads[big] != 0).mean() > 0.5
    pd.testing.assert_frame_equal(old[~big], new[~big])
    unchanged = ["agency_fte", "vacancy_fte", "cases", "caseload_fte", "agency_cover_rate_fte", "starters_fte"]
    pd.testing.assert_frame_equal(old[unchanged], new[unchanged])
    assert (old["leavers_headcount"] >= 0).all()


def test_the_older_release_has_the_codes_of_2022_in_every_year(
    files: dict[str, pd.DataFrame], country: Simulation
) -> None:
    rows = local(files["workforce_2022"])
    assert list(rows.columns[10:]) == list(layouts.HEADLINE_2022)
    codes = rows.groupby("old_la_code")["new_la_code"].agg(set)
    counties = {member.key: member.codes for member in country.geography.authorities if "recode" in member.role}
    for key, (old, new) in counties.items():
        assert codes[key] == {new.ons if new.start <= date(2022, 9, 30) else old.ons}
    assert (codes.map(len) == 1).all()


def test_the_older_release_lists_joint_partners_from_2021_only(
    files: dict[str, pd.DataFrame], country: Simulation
) -> None:
    rows = local(files["workforce_2022"])
    for (first, second), since in country.geography.joint:
        there = rows[rows["old_la_code"] == first]["time_period"]
        apart = rows[rows["old_la_code"] == second]
        assert there.min() == since
        assert set(apart["time_period"]) == {2021, 2022}
        assert set(apart.iloc[:, 10:].to_numpy().ravel()) == {"z"}
