"""Whose return a row is: codes against each other, joint returns, old codes; layouts and levels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from small_england import small_england

from workforce_grades.authorities import Authorities
from workforce_grades.errors import DataError
from workforce_grades.sources.report import LoadLog, LoadReport
from workforce_grades.sources.workforce import combine_releases, explode_members
from workforce_grades.sources.workforce_checks import check_one_row_a_year
from workforce_grades.sources.workforce_layouts import IDENTIFIERS, LAYOUT_2022, LAYOUT_2025, to_tidy_names
from workforce_grades.sources.workforce_returns import note_old_codes, with_both_members, with_groups, with_returns

FILE = Path("csww.csv")
LINKS = ["pred_ons", "pred_dfe", "succ_ons", "succ_dfe", "effective_date", "change"]


def england() -> Authorities:
    """The small country, in which Southmere has another code since April 2019 and two make one return."""
    links = pd.DataFrame([("E10900002", "902", "E08900002", "902", "2019-04-01", "recode")], columns=LINKS)
    links["effective_date"] = pd.to_datetime(links["effective_date"])
    return Authorities({each.la_key: each for each in small_england()}, {}, links, joint_returns=[("901", "903")])


def log(source_id: str = "workforce") -> LoadLog:
    return LoadLog(source_id, FILE.name, "")


def row(ons: str, dfe: str, name: str = "N", year: int = 2024) -> pd.DataFrame:
    return pd.DataFrame({
        "new_la_code": [ons], "old_la_code": [dfe], "la_name": [name], "census_date": [pd.Timestamp(year, 9, 30)],
        "line": [7],
    })  # fmt: skip


@pytest.mark.parametrize(
    ("ons", "dfe", "name", "keys"),
    [
        ("E06900001", "901", "Northmere", ("901",)),
        ("E06900001 / E09900003", "901 / 903", "Northmere / Eastmere", ("901", "903")),
        ("E09900003 / E06900001", "903 / 901", "Eastmere / Northmere", ("901", "903")),
        ("E10900002", "902", "Southmere", ("902",)),
    ],
)
def test_members_are_known_by_both_codes_and_sorted(ons: str, dfe: str, name: str, keys: tuple[str, ...]) -> None:
    table = with_returns(row(ons, dfe, name), england(), FILE)
    assert table["la_keys"].tolist() == [keys]
    assert table[["ons_codes_published", "name_published"]].iloc[0].tolist() == [ons, name]
    assert with_groups(table)[["return_group", "is_joint"]].iloc[0].tolist() == ["+".join(keys), len(keys) > 1]


@pytest.mark.parametrize(
    ("ons", "dfe", "name", "place", "found"),
    [
        ("E07900001", "901", "A", "line 7, column new_la_code", "'E07900001' is not a code (A)"),
        ("E0690001", "901", "A", "line 7, column new_la_code", "'E0690001' is not a code (A)"),
        ("E06900001", "0901", "A", "line 7, column old_la_code", "'0901' is not a code (A)"),
        ("E06900001", "", "A", "line 7, column old_la_code", "'' is not a code (A)"),
        ("E06900001 / E0990003", "901 / 903", "A / B", "line 7, column new_la_code", "'E0990003' is not a code (B)"),
        ("E06900001", "901 / 903", "A", "line 7", "a joint return whose parts do not match: E06900001 | 901 / 903 | A"),
        ("E06900001", "903", "A", "line 7, A", "E06900001 is Northmere, but DfE code 903 is Eastmere"),
        (
            "E06900001 / E06900001",
            "901 / 903",
            "A / B",
            "line 7, B",
            "E06900001 is Northmere, but DfE code 903 is Eastmere",
        ),
    ],
)
def test_codes_that_do_not_fit_are_refused_with_their_place(
    ons: str, dfe: str, name: str, place: str, found: str
) -> None:
    with pytest.raises(DataError) as refused:
        with_returns(row(ons, dfe, name), england(), FILE)
    assert (refused.value.place, refused.value.found) == (place, found)


@pytest.mark.parametrize(
    ("code", "year", "notes"),
    [
        ("E10900002", 2018, []),
        (
            "E10900002",
            2019,
            ["Southmere 2019 stands under its old code E10900002, replaced by E08900002 on 1 April 2019"],
        ),
        ("E08900002", 2018, []),
        ("E08900002", 2024, []),
    ],
)
def test_a_row_under_a_code_that_was_replaced_by_its_census_is_noted(code: str, year: int, notes: list[str]) -> None:
    told = log()
    note_old_codes(with_returns(row(code, "902", year=year), england(), FILE), england(), told)
    assert told.notes == [f"{note}; the row was kept" for note in notes]


def returns(*rows: tuple[str, int, str]) -> pd.DataFrame:
    keys, years, flags = zip(*rows, strict=True)
    table = pd.DataFrame({"year": years, "inpost_fte_flag": flags})
    return table.assign(la_keys=pd.Series([(key,) for key in keys]))


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        ([("901", 2020, "ok")], [("901", "903")]),
        ([("901", 2020, "ok"), ("903", 2020, "not_applicable")], [("901", "903")]),
        ([("901", 2020, "ok"), ("903", 2020, "ok")], [("901",), ("903",)]),
        ([("901", 2020, "ok"), ("903", 2021, "ok")], [("901", "903"), ("903",)]),
        ([("902", 2020, "ok"), ("902", 2021, "not_applicable")], [("902",), ("902",)]),
    ],
)
def test_a_return_under_the_first_members_name_is_of_both_unless_the_other_made_its_own(
    rows: list[tuple[str, int, str]], kept: list[tuple[str, ...]]
) -> None:
    told = log()
    assert with_both_members(returns(*rows), england(), told)["la_keys"].tolist() == kept
    assert told.dropped == (
        {} if len(kept) == len(rows) else {"members of a joint return, without numbers of their own": 1}
    )


@pytest.mark.parametrize(("year", "keys"), [(2018, ("904",)), (2019, ("904",))])
def test_a_partner_that_did_not_exist_at_the_census_is_no_member(year: int, keys: tuple[str, ...]) -> None:
    who = Authorities({each.la_key: each for each in small_england()}, {}, england().links, [("904", "905")])
    assert with_both_members(returns(("904", year, "ok")), who, log())["la_keys"].tolist() == [keys]


def whole(layout: Any, **more: str) -> pd.DataFrame:
    return pd.DataFrame({name: ["x"] for name in [*IDENTIFIERS, *layout.columns, "line", *more]})


@pytest.mark.parametrize("layout", [LAYOUT_2022, LAYOUT_2025])
def test_a_layout_is_known_by_its_columns(layout: Any) -> None:
    told = log("workforce_2022")
    table, found = to_tidy_names(whole(layout), FILE, told)
    assert found is layout
    assert list(table.columns) == [*IDENTIFIERS, *layout.columns.values(), "line"]
    assert told.notes == []


def test_the_older_layout_under_the_newer_name_is_noted_and_other_columns_are_passed_over() -> None:
    told = log()
    _table, found = to_tidy_names(whole(LAYOUT_2022), FILE, told)
    assert found is LAYOUT_2022
    assert len(told.notes) == 1 and "this is the 2022 layout" in told.notes[0]
    told = log()
    table, _found = to_tidy_names(whole(LAYOUT_2025, comment="", more=""), FILE, told)
    assert told.asides == ["columns that are not used: comment, more"]
    assert "comment" not in table


@pytest.mark.parametrize("column", ["caseload_fte", "turnover_rate_fte", "old_la_code"])
def test_a_column_that_is_missing_is_named_with_its_layout(column: str) -> None:
    with pytest.raises(
        DataError, match=rf"column `{column}`.* not found\. Expected the columns of the workforce file's 2025"
    ):
        to_tidy_names(whole(LAYOUT_2025).drop(columns=column), FILE, log())


def test_layouts_name_each_measure_once() -> None:
    for layout in (LAYOUT_2022, LAYOUT_2025):
        assert len(layout.published) == len(layout.columns)
        assert layout.published["turnover_rate"].startswith("turnover_rate_fte")


def level(file: str, **columns: list[Any]) -> pd.DataFrame:
    table = pd.DataFrame({"year": [2024], **columns})
    table.attrs["load_report"] = LoadReport("workforce", file, "", 1, 1)
    return table


def test_one_release_can_be_stacked_and_says_where_a_row_is_from() -> None:
    one, other = level("a.csv", return_group=["901"]), level("b.csv", return_group=["902"])
    assert combine_releases(one, one)["release"].tolist() == ["a.csv", "a.csv"]
    both = combine_releases(one, other, allow_mixed_releases=True)
    assert both[["return_group", "release"]].to_numpy().tolist() == [["901", "a.csv"], ["902", "b.csv"]]
    with pytest.raises(DataError, match=r"a\.csv, b\.csv: two releases in one table.*say allow_mixed_releases=True"):
        combine_releases(other, one)


@pytest.mark.parametrize("other", [{"region_code": ["E12000001"]}, {"region_code": [""]}])
def test_levels_are_never_stacked_whatever_is_allowed(other: dict[str, list[str]]) -> None:
    authorities, total = level("a.csv", return_group=["901"]), level("a.csv", **other)
    with pytest.raises(DataError, match="every social worker would count two or three times"):
        combine_releases(authorities, total, allow_mixed_releases=True)
    assert len(combine_releases(total, total)) == 2
    with pytest.raises(DataError, match="Load one level and combine that"):
        combine_releases(level("a.csv", region_code=["E12000001"]), level("a.csv", region_code=[""]))


def test_members_of_a_joint_return_have_its_numbers_each() -> None:
    table = pd.DataFrame({"year": [2024, 2024], "caseload": [16.0, 18.0]}).assign(
        la_keys=pd.Series([("901", "903"), ("902",)])
    )
    members = explode_members(table)
    assert members[["la_key", "caseload"]].to_numpy().tolist() == [["901", 16.0], ["903", 16.0], ["902", 18.0]]
    assert members.index.tolist() == [0, 1, 2]


def totals(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["time_period", "geographic_level", "region_name"])


ENGLAND = [(year, "National", "") for year in ("2024", "2025")]
NORTH = [(year, "Regional", "North") for year in ("2024", "2025")]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([*ENGLAND, *NORTH], ""),
        ([*ENGLAND], ""),
        ([*ENGLAND, NORTH[0]], "2025 has no row of North"),
        ([ENGLAND[0], *NORTH], "2025 has no row of England"),
        ([*ENGLAND, *NORTH, NORTH[1]], "2025 has 2 rows of North"),
        ([*NORTH], "2024 has no row of England, and 1 more such faults"),
        ([*ENGLAND, ("2026", "Local authority", "North")], "2026 has no row of England"),
    ],
)
def test_each_year_has_one_row_of_england_and_of_each_region(rows: list[tuple[str, str, str]], found: str) -> None:
    if not found:
        check_one_row_a_year(totals(*rows), file=FILE)
        return
    with pytest.raises(DataError) as refused:
        check_one_row_a_year(totals(*rows), file=FILE)
    assert (refused.value.found, refused.value.place) == (found, f"year {found[:4]}")
