"""Tables that read well on screen, on a phone, on paper and by ear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import Final

import pandas as pd
from markupsafe import Markup

from workforce_grades.authorities.names import slug
from workforce_grades.pages.words import MISSING, Html, day, number

_WORDY = 30
"""Letters from which a cell of words keeps a width to be read at on a phone."""


ODDS_HEADERS: Final = {"odds_ratio": "Odds ratio", "or_ci_low": "95% from", "or_ci_high": "95% to"}
"""Headers of an odds ratio with its interval, as the table of estimates names the columns."""

ODDS_DECIMALS: Final = dict.fromkeys(ODDS_HEADERS, 3)


@dataclass(frozen=True)
class Table:
    """One table of a page.

    Parameters
    ----------
    data
        What to show: one row a row, the first column names it.
    caption
        Says what the table holds, place and period; unique on the page.
    headers
        Column name to header text, units included; columns without an entry keep their name.
    decimals
        Column name to number of decimals; numbers without an entry have one.
    own_row
        Name in the first column of the row the page is about: bold, and said in words.
    note
        Explains symbols, below the table.
    """

    data: pd.DataFrame
    caption: str
    headers: Mapping[str, str] = field(default_factory=dict)
    decimals: Mapping[str, int] = field(default_factory=dict)
    own_row: str = ""
    note: str = ""

    def _repr_html_(self) -> str:
        key = "table-" + slug(self.caption)
        head = Markup("").join(self._head(column) for column in self.data.columns)
        body = Markup("").join(self._row(row) for _at, row in self.data.astype("object").iterrows())
        note = Markup('<p class="table-note">{}</p>').format(self.note) if self.note else ""
        return str(
            Markup(
                '<div class="table-scroll" role="region" tabindex="0" aria-labelledby="{key}"><table>'
                '<caption id="{key}"><span>{caption}</span></caption><thead><tr>{head}</tr></thead>'
                "<tbody>{body}</tbody></table></div>{note}"
            ).format(key=key, caption=self.caption, head=head, body=body, note=note)
        )

    def _head(self, column: str) -> Markup:
        css = Markup(' class="number"') if self._is_number(column) else ""
        return Markup('<th scope="col"{}>{}</th>').format(css, self.headers.get(column, column))

    def _row(self, row: pd.Series) -> Markup:
        first, *others = list(self.data.columns)
        own = bool(self.own_row) and str(row[first]) == self.own_row
        name = Markup('{}<span class="own-note"> (this authority)</span>').format(row[first]) if own else row[first]
        shown = self._cell(first, row[first]) if not isinstance(name, Markup) and not isinstance(name, str) else name
        cells = Markup("").join(self._td(column, row[column]) for column in others)
        css = Markup(' class="own"') if own else ""
        return Markup('<tr{}><th scope="row">{}</th>{}</tr>').format(css, shown, cells)

    def _td(self, column: str, value: object) -> Markup:
        kind = "number" if self._is_number(column) else "date" if isinstance(value, pd.Timestamp) else ""
        if not kind and isinstance(value, str) and len(value) > _WORDY:
            kind = "words"
        css = Markup(' class="{}"').format(kind) if kind else ""
        return Markup("<td{}>{}</td>").format(css, self._cell(column, value))

    def _cell(self, column: str, value: object) -> object:
        if isinstance(value, Markup | bool):
            return value
        if isinstance(value, pd.Timestamp):
            return day(value)
        if isinstance(value, Real):
            if isinstance(value, Integral) and column not in self.decimals:
                return f"{value:,}"
            return number(float(value), self.decimals.get(column, 1))
        return MISSING if value is None or pd.isna(value) or value == "" else value  # type: ignore[call-overload]

    def _is_number(self, column: str) -> bool:
        return pd.api.types.is_numeric_dtype(self.data[column]) or column in self.decimals


def definition_list(pairs: Mapping[str, str]) -> Html:
    """Return terms with their definitions as a `<dl>`."""
    items = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(term, text) for term, text in pairs.items())
    return Html(Markup("<dl>{}</dl>").format(items))
