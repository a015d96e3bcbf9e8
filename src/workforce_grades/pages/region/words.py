"""Sentences on one region: its workforce beside England's, what it is made of, its judgements."""

from __future__ import annotations

import pandas as pd

from workforce_grades.analyses.judgements import InForce, in_force
from workforce_grades.analyses.workforce_trends import parts, published, returns_in
from workforce_grades.authorities import Region
from workforce_grades.codebook import GOOD_OR_BETTER, GRADES, MEASURES, OFSTED_WORDS
from workforce_grades.pages.region.tables import members
from workforce_grades.pages.words import (
    beside,
    change_with_unit,
    compare,
    day,
    listed,
    number,
    plural,
    sentence,
    spoken,
    value_with_unit,
)
from workforce_grades.study import Study

_MOST_NAMED = 4
_ROUNDING = 0.5
"""FTE by which DfE's rounded parts may differ from its total."""


def answer_in_words(study: Study, region: Region) -> list[str]:
    """Return the answer on top: turnover and caseload beside England and a year before, grades in force."""
    told = [text for name in ("turnover_rate", "caseload") if (text := _standing(study, region, name))]
    opening = f"in {spoken(region.name)}, "
    return [sentence(opening + "; ".join(told)) if told else "", _grades(study, region)]


def made_of_in_words(study: Study, region: Region) -> str:
    """Return how many authorities and returns the region has, its parts, and whose its own values are."""
    year = study.latest_year
    returns = int((returns_in(study, region)["year"] == year).sum())
    place = spoken(region.name)
    count = plural(len(members(study, region)), "authority", "authorities")
    return sentence(
        f"{place} has {count}, which made {plural(returns, 'workforce return')} in {year}. "
        f"The values of the region are DfE's own, not averages of its authorities.{_parts_in_words(study, region)}"
    )


def inspections_in_words(study: Study, region: Region) -> list[str]:
    """Return how many ILACS inspections there were, their grades, the latest, and who has no grade of its own."""
    keys = {authority.la_key for authority in members(study, region)}
    rows = study.inspections
    rows = rows[rows["la_key"].isin(keys) & (rows["framework"] == "ILACS")].sort_values("inspection_date")
    held = _held(study, region)
    if rows.empty:
        return ["No authority of the region has been inspected under ILACS in these data.", *_without(study, held)]
    counts = rows["overall"].value_counts()
    grades = [f"{counts[grade]:,} {grade.lower()}" for grade in reversed(GRADES) if counts.get(grade, 0)]
    last = rows.iloc[-1]
    grade = OFSTED_WORDS[last["overall"]] if pd.notna(last["overall"]) else "no overall judgement"
    name = spoken(study.authorities[last["la_key"]].name)
    return [
        f"{plural(len(rows), 'ILACS inspection')} of today's authorities began between "
        f"{day(rows['inspection_date'].iloc[0])} and {day(last['inspection_date'])}; overall: {listed(grades)}. The "
        f"last was of {name} ({grade}).",
        *_without(study, held),
    ]


def _standing(study: Study, region: Region, measure: str) -> str:
    own, england = published(study, region)[measure].dropna(), published(study)[measure]
    if own.empty:
        return ""
    year = int(own.index[-1])
    return ", ".join(filter(None, [
        f"the {MEASURES[measure].label.lower()} in {year} was {value_with_unit(own[year], measure)}",
        beside(own[year], england[year], "England"),
        f"{change_with_unit(own[year], own[year - 1], measure)} on {year - 1}" if year - 1 in own.index else "",
    ]))  # fmt: skip


def _grades(study: Study, region: Region) -> str:
    held, england = _held(study, region), _held(study, None)
    if not len(held.grades):
        return f"On {day(held.on)} none of its authorities had an overall grade."
    share, every = held.share(*GOOD_OR_BETTER), england.share(*GOOD_OR_BETTER)
    return (
        f"On {day(held.on)}, {_rated(held.count(*GOOD_OR_BETTER), len(held.grades))} rated good or outstanding "
        f"({number(share, 0)}%), {_share_words(share, every)} England ({number(every, 0)}%)."
    )


def _rated(good: int, of: int) -> str:
    if of == 1:
        return f"its one authority with an overall grade was{'' if good else ' not'}"
    return f"{good or 'none'} of its {of} authorities with an overall grade {'was' if good == 1 else 'were'}"


def _share_words(share: float, every: float) -> str:
    return {"above": "a higher share than in", "below": "a lower share than in"}.get(
        compare(share, every, 0), "the same share as in"
    )


def _held(study: Study, region: Region | None) -> InForce:
    on = study.inspections["as_at"].max()
    return in_force(study.inspections, study.authorities, on, region=region.name if region else "")


def _without(study: Study, held: InForce) -> list[str]:
    names = [spoken(name) for name in sorted(study.authorities[key].name for key in held.without)]
    if not names:
        return []
    more = len(names) - _MOST_NAMED
    told = [*names[:_MOST_NAMED], f"{more} more"] if more > 0 else names
    return [
        f"Without an overall grade of {'its' if len(names) == 1 else 'their'} own on {day(held.on)}: {listed(told)}."
    ]


def _parts_in_words(study: Study, region: Region) -> str:
    found = parts(study, region)
    if not found:
        return ""
    total = published(study, region)["inpost_fte"]
    apart = float((sum(own["inpost_fte"] for own in found.values()) - total).abs().max())
    agree = "add up to" if apart <= _ROUNDING else f"differ by up to {number(apart)} FTE from"
    return (
        f" DfE also publishes {listed([spoken(name) for name in found])}, whose workers in post {agree} those of "
        f"{spoken(region.name)} in every year."
    )
