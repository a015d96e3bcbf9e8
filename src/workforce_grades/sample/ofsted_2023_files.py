"""Ofsted's workbook of 2023: inspections of 2009 to 2023 in one wide sheet, publication dates only."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.sample import layouts
from workforce_grades.sample.geography import FictionalAuthority
from workforce_grades.sample.history import Judgement
from workforce_grades.sample.ofsted_files import LINK, TYPES, WORDS, judgement_cells
from workforce_grades.sample.regions import ofsted_region
from workforce_grades.sample.simulation import Simulation
from workforce_grades.sample.spellings import ofsted_level, ofsted_wide
from workforce_grades.sample.streams import on_weekday, stream
from workforce_grades.sample.writers import Cell, Row

CUT_OFF: Final = pd.Timestamp(2023, 3, 31)
PUBLISHED_BY: Final = pd.Timestamp(2023, 6, 30)
NOT_JUDGED: Final = " -"
_WIDTH = len(layouts.WIDE_2023)
_KINDS = {"UA": "Unitary", "MD": "Metropolitan District", "LB": "London Borough", "SC": "Shire County"}
_SIF_WIDTH, _AGAIN_WIDTH, _ILACS_WIDTH = 8, 7, 6
_SLAC = (pd.Timestamp(2009, 10, 1), pd.Timestamp(2012, 7, 27))
_SLAC_GRADES = {1: 0.10, 2: 0.50, 3: 0.35, 4: 0.05}
_CPI_SHARE = 0.32


def history_sheets(simulation: Simulation) -> dict[str, list[Row]]:
    """Return the sheets of the workbook that hold local authorities."""
    note = "This worksheet contains one table with no blank rows or columns. All local authorities are fictional."
    return {
        "Cover": [["Illustrative: children's social care data in England 2023"], ["All authorities are fictional."]],
        "LA_level_at_31_Mar_2023": [
            ["Illustrative: children's social care data in England 2023 - LA level at 31 March 2023"], [note], [""],
            layouts.LEVEL_2023, *_level_rows(simulation),
        ],
        "LA_inspections_2009-2023": _wide_rows(simulation),
    }  # fmt: skip


def known_in_2023(simulation: Simulation) -> pd.DataFrame:
    """Return the inspections that the workbook of 2023 holds."""
    rows = simulation.inspections
    return rows[(rows["date"] <= CUT_OFF) & (rows["published"] <= PUBLISHED_BY)]


def _level_rows(simulation: Simulation) -> list[Row]:
    latest = known_in_2023(simulation).groupby("key").tail(1)
    by_key = {str(found["key"]): found for _at, found in latest.iterrows()}
    rows: list[Row] = []
    for member in simulation.geography.on(CUT_OFF.date()):
        if member.key in by_key:
            found = by_key[member.key]
            rows.append((LINK, ofsted_level(member), ofsted_region(member), found["date"], *judgement_cells(found)))
    return sorted(rows, key=lambda row: str(row[1]))


def _wide_rows(simulation: Simulation) -> list[Row]:
    geography = simulation.geography
    random = stream(simulation.seed, "before 2014")
    found = dict(iter(known_in_2023(simulation).groupby("key")))
    then = sorted(geography.on(CUT_OFF.date()), key=ofsted_wide)
    ended = [member for member in geography.authorities if member.end and member.end < date(2023, 3, 31)]
    return [
        ["Illustrative: children's social care data in England 2023 - LA inspections 2009-2023"],
        ["This worksheet contains two tables. All local authorities are fictional."],
        ["Column A includes a link to the Local Authority Webpage for each local authority."],
        ["Some cells in this table are empty because data was not provided to Ofsted. "],
        layouts.WIDE_2023,
        *(_wide_row(member, simulation, found.get(member.key), random) for member in then),
        [""],
        [""],
        ["Table 11:History of inspections of local authorities that existed before the restructure"],
        layouts.WIDE_2023_ENDED,
        *(_wide_row(member, simulation, found.get(member.key), random) for member in sorted(ended, key=ofsted_wide)),
    ]


def _wide_row(
    member: FictionalAuthority, simulation: Simulation, found: pd.DataFrame | None, random: np.random.Generator
) -> Row:
    row: list[Cell] = [LINK, ofsted_wide(member), ofsted_region(member, capital_the=True), _KINDS[_old_kind(member)]]
    judged = [judgement for judgement in simulation.before.judgements if judgement.key == member.key]
    row += _before_sif(random) if judged else [""] * 13
    for again, width in ((False, _SIF_WIDTH), (True, _AGAIN_WIDTH)):
        of_kind = [judgement for judgement in judged if judgement.again == again]
        row += _sif_cells(of_kind[0], width) if of_kind else [""] * width
    for order, (_at, inspection) in enumerate(() if found is None else found.iterrows()):
        cells = judgement_cells(inspection)
        row += [TYPES[inspection["type"]], inspection["published"], *cells[: 4 if order == 0 else 5]]
    return _with_gaps(member, [*row, *[""] * (_WIDTH - len(row))])


def _sif_cells(judgement: Judgement, width: int) -> list[Cell]:
    parts = [WORDS[grade] for grade in judgement.parts]
    return [judgement.published, WORDS[judgement.overall], *parts[: width - 2]]


def _before_sif(random: np.random.Generator) -> list[Cell]:
    """Return the frameworks of 2009 to 2013, in the words of today."""
    day = on_weekday(_SLAC[0] + random.random() * (_SLAC[1] - _SLAC[0]))
    grades = [WORDS[int(grade)] for grade in random.choice(list(_SLAC_GRADES), 3, p=list(_SLAC_GRADES.values()))]
    protection: list[Cell] = ["", ""]
    if random.random() < _CPI_SHARE:
        protection = [on_weekday(day + pd.Timedelta(days=int(random.integers(300, 540)))), grades[2]]
    return [day, *grades[:2], "", "", "", "", *protection, "", "", "", ""]


def _with_gaps(member: FictionalAuthority, row: list[Cell]) -> Row:
    """Print a space and a hyphen where a very small authority could not be judged."""
    gaps = {"tiny": (21,), "smallest": (6, 20, 21, 22)}.get(member.role, ())
    return [NOT_JUDGED if place in gaps else cell for place, cell in enumerate(row)]


def _old_kind(member: FictionalAuthority) -> str:
    return "SC" if member.codes[0].ons.startswith("E10") and member.codes[0].holds_on(CUT_OFF.date()) else member.kind
