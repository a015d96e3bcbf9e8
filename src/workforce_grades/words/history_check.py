"""What reports print held against Ofsted's own list of inspections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from workforce_grades.codebook import OUTCOMES

_COMPARED: Final = ("inspection_type", "publication_date", "in_care_includes_care_leavers", *OUTCOMES)
_PRINTED: Final = "printed"


def match_history(reports: pd.DataFrame, inspections: pd.DataFrame) -> pd.DataFrame:
    """Return the reports that stand in Ofsted's list, each with its `inspection_id`.

    An ILACS inspection is found by its first day; a SIF inspection, whose days are not in the list, by
    the day of publication. An overall grade that ended in April 2026 is no condition.

    Parameters
    ----------
    reports
        From :func:`workforce_grades.words.collection.read_folder`.
    inspections
        From :func:`workforce_grades.sources.inspections.load_inspections`, all frameworks.
    """
    ilacs = reports["framework"] == "ILACS"
    by_start = reports[ilacs].merge(
        inspections.loc[inspections["framework"] == "ILACS", ["la_key", "inspection_date", "inspection_id"]],
        left_on=["la_key", "start_date"], right_on=["la_key", "inspection_date"],
    )  # fmt: skip
    by_publication = reports[~ilacs].merge(
        inspections[["la_key", "framework", "publication_date", "inspection_id"]],
        on=["la_key", "framework", "publication_date"],
    )
    graded = by_start[by_start["inspection_type"].isin(["standard", "short"])]
    return pd.concat([graded.drop(columns="inspection_date"), by_publication], ignore_index=True)


def history_differences(matched: pd.DataFrame, inspections: pd.DataFrame) -> pd.DataFrame:
    """Return every date, type and judgement in which a report differs from Ofsted's list.

    The first day of an ILACS inspection is what it was found by, so it cannot differ. A day of
    publication is compared only where the PDF prints it: one from a manifest or a file name may have
    been copied from the list.

    Returns
    -------
    pandas.DataFrame
        `file`, `what`, `report`, `history`; no row where all are equal.
    """
    rows = [row for row in _pairs(matched, inspections) if row["report"] != row["history"]]
    return pd.DataFrame(rows, columns=["file", "what", "report", "history"])


def history_compared(matched: pd.DataFrame, inspections: pd.DataFrame) -> dict[str, int]:
    """Return how many reports were held against Ofsted's list, field by field; the first day is `start_date`."""
    counts = {"start_date": int((matched["framework"] == "ILACS").sum())} | dict.fromkeys(_COMPARED, 0)
    for row in _pairs(matched, inspections):
        counts[row["what"]] += bool(row["report"] or row["history"])
    return counts


def _pairs(matched: pd.DataFrame, inspections: pd.DataFrame) -> Iterator[dict[str, Any]]:
    official = inspections.set_index("inspection_id")
    for _at, report in matched.iterrows():
        known = official.loc[report["inspection_id"]]
        for what in _COMPARED:
            if what != "publication_date" or report["publication_basis"] == _PRINTED:
                yield {"file": report["file"], "what": what, "report": _shown(report[what]),
                       "history": _shown(known[what])}  # fmt: skip


def _shown(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]
