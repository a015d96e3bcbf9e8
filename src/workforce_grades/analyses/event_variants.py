"""The event study under other choices: does what follows an Inadequate grade rest on one of them?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import pandas as pd

from workforce_grades.analyses.event_study import Estimator, event_study
from workforce_grades.analyses.event_years import EventYears, event_years
from workforce_grades.codebook import EXPOSURES
from workforce_grades.errors import EstimationError, ParameterError

if TYPE_CHECKING:
    from workforce_grades.study import Study

MAIN: Final = "main"
VARIANT_COLUMNS: Final = [
    "measure", "variant", "estimate", "ci_low", "ci_high", "p", "pre_trend_p", "events", "never", "problem",
]  # fmt: skip


def event_variants(study: Study, *, before: int = 3, after: int = 3) -> pd.DataFrame:
    """Return the mean estimate from event time 0 on, for each measure and variant.

    Variants: ``main``; ``stacked`` and ``interaction_weighted`` estimators; ``publication`` dates; ``with_sif``
    (events under either framework); ``first_ever`` (without authorities graded inadequate before);
    ``every_census`` (events with all censuses of the window inside the data, so that the same
    authorities stand behind every event time).

    Returns
    -------
    pandas.DataFrame
        Columns :data:`VARIANT_COLUMNS`; `problem` says why one could not be estimated.
    """
    variants = list(_variants(study, before, after))
    rows = [
        {"measure": measure, "variant": name, **_row(years, measure, before, after, estimator)}
        for measure in EXPOSURES
        for name, estimator, years in variants
    ]
    return pd.DataFrame(rows, columns=VARIANT_COLUMNS)


def _variants(study: Study, before: int, after: int) -> Iterator[tuple[str, Estimator, EventYears]]:
    years = event_years(study)
    yield MAIN, "two_way", years
    yield "stacked", "stacked", years
    yield "interaction_weighted", "interaction_weighted", years
    yield "publication", "two_way", event_years(study, dating="publication")
    yield "with_sif", "two_way", event_years(study, frameworks="all")
    yield "first_ever", "two_way", _of(years, lambda events: ~events["earlier"])
    first, last = years.rows["year"].min(), years.rows["year"].max()
    yield (
        "every_census",
        "two_way",
        _of(years, lambda events: events["event_year"].between(first + before, last - after)),
    )


def _of(years: EventYears, chosen: Callable[[pd.DataFrame], pd.Series]) -> EventYears:
    return years.only(years.events.loc[chosen(years.events), "la_key"])


def _row(years: EventYears, measure: str, before: int, after: int, estimator: Estimator) -> dict[str, object]:
    try:
        found = event_study(years, measure, before=before, after=after, estimator=estimator)
    except (EstimationError, ParameterError) as error:
        return {"events": len(years.events), "never": years.never, "problem": str(error)}
    return {
        "estimate": found.after.estimate, "ci_low": found.after.ci_low, "ci_high": found.after.ci_high,
        "p": found.after.p, "pre_trend_p": found.pre_trend.p, "events": found.n_events, "never": found.n_never,
        "problem": "",
    }  # fmt: skip
