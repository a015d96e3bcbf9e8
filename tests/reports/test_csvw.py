"""Each exported table has metadata that the csvw library accepts, and that say what is in it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import csvw
import pytest

from workforce_grades import load_study
from workforce_grades.codebook import MEASURES
from workforce_grades.codebook_columns import COLUMNS, TABLES
from workforce_grades.differences import RUN_COLUMNS
from workforce_grades.reports.csvw import table_metadata
from workforce_grades.reports.exports import EXPORTS, write_exports

from .test_workbook import MADE_UP, REAL


@pytest.fixture(scope="module")
def exported(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    write_exports(load_study(sample), folder)
    return folder


def test_every_exported_column_is_in_the_codebook(exported: Path) -> None:
    found = set()
    for name in EXPORTS:
        with (exported / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            found |= set(next(csv.reader(stream)))
    assert found | set(RUN_COLUMNS) == set(COLUMNS)
    assert set(TABLES) == {*EXPORTS, "changes"}


@pytest.mark.parametrize("name", EXPORTS)
def test_the_library_reads_each_table_by_its_metadata(exported: Path, name: str) -> None:
    table = csvw.Table.from_file(exported / f"{name}.csv-metadata.json")
    rows = list(table.iterdicts(strict=True))
    with (exported / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        plain = list(csv.DictReader(stream))
    assert len(rows) == len(plain) > 0
    assert list(rows[0]) == list(plain[0])


def test_a_wrong_type_would_be_seen(exported: Path, tmp_path: Path) -> None:
    (tmp_path / "linked.csv").write_text((exported / "linked.csv").read_text().replace("True", "perhaps", 1))
    (tmp_path / "linked.csv-metadata.json").write_text((exported / "linked.csv-metadata.json").read_text())
    table = csvw.Table.from_file(tmp_path / "linked.csv-metadata.json")
    with pytest.raises(ValueError, match=r"perhaps|boolean"):
        list(table.iterdicts(strict=True))


def test_titles_types_and_descriptions_come_from_the_codebook() -> None:
    described = json.loads(table_metadata("linked", ["la_key", "turnover_rate", "la_keys", "is_joint"], REAL))
    columns = {column["name"]: column for column in described["tableSchema"]["columns"]}
    assert columns["turnover_rate"]["dc:description"] == MEASURES["turnover_rate"].definition
    assert columns["turnover_rate"]["datatype"] == "number"
    assert columns["la_keys"]["separator"] == "+"
    assert columns["is_joint"]["datatype"] == {"base": "boolean", "format": "True|False"}
    assert described["url"] == "linked.csv"
    assert described["dc:license"] == "https://example.org/l"
    assert described["dc:source"] == ["https://example.org/p"]


def test_made_up_data_say_so() -> None:
    described = json.loads(table_metadata("linked", ["la_key"], MADE_UP))
    assert described["dc:title"].endswith("(illustrative data)")
    assert "fictional authorities" in described["dc:description"]


def test_no_column_goes_without_words() -> None:
    for name, column in COLUMNS.items():
        assert column.title, name
        assert column.description.endswith("."), name
    with pytest.raises(KeyError):
        table_metadata("linked", ["unheard_of"], REAL)
