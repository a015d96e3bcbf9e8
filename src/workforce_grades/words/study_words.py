"""What inspectors said, beside a study: the reports of its folder, found in Ofsted's list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from workforce_grades.cache import cached
from workforce_grades.sources.reports_folder import find_reports_folder, reports_fingerprint
from workforce_grades.words.collection import Reading, read_folder
from workforce_grades.words.history_check import match_history

if TYPE_CHECKING:
    from workforce_grades.study import Study


@dataclass(frozen=True)
class Words:
    """The reports of a study and their themes.

    Attributes
    ----------
    reports
        Reports of graded ILACS inspections that stand in Ofsted's list, once each, with `inspection_id`.
    themes
        Their mentions, with `inspection_id`.
    read, refused, unmatched
        How many files were read and refused, and how many of those read are of no inspection in the list.
    """

    reports: pd.DataFrame
    themes: pd.DataFrame
    read: int
    refused: int
    unmatched: int


def load_words(study: Study) -> Words | None:
    """Return what the reports of a study's folder say; None where there is no folder with reports.

    The first call reads the reports; later ones, from any process, read the cache.

    Parameters
    ----------
    study
        All tables; its folder has `inspection-reports` in it or beside it.
    """
    folder = find_reports_folder(study.folder)
    if folder is None:
        return None
    depends_on = study.content | reports_fingerprint(study.folder)
    return cached(
        "words", depends_on,
        lambda: words_of(read_folder(folder, study.authorities, history=study.inspections), study.inspections),
    )  # fmt: skip


def words_of(reading: Reading, inspections: pd.DataFrame) -> Words:
    """Return the words of the reports that are in Ofsted's list of inspections, each inspection once."""
    matched = match_history(reading.reports, inspections)
    matched = matched[matched["framework"] == "ILACS"].drop_duplicates("inspection_id").reset_index(drop=True)
    themes = reading.themes.merge(matched[["file", "inspection_id"]], on="file")
    return Words(matched, themes, len(reading.reports), len(reading.refused), len(reading.reports) - len(matched))
