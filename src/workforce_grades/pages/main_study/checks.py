"""What stands beside the main estimates, in words and tables."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from workforce_grades.analyses.main_checks import FOLLOWED, SIGNIFICANT, MainChecks, ProportionalOdds
from workforce_grades.analyses.within_between import WithinBetween
from workforce_grades.models.spec import MAIN_SPECS
from workforce_grades.pages.tables import ODDS_DECIMALS, ODDS_HEADERS, Table
from workforce_grades.pages.words import interval, is_clear, listed, number, p_cell, p_value, plural, sentence

MODELS: Final = {
    "base": "in the base model",
    "context": "with circumstances, region and year",
    "context_agency": "with agency, circumstances, region and year",
    "prev": "with the previous grade",
}


def table_beside(checks: MainChecks) -> Table:
    """Return the odds ratios beside circumstances and previous grades, primary sample and all authorities."""
    names = {spec: name for name, spec in MAIN_SPECS.items()}
    rows = checks.beside[checks.beside["term"].isin(FOLLOWED) & checks.beside["converged"]]
    order = {term: at for at, term in enumerate(FOLLOWED)}
    rows = rows.sort_values("term", key=lambda terms: terms.map(order), kind="stable")
    labels = [_label(str(term), names[spec]) for spec, term in zip(rows["spec_id"], rows["term"], strict=True)]
    columns = ["odds_ratio", "or_ci_low", "or_ci_high", "n", "n_clusters"]
    return Table(
        pd.DataFrame({"model": labels}).join(rows[columns].reset_index(drop=True)),
        "Odds ratios of a better grade beside circumstances and previous grade",
        headers={"model": "Term", **ODDS_HEADERS,
                 "n": "Inspections", "n_clusters": "Authorities"},
        decimals={**ODDS_DECIMALS, "n": 0, "n_clusters": 0},
        note="Every model holds turnover and caseload together. "
        "Circumstances: deprivation score, log of the population aged 0 to 17, children in need per 10,000. "
        "Previous grade: the latest judgement published before the inspection began. Primary sample where not said "
        "otherwise.",
    )  # fmt: skip


def _label(term: str, model: str) -> str:
    """Return a term with what stands beside it; a term does not stand beside itself."""
    beside = MODELS[model.removesuffix("_all")].replace(f"with {term}, ", "with ")
    return f"{term.capitalize()} {beside}{', all authorities' if model.endswith('_all') else ''}"


def beside_in_words(checks: MainChecks) -> str:
    """Return under which of these models each main term's interval excludes 1."""
    rows = checks.beside[checks.beside["converged"]]
    said = [_held(term, rows[rows["term"] == term]) for term in ("caseload", "turnover")]
    lost = [spec for spec in checks.problems if spec not in set(rows["spec_id"])]
    return " ".join(said) + (_missing(lost, checks) if lost else "")


def _missing(lost: list[str], checks: MainChecks) -> str:
    """Return how many models could not be estimated, and why the first could not."""
    why = checks.problems[lost[0]][0].removeprefix(f"{lost[0]}: ")
    return f" {plural(len(lost), 'model')} could not be estimated: {sentence(why)}"


def _held(term: str, rows: pd.DataFrame) -> str:
    clear = ((rows["or_ci_low"] > 1) | (rows["or_ci_high"] < 1)).sum()
    return f"{term.capitalize()}'s interval excludes 1 in {clear} of {plural(len(rows), 'model')}."


def proportional_in_words(checks: MainChecks) -> list[str]:
    """Return whether one odds ratio for all thresholds is a fair summary, and where it is not."""
    found = checks.proportional
    if isinstance(found, str):
        return [sentence(found)]
    whole = found.tests.iloc[0]
    fails = whole["p_brant"] < SIGNIFICANT or whole["p_ratio"] < SIGNIFICANT or bool(found.free)
    opening = (
        f"Brant's test of one odds ratio for all three thresholds between grades gives {p_value(whole['p_brant'])} "
        f"(clustered), the likelihood-ratio test {p_value(whole['p_ratio'])}"
    )
    if not fails:
        return [f"{opening}: nothing speaks against it."]
    named = f" for {listed(list(found.free))}" if found.free else ""
    return [
        f"{opening}: the odds ratio differs between thresholds{named}, so the one quoted is a mean over them. "
        "The table gives each.",
        *(_extremes(term, found.by_threshold) for term in found.free),
    ]


def _extremes(term: str, rows: pd.DataFrame) -> str:
    rows = rows[rows["term"] == term].sort_values("odds_ratio")
    strong, weak = rows.iloc[0].to_dict(), rows.iloc[-1].to_dict()
    return (
        f"{term.capitalize()}: odds ratio {_quoted(strong)} for {strong['threshold'].lower()}, {_quoted(weak)} for "
        f"{weak['threshold'].lower()}."
    )


def table_thresholds(checks: MainChecks) -> Table | None:
    """Return each term's odds ratio at every threshold, with the tests; None where there are none."""
    found = checks.proportional
    if not isinstance(found, ProportionalOdds):
        return None
    rows = found.by_threshold
    tests = {row["term"]: row for row in found.tests.to_dict("records")}
    data = pd.DataFrame({"term": rows["term"].str.capitalize() + ": " + rows["threshold"].str.lower()})
    data = data.join(rows[["odds_ratio", "or_ci_low", "or_ci_high", "n"]])
    for name in ("p_brant", "p_ratio"):
        data[name] = [p_cell(tests[term][name]) for term in rows["term"]]
    return Table(
        data,
        "Odds ratios at each threshold between grades, main model with both terms free",
        headers={"term": "Term and better side", **ODDS_HEADERS, "n": "Inspections", "p_brant": "p, Brant (clustered)",
                 "p_ratio": "p, likelihood ratio"},
        decimals={**ODDS_DECIMALS, "n": 0},
    )  # fmt: skip


def decomposed_in_words(checks: MainChecks) -> list[str]:
    """Return what the associations are within and between authorities, one sentence a term."""
    found = checks.decomposed
    if isinstance(found, str):
        return [sentence(found)]
    rows = found.fit.estimates.set_index("term")
    return [
        *(_split(row, rows) for row in found.difference.to_dict("records")),
        f"Only the {plural(found.repeated, 'authority', 'authorities')} with more than one inspection tell of change "
        "within an authority.",
    ]


def _split(row: dict[Any, Any], rows: pd.DataFrame) -> str:
    parts = {side: rows.loc[f"{row['term']}, {side}"].to_dict() for side in ("between", "within")}
    clear = {side: is_clear(part) for side, part in parts.items()}
    differ = "differ" if row["p"] < SIGNIFICANT else "do not clearly differ"
    verdict = {
        (True, True): "both between authorities and within one over time",
        (True, False): "between authorities, and not clearly within one over time",
        (False, True): "within an authority over time, and not clearly between authorities",
        (False, False): "neither clearly between authorities nor clearly within one",
    }[clear["between"], clear["within"]]
    return (
        f"With the others in the model, {row['term']} goes with grades {verdict}: odds ratio "
        f"{_quoted(parts['between'])} between, {_quoted(parts['within'])} within; the two {differ} "
        f"({p_value(row['p'])})."
    )


def table_decomposed(checks: MainChecks) -> Table | None:
    """Return the odds ratios within and between authorities; None where there are none."""
    found = checks.decomposed
    if not isinstance(found, WithinBetween):
        return None
    rows = found.fit.estimates.iloc[: found.fit.design.x.shape[1]]
    rows = rows.sort_values("term", key=lambda terms: terms.str.split(", ").str[0], kind="stable")
    return Table(
        rows[["term", "odds_ratio", "or_ci_low", "or_ci_high", "n", "n_clusters"]].assign(
            term=rows["term"].str.capitalize()
        ),
        "Odds ratios within and between authorities, model with agency, primary sample",
        headers={"term": "Term", **ODDS_HEADERS,
                 "n": "Inspections", "n_clusters": "Authorities"},
        decimals={**ODDS_DECIMALS, "n": 0, "n_clusters": 0},
        note="Between: the mean over the authority's inspections. Within: the departure from that mean.",
    )  # fmt: skip


def detectable_in_words(checks: MainChecks) -> str:
    """Return the smallest associations that a study of this size would mostly find."""
    rows = checks.detectable.to_dict("records")
    if not rows:
        return "What this study could have found cannot be said: its main model could not be estimated."
    least = [f"{number(row['below'], 3)} or {number(row['above'], 3)} for {row['term']}" for row in rows]
    return (
        f"A study of this size finds, four times in five, odds ratios as far from 1 as {listed(least)}. A nearer one "
        "may well be there and go unseen."
    )


def _quoted(row: dict[Any, Any]) -> str:
    return f"{number(row['odds_ratio'], 3)} (95% interval {interval(row['or_ci_low'], row['or_ci_high'], 3)})"
