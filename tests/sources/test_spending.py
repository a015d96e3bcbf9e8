from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from small_england import ONS, small_england, write_sheet

from workforce_grades.errors import DataError
from workforce_grades.sources.population import load_population
from workforce_grades.sources.report import load_report
from workforce_grades.sources.spending import load_spending

SHEET = "RSX_LA_Data_202425"
HEADER = [
    "E-code", "ONS Code", "Local authority", "Notes", "Class", "Detailed Class", "Certification",
    "Children Social Care - Total Expenditure (C3 = C1 + C2)",
    "Children Social Care - Total Income (C6 = C4 + C5)",
    "Children Social Care - Net Current Expenditure (C7 = C3 - C6)",
]  # fmt: skip


def authority(key: str, name: str, *money: object, certified: str = "Y") -> list[Any]:
    return ["E1", ONS[key], name, "", "UA", "UA", certified, *money]


def rows() -> list[list[Any]]:
    return [
        authority("901", "Northmere UA", 1_500.25, 500, 1_000.25),
        authority("902", "Southmere MBC", "[x]", "[x]", "[x]", certified="[x]"),
        authority("903", "Eastmere", 90, 0, 90, certified="N"),
        ["E2", "E07900001", "Littlemere", "", "SD", "SD", "Y", 0, 0, 0],
        ["E3", "E23900001", "North Police", "", "O", "Police", "Y", 0, 0, 0],
        ["E6803", "E6803", "Valley Park Authority", "", "O", "Park", "N", 0, 0, 0],
        ["Eng", "E92000001", "England", "", "Eng", "Eng", "[Y]", 1590.25, 500, 1090.25],
        HEADER,
        ["[Y]", "E06", "Unitary Authorities", "", "UA", "UA", 54, 1590.25, 500, 1090.25],
        ["", "", "", "", "", "", "", "RSX-csc-tot-exp", "RSX-csc-tot-inc", "RSX-csc-net-cur-exp"],
    ]


def load(folder: Path, body: list[list[Any]], *, sheet: str = SHEET, header: list[str] = HEADER) -> pd.DataFrame:
    title = [["Worksheet 2: RSX data"], ["Data are reported in £ thousand."], []]
    write_sheet(folder / "RSX_LA_Data_2024-25_data_by_LA.xlsx", sheet, [*title, header, *body])
    return load_spending(folder, authorities=small_england())


def test_thousands_become_pounds(tmp_path: Path) -> None:
    table = load(tmp_path, rows()).set_index("la_key")
    assert table.loc["901", "csc_net_spend"] == 1_000_250
    assert table.loc["901", "csc_total_spend"] == 1_500_250
    assert table.loc["903", "csc_net_spend"] == 90_000
    assert set(table["year"]) == {2025}


def test_only_upper_tier_authorities_stay_and_the_rest_is_counted(tmp_path: Path) -> None:
    table = load(tmp_path, rows())
    assert table["la_key"].tolist() == ["901", "902", "903"]
    report = load_report(table)
    assert report.read == 10
    assert report.dropped == {
        "shire districts": 1,
        "police, fire, parks and combined authorities": 2,
        "totals, headers and hidden rows": 4,
    }


def test_an_authority_without_a_return_is_unavailable_and_named(tmp_path: Path) -> None:
    table = load(tmp_path, rows()).set_index("la_key")
    assert pd.isna(table.loc["902", "csc_net_spend"])
    assert table.loc["902", "csc_net_spend_flag"] == "unavailable"
    report = load_report(load(tmp_path, rows()))
    assert report.notes == ("no figures from Southmere MBC",)
    assert report.warnings == ()
    assert report.flagged == {"unavailable": 1, "not certified": 1}


def test_certification_is_kept(tmp_path: Path) -> None:
    assert load(tmp_path, rows())["certified"].tolist() == [True, False, False]


def test_the_year_is_that_of_the_sheet(tmp_path: Path) -> None:
    assert set(load(tmp_path, rows(), sheet="RSX_LA_Data_202526")["year"]) == {2026}


def test_a_former_ons_code_is_the_same_authority(tmp_path: Path) -> None:
    body = rows()
    body[1][1] = "E10900002"
    table = load(tmp_path, body)
    assert table["la_key"].tolist() == ["901", "902", "903"]
    assert table["ons_code_published"].tolist()[1] == "E10900002"


def test_one_authority_under_two_codes_is_refused(tmp_path: Path) -> None:
    again = authority("902", "Southmere", 1, 0, 1)
    again[1] = "E10900002"
    with pytest.raises(DataError, match="column la_key"):
        load(tmp_path, [*rows(), again])


def test_net_must_be_total_less_income(tmp_path: Path) -> None:
    body = rows()
    body[0][9] = 1_100.25
    with pytest.raises(DataError, match=r"£1,100,250, but total expenditure less income is £1,000,250") as caught:
        load(tmp_path, body)
    assert "row 5, Northmere UA" in str(caught.value)


def test_a_code_that_is_not_known_is_refused(tmp_path: Path) -> None:
    body = rows()
    body[0][1] = "E06900099"
    with pytest.raises(DataError, match=r"'E06900099' is not in the authority list"):
        load(tmp_path, body)


def test_an_unknown_symbol_is_refused(tmp_path: Path) -> None:
    body = rows()
    body[1][9] = "[q]"
    with pytest.raises(DataError, match=r"'q' \(1\)"):
        load(tmp_path, body)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    header = [name.replace("Net Current", "Net Total") for name in HEADER]
    with pytest.raises(DataError, match=r"no table with the columns .*Net Current Expenditure"):
        load(tmp_path, rows()[:3], header=header)


def test_another_sheet_is_suggested(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"there is no sheet .*Sheet with a 'ONS Code' column: Data"):
        load(tmp_path, rows(), sheet="Data")


def test_a_web_page_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "RSX_LA_Data_2024-25_data_by_LA.ods").write_text("<!DOCTYPE html><p>Not found")
    with pytest.raises(DataError, match="this is a web page"):
        load_spending(tmp_path, authorities=small_england())


@pytest.mark.mirror
def test_the_published_spending(mirror: Path) -> None:
    table = load_spending(mirror)
    report = load_report(table)
    assert (report.read, report.kept) == (424, 153)
    assert report.dropped["shire districts"] == 164
    assert report.flagged == {"unavailable": 3, "not certified": 10}
    absent = table.loc[table["csc_net_spend"].isna(), "name_published"]
    assert sorted(absent) == ["Birmingham", "Cumberland", "Slough UA"]
    by_code = table.set_index("la_key")
    assert by_code.loc["370", "ons_code_published"] == "E08000016"
    assert by_code.loc["373", "ons_code_published"] == "E08000019"
    assert table["csc_net_spend"].sum() == pytest.approx(14.5e9, rel=0.08)


@pytest.mark.mirror
def test_the_published_spending_for_each_child(mirror: Path) -> None:
    population = load_population(mirror)
    children = population[population["year"] == 2024].set_index("la_key")["population_0_17"]
    spending = load_spending(mirror).set_index("la_key")["csc_net_spend"]
    each = (spending / children).dropna()
    assert len(each) == 150
    assert each.median().round() == 1_304
    assert each.quantile([0.25, 0.75]).round().tolist() == [1_129, 1_583]
    assert (each.min().round(), each.idxmin()) == (745, "815")
    assert each.max().round() == 5_987
