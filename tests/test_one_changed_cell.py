"""One cell of one input is edited: which outputs change, and which do not.

The cell is one authority's caseload in one census. Everything that rests on it has to move, and nothing else may.
"""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.cli import app
from workforce_grades.models import estimates_table
from workforce_grades.reports.exports import export_tables
from workforce_grades.study import Study, load_study

FILE = "illustrative_csww_indicators_2017_to_2025.csv"
COLUMN = "caseload_fte"
SPECS = ("overall|turnover+caseload", "overall|turnover", "overall|turnover+caseload|sample=latest")


@dataclass(frozen=True)
class Edited:
    """The study before and after, and where the cell was."""

    before: Study
    after: Study
    return_group: str
    year: int


def edit_caseload(folder: Path, name: str, year: int) -> None:
    """Lower one authority's cases by a tenth, so that cases and caseload still go together."""
    with (folder / FILE).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    at = {column: place for place, column in enumerate(rows[0])}
    row = next(row for row in rows if (row[at["la_name"]], row[at["time_period"]]) == (name, str(year)))
    cases = round(float(row[at["cases"]]) * 0.9)
    row[at["cases"]] = str(cases)
    row[at[COLUMN]] = f"{cases / float(row[at['case_holders_fte']]):.1f}"
    with (folder / FILE).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Edited:
    folder = tmp_path_factory.mktemp("edited") / "sample"
    shutil.copytree(sample, folder)
    before = load_study(sample)
    linked = before.linked()
    chosen = linked[(linked["link_status"] == "linked") & ~linked["is_joint"] & ~linked["small_base"]
                    & linked["caseload_flag"].eq("ok") & (linked["census_year"] > 2020)].iloc[0]  # fmt: skip
    edit_caseload(folder, before.authorities[chosen["la_key"]].name, int(chosen["census_year"]))
    return Edited(before, load_study(folder), str(chosen["return_group"]), int(chosen["census_year"]))


def changed(before: pd.DataFrame, after: pd.DataFrame) -> set[tuple[int, str]]:
    """Return the row and column of every cell that differs; the frames have the same shape."""
    assert list(before) == list(after)
    same = (before.astype(object) == after.astype(object)) | (before.isna() & after.isna())
    return {(int(row), str(column)) for column in before for row in before.index[~same[column]]}


def test_two_cells_of_the_workforce_change(edited: Edited) -> None:
    cells = changed(edited.before.workforce, edited.after.workforce)
    assert {column for _row, column in cells} == {"caseload", "cases"}
    row = edited.after.workforce.loc[cells.pop()[0]]
    assert (row["return_group"], row["year"]) == (edited.return_group, edited.year)


def test_only_inspections_linked_to_that_census_change(edited: Edited) -> None:
    before, after = edited.before.linked(), edited.after.linked()
    rows = {row for row, _column in changed(before, after)}
    expected = before["return_group"].eq(edited.return_group) & before["census_year"].eq(edited.year)
    assert rows == set(before.index[expected])
    assert rows


def test_estimates_change_where_caseload_is_a_term_and_the_inspection_is_in(edited: Edited) -> None:
    before = estimates_table(SPECS, edited.before).set_index(["spec_id", "term"])["estimate"]
    after = estimates_table(SPECS, edited.after).set_index(["spec_id", "term"])["estimate"]
    moved = {spec for (spec, _term), same in (before == after).items() if not same}
    assert "overall|turnover+caseload" in moved
    assert "overall|turnover" not in moved


def test_other_tables_stay_as_they_are(edited: Edited) -> None:
    for name in ("inspections", "context", "neighbours", "visits", "regions", "england"):
        pd.testing.assert_frame_equal(getattr(edited.before, name), getattr(edited.after, name))
    exported = {name: export_tables(study) for name, study in (("before", edited.before), ("after", edited.after))}
    same = [name for name in exported["before"] if exported["before"][name].equals(exported["after"][name])]
    assert same == ["inspections"]


@pytest.mark.deep
def test_pages_change_where_the_number_stands(edited: Edited, tmp_path: Path) -> None:
    """The authority, those that it is a neighbour of and its region change; pages of grades alone do not."""
    outs = {}
    own = edited.after.authorities[edited.return_group]
    for name, study in (("before", edited.before), ("after", edited.after)):
        outs[name] = tmp_path / name
        with pytest.raises(SystemExit) as stopped:
            app(["run", "--out", str(outs[name]), "--data", str(study.folder.path), "--authority", own.name,
                 "--only", "local-authority,what-ofsted-found,turnover-caseload-and-grades"])  # fmt: skip
        assert stopped.value.code == 0
    pages = [path.relative_to(outs["before"]) for path in outs["before"].rglob("*.html")]
    assert len(pages) == 4
    told = {str(page): [without_hashes(out / page) for out in outs.values()] for page in pages}
    assert {page.split("/")[-1] for page, (one, two) in told.items() if one == two} == {
        "what-ofsted-found-illustrative.html"
    }


def without_hashes(page: Path) -> str:
    """Return what a page shows above its footer, which names the files by their hashes."""
    return page.read_text(encoding="utf-8").split("<main", 1)[1].split("<footer")[0]
