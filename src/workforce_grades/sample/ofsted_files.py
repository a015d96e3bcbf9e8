"""Ofsted's outcomes workbook: the latest judgements, a year's visits, and every ILACS inspection since 2018."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.codebook import GRADES
from workforce_grades.sample import layouts
from workforce_grades.sample.geography import FictionalAuthority
from workforce_grades.sample.inspections import LAST_DAY, OUT_BY
from workforce_grades.sample.regions import ofsted_region
from workforce_grades.sample.simulation import Simulation
from workforce_grades.sample.spellings import ofsted
from workforce_grades.sample.streams import on_weekday, stream
from workforce_grades.sample.writers import Cell, Row

LINK: Final = "Ofsted Local Authority Webpage"
WORDS: Final = dict(enumerate(GRADES, start=1)) | {2: "Requires improvement to be good"}
TYPES: Final = {"standard": "ILACS Standard Inspection", "short": "ILACS Short Inspection"}
JUDGED: Final = ("overall", "leaders", "help_protection", "in_care", "care_leavers")
YEAR_BEGINS: Final = pd.Timestamp(2024, 4, 1)

_THEMES = {
    "Children in need/subject to a plan": 0.30, "Care leavers": 0.28, "Children in care": 0.18, "Front door": 0.12,
    "Achieving permanence": 0.08, "Vulnerable adolescents": 0.04,
}  # fmt: skip
_FOCUSED_SHARE = 36 / 153
_MONITORING_A_YEAR = 1.5
_TABLE_NOTE = (
    "This worksheet contains one table with no blank rows or columns. This table begins in cell A3. All local "
    "authorities are fictional."
)


def outcome_sheets(simulation: Simulation) -> dict[str, list[Row]]:
    """Return the sheets of the workbook as at 31 March 2025."""
    history = list(_history(simulation))
    latest = {str(row[1]): row for row in history if row[3] == "Current"}
    as_at = [(*row[:3], *row[4:7], *row[8:]) for row in latest.values()]
    return {
        "Cover": _cover(),
        "Contents": _contents(),
        "Notes": _notes(),
        "Inspections_as_at_31_March": [
            ["Illustrative: local authority inspection judgements as at 31 March 2025"], [_TABLE_NOTE],
            layouts.AS_AT, *sorted(as_at, key=lambda row: str(row[2])),
        ],
        "In-year_inspections": [
            ["Illustrative: local authority in-year inspection activity 2024-25"], [_TABLE_NOTE],
            layouts.IN_YEAR, *sorted([*_in_year(history), *_visits(simulation)], key=_by_name_and_date),
        ],
        "ILACS_inspection_history": [
            ["Illustrative: ILACS inspection history from 2018-2025"], [_TABLE_NOTE], layouts.ILACS_HISTORY, *history,
        ],
    }  # fmt: skip


def judgement_cells(inspection: pd.Series) -> list[Cell]:
    """Return the five judgements in Ofsted's words; blank where there is none."""
    return ["" if pd.isna(inspection[name]) else WORDS[int(inspection[name])] for name in JUDGED]


def published_code(member: FictionalAuthority) -> str:
    """Return the ONS code that Ofsted prints: the latest, even back in time, except the newest of all."""
    return member.ons_on(LAST_DAY.date())


def _history(simulation: Simulation) -> Iterator[Row]:
    named = simulation.geography.by_key
    rows = [found for _at, found in simulation.inspections.iterrows()]
    for found in sorted(rows, key=lambda found: (ofsted(named[found["key"]]), found["date"])):
        member = named[found["key"]]
        status = "No longer exists" if member.end is not None else "Current"
        yield (
            LINK, published_code(member), ofsted(member), status, ofsted_region(member), found["date"],
            found["published"], TYPES[found["type"]], *judgement_cells(found),
        )  # fmt: skip


def _in_year(history: list[Row]) -> Iterator[Row]:
    for row in history:
        day = row[5]
        if isinstance(day, pd.Timestamp) and day >= YEAR_BEGINS:
            yield (*row[:3], row[4], day, row[6], row[7], *row[8:], "")


def _visits(simulation: Simulation) -> Iterator[Row]:
    """Yield focused visits to some, and monitoring visits to whoever is Inadequate; visits have no grades."""
    random = stream(simulation.seed, "visits")
    rows = simulation.inspections
    latest = rows[rows["date"] < YEAR_BEGINS].groupby("key").tail(1).set_index("key")["overall"]
    inspected = set(rows.loc[rows["date"] >= YEAR_BEGINS, "key"])
    for member in simulation.geography.current:
        monitored = latest.get(member.key) == 1
        rate = _MONITORING_A_YEAR if monitored else _FOCUSED_SHARE * (member.key not in inspected) * 1.4
        for _visit in range(int(random.poisson(rate)) if monitored else int(random.random() < rate)):
            yield _visit_row(member, monitored, random)


def _visit_row(member: FictionalAuthority, monitored: bool, random: np.random.Generator) -> Row:
    day = YEAR_BEGINS + pd.Timedelta(days=int(random.integers(0, 358)))
    day -= pd.Timedelta(days=14 if (day.month, day.day > 18) == (12, True) else 0)
    day += pd.Timedelta(days=(1 - day.weekday()) % 7)
    published = min(on_weekday(day + pd.Timedelta(days=int(random.integers(28, 48)))), OUT_BY)
    kind = "LA Monitoring visit" if monitored else "ILACS Focused Visit"
    theme = str(random.choice(list(_THEMES), p=list(_THEMES.values())))
    place = (LINK, published_code(member), ofsted(member), ofsted_region(member))
    return (*place, day, published, kind, "", "", "", "", "", theme)


def _by_name_and_date(row: Row) -> tuple[str, pd.Timestamp]:
    return str(row[2]), pd.Timestamp(row[4])  # type: ignore[arg-type]


def _cover() -> list[Row]:
    return [
        ["Illustrative: local authority inspection outcomes as at 31 March 2025"],
        ["Section", "Detail"],
        ["Policy area:", "Local Authority Inspection Outcomes"],
        ["Published on:", pd.Timestamp(2025, 9, 25)],
        ["Coverage:", "Fictional local authorities; nothing here is about a real one"],
        ["Period covered:", "Inspections as at 31 March 2025, with a report published by 30 June 2025"],
        ["Status:", "Generated by workforce_grades.sample"],
        ["Publication frequency:", "Annual "],
    ]


def _contents() -> list[Row]:
    return [
        ["Contents"],
        ["Worksheet title and link", "Description of contents of worksheet"],
        ["Notes", "Notes about the document and data within it."],
        ["Inspections as at 31 March", "All local authorities with their most recent judgements."],
        [
            "In-year inspections",
            "Inspections, monitoring visits and focused visits from 1 April 2024 to 31 March 2025.",
        ],
        ["ILACS inspection history", "All short and standard inspections from 2018."],
    ]


def _notes() -> list[Row]:
    return [
        ["Notes"],
        ["Data"],
        ["All local authorities, inspections and judgements in this workbook are fictional."],
        ["Change in sub-judgements"],
        ["From 1 January 2023, a sub-judgement on the experiences and progress of care leavers was introduced."],
    ]
