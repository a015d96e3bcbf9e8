"""The five rates of one authority as cards above the fold."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from workforce_grades.codebook import EXPOSURES, MEASURES, SMALL_BASE_FTE
from workforce_grades.pages.local_authority.comparators import Comparators
from workforce_grades.pages.words import MISSING, Html, capital, change_with_unit, number, value_with_unit

_CARD = Markup(
    '<li class="card"><p class="card-name">{} <span>{}</span></p><p class="card-value">{}</p>'
    '<p class="card-notes">{}</p></li>'
)


def rate_cards(compared: Comparators) -> Html:
    """Return the five rates: value, change on the year before, place, neighbour median, England.

    Parameters
    ----------
    compared
        The authority and its comparators.
    """
    return Html(
        Markup('<ul class="cards">{}</ul>').format(Markup("").join(_card(compared, name) for name in EXPOSURES))
    )


def _card(compared: Comparators, measure: str) -> Markup:
    latest = compared.latest(measure)
    if latest is None:
        return _CARD.format(MEASURES[measure].label, "", MISSING, "Not published; see the notes")
    year, row = latest
    lines = [
        _change(compared, measure, year),
        compared.place(measure, year),
        "Fewer than 20 FTE in post" if compared.own["inpost_fte"].loc[year] < SMALL_BASE_FTE else "",
        f"Neighbours {number(row['neighbours'])}",
        f"England {number(row['england'])}",
    ]
    notes = Markup("").join(Markup("<span>{}</span>").format(line) for line in lines if line)
    return _CARD.format(MEASURES[measure].label, year, _value(compared, measure, year), notes)


def _value(compared: Comparators, measure: str, year: int) -> str | Markup:
    """Return the value with its unit, which stands smaller beside it where it is a word."""
    if _is_low(compared, measure, year):
        return "[low]"
    value, space, unit = value_with_unit(float(compared.own[measure].loc[year]), measure).partition(" ")
    return Markup("{} <small>{}</small>").format(value, unit) if space else value


def _change(compared: Comparators, measure: str, year: int) -> str:
    own = compared.own[measure]
    known = year - 1 in own.index and pd.notna(own.loc[year - 1])
    if not known or any(_is_low(compared, measure, each) for each in (year, year - 1)):
        return ""
    return f"{capital(change_with_unit(own.loc[year], own.loc[year - 1], measure))} on {year - 1}"


def _is_low(compared: Comparators, measure: str, year: int) -> bool:
    return bool(compared.own[f"{measure}_flag"].loc[year] == "low")
