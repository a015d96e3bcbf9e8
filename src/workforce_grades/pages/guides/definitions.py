"""Every measure, grade, judgement, symbol and column, as the loaders read them: the codebook as a page."""

from __future__ import annotations

from typing import Final

import pandas as pd

from workforce_grades.codebook import (
    FLAG_MEANINGS,
    GRADES,
    MEASURES,
    OFSTED_WORDS,
    OUTCOMES,
    OUTCOMES_SHORT,
    SMALL_BASE_FTE,
    SUSPECT_ZERO_FTE,
    SYMBOLS,
    Flag,
)
from workforce_grades.codebook_columns import COLUMNS, TABLES
from workforce_grades.pages.tables import Table, definition_list
from workforce_grades.pages.words import Html, Prose, bullets, capital, listed
from workforce_grades.study import Study

_UNITS: Final = {
    "FTE": "Full-time equivalents: two people who each work half the week are 1 FTE.",
    "people": "Each person once, whatever hours they work.",
    "cases": "Children and young people with a named social worker.",
    "days": "Working days, in full-time equivalents.",
    "%": "Per cent, from 0 to 100. A change of a rate is in percentage points.",
    "cases per FTE": "Cases divided by the social workers who hold them.",
}


def measures_table() -> Table:
    """Return every published workforce measure with its unit, definition and column."""
    rows = [(m.label, m.definition, m.unit, name) for name, m in MEASURES.items()]
    return Table(
        pd.DataFrame(rows, columns=["label", "definition", "unit", "column"]),
        f"The {len(rows)} workforce measures",
        headers={"label": "Measure", "definition": "What it counts", "unit": "Unit", "column": "Column in the tables"},
    )


def units() -> Html:
    """Return what each unit means."""
    used = {measure.unit for measure in MEASURES.values()}
    return definition_list({unit: meaning for unit, meaning in _UNITS.items() if unit in used})


def judgements() -> Html:
    """Return the judgements of an inspection: short name as tables have it, and Ofsted's own."""
    return definition_list({OUTCOMES_SHORT[name]: f"{full}." for name, full in OUTCOMES.items()})


def grades_in_words() -> str:
    """Return the grades, best first, with Ofsted's wording where it differs."""
    best_first = GRADES[::-1]
    named = [
        grade.lower() + ("" if OFSTED_WORDS[grade] == grade.lower() else f" (Ofsted: {OFSTED_WORDS[grade]})")
        for grade in best_first
    ]
    return f"Each judgement has one of {len(GRADES)} grades. Best first: {listed(named)}."


def symbols_table() -> Table:
    """Return every symbol that the publishers print in place of a number, and what becomes of it."""
    rows = [
        (f"[{symbol}]" if symbol else "an empty cell", _meaning(flag), "0.0" if flag == "low" else "no number", flag)
        for symbol, flag in SYMBOLS.items()
    ]
    return Table(
        pd.DataFrame(rows, columns=["symbol", "meaning", "number", "flag"]),
        "The publishers' symbols, and how they are read",
        headers={"symbol": "Symbol", "meaning": "Meaning", "number": "Read as", "flag": "Flag in the tables"},
    )


def flags_table(study: Study) -> Table:
    """Return every flag that a number can carry, and how many numbers of the workforce table do.

    Parameters
    ----------
    study
        All tables of one data folder.
    """
    held = pd.concat([study.workforce[f"{name}_flag"] for name in MEASURES]).value_counts()
    rows = [(flag, _meaning(flag), int(held.get(flag, 0))) for flag in FLAG_MEANINGS]
    return Table(
        pd.DataFrame(rows, columns=["flag", "meaning", "cells"]),
        f"Flags, and how many of the {sum(held):,} cells of the workforce returns carry each",
        headers={"flag": "Flag", "meaning": "Meaning", "cells": "Cells"},
        decimals={"cells": 0},
    )


def thresholds() -> Prose:
    """Return the limits from which a number is marked."""
    return bullets([
        f"Small base: fewer than {SMALL_BASE_FTE:.0f} FTE social workers in post. One person then moves a rate by "
        "five points or more; inspections that follow such a census are left out of the primary sample.",
        f"Suspect zero: a published zero of leavers, starters or absence with {SUSPECT_ZERO_FTE:.0f} FTE in post or "
        "more. It is used as published, and marked.",
    ])  # fmt: skip


def columns_table() -> Table:
    """Return every column of the exported tables that is not itself a workforce measure or its flag."""
    measures = {*MEASURES, *(f"{name}_flag" for name in MEASURES)}
    rows = [
        (name, f"{column.title}. {column.description}", column.datatype)
        for name, column in COLUMNS.items()
        if name not in measures
    ]
    return Table(
        pd.DataFrame(rows, columns=["name", "meaning", "datatype"]),
        "Columns of the exported tables beside the measures",
        headers={"name": "Column", "meaning": "Meaning", "datatype": "Kind of value"},
        note="Each measure has a second column, its name with _flag, that says how it was published or why it is "
        "missing. Beside each CSV file its metadata say the same for programs (CSV on the Web).",
    )


def tables_in_words() -> Html:
    """Return what each exported table holds."""
    return definition_list({f"{name}.csv": f"{meaning}." for name, meaning in TABLES.items()})


def _meaning(flag: Flag) -> str:
    """Return what a flag means, without the symbol, which has a column of its own."""
    text = FLAG_MEANINGS[flag].partition(" [")[0]
    return capital(text)
