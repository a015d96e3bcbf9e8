"""Tables of one region: its authorities by name, its values beside England's, grades in force, changes."""

from __future__ import annotations

import pandas as pd

from workforce_grades.analyses.judgements import in_force
from workforce_grades.analyses.workforce_trends import moves, parts, published, returns_in, windows
from workforce_grades.authorities import Authority, Region
from workforce_grades.codebook import EXPOSURES, GRADES, MEASURES, SMALL_BASE_FTE
from workforce_grades.pages.local_authority.comparators import Comparators, rates_row, symbols_in_words
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import day, link_to, listed, spoken, years_words
from workforce_grades.pages.workforce_over_time.tables import RATES
from workforce_grades.sources.inspections import grades_in_force
from workforce_grades.study import Study

PLACED = ("turnover_rate", "caseload")
"""Measures whose place among all returns is said in words."""


def members(study: Study, region: Region) -> list[Authority]:
    """Return the authorities of a region that exist today, by name."""
    return [authority for authority in study.authorities.current if authority.region_code == region.code]


def table_authorities(study: Study, region: Region) -> Table:
    """Return the authorities by name: latest rates, places in words, the grade in force; names link to their pages."""
    year, latest = study.latest_year, grades_in_force(study.inspections, study.inspections["as_at"].max())
    graded = latest.set_index("la_key")
    rows = [_authority_row(study, authority, year, graded) for authority in members(study, region)]
    places = {f"{name}_place": f"{MEASURES[name].label}, place in England" for name in PLACED}
    return Table(
        pd.DataFrame(rows, columns=["name", *EXPOSURES, "grade", "inspected", *places]),
        f"Authorities of {spoken(region.name)} by name: rates in {year}, overall grade in force",
        headers={"name": "Authority", **RATES, "grade": "Overall grade", "inspected": "Inspected", **places},
        decimals=dict.fromkeys(EXPOSURES, 1),
        note="A place describes a number and ranks nobody; it is counted from the nearer end, among the returns with a "
        f"sound value ({_counts_in_words(study, year)}).{_joint_in_words(study, region)} The overall grade is a series "
        "that ended in April 2026."
        f"{symbols_in_words(rows)}",
    )


def table_beside(study: Study, region: Region) -> Table:
    """Return the latest five rates of the region, of its parts where DfE publishes them, and of England."""
    year = study.latest_year
    rows = [(region.name, published(study, region)), *parts(study, region).items(), ("England", published(study))]
    return Table(
        pd.DataFrame([rates_row(name, own, year) for name, own in rows], columns=["name", *EXPOSURES]),
        f"{region.name} and England as published, {year}",
        headers={"name": "Area", **RATES},
        decimals=dict.fromkeys(EXPOSURES, 1),
    )


def table_moves(study: Study, region: Region) -> Table:
    """Return how far each return of the region moved in each measure, by name."""
    returns = returns_in(study, region)
    found = {name: moves(returns, name).set_index("name") for name in EXPOSURES}
    data = pd.DataFrame({name: _shown_change(rows) for name, rows in found.items()})
    ends = [years_words(range(first, last + 1)) for first, last in windows(returns) or ()]
    between = f"average of {ends[1]} less that of {ends[0]}" if ends else "too few censuses to compare"
    return Table(
        data.sort_index().rename_axis(index="name").reset_index(),
        f"Change of each return in {spoken(region.name)}: {between}",
        headers={"name": "Return", **{name: _change_header(name) for name in EXPOSURES}},
        decimals=dict.fromkeys(EXPOSURES, 1),
        note="A dash: fewer than two sound values at one of the ends.",
    )


def table_grades(study: Study, region: Region) -> Table:
    """Return how many authorities of the region held each overall grade, beside England's shares."""
    on = study.inspections["as_at"].max()
    own, every = (in_force(study.inspections, study.authorities, on, region=name) for name in (region.name, ""))
    data = pd.DataFrame([
        (grade, own.count(grade), own.share(grade), every.share(grade)) for grade in GRADES[::-1]
    ], columns=["grade", "authorities", "share", "england"])  # fmt: skip
    return Table(
        data,
        f"Overall grades in force on {day(on)}, {region.name} and England",
        headers={"grade": "Overall effectiveness", "authorities": "Authorities",
                 "share": f"% of the {len(own.grades)} with a grade", "england": f"England: % of {len(every.grades)}"},
        decimals={"authorities": 0, "share": 0, "england": 0},
    )  # fmt: skip


def _authority_row(study: Study, authority: Authority, year: int, graded: pd.DataFrame) -> tuple[object, ...]:
    compared = Comparators(study, authority)
    name = link_to("authority", authority.la_key, authority.name)
    _name, *rates = rates_row(authority.name, compared.own, year)
    places = [_place(compared, measure, year) for measure in PLACED]
    if authority.la_key not in graded.index:
        return name, *rates, "", "", *places
    row = graded.to_dict("index")[authority.la_key]
    grade = str(row["overall"]) if pd.notna(row["overall"]) else ""
    return name, *rates, grade, f"{row['inspection_date']:%b %Y}", *places


def _joint_in_words(study: Study, region: Region) -> str:
    returns = returns_in(study, region)
    shared = bool(returns.loc[returns["year"] == study.latest_year, "is_joint"].any())
    return " Members of a joint return have the same rates." if shared else ""


def _place(compared: Comparators, measure: str, year: int) -> str:
    if year not in compared.own.index:
        return ""
    small = compared.own["inpost_fte"].loc[year] < SMALL_BASE_FTE
    return (
        f"Fewer than {SMALL_BASE_FTE:.0f} FTE in post" if small else compared.place(measure, year).partition(" of ")[0]
    )


def _counts_in_words(study: Study, year: int) -> str:
    rows = study.workforce[study.workforce["year"] == year]
    counts = {name: int((rows[name].notna() & (rows[f"{name}_flag"] == "ok")).sum()) for name in PLACED}
    return listed([f"{MEASURES[name].label.lower()}: {count}" for name, count in counts.items()])


def _change_header(measure: str) -> str:
    unit = "points" if MEASURES[measure].unit == "%" else MEASURES[measure].unit
    return f"{MEASURES[measure].label} ({unit})"


def _shown_change(rows: pd.DataFrame) -> pd.Series:
    """Return the change between the rounded averages, which are what the sentences quote."""
    return rows["after"].astype(float).round(1) - rows["before"].astype(float).round(1)
