"""One authority's censuses: a row a year, the census before each inspection, and caps as a division."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from made_study import Row, beside, inspected, made, of, page_of

from workforce_grades.pages.local_authority.censuses import caps_in_words, table_caps, table_linked, table_yearly
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import Prose
from workforce_grades.study import Study


def linked(study: Study, key: str = "801") -> Table:
    table = table_linked(beside(study, key), study.linked())
    assert isinstance(table, Table)
    return table


def caps(*returns: Row) -> Table:
    table = table_caps(beside(made(*returns)))
    assert isinstance(table, Table)
    return table


def test_every_year_is_a_row_with_its_symbols_explained() -> None:
    study = made(of("802", 2023, inpost_fte=88.5, agency_rate="low"), of("801+802", 2024, caseload="unreliable"))
    table = table_yearly(beside(study, "802"))
    assert table.caption == "Brayford, year by year"
    assert table.data.to_numpy().tolist() == [
        ["2023", 88.5, 15.0, 16.0, "[low]", 17.0, 3.0], ["2024", 100.0, 15.0, "[u]", 18.0, 17.0, 3.0],
    ]  # fmt: skip
    assert table.note == (
        "In place of a number: withheld by the publisher because it is of low reliability [u]; rounds to 0 but is not "
        "0 [low]."
    )
    assert table.headers["inpost_fte"] == "Social workers in post (FTE)"
    assert set(table.decimals.values()) == {1}
    assert table_yearly(beside(study)).note.count(";") == 0


def test_the_census_before_an_inspection_is_strictly_before_its_first_day() -> None:
    rows = [inspected("801", day, grade) for day, grade in
            (("2023-10-01", "Good"), ("2024-09-30", "Outstanding"), ("2024-10-01", None))]  # fmt: skip
    study = made(of("801", 2023, caseload=17), of("801", 2024, caseload=19), inspections=rows)
    table = linked(study)
    assert table.data[["began", "overall", "census", "days", "caseload"]].to_numpy().tolist() == [
        ["1 October 2024", "", "2024", 1, 19.0], ["30 September 2024", "Outstanding", "2023", 366, 17.0],
        ["1 October 2023", "Good", "2023", 1, 17.0],
    ]  # fmt: skip
    assert table.data["remark"].to_list() == ["", "began on the day of a census, so the one before counts", ""]
    assert table.caption == "The census before each ILACS inspection"
    assert table.decimals == {"days": 0, "turnover_rate": 1, "caseload": 1}


@pytest.mark.parametrize(
    ("day", "is_marked"),
    [("2023-09-29", False), ("2023-09-30", True), ("2023-10-01", False), ("2024-09-29", False), ("2024-09-30", True)],
)
def test_only_the_day_of_a_census_is_remarked_in_leap_years_too(day: str, *, is_marked: bool) -> None:
    study = made(of("801", 2022), of("801", 2023), inspections=[inspected("801", day)])
    assert ("remark" in linked(study).data) == is_marked


@pytest.mark.parametrize(
    ("returns", "links", "said"),
    [
        ([of("801", 2023)], [], None),
        ([of("801+804", 2023)], [], "joint return with the Isles of Dunmere"),
        ([of("801", 2023, inpost_fte=19)], [], "fewer than 20 FTE: not in the primary sample"),
        ([of("801+802", 2023, inpost_fte=5)], [],
         "joint return with Brayford; fewer than 20 FTE: not in the primary sample"),
        ([of("804", 2023), of("801", 2024)], [("E1", "804", "E2", "801", "2023-12-01", "split")],
         "return of the Isles of Dunmere, which came before"),
    ],
    ids=["plain", "joint", "small", "joint and small", "inherited"],
)  # fmt: skip
def test_what_is_particular_about_a_link_is_remarked(returns: list[Row], links: Any, said: str | None) -> None:
    study = made(*returns, links=links, inspections=[inspected("801", "2024-03-04")])
    data = linked(study).data
    assert data.get("remark", pd.Series([None])).to_list() == [said]
    assert data["census"].to_list() == ["2023"]


def test_an_inspection_without_a_census_says_why_and_has_no_numbers() -> None:
    rows = [inspected("801", "2022-05-09"), inspected("801", "2024-05-13")]
    table = linked(made(of("801", 2023), inspections=rows))
    assert table.data.loc[table.data["began"] == "9 May 2022"].iloc[0, 2:-1].replace({None: ""}).fillna("").eq("").all()
    assert table.data["remark"].to_list() == ["", "the census of 2021 is before the first in the data (2023)"]


def test_a_number_that_was_not_published_keeps_its_symbol() -> None:
    rows = [inspected("801", "2024-03-04")]
    table = linked(made(of("801", 2023, turnover_rate="suppressed", caseload="low"), inspections=rows))
    assert table.data[["turnover_rate", "caseload"]].to_numpy().tolist() == [["[c]", "[low]"]]
    assert table.note == (
        "The studies join an inspection to the latest census strictly before its first day. In place of a number: "
        "suppressed by the publisher for confidentiality [c]; rounds to 0 but is not 0 [low]."
    )


def test_inspections_of_others_and_of_the_earlier_framework_are_not_linked_here() -> None:
    rows = [inspected("802", "2024-03-04"), inspected("804", "2016-03-04", framework="SIF")]
    study = made(of("801", 2023), of("802", 2023), inspections=rows)
    assert table_linked(beside(study, "804"), study.linked()) == Prose(
        ("There is no ILACS inspection of the Isles of Dunmere to join to a census.",)
    )
    assert len(linked(study, "802").data) == 1


def test_caps_divide_the_latest_cases() -> None:
    table = caps(of("801", 2023, cases=9999), of("801", 2024, cases=1800, case_holders_fte=90, caseload=20))
    assert table.caption == "What caps on caseload would ask of Ashby, 2024"
    assert table.data["cap"].to_list() == ["At most 22", "At most 18", "At most 16"]
    # 1,800 cases at 22, 18 and 16 for each worker, and how many more than 90 that is
    assert table.data["needed"].to_list() == pytest.approx([81.818, 100, 112.5], abs=1e-3)
    assert table.data["more"].to_list() == [0, 10, 22.5]
    assert table.data["remark"].to_list() == ["below it already", "", ""]


@pytest.mark.parametrize(("holders", "more", "remark"), [(100, 0, "below it already"), (99.5, 0.5, "")])
def test_who_is_at_a_cap_needs_nobody_more(holders: float, more: float, remark: str) -> None:
    table = caps(of("801", 2024, cases=1600, case_holders_fte=holders, caseload=16))
    assert table.data["more"].to_list() == [0, 0, more]
    assert table.data["remark"].to_list() == ["below it already", "below it already", remark]
    assert table.decimals == {"needed": 1, "more": 1}


def test_the_caseload_is_worked_out_in_words() -> None:
    study = made(of("804", 2024, cases=2345, case_holders_fte=130.25, caseload=18.04))
    told = caps_in_words(beside(study, "804")).paragraphs[0]
    assert told.startswith(
        "At the census of 2024, 2,345 cases were held by 130.2 FTE social workers: a caseload of 18.0."
    )
    assert "not a prediction" in str(caps_in_words(beside(study, "804")))


@pytest.mark.parametrize(
    ("gap", "year"),
    [({}, 2024), ({"cases": "suppressed"}, 2023), ({"case_holders_fte": "unavailable"}, 2023),
     ({"caseload": "unreliable"}, 2023), ({"case_holders_fte": 0.0}, 2023)],
    ids=str,
)  # fmt: skip
def test_caps_need_a_caseload_and_both_of_its_parts(gap: dict[str, Any], year: int) -> None:
    returns = of("801", 2023), of("801", 2024, **gap)
    assert caps(*returns).caption.endswith(f", {year}")
    assert f"At the census of {year}," in str(caps_in_words(beside(made(*returns))))


def test_without_any_caseload_there_is_one_sentence_and_no_table() -> None:
    compared = beside(made(of("804", 2024, caseload="unavailable")), "804")
    assert caps_in_words(compared).paragraphs == (
        "The Isles of Dunmere has no published caseload with its cases, so no cap is held against it.",
    )
    assert table_caps(compared) == Prose(())
    assert page_of(compared.study, "804").caps()._repr_html_().count("<p>") == 1
