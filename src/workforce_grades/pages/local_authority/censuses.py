"""One authority's censuses: year by year, the one before each inspection, and what caps on caseload would ask of it."""

from __future__ import annotations

from typing import Final

import pandas as pd

from workforce_grades.analyses.what_if import CAPS
from workforce_grades.codebook import EXPOSURES, MEASURES
from workforce_grades.link import LINKED
from workforce_grades.pages.local_authority.comparators import Comparators, rates_row, symbols_in_words
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import Prose, day, number, plain_name, plural, say, sentence, spoken

_COUNTS: Final = ("inpost_fte", "cases", "case_holders_fte")
_HEADERS: Final = {name: f"{MEASURES[name].label} ({MEASURES[name].unit})" for name in (*_COUNTS, *EXPOSURES)}
_SHORT: Final = ("turnover_rate", "caseload")


def table_yearly(compared: Comparators) -> Table:
    """Return the authority's own numbers, one row a census, with the symbol where there is no number.

    Parameters
    ----------
    compared
        The authority with its returns.
    """
    names = ("inpost_fte", *EXPOSURES)
    rows = [rates_row(str(year), compared.own, int(year), names) for year in compared.own.index]
    return Table(
        pd.DataFrame(rows, columns=["year", *names]),
        f"{plain_name(compared.authority.name)}, year by year",
        headers={"year": "Census of 30 September", **_HEADERS},
        decimals=dict.fromkeys(names, 1),
        note=symbols_in_words(rows).strip(),
    )


def table_linked(compared: Comparators, linked: pd.DataFrame) -> Table | Prose:
    """Return each ILACS inspection with the census before it, which the studies join it to.

    Parameters
    ----------
    compared
        The authority with its returns.
    linked
        Inspections of all authorities with their censuses.
    """
    rows = linked[linked["la_key"] == compared.authority.la_key].sort_values("inspection_date", ascending=False)
    if rows.empty:
        return say(sentence(f"There is no ILACS inspection of {spoken(compared.authority.name)} to join to a census"))
    table = [_linked_row(row, compared) for _at, row in rows.iterrows()]
    shown = pd.DataFrame(table, columns=["began", "overall", "census", "days", *_SHORT, "remark"])
    return Table(
        shown if shown["remark"].any() else shown.drop(columns="remark"),
        "The census before each ILACS inspection",
        headers={"began": "Inspection began", "overall": "Overall", "census": "Census", "days": "Days before",
                 "remark": "Remark", **{name: _HEADERS[name] for name in _SHORT}},
        decimals={"days": 0, **dict.fromkeys(_SHORT, 1)},
        note="The studies join an inspection to the latest census strictly before its first day."
        + symbols_in_words(table),
    )  # fmt: skip


def _linked_row(row: pd.Series, compared: Comparators) -> tuple[object, ...]:
    began, overall = day(row["inspection_date"]), "" if pd.isna(row["overall"]) else str(row["overall"])
    if row["link_status"] != LINKED:
        return began, overall, "", None, None, None, str(row["link_status"])
    values = rates_row("", row.to_frame().T.set_index("census_year"), int(row["census_year"]), _SHORT)[1:]
    return began, overall, str(int(row["census_year"])), int(row["lag_days"]), *values, _remark(row, compared)


def _remark(row: pd.Series, compared: Comparators) -> str:
    """Return what is particular about a link."""
    authorities = compared.study.authorities
    keys = [key for key in str(row["return_group"]).split("+") if key != compared.authority.la_key]
    on_census_day = (row["inspection_date"].month, row["inspection_date"].day) == (9, 30)
    others = " and ".join(spoken(authorities[key].name) for key in keys)
    told = [
        f"return of {others}, which came before" if row["inherited"] else "",
        f"joint return with {others}" if row["is_joint"] and not row["inherited"] else "",
        "fewer than 20 FTE: not in the primary sample" if row["small_base"] else "",
        "began on the day of a census, so the one before counts" if on_census_day else "",
    ]
    return "; ".join(text for text in told if text)


def caps_in_words(compared: Comparators) -> Prose:
    """Return the latest caseload as it is worked out, which the caps of the study are held against.

    Parameters
    ----------
    compared
        The authority with its returns.
    """
    row = _latest_counts(compared)
    name = spoken(compared.authority.name)
    if row is None:
        return say(sentence(f"{name} has no published caseload with its cases, so no cap is held against it"))
    return say(
        f"At the census of {row.name}, {plural(int(row['cases']), 'case')} were held by "
        f"{number(row['case_holders_fte'])} FTE social workers: a caseload of {number(row['caseload'])}. The table "
        "says how many FTE the same cases would need at the caps that the study on what goes with lower caseloads "
        "uses. It is a division, not a prediction: it says nothing about grades."
    )


def table_caps(compared: Comparators) -> Table | Prose:
    """Return, for each cap of the study, the FTE that the latest cases would need, and how many more that is.

    Parameters
    ----------
    compared
        The authority with its returns.
    """
    row = _latest_counts(compared)
    if row is None:
        return say()
    table = []
    for cap in CAPS:
        needed = row["cases"] / cap
        more = needed - row["case_holders_fte"]
        table.append((f"At most {cap:g}", needed, max(more, 0.0), "below it already" if more <= 0 else ""))
    return Table(
        pd.DataFrame(table, columns=["cap", "needed", "more", "remark"]),
        f"What caps on caseload would ask of {spoken(compared.authority.name)}, {row.name}",
        headers={"cap": "Caseload", "needed": "Needed (FTE holding cases)", "more": "More than now (FTE)",
                 "remark": "Remark"},
        decimals={"needed": 1, "more": 1},
    )  # fmt: skip


def _latest_counts(compared: Comparators) -> pd.Series | None:
    """Return the latest census with a caseload and both numbers that it is made of, by year."""
    needed = ["cases", "case_holders_fte", "caseload"]
    rows = compared.own[needed].dropna()
    rows = rows[rows["case_holders_fte"] > 0]
    return None if rows.empty else rows.iloc[-1]
