from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from builders import AUTHORITIES, LAS, build_folder, edit_csv, set_cell
from workforce_grades.authorities import load_authorities
from workforce_grades.authorities.reference import name_aliases, region_names, successor_links
from workforce_grades.errors import DataError
from workforce_grades.sources.folder import DataFolder, open_folder


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_folder(tmp_path_factory.mktemp("data"))


@pytest.fixture
def folder(valid: Path, tmp_path: Path) -> Path:
    return shutil.copytree(valid, tmp_path / "data")


def test_row_order_does_not_matter(valid: Path, folder: Path) -> None:
    edit_csv(folder / AUTHORITIES, lambda rows: rows[::-1])
    assert list(load_authorities(folder)) == list(load_authorities(valid))


def test_codes_that_ended_before_the_study_are_left_out(folder: Path) -> None:
    old = ("E06000990", "Oldham Vale", "01/01/1998", "31/03/2009", "E12000001", "E06", "Unitary", "terminated", "690")
    edit_csv(folder / AUTHORITIES, lambda rows: pd.concat([rows, pd.DataFrame([old], columns=rows.columns)]))
    assert "690" not in load_authorities(folder)
    assert len(load_authorities(folder)) == 8


@pytest.mark.parametrize(("column", "value"), [("old_la_code", "601"), ("new_la_code", "E06000901")])
def test_two_current_authorities_with_one_code_are_refused(folder: Path, column: str, value: str) -> None:
    set_cell(folder / AUTHORITIES, column, value, la_name="Birchwater")
    with pytest.raises(DataError) as raised:
        load_authorities(folder)
    assert raised.value.place == f"column {column}"
    assert "Alderbrook (line 2), Birchwater (line 3)" in raised.value.found


def test_an_unknown_region_is_refused(folder: Path) -> None:
    set_cell(folder / AUTHORITIES, "parent_geography_code", "E12000009", la_name="Birchwater")
    with pytest.raises(
        DataError, match=r"las.csv, line 3: region code 'E12000009' is not known. Expected one of E12000001"
    ):
        load_authorities(folder)


def test_a_missing_column_is_named(folder: Path) -> None:
    edit_csv(folder / AUTHORITIES, lambda rows: rows.rename(columns={"old_la_code": "dfe_code"}))
    with pytest.raises(DataError, match=r"las.csv, header: column `old_la_code`.* not found"):
        load_authorities(folder)


def test_a_folder_may_bring_its_own_facts(valid: Path) -> None:
    assert region_names(DataFolder(valid)) == {"E12000001": "North Vale", "E12000002": "South Vale"}
    assert name_aliases(DataFolder(valid)) == {"Birchwater, City of": "602", "Grey Ford": "607"}
    assert successor_links(DataFolder(valid))["change"].tolist() == ["split", "split", "recode"]


@pytest.mark.parametrize(("column", "value"), [("effective_date", "1 April 2024"), ("change", "swap")])
def test_a_damaged_successor_link_is_refused(folder: Path, column: str, value: str) -> None:
    set_cell(folder / "authority_history.csv", column, value, succ_dfe="607")
    with pytest.raises(DataError, match=r"authority_history.csv, row 2 below the header: a successor link without"):
        load_authorities(folder)


def test_reference_facts_need_their_columns(folder: Path) -> None:
    edit_csv(folder / "regions.csv", lambda rows: rows.rename(columns={"region_name": "region"}))
    with pytest.raises(DataError, match=r"regions.csv, header: column `region_name` \(found `region`"):
        load_authorities(folder)


def test_without_its_own_facts_a_folder_has_those_of_england(tmp_path: Path) -> None:
    folder = open_folder(tmp_path)
    assert len(region_names(folder)) == 9
    links = successor_links(folder)
    assert len(links) == 13
    assert links["change"].value_counts().to_dict() == {"recode": 6, "split": 4, "merge": 2, "part transfer": 1}
    aliases = name_aliases(folder)
    assert aliases["Kingston upon Hull"] == "810"
    assert len(aliases) > 50


def test_the_builders_list_is_read_whole(valid: Path) -> None:
    keys = {row[6] for row in LAS if row[6].isdecimal()}
    assert {member.la_key for member in load_authorities(valid)} == keys
