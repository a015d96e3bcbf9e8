"""What changed between two releases, in words and tables: authorities, inspections, grades, rates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from workforce_grades.codebook import EXPOSURES, MEASURES, OUTCOMES_SHORT
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import day, listed, number, plural, sentence, spoken, years_words

MOST_ROWS: Final = 250
"""Rows of a table of changes at most; all of them stand in the exported list."""

NOTHING: Final = "Nothing that the pages show was revised, added or taken away."
_MOST_NAMED: Final = 12
_NONE: Final = "no number"


def summary(changes: pd.DataFrame) -> list[str]:
    """Return what changed, one sentence a kind of change; one sentence where nothing did.

    Parameters
    ----------
    changes
        From :func:`workforce_grades.differences.compare_runs`.
    """
    told = [*_authorities(changes), *_rows(changes), *_grades(changes), *_rates(changes)]
    return told or [NOTHING]


def between_words(between: Mapping[str, str]) -> str:
    """Return what is compared, in a sentence: two releases, or two versions of one that was corrected.

    Parameters
    ----------
    between
        `before` and `after`, up to when the data of each went; `before` is empty where that is not known.
    """
    before, after = between["before"], between["after"]
    if before == after:
        return f"Two versions of the same data: {after}."
    return f"From: {before or 'the release before'}. To: {after}."


def table_grades(changes: pd.DataFrame) -> Table | None:
    """Return every grade that was revised; None where there is none."""
    rows = _revised(changes, "inspections")
    rows = rows.assign(item=pd.to_datetime(rows["item"]), column=rows["column"].map(OUTCOMES_SHORT),
                       before=_or(rows["before"], "none"), after=_or(rows["after"], "none"))  # fmt: skip
    headers = {"item": "Inspection began", "column": "Judgement", "before": "Was", "after": "Is"}
    return _table(rows, "Grades that were revised", headers)


def table_rates(changes: pd.DataFrame) -> Table | None:
    """Return every one of the five rates that was revised; None where there is none."""
    rows = _of_rates(changes)
    rows = rows.assign(column=rows["column"].map(lambda name: f"{MEASURES[name].label} ({MEASURES[name].unit})"),
                       before=rows["before"].map(_value), after=rows["after"].map(_value))  # fmt: skip
    headers = {"item": "Year", "column": "Rate", "before": "Was", "after": "Is"}
    return _table(rows, "Rates that were revised", headers, numbers=("before", "after"))


def entry_lines(changes: pd.DataFrame) -> list[str]:
    """Return every change of one authority as a line: new inspections and returns, grades and rates revised."""
    return [line for row in changes.to_dict("records") if (line := _line(row))]


def _line(row: Mapping[Any, Any]) -> str:
    """Return one change in words; empty for a measure that is none of the five rates."""
    table, kind, item = row["table"], row["kind"], row["item"]
    if kind == "revised":
        if table == "inspections":
            what = OUTCOMES_SHORT[row["column"]]
            return (
                f"{what}, inspection of {_day(item)}: {row['after'] or 'no grade'} (was {row['before'] or 'no grade'})"
            )
        if row["column"] not in EXPOSURES:
            return ""
        return f"{MEASURES[row['column']].label}, {item}: {_value(row['after'])} (was {_value(row['before'])})"
    thing = {"workforce": "workforce return", "inspections": "inspection", "authorities": "authority, return"}[table]
    return f"{'New' if kind == 'new' else 'No longer there'}: {thing} of {_day(item)}"


def _authorities(changes: pd.DataFrame) -> list[str]:
    rows = changes[changes["table"] == "authorities"]
    words = {"new": "made a return for the first time", "gone": "made none in the latest year any more"}
    told = []
    for kind, verb in words.items():
        names = [spoken(name) for name in rows.loc[rows["kind"] == kind, "name"]]
        if names:
            told.append(sentence(f"{_some(names)} {verb}"))
    return told


def _rows(changes: pd.DataFrame) -> list[str]:
    told = []
    nouns = {"workforce": "workforce return", "inspections": "graded inspection"}
    for table, noun in nouns.items():
        for kind, verb in (("new", "new"), ("gone", "no longer there")):
            rows = changes[(changes["table"] == table) & (changes["kind"] == kind)]
            if len(rows):
                years = years_words(rows["item"].str[:4].astype(int))
                told.append(f"{plural(len(rows), noun)} of {years} {'is' if len(rows) == 1 else 'are'} {verb}.")
    return told


def _grades(changes: pd.DataFrame) -> list[str]:
    rows = _revised(changes, "inspections")
    return [f"{plural(len(rows), 'grade')} of {_places(rows)} {_was(rows)} revised."] if len(rows) else []


def _rates(changes: pd.DataFrame) -> list[str]:
    rates, every = _of_rates(changes), _revised(changes, "workforce")
    others = len(every) - len(rates)
    told = []
    if len(rates):
        years = years_words(rates["item"].astype(int))
        told.append(f"{plural(len(rates), 'rate')} of {_places(rates)} {_was(rates)} revised, for {years}.")
    if others:
        told.append(f"{plural(others, 'other number')} of the workforce returns changed too.")
    return told


def _revised(changes: pd.DataFrame, table: str) -> pd.DataFrame:
    return changes[(changes["table"] == table) & (changes["kind"] == "revised")]


def _of_rates(changes: pd.DataFrame) -> pd.DataFrame:
    rows = _revised(changes, "workforce")
    return rows[rows["column"].isin(EXPOSURES)]


def _places(rows: pd.DataFrame) -> str:
    names = [spoken(name) for name in dict.fromkeys(rows["name"])]
    return _some(names)


def _some(names: list[str]) -> str:
    """Return names, or how many there are where a sentence would drown in them."""
    return listed(names) if len(names) <= _MOST_NAMED else plural(len(names), "authority", "authorities")


def _was(rows: pd.DataFrame) -> str:
    return "was" if len(rows) == 1 else "were"


def _value(text: str) -> str:
    return number(float(text)) if text else _NONE


def _day(item: str) -> str:
    """Return a date of the exported tables in words; a year stays a year."""
    return day(pd.Timestamp(item)) if "-" in item else item


def _or(values: pd.Series, instead: str) -> pd.Series:
    return values.where(values != "", instead)


def _table(rows: pd.DataFrame, caption: str, headers: dict[str, str], *, numbers: tuple[str, ...] = ()) -> Table | None:
    if rows.empty:
        return None
    left_out = len(rows) - MOST_ROWS
    note = f"The first {MOST_ROWS} of {len(rows):,}; all are in changes.csv." if left_out > 0 else ""
    shown = rows[["name", *headers]].head(MOST_ROWS)
    return Table(
        shown, caption, headers={"name": "Authority", **headers}, decimals=dict.fromkeys(numbers, 1), note=note
    )
