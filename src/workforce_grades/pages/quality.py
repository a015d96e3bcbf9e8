"""What came in, what is missing and why, what does not add up: tables for the data page."""

from __future__ import annotations

from typing import Final

import pandas as pd

from workforce_grades.codebook import EXPOSURES, FLAG_MEANINGS, MEASURES, Flag
from workforce_grades.link import LINKED
from workforce_grades.pages.figures import DASHES, MARKERS, PALETTE, Figure, canvas, data_table, direct_labels, draw
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import Prose, number, plural, say, sentence
from workforce_grades.sources.workforce import load_workforce
from workforce_grades.sources.workforce_checks import identity_differences
from workforce_grades.study import Study

WORKFORCE_SOURCE: Final = "Department for Education, Children's social work workforce"
_SOURCES_IN_WORDS: Final = {
    "inspections": "Inspections (ILACS)",
    "inspections_2023": "Earlier inspections (SIF), from the 2023 release",
    "visits": "Visits between inspections",
    "context": "Population, need, spending and deprivation, joined",
}
_MISSING_FLAGS: Final = ("suppressed", "unavailable", "not_applicable", "unreliable")


def table_sources(study: Study) -> Table:
    """Return the count line of each source: rows read, kept, dropped."""
    rows = [
        (_SOURCES_IN_WORDS.get(report.source_id) or sentence(report.source_id.replace("_", " ")).removesuffix("."),
         report.read, report.kept, sum(report.dropped.values()),
         "; ".join(f"{reason} {count:,}" for reason, count in report.dropped.items()))
        for report in study.reports
    ]  # fmt: skip
    return Table(
        pd.DataFrame(rows, columns=["source", "read", "kept", "dropped", "why"]),
        "Rows read, kept and left out of each source",
        headers={"source": "Source", "read": "Read", "kept": "Kept", "dropped": "Left out",
                 "why": "Why left out"},
        decimals={"read": 0, "kept": 0, "dropped": 0},
    )  # fmt: skip


def absent_in_words(study: Study) -> list[str]:
    """Return which files the data folder does not hold, and what pages and models lack for it."""
    absent = [
        f"{source.title} ({source.publisher}): not in the data folder, so {source.without}."
        for source in study.folder.absent()
    ]
    return absent or ["The data folder holds every file that pages and models can use."]


def table_missing(study: Study) -> Table:
    """Return, for the five rates, how many returns have no number, by reason."""
    rows = []
    for name in EXPOSURES:
        flags = study.workforce[f"{name}_flag"]
        counts = [int((flags == flag).sum()) for flag in _MISSING_FLAGS]
        rows.append((MEASURES[name].label, *counts, sum(counts), int((flags == "low").sum())))
    words = {flag: flag.replace("_", " ").capitalize() for flag in _MISSING_FLAGS}
    return Table(
        pd.DataFrame(rows, columns=["measure", *_MISSING_FLAGS, "all_missing", "low"]),
        f"Returns without a number, of {len(study.workforce):,}, by measure and reason",
        headers={"measure": "Measure", **words, "all_missing": "All missing", "low": "Low, read as 0.0"},
        decimals=dict.fromkeys([*_MISSING_FLAGS, "all_missing", "low"], 0),
        note="Symbols of the publisher: " + "; ".join(FLAG_MEANINGS[flag] for flag in (*_MISSING_FLAGS, "low")) + ".",
    )


def table_missing_cases(study: Study) -> Table:
    """Return every return without turnover or caseload: who, when, why."""
    rows = [
        (row["name_published"], row["year"], MEASURES[name].label, FLAG_MEANINGS[row[f"{name}_flag"]])
        for name in ("turnover_rate", "caseload")
        for _at, row in study.workforce[study.workforce[name].isna()].iterrows()
    ]
    return Table(
        pd.DataFrame(rows, columns=["authority", "year", "measure", "reason"]).astype({"year": "str"}),
        "Returns without a turnover rate or a caseload",
        headers={"authority": "Authority", "year": "Year", "measure": "Measure", "reason": "Reason"},
    )


def table_suspect(study: Study) -> Table:
    """Return every published zero that is hard to believe at its size."""
    rows = [
        (row["name_published"], str(row["year"]), MEASURES[name].label, row["inpost_fte"])
        for name in ("turnover_rate", "starters_fte", "absence_rate")
        for _at, row in study.workforce[study.workforce[f"{name}_flag"] == "suspect_zero"].iterrows()
    ]
    return Table(
        pd.DataFrame(rows, columns=["authority", "year", "measure", "inpost_fte"]),
        "Published zeros with 50 or more FTE in post: kept, and flagged",
        headers={"authority": "Authority", "year": "Year", "measure": "Measure that is 0",
                 "inpost_fte": "In post (FTE)"},
    )  # fmt: skip


def table_identities(study: Study) -> Table:
    """Return how far published rates are from the ones that their counts give."""
    data = identity_differences(study.workforce)
    data["rate"] = [MEASURES[name].label for name in data["rate"]]
    return Table(
        data,
        "Largest difference between a published rate and its counts, from 20 FTE in post",
        headers={"rate": "Rate", "rows": "Returns", "largest": "Largest difference", "tolerance": "Tolerance"},
        decimals={"rows": 0, "largest": 2, "tolerance": 2},
    )


def table_totals(study: Study) -> Table:
    """Return England's published in-post total beside the sum of its authorities, by year."""
    summed = study.workforce.groupby("year")["inpost_fte"].sum()
    england = study.england.set_index("year")["inpost_fte"]
    data = pd.DataFrame({"published": england, "summed": summed, "difference": england - summed}).reset_index()
    return Table(
        data.astype({"year": "str"}),
        "Social workers in post (FTE): England as published, and its authorities added up",
        headers={"year": "Year", "published": "England", "summed": "Sum of authorities", "difference": "Difference"},
        note="Where an authority made no return, the publisher's total holds an estimate for it.",
    )


def table_revisions(study: Study, earlier: pd.DataFrame) -> Table:
    """Return how many rates were revised since an earlier release, by measure.

    Parameters
    ----------
    study
        The present release.
    earlier
        ``load_workforce(..., edition="2022")``.
    """
    keys = ["return_group", "year"]
    both = study.workforce.merge(earlier, on=keys, suffixes=("", "_earlier"))
    rows = []
    for name in EXPOSURES:
        change = (both[name] - both[f"{name}_earlier"]).abs()
        revised = change[change > 0.05]
        rows.append((MEASURES[name].label, len(revised), revised.median(), revised.max()))
    return Table(
        pd.DataFrame(rows, columns=["measure", "revised", "median", "largest"]),
        f"Rates revised between the 2022 release and the present one, of {len(both):,} returns in both",
        headers={"measure": "Measure", "revised": "Returns revised", "median": "Median change",
                 "largest": "Largest change"},
        decimals={"revised": 0},
    )  # fmt: skip


def link_in_words(study: Study, linked: pd.DataFrame) -> list[str]:
    """Return how the inspections were linked to censuses, one sentence a fact."""
    found = linked[linked["link_status"] == LINKED]
    complete = found[found["incomplete"] == ""]
    small = complete[complete["small_base"]]
    lost = [
        f"{row['name_published']} ({row['inspection_date']:%B %Y}): {row['incomplete']}"
        for row in found[found["incomplete"] != ""].to_dict("records")
    ]
    sentences = [
        f"{len(found):,} of {plural(len(linked), 'inspection')} are linked to the latest census strictly before them, "
        f"at a median distance of {number(found['lag_days'].median(), 0)} days from census to first day.",
        f"{len(complete):,} of them have both turnover and caseload; {len(complete) - len(small):,} of those also have "
        "at least 20 FTE in post and make the primary sample.",
        _inherited_in_words(int(found["inherited"].sum())),
    ]
    return [*sentences, *([f"Without one of the two: {'; '.join(lost)}."] if lost else [])]


def _inherited_in_words(count: int) -> str:
    subject = f"{count:,} of them" if count else "None of them"
    return f"{subject} had to be linked to the return of a predecessor, from before an authority was formed."


def figure_england(study: Study) -> Figure:
    """Return England's turnover, agency and vacancy rates by year."""
    shown = ("turnover_rate", "agency_rate", "vacancy_rate")
    rows = study.england.set_index("year")
    with canvas(3.2) as (figure, axes):
        labels = {}
        for at, name in enumerate(shown):
            axes.plot(rows.index, rows[name], color=PALETTE[at], linestyle=DASHES[at], marker=MARKERS[at])
            label = MEASURES[name].label.removesuffix(" rate")
            labels[label] = (float(rows.index[-1]), float(rows[name].iloc[-1]), PALETTE[at])
        top = float(rows[list(shown)].max().max())
        direct_labels(axes, labels, gap=top * 0.07)
        axes.set_ylim(0, top * 1.1)
        axes.set_xticks(list(rows.index[::2]))
        axes.set_xlabel("Census of 30 September")
        svg = draw(figure)
    first, last = int(rows.index[0]), int(rows.index[-1])
    moves = "; ".join(
        f"{MEASURES[name].label.lower()} {number(ends[0])}% in {first}, {number(ends[-1])}% in {last}"
        for name in shown
        if (ends := rows[name].to_list())
    )
    peak = int(rows.sort_values("turnover_rate").index[-1])
    return Figure(
        svg,
        headline=f"Turnover in England was highest in {peak}, at {number(rows['turnover_rate'].max())}%",
        subtitle=f"Turnover, agency and vacancy rates (%), England, {first} to {last}",
        alt=f"Three lines by year: {moves}.",
        source=WORKFORCE_SOURCE,
        data=data_table(
            rows[list(shown)].reset_index().astype({"year": "str"}),
            "rates of England by year",
            headers={"year": "Year"} | {name: f"{MEASURES[name].label} (%)" for name in shown},
        ),
        illustrative=study.illustrative,
    )


def flags_in_words(study: Study) -> list[str]:
    """Return how many of the five rates carry each flag, in words."""
    flags: pd.Series = pd.concat([study.workforce[f"{name}_flag"] for name in EXPOSURES])
    counts = flags.value_counts()
    meanings: dict[Flag, str] = FLAG_MEANINGS
    return [f"{plural(int(counts[flag]), 'value')}: {words}" for flag, words in meanings.items() if flag in counts]


def revisions(study: Study) -> Table | Prose:
    """Return what was revised since the 2022 release, or a sentence where the folder does not hold it."""
    if study.folder.find("workforce_2022") is None:
        return say("The data folder does not hold the 2022 release, so revisions cannot be shown.")
    return table_revisions(study, load_workforce(study.folder, edition="2022", authorities=study.authorities))
