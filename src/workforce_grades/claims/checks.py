"""Claims held against the data: one function a kind of check, each gives the readings that the verdict counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from workforce_grades.claims.catalogue import Claim, load_claims
from workforce_grades.claims.measures import CLAIM_MEASURES
from workforce_grades.claims.readings import Judgement, Reading, Value, value_at
from workforce_grades.claims.rules import SLACK, Kind, Verdict, Yardstick, verdict_of
from workforce_grades.codebook import GRADES
from workforce_grades.sources.inspections import grades_in_force
from workforce_grades.study import Study

_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim, what the data say of it, and the verdict of its rule.

    Attributes
    ----------
    claim
        What was said.
    readings
        What the data say, by year; for a claim the data do not hold, the nearest numbers.
    verdict
        One of :data:`workforce_grades.claims.rules.VERDICTS`.
    """

    claim: Claim
    readings: tuple[Reading, ...]
    verdict: Verdict


def check_claims(
    study: Study, claims: Iterable[Claim] | None = None, *, yardstick: Yardstick = "england"
) -> tuple[Finding, ...]:
    """Return every claim with its readings and verdict.

    Parameters
    ----------
    study
        All tables.
    claims
        The project's own without any.
    yardstick
        What "high" means in a claim that does not name the national average: above England, or in
        the upper quarter of returns.
    """
    chosen = load_claims() if claims is None else claims
    return tuple(check_claim(study, claim, yardstick=yardstick) for claim in chosen)


def check_claim(study: Study, claim: Claim, *, yardstick: Yardstick = "england") -> Finding:
    """Return one claim with its readings and verdict; an authority without data cannot be checked."""
    readings = tuple(_CHECKS[claim.kind](study, claim, yardstick))
    verdict = verdict_of((reading.holds for reading in readings), unchecked=claim.unchecked)
    return Finding(claim, readings, verdict)


def _grade_given(study: Study, claim: Claim, _yardstick: Yardstick) -> list[Reading]:
    seen = [_judgement(row, claim.measure) for _at, row in _began_in(study, claim, claim.from_year, claim.to_year)]
    return [Reading(told.began.year, (told,), _is_stated(told, claim)) for told in seen]


def _grade_in_force(study: Study, claim: Claim, _yardstick: Yardstick) -> list[Reading]:
    readings = []
    for year in _years(claim):
        rows = grades_in_force(
            study.inspections, pd.Timestamp(year, 9, 30), by="publication", authorities=study.authorities
        )
        for _at, row in rows[rows["la_key"] == claim.authority].iterrows():
            told = _judgement(row, claim.measure)
            readings.append(Reading(year, (told,), _is_stated(told, claim)))
    return readings


def _grade_change(study: Study, claim: Claim, _yardstick: Yardstick) -> list[Reading]:
    pair = []
    for year in (claim.from_year, claim.to_year):
        pair += [_judgement(row, claim.measure) for _at, row in _began_in(study, claim, year, year)][-1:]
    if len(pair) < 2:
        return []
    before, after = pair
    known = before.grade is not None and after.grade is not None
    holds = (before.grade, after.grade) == (claim.stated_grade_from, claim.stated_grade)
    return [Reading(claim.to_year, (before, after), holds if known else None)]


def _level(study: Study, claim: Claim, yardstick: Yardstick) -> list[Reading]:
    seen = [value_at(study, claim.authority, claim.measure, year) for year in _years(claim)]
    return [_level_reading(told, claim, yardstick) for told in seen if told]


def _level_reading(told: Value, claim: Claim, yardstick: Yardstick) -> Reading:
    quarter = yardstick == "upper_quarter" and claim.comparator == "ordinary"
    against = told.upper_quarter if quarter else told.england
    if not told.is_sound or pd.isna(against):
        return Reading(told.year, (told,), None)
    difference = _printed(told.value - against, claim)
    return Reading(told.year, (told,), _level_holds(told, difference, claim), _margin(difference, claim))


def _level_holds(told: Value, difference: float, claim: Claim) -> bool:
    borne_out = {
        "above": difference > 0,
        "below": difference < 0,
        "not_above": difference <= 0,
        "in_line": abs(difference) <= claim.tolerance + _ROUNDING,
    }[str(claim.direction)]
    return (
        borne_out
        and _quoted(told.value, claim.stated_value, claim)
        and _quoted(told.england, claim.stated_england, claim)
    )


def _change(study: Study, claim: Claim, _yardstick: Yardstick) -> list[Reading]:
    slack = SLACK[claim.dating]
    readings = []
    for shift in range(-slack, slack + 1):
        years = (claim.from_year + shift, claim.to_year + shift)
        before, after = (value_at(study, claim.authority, claim.measure, year) for year in years)
        if before and after:
            readings.append(_change_reading(before, after, claim))
    return readings


def _change_reading(before: Value, after: Value, claim: Claim) -> Reading:
    if not (before.is_sound and after.is_sound):
        return Reading(after.year, (before, after), None)
    change = _printed(after.value - before.value, claim)
    return Reading(after.year, (before, after), _change_holds(before, after, change, claim), _margin(change, claim))


def _change_holds(before: Value, after: Value, change: float, claim: Claim) -> bool:
    borne_out = {"up": change > 0, "down": change < 0, "not_down": change >= 0}[str(claim.direction)]
    return (
        borne_out
        and _quoted(before.value, claim.stated_from, claim)
        and _quoted(after.value, claim.stated_value, claim)
    )


def _record(study: Study, claim: Claim, _yardstick: Yardstick) -> list[Reading]:
    now = value_at(study, claim.authority, claim.measure, claim.to_year)
    first = int(study.england["year"].min())
    earlier = [value_at(study, claim.authority, claim.measure, year) for year in range(first, claim.to_year)]
    sound = [told for told in earlier if told and told.is_sound]
    if now is None or not now.is_sound or not sound:
        return []
    highest = max(sound, key=lambda told: told.value)
    above = _printed(now.value - highest.value, claim)
    return [Reading(now.year, (highest, now), above > 0, _margin(above, claim))]


def _nearest(study: Study, claim: Claim, _yardstick: Yardstick) -> list[Reading]:
    """Return the nearest published numbers, none of which can tell."""
    if not claim.measure:
        return []
    years = range(claim.from_year, claim.to_year + 1)
    seen = [value_at(study, claim.authority, claim.measure, year) for year in years]
    return [Reading(told.year, (told,), None) for told in seen if told]


_CHECKS: Final[dict[Kind, Callable[[Study, Claim, Yardstick], list[Reading]]]] = {
    "grade_given": _grade_given,
    "grade_in_force": _grade_in_force,
    "grade_change": _grade_change,
    "level": _level,
    "change": _change,
    "record": _record,
    "not_in_open_data": _nearest,
}


def _years(claim: Claim) -> range:
    """Return the years whose readings count."""
    slack = SLACK[claim.dating]
    return range(claim.from_year - slack, claim.to_year + slack + 1)


def _began_in(study: Study, claim: Claim, first: int, last: int) -> Iterable[tuple[object, pd.Series]]:
    rows = study.inspections
    own = rows[(rows["la_key"] == claim.authority) & rows["inspection_date"].dt.year.between(first, last)]
    ordered: Iterable[tuple[object, pd.Series]] = own.sort_values("inspection_date").iterrows()
    return ordered


def _judgement(row: pd.Series, outcome: str) -> Judgement:
    grade = None if pd.isna(row[outcome]) else row[outcome]
    return Judgement(row["inspection_date"], row["publication_date"], str(row["framework"]), grade)


def _is_stated(told: Judgement, claim: Claim) -> bool | None:
    if told.grade is None or claim.stated_grade is None:
        return None
    if claim.direction == "at_least":
        return GRADES.index(told.grade) >= GRADES.index(claim.stated_grade)
    return told.grade == claim.stated_grade


def _margin(difference: float, claim: Claim) -> float | None:
    """Return how far a number lies from where the answer turns, where the claim itself draws no line."""
    quotes = (claim.stated_from, claim.stated_value, claim.stated_england) != (None, None, None)
    return None if quotes or claim.direction == "in_line" else abs(difference)


def _printed(difference: float, claim: Claim) -> float:
    """Return a difference of printed values, free of binary noise."""
    return round(difference, CLAIM_MEASURES[claim.measure].decimals + 1)


def _quoted(value: float, stated: float | None, claim: Claim) -> bool:
    return stated is None or abs(value - stated) <= claim.tolerance + _ROUNDING
