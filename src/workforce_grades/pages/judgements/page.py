"""What the page on Ofsted's judgements says: sentences and tables from the computed counts."""

from __future__ import annotations

from typing import Any, cast

import pandas as pd

from workforce_grades.analyses.judgements import (
    SIF_REPEATED,
    SIF_TO_ILACS,
    TRANSITIONS,
    WITHIN_ILACS,
    InForce,
    agreement,
    consecutive,
    sub_judgements,
    transition_counts,
    years_in_force,
)
from workforce_grades.analyses.waits import longest_pause, publication_days, waits
from workforce_grades.codebook import GOOD_OR_BETTER, GRADES, OUTCOMES_SHORT, Grade
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import change_words, day, listed, number, plural, sentence
from workforce_grades.study import Study

_MOST_NAMED = 6
_STEPS = {1: "one grade", 2: "two grades", 3: "three grades"}


def answer_in_words(study: Study, held: InForce) -> list[str]:
    """Return what the page finds: the share good or outstanding on the date, since ILACS began, and the moves."""
    pairs = consecutive(study.inspections)
    within = pairs[pairs["transition"] == WITHIN_ILACS]
    moved = (
        f"Of {plural(len(within), 'ILACS inspection')} that followed another, {_moves(within)}." if len(within) else ""
    )
    return [f"{_held_in_words(held)} {_change_in_words(years_in_force(study.inspections, study.authorities))}", moved]


def _held_in_words(held: InForce) -> str:
    if not len(held.grades):
        return f"On {day(held.on)} no authority had an overall grade."
    return (
        f"On {day(held.on)}, {held.count(*GOOD_OR_BETTER):,} of {plural(len(held.grades), 'authority', 'authorities')} "
        f"with an overall grade ({number(held.share(*GOOD_OR_BETTER))}%) were rated good or outstanding."
    )


def _change_in_words(years: pd.DataFrame) -> str:
    if len(years) < 2:
        return ""
    first, last = years.iloc[0], years.iloc[-1]
    change = change_words(last["share"], first["share"])
    change = change if change == "no change" else f"{change} percentage points"
    return (
        f"From {day(first['on'])} to {day(last['on'])} the share went from {number(first['share'])}% of "
        f"{first['inspected']:,} to {number(last['share'])}% of {last['inspected']:,}: {change}."
    )


def without_in_words(study: Study, held: InForce) -> str:
    """Return which authorities had no grade on the date, or that none was without."""
    names = sorted(study.authorities[key].name for key in held.without)
    if not names:
        return f"Every one of the {held.existing:,} authorities that existed that day had a grade."
    named = f": {listed(names)}" if len(names) <= _MOST_NAMED else ""
    return (
        f"{plural(len(names), 'authority', 'authorities')} of the {held.existing:,} that existed that day had no "
        f"grade of {'its' if len(names) == 1 else 'their'} own{named}. Of all that existed, "
        f"{number(held.share(*GOOD_OR_BETTER, of_all=True))}% were rated good or outstanding."
    )


def table_in_force(held: InForce) -> Table:
    """Return how many authorities held each grade on the date."""
    order = GRADES[::-1]
    data = pd.DataFrame({
        "grade": order,
        "authorities": [held.count(grade) for grade in order],
        "share": [held.share(grade) for grade in order],
        "share_of_all": [held.share(grade, of_all=True) for grade in order],
    })  # fmt: skip
    return Table(
        data,
        f"Overall grade in force on {day(held.on)}",
        headers={"grade": "Overall effectiveness", "authorities": "Authorities",
                 "share": f"% of the {len(held.grades):,} with a grade",
                 "share_of_all": f"% of all {held.existing:,}"},
        decimals={"authorities": 0},
    )  # fmt: skip


def check_in_words(study: Study) -> str:
    """Return for how many authorities the page's latest judgements equal Ofsted's own sheet."""
    equal, of = agreement(study)
    return (
        f"Check: for {equal:,} of {plural(of, 'authority', 'authorities')} all five judgements worked out here from "
        f"the history equal those of Ofsted's own sheet as at {day(study.inspections['as_at'].max())}."
    )


def moves_in_words(pairs: pd.DataFrame) -> list[str]:
    """Return who moved up or down, and by how many grades, one sentence a kind of transition."""
    told = []
    for transition in TRANSITIONS:
        rows = pairs[pairs["transition"] == transition]
        if len(rows):
            told.append(sentence(f"{transition} ({plural(len(rows), 'inspection')}): {_moves(rows)}"))
    return told or ["No authority has been inspected twice in these data."]


def _moves(rows: pd.DataFrame) -> str:
    steps = rows["steps"]
    parts = [
        f"{int(chosen.sum()) or 'none'} ended in a {word} grade{_by_how_many(steps[chosen].abs())}"
        for chosen, word in ((steps > 0, "better"), (steps < 0, "worse"))
    ]
    return f"{parts[0]}, {parts[1]} and {int((steps == 0).sum()) or 'none'} in the same"


def _by_how_many(steps: pd.Series) -> str:
    counts = steps.value_counts().sort_index()
    parts = [f"{count:,} by {_STEPS[cast(int, step)]}" for step, count in counts.items()]
    return f" ({listed(parts)})" if parts else ""


def table_transitions(pairs: pd.DataFrame) -> Table:
    """Return the matrix from the previous to the next grade: counts, and shares of the row."""
    counts = transition_counts(pairs)
    rows: list[dict[str, Any]] = []
    for transition in TRANSITIONS:
        of_kind = counts[counts["transition"] == transition]
        for previous in GRADES[::-1]:
            row = of_kind[of_kind["previous"] == previous].set_index("next")
            if len(row):
                cells = {str(grade): _count_and_share(row, grade) for grade in GRADES[::-1]}
                rows.append({"from": f"{previous} ({transition})", "of": int(row["of"].iloc[0]), **cells})
    return Table(
        pd.DataFrame(rows, columns=["from", "of", *GRADES[::-1]]),
        "From one inspection's overall grade to the next: inspections, and % of the row",
        headers={"from": "Previous grade", "of": "Inspections", **{grade: f"Next: {grade}" for grade in GRADES}},
        decimals={"of": 0},
    )


def _count_and_share(rows: pd.DataFrame, grade: Grade) -> str:
    count, share = rows.loc[grade, ["inspections", "share"]].astype(float)
    return f"{count:,.0f} ({number(share, 0)}%)"


def earlier_waits_in_words(pairs: pd.DataFrame) -> str:
    """Return how long it took from a SIF inspection to the next, whose dates are estimated."""
    told = []
    for transition in (SIF_TO_ILACS, SIF_REPEATED):
        months = pairs.loc[pairs["transition"] == transition, "gap_months"]
        if len(months):
            lower, median, upper = (number(value, 0) for value in months.quantile([0.25, 0.5, 0.75]))
            told.append(
                f"from {transition} about {median} months (middle half {lower} to {upper}; "
                f"{plural(len(months), 'pair')})"
            )
    return f"With estimated dates of SIF inspections, the median wait was {listed(told)}." if told else ""


def pause_in_words(inspections: pd.DataFrame) -> str:
    """Return the longest stretch in which no ILACS inspection began."""
    found = longest_pause(inspections)
    if found is None:
        return ""
    return (
        f"The longest stretch without a graded inspection lies between those that began on {day(found[0])} and "
        f"on {day(found[1])}; waits across it are longer for that reason."
    )


def waiting_in_words(study: Study) -> str:
    """Return how many ILACS inspections have been followed by another, which are those the waits are of."""
    rows = waits(study.inspections, study.authorities)
    return (
        f"By {day(study.inspections['as_at'].max())}, {rows['followed'].sum():,} of "
        f"{plural(int(rows['inspections'].sum()), 'ILACS inspection')} had been followed by another. The waits are of "
        "those: longer ones are still running, and the table of the figure has a median that includes them."
    )


def publication_in_words(inspections: pd.DataFrame) -> str:
    """Return how many days reports took."""
    days = publication_days(inspections)
    lower, median, upper = days.quantile([0.25, 0.5, 0.75])
    return (
        f"Reports of the {plural(len(days), 'ILACS inspection')} came out a median of {number(median, 0)} days after "
        f"the first day on site (the middle half took {number(lower, 0)} to {number(upper, 0)} days; the shortest "
        f"{days.min():,}, the longest {days.max():,})."
    )


def table_sub_judgements(inspections: pd.DataFrame) -> Table:
    """Return the grades of each judgement, and how often it was better or worse than overall."""
    counts = sub_judgements(inspections)
    data = counts.assign(outcome=[OUTCOMES_SHORT[name] for name in counts["outcome"]])
    data = data[["outcome", "judged", *GRADES[::-1], "better", "worse"]]
    return Table(
        data,
        "ILACS judgements by grade, and how often each differs from the overall one",
        headers={"outcome": "Judgement", "judged": "Inspections", "better": "Better than overall",
                 "worse": "Worse than overall"},
        decimals=dict.fromkeys(data.columns[1:], 0),
        note="Care leavers are judged apart since 16 January 2023; before, children in care included them.",
    )  # fmt: skip


def sub_judgements_in_words(inspections: pd.DataFrame) -> str:
    """Return which judgement differs most often from the overall one, and which way."""
    counts = sub_judgements(inspections)
    rows = counts[(counts["outcome"] != "overall") & (counts["compared"] > 0)]
    if rows.empty:
        return "No inspection has both an overall judgement and another."
    rows = rows.assign(differs=100 * (rows["better"] + rows["worse"]) / rows["compared"])
    most = rows.sort_values("differs", kind="stable").to_dict("records")[-1]
    name = OUTCOMES_SHORT[most["outcome"]].lower()
    return (
        f"The judgement on {name} differs from the overall grade most often, in {number(most['differs'], 0)}% of "
        f"{plural(most['compared'], 'inspection')}: it was better in {most['better']:,} and worse in "
        f"{most['worse']:,}."
    )
