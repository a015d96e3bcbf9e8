"""What inspectors said beside what was counted and what they judged.

A report's verdict on a theme: praised where it only speaks well of it, raised where it only speaks ill,
both where it does both or one sentence weighs the two, unclear where it gives no direction. A report
that does not speak of a theme is a kind of its own, never a zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

Floats = NDArray[np.float64]
Verdict = Literal["praised", "both", "raised", "unclear", "not mentioned"]
VERDICTS: Final[tuple[Verdict, ...]] = ("praised", "both", "raised", "unclear", "not mentioned")
MEASURE_OF: Final = {
    "caseload": "caseload", "turnover": "turnover_rate", "changes_of_worker": "turnover_rate", "agency": "agency_rate",
}  # fmt: skip
"""The DfE measure that a theme speaks of; changes of worker have none, turnover is the nearest."""

SCORES: Final = {"praised": 1, "both": 0, "raised": -1}
FIFTH: Final = 0.2
FEWEST: Final = 8
"""Reports below which no correlation is given."""

REPLICATES: Final = 999
PERMUTATIONS: Final = 9_999
SEED: Final = 20_261_122


def verdicts(reports: pd.DataFrame, themes: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return each report's verdict on each theme.

    Parameters
    ----------
    reports, themes
        Of :class:`workforce_grades.words.study_words.Words`.
    names
        Themes to look at.

    Returns
    -------
    pandas.DataFrame
        Index `inspection_id`, one column a theme; a theme without polarity is "mentioned" or "not mentioned".
    """
    ids = pd.Index(reports["inspection_id"], name="inspection_id")
    found = themes.groupby(["inspection_id", "theme"])["polarity"].agg(set)
    return pd.DataFrame(
        {name: [_verdict(found.get((inspection, name), set())) for inspection in ids] for name in names}, index=ids
    )


def _verdict(ways: set[str]) -> str:
    if not ways:
        return "not mentioned"
    if "mentioned" in ways:
        return "mentioned"
    if "mixed" in ways or {"positive", "negative"} <= ways:
        return "both"
    return "praised" if "positive" in ways else "raised" if "negative" in ways else "unclear"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Rank correlation of words and figures; below zero where praise goes with less of the measure."""

    theme: str
    measure: str
    rho: float
    low: float
    high: float
    reports: int
    authorities: int


def agreements(judged: pd.DataFrame, linked: pd.DataFrame) -> list[Agreement]:
    """Return, for each theme with a measure, Spearman's correlation with the census before.

    The interval is the 2.5th to 97.5th percentile over whole authorities drawn again.

    Parameters
    ----------
    judged
        From :func:`verdicts`.
    linked
        Inspections with their census, from :meth:`workforce_grades.Study.linked`.
    """
    found = []
    for theme in judged.columns:
        if theme in MEASURE_OF:
            rows = _paired(judged[theme], linked, MEASURE_OF[theme])
            if len(rows) >= FEWEST and all(np.ptp(rows[name]) > 0 for name in ("score", "value")):
                low, high = _interval(rows)
                rho = _spearman(rows["score"].to_numpy(dtype=float), rows["value"].to_numpy(dtype=float))
                found.append(
                    Agreement(theme, MEASURE_OF[theme], rho, low, high, len(rows), int(rows["la_key"].nunique()))
                )
    return found


def _paired(verdict: pd.Series, linked: pd.DataFrame, measure: str) -> pd.DataFrame:
    rows = linked.set_index("inspection_id")[["la_key", measure]].rename(columns={measure: "value"})
    rows = rows.join(verdict.map(SCORES).rename("score"), how="inner")
    return rows.dropna(subset=["score", "value"])


def _spearman(score: Floats, value: Floats) -> float:
    if np.ptp(score) == 0 or np.ptp(value) == 0:
        return float("nan")
    return float(np.corrcoef(rankdata(score), rankdata(value))[0, 1])


def _interval(rows: pd.DataFrame) -> tuple[float, float]:
    random = np.random.default_rng(SEED)
    groups = [group[["score", "value"]].to_numpy(dtype=float) for _key, group in rows.groupby("la_key")]
    drawn = []
    for _replicate in range(REPLICATES):
        again = np.vstack([groups[at] for at in random.integers(len(groups), size=len(groups))])
        drawn.append(_spearman(again[:, 0], again[:, 1]))
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def disagreements(judged: pd.DataFrame, linked: pd.DataFrame, workforce: pd.DataFrame) -> pd.DataFrame:
    """Return the reports whose words and figures part ways.

    Praised while the measure was among the highest fifth of that census's returns, or raised while among
    the lowest. Places count returns, a joint one once.

    Returns
    -------
    pandas.DataFrame
        `inspection_id`, `la_key`, `inspection_date`, `theme`, `verdict`, `measure`, `census_year`,
        `value`, `above` (share of returns that are lower), `returns`.
    """
    rows = []
    for theme, measure in MEASURE_OF.items():
        if theme not in judged or theme == "changes_of_worker":
            continue
        told = linked.set_index("inspection_id").join(judged[theme].rename("verdict"), how="inner")
        for inspection, row in told.dropna(subset=[measure]).iterrows():
            values = workforce.loc[workforce["year"] == row["census_year"], measure].dropna()
            above = float((values < row[measure]).mean())
            if (row["verdict"] == "praised" and above >= 1 - FIFTH) or (row["verdict"] == "raised" and above < FIFTH):
                rows.append((inspection, row["la_key"], row["inspection_date"], theme, row["verdict"], measure,
                             row["census_year"], row[measure], above, len(values)))  # fmt: skip
    columns = ["inspection_id", "la_key", "inspection_date", "theme", "verdict", "measure", "census_year", "value",
               "above", "returns"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True, slots=True)
class Halo:
    """What the words of a report go with: its own grade, and the next one.

    Attributes
    ----------
    own_rho, own_reports
        Rank correlation of the tone of a report with its own overall grade.
    next_rho, pairs
        The same with the next grade of the authority, among reports that have a next grade.
    within_rho, p
        The same among reports of one grade, and how often shuffling the words among reports of one
        grade gives as much or more.
    """

    own_rho: float
    own_reports: int
    next_rho: float
    pairs: int
    within_rho: float
    p: float


def halo(judged: pd.DataFrame, inspections: pd.DataFrame) -> Halo:
    """Return whether the tone of a report says more of the next grade than its own grade already does.

    Tone is the mean of a report's scores over the themes with polarity that it gives a direction to.

    Parameters
    ----------
    judged
        From :func:`verdicts`.
    inspections
        ILACS inspections with grades, from the study.
    """
    tone = judged.apply(lambda column: column.map(SCORES)).mean(axis=1).dropna().rename("tone")
    rows = inspections[inspections["overall"].notna()].sort_values(["la_key", "inspection_date"])
    rows = rows.assign(own=rows["overall"].cat.codes + 1)
    rows["next"] = rows.groupby("la_key")["own"].shift(-1)
    told = rows.set_index("inspection_id")[["own", "next"]].join(tone, how="inner")
    pairs = told.dropna(subset=["next"])
    within, p = _within_grade(pairs)
    return Halo(_correlated(told, "own"), len(told), _correlated(pairs, "next"), len(pairs), within, p)


def _correlated(told: pd.DataFrame, grade: str) -> float:
    """Return the rank correlation of tone and a grade."""
    if len(told) < FEWEST:
        return float("nan")
    return _spearman(told["tone"].to_numpy(dtype=float), told[grade].to_numpy(dtype=float))


def _within_grade(pairs: pd.DataFrame) -> tuple[float, float]:
    """Return the correlation of tone and next grade within grades, and its permutation p value."""
    ranked = pairs.assign(tone=pairs["tone"].rank(), next=pairs["next"].rank())
    centred = ranked[["tone", "next"]] - ranked.groupby("own")[["tone", "next"]].transform("mean")
    tone, later = centred["tone"].to_numpy(), centred["next"].to_numpy()
    size = np.sqrt((tone**2).sum() * (later**2).sum())
    if len(pairs) < FEWEST or size == 0:
        return float("nan"), float("nan")
    seen = float((tone * later).sum() / size)
    random = np.random.default_rng(SEED)
    strata = [np.flatnonzero(ranked["own"].to_numpy() == grade) for grade in ranked["own"].unique()]
    as_much = 0
    for _shuffle in range(PERMUTATIONS):
        shuffled = tone.copy()
        for places in strata:
            shuffled[places] = random.permutation(tone[places])
        as_much += abs(float((shuffled * later).sum() / size)) >= abs(seen) - 1e-12
    return seen, (1 + as_much) / (1 + PERMUTATIONS)
