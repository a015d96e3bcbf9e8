from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import build_folder
from workforce_grades.authorities import Authorities, fold, load_authorities, slug, split_joint
from workforce_grades.authorities.names import short
from workforce_grades.errors import DataError, UnknownNameError


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Authorities:
    return load_authorities(build_folder(tmp_path_factory.mktemp("data")))


@pytest.mark.parametrize(
    ("text", "key"),
    [("Hartwell", "608"), ("  hartwell ", "608"), ("608", "608"), ("E08000903", "608"), ("E08000902", "608"),
     ("e08000902", "608"), ("Birchwater, City of", "602"), ("city of birchwater", "602"), ("grey ford", "607"),
     ("Hartwell Council", "608"), ("Elmshire", "605"), ("E10000901", "605"), ("hartwell UA", "608")],
)  # fmt: skip
def test_an_authority_is_found_by_any_code_or_spelling(authorities: Authorities, text: str, key: str) -> None:
    assert authorities.find(text).la_key == key


def test_every_authority_is_found_by_all_it_is_called(authorities: Authorities) -> None:
    for member in authorities:
        for text in (member.la_key, member.ons_code, *member.former_ons_codes, member.name, member.slug):
            assert authorities.find(text) is authorities[member.la_key]
            assert authorities.key(text, file="f.csv", place="line 2") == member.la_key


def test_an_unknown_name_suggests_the_nearest(authorities: Authorities) -> None:
    with pytest.raises(UnknownNameError, match=r"authority 'Aldebrook' is not known. Did you mean 'Alderbrook'"):
        authorities.find("Aldebrook")
    with pytest.raises(UnknownNameError, match=r"`workforce-grades list --authorities` shows all\.$"):
        authorities.find("zzz")


def test_who_asks_for_a_real_authority_among_fictional_ones_is_told_where_to_look(authorities: Authorities) -> None:
    fictional = Authorities({"608": replace(authorities["608"], ons_code="E06900023")}, {}, authorities.links)
    assert (authorities.are_fictional, fictional.are_fictional) == (False, True)
    with pytest.raises(UnknownNameError, match=r"shows all\. These are fictional authorities; .* --data DIR\.$"):
        fictional.find("Derby")


def test_an_unknown_code_in_a_file_suggests_codes(authorities: Authorities) -> None:
    with pytest.raises(DataError) as raised:
        authorities.key("E06000999", file="f.csv", place="line 2")
    assert "E0600090" in raised.value.action
    assert "Alderbrook" not in raised.value.action
    with pytest.raises(DataError, match="Nearest: Alderbrook"):
        authorities.key("Alderbroke", file="f.csv", place="line 2")
    with pytest.raises(DataError, match=r"Add it to las.csv or to name_aliases.csv"):
        authorities.key("§", file="f.csv", place="line 2")


def test_current_and_ended(authorities: Authorities) -> None:
    assert [member.name for member in authorities.current] == [
        "Alderbrook", "Birchwater", "Cotterdale", "Dunmere", "Fenholt", "Greyford", "Hartwell",
    ]  # fmt: skip
    assert len(authorities) == 8
    assert "605" in authorities
    assert "E10000901" not in authorities


@pytest.mark.parametrize(
    ("key", "day", "there"),
    [("605", date(2024, 3, 31), True), ("605", date(2024, 4, 1), False), ("606", date(2024, 3, 31), False),
     ("606", date(2024, 4, 1), True), ("608", date(2025, 4, 30), True), ("608", date(2025, 5, 1), True),
     ("601", date(2008, 12, 31), False)],
)  # fmt: skip
def test_existed_on(authorities: Authorities, key: str, day: date, there: bool) -> None:
    assert authorities[key].existed_on(day) is there


def test_a_recode_is_one_authority_with_a_former_code(authorities: Authorities) -> None:
    hartwell = authorities["608"]
    assert (hartwell.ons_code, hartwell.former_ons_codes) == ("E08000903", ("E08000902",))
    assert hartwell.is_current
    assert hartwell.end_date is None
    assert authorities.predecessors("608") == []
    assert authorities.successors("608") == []


def test_a_split_has_one_predecessor_and_two_successors(authorities: Authorities) -> None:
    assert authorities.predecessors("606") == [("605", "split", pd.Timestamp(2024, 4, 1))]
    assert authorities.successors("605") == ["606", "607"]
    assert authorities.predecessors("601") == []


@pytest.mark.parametrize(
    ("code", "key", "day", "since"),
    [("E08000902", "608", "2025-04-01", "2025-04-01"), ("E08000902", "608", "2025-03-31", None),
     ("E08000903", "608", "2025-09-30", None), ("E10000901", "606", "2024-09-30", "2024-04-01"),
     ("E10000901", "605", "2024-09-30", None)],
)  # fmt: skip
def test_replaced_on(authorities: Authorities, code: str, key: str, day: str, since: str | None) -> None:
    expected = None if since is None else pd.Timestamp(since)
    assert authorities.replaced_on(code, key, pd.Timestamp(day)) == expected


def test_joint_returns_and_regions(authorities: Authorities) -> None:
    assert authorities.joint_returns == (("603", "604"),)
    assert authorities.region_name("601") == "North Vale"
    assert authorities.region_name("603") == "South Vale"


def test_the_table_has_one_row_a_code(authorities: Authorities) -> None:
    table = authorities.table
    assert len(table) == 9
    assert table["ons_code"].is_unique
    assert table.loc[table["la_key"] == "608", "status"].tolist() == ["live", "ended"]
    assert table.loc[table["la_key"] == "605", "status"].tolist() == ["ended"]


def test_joint_cells_split_to_members() -> None:
    place = {"file": "f.csv", "place": "line 2"}
    assert split_joint("E1 / E2", "314 / 318", "K / R", **place) == [("E1", "314", "K"), ("E2", "318", "R")]
    assert split_joint("E1", "314", "K", **place) == [("E1", "314", "K")]
    with pytest.raises(DataError, match=r"f.csv, line 2: a joint return whose parts do not match: E1 / E2 \| 314"):
        split_joint("E1 / E2", "314", "K / R", **place)


@pytest.mark.parametrize(
    ("one", "other"),
    [("St. Helens", "st helens"), ("Telford & Wrekin", "Telford and Wrekin"), ("Wokingham UA", "Wokingham"),
     ("Essex CC", "Essex"), ("Southend-on-Sea", "Southend on Sea")],
)  # fmt: skip
def test_spellings_fold_together(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_short_names_leave_the_kind_out() -> None:
    assert short("Kingston upon Hull, City of") == "kingston upon hull"
    assert short("City of London") == "london"
    assert short("The County Council") == "the county council"
    assert slug("Kingston upon Hull, City of") == "kingston-upon-hull-city-of"


def test_any_name_makes_a_file_name_of_its_own() -> None:
    long = "Endless" + "x" * 10_000
    assert len(slug(long)) == len(slug(long + "y")) == 100
    assert slug(long) != slug(long + "y")
    assert re.fullmatch("[0-9a-f]{8}", slug("***"))
    assert slug("***") != slug("!!!")


@given(st.text(max_size=30))
def test_any_text_is_found_or_suggests(authorities: Authorities, text: str) -> None:
    try:
        found = authorities.find(text)
    except UnknownNameError as error:
        assert set(error.nearest) <= {member.name for member in authorities.current}
    else:
        assert found.la_key in authorities


@given(st.text(max_size=30) | st.text("ab -", min_size=90, max_size=300))
def test_folding_twice_changes_nothing_but_suffixes(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert slug(slug(text)) == slug(text)


def test_codes_of_the_file_are_counted(tmp_path: Path) -> None:
    from workforce_grades.authorities import authorities_report
    from workforce_grades.sources.folder import open_folder

    report = authorities_report(open_folder(build_folder(tmp_path / "data")))
    assert (report.read, report.kept, report.authorities) == (11, 9, 8)
    assert report.dropped == {"joint return rows": 1, "rows without an authority's codes": 1}
