"""Rates and headcounts that follow from a return's counts, rounded as DfE rounds them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.codebook import MEASURES
from workforce_grades.errors import ParameterError
from workforce_grades.sample.england import working_days
from workforce_grades.sample.streams import Floats

PUBLISHED: Final = tuple(measure.published for measure in MEASURES.values())
COUNTS: Final = tuple(name for name in PUBLISHED if "rate" not in name and name != "caseload_fte")
"""Measures that add up over authorities."""


def with_rates(counts: pd.DataFrame, people_per_fte: Callable[[str], Floats], year: int) -> pd.DataFrame:
    """Return a return's counts with headcounts and rates, in the publisher's order.

    Parameters
    ----------
    counts
        FTE, cases and days, rounded.
    people_per_fte
        People for each FTE of those in post, starters, leavers and agency workers.
    year
        Reporting year.

    Raises
    ------
    ParameterError
        A measure of the codebook that is neither counted nor worked out.
    """
    heads = {}
    for what in ("inpost", "starters", "leavers", "agency"):
        fte = counts[f"{what}_fte"]
        heads[f"{what}_headcount"] = np.maximum(np.rint(fte * people_per_fte(what)), np.ceil(fte))
    return add_rates(counts.assign(**heads), year)


def add_rates(counts: pd.DataFrame, year: int | pd.Series) -> pd.DataFrame:
    """Return counts with the rates they give; a rate of nothing is NaN."""
    days = working_days(year) if isinstance(year, int) else year.map(working_days)
    inpost, people = counts["inpost_fte"], counts["inpost_headcount"]
    agency, agency_people = counts["agency_fte"], counts["agency_headcount"]
    rates = {
        "turnover_rate_fte": _quotient(100 * counts["leavers_fte"], inpost),
        "turnover_rate_headcount": _quotient(100 * counts["leavers_headcount"], people),
        "agency_rate_fte": _quotient(100 * agency, agency + inpost),
        "agency_rate_headcount": _quotient(100 * agency_people, agency_people + people),
        "agency_cover_rate_fte": _quotient(100 * counts["agency_cover_fte"], agency),
        "vacancy_rate_fte": _quotient(100 * counts["vacancy_fte"], counts["vacancy_fte"] + inpost),
        "vacancy_agency_cover_rate_fte": _quotient(100 * counts["agency_cover_fte"], counts["vacancy_fte"]),
        "caseload_fte": _quotient(counts["cases"], counts["case_holders_fte"]),
        "absence_rate_fte": _quotient(100 * counts["working_days_lost_fte"], inpost * days),
    }
    made = counts.assign(**rates)
    _check_all_made(made)
    return made[list(PUBLISHED)]


def _check_all_made(made: pd.DataFrame) -> None:
    """Raise where the codebook has a measure that nothing here or in the simulation of returns makes."""
    lacking = [f"'{measure.name}' (`{measure.published}`)" for measure in MEASURES.values()
               if measure.published not in made]  # fmt: skip
    if lacking:
        raise ParameterError(
            f"The sample's generator makes no {', '.join(lacking)}, which the codebook declares as a measure. "
            "Make it: a rate in `add_rates` and people in `with_rates` of src/workforce_grades/sample/measures.py, "
            "any other count in `Workforce._parts` of src/workforce_grades/sample/workforce.py"
        )


def _quotient(above: pd.Series, below: pd.Series) -> pd.Series:
    return (above / below.where(below > 0)).round(1)
