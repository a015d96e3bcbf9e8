"""How sure are we: what each check says, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from workforce_grades.analyses.certainty import Certainty
from workforce_grades.analyses.influence import Influence
from workforce_grades.analyses.power import least_detectable
from workforce_grades.analyses.simulation import Simulation
from workforce_grades.analyses.specification_curve import FEWEST, shares_beside_agency, shares_by_term
from workforce_grades.authorities import Authorities
from workforce_grades.pages.words import interval, listed, number, plural, sentence, shown

MOST: Final = 0.8
"""Share of specifications from which a result is said to hold in most of them."""

SELDOM: Final = 0.2
"""Share of specifications up to which a result is said to be seldom clear."""

COVERAGE: Final = (0.93, 0.97)
"""Between which a 95% interval should hold the truth."""


def answer(certainty: Certainty) -> list[str]:
    """Return the page's answer: how far each association rests on choices."""
    shares = shares_by_term(certainty.curve).set_index("term")
    rows = certainty.curve.estimates
    count = rows["spec_id"].nunique()
    order = shares["clear_same_sign"].sort_values(ascending=False, kind="stable").index
    return [
        f"We estimated the study's model in {plural(count, 'sensible way')}. "
        + " ".join(_verdict(str(term), shares.loc[term], certainty) for term in order),
        "Clear means that the 95% interval excludes 1, on the side of the main result. An association holds in most "
        f"where at least {_percent(MOST)} are clear, and is seldom clear where at most {_percent(SELDOM)} are. "
        f"The specifications hold {rows['n'].min():,} to {rows['n'].max():,} inspections.",
    ]


def _verdict(term: str, row: pd.Series, certainty: Certainty) -> str:
    share, count = row["clear_same_sign"], plural(int(row["specifications"]), "specification")
    return (
        f"{term.capitalize()}'s association with grades {_strength(share)}: clear in {_percent(share)} of {count}, of "
        f"the same sign in {_percent(row['same_sign'])}.{_beside_agency(term, certainty)}"
    )


def _strength(share: float) -> str:
    """Return what a share comes to, compared as it is printed."""
    percent = shown(100 * share, 0)
    if percent >= 100 * MOST:
        return "holds in most of them"
    return "is seldom clear" if percent <= 100 * SELDOM else "depends on the choices made"


def _beside_agency(term: str, certainty: Certainty) -> str:
    """Return the shares with and without the agency rate where they tell different stories."""
    parts = shares_beside_agency(certainty.curve, term)
    if term == "agency" or len(parts) < 2 or len({_strength(part["clear_same_sign"]) for part in parts.values()}) < 2:
        return ""
    without, beside = (
        f"{_percent(parts[held]['clear_same_sign'])} of {int(parts[held]['specifications']):,}"
        for held in (False, True)
    )
    return f" Without the agency rate in the model it is clear in {without}, with it in {beside}."


def failures_in_words(certainty: Certainty) -> str:
    """Return how many specifications could not be estimated, and the commonest reason."""
    failed, small = certainty.curve.failed, certainty.curve.small
    few = f" {plural(small, 'more specification')} held fewer than {FEWEST} inspections: too few." if small else ""
    if not failed:
        return f"All {certainty.curve.asked:,} specifications could be estimated.{few}"
    separated = [why for why in failed.values() if "separated" in why[0]]
    told = (
        f" In {plural(len(separated), 'of them', 'of them')} a region, year or previous grade had inspections on one "
        "side only, so that no finite estimate exists."
        if separated
        else ""
    )
    others = [why[0].split(": ", 1)[-1] for why in failed.values() if why not in separated]
    rest = f" {len(others):,} failed for another reason, such as: {sentence(others[0])}" if others else ""
    return (
        f"{certainty.curve.asked - len(failed):,} of {plural(certainty.curve.asked, 'specification')} could be "
        f"estimated; {len(failed):,} could not.{told}{rest}{few}"
    )


def intervals_in_words(certainty: Certainty) -> list[str]:
    """Return under which kinds of errors each main term is clear, one sentence a term."""
    rows = certainty.intervals
    return [_kinds(str(term), group) for term, group in rows.groupby("term", sort=False)]


def _kinds(term: str, rows: pd.DataFrame) -> str:
    clear = (rows["high"] < 1) | (rows["low"] > 1)
    unclear = listed(
        [f"{row['errors']} ({interval(row['low'], row['high'], 3)})" for _, row in rows[~clear].iterrows()]
    )
    lost = f", not with errors {unclear}" if unclear else ""
    return (
        f"{term.capitalize()}'s interval excludes 1 under {clear.sum()} of {plural(len(rows), 'kind')} of errors{lost}."
    )


def influence_in_words(certainty: Certainty, authorities: Authorities) -> list[str]:
    """Return which single authority moves turnover's and caseload's estimate most, one sentence a sample and term."""
    said: list[str] = []
    for sample, influence in certainty.influence.items():
        if isinstance(influence, str):
            said.append(sentence(influence))
            continue
        said += [_most(influence, sample, str(term), authorities) for term in influence.fit.design.x]
    return said


def _most(influence: Influence, sample: str, term: str, authorities: Authorities) -> str:
    most = influence.most(term, 1).iloc[0]
    whole = influence.fit.estimates.set_index("term").loc[term, "odds_ratio"]
    apart = influence.outstanding(term)
    turns = influence.moves[(influence.moves["term"] == term) & influence.moves["turns"]]
    scope = "Among all authorities" if sample == "all" else "In the primary sample"
    without = f"{number(math.exp(most['estimate']), 3)} ({interval(*odds_bounds(most.to_dict()), 3)})"
    name = authorities[most["la_key"]].name
    found = f"{scope}, {name} moves the estimate of {term} most: {number(whole, 3)} with it, {without} without"
    standing = "; its influence stands apart from that of every other authority" if len(apart) == 1 else ""
    count = len(turns)
    turning = (
        "Leaving out any one authority does not change whether the interval excludes 1."
        if count == 0
        else f"Leaving out {listed([authorities[key].name for key in turns['la_key']])} changes whether the interval "
        "excludes 1."
        if count <= 3
        else f"Leaving out any one of {count} authorities changes whether the interval excludes 1."
    )
    return f"{found}{standing}. {turning}"


def simulations_in_words(certainty: Certainty) -> list[str]:
    """Return what the simulation says of coverage, one sentence a kind of draw, then the verdict."""
    said = [_coverage(name, found) for name, found in certainty.simulations.items()]
    drawn = [found for found in certainty.simulations.values() if isinstance(found, Simulation)]
    off = [str(row["term"]) for found in drawn for row in found.terms.to_dict("records") if _is_off(row)]
    if not drawn:
        return said
    bounds = f"{_percent(COVERAGE[0])} to {_percent(COVERAGE[1])}"
    verdict = (
        f"All of these are within {bounds}, allowing for the simulation's own error"
        if not off
        else f"Intervals of {listed(sorted(set(off)))} are outside {bounds} in some draws: read them as uncertain"
    )
    first = drawn[0]
    size = f"{first.runs:,} draws each of {first.n} inspections of {first.n_clusters} authorities"
    return [*said, f"{verdict}; {size}."]


def _coverage(name: str, found: Simulation | str) -> str:
    if isinstance(found, str):
        return sentence(found)
    rows = found.terms.to_dict("records")
    covered = listed([f"{number(100 * row['coverage'])}% for {row['term']}" for row in rows])
    lost = f"; {plural(found.failed, 'draw')} could not be estimated" if found.failed else ""
    return sentence(f"{name}: 95% intervals held the truth in {covered}{lost}")


def _is_off(row: Mapping[Any, Any]) -> bool:
    """Tell whether coverage is surely outside its bounds."""
    return bool(row["coverage_high"] < COVERAGE[0] or row["coverage_low"] > COVERAGE[1])


def power_in_words(certainty: Certainty) -> str:
    """Return how often a modest association of turnover would be found, and the least that would be found mostly."""
    found = certainty.simulations.get("a modest association of turnover")
    main = certainty.influence["primary"]
    if not isinstance(found, Simulation) or isinstance(main, str):
        return "Power could not be computed on these data."
    row = found.terms.set_index("term").loc["turnover"].to_dict()
    least = [f"{number(r['below'], 3)} for {r['term']}" for r in least_detectable(main.fit).to_dict("records")]
    return (
        f"If one percentage point of turnover went with an odds ratio of {number(math.exp(row['truth']), 2)}, a "
        f"study of this size would find it {_percent(row['power'])} of the time. The odds ratios nearest to 1 that it "
        f"would find four times in five are {listed(least)}."
    )


def odds_bounds(row: Mapping[Any, Any]) -> tuple[float, float]:
    """Return the bounds of an interval of log-odds as odds ratios."""
    return math.exp(row["ci_low"]), math.exp(row["ci_high"])


def _percent(share: float) -> str:
    return f"{number(100 * share, 0)}%"
