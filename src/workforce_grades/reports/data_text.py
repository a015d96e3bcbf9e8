"""What a data folder holds and lacks, and what a newer list of inspections adds to it, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from workforce_grades.pages.fresher import conflict_words
from workforce_grades.pages.words import day, plural
from workforce_grades.reports.session import notes_of, origin_line
from workforce_grades.sources.fresher import Merged
from workforce_grades.sources.overview import SOURCE_ID
from workforce_grades.sources.workforce_checks import identity_differences
from workforce_grades.study import Study, earlier_reports


def data_lines(study: Study) -> Iterator[str]:
    """Yield what each loader read of a folder, which identities hold, what was noted, and what is not there.

    Parameters
    ----------
    study
        Of Ofsted's own list; the overview of newer inspections is read as well where the folder has it.

    Raises
    ------
    DataError
        An earlier release or the overview does not hold what it must.
    """
    read = study.fresher() if study.folder.find(SOURCE_ID) else study
    reports = [*read.reports, *earlier_reports(study)]
    yield origin_line(study.folder)
    yield from map(str, reports)
    for row in identity_differences(study.workforce).itertuples():
        yield f"identity {row.rate}: {row.rows:,} rows, largest difference {row.largest:.3f} ({row.tolerance} allowed)"
    notes = notes_of(read)
    yield from (f"note: {note}" for note in notes)
    if read.merged:
        yield f"overview: {merged_words(read.merged)}; `workforce-grades data fresher` lists them"
    for source in study.folder.absent():
        yield f"absent: {source.pattern} ({source.publisher}, {source.title}): {source.without}"
    files = {report.file for report in reports if report.sha256}
    yield f"{len(files)} files hold what they must; {plural(len(notes), 'note')}"


def merged_lines(merged: Merged) -> Iterator[str]:
    """Yield each newer inspection and each conflict, and how many there are."""
    for row in merged.added.to_dict("records"):
        grade = "no overall judgement" if pd.isna(row["overall"]) else row["overall"]
        yield (
            f"added: {row['name_published']}, inspected from {day(row['inspection_date'])}, published "
            f"{day(row['publication_date'])}: {grade}"
        )
    for row in merged.conflicts.to_dict("records"):
        yield f"conflict: {row['name']}, inspected from {day(row['inspection_date'])}: {conflict_words(row)}"
    yield merged_words(merged)


def merged_words(merged: Merged) -> str:
    """Return how many inspections the overview adds, and how many conflicts there are."""
    conflicts = plural(len(merged.conflicts), "conflict", "conflicts") if len(merged.conflicts) else "no conflict"
    return f"{plural(len(merged.added), 'inspection')} newer than Ofsted's yearly list; {conflicts} with it"
