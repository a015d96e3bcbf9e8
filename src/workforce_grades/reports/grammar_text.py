"""The grammar of specification ids as text: what an id is made of, with a gloss for each word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from workforce_grades.codebook import OUTCOMES
from workforce_grades.models.spec import CHOICES, MAIN_SPECS, TERMS

_GLOSSES: Final[Mapping[str, str]] = {
    "overall": "overall effectiveness",
    "leaders": "impact of leaders",
    "help_protection": "help and protection",
    "in_care": "children in care",
    "care_leavers": "care leavers",
    "turnover": "leavers in a year, % of social workers in post",
    "caseload": "cases per social worker who holds cases",
    "agency": "agency workers, % of all",
    "vacancy": "vacancies, % of posts",
    "absence": "working days lost to sickness, %",
    "deprivation": "score of the area",
    "log_population": "natural logarithm of children aged 0 to 17",
    "cin_rate": "children in need per 10,000 children",
    "previous_grade": "latest judgement published before the inspection began",
    "ordered_logit": "proportional odds",
    "ordered_logit_re": "proportional odds with a random intercept for each authority",
    "ordered_probit": "ordered probit",
    "logit_good_or_better": "logit of good or outstanding",
    "logit_not_inadequate": "logit of any grade but inadequate",
    "ols_grade": "least squares on the grade as 1 to 4",
    "primary": "20 FTE or more in post",
    "all": "every authority, however small",
    "fte50": "50 FTE or more in post",
    "no_london": "without London",
    "london": "London only",
    "no_covid": "no census of 2020 or 2021",
    "standard": "standard inspections",
    "short": "short inspections",
    "first": "each authority's first ILACS inspection",
    "latest": "each authority's latest ILACS inspection",
    "lag=0": "the latest census before the inspection",
    "lag=1": "the census before that",
    "lag=2": "two before that",
    "lag=mean3": "mean of the three",
    "lead=1": "the first census on or after the inspection",
    "lead=2": "the second",
    "fte": "full-time equivalents",
    "headcount": "people",
    "none": "no indicators",
    "region": "an indicator a region",
    "census_year": "an indicator a census year",
    "region+census_year": "both",
    "la": "errors clustered by authority",
    "return_group": "errors clustered by workforce return, which two authorities may share",
}


def grammar_lines() -> list[str]:
    """Return what a specification id can be made of, as lines for a terminal."""
    lines = ["A specification id is OUTCOME|TERM+TERM..., then any parts as |NAME=VALUE. Quote it in a shell.", ""]
    lines += _block("OUTCOME", OUTCOMES)
    lines += _block("TERM, joined by +", TERMS)
    for part, values in CHOICES.items():
        lines += _block(f"|{part}=", (value for value in values if value), part, default=values[0])
    lines += ["The main study's:", *(f"    {spec}" for spec in dict.fromkeys(MAIN_SPECS.values()))]
    return lines


def _block(heading: str, names: Iterable[str], part: str = "", *, default: str = "") -> list[str]:
    shown = [f"{name} (default)" if name == default else name for name in names]
    width = max(map(len, shown))
    glosses = [_gloss(name.removesuffix(" (default)"), part) for name in shown]
    return [
        heading,
        *(f"    {name.ljust(width)}  {gloss}".rstrip() for name, gloss in zip(shown, glosses, strict=True)),
        "",
    ]


def _gloss(name: str, part: str) -> str:
    return _GLOSSES.get(f"{part}={name}", _GLOSSES.get(name, ""))
