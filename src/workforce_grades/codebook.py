"""What every measure, symbol and grade means: the one place that names and units come from.

Loaders, models, figures and reports read this module, so that a quantity has one name, one unit
and one definition everywhere. Sources: DfE, Children's social work workforce, methodology and data
guidance; Ofsted, Local authority inspection outcomes; definitions in our own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Flag = Literal[
    "ok",
    "suppressed",
    "unavailable",
    "not_applicable",
    "unreliable",
    "low",
    "suspect_zero",
    "small_base",
]

SYMBOLS: Final[dict[str, Flag]] = {
    "c": "suppressed",
    "x": "unavailable",
    ":": "unavailable",
    "..": "unavailable",
    ".": "not_applicable",
    "z": "not_applicable",
    "-": "unavailable",
    "": "unavailable",
    "u": "unreliable",
    "low": "low",
    "k": "low",
}
"""Publishers' symbols. `low` and the older `k` mean "rounds to 0 but is not 0" and load as 0.0."""

FLAG_MEANINGS: Final[dict[Flag, str]] = {
    "ok": "published as a number",
    "suppressed": "suppressed by the publisher for confidentiality [c]",
    "unavailable": "not available from the publisher [x]",
    "not_applicable": "not applicable, for example a rate of nobody [z]",
    "unreliable": "withheld by the publisher because it is of low reliability [u]",
    "low": "rounds to 0 but is not 0 [low]",
    "suspect_zero": "a published zero that is hard to believe at this size",
    "small_base": "fewer than 20 FTE in post, so that one person moves a rate by 5 points or more",
}

SMALL_BASE_FTE: Final = 20.0
"""Below this many FTE in post a rate moves by 5 points or more for each person."""

SUSPECT_ZERO_FTE: Final = 50.0
"""From this many FTE in post a published zero of leavers, starters or absence is hard to believe."""

Grade = Literal["Inadequate", "Requires improvement", "Good", "Outstanding"]
GRADES: Final[tuple[Grade, ...]] = ("Inadequate", "Requires improvement", "Good", "Outstanding")
"""Worst first: stored codes are 1 to 4, 4 best."""

OFSTED_WORDS: Final[dict[Grade, str]] = {
    "Inadequate": "inadequate",
    "Requires improvement": "requires improvement to be good",
    "Good": "good",
    "Outstanding": "outstanding",
}

Outcome = Literal["overall", "leaders", "help_protection", "in_care", "care_leavers"]
OUTCOMES: Final[dict[Outcome, str]] = {
    "overall": "Overall effectiveness",
    "leaders": "The impact of leaders on social work practice with children and families",
    "help_protection": "The experiences and progress of children who need help and protection",
    "in_care": "The experiences and progress of children in care",
    "care_leavers": "The experiences and progress of care leavers",
}

SUB_JUDGEMENTS: Final[tuple[Outcome, ...]] = ("leaders", "help_protection", "in_care", "care_leavers")
"""The judgements beside overall effectiveness."""

GOOD_OR_BETTER: Final[tuple[Grade, ...]] = ("Good", "Outstanding")

MERGED_REGIONS: Final[dict[str, str]] = {"Inner London": "London", "Outer London": "London"}
"""DfE's two parts of London, which are one of England's nine regions."""

OUTCOMES_SHORT: Final[dict[Outcome, str]] = {
    "overall": "Overall effectiveness",
    "leaders": "Impact of leaders",
    "help_protection": "Help and protection",
    "in_care": "Children in care",
    "care_leavers": "Care leavers",
}
"""The same judgements, as tables and sentences name them."""

Unit = Literal["FTE", "people", "cases", "days", "%", "cases per FTE"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One published workforce measure.

    Attributes
    ----------
    name
        Column name in the tidy table.
    published
        Column name in the publisher's 2025 layout.
    label
        Name in words, for figures and tables.
    unit
        Unit of the numbers; rates are percent 0 to 100, never fractions.
    decimals
        Decimals the publisher prints.
    definition
        What it counts, in our own words.
    """

    name: str
    published: str
    label: str
    unit: Unit
    decimals: int
    definition: str


_MEASURES = (
    Measure("inpost_fte", "inpost_fte", "Social workers in post", "FTE", 1,
            "Children and family social workers employed and paid by the authority on 30 September."),
    Measure("inpost_headcount", "inpost_headcount", "Social workers in post (headcount)", "people", 0,
            "The same, counting people once."),
    Measure("starters_fte", "starters_fte", "Starters", "FTE", 1,
            "Social workers who joined in the year to 30 September."),
    Measure("starters_headcount", "starters_headcount", "Starters (headcount)", "people", 0,
            "The same, counting people once."),
    Measure("leavers_fte", "leavers_fte", "Leavers", "FTE", 1,
            "Social workers who left in the year to 30 September."),
    Measure("leavers_headcount", "leavers_headcount", "Leavers (headcount)", "people", 0,
            "The same, counting people once; redefined after the 2022 release."),
    Measure("turnover_rate", "turnover_rate_fte", "Turnover rate", "%", 1,
            "FTE leavers in the year to 30 September as a percentage of FTE in post on that day. "
            "Moves between posts in the same authority do not count."),
    Measure("turnover_rate_headcount", "turnover_rate_headcount", "Turnover rate (headcount)", "%", 1,
            "The same, counting people."),
    Measure("agency_fte", "agency_fte", "Agency workers", "FTE", 1,
            "Agency or self-employed social workers on 30 September."),
    Measure("agency_headcount", "agency_headcount", "Agency workers (headcount)", "people", 0,
            "The same, counting people, not de-duplicated."),
    Measure("agency_rate", "agency_rate_fte", "Agency rate", "%", 1,
            "FTE agency workers as a percentage of FTE agency workers and workers in post together."),
    Measure("agency_rate_headcount", "agency_rate_headcount", "Agency rate (headcount)", "%", 1,
            "The same, counting people."),
    Measure("agency_cover_fte", "agency_cover_fte", "Agency workers covering vacancies", "FTE", 1,
            "Agency workers who fill a vacant post on 30 September."),
    Measure("agency_cover_rate", "agency_cover_rate_fte", "Agency workers covering vacancies, share", "%", 1,
            "FTE agency workers covering vacancies as a percentage of all FTE agency workers."),
    Measure("vacancy_fte", "vacancy_fte", "Vacancies", "FTE", 1,
            "Vacant FTE posts on 30 September, whether or not they are covered or being recruited to."),
    Measure("vacancy_rate", "vacancy_rate_fte", "Vacancy rate", "%", 1,
            "FTE vacancies as a percentage of FTE vacancies and workers in post together."),
    Measure("vacancy_agency_cover_rate", "vacancy_agency_cover_rate_fte", "Vacancies covered by agency, share",
            "%", 1, "FTE agency workers covering vacancies as a percentage of FTE vacancies."),
    Measure("case_holders_fte", "case_holders_fte", "Social workers holding cases", "FTE", 1,
            "FTE social workers, agency workers included, who hold at least one case on 30 September."),
    Measure("cases", "cases", "Cases", "cases", 0,
            "Children and young people allocated to a named social worker on 30 September."),
    Measure("caseload", "caseload_fte", "Caseload", "cases per FTE", 1,
            "Cases divided by FTE social workers who hold at least one case, on 30 September. "
            "It takes no account of how complex cases are."),
    Measure("working_days_lost", "working_days_lost_fte", "Working days lost to sickness", "days", 1,
            "FTE days lost to sickness in the year to 30 September."),
    Measure("absence_rate", "absence_rate_fte", "Absence rate", "%", 1,
            "FTE days lost to sickness as a percentage of FTE days that could have been worked."),
)  # fmt: skip

MEASURES: Final[dict[str, Measure]] = {measure.name: measure for measure in _MEASURES}
EXPOSURES: Final = ("turnover_rate", "caseload", "agency_rate", "vacancy_rate", "absence_rate")
"""The five rates that the study is about, in the order of the model terms."""
