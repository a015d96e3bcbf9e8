"""What a folder of reports looks like after a run on a corrected release, and with a report that failed in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

from whole_builds import build
from workforce_grades.reports.record import BuildRecord, FailureRecord, file_hash, load_record, write_whole

MISSING_PAGE = "failed/local-authority-of-a-long-name-that-nobody-could-read-in-a-narrow-window.ipynb"


def renew(made: Path, out: Path) -> None:
    """Copy a folder of reports as if it were of an earlier release and had a failure, and run there again."""
    shutil.copytree(made, out)
    record = load_record(out)
    _as_earlier(out, record)
    record.files[MISSING_PAGE] = write_whole(out / MISSING_PAGE, "{}")
    *_first, last = sorted(page for page in _authority_pages(out))
    record.failures[last] = FailureRecord(
        "local-authority", None, "local-authority Nowhere", 7, "ValueError",
        "turnover_rate has no value in 2019: see a_very_long_name_of_a_column_without_any_blank_in_the_file",
        MISSING_PAGE,
    )  # fmt: skip
    record.save(out)
    build(out, "--limit", "3")


def _as_earlier(out: Path, record: BuildRecord) -> None:
    """Change every fortieth rate and grade of the exported tables, and put them down as another release's."""
    for name, column, other in (("workforce", "turnover_rate", "12.3"), ("inspections", "overall", "Good")):
        file = out / "data" / f"{name}.csv"
        table = pd.read_csv(file, dtype="str", keep_default_na=False)
        table.loc[::40, column] = other
        table.to_csv(file, index=False, lineterminator="\n")
        record.files[f"data/{name}.csv"] = file_hash(file)
    record.exports["release"] = "of the year before"


def _authority_pages(out: Path) -> list[str]:
    """Return the pages of authorities that are not made, which the next run is not asked for either."""
    from workforce_grades.reports.notebooks import load_notebooks, notebooks_folder
    from workforce_grades.reports.plan import plan
    from workforce_grades.reports.session import collect
    from workforce_grades.reports.tasks import Selection
    from workforce_grades.sources.folder import sample_folder
    from workforce_grades.study import load_study

    study = load_study(sample_folder())
    collection = collect(study.folder, study.authorities, load_notebooks(notebooks_folder()))
    tasks = plan(collection, Selection(), load_record(out), out).tasks
    return [task.page for task in tasks if task.notebook.foreach == "authority" and not (out / task.page).exists()]
