"""The sample's files open like the publishers' own: same headers, sheets, marks and line ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from workforce_grades.sample import layouts
from workforce_grades.sample.measures import PUBLISHED
from workforce_grades.sample.writing import FILES, file_name
from workforce_grades.sources.folder import DataFolder
from workforce_grades.sources.workforce_layouts import LAYOUT_2025

TEXT = sorted(source for source, name in FILES.items() if name.endswith(".csv"))
SHEETS = [
    ("inspections", "Inspections_as_at_31_March", 2),
    ("inspections", "In-year_inspections", 2),
    ("inspections", "ILACS_inspection_history", 2),
    ("inspections_2023", "LA_level_at_31_Mar_2023", 3),
    ("inspections_2023", "LA_inspections_2009-2023", 4),
    ("spending", "RSX_LA_Data_202425", 6),
]


def sheet(file: Path, name: str) -> list[list[object]]:
    return CalamineWorkbook.from_path(file).get_sheet_by_name(name).to_python(skip_empty_area=False)


def real(mirror: Path, source: str) -> Path:
    file = DataFolder(mirror).find(source)
    assert file is not None
    return file


@pytest.mark.mirror
@pytest.mark.parametrize("source", TEXT)
def test_a_csv_begins_like_the_publishers(source: str, sample: Path, mirror: Path) -> None:
    ours, theirs = (sample / file_name(source)).read_bytes(), real(mirror, source).read_bytes()
    assert ours.split(b"\n")[0] == theirs.split(b"\n")[0]
    assert (b"\r" in ours) == (b"\r" in theirs)
    assert ours[-1:] == theirs[-1:] == b"\n"


@pytest.mark.mirror
@pytest.mark.parametrize(("source", "name", "at"), SHEETS)
def test_a_sheet_has_the_publishers_header_in_its_place(
    source: str, name: str, at: int, sample: Path, mirror: Path
) -> None:
    ours, theirs = sheet(sample / file_name(source), name), sheet(real(mirror, source), name)
    assert ours[at] == theirs[at]
    assert len(ours[0]) == len(theirs[0])
    assert [bool(row[0]) for row in ours[:at]] == [bool(row[0]) for row in theirs[:at]]


@pytest.mark.mirror
def test_the_second_table_of_2023_has_its_own_header_after_two_blank_rows(sample: Path, mirror: Path) -> None:
    for file in (sample / file_name("inspections_2023"), real(mirror, "inspections_2023")):
        rows = sheet(file, "LA_inspections_2009-2023")
        at = next(place for place, row in enumerate(rows) if str(row[0]).startswith("Table 11"))
        assert not any(cell for row in rows[at - 2 : at] for cell in row)
        assert tuple(rows[at + 1][: len(layouts.WIDE_2023_ENDED)]) == layouts.WIDE_2023_ENDED
        assert not any(rows[at + 1][len(layouts.WIDE_2023_ENDED) :])


@pytest.mark.mirror
def test_the_workbooks_class_rows_and_hidden_row_are_where_the_real_ones_are(sample: Path, mirror: Path) -> None:
    for file in (sample / file_name("spending"), real(mirror, "spending")):
        rows = sheet(file, "RSX_LA_Data_202425")
        england = next(place for place, row in enumerate(rows) if row[2] == "ENGLAND")
        assert rows[england + 1] == rows[6]
        assert [row[1] for row in rows[england + 2 : england + 7]] == ["E06", "E07", "E08", "E09", "E10"]
        assert rows[-1][:8] == [""] * 7 + ["RSX-edu-empl"]
        assert rows[-1][-1] == "RSX-totsx-net-cur-exp"


def test_odd_headers_keep_their_spaces_and_line_feeds(sample: Path) -> None:
    header = sheet(sample / file_name("inspections_2023"), "LA_inspections_2009-2023")[4]
    assert tuple(header) == layouts.WIDE_2023
    assert " First SIF Overall Judgement\n(OE)" in header
    assert len(header) == 45


def test_measures_stand_in_the_codebooks_order() -> None:
    assert list(PUBLISHED) == list(LAYOUT_2025.columns)
    assert PUBLISHED[0] == "inpost_fte"


def test_closeness_is_spelled_as_in_each_edition(sample: Path) -> None:
    new = (sample / file_name("neighbours")).read_text(encoding="utf-8-sig")
    old = (sample / file_name("neighbours_2021")).read_text(encoding="utf-8-sig")
    assert ",Close ," in new
    assert ",Close," not in new
    assert ",Very Close," in old
    assert ",Close ," not in old
    assert "\n,Old SNs:," in old
    assert "(Pre LG)" in old
