"""Reports, sentences and themes as tidy tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from workforce_grades.authorities import Authorities
from workforce_grades.codebook import OUTCOMES
from workforce_grades.sources.grades import GRADE_DTYPE
from workforce_grades.words.coder import Mention
from workforce_grades.words.identity import Identities
from workforce_grades.words.manifest import Entry, date_in_name
from workforce_grades.words.report import Report

REPORT_COLUMNS: Final = (
    "file", "la_key", "authority", "urn", "framework", "inspection_type", "start_date", "end_date", "publication_date",
    "publication_basis", *OUTCOMES, "in_care_includes_care_leavers", "safeguarding_board", "pages", "sentences",
)  # fmt: skip
SENTENCE_COLUMNS: Final = ("file", "la_key", "section", "sentence_no", "paragraph", "is_bullet", "sentence")
THEME_COLUMNS: Final = ("file", "la_key", "section", "sentence_no", "sentence", "theme", "polarity", "rule")

Row = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """What says whose a report is, and when it was published, where the report itself does not."""

    manifest: Mapping[str, Entry]
    identities: Identities
    authorities: Authorities
    history: pd.DataFrame | None = None


def report_row(file: str, report: Report, place: Place) -> Row:
    """Return one row of the table of reports.

    `publication_basis` says where the date is from: printed in the report, the manifest, the file's name,
    Ofsted's history. `la_key` and `authority` are empty where no authority of the list has the name.
    """
    front, entry = report.front, place.manifest.get(file, Entry())
    visit = front.visit
    start = visit.start if visit else None
    key = place.identities.find([*front.names, *([entry.authority] if entry.authority else [])], start) or ""
    published, basis = _publication(file, front.published, entry, _in_history(place.history, key, start))
    return {
        "file": file,
        "la_key": key,
        "authority": place.authorities[key].name if key else "",
        "urn": entry.urn,
        "framework": front.framework,
        "inspection_type": front.inspection_type,
        "start_date": start,
        "end_date": visit.end if visit else None,
        "publication_date": published,
        "publication_basis": basis,
        **{outcome: front.judgements.grades.get(outcome) for outcome in OUTCOMES},
        "in_care_includes_care_leavers": front.judgements.in_care_includes_care_leavers,
        "safeguarding_board": front.judgements.board,
        "pages": report.pages,
        "sentences": len(report.sentences),
    }


def sentence_rows(row: Row, report: Report) -> list[Row]:
    """Return the rows of a report's sentences."""
    return [
        {"file": row["file"], "la_key": row["la_key"], "section": one.section, "sentence_no": one.number,
         "paragraph": one.paragraph, "is_bullet": one.is_bullet, "sentence": one.text}
        for one in report.sentences
    ]  # fmt: skip


def theme_rows(row: Row, mentions: Iterable[Mention]) -> list[Row]:
    """Return the rows of a report's themes."""
    return [
        {"file": row["file"], "la_key": row["la_key"], "section": one.sentence.section,
         "sentence_no": one.sentence.number, "sentence": one.sentence.text, "theme": one.theme,
         "polarity": one.polarity, "rule": one.rule}
        for one in mentions
    ]  # fmt: skip


def reports_table(
    reports: Iterable[Row], sentences: Iterable[Row], themes: Iterable[Row]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the three tables with the types of the project: dates, ordered grades, text."""
    table = pd.DataFrame(list(reports), columns=list(REPORT_COLUMNS))
    for column in ("start_date", "end_date", "publication_date"):
        table[column] = pd.to_datetime(table[column])
    for column in (*OUTCOMES, "safeguarding_board"):
        table[column] = pd.Categorical(table[column], dtype=GRADE_DTYPE)
    return (
        table,
        pd.DataFrame(list(sentences), columns=list(SENTENCE_COLUMNS)),
        pd.DataFrame(list(themes), columns=list(THEME_COLUMNS)),
    )


def refused_table(rows: Iterable[Row]) -> pd.DataFrame:
    """Return the table of files that could not be read."""
    return pd.DataFrame(list(rows), columns=["file", "reason"])


def _publication(file: str, printed: date | None, entry: Entry, known: date | None) -> tuple[date | None, str]:
    candidates = (
        (printed, "printed"), (entry.published, "manifest"), (date_in_name(file), "file name"),
        (known, "Ofsted's history"),
    )  # fmt: skip
    return next(((day, basis) for day, basis in candidates if day), (None, ""))


def _in_history(history: pd.DataFrame | None, key: str, start: date | None) -> date | None:
    if history is None or not key or start is None:
        return None
    rows = history[(history["la_key"] == key) & (history["inspection_date"] == pd.Timestamp(start))]
    return rows["publication_date"].iloc[0].date() if len(rows) else None
