"""Sentences on the five measures over the censuses: England, spread, who moved, stability, gaps."""

from __future__ import annotations

import pandas as pd

from workforce_grades.analyses.workforce_stability import Stability
from workforce_grades.analyses.workforce_trends import (
    holders,
    missing_values,
    moves,
    published,
    returns_in,
    small_bases,
    spread,
    unseen_posts,
    windows,
)
from workforce_grades.authorities import Region
from workforce_grades.codebook import EXPOSURES, FLAG_MEANINGS, MEASURES, SMALL_BASE_FTE, Flag
from workforce_grades.pages.words import (
    change_with_unit,
    compare,
    listed,
    number,
    plain_name,
    plural,
    sentence,
    shown,
    spoken,
    value_with_unit,
    years_words,
)
from workforce_grades.study import Study

_MOST_NAMED = 3
_LEAST_UNSEEN = 5.0
"""FTE; below it a total and the sum of its returns differ by rounding."""


def answer_in_words(study: Study, steady: dict[str, Stability]) -> list[str]:
    """Return what the page finds: the latest values, how far apart authorities are, what lasts."""
    own, year = published(study), study.latest_year
    now = [f"{_label(name)} {value_with_unit(own[name][year], name)}" for name in EXPOSURES]
    return [
        f"England on 30 September {year}: {listed(now)}. {_since_in_words(own)}",
        spread_in_words(study, "turnover_rate"),
        lasting_in_words(steady),
    ]


def _since_in_words(own: pd.DataFrame) -> str:
    first, last = int(own.index[0]), int(own.index[-1])
    parts = []
    for name in ("turnover_rate", "caseload", "agency_rate"):
        change, peak = change_with_unit(own[name][last], own[name][first], name), own[name].round(1)
        years = years_words(peak.index[peak == peak.max()])
        top = "its highest of all" if last in peak.index[peak == peak.max()] else f"highest in {years}"
        parts.append(f"{_label(name)} {change} ({top}, {value_with_unit(peak.max(), name)})")
    return sentence(f"since {first}: {'; '.join(parts)}")


def spread_in_words(study: Study, measure: str, region: Region | None = None) -> str:
    """Return how far apart returns were in the latest and the first census, and who had the lowest and highest."""
    returns = returns_in(study, region)
    table = spread(returns, measure)
    first, last = int(table.index[0]), int(table.index[-1])
    now, before = (table.to_dict("index")[year] for year in (last, first))
    width, earlier = (shown(shown(row["upper"]) - shown(row["lower"])) for row in (now, before))
    change = {"the same as": "as wide as", "above": "wider than", "below": "narrower than"}[compare(width, earlier)]
    ends = [
        f"{end} {value_with_unit(now[end], measure)} ({_names(holders(returns, measure, last, now[end]))})"
        for end in ("lowest", "highest")
    ]
    return (
        f"{MEASURES[measure].label} in {last} differed between {plural(int(now['returns']), 'return')}: the middle "
        f"half ran from {number(now['lower'])} to {value_with_unit(now['upper'], measure)}, {ends[0]}, {ends[1]}. That "
        f"middle half is {number(width)} wide, {change} in {first} ({number(earlier)})."
    )


def moves_in_words(study: Study, region: Region | None = None, *, named: int = _MOST_NAMED) -> list[str]:
    """Return how many returns fell and rose, and which moved most, one sentence a measure."""
    returns = returns_in(study, region)
    told = [_moved(moves(returns, name), name, named) for name in EXPOSURES]
    return [text for text in told if text] or ["There are too few censuses to compare the first with the last."]


def windows_in_words(study: Study) -> str:
    """Return which years are averaged before and after."""
    ends = windows(study.workforce)
    if ends is None:
        return ""
    before, after = (years_words(range(start, end + 1)) for start, end in ends)
    return (
        f"Compared are averages of {before} and of {after}: a single year's rate holds much chance. A return needs two "
        "sound values at each end, so authorities formed in between are left out, and so are their predecessors."
    )


def _moved(table: pd.DataFrame, measure: str, named: int) -> str:
    if table.empty:
        return ""
    change = table.assign(change=table["after"].round(1) - table["before"].round(1)).round({"change": 1})
    fell, rose = change[change["change"] < 0], change[change["change"] > 0]
    parts = [f"{len(fell) or 'none'} of {plural(len(change), 'return')} fell and {len(rose) or 'none'} rose"]
    if len(fell):
        parts.append(f"fell most: {_most(fell.sort_values(['change', 'name']).head(named))}")
    if len(rose):
        parts.append(f"rose most: {_most(rose.sort_values(['change', 'name'], ascending=[False, True]).head(named))}")
    return sentence(f"{_label(measure)}: {'; '.join(parts)}")


def _most(rows: pd.DataFrame) -> str:
    values = zip(rows["name"], rows["before"], rows["after"], strict=True)
    return listed([f"{plain_name(name)} ({number(before)} to {number(after)})" for name, before, after in values])


def lasting_in_words(steady: dict[str, Stability]) -> str:
    """Return which measure's high values last, and which one's do not."""
    shares = {name: shown(found.lasting["still"].iloc[0], 0) for name, found in steady.items()}
    most, least = max(shares, key=lambda name: shares[name]), min(shares, key=lambda name: shares[name])
    return (
        f"A high {_label(most)} lasts longest: of returns in the top quarter, {number(shares[most], 0)}% were there "
        f"again a year later. Of those with a high {_label(least)} {number(shares[least], 0)}% were, where 25% would "
        "be if nothing lasted."
    )


def stability_in_words(found: Stability) -> str:
    """Return how steady one measure is."""
    three = found.lasting.loc[3] if 3 in found.lasting.index else None
    share = number(found.lasting["still"].iloc[0], 0)
    lasting = f" Of returns in the top quarter of a year, {share}% were in it a year later"
    if three is not None:
        lasting += (
            f", {number(three['still'], 0)}% three years later and {number(three['throughout'], 0)}% in every census "
            "until then"
        )
    return (
        f"{MEASURES[found.measure].label}: the order of returns in one census and in the next agrees by "
        f"{number(found.ranks['correlation'].iloc[0], 2)} (rank correlation), "
        f"{number(found.ranks['correlation'].iloc[-1], 2)} at {plural(int(found.ranks.index[-1]), 'year')} apart. "
        f"{number(100 * found.between, 0)}% of the variance lies between authorities' own averages; around its average "
        f"an authority's values are correlated by {number(found.within, 2)} from one year to the next, where pure "
        f"chance would give {number(found.by_chance, 2)}.{lasting}."
    )


def missing_in_words(study: Study, region: Region | None = None) -> list[str]:
    """Return what is missing or doubtful, most important first: values, small bases, totals, years."""
    returns = returns_in(study, region)
    return [
        *_without_value(returns), *_low(returns), *_suspect(returns), *_small(returns), *_joint(returns),
        *_unseen(study, region),
    ] or ["Every value is there, and none is in doubt."]  # fmt: skip


def _without_value(returns: pd.DataFrame) -> list[str]:
    odd = missing_values(returns)
    gaps = odd[~odd["has_value"]]
    return [
        sentence(
            f"{_label(measure)} has no value for {_names_and_years(rows)}: {FLAG_MEANINGS[_as_flag(flag)]}"
        )
        for (measure, flag), rows in gaps.groupby(["measure", "flag"], sort=False)
    ]  # fmt: skip


def _low(returns: pd.DataFrame) -> list[str]:
    low = {name: returns[returns[f"{name}_flag"] == "low"] for name in EXPOSURES}
    return [
        sentence(f"{_label(name)} {FLAG_MEANINGS['low']} for {_names_and_years(rows)}; it counts as 0.0 here")
        for name, rows in low.items()
        if len(rows)
    ]


def _suspect(returns: pd.DataFrame) -> list[str]:
    odd = missing_values(returns)
    zeros = odd[odd["flag"] == "suspect_zero"]
    return [
        sentence(
            f"{_label(measure)} is published as 0 for {_names_and_years(rows)}, which is hard to believe at that size: "
            "it is left out of spreads and comparisons here"
        )
        for measure, rows in zeros.groupby("measure", sort=False)
    ]


def _small(returns: pd.DataFrame) -> list[str]:
    rows = small_bases(returns)
    if rows.empty:
        return []
    return [
        f"Fewer than {SMALL_BASE_FTE:.0f} FTE in post: {_names_and_years(rows)}. One person moves such a rate by five "
        "points or more, so these returns are in the tables and not in spreads, places or who moved most."
    ]


def _joint(returns: pd.DataFrame) -> list[str]:
    rows = returns[returns["is_joint"]]
    if rows.empty:
        return []
    return [f"One return for two authorities, counted once: {_names_and_years(rows)}."]


def _unseen(study: Study, region: Region | None) -> list[str]:
    unseen = unseen_posts(study, region)
    years = unseen[unseen.abs() >= _LEAST_UNSEEN]
    place = spoken(region.name) if region else "England"
    blank = returns_in(study, region)
    blank = blank[blank["inpost_fte"].isna()]
    return [
        f"DfE's total for {place} in {year} holds {number(abs(value))} FTE {'more' if value > 0 else 'fewer'} in post "
        f"than its published returns add up to{_not_published(blank[blank['year'] == year])}."
        for year, value in years.items()
    ]


def _not_published(blank: pd.DataFrame) -> str:
    names = [spoken(name) for name in sorted(blank["name"])]
    return f": {listed(names)} {'has' if len(names) == 1 else 'have'} no published number of FTE" if names else ""


def _names_and_years(rows: pd.DataFrame) -> str:
    years = rows.groupby("name", sort=True)["year"].agg(years_words)
    return listed([f"{spoken(str(name))} ({when})" for name, when in years.items()])


def _names(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    told = [spoken(name) for name in names[:_MOST_NAMED]]
    return listed([*told, f"{more} more"] if more > 0 else told)


def _label(measure: object) -> str:
    return MEASURES[str(measure)].label.lower()


def _as_flag(flag: object) -> Flag:
    return next(known for known in FLAG_MEANINGS if known == flag)
