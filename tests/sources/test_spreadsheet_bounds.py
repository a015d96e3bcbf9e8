from __future__ import annotations

import itertools
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.errors import DataError
from workforce_grades.sources import spreadsheet_bounds
from workforce_grades.sources.folder import open_folder
from workforce_grades.sources.spreadsheet_bounds import check_unpacked_size
from workforce_grades.sources.spreadsheets import Workbook

A = '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def blank(times: int) -> str:
    return f'<table:table-cell table:number-columns-repeated="{times}"/>'


def row(cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def ods(folder: Path, *rows: str) -> Path:
    sheet = f'<table:table table:name="S">{"".join(rows)}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(folder / "book.ods", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", f"<office:document-content {NAMES}>{body}</office:document-content>")
    return folder / "book.ods"


def test_blank_rows_and_columns_to_the_edge_of_the_sheet_are_usual(tmp_path: Path) -> None:
    book = Workbook(ods(tmp_path, row(A + blank(16_383)), row(blank(16_384), 1_048_575)))
    assert book.rows("S") == [["a"]]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([row(A.replace("office", 'table:number-columns-repeated="900000000" office'))], "repeated 900000000 times"),
        ([row(A, 4_000_000_000)], "repeated 4000000000 times"),
        ([row(blank(-1))], "repeated -1 times"),
        ([row(blank(1).replace('"1"', '"&#57;9"'))], "repeated &#57;9 times"),
        (
            [row(A.replace("office", 'table:number-columns-repeated="16000" office'), 400)],
            "400 rows and 16,000 columns",
        ),
        ([row(A), row(blank(1), 1_000_000), row(blank(9) + A)], "1,000,002 rows and 10 columns"),
        ([row('<table:table-cell a="&gt;>" table:number-columns-repeated="99999"/>')], "repeated 99999 times"),
        (
            [row(blank(99_999).replace("cell", "cell a=\" table:number-columns-repeated='1'\""))],
            "repeated 99999 times",
        ),
    ],
)
def test_more_cells_than_a_publisher_releases_are_refused(tmp_path: Path, rows: list[str], found: str) -> None:
    with pytest.raises(DataError, match=f"book.ods: .*{found}.*Expected at most"):
        Workbook(ods(tmp_path, *rows))


def test_members_that_unpack_to_too_much_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet_bounds, "MAX_UNPACKED", 10_000)
    file = ods(tmp_path, row(A))
    check_unpacked_size(file)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Pictures/zeros.png", bytes(10_000))
    with pytest.raises(DataError, match=r"unpacks to 10,\d{3} bytes"):
        check_unpacked_size(file)


def test_a_text_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="a text of more than 8 million bytes"):
        check_unpacked_size(ods(tmp_path, row(A.replace(">a<", f">{'a' * 10_000_000}<"))))


def test_a_distant_cell_of_an_xlsx_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    cells = "".join(f'<row><c r="{at}" t="n"><v>1</v></c></row>' for at in ("A1", "XFD1048576"))
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{cells}</sheetData></worksheet>")
    with pytest.raises(DataError, match="1,048,576 rows and 16,384 columns"):
        check_unpacked_size(file)


def test_the_samples_workbooks_are_within_bounds(sample: Path) -> None:
    for source_id in ("inspections", "inspections_2023", "spending"):
        check_unpacked_size(open_folder(sample).require(source_id))


@pytest.mark.mirror
def test_the_publishers_workbooks_are_within_bounds(mirror: Path) -> None:
    for source_id in ("inspections", "inspections_2023", "spending"):
        check_unpacked_size(open_folder(mirror).require(source_id))


@pytest.mark.parametrize("member", ["content.xml", "xl/worksheets/sheet1.xml"])
def test_entities_of_a_spreadsheet_are_not_resolved(tmp_path: Path, member: str) -> None:
    """Ten entities of ten each, ten deep, would be ten thousand million letters."""
    names = "abcdefghij"
    inner = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in itertools.pairwise(names))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{inner}]><x>&j;</x>'
    file = tmp_path / ("a.ods" if member == "content.xml" else "a.xlsx")
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(member, bomb)
    began = time.process_time()
    with pytest.raises(DataError):
        Workbook(file).tables("Sheet1", required=["a"])
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "row",
    [
        '<row r="999999999"><c><v>1</v></c></row>',
        "<row r='4000000000'><c><v>1</v></c></row>",
        '<row r="1"><c t="n" s=">" r="XFD1048576"><v>1</v></c></row>',
        '<x:row><x:c r="xfd1048576"><v>1</v></x:c></x:row>',
        '<row><c r = "ZZZ999999"><v>1</v></c></row>',
        '<row><c r="AAAAAAAAA1"><v>1</v></c></row>',
        '<row><c r="9A9"><v>1</v></c></row>',
        f"<row>{'<c/>' * 900}</row><row r='1048576'><c/></row>",
        '<row r="1"> " <c r="A99999999999"><v>1</v></c></row>',
        '<row r="1"><c x-r="A1" r="A99999999999"><v>1</v></c></row>',
        """<row r="1"><c s=" r='A1'" r="A99999999999"><v>1</v></c></row>""",
        '<row r="1"><\u00e9:c r="A99999999999"><v>1</v></\u00e9:c></row>',
        '<row r="1" z="<c "><c s="<"r="A99999999999"><v>1</v></c></row>',
        '<row r="1"><c r="A1" "><v>1</v></c></row>',
    ],
)
@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/media/picture.png"])
def test_a_cell_far_away_is_refused_before_room_is_made_for_it(tmp_path: Path, row: str, member: str) -> None:
    """Found by fuzzing: the reader asks for a terabyte and takes the whole process with it."""
    file = tmp_path / "far.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(member, f"<worksheet><sheetData><row r='1'/>{row}</sheetData></worksheet>")
    with pytest.raises(DataError, match="not what this publisher releases"):
        check_unpacked_size(file)


PICTURE = b"\x89PNG <row r='1'><c r='ZZZ99999'> <c "
RELATIONS = "xl/_rels/workbook.xml.rels"


def with_picture(folder: Path, changes: dict[str, Callable[[bytes], bytes]]) -> Path:
    """Return a workbook of one sheet with a picture whose bytes look like cells; `changes` are made to its members."""
    plain = folder / "plain.xlsx"
    pd.DataFrame({"a": [1], "b": ["x"]}).to_excel(plain, sheet_name="Sheet1", index=False)
    file = folder / "picture.xlsx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, bytes)(old.read(name)))
        new.writestr("xl/media/image1.png", PICTURE)
    return file


def test_a_picture_beside_the_sheets_holds_no_cells(tmp_path: Path) -> None:
    tables = Workbook(with_picture(tmp_path, {})).tables("Sheet1", required=["a"])
    assert tables[0]["b"].tolist() == ["x"]


@pytest.mark.parametrize(
    ("member", "old", "new"),
    [
        (RELATIONS, b"worksheets/sheet1.xml", b"media/image1.png"),
        (RELATIONS, b"worksheets/sheet1.xml", b"MEDIA\\image1.png"),
        (RELATIONS, b"worksheets/sheet1.xml", b"&#109;edia/image1.png"),
        (RELATIONS, b"<Relationships", b"\0<Relationships"),
        (RELATIONS, b"</Relationships>", b"</Relationships>" + b" " * 1_000_000),
        ("_rels/.rels", b"xl/workbook.xml", b"xl/media/workbook.xml"),
    ],
)  # fmt: skip
def test_a_picture_that_may_be_a_sheet_is_looked_at(tmp_path: Path, member: str, old: bytes, new: bytes) -> None:
    file = with_picture(tmp_path, {member: lambda content: content.replace(old, new)})
    with pytest.raises(DataError, match="not what this publisher releases"):
        check_unpacked_size(file)


@pytest.mark.parametrize("name", ["far.ODS", "far.Ods", "far.bin", "far"])
def test_whatever_a_workbooks_name_its_far_cells_are_refused(tmp_path: Path, name: str) -> None:
    """The reader takes only `.ods`, in small letters, for an ODS."""
    file = tmp_path / name
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", '<row r="1"><c r="GR60000"><v>1</v></c></row>')
    with pytest.raises(DataError, match="not what this publisher releases"):
        check_unpacked_size(file)


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.partition("</table:table>")[0],
        lambda xml: xml.replace("</table:table>", "<!-- </table:table> -->"),
        lambda xml: xml.replace("</table:table>", "<![CDATA[</table:table>]]>"),
        lambda xml: xml.replace("</table:table>", '<x y="</table:table>"/>'),
        lambda xml: xml.replace("</table:table>", "<table:table></table:table>"),
    ],
)
def test_a_table_without_end_is_refused(tmp_path: Path, change: Callable[[str], str]) -> None:
    """Found by fuzzing: the reader looks for its end for ever, and nothing in Python can stop it."""
    file = ods(tmp_path, row(A))
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, change(text) if name == "content.xml" else text)
    with pytest.raises(DataError, match="its XML is damaged or incomplete"):
        Workbook(file)
