"""Inspections since Ofsted's yearly file, and where Data to Insight's overview of them differs from it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from workforce_grades.codebook import OUTCOMES, OUTCOMES_SHORT
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import Html, Prose, day, plural, say
from workforce_grades.sources.fresher import OVERVIEW, Merged
from workforce_grades.sources.overview import SOURCE_ID
from workforce_grades.study import Study

_WHAT: Final[dict[str, str]] = {
    **dict(OUTCOMES_SHORT.items()),
    "inspection_type": "type of inspection",
    "inspection_date": "first day",
    "publication_date": "day of publication",
}
_NOT_USED: Final = "This page uses Ofsted's yearly list alone."


def newer_inspections(study: Study) -> Html | Prose:
    """Return what the overview adds and where it differs, in words and as tables; a sentence where it is not used.

    Parameters
    ----------
    study
        All tables; those of :meth:`Study.fresher` where newer inspections are asked for.
    """
    merged = study.merged
    if merged is None:
        is_there = study.folder.find(SOURCE_ID) is not None
        where = "is in the data folder too: `--fresher` shows it" if is_there else "is not in the data folder"
        return say(f"{_NOT_USED} {OVERVIEW}'s overview of newer reports {where}.")
    parts = [say(_in_words(merged)), table_added(merged), table_conflicts(merged)]
    return Html(Markup("\n").join(Markup(part._repr_html_()) for part in parts if part))  # noqa: S704 - escaped there


def table_added(merged: Merged) -> Table | None:
    """Return the inspections that only the overview has, latest first; None where there are none."""
    if merged.added.empty:
        return None
    rows = merged.added.sort_values("inspection_date", ascending=False, kind="stable")
    shown = pd.DataFrame({
        "name": rows["name_published"], "began": rows["inspection_date"].map(day),
        "published": rows["publication_date"].map(day),
        **{str(outcome): rows[outcome].astype("str").where(rows[outcome].notna(), "") for outcome in OUTCOMES},
    })  # fmt: skip
    return Table(
        shown,
        f"Inspections newer than Ofsted's yearly list, read from its reports by {OVERVIEW}",
        headers={
            "name": "Authority",
            "began": "Began",
            "published": "Report published",
            **{str(outcome): header for outcome, header in OUTCOMES_SHORT.items()},
        },
        note="They are shown on the pages of authorities and enter no estimate. A dash is a judgement that was not "
        "given, as overall since April 2026, or could not be read.",
    )


def table_conflicts(merged: Merged) -> Table | None:
    """Return where the overview and Ofsted's history differ about one inspection; None where they agree."""
    if merged.conflicts.empty:
        return None
    rows = merged.conflicts
    shown = rows.assign(inspection_date=rows["inspection_date"].map(day),
                        what=rows["what"].replace(_WHAT)).drop(columns="la_key")  # fmt: skip
    return Table(
        shown,
        f"Where {OVERVIEW}'s overview and Ofsted's yearly list differ; Ofsted's list stands",
        headers={"name": "Authority", "inspection_date": "Inspected", "what": "What differs",
                 "ofsted": "Ofsted's list", "overview": "Overview"},
    )  # fmt: skip


def conflict_words(row: Mapping[Hashable, Any]) -> str:
    """Return one row of conflicts in words."""
    what = _WHAT.get(row["what"], row["what"])
    return f"{what}: {row['ofsted']} in Ofsted's list, {row['overview']} in the overview" if row["ofsted"] else what


def _in_words(merged: Merged) -> str:
    added, about = len(merged.added), merged.conflicts["la_key"].nunique()
    differs = plural(about, "authority", "authorities") if about else "no authority"
    return (
        f"{OVERVIEW}'s overview adds {plural(added, 'inspection')} since Ofsted's yearly list, and differs from that "
        f"list about {differs}."
    )
