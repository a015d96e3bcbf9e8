"""Authority-years around an Inadequate grade: who was graded so, when, and who never was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd

from workforce_grades.codebook import EXPOSURES, SMALL_BASE_FTE
from workforce_grades.link.census import latest_census_year

if TYPE_CHECKING:
    from workforce_grades.authorities import Authorities
    from workforce_grades.study import Study

Frameworks = Literal["ILACS", "all"]
Dating = Literal["inspection", "publication"]

OUTSIDE: Final = {
    "ILACS": "graded inadequate, but not under ILACS between the first and the last census",
    "all": "graded inadequate, but not between the first and the last census",
}
FORMED: Final = "formed from an authority that was graded inadequate"
_STATUS: Final = ("event", "left out", "never")


@dataclass(frozen=True, slots=True, eq=False)
class EventYears:
    """Authority-years of an event study.

    Attributes
    ----------
    rows
        One row an authority and census, joint returns once: `la_key`, `year`, `event_year` (the first census
        on or after the event, missing for authorities never graded inadequate), `event_time` (`year` less
        `event_year`) and the five measures.
    events
        One row an authority with an event: `la_key`, `framework`, `inspection_date`, `publication_date`,
        `event_year`, `earlier` (it had been graded inadequate before) and `again` (later Inadequate grades).
    left_out
        Number of authorities that are neither, by reason.
    """

    rows: pd.DataFrame
    events: pd.DataFrame
    left_out: Mapping[str, int]

    def only(self, authorities: Iterable[str]) -> EventYears:
        """Return the same without the events of other authorities."""
        kept = set(authorities)
        rows = self.rows[self.rows["event_year"].isna() | self.rows["la_key"].isin(kept)]
        return replace(self, rows=rows, events=self.events[self.events["la_key"].isin(kept)])

    @property
    def never(self) -> int:
        """Number of authorities of the comparison."""
        return int(self.rows.loc[self.rows["event_year"].isna(), "la_key"].nunique())


def event_years(study: Study, *, frameworks: Frameworks = "ILACS", dating: Dating = "inspection") -> EventYears:
    """Return the authority-years of a study around each authority's first Inadequate grade.

    The event is the first Inadequate overall grade after the first census: later ones of the same
    authority are part of what followed. Authorities that no framework ever graded inadequate are the
    comparison; those graded so only before the first census or only under another framework than
    `frameworks`, and those formed from an authority graded so, are left out, because they may still
    be recovering.

    Parameters
    ----------
    study
        All tables of one data folder.
    frameworks
        ``"all"`` counts SIF grades too, whose inspection dates are estimated.
    dating
        Which day the event has: the inspection's first day, or the report's publication.
    """
    inadequate = study.inspections[study.inspections["overall"] == "Inadequate"]
    censuses = (int(study.members["year"].min()), int(study.members["year"].max()))
    events = first_events(inadequate, frameworks=frameworks, dating=dating, censuses=censuses)
    graded = set(inadequate["la_key"])
    formed = {
        authority.la_key: FORMED
        for authority in study.authorities
        if _follows(authority.la_key, graded, study.authorities)
    }
    reasons = formed | dict.fromkeys(graded, OUTSIDE[frameworks])
    return authority_years(study.members, events, {k: v for k, v in reasons.items() if k not in set(events["la_key"])})


def first_events(
    inadequate: pd.DataFrame, *, frameworks: Frameworks, dating: Dating, censuses: tuple[int, int]
) -> pd.DataFrame:
    """Return each authority's first Inadequate grade between the first and the last census.

    Parameters
    ----------
    inadequate
        Inspections with an Inadequate overall grade.
    frameworks, dating
        As in :func:`event_years`.
    censuses
        Years of the first and the last census.
    """
    dated = inadequate.assign(event_year=latest_census_year(inadequate[f"{dating}_date"]) + 1)
    dated = dated.sort_values(["inspection_date", "la_key"], kind="stable")
    dated["earlier"] = dated["la_key"].duplicated()
    dated["again"] = dated.groupby("la_key").cumcount(ascending=False)
    inside = dated["event_year"].between(censuses[0] + 1, censuses[1])
    chosen = dated[inside & ((dated["framework"] == "ILACS") | (frameworks == "all"))]
    columns = ["la_key", "framework", "inspection_date", "publication_date", "event_year", "earlier", "again"]
    return chosen.drop_duplicates("la_key")[columns].reset_index(drop=True)


def authority_years(members: pd.DataFrame, events: pd.DataFrame, left_out: Mapping[str, str]) -> EventYears:
    """Return the authority-years of given events.

    Censuses at which an authority has fewer than 20 FTE in post are left out. A joint return counts once:
    for the member with the (earlier) event; a return shared with an authority that is left out is left out.

    Parameters
    ----------
    members
        Workforce rows of member authorities: `la_key`, `year`, `return_group`, `inpost_fte` and the measures.
    events
        `la_key` and `event_year`, one row an authority.
    left_out
        Authorities that are neither events nor comparison, with the reason.
    """
    rows = members[members["inpost_fte"] >= SMALL_BASE_FTE].merge(
        events[["la_key", "event_year"]], on="la_key", how="left", validate="many_to_one"
    )
    status = np.select([rows["event_year"].notna(), rows["la_key"].isin(list(left_out))], [0, 1], 2)
    rows = rows.assign(status=status).sort_values(["return_group", "year", "status", "event_year", "la_key"])
    rows = rows.drop_duplicates(["return_group", "year"])
    kept = rows[rows["status"] != _STATUS.index("left out")].sort_values(["la_key", "year"], ignore_index=True)
    kept["event_time"] = kept["year"] - kept["event_year"]
    there = set(members["la_key"])
    reasons = pd.Series([why for key, why in left_out.items() if key in there], dtype="str").value_counts()
    return EventYears(
        rows=kept[["la_key", "year", "event_year", "event_time", *EXPOSURES]].astype(
            {"event_year": "float64", "event_time": "float64"}
        ),
        events=events[events["la_key"].isin(kept["la_key"])].reset_index(drop=True),
        left_out={str(why): int(count) for why, count in reasons.items()},
    )


def _follows(la_key: str, graded: set[str], authorities: Authorities) -> bool:
    return any(
        change != "part transfer" and (key in graded or _follows(key, graded, authorities))
        for key, change, _effective in authorities.predecessors(la_key)
    )
