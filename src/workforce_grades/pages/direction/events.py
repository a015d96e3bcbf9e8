"""The event study in sentences: what an Inadequate grade follows, and what follows it."""

from __future__ import annotations

from typing import Final

from workforce_grades.analyses.event_errors import Contrast
from workforce_grades.analyses.event_study import EventStudy
from workforce_grades.codebook import MEASURES
from workforce_grades.pages.direction.lags import SIGNIFICANT, DirectionResults, drift, side
from workforce_grades.pages.words import listed, number, p_value, plural, sentence, shown

SPOKEN: Final = {
    "turnover_rate": "turnover", "caseload": "caseload", "agency_rate": "the agency rate",
    "vacancy_rate": "the vacancy rate", "absence_rate": "sickness absence",
}  # fmt: skip
_ROLES: Final = {
    (True, True): "leads and follows an inadequate grade: it was already {moving} more before, and {moved} more "
    "afterwards, than where none was given",
    (False, True): "follows an inadequate grade: no clear movement before, and it {moved} more afterwards than where "
    "none was given",
    (True, False): "leads an inadequate grade: it was already {moving} more before than where none was given, and did "
    "not move clearly otherwise afterwards",
    (False, False): "moves on average clearly neither before nor after an inadequate grade",
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
    clear = [_moved_by(found) for found in results.events.values() if followed(found)]
    still = {SPOKEN[name]: _in_part(found) for name, found in results.events.items() if not followed(found)}
    if still:
        parts = [f"{name} did {part}" for name, part in still.items() if part]
        but = f" (though {listed(parts)})" if parts else ""
        clear.append(f"{listed(list(still))} did not move clearly otherwise on average{but}")
    moved = [f"{SPOKEN[name]} had already been {moving(found)}" for name, found in results.events.items() if led(found)]
    before = f"before it, {listed(moved)} more than there" if moved else "none had clearly moved otherwise before it"
    after = sentence(f"exploratory too: after an inadequate grade, {'; '.join(clear)}")
    return f"{after} {sentence(before)} Association, not effect."


def roles_in_words(results: DirectionResults) -> list[str]:
    """Return, for each measure, whether it leads or follows the grade, by the tests at the 5% level."""
    return [
        sentence(f"{SPOKEN[name]} {role(found)}{_qualified(results, found)}") for name, found in results.events.items()
    ]


def _qualified(results: DirectionResults, found: EventStudy) -> str:
    """What the variants, and the lags and leads, add to a measure that does not clearly move before the grade."""
    against, variants = _against(results, found)
    yet = []
    if not followed(found) and (part := _in_part(found)):
        yet.append(f"it does {part}")
    if not led(found) and against:
        yet.append(f"the pre-trend test is below 0.05 in {against} of {variants} variants")
    if led(found) or yet:
        return f", though {listed(yet)}" if yet else ""
    term = _TERM_OF.get(found.measure, "")
    model = results.of(term) if term else None
    stands = (
        model is not None and not followed(found) and side(model, term) == "both" and drift(model, term) == "equally"
    )
    return _STANDING if stands else ""


def _against(results: DirectionResults, found: EventStudy) -> tuple[int, int]:
    """How many variants reject that the measure stood still before the grade, and of how many."""
    rows = results.variants[results.variants["measure"] == found.measure].dropna(subset=["pre_trend_p"])
    return int((rows["pre_trend_p"] < SIGNIFICANT).sum()), len(rows)


def role(found: EventStudy) -> str:
    """Return whether a measure leads or follows, in words."""
    return _ROLES[led(found), followed(found)].format(moving=moving(found), moved=_way(found))


def followed(found: EventStudy) -> bool:
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
    apart = [signed_time(time) for time in _times_apart(found)]
    return sentence(
        f"{SPOKEN[found.measure]}: {signed(after.estimate)} {unit} on average at event times 0 to {results.window[1]}, "
        f"less the change where no inadequate grade was given ({_interval(after)}; {p_value(after.p)}). "
        f"The step from −1 to 0 differed from the step before it by {signed(step.estimate)} ({_interval(step)}). "
        f"Clear of zero on their own: {listed(apart) or 'none'}. "
        f"{_before(results, found)}"
    )


def _before(results: DirectionResults, found: EventStudy) -> str:
    against, variants = _against(results, found)
    said = (
        f"it was already {moving(found)} more before the grade" if led(found) else "no clear movement before the grade"
    )
    return (
        f"Pre-trend test: {said} ({p_value(found.pre_trend.p)} by F; below 0.05 in {against} of {variants} variants)."
    )


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


def errors_in_words(results: DirectionResults) -> str:
    """Return which errors and tests the event study has, with the range of their degrees of freedom."""
    degrees = [df for found in results.events.values() for df in found.estimates["df"].dropna()]
    if not degrees:
        return ""
    tests = [found.pre_trend.df_error for found in results.events.values()]
    return (
        "Few authorities decide these estimates, and usual clustered errors would be too small for them. So errors are "
        "bias-reduced (CR2, Bell and McCaffrey), intervals and p values are those of t with "
        f"{number(min(degrees), 0)} to {number(max(degrees), 0)} degrees of freedom (Satterthwaite), and the p value "
        f"of the pre-trend test is that of F with {number(min(tests), 0)} or more (approximate Hotelling test, "
        "Pustejovsky and Tipton)."
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


def signed(value: float, decimals: int = 1) -> str:
    """Return a change with its sign."""
    return ("+" if shown(value, decimals) > 0 else "") + number(value, decimals)


def signed_time(time: int) -> str:
    """Return an event time as it stands on an axis: `−1`, `0`, `+1`."""
    return f"+{time}" if time > 0 else number(time, 0)


def _way(found: EventStudy) -> str:
    return "rose" if found.after.estimate > 0 else "fell"


def _moved_by(found: EventStudy) -> str:
    amount = f"{number(abs(found.after.estimate))} {unit_in_words(found.measure)}"
    return (
        f"{SPOKEN[found.measure]} {_way(found)} by {amount} more than where no inadequate grade was given "
        f"({_interval(found.after)})"
    )


def _times_apart(found: EventStudy) -> list[int]:
    """Event times that are clear of zero on their own."""
    rows = found.estimates
    return [int(time) for time in rows.loc[rows["p"] < SIGNIFICANT, "event_time"]]


def _in_part(found: EventStudy) -> str:
    """Where a measure moves clearly that does not on average: its step, single event times from 0 on; or blank."""
    parts = [f"in its step from −1 to 0 ({signed(found.step.estimate)}, {_interval(found.step)})"]
    parts = parts if found.step.p < SIGNIFICANT else []
    after = [signed_time(time) for time in _times_apart(found) if time >= 0]
    return " and ".join(parts + ([f"at {listed(after)}"] if after else []))


def _interval(found: Contrast) -> str:
    """An interval, with a second decimal where a bound would print as 0.0."""
    decimals = 2 if 0 in (shown(found.ci_low), shown(found.ci_high)) else 1
    return f"95% interval {signed(found.ci_low, decimals)} to {signed(found.ci_high, decimals)}"
