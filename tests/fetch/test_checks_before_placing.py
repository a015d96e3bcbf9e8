"""What must hold before a download takes its place: its kind, columns, rows, years, and what loaders check."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from builders import AUTHORITIES, INSPECTIONS, WORKFORCE, build_folder, edit_csv
from workforce_grades.errors import DataError
from workforce_grades.fetch.checks import check_content, check_file, years_of
from workforce_grades.fetch.registry import Expected, Listed, load_registry
from workforce_grades.sources.folder import DataFolder


@pytest.fixture(scope="module")
def workforce() -> Listed:
    return load_registry().sources["workforce"]


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_folder(tmp_path_factory.mktemp("data"))


def table(folder: Path, **years: int) -> Path:
    rows = [f"{year[1:]},x" for year, count in years.items() for _each in range(count)]
    file = folder / "table.csv"
    file.write_text("\n".join(["time_period,b", *rows]) + "\n")
    return file


def expecting(listed: Listed, *columns: str, rows: int | None = None, **years: int) -> Listed:
    return replace(listed, expect=Expected(columns, rows=rows, rows_per_year={y[1:]: n for y, n in years.items()}))


@pytest.mark.parametrize(
    ("rows", "expected", "fits"), [(9, 10, True), (8, 10, False), (30, 10, True), (90, 101, False)]
)
def test_a_file_may_have_a_tenth_fewer_rows_than_are_known(
    tmp_path: Path, workforce: Listed, rows: int, expected: int, fits: bool
) -> None:
    file, listed = table(tmp_path, y2025=rows), expecting(workforce, rows=expected)
    if fits:
        check_file(listed, file)
    else:
        with pytest.raises(DataError, match=rf"table\.csv: {rows} rows\. Expected about {expected}\. Fetch it again"):
            check_file(listed, file)
    check_file(listed, file, is_illustrative=True)


@pytest.mark.parametrize(
    "years",
    [
        {"y2023": 2, "y2024": 3},
        {"y2023": 2, "y2024": 3, "y2025": 7},
        {"y2022": 9, "y2023": 2, "y2024": 3},
        {"y2023": 2},
        {"y2022": 5},
    ],
)
def test_an_earlier_release_ends_sooner_and_a_later_one_goes_on(
    tmp_path: Path, workforce: Listed, years: dict[str, int]
) -> None:
    listed = expecting(workforce, y2023=2, y2024=3)
    if max(years) == "y2022":
        with pytest.raises(DataError, match="0 rows of 2023, and 1 more years differ"):
            check_file(listed, table(tmp_path, **years))
    else:
        check_file(listed, table(tmp_path, **years))


@pytest.mark.parametrize(
    ("years", "found"),
    [
        ({"y2023": 1, "y2024": 3}, r"1 rows of 2023\. Expected 2 \(known for 2023 to 2024\)"),
        ({"y2023": 2, "y2024": 4}, r"4 rows of 2024\. Expected 3 "),
        ({"y2024": 3}, r"0 rows of 2023\. Expected 2 "),
        ({"y2023": 2, "y2025": 3}, r"0 rows of 2024\. Expected 3 "),
        ({"y2023": 3, "y2024": 2}, r"3 rows of 2023, and 1 more years differ\. Expected 2 "),
    ],
)
def test_a_year_with_other_rows_than_are_known_is_refused(
    tmp_path: Path, workforce: Listed, years: dict[str, int], found: str
) -> None:
    listed, file = expecting(workforce, y2023=2, y2024=3), table(tmp_path, **years)
    with pytest.raises(DataError, match=found):
        check_file(listed, file)
    check_file(listed, file, is_illustrative=True)


def test_columns_are_expected_of_illustrative_files_too(tmp_path: Path, workforce: Listed) -> None:
    file = table(tmp_path, y2025=1)
    check_file(expecting(workforce, "b", "time_period"), file)
    with pytest.raises(DataError, match=r"column `bb` \(found `b`\) not found"):
        check_file(expecting(workforce, "bb"), file, is_illustrative=True)


def test_a_workbook_is_known_by_its_sheets_and_not_read_as_csv(valid: Path, workforce: Listed) -> None:
    book = valid / INSPECTIONS
    check_file(replace(workforce, expect=Expected(("no such column",), sheets=("Cover", "in-year inspections"))), book)
    with pytest.raises(DataError, match="there is no sheet 'History'"):
        check_file(replace(workforce, expect=Expected(sheets=("Cover", "History"))), book)


@pytest.mark.parametrize("name", ["table.ods", "table.XLSX"])
def test_a_workbooks_name_makes_no_workbook(tmp_path: Path, workforce: Listed, name: str) -> None:
    file = table(tmp_path, y2025=1).rename(tmp_path / name)
    with pytest.raises(DataError, match="not a spreadsheet, or an incomplete one"):
        check_file(workforce, file)


@pytest.mark.parametrize(
    ("content", "years"),
    [
        ("time_period,b\n2024,1\n2019,1\n2021,1\n", ("2019", "2024")),
        ("time_period,b\n2024,1\n", ("2024", "2024")),
        ("year,b\n2024,1\n", ("", "")),
    ],
)
def test_first_and_last_year_of_a_file(tmp_path: Path, content: str, years: tuple[str, str]) -> None:
    (tmp_path / "a.CSV").write_text(content)
    assert years_of(tmp_path / "a.CSV") == years


def test_a_workbook_tells_no_years(valid: Path) -> None:
    assert years_of(valid / INSPECTIONS) == ("", "")


@pytest.mark.parametrize("source_id", ["workforce", "inspections", "authorities"])
def test_a_source_is_read_as_the_study_reads_it(valid: Path, source_id: str) -> None:
    assert check_content(source_id, DataFolder(valid))


@pytest.mark.parametrize("source_id", ["spending", "unheard_of", "deprivation"])
def test_what_is_not_there_or_is_nobodys_is_not_read(valid: Path, source_id: str) -> None:
    assert check_content(source_id, DataFolder(valid)) is False


def test_without_the_list_of_authorities_nothing_is_read(tmp_path: Path) -> None:
    folder = build_folder(tmp_path / "data")
    (folder / AUTHORITIES).unlink()
    assert not check_content("workforce", DataFolder(folder))


def test_faults_of_every_level_are_found(tmp_path: Path) -> None:
    folder = build_folder(tmp_path / "data")
    edit_csv(folder / WORKFORCE, lambda rows: rows[rows["geographic_level"] != "National"])
    with pytest.raises(DataError, match="2023 has no row of England"):
        check_content("workforce", DataFolder(folder))
