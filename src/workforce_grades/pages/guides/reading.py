"""How to read the pages: cards, places, figures, tables, odds ratios and the census of an inspection, with examples."""

from __future__ import annotations

from typing import Final

import pandas as pd
from markupsafe import Markup

from workforce_grades.codebook import EXPOSURES, MEASURES, OUTCOMES_SHORT
from workforce_grades.link import LINKED
from workforce_grades.pages.figures import PALETTE
from workforce_grades.pages.findings import MAIN, Findings
from workforce_grades.pages.inspection_marks import INITIALS
from workforce_grades.pages.local_authority.comparators import SYMBOLS_SHOWN
from workforce_grades.pages.local_authority.trends import KEY_DASHES
from workforce_grades.pages.tables import definition_list
from workforce_grades.pages.words import (
    MISSING,
    Html,
    Prose,
    bullets,
    day,
    listed,
    number,
    odds_words,
    place_words,
    plural,
    say,
    spoken,
)
from workforce_grades.study import Study

_LINE: Final = Markup(
    '<li><svg viewBox="0 0 44 12" aria-hidden="true"><path d="M0 6H44" stroke="{}" stroke-width="3"{}/></svg> {}</li>'
)
_FEWEST_FOR_EXAMPLE: Final = 4
"""Two returns below a place and two that share it."""

_SERIES: Final = ("The authority", "The median of its statistical neighbours", "Its region", "England")


def banners() -> Html:
    """Return the two banners that a page can carry and what each asks of a reader."""
    return definition_list({
        "Research, not official statistics": "Made from the publishers' own files. The numbers are theirs; how they "
        "are joined, the models and the words are this project's.",
        "Illustrative data": "Made from generated data about fictional authorities, to try things out. Nothing on "
        "such a page says anything about a real place.",
    })  # fmt: skip


def places(study: Study) -> Prose:
    """Return how a place among returns reads, with the number of returns that there are.

    Parameters
    ----------
    study
        All tables of one data folder.
    """
    year = study.latest_year
    rates = [f"{measure}_flag" for measure in EXPOSURES]
    latest = study.workforce[study.workforce["year"] == year]
    sound = int((latest[rates[0]] == "ok").sum())
    example = (
        f"“{place_words(2, 2, sound)} of {sound} returns” means that two returns are lower and one other is as high. "
        if sound >= _FEWEST_FOR_EXAMPLE
        else ""
    )
    return say(
        "A card shows one rate of the latest census: its value, the change on the year before, its place among "
        "returns, the median of the authority's statistical neighbours, and England. "
        f"{example}Places are counted from the nearer end and compare "
        "values as they are shown, with one decimal.",
        f"In {year} there are {plural(len(latest), 'return')}. One that is flagged, or that is of fewer than 20 FTE, "
        "has no place. A place describes one number. It is no mark: a low turnover can be good news or a service that "
        "nobody can leave.",
    )


def lines() -> Html:
    """Return the four lines of an authority's figures, each with its colour and dash, and the letters of grades."""
    shown = Markup("").join(
        _LINE.format(colour, Markup(' stroke-dasharray="{}"').format(dash) if dash else "", name)
        for colour, dash, name in zip(PALETTE, KEY_DASHES, _SERIES, strict=False)
    )
    letters = listed([f"{short} is {grade.lower()}" for grade, short in INITIALS.items() if short != grade])
    return Html(
        Markup(
            '<div class="key"><ul>{}</ul><p>Points are the censuses of 30 September. A vertical line is an inspection, '
            "with its overall grade above: {}; Insp. is one without an overall grade.</p></div>"
        ).format(shown, letters)
    )


def cells() -> Prose:
    """Return what stands in a table where there is no number."""
    symbols = listed([*SYMBOLS_SHOWN.values()])
    return bullets([
        f"{symbols}: what the publisher printed in place of a number. Below the table stands what it means.",
        f"{MISSING}: there is nothing to show, for example no return in that year.",
        "A row in bold that says “this authority” is the one that the page is about.",
        "Numbers of one column have the same number of decimals. The unit stands in its header.",
    ])  # fmt: skip


def rates() -> Html:
    """Return the five rates that the study is about."""
    return definition_list({MEASURES[name].label: MEASURES[name].definition for name in EXPOSURES})


def census_example(study: Study) -> Prose:
    """Return the rule that links an inspection to a census, and the latest linked inspection as an example.

    Parameters
    ----------
    study
        All tables of one data folder.
    """
    rule = (
        "An inspection goes with the latest census of 30 September strictly before its first day, never with that of "
        "the same year if the inspection came first: numbers from after a judgement cannot have led to it."
    )
    linked = study.linked()
    rows = linked[linked["link_status"] == LINKED].sort_values(["inspection_date", "la_key"])
    if rows.empty:
        return say(rule)
    row = rows.iloc[-1]
    name = spoken(study.authorities[row["la_key"]].name)
    return say(
        rule,
        f"For example, the inspection of {name} that began on {day(row['inspection_date'])} goes with the census of "
        f"{day(row['census_date'])}, {plural(int(row['lag_days']), 'day')} before.",
    )


def odds_example(findings: Findings) -> Prose:
    """Return how an odds ratio and its interval read, with the main model's caseload as the example.

    Parameters
    ----------
    findings
        The national findings.
    """
    row = findings.row(MAIN, "caseload")
    if row is None:
        return say("The main model could not be estimated on these data, so there is no example of an odds ratio here.")
    odds, bounds = odds_words(row["odds_ratio"], row["or_ci_low"], row["or_ci_high"])
    change = 100 * (float(odds) - 1)
    way = "lower" if change < 0 else "higher"
    one = "1 lies inside it, so these data do not show which way it goes"
    if row["or_ci_high"] < 1 or row["or_ci_low"] > 1:
        one = "1, which would mean no association, lies outside it"
    return say(
        f"In the main model the odds ratio of caseload is {odds}. It compares inspections whose census had one case "
        f"more for each worker, at the same turnover: the odds of a better grade are {number(abs(change), 0)}% {way}. "
        "Odds are not chances: even odds are a chance of 50 in 100.",
        f"The 95% interval, {bounds}, is the range of ratios that these data agree with; {one}. The p value says how "
        "rare so large a ratio would be if there were no association. It does not say how likely the finding is.",
    )


def order_of_a_page() -> Prose:
    """Return the order of every page."""
    judgements = listed([name.lower() for name in OUTCOMES_SHORT.values()])
    return bullets([
        "On top the answer, in sentences computed from the numbers below it.",
        "Then the evidence: figures, each with “view as table”, and tables.",
        f"An authority's inspections, with every judgement: {judgements}.",
        "What the page cannot say, and what to know about its numbers.",
        "At the end the files that it was made from, each with its hash, the version of the code, and how to cite it.",
    ])  # fmt: skip


def joint_returns(study: Study) -> Prose:
    """Return what a joint return is, with those of the latest year.

    Parameters
    ----------
    study
        All tables of one data folder.
    """
    latest = study.workforce[study.workforce["year"] == study.latest_year]
    joint = [listed([spoken(study.authorities[key].name) for key in keys]) for keys in _joint_members(latest)]
    told = f"In {study.latest_year} these were made together: {'; '.join(joint)}." if joint else "There is none now."
    return say(
        "Some authorities make one workforce return together. Its numbers stand on the page of each of them, count "
        f"once among returns, and an inspection of either goes with them. {told}"
    )


def _joint_members(latest: pd.DataFrame) -> list[tuple[str, ...]]:
    return [tuple(keys) for keys in latest.loc[latest["is_joint"], "la_keys"]]
