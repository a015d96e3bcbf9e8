from __future__ import annotations

import csv
import gzip
import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workforce_grades.errors import DataError
from workforce_grades.sources import files
from workforce_grades.sources.files import LINE, read_bytes, read_csv
from workforce_grades.sources.report import LoadLog

on_disk = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


@pytest.fixture
def log() -> LoadLog:
    return LoadLog("workforce", "table.csv", "")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def test_cells_are_text_and_lines_are_those_of_the_file(file: Path, log: LoadLog) -> None:
    file.write_text('code,name\n007,"two\nlines"\n\n008, x \n')
    table = read_csv(file, log)
    assert table.to_dict("list") == {"code": ["007", "008"], "name": ["two\nlines", " x "], LINE: [2, 5]}
    assert log.rows_read == 2
    assert log.notes == []


def test_marks_that_turn_text_round_are_left_out_with_a_note(file: Path, log: LoadLog) -> None:
    file.write_text("code,name\n007,\u202eyb\u2066red\n", encoding="utf-8")
    assert read_csv(file, log)["name"].tolist() == ["ybred"]
    assert log.notes == ["2 invisible marks that turn the direction of text were left out"]


def test_repeated_headers_are_numbered(file: Path, log: LoadLog) -> None:
    file.write_text("SN1,SNP, SNP ,SNP\n1,2,3,4\n")
    assert read_csv(file, log).columns.tolist() == ["SN1", "SNP", "SNP.1", "SNP.2", LINE]


@pytest.mark.parametrize(
    ("header", "columns"),
    [("line,a", ["line.1", "a"]), ("a,a,a.1", ["a", "a.1", "a.1.1"]), ("a.1,a,a", ["a.1", "a", "a.2"])],
)
def test_no_two_columns_have_one_name(file: Path, log: LoadLog, header: str, columns: list[str]) -> None:
    file.write_text(f"{header}\n" + ",".join("1" * (header.count(",") + 1)) + "\n")
    assert read_csv(file, log).columns.tolist() == [*columns, LINE]


def test_ragged_tables_are_filled_on_request_only(file: Path, log: LoadLog) -> None:
    file.write_text("a,b\n1,2\nSource: publisher\n1,2,3\n")
    with pytest.raises(DataError, match=r"line 3 has 1 of 2 fields"):
        read_csv(file, log)
    assert read_csv(file, log, ragged=True)["b"].tolist() == ["2", "", "2"]


def test_gzip_is_unpacked_with_a_note(file: Path, log: LoadLog) -> None:
    file.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    assert read_csv(file, log)["b"].tolist() == ["2"]
    assert log.notes == ["the file is compressed with gzip; it was unpacked"]


def test_a_web_page_in_gzip_is_still_a_web_page(file: Path, log: LoadLog) -> None:
    file.write_bytes(gzip.compress(b"<html>gone</html>"))
    with pytest.raises(DataError, match="is a web page"):
        read_csv(file, log)


def test_a_zip_with_two_fitting_members_is_refused(file: Path, log: LoadLog) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("data/table_1.csv", "a,b\n1,2\n")
        archive.writestr("data/table_2.csv", "a,b\n1,2\n")
    with pytest.raises(DataError, match=r"table_\*.csv matches 2 members of the zip. It holds: data/table_1.csv, data"):
        read_csv(file, log, member="table_*.csv")


def test_sizes_are_limited_before_and_after_unpacking(
    file: Path, log: LoadLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1_000)
    file.write_bytes(b"a,b\n" * 300)
    with pytest.raises(DataError, match="the file has 1,200 bytes"):
        read_bytes(file, log)
    file.write_bytes(gzip.compress(b"a,b\n" * 300))
    with pytest.raises(DataError, match="unpacks to more than 1,000 bytes"):
        read_bytes(file, log)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("table.csv", "a,b\n" * 300)
    with pytest.raises(DataError, match="unpacks to more than 1,000 bytes"):
        read_bytes(file, log, member="table.csv")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"status": 503, "message": "Try later"}', "503 Try later"),
        (b'{"error": {}}', "JSON without a message"),
        (b"{not json", "{not json"),
        (b"\xef\xbb\xbf{}", "JSON without a message"),
        (b"   \n\n", "the file is empty"),
        (b"\xff\xfea", "UTF-16 text is damaged"),
        (b"one column\n1\n", "one column found; it is 'one column'"),
        (b"a,b\n\x81,2\n", "byte 4 is text in no known encoding"),
    ],
)
def test_what_is_not_a_table_is_named(file: Path, log: LoadLog, content: bytes, says: str) -> None:
    file.write_bytes(content)
    with pytest.raises(DataError) as raised:
        read_csv(file, log)
    assert says in str(raised.value)
    assert raised.value.file == "table.csv"


def test_missing_years_of_a_cut_file_are_named(tmp_path: Path, log: LoadLog) -> None:
    file = tmp_path / "table_2017_to_2020.csv"
    file.write_text("time_period,b\n2020,1\n2019")
    with pytest.raises(DataError, match=r"the last line has 1 of 2 fields and years 2017-2019 are missing"):
        read_csv(file, log)
    file.write_text("time_period,b\n2020,1\n2019,1\n2018,1\n2017")
    with pytest.raises(DataError, match=r"fields and year 2017 is missing: the file is incomplete \(39 bytes\)"):
        read_csv(file, log)


names = st.text("abcdefgh_%", min_size=1, max_size=6)
cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0" + files.TURNING), max_size=6)


@on_disk
@given(data=st.data(), header=st.lists(names, min_size=2, max_size=5, unique=True))
def test_any_written_table_reads_back(data: st.DataObject, file: Path, header: list[str]) -> None:
    width = len(header)
    rows = data.draw(st.lists(st.lists(cells, min_size=width, max_size=width).filter(
        lambda row: any(cell.strip() for cell in row)), min_size=1, max_size=5))  # fmt: skip
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    file.write_bytes(text.getvalue().encode())
    table = read_csv(file, LoadLog("workforce", "table.csv", ""))
    assert table.drop(columns=LINE).to_numpy().tolist() == rows
    assert table.columns.tolist() == [*header, LINE]


@on_disk
@given(
    content=st.binary(max_size=200)
    | st.binary(max_size=60).map(lambda tail: b"a,b\n" + tail)
    | st.binary(max_size=40).map(lambda tail: gzip.compress(b"a,b\n1,2\n")[:20] + tail)
    | st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail)
    | st.binary(max_size=30).map(lambda tail: b"\xff\xfe" + tail)
)
def test_any_bytes_give_a_table_or_a_data_error(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    try:
        table = read_csv(file, LoadLog("workforce", "table.csv", ""), member="*.csv")
    except DataError as error:
        assert "table.csv" in str(error)
    else:
        assert len(table) > 0
        assert LINE in table


def test_a_zip_whose_directory_points_nowhere_is_refused(tmp_path: Path) -> None:
    """Found by fuzzing: Python's zipfile answers with a ValueError."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("data/a.csv", "a,b\n1,2\n")
    content = stream.getvalue()
    file = tmp_path / "a.csv"
    file.write_bytes(content[:40] + content[44:])
    with pytest.raises(DataError, match="the zip is damaged or incomplete"):
        read_csv(file, LoadLog("x", "a.csv", ""), member="*.csv")


def test_a_zip_whose_member_lies_beyond_all_numbers_is_damaged(file: Path, log: LoadLog) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
    whole = stream.getvalue()
    begins, ends = whole.index(b"PK\x01\x02"), whole.index(b"PK\x05\x06")
    far = struct.pack("<HHQ", 1, 8, 2**63 + 5)  # where the member begins, in 64 bits
    entry = bytearray(whole[begins:ends] + far)
    entry[30:32], entry[42:46] = struct.pack("<H", len(far)), b"\xff" * 4
    end = bytearray(whole[ends:])
    end[12:16] = struct.pack("<I", len(entry))
    file.write_bytes(whole[:begins] + entry + end)
    with pytest.raises(DataError, match="the zip is damaged or incomplete"):
        read_csv(file, log, member="*.csv")
