"""The event study in sentences: what an Inadequate grade follows, and what follows it."""

from __future__ import annotations

from typing import Final

from workforce_grades.analyses.event_study import Contrast, EventStudy
from workforce_grades.codebook import MEASURES
from workforce_grades.pages.direction.lags import SIGNIFICANT, DirectionResults, drift, side
from workforce_grades.pages.words import listed, number, p_value, plural, sentence, shown

SPOKEN: Final = {
    "turnover_rate": "turnover", "caseload": "caseload", "agency_rate": "the agency rate",
    "vacancy_rate": "the vacancy rate", "absence_rate": "sickness absence",
}  # fmt: skip
_ROLES: Final = {
    (True, True): "leads and follows an inadequate grade: it was already {moving} before, and {level} afterwards",
    (False, True): "follows an inadequate grade: no clear movement before, {level} afterwards",
    (True, False): "leads an inadequate grade: it was already {moving} before, and not clearly different afterwards",
    (False, False): "moves clearly neither before nor after an inadequate grade",
}
_STANDING: Final = (
    ", although it goes with the grade on both sides of inspections: that is how a lasting difference between "
    "authorities would look"
)
_TERM_OF: Final = {"turnover_rate": "turnover", "caseload": "caseload", "agency_rate": "agency"}


def answer(results: DirectionResults) -> str:
    """Return what an Inadequate grade was followed by, and what had been moving before it."""
    if not results.events:
        return "What followed an inadequate grade could not be estimated on these data."
    clear = [_level(found) for found in results.events.values() if is_clear(found)]
    unclear = [SPOKEN[name] for name, found in results.events.items() if not is_clear(found)]
    if unclear:
        clear.append(f"{listed(unclear)} {'was' if len(unclear) == 1 else 'were'} not clearly different")
    moved = [f"{SPOKEN[name]} had already been {moving(found)}" for name, found in results.events.items() if led(found)]
    before = sentence(f"before it, {listed(moved)}") if moved else "None had clearly been moving before it."
    return f"{sentence('after an inadequate grade, ' + '; '.join(clear))} {before} Association, not effect."


def roles_in_words(results: DirectionResults) -> list[str]:
    """Return, for each measure, whether it leads or follows the grade, by the tests at the 5% level."""
    return [
        sentence(f"{SPOKEN[name]} {role(found)}{_qualified(results, found)}") for name, found in results.events.items()
    ]


def _qualified(results: DirectionResults, found: EventStudy) -> str:
    """What the variants, and the lags and leads, add to a measure that does not clearly move before the grade."""
    against, variants = _against(results, found)
    if led(found):
        return ""
    if against:
        return f", though the pre-trend test is below 0.05 in {against} of {variants} variants"
    term = _TERM_OF.get(found.measure, "")
    model = results.of(term) if term else None
    stands = (
        model is not None and not is_clear(found) and side(model, term) == "both" and drift(model, term) == "equally"
    )
    return _STANDING if stands else ""


def _against(results: DirectionResults, found: EventStudy) -> tuple[int, int]:
    """How many variants reject that the measure stood still before the grade, and of how many."""
    rows = results.variants[results.variants["measure"] == found.measure].dropna(subset=["pre_trend_p"])
    return int((rows["pre_trend_p"] < SIGNIFICANT).sum()), len(rows)


def role(found: EventStudy) -> str:
    """Return whether a measure leads or follows, in words."""
    level = "higher" if found.after.estimate > 0 else "lower"
    return _ROLES[led(found), is_clear(found)].format(moving=moving(found), level=level)


def is_clear(found: EventStudy) -> bool:
    """Whether the mean from event time 0 on is clear of zero."""
    return found.after.p < SIGNIFICANT


def led(found: EventStudy) -> bool:
    """Whether the measure had moved before the reference census."""
    return found.pre_trend.p < SIGNIFICANT


def moving(found: EventStudy) -> str:
    """Return which way a measure moved towards the reference census."""
    rows = found.estimates
    return "rising" if rows.loc[rows["event_time"] < -1, "estimate"].mean() < 0 else "falling"


def events_in_words(results: DirectionResults) -> list[str]:
    """Return a few sentences a measure: the mean afterwards, the first step, the pre-trend test."""
    return [_in_words(results, found) for found in results.events.values()]


def _in_words(results: DirectionResults, found: EventStudy) -> str:
    unit, after, step = unit_in_words(found.measure), found.after, found.step
    rows = found.estimates
    apart = [signed_time(time) for time in rows.loc[rows["p"] < SIGNIFICANT, "event_time"]]
    return sentence(
        f"{SPOKEN[found.measure]}: {signed(after.estimate)} {unit} on average at event times 0 to {results.window[1]} "
        f"({_interval(after)}; {p_value(after.p)}). The step from −1 to 0 differed from the step before it by "
        f"{signed(step.estimate)} ({_interval(step)}). Clear of zero on their own: {listed(apart) or 'none'}. "
        f"{_before(results, found)}"
    )


def _before(results: DirectionResults, found: EventStudy) -> str:
    against, variants = _against(results, found)
    said = f"it was already {moving(found)} before the grade" if led(found) else "no clear movement before the grade"
    return f"Pre-trend test: {said} ({p_value(found.pre_trend.p)}; below 0.05 in {against} of {variants} variants)."


def agreement_in_words(results: DirectionResults) -> str:
    """Return how far the other variants agree with the main estimates."""
    rows = results.variants[results.variants["problem"] == ""]
    said = []
    for measure in results.events:
        mine = rows[rows["measure"] == measure].set_index("variant")
        others = mine.drop(index="main")
        upwards = mine["estimate"] > 0
        same = int((upwards.drop(index="main") == upwards["main"]).sum())
        clear = int((others["p"] < SIGNIFICANT).sum())
        said.append(f"{SPOKEN[measure]}, {same} of {len(others)} with the same sign and {clear} clear of zero")
    return sentence(f"other variants beside the main one: {'; '.join(said)}") if said else ""


def events_counted_in_words(results: DirectionResults) -> str:
    """Return who stands behind the event study."""
    years, events = results.years, results.years.events
    left = [f"{count} {why}" for why, count in years.left_out.items()]
    told = (
        f" Left out: {plural(sum(years.left_out.values()), 'authority', 'authorities')} ({'; '.join(left)})."
        if left
        else ""
    )
    return (
        f"{plural(len(events), 'authority', 'authorities')} with a first inadequate grade between the censuses, "
        f"{years.never} never graded inadequate, {len(years.rows):,} authority-years. Of the first, "
        f"{int(events['earlier'].sum())} had been graded inadequate before, under an earlier framework, and "
        f"{int(events['again'].astype('bool').sum())} were again later.{told}"
    )


def limits_in_words(results: DirectionResults) -> str:
    """Return how few events the event study rests on; blank where there is none."""
    if not results.events:
        return ""
    first = next(iter(results.events.values()))
    return (
        f"{plural(first.n_events, 'authority', 'authorities')} graded inadequate, as few as "
        f"{int(first.estimates['events'].min())} at one event time: a pre-trend test that finds nothing is weak "
        "evidence that there was nothing."
    )


def unit_in_words(measure: str) -> str:
    """Return the unit of a change in a measure."""
    return "cases" if MEASURES[measure].unit.startswith("cases") else "percentage points"


def signed(value: float) -> str:
    """Return a change with its sign."""
    return ("+" if shown(value) > 0 else "") + number(value)


def signed_time(time: int) -> str:
    """Return an event time as it stands on an axis: `−1`, `0`, `+1`."""
    return f"+{time}" if time > 0 else number(time, 0)


def _level(found: EventStudy) -> str:
    way = "higher" if found.after.estimate > 0 else "lower"
    amount = f"{number(abs(found.after.estimate))} {unit_in_words(found.measure)} {way}"
    return f"{SPOKEN[found.measure]} was {amount} than at the last census before it ({_interval(found.after)})"


def _interval(found: Contrast) -> str:
    return f"95% interval {signed(found.ci_low)} to {signed(found.ci_high)}"
