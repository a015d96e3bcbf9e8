"""What if: predicted grades at other levels, in words."""

from __future__ import annotations

from typing import Any, Final

from workforce_grades.analyses.what_if import MODEL, SHARES, WhatIf, what_if
from workforce_grades.cache import cached
from workforce_grades.errors import EstimationError
from workforce_grades.pages.words import interval, listed, number, plural, sentence, shown
from workforce_grades.study import Study

GOOD: Final = SHARES[-1]
WORST: Final = SHARES[0]
CASELOAD: Final = "Caseload"
"""Begins the name of each scenario that caps caseload, and of no other."""
PERCENT: Final = (
    "observed", "probability", "probability_low", "probability_high", "difference", "difference_low",
    "difference_high",
)  # fmt: skip


def expected(study: Study, cap: float) -> WhatIf | str:
    """Return the predictions of a study, made once and cached by content, or why there are none.

    Parameters
    ----------
    study
        All tables of one data folder.
    cap
        A cap on caseload, cases per FTE.

    Raises
    ------
    ParameterError
        The cap is outside the caseloads that were observed.
    """
    asked = study.content | {"cap": repr(float(cap))}
    try:
        return cached("what-if", asked, lambda: what_if(study, cap=cap))
    except EstimationError as error:
        return sentence(str(error))


def answer(found: WhatIf, cap: float) -> list[str]:
    """Return the page's answer: what the cap goes with, in inspections of 100."""
    name = cap_name(cap)
    good, worst = (_row(found, "England", name, share) for share in (GOOD, WORST))
    return [
        f"At caseloads of at most {cap:g}, the model predicts {number(good['probability'])} of 100 inspections good or "
        f"outstanding, beside {number(good['observed'])} at the caseloads that {plural(found.n, 'inspection')} had "
        f"({_change(good)}); and {number(worst['probability'])} inadequate, beside {number(worst['observed'])} "
        f"({_change(worst)}).",
        "This is how grades differ between authorities with different caseloads: an association, and exploratory. It "
        "does not say that a cap would bring those grades about.",
    ]


def levers_in_words(found: WhatIf) -> list[str]:
    """Return what turnover and agency at their medians go with, one sentence a scenario."""
    england = found.predictions[(found.predictions["place"] == "England") & (found.predictions["grade"] == GOOD)]
    rows = england[~england["scenario"].str.startswith(CASELOAD)]
    return [_lever(_percentages(row)) for row in rows.to_dict("records")]


def _lever(row: dict[str, Any]) -> str:
    clear = shown(row["difference_low"]) > 0 or shown(row["difference_high"]) < 0
    verdict = "" if clear else ", which is not clearly different"
    return (
        f"{row['scenario']}: {number(row['probability'])} of 100 good or outstanding, beside "
        f"{number(row['observed'])} ({_change(row)}){verdict}; the values of {plural(row['moved'], 'inspection')} of "
        f"{row['n']:,} move."
    )


def regions_in_words(found: WhatIf) -> str:
    """Return which regions have no inadequate inspection, so that their prediction rests on the others'."""
    if not found.unseen:
        return "Every region had at least one inadequate inspection in the sample."
    named = listed(list(found.unseen))
    return (
        f"No inspection in the sample was inadequate in {named}: what the model expects there of that grade rests on "
        "the other regions."
    )


def method_in_words(found: WhatIf) -> str:
    """Return what was computed, on whom, within which range."""
    ranges = [
        f"{term} {interval(row['lowest'], row['highest'], 1)}" for term, row in found.ranges.to_dict("index").items()
    ]
    lost = f" ({plural(found.failed, 'draw')} could not be estimated)" if found.failed else ""
    return (
        f"Model {MODEL}, {plural(found.n, 'inspection')} of {plural(found.n_clusters, 'authority', 'authorities')}; "
        f"{found.replicates:,} bootstrap draws of whole authorities{lost}. Observed ranges: {listed(ranges)}."
    )


def cap_name(cap: float) -> str:
    """Return the name of the scenario that caps caseload."""
    return f"{CASELOAD} at most {cap:g}"


def _row(found: WhatIf, place: str, scenario: str, share: str) -> dict[str, Any]:
    rows = found.predictions
    chosen = rows[(rows["place"] == place) & (rows["scenario"] == scenario) & (rows["grade"] == share)]
    return _percentages(dict(chosen.iloc[0]))


def _percentages(row: Any) -> dict[str, Any]:
    return {name: 100 * value if name in PERCENT else value for name, value in row.items()}


def _change(row: dict[str, Any]) -> str:
    bounds = interval(row["difference_low"], row["difference_high"], 1)
    change = shown(row["probability"]) - shown(row["observed"])
    return f"difference {number(change)}, 95% interval {bounds}"
