"""Bytes: the same cells, the same file; every kind of cell comes back as it went in."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from workforce_grades.sample.streams import on_weekday, stream
from workforce_grades.sample.writers import repack, write_csv, write_ods

ROWS = [
    [" leading", "two  spaces", "line\nfeed", " -", "trailing "],
    [1, 0, 2.5, 123456, -3],
    [pd.Timestamp(2024, 2, 29), "", None, "end", 0],
]


def read(path: Path, sheet: str) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def test_cells_come_back_as_they_went_in(tmp_path: Path) -> None:
    write_ods(tmp_path / "a.ods", {"One": ROWS, "Two": [["x"]]})
    rows = read(tmp_path / "a.ods", "One")
    assert rows[0] == ROWS[0]
    assert rows[1] == ROWS[1]
    assert rows[2] == [date(2024, 2, 29), "", "", "end", 0]
    assert read(tmp_path / "a.ods", "Two") == [["x"]]


def test_runs_of_zeros_and_blanks_keep_their_length(tmp_path: Path) -> None:
    row = ["a", *[0.0] * 20, *[""] * 7, "b", "b"]
    write_ods(tmp_path / "a.ods", {"One": [row]})
    assert read(tmp_path / "a.ods", "One") == [row]


def test_a_workbook_is_the_same_to_the_byte(tmp_path: Path) -> None:
    for name in ("a.ods", "b.ods"):
        write_ods(tmp_path / name, {"One": ROWS})
    assert (tmp_path / "a.ods").read_bytes() == (tmp_path / "b.ods").read_bytes()


def test_what_was_written_before_leaves_no_trace(tmp_path: Path) -> None:
    from odf.chart import Chart
    from odf.style import Style

    write_ods(tmp_path / "a.ods", {"One": ROWS})
    Chart(attributes={"class": "chart:bar"})
    Style(name="s", family="table-cell")
    write_ods(tmp_path / "b.ods", {"One": ROWS})
    assert (tmp_path / "a.ods").read_bytes() == (tmp_path / "b.ods").read_bytes()


def test_the_mimetype_is_first_and_stored_and_no_member_has_a_time(tmp_path: Path) -> None:
    write_ods(tmp_path / "a.ods", {"One": ROWS})
    with zipfile.ZipFile(tmp_path / "a.ods") as archive:
        members = archive.infolist()
    assert members[0].filename == "mimetype"
    assert members[0].compress_type == zipfile.ZIP_STORED
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}


def test_repacking_forgets_times_and_order() -> None:
    archives = []
    for names, year in ((("mimetype", "b", "a"), 2001), (("a", "mimetype", "b"), 2020)):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name in names:
                archive.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), name * 3)
        archives.append(repack(packed.getvalue()))
    assert archives[0] == archives[1]


def test_csv_has_its_mark_and_line_ends(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", [["a", "b, c"], [1, "d"]], bom=True)
    assert (tmp_path / "a.csv").read_bytes() == b'\xef\xbb\xbfa,"b, c"\n1,d\n'
    write_csv(tmp_path / "b.csv", [["a"]], line_end="\r\n")
    assert (tmp_path / "b.csv").read_bytes() == b"a\r\n"


def test_streams_of_two_subjects_are_apart_and_repeat() -> None:
    assert stream(1, "a").random() == stream(1, "a").random()
    assert len({stream(1, "a").random(), stream(1, "b").random(), stream(2, "a").random()}) == 3


@given(st.dates(date(2009, 1, 1), date(2026, 1, 1)))
def test_reports_come_out_on_working_days(day: date) -> None:
    out = on_weekday(pd.Timestamp(day))
    assert out.weekday() < 5
    assert 0 <= (out - pd.Timestamp(day)).days <= 5
    assert (out.month, out.day) not in ((12, 25), (12, 26), (1, 1))
