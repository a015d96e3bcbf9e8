"""What the data say of a claim, in words: values with date, England and place; judgements with their reports."""

from __future__ import annotations

from typing import Final

import pandas as pd
from markupsafe import Markup

from workforce_grades.claims import Claim, Finding, Judgement, Reading, Value, caution_of
from workforce_grades.claims.cautions import day_of
from workforce_grades.claims.measures import CLAIM_MEASURES, CONTEXT_MEASURES, ENGLAND
from workforce_grades.codebook import FLAG_MEANINGS, OFSTED_WORDS, OUTCOMES_SHORT
from workforce_grades.pages.words import capital, change_words, day, listed, number, place_words, sentence, spoken

_COUNTS: Final = ("FTE", "people", "cases", "days")
_NO_ROW: Final = "the data have no return"


def evidence(finding: Finding) -> Markup:
    """Return what the data say of a claim, one line a reading; for one they do not hold, what would be needed."""
    claim, split = finding.claim, finding.verdict == "depends on the year"
    lines = [sentence(_reading(told, claim) + (_bears_out(told) if split else "")) for told in finding.readings]
    if lines:
        lines[0] = f"{_label(claim)}. {lines[0]}"
    if claim.kind == "not_in_open_data":
        lines = [f"Would need {claim.needs}.", *(f"Nearest number: {line}" for line in lines[:1]), *lines[1:]]
    return Markup("<br>").join(lines or ["The data have no inspection or census to check it by."])


def verdict_cell(finding: Finding) -> Markup:
    """Return a verdict, what of the claim is left unchecked, and which readings are to be taken with care."""
    unchecked = finding.claim.unchecked
    lines = [finding.verdict, f"Not checked: {unchecked}." if unchecked else "", caution_words(finding)]
    return Markup("<br>").join(line for line in lines if line)


def caution_words(finding: Finding) -> str:
    """Return which readings are close or later than the article, and the verdict without them."""
    caution = caution_of(finding)
    if caution is None:
        return ""
    close = [f"{_day(one)} decides by {_margin(one, finding.claim)}" for one in caution.close]
    later = [_day(one) for one in caution.later]
    parts = [*close, *([f"{listed(later)} came after the article"] if later else [])]
    without = "nothing is left" if caution.without == "cannot be checked" else caution.without
    them = "it" if len({*caution.close, *caution.later}) == 1 else "them"
    same = "the same" if caution.without == finding.verdict else without
    return f"Care: {'; '.join(parts)}. Without {them}: {same}."


def value_words(value: float, measure: str) -> str:
    """Return a value with its unit: `28.8%`, `16.3 cases`, `53 people`."""
    entry = CLAIM_MEASURES[measure]
    unit = "%" if entry.unit == "%" else f" {entry.unit.removesuffix(' per FTE')}"
    return number(value, entry.decimals) + unit


def judgement_words(told: Judgement) -> str:
    """Return where a judgement stands: the ILACS inspection by its first day, others by their report's date."""
    if told.framework == "ILACS":
        return f"ILACS inspection begun {day(told.began)}"
    return f"{told.framework} report of {day(told.published)}"


def grade_words(told: Judgement) -> str:
    """Return the grade in small letters, as Ofsted words it."""
    return "no judgement" if told.grade is None else OFSTED_WORDS[told.grade]


def flag_words(flag: str) -> str:
    """Return why a value does not count."""
    return next((words for name, words in FLAG_MEANINGS.items() if name == flag), _NO_ROW)


def _label(claim: Claim) -> str:
    for outcome, name in OUTCOMES_SHORT.items():
        if outcome == claim.measure:
            return name
    label = CLAIM_MEASURES[claim.measure].label
    if claim.authority.isdigit():
        return label
    return f"{capital(spoken(claim.authority))}, {label.lower()}"


def _reading(told: Reading, claim: Claim) -> str:
    first, last = told.seen[0], told.seen[-1]
    if isinstance(first, Judgement) and isinstance(last, Judgement):
        return _judged(told, first, last, claim)
    if isinstance(first, Value) and isinstance(last, Value):
        if claim.kind == "record":
            return f"{_value(last, claim)}; highest before, {_value(first, claim)}"
        return _value(last, claim) if len(told.seen) == 1 else _changed(first, last, claim)
    raise TypeError("a reading holds values or judgements, not both")


def _judged(told: Reading, first: Judgement, last: Judgement, claim: Claim) -> str:
    if claim.kind == "grade_in_force":
        on = day(pd.Timestamp(told.at, 9, 30))
        return f"in force on {on}: {grade_words(last)} ({judgement_words(last)})"
    lines = [f"{judgement_words(seen)}: {grade_words(seen)}" for seen in dict.fromkeys((first, last))]
    return "; ".join(lines)


def _value(told: Value, claim: Claim) -> str:
    if not told.is_sound:
        return f"{day(told.on)}: no sound value, {flag_words(told.flag)}"
    beside = [part for part in (_england(told, claim), _place(told, claim)) if part]
    inside = f" ({'; '.join(beside)})" if beside else ""
    return f"{day(told.on)}: {value_words(told.value, claim.measure)}{inside}"


def _changed(before: Value, after: Value, claim: Claim) -> str:
    if not (before.is_sound and after.is_sound):
        return f"{_value(before, claim)}; {_value(after, claim)}"
    change = change_words(after.value, before.value, CLAIM_MEASURES[claim.measure].decimals)
    return f"{_value(before, claim)}; {_value(after, claim)}: {change}"


def _england(told: Value, claim: Claim) -> str:
    if claim.authority == ENGLAND or CLAIM_MEASURES[claim.measure].unit in _COUNTS:
        return ""
    name = "middle authority" if claim.measure in CONTEXT_MEASURES else ENGLAND
    return f"{name} {value_words(told.england, claim.measure)}"


def _place(told: Value, claim: Claim) -> str:
    if told.position is None or CLAIM_MEASURES[claim.measure].unit in _COUNTS:
        return ""
    words = place_words(told.position.lower, told.position.alike, told.position.count)
    return f"{words[0].lower()}{words[1:]} of {told.position.count}"


def _day(told: Reading) -> str:
    return day(day_of(told))


def _margin(told: Reading, claim: Claim) -> str:
    """Return by how much a number lies from where the answer turns."""
    entry = CLAIM_MEASURES[claim.measure]
    unit = "points" if entry.unit == "%" else entry.unit.removesuffix(" per FTE")
    return f"{number(told.margin, entry.decimals)} {unit}"


def _bears_out(told: Reading) -> str:
    return {True: ". Bears it out", False: ". Does not bear it out", None: ". Does not count"}[told.holds]
