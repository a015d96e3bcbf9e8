"""Specification ids: one name for each choice of outcome, terms, sample, distance, family and errors.

``outcome|terms[|family=..][|sample=..][|lag=..][|lead=..][|turnover=..][|effects=..][|cluster=..]``,
defaults left out, in this order, so that the same choice always has the same name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, get_args

from workforce_grades.codebook import OUTCOMES
from workforce_grades.errors import UnknownNameError, nearest

Term = Literal[
    "turnover",
    "caseload",
    "agency",
    "vacancy",
    "absence",
    "deprivation",
    "log_population",
    "cin_rate",
    "previous_grade",
]
Family = Literal[
    "ordered_logit", "ordered_logit_re", "ordered_probit", "logit_good_or_better", "logit_not_inadequate", "ols_grade"
]
Sample = Literal[
    "primary", "all", "fte50", "no_london", "london", "no_covid", "standard", "short", "first", "latest"
]  # fmt: skip
Lag = Literal["0", "1", "2", "mean3"]
Lead = Literal["", "1", "2"]
TurnoverMeasure = Literal["fte", "headcount"]
Effects = Literal["none", "region", "census_year", "region+census_year"]
Cluster = Literal["la", "return_group"]

TERMS: Final[tuple[str, ...]] = get_args(Term)
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "family": get_args(Family),
    "sample": get_args(Sample),
    "lag": get_args(Lag),
    "lead": get_args(Lead),
    "turnover": get_args(TurnoverMeasure),
    "effects": get_args(Effects),
    "cluster": get_args(Cluster),
}
"""What each named part of an id may be, the default first, in the order of the parts."""

OWN_TERM: Final = re.compile(r"own_[a-z][a-z0-9_]{0,39}")
"""A column of a researcher's own file, see :mod:`workforce_grades.sources.own`."""

FORM: Final = "An id is outcome|terms, then any of " + ", ".join(f"{part}=" for part in CHOICES)


@dataclass(frozen=True, slots=True)
class Spec:
    """One specification; ``str(spec)`` is its id.

    Attributes
    ----------
    outcome
        One of :data:`workforce_grades.codebook.OUTCOMES`.
    terms
        Explanatory terms; stored in the order of :data:`TERMS`, a researcher's own (``own_``) last.
    family
        How the outcome is modelled.
    sample
        Which inspections; every sample but ``all`` needs 20 FTE in post at the census of lag 0.
    lag
        Censuses before the latest one that is strictly before the inspection; ``mean3`` is the mean
        of lags 0, 1 and 2.
    lead
        ``"1"`` or ``"2"``: the first or second census on or after the inspection, instead of a lag.
    turnover
        Turnover counted in FTE or in people.
    effects
        Region or census-year indicators.
    cluster
        What the errors are clustered by: the authority or the workforce return it shares.
    """

    outcome: str
    terms: tuple[str, ...]
    family: str = "ordered_logit"
    sample: str = "primary"
    lag: str = "0"
    lead: str = ""
    turnover: str = "fte"
    effects: str = "none"
    cluster: str = "la"

    def __post_init__(self) -> None:
        _check("outcome", self.outcome, tuple(OUTCOMES))
        for term in self.terms:
            _check_term(term)
        for part, allowed in CHOICES.items():
            _check(part, getattr(self, part), allowed)
        if not self.terms:
            raise _refused(self.outcome, "It has no terms")
        if self.lead and self.lag != "0":
            raise _refused(f"{self.outcome}|lag={self.lag}|lead={self.lead}", "It has both a lag and a lead")
        own = sorted({term for term in self.terms if OWN_TERM.fullmatch(term)})
        object.__setattr__(self, "terms", (*(term for term in TERMS if term in self.terms), *own))
        if "turnover" not in self.terms:
            object.__setattr__(self, "turnover", "fte")

    def __str__(self) -> str:
        """Return the canonical id."""
        named = [
            f"{part}={getattr(self, part)}" for part, allowed in CHOICES.items() if getattr(self, part) != allowed[0]
        ]
        return "|".join([self.outcome, "+".join(self.terms), *named])


def parse_spec(text: str) -> Spec:
    """Read a specification id, its parts and terms in any order.

    Raises
    ------
    UnknownNameError
        A part, a term or a value is not known, is there twice, or lag and lead come together;
        carries the nearest valid names.

    Examples
    --------
    >>> str(parse_spec("overall|sample=all|caseload+turnover|lag=0"))
    'overall|turnover+caseload|sample=all'
    """
    pieces = [piece.strip() for piece in text.split("|")]
    named = [piece.split("=", 1) for piece in pieces if "=" in piece]
    chosen = {part.strip(): "+".join(_tokens(value)) for part, value in named}
    bare = [piece for piece in pieces if "=" not in piece]
    if len(bare) != 2 or len(chosen) != len(named):
        raise _refused(text, "A part is missing, empty or there twice")
    outcome, terms = _outcome_and_terms(bare, text)
    for part, value in chosen.items():
        _check("specification part", part, tuple(CHOICES), text)
        chosen[part] = _ordered_effects(value) if part == "effects" else value
        _check(part, chosen[part], _values(part), text)
    if {"lag", "lead"} <= set(chosen):
        raise _refused(text, "Give a lag or a lead, not both")
    return Spec(outcome, terms, **chosen)


def as_spec(spec: str | Spec) -> Spec:
    """Return `spec` itself, or the one that an id names."""
    return spec if isinstance(spec, Spec) else parse_spec(spec)


def _outcome_and_terms(bare: list[str], text: str) -> tuple[str, tuple[str, ...]]:
    outcomes = [piece for piece in bare if piece in OUTCOMES]
    outcome = outcomes[0] if outcomes else bare[0]
    _check("outcome", outcome, tuple(OUTCOMES), text)
    terms = _tokens(bare[1] if bare[0] == outcome else bare[0])
    for term in terms:
        _check_term(term, text)
    if len(set(terms)) != len(terms):
        raise _refused(text, "A term is there twice")
    return outcome, tuple(terms)


def _tokens(joined: str) -> list[str]:
    return [token.strip() for token in joined.split("+")]


def _ordered_effects(value: str) -> str:
    return "+".join(sorted(_tokens(value), reverse=True))


def _check_term(term: str, text: str = "") -> None:
    if not OWN_TERM.fullmatch(term):
        _check("term", term, TERMS, text)


def _check(kind: str, name: str, known: tuple[str, ...], text: str = "") -> None:
    if name in known:
        return
    repaired = _repaired(text) if text else ""
    suggestion = f"Try '{repaired}'" if repaired else FORM
    listed = f"Known: {', '.join(choice for choice in known if choice)}"
    raise UnknownNameError(kind, name, known, hint=f"{listed}. {suggestion}")


def _values(part: str) -> tuple[str, ...]:
    return tuple(choice for choice in CHOICES[part] if choice)


def _repaired(text: str) -> str:
    """Return the id that is nearest to a text, piece by piece; empty where there is none."""
    pieces = [piece.strip() for piece in text.split("|")]
    bare = [piece for piece in pieces if "=" not in piece]
    outcome = next((piece for piece in bare if piece in OUTCOMES), bare[0])
    bare.remove(outcome)
    terms = [term if OWN_TERM.fullmatch(term) else _nearest(term, TERMS) for term in _tokens(bare[0])]
    chosen: dict[str, str] = {}
    for part, value in (piece.split("=", 1) for piece in pieces if "=" in piece):
        known = _nearest(part.strip(), tuple(CHOICES))
        tidied = "+".join(_tokens(value))
        ordered = _ordered_effects(tidied) if known == "effects" else tidied
        if not known or known in chosen or not (near := _nearest(ordered, _values(known))):
            return ""
        chosen[known] = near
    if not all(terms) or {"lag", "lead"} <= set(chosen) or not (outcome := _nearest(outcome, tuple(OUTCOMES))):
        return ""
    return str(Spec(outcome, tuple(terms), **chosen))


def _nearest(name: str, known: tuple[str, ...]) -> str:
    if name in known:
        return name
    return next(iter(nearest(name, known, limit=1)), "") if name else ""


def _refused(text: str, why: str) -> UnknownNameError:
    return UnknownNameError("specification", text, MAIN_SPECS.values(), hint=f"{why}. {FORM}")


BASE: Final = ("turnover", "caseload")
AGENCY: Final = (*BASE, "agency")
FULL: Final = (*AGENCY, "vacancy", "absence")
CONTEXT: Final = ("deprivation", "log_population", "cin_rate")
"""Terms of the families of the main study, and those that `context` adds."""

_BASE: Final = "+".join(BASE)
_AGENCY: Final = "+".join(AGENCY)
_FULL: Final = "+".join(FULL)
_CONTEXT: Final = "+" + "+".join(CONTEXT)

MAIN_SPECS: Final[dict[str, str]] = {
    "base": f"overall|{_BASE}",
    "base_all": f"overall|{_BASE}|sample=all",
    "agency": f"overall|{_AGENCY}",
    "agency_all": f"overall|{_AGENCY}|sample=all",
    "full": f"overall|{_FULL}",
    "full_all": f"overall|{_FULL}|sample=all",
    "context": f"overall|{_BASE}{_CONTEXT}|effects=region+census_year",
    "context_all": f"overall|{_BASE}{_CONTEXT}|sample=all|effects=region+census_year",
    "context_agency": f"overall|{_AGENCY}{_CONTEXT}|effects=region+census_year",
    "context_agency_all": f"overall|{_AGENCY}{_CONTEXT}|sample=all|effects=region+census_year",
    "prev": f"overall|{_BASE}+previous_grade",
    "prev_all": f"overall|{_BASE}+previous_grade|sample=all",
}
"""The families of the main study, on the primary sample and on all authorities, by short name."""
