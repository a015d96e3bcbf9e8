"""How sure are we: the tables of each check."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from workforce_grades.analyses.certainty import Certainty
from workforce_grades.analyses.imputation import Imputed
from workforce_grades.analyses.simulation import Simulation
from workforce_grades.analyses.specification_curve import CHOICES, FOLLOWED, shares_by_choice, shares_by_term
from workforce_grades.authorities import Authorities
from workforce_grades.codebook import OUTCOMES_SHORT
from workforce_grades.pages.certainty.words import odds_bounds
from workforce_grades.pages.tables import ODDS_DECIMALS, ODDS_HEADERS, Table
from workforce_grades.pages.words import p_cell

VALUES: Final = {
    "ordered_logit": "ordered logit",
    "ordered_probit": "ordered probit",
    "logit_good_or_better": "logit: good or better",
    "logit_not_inadequate": "logit: not inadequate",
    "ols_grade": "linear, grade as 1 to 4",
    "primary": "20 FTE or more in post (primary)",
    "all": "all authorities",
    "fte50": "50 FTE or more in post",
    "no_london": "without London",
    "no_covid": "without the censuses of 2020 and 2021",
    "standard": "standard inspections",
    "latest": "latest inspection of each authority",
    "0": "latest before the inspection",
    "1": "one census earlier",
    "mean3": "mean of three censuses",
    "none": "none",
    "region+census_year": "region and census year",
    "fte": "counted in full-time equivalents",
    "headcount": "counted in people",
}
"""Values of choices as readers see them; term sets are named in words already."""


NAMES: Final[dict[str, str]] = {str(name): words for name, words in OUTCOMES_SHORT.items()} | VALUES
"""Values of choices, judgements included, as table rows name them."""


def table_shares(certainty: Certainty) -> Table:
    """Return how the estimates of each term fall over all specifications."""
    data = shares_by_term(certainty.curve)
    shares = ["same_sign", "clear_same_sign", "clear_other_sign"]
    data[shares] *= 100
    return Table(
        data.assign(term=data["term"].str.capitalize()),
        "How estimates fall over all specifications",
        headers={
            "term": "Term", "specifications": "Specifications", "same_sign": "Same sign (%)",
            "clear_same_sign": "Clear, same sign (%)", "clear_other_sign": "Clear, other sign (%)",
            "median_odds_ratio": "Median odds ratio", "lowest_odds_ratio": "Lowest", "highest_odds_ratio": "Highest",
        },
        decimals={"specifications": 0, "same_sign": 0, "clear_same_sign": 0, "clear_other_sign": 0,
                  "median_odds_ratio": 3, "lowest_odds_ratio": 3, "highest_odds_ratio": 3},
        note="Same sign: as in the main specification (for agency, the one that adds it). Clear: the 95% interval, "
        "with errors clustered by authority, excludes 1. Odds ratios per unit, of the ordered logits.",
    )  # fmt: skip


def table_choices(certainty: Certainty) -> Table:
    """Return the share of clear estimates of each term under each value of each choice."""
    parts = []
    for term in FOLLOWED:
        rows = shares_by_choice(certainty.curve, term)
        if not rows.empty:
            parts.append(rows.set_index(["choice", "value"])["clear_same_sign"].mul(100).rename(term))
    data = pd.concat(parts, axis="columns").reset_index()
    order = {choice: at for at, choice in enumerate(CHOICES)}
    data = data.sort_values("choice", key=lambda names: names.map(order), kind="stable")
    data["choice"] = data["choice"] + ": " + data["value"].map(lambda name: NAMES.get(name, name))
    return Table(
        data.drop(columns="value"),
        "Share of specifications with a clear association of the expected sign, by choice (%)",
        headers={"choice": "Choice"} | {term: term.capitalize() for term in FOLLOWED},
        decimals=dict.fromkeys(FOLLOWED, 0),
        note="A dash: no specification with this choice holds the term.",
    )


def table_intervals(certainty: Certainty) -> Table:
    """Return the main model's odds ratios under each kind of error."""
    rows = certainty.intervals
    data = pd.DataFrame({"errors": rows["term"].str.capitalize() + ", " + rows["errors"]})
    data = data.join(rows[["odds_ratio", "low", "high", "n", "n_clusters"]])
    return Table(
        data.sort_values("errors", key=lambda names: names.str.split(",").str[0], kind="stable"),
        "The main model's odds ratios under other errors",
        headers={"errors": "Term and errors", "odds_ratio": "Odds ratio", "low": "95% from", "high": "95% to",
                 "n": "Inspections", "n_clusters": "Clusters"},
        decimals={"odds_ratio": 3, "low": 3, "high": 3, "n": 0, "n_clusters": 0},
        note="With a random intercept, the odds ratio is that within an authority of given quality.",
    )  # fmt: skip


def table_influence(certainty: Certainty, authorities: Authorities) -> Table:
    """Return the authorities whose leaving moves turnover's estimate most, in each sample."""
    rows = []
    for sample, influence in certainty.influence.items():
        if not isinstance(influence, str):
            rows += [
                (f"{authorities[row['la_key']].name} ({sample})", row["inspections"], math.exp(row["estimate"]),
                 *odds_bounds(row), row["change"])
                for row in influence.most("turnover").to_dict("records")
            ]  # fmt: skip
    return Table(
        pd.DataFrame(rows, columns=["left_out", "inspections", "odds_ratio", "low", "high", "change"]),
        "Turnover's odds ratio without the authorities that move it most",
        headers={"left_out": "Left out (sample)", "inspections": "Inspections", "odds_ratio": "Odds ratio without",
                 "low": "95% from", "high": "95% to", "change": "Change in standard errors"},
        decimals={"inspections": 0, "odds_ratio": 3, "low": 3, "high": 3, "change": 2},
    )  # fmt: skip


def table_imputed(certainty: Certainty) -> Table:
    """Return odds ratios of complete cases beside those with missing values drawn."""
    rows = [
        (f"{term['term'].replace('_', ' ').capitalize()}, {_spec_words(found.spec_id)}",
         math.exp(term["complete_case"]), found.n_complete, math.exp(term["estimate"]), *odds_bounds(term),
         100 * term["missing_information"], found.n)
        for found in certainty.imputed
        if isinstance(found, Imputed)
        for term in found.terms.to_dict("records")
        if term["term"] in FOLLOWED
    ]  # fmt: skip
    return Table(
        pd.DataFrame(rows, columns=["term", "complete", "n_complete", "pooled", "low", "high", "lost", "n"]),
        "Complete cases beside imputed values",
        headers={"term": "Term and model", "complete": "Odds ratio, complete cases", "n_complete": "Inspections",
                 "pooled": "Odds ratio, imputed", "low": "95% from", "high": "95% to",
                 "lost": "Information missing (%)", "n": "Inspections, imputed"},
        decimals={"complete": 3, "n_complete": 0, "pooled": 3, "low": 3, "high": 3, "n": 0},
        note="20 completed data sets by chained equations (predictive mean matching), pooled by Rubin's rules. "
        "Circumstances: deprivation, log population aged 0 to 17, children in need per 10,000.",
    )  # fmt: skip


def table_judgements(certainty: Certainty) -> Table:
    """Return odds ratios for the sub-judgements, with p values adjusted for their number."""
    rows = certainty.judgements
    data = pd.DataFrame({"judgement": rows["outcome"].map(OUTCOMES_SHORT) + ": " + rows["term"]})
    data = data.join(rows[["odds_ratio", "or_ci_low", "or_ci_high", "p_cluster", "p_holm", "p_false_discovery", "n"]])
    for name in ("p_cluster", "p_holm", "p_false_discovery"):
        data[name] = [p_cell(p) for p in data[name]]
    return Table(
        data,
        "Sub-judgements, with p values adjusted for their number",
        headers={"judgement": "Judgement and term", **ODDS_HEADERS, "p_cluster": "p", "p_holm": "p, Holm",
                 "p_false_discovery": "p, false discovery rate", "n": "Inspections"},
        decimals={**ODDS_DECIMALS, "n": 0},
    )  # fmt: skip


def table_simulations(certainty: Certainty) -> Table:
    """Return recovery, coverage and power over simulated grades."""
    rows = [
        (f"{term['term'].capitalize()}, {name}", math.exp(term["truth"]), math.exp(term["mean_estimate"]),
         100 * term["coverage"], 100 * term["coverage_low"], 100 * term["coverage_high"], 100 * term["power"])
        for name, found in certainty.simulations.items()
        if isinstance(found, Simulation)
        for term in found.terms.to_dict("records")
    ]  # fmt: skip
    return Table(
        pd.DataFrame(rows, columns=["term", "truth", "mean", "coverage", "low", "high", "power"]),
        "What the method finds when the truth is known",
        headers={"term": "Term and draw", "truth": "True odds ratio", "mean": "Mean estimate",
                 "coverage": "Intervals that hold the truth (%)", "low": "95% from", "high": "95% to",
                 "power": "Found (%)"},
        decimals={"truth": 3, "mean": 3, "power": 0},
        note="Found: the 95% interval excludes 1.",
    )  # fmt: skip


def _spec_words(spec_id: str) -> str:
    terms = spec_id.split("|")[1].split("+")
    return {2: "base", 5: "full", 6: "agency and circumstances"}.get(len(terms), spec_id)
