"""What was revised between two releases: sentences, counts, and the changes one by one."""

from __future__ import annotations

from typing import Final

import pandas as pd

from workforce_grades.analyses.revisions import Release, Revisions
from workforce_grades.codebook import EXPOSURES, FLAG_MEANINGS, MEASURES, OUTCOMES, Flag
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import day, listed, number, plural

SHOWN: Final = 15
"""Changes of one measure that a table shows; the CSV has all."""

_CONTEXT: Final = {
    "population_0_17": "Children aged 0 to 17", "cin_31_march": "Children in need at 31 March",
    "cin_rate_10k": "Children in need per 10,000", "referrals": "Referrals",
    "referral_rate_10k": "Referrals per 10,000", "rereferral_pct": "Re-referrals (%)",
    "csc_net_spend_per_child": "Net spending per child (£)", "deprivation_score": "Deprivation score",
}  # fmt: skip


def answer(found: Revisions, old: Release, new: Release) -> list[str]:
    """Return what was revised, in sentences."""
    sides = f"Compared: {listed(old.files())} with {listed(new.files())}."
    if found.is_empty:
        return ["Nothing was revised.", sides]
    return [" ".join([_numbers(found), *_largest(found)]), _who(found), _judged(found), sides]


def measure_label(measure: str) -> str:
    """Return a measure's name in words, its unit included where the codebook has it."""
    if measure in MEASURES:
        return f"{MEASURES[measure].label} ({MEASURES[measure].unit})"
    return _CONTEXT.get(measure, measure)


def table_compared(found: Revisions) -> Table:
    """Return how many numbers of each measure changed, and by how much at most."""
    rows = found.compared.assign(measure=found.compared["measure"].map(measure_label)).drop(columns="table")
    return Table(
        rows,
        "Numbers compared and changed, by measure",
        headers={"measure": "Measure", "rows": "In both releases", "changed": "Changed", "largest": "Largest change",
                 "symbols": "Number to symbol or back"},
        decimals={"rows": 0, "changed": 0, "symbols": 0},
    )  # fmt: skip


def table_changes(found: Revisions, measure: str) -> Table | None:
    """Return the largest changes of one measure; None where nothing of it changed."""
    rows = found.numbers[found.numbers["measure"] == measure]
    if rows.empty:
        return None
    shown = pd.DataFrame({
        "name": rows["name"], "year": rows["year"].astype("str"),
        "old": [_cell(*pair) for pair in zip(rows["old"], rows["old_flag"], strict=True)],
        "new": [_cell(*pair) for pair in zip(rows["new"], rows["new_flag"], strict=True)],
        "change": rows["change"].astype(float),
    }).head(SHOWN)  # fmt: skip
    more = len(rows) - len(shown)
    return Table(
        shown,
        f"{measure_label(measure)}: the largest changes",
        headers={"name": "Authority", "year": "Year", "old": "Before", "new": "Now", "change": "Change"},
        note=f"{plural(more, 'smaller change')} left out here." if more else "",
    )


def table_members(found: Revisions) -> Table | None:
    """Return authorities that only one release has rows of; None where there are none."""
    if found.members.empty:
        return None
    return Table(
        found.members[["name", "years", "what", "table"]],
        "Authorities with rows in one release only",
        headers={"name": "Authority", "years": "Years", "what": "In the newer release", "table": "Table"},
    )


def table_grades(found: Revisions) -> Table | None:
    """Return changed judgements and dates, and inspections that only one release has; None where there are none."""
    if found.grades.empty:
        return None
    words: dict[str, str] = {str(outcome): header for outcome, header in OUTCOMES.items()}
    words |= {"publication_date": "Publication date", "inspection_type": "Inspection type"}
    rows = found.grades.assign(
        inspection_date=found.grades["inspection_date"].map(day), what=found.grades["what"].replace(words)
    )
    return Table(
        rows.drop(columns="key"),
        "Inspections that differ",
        headers={"name": "Authority", "inspection_date": "Inspected", "what": "What differs", "old": "Before",
                 "new": "Now"},
    )  # fmt: skip


def _numbers(found: Revisions) -> str:
    changed = int(found.compared["changed"].sum())
    symbols = int(found.compared["symbols"].sum())
    of = found.compared.set_index("measure")["changed"]
    main = [f"{of[name]} of {MEASURES[name].label.lower()}" for name in EXPOSURES if name in of]
    return (
        f"{plural(changed, 'number')} changed and {plural(symbols, 'value')} went from a number to a symbol or back"
        + (f": {listed(main)} among them." if main else ".")
    )


def _largest(found: Revisions) -> list[str]:
    sentences = []
    for measure in ("turnover_rate", "caseload"):
        rows = found.numbers[(found.numbers["measure"] == measure) & found.numbers["change"].notna()]
        if not rows.empty:
            row = rows.iloc[0]
            sentences.append(
                f"The largest change of {MEASURES[measure].label.lower()}: {row['name']} {row['year']}, "
                f"{number(row['old'])} to {number(row['new'])}."
            )
    return sentences


def _who(found: Revisions) -> str:
    if found.members.empty:
        return "The same authorities have rows in both, in the years that both have."
    counts = found.members["what"].value_counts()
    return (
        f"Authorities with rows in one release only: {counts.get('new', 0)} new, {counts.get('vanished', 0)} vanished."
    )


def _judged(found: Revisions) -> str:
    if found.grades.empty:
        return "No inspection that was compared differs."
    changed = found.grades["what"].isin(OUTCOMES).sum()
    new = (found.grades["what"] == "new inspection").sum()
    gone = (found.grades["what"] == "inspection vanished").sum()
    return (
        f"Inspections: {plural(int(changed), 'judgement')} changed, {plural(int(new), 'inspection')} new, "
        f"{plural(int(gone), 'inspection')} vanished."
    )


def _cell(value: float, flag: Flag) -> str:
    return number(value) if pd.notna(value) else FLAG_MEANINGS[flag]
