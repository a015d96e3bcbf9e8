from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from python_calamine import CalamineWorkbook
from test_spreadsheet_bounds import A, ods, row

from hostile_zips import (
    FAR,
    NEAR,
    WORKSHEET,
    packed,
    remarked,
    renamed,
    said_encrypted,
    two_ends,
    wrong_local_name,
    wrong_sum,
    xlsb,
    xlsx,
)
from workforce_grades.errors import DataError
from workforce_grades.sources.spreadsheet_bounds import check_unpacked_size

DAMAGED, TWO_NAMES, TWO_LISTS = "the zip is damaged", "a member of the zip with two names", "does not end with the list"
PICTURE: Final = "xl/media/image1.png"
HOSTILE: Final[dict[str, tuple[Callable[[str], bytes], str]]] = {
    "another name": (lambda cell: renamed(xlsx(cell), WORKSHEET, PICTURE), TWO_NAMES),
    "a wrong check sum": (lambda cell: wrong_sum(xlsx(cell)), DAMAGED),
    "a wrong local name": (lambda cell: wrong_local_name(xlsx(cell)), DAMAGED),
    "said to be encrypted": (lambda cell: said_encrypted(xlsx(cell)), DAMAGED),
    "two ends": (lambda cell: two_ends(xlsx(cell), xlsx("A1")), TWO_LISTS),
}


@pytest.mark.parametrize("form", HOSTILE)
def test_a_zip_that_the_reader_takes_otherwise_than_python_is_refused(tmp_path: Path, form: str) -> None:
    """The same form with a near cell shows that the reader does read what Python does not see."""
    make, says = HOSTILE[form]
    file = tmp_path / "book.xlsx"
    file.write_bytes(make(NEAR))
    assert CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python(skip_empty_area=False)[1] == ["", "hi"]
    file.write_bytes(make(FAR))
    with pytest.raises(DataError, match=says):
        check_unpacked_size(file)


@pytest.mark.parametrize("member", ["content.xml", WORKSHEET])
def test_any_member_of_an_xlsx_may_be_a_sheet(tmp_path: Path, member: str) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(packed(xlsx(NEAR, member=member)))
    check_unpacked_size(file)
    assert CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python() == [["hi"]]
    file.write_bytes(packed(xlsx(FAR, member=member)))
    with pytest.raises(DataError, match="60,000 rows and 200 columns"):
        check_unpacked_size(file)


def test_an_ods_whose_content_has_two_names_is_refused(tmp_path: Path) -> None:
    file = ods(tmp_path, row(A.replace("office", 'table:number-columns-repeated="16000" office'), 400))
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    file.write_bytes(renamed(parts, "content.xml", "x.bin"))
    with pytest.raises(DataError, match=TWO_NAMES):
        check_unpacked_size(file)


@pytest.mark.parametrize("name", ["book.ODS", "book.XLSX", "book"])
def test_a_binary_workbook_is_refused_whatever_its_name(tmp_path: Path, name: str) -> None:
    """Where the name is neither `.ods` nor `.xlsx`, in small letters, the reader tries this form too."""
    file = tmp_path / name
    file.write_bytes(xlsb(2, 1))
    assert CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python() == [[1.5]]
    file.write_bytes(xlsb(59_999, 199))
    with pytest.raises(DataError, match="a binary workbook"):
        check_unpacked_size(file)


@pytest.mark.parametrize("after", [b"x", b"PK\5\6" + bytes(18), b"PK\6\7" + bytes(16)])
def test_nothing_may_come_after_the_list_of_members(tmp_path: Path, after: bytes) -> None:
    file = tmp_path / "book.xlsx"
    content = packed(xlsx(NEAR))
    file.write_bytes(content[:-22] + after + content[-22:] if len(after) == 20 else content + after)
    with pytest.raises(DataError, match=f"{TWO_LISTS}|{DAMAGED}"):
        check_unpacked_size(file)


@pytest.mark.parametrize(
    "content",
    [
        renamed(xlsx(NEAR), WORKSHEET, WORKSHEET), remarked(xlsx(NEAR), b"made by a tool"),
        remarked(xlsx(NEAR), b"PK" + bytes(65_533)),
    ],
    ids=["the same name twice", "a remark", "the longest remark"],
)  # fmt: skip
def test_a_zip_that_the_reader_takes_as_python_does_is_read(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(content)
    check_unpacked_size(file)
    assert CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python() == [["hi"]]


@pytest.mark.parametrize("remark", [b"PK\5\6", b"PK\5\6" + bytes(18), b"PK\5\6" + bytes(900), packed(xlsx("A1"))])
def test_a_remark_in_which_there_may_be_another_end_is_refused(tmp_path: Path, remark: bytes) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(remarked(xlsx(NEAR), remark))
    with pytest.raises(DataError, match=f"{TWO_LISTS}|{DAMAGED}"):
        check_unpacked_size(file)


def test_what_cannot_be_read_is_not_called_damaged(tmp_path: Path) -> None:
    folder = tmp_path / "book.xlsx"
    folder.mkdir()
    with pytest.raises(DataError, match=r"book.xlsx: cannot be read \("):
        check_unpacked_size(folder)
