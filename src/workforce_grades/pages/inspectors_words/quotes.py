"""Quotes from reports, each with its source, and the DfE figure that stands beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd
from markupsafe import Markup

from workforce_grades.codebook import MEASURES
from workforce_grades.pages.local_authority.comparators import standings
from workforce_grades.pages.words import Html, day, number, value_with_unit
from workforce_grades.study import Study

SECTIONS: Final = {
    "summary": "summary", "what_needs_to_improve": "what needs to improve", "leaders": "impact of leaders",
    "help_protection": "help and protection", "in_care": "children in care", "care_leavers": "care leavers",
    "priority_action": "areas for priority action",
}  # fmt: skip
_LICENCE: Final = "Ofsted, © Crown copyright, OGL v3.0"
_GENERATED: Final = "generated, not Ofsted's"
_ORDER: Final = ("leaders", "summary", "what_needs_to_improve")
_LONGEST: Final = 420


def quote(row: pd.Series, published: pd.Timestamp, *, illustrative: bool) -> Markup:
    """Return a sentence in quotation marks, with report, section, sentence number and licence."""
    text = str(row["sentence"])
    text = text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " [...]"
    section = SECTIONS.get(str(row["section"]), str(row["section"]).replace("_", " "))
    source = (
        f"Report published {day(published)}, {section}, sentence {row['sentence_no']}; "
        f"{_GENERATED if illustrative else _LICENCE}"
    )
    return Markup("“{}” <small>({})</small>").format(text, source)


def chosen(mentions: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the mentions to quote: those on leaders first, and one of each polarity before a second."""
    rank = mentions["section"].map({name: at for at, name in enumerate(_ORDER)}).fillna(len(_ORDER))
    ordered = mentions.assign(rank=rank).sort_values(["rank", "sentence_no"])
    again = ordered.groupby("polarity").cumcount()
    return ordered.assign(again=again).sort_values(["again", "rank", "sentence_no"]).head(most)


def quotes(mentions: pd.DataFrame, published: pd.Timestamp, most: int, *, illustrative: bool) -> Markup:
    """Return up to `most` quotes of one report and theme, one a line, and how many more there are."""
    rows = chosen(mentions, most)
    lines: Iterable[Markup] = [quote(row, published, illustrative=illustrative) for _at, row in rows.iterrows()]
    more = len(mentions) - len(rows)
    rest = [Markup("and {} more").format(more)] if more else []
    return Markup("<br>").join([*lines, *rest])


def quote_list(entries: Iterable[tuple[str, str, Markup]], *, note: str) -> Html:
    """Return entries as a list that reads on a phone: what is said, the DfE figure if there is one, the quotes.

    Parameters
    ----------
    entries
        Heading, figure in words (or nothing) and quotes of each.
    note
        Below the list.
    """
    items = Markup("").join(
        Markup("<dt>{}</dt>{}<dd>{}</dd>").format(
            heading, Markup("<dd>{}</dd>").format(figure) if figure else "", quoted
        )
        for heading, figure, quoted in entries
    )
    return Html(Markup('<dl class="figure-words">{}</dl><p class="table-note">{}</p>').format(items, note))


@dataclass(frozen=True, slots=True)
class CensusFigure:
    """An authority's value of a measure at the census before an inspection, its place and England's value.

    The place is blank where the value has none: of a return of fewer than 20 FTE, or one with a caution.
    """

    measure: str
    year: int
    value: float
    place: str
    england: float

    def in_words(self) -> str:
        """Return `Caseload 2022: 17.2 cases, 23rd highest of 150 returns; England 16.6`."""
        value = f"{MEASURES[self.measure].label} {self.year}: {value_with_unit(self.value, self.measure)}"
        return f"{value}. {self.place}{'; ' if self.place else ''}England {number(self.england)}"


def census_figure(study: Study, linked: pd.Series, measure: str) -> CensusFigure | None:
    """Return the figure for one inspection, None where there is no census or no value.

    Parameters
    ----------
    study
        All tables.
    linked
        A row of :meth:`workforce_grades.Study.linked`.
    measure
        Name of the measure.
    """
    if linked["link_status"] != "linked" or pd.isna(linked[measure]):
        return None
    year, value = int(linked["census_year"]), float(linked[measure])
    england = study.england.loc[study.england["year"] == year, measure]
    place = standings(study.workforce[study.workforce["year"] == year], measure).get((linked["return_group"], year), "")
    return CensusFigure(measure, year, value, place, float(england.iloc[0]) if len(england) else float("nan"))
