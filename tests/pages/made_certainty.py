"""Checks of the certainty page made by hand, for tests of its words, tables and figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd

from workforce_grades.analyses.certainty import Certainty
from workforce_grades.analyses.imputation import Imputed
from workforce_grades.analyses.influence import Influence
from workforce_grades.analyses.simulation import Simulation
from workforce_grades.analyses.specification_curve import SpecificationCurve
from workforce_grades.authorities import Authorities
from workforce_grades.models.fit import Fit

NAMES = {"601": "Alderbrook", "602": "Birchwater", "603": "Cotterdale", "604": "Dunmere", "605": "Elmshire"}
AUTHORITIES = cast(Authorities, {key: SimpleNamespace(name=name) for key, name in NAMES.items()})


def estimate(
    term: str, spec: str, *, clear: bool = True, same: bool = True, odds: float = 0.9, n: int = 200,
    family: str = "ordered_logit", high: float = 0.95, **choices: str,
) -> dict[str, Any]:  # fmt: skip
    """Return one row of the curve; its choices are the main specification's where they are not given."""
    chosen = {"outcome": "overall", "terms": "base", "sample": "primary", "lag": "0", "effects": "none",
              "turnover_measure": "fte", "cluster": "la"} | choices  # fmt: skip
    return {"term": term, "spec_id": spec, "family": family, "odds_ratio": odds, "or_ci_low": 0.8, "or_ci_high": high,
            "clear": clear, "same_sign": same, "n": n, **chosen}  # fmt: skip


def clear_in(term: str, clear: int, of: int, *, spec: str = "s", same: int | None = None) -> list[dict[str, Any]]:
    """Return `of` rows of a term of which the first are clear; all have the same sign where it is not given."""
    signs = of if same is None else same
    return [estimate(term, f"{spec}{at}", clear=at < clear, same=at < signs) for at in range(of)]


def moves(*rows: tuple[str, str, float, float, bool]) -> Influence:
    """Return influence from rows of key, term, odds ratio without it, change, whether the interval's verdict turns."""
    table = pd.DataFrame(
        [
            {
                "la_key": key,
                "inspections": 2,
                "term": term,
                "estimate": math.log(odds),
                "ci_low": math.log(odds - 0.05),
                "ci_high": math.log(odds + 0.05),
                "change": change,
                "turns": turns,
            }
            for key, term, odds, change, turns in rows
        ]
    )
    terms = list(dict.fromkeys(table["term"]))
    whole = pd.DataFrame({"term": terms, "odds_ratio": 0.95})
    fit = SimpleNamespace(design=SimpleNamespace(x=pd.DataFrame(columns=terms)), estimates=whole,
                          params=pd.Series(math.log(0.95), index=terms))  # fmt: skip
    return Influence(cast(Fit, fit), table, ())


def simulation(*terms: Mapping[str, Any], runs: int = 1000, failed: int = 0) -> Simulation:
    """Return a simulation of these terms; what they do not say is a covered turnover."""
    usual = {"term": "turnover", "truth": math.log(0.98), "mean_estimate": math.log(0.981), "coverage": 0.95,
             "coverage_low": 0.94, "coverage_high": 0.96, "power": 0.25}  # fmt: skip
    return Simulation(pd.DataFrame([usual | dict(term) for term in terms or ({},)]), runs, failed, 0.0, 264, 152)


def imputed(spec: str, *terms: tuple[str, float, float]) -> Imputed:
    """Return pooled estimates: term, odds ratio pooled, odds ratio of complete cases."""
    rows = [{"term": term, "estimate": math.log(pooled), "ci_low": math.log(pooled - 0.1),
             "ci_high": math.log(pooled + 0.1), "missing_information": 0.125, "complete_case": math.log(whole)}
            for term, pooled, whole in terms]  # fmt: skip
    return Imputed(spec, pd.DataFrame(rows), 280, 264, {}, 20)


def certainty(
    rows: Sequence[Mapping[str, Any]] = (), *, asked: int = 10, failed: Mapping[str, tuple[str, ...]] | None = None,
    small: int = 0, **others: Any,
) -> Certainty:  # fmt: skip
    """Return checks of this curve; the others are empty where they are not given."""
    curve = SpecificationCurve(pd.DataFrame(list(rows)), asked, dict(failed or {}), small)
    empty: dict[str, Any] = {"influence": {}, "intervals": pd.DataFrame(), "imputed": [], "judgements": pd.DataFrame(),
                             "simulations": {}}  # fmt: skip
    return Certainty(curve=curve, **empty | others)
