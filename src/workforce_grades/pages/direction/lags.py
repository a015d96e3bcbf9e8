"""Which way round: what leads an inspection's grade, what follows it, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from workforce_grades.analyses.direction import AFTER, BEFORE, Direction, direction
from workforce_grades.analyses.event_study import EventStudy, event_study
from workforce_grades.analyses.event_variants import event_variants
from workforce_grades.analyses.event_years import EventYears, event_years
from workforce_grades.cache import cached
from workforce_grades.codebook import EXPOSURES
from workforce_grades.errors import EstimationError, ParameterError
from workforce_grades.models import study_panel
from workforce_grades.models.spec import AGENCY, BASE
from workforce_grades.pages.words import is_clear, listed, odds_words, p_value, plural, sentence
from workforce_grades.study import Study

WINDOW: Final = (3, 3)
MODEL_OF: Final = {"turnover": "base", "caseload": "base", "agency": "agency"}
"""The model whose estimate of a term the page quotes: the main one, and the one that adds agency."""

NAMES: Final = {"turnover": "turnover", "caseload": "caseload", "agency": "the agency rate"}
SIGNIFICANT: Final = 0.05
_VERDICTS: Final = {
    "after": "goes more strongly with the grade after the inspection than before it",
    "before": "goes more strongly with the grade before the inspection than after it",
    "both": "goes with the grade on both sides of the inspection, and the two sides do not clearly differ",
    "only after": "goes clearly with the grade only after the inspection, but the two sides do not clearly differ",
    "only before": "goes clearly with the grade only before the inspection, but the two sides do not clearly differ",
    "neither": "does not go clearly with the grade on either side of the inspection",
}


@dataclass(frozen=True, slots=True, eq=False)
class DirectionResults:
    """Everything the page says.

    Attributes
    ----------
    models
        Lags and leads by (``base`` or ``agency``, sample).
    years
        Authority-years around an Inadequate grade.
    events
        Event study of each measure that could be estimated.
    variants
        From :func:`workforce_grades.analyses.event_variants.event_variants`.
    window
        Censuses before and after.
    problems
        Sentences on what could not be estimated.
    """

    models: Mapping[tuple[str, str], Direction]
    years: EventYears
    events: Mapping[str, EventStudy]
    variants: pd.DataFrame
    window: tuple[int, int]
    problems: tuple[str, ...]

    def of(self, term: str, sample: str = "primary") -> Direction | None:
        """Return the lags and leads that hold a term, or None where they could not be estimated."""
        return self.models.get((MODEL_OF[term], sample))


def direction_results(study: Study, *, before: int = WINDOW[0], after: int = WINDOW[1]) -> DirectionResults:
    """Return the page's results, estimated once and cached by content.

    Parameters
    ----------
    study
        All tables of one data folder.
    before, after
        Censuses of the event study's window.

    Raises
    ------
    ParameterError
        A window other than the usual one that the data's censuses do not reach.
    """
    key = study.content | {"window": f"{before} {after}"}
    return cached("direction", key, lambda: _estimate(study, (before, after)))


def _estimate(study: Study, window: tuple[int, int]) -> DirectionResults:
    panel, years = study_panel(study), event_years(study)
    problems: dict[str, None] = {}
    models: dict[tuple[str, str], Direction] = {}
    for name, terms in (("base", BASE), ("agency", AGENCY)):
        for sample in ("primary", "all"):
            try:
                models[name, sample] = direction(panel, terms=terms, sample=sample)
            except EstimationError as error:
                problems[str(error)] = None
    events: dict[str, EventStudy] = {}
    for measure in EXPOSURES:
        try:
            events[measure] = event_study(years, measure, before=window[0], after=window[1])
        except EstimationError as error:
            problems[str(error)] = None
        except ParameterError as error:
            if window != WINDOW:
                raise
            problems[str(error)] = None
    variants = event_variants(study, before=window[0], after=window[1])
    return DirectionResults(models, years, events, variants, window, tuple(problems))


def answer(results: DirectionResults) -> str:
    """Return on which side of the inspection each term goes with the grade, and whether more so with time."""
    sides = {term: side(found, term) for term in MODEL_OF if (found := results.of(term))}
    if not sides:
        return "Whether the workforce leads or follows the grade could not be estimated on these data."
    found = results.of("agency") or results.of("turnover")
    parts = []
    for verdict, words in _VERDICTS.items():
        names = [NAMES[term] for term, own in sides.items() if own == verdict]
        if names:
            said = words if len(names) == 1 else words.replace("goes", "go", 1).replace("does not go", "do not go")
            parts.append(f"{listed(names)} {said}")
    counted = plural(found.n, "inspection") if found else ""
    return (
        sentence(f"exploratory: {'; '.join(parts)} (the same {counted} at every census)") + " " + _drift_in_one(results)
    )


def side(found: Direction, term: str) -> str:
    """Return a key of the verdicts: on which side of the inspection a term goes with the grade."""
    row = compared(found, term)
    clear = {at: is_clear(estimate(found, term, at)) for at in (BEFORE, AFTER)}
    if row["p"] < SIGNIFICANT:
        return "after" if abs(row["after"]) > abs(row["before"]) else "before"
    both = (clear[BEFORE], clear[AFTER])
    return {(True, True): "both", (False, True): "only after", (True, False): "only before"}.get(both, "neither")


def estimate(found: Direction, term: str, distance: str, *, common: bool = True) -> pd.Series:
    """Return one row of the estimates."""
    rows = found.estimates
    here = (rows["term"] == term) & (rows["distance"] == distance) & (rows["common"] == common)
    return rows[here].iloc[0]


def compared(found: Direction, term: str, model: str = "separate") -> pd.Series:
    """Return one row of the comparisons."""
    rows = found.comparisons
    return rows[(rows["term"] == term) & (rows["model"] == model)].iloc[0]


def sides_in_words(results: DirectionResults) -> list[str]:
    """Return one sentence a term: odds ratios before and after, their ratio, and the verdict."""
    return [_side_in_words(found, term) for term in MODEL_OF if (found := results.of(term))]


def _side_in_words(found: Direction, term: str) -> str:
    said = [" (95% interval ".join(_odds(estimate(found, term, at))) + ")" for at in (BEFORE, AFTER)]
    row = compared(found, term)
    ratio, bounds = _ratio(row)
    return sentence(
        f"{NAMES[term]}: odds ratio {said[0]} at the last census before the inspection, {said[1]} at the first one "
        f"after. The second is {ratio} times the first (95% interval {bounds}; {p_value(row['p'])}). "
        f"{sentence(f'{NAMES[term]} {_VERDICTS[side(found, term)]}')}"
    )


def together_in_words(results: DirectionResults) -> str:
    """Return what one model with both censuses says of each term."""
    said = []
    for term in MODEL_OF:
        if (found := results.of(term)) is None:
            continue
        row = compared(found, term, "together")
        ratio, bounds = _ratio(row)
        said.append(f"{NAMES[term]} {ratio} (95% interval {bounds}; {p_value(row['p'])})")
    if not said:
        return ""
    return (
        "In one model that holds both censuses, the odds ratio after the inspection divided by the one before it is: "
        f"{listed(said)}. The two censuses of one authority are alike, so such a model can say little about either."
    )


def outermost_in_words(results: DirectionResults) -> str:
    """Return how far each term's odds ratio moves over all five censuses."""
    said = []
    for term in MODEL_OF:
        if found := results.of(term):
            row = compared(found, term, "outermost")
            ratio, bounds = _ratio(row)
            said.append(f"{NAMES[term]} {ratio} times (95% interval {bounds}; {p_value(row['p'])})")
    return f"From the third census before to the second after, the odds ratio becomes: {listed(said)}." if said else ""


def drift(found: Direction, term: str) -> str:
    """Return whether a term goes with the grade `more` or `less` strongly from the first census to the last."""
    row = compared(found, term, "outermost")
    if row["p"] >= SIGNIFICANT:
        return "equally"
    return "more" if abs(row["after"]) > abs(row["before"]) else "less"


def _drift_in_one(results: DirectionResults) -> str:
    drifts = {term: drift(found, term) for term in MODEL_OF if (found := results.of(term))}
    parts = []
    for way in ("more", "less"):
        names = [NAMES[term] for term, own in drifts.items() if own == way]
        parts += (
            [f"{listed(names)} {'goes' if len(names) == 1 else 'go'} clearly {way} strongly with it"] if names else []
        )
    rest = [NAMES[term] for term, own in drifts.items() if own == "equally"]
    parts += [f"{listed(rest)} {'does' if len(rest) == 1 else 'do'} not clearly change"] if rest else []
    return f"From the third census before to the second after, {'; '.join(parts)}."


def sample_in_words(results: DirectionResults) -> str:
    """Return who is in the common sample."""
    found = results.of("agency") or results.of("turnover")
    if found is None:
        return "The models of lags and leads could not be estimated on these data."
    return (
        f"{plural(found.n, 'inspection')} of {plural(found.n_clusters, 'authority', 'authorities')}, of "
        f"{found.n_graded:,} in all, have turnover, caseload and agency rate at all five censuses, and every model "
        "here stands on these. Early inspections fall out because the censuses begin too late for them, the latest "
        "ones because their censuses have not been taken yet."
    )


def problems_in_words(results: DirectionResults) -> list[str]:
    """Return what could not be estimated."""
    return [sentence(problem) for problem in results.problems]


def _odds(row: pd.Series) -> tuple[str, str]:
    return odds_words(row["odds_ratio"], row["or_ci_low"], row["or_ci_high"])


def _ratio(row: pd.Series) -> tuple[str, str]:
    from math import exp

    return odds_words(exp(row["difference"]), exp(row["ci_low"]), exp(row["ci_high"]))
