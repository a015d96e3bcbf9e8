"""One authority's page: answer, cards, trends, comparison, inspections, cautions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pandas as pd
from markupsafe import Markup

from workforce_grades.authorities import Authority
from workforce_grades.codebook import (
    EXPOSURES,
    FLAG_MEANINGS,
    GRADES,
    MEASURES,
    OFSTED_WORDS,
    OUTCOMES,
    SMALL_BASE_FTE,
)
from workforce_grades.pages.cautions import cautions
from workforce_grades.pages.comparators import Comparators
from workforce_grades.pages.findings import MAIN, Findings, main_findings
from workforce_grades.pages.tables import Table, definition_list
from workforce_grades.pages.trends import figure_trend
from workforce_grades.pages.words import (
    Html,
    Prose,
    change_words,
    compare,
    day,
    lead,
    listed,
    number,
    ordinal,
    plural,
    say,
    sentence,
    value_with_unit,
)
from workforce_grades.sources.inspections import grades_in_force
from workforce_grades.study import Study

if TYPE_CHECKING:
    from workforce_grades.pages.figures import Figure

OVERALL_ENDED: Final = "Ofsted stopped giving an overall judgement in April 2026, so that series is closed."
"""Why a missing overall beside four sub-judgements is legitimate."""


@dataclass(frozen=True)
class LocalAuthority:
    """Everything that one authority's page shows.

    Attributes
    ----------
    study
        All tables.
    authority
        Whom the page is about.
    """

    study: Study
    authority: Authority

    @cached_property
    def compared(self) -> Comparators:
        """Neighbours, region and England."""
        return Comparators(self.study, self.authority)

    @cached_property
    def inspections(self) -> pd.DataFrame:
        """Every graded inspection of the authority, latest first."""
        rows = self.study.inspections
        return rows[rows["la_key"] == self.authority.la_key].sort_values("inspection_date", ascending=False)

    @cached_property
    def findings(self) -> Findings:
        """The national findings."""
        return main_findings(self.study)

    def answer(self) -> Prose:
        """Return the two sentences at the top: workforce against comparators, latest judgement."""
        return lead(self._workforce_sentence(), self._judgement_sentence())

    def cards(self) -> Html:
        """Return the five rates as cards: value, change, place, neighbour median, England."""
        cards = Markup("").join(self._card(measure) for measure in EXPOSURES)
        return Html(Markup('<ul class="cards">{}</ul>').format(cards))

    def trends(self) -> Html:
        """Return the five rates by year, side by side where there is room."""
        shown = [Markup(self.trend(measure)._repr_html_()) for measure in EXPOSURES]  # noqa: S704
        return Html(Markup('<div class="figures">{}</div>').format(Markup("").join(shown)))

    def trend(self, measure: str) -> Figure | Prose:
        """Return one measure by year, with its comparators and the inspections marked.

        An authority that has never published the measure gets a sentence in place of an empty figure.
        """
        if self.compared.latest(measure) is None:
            label = MEASURES[measure].label.lower()
            return say(f"{self.authority.name} has no published {label} in any year; see the notes below.")
        return figure_trend(self.compared, measure, self.inspections)

    def comparison(self) -> Table:
        """Return the latest five rates of the authority, its ten neighbours, region and England."""
        year = self.study.latest_year
        rows = [self._comparison_row(self.authority.name, self.compared.own, year)]
        for key in self.compared.neighbour_keys:
            other = Comparators(self.study, self.study.authorities[key])
            rows.append(self._comparison_row(other.authority.name, other.own, year))
        rows.append(self._comparison_row(f"{self.authority.region_name} (region)", self.compared.region, year))
        rows.append(self._comparison_row("England", self.compared.england, year))
        return Table(
            pd.DataFrame(rows, columns=["name", *EXPOSURES]),
            f"{self.authority.name}, its statistical neighbours, region and England, {year}",
            headers={"name": "Authority"}
            | {name: f"{MEASURES[name].label} ({MEASURES[name].unit})" for name in EXPOSURES},
            own_row=self.authority.name,
            note="A dash is a value that was not published; the notes say why. Neighbours in order of closeness.",
        )  # fmt: skip

    def history(self) -> Table | Prose:
        """Return every graded inspection of the authority, all frameworks, all judgements."""
        if self.inspections.empty:
            return say(f"Ofsted has published no graded inspection of {self.authority.name} under these frameworks.")
        rows = self.inspections
        basis = rows["date_basis"].map({"inspection": "", "publication_minus_8_weeks": " (estimated)"})
        data = pd.DataFrame({"began": rows["inspection_date"].map(day) + basis, "published": rows["publication_date"]})
        data["framework"] = rows["framework"] + ", " + rows["inspection_type"].astype("str")
        for outcome in OUTCOMES:
            data[outcome] = rows[outcome].astype("str").where(rows[outcome].notna(), "")
        return Table(
            data,
            f"Inspections of {self.authority.name}, latest first",
            headers={"began": "Began", "published": "Report published", "framework": "Framework and type",
                     "overall": "Overall", "leaders": "Leaders", "help_protection": "Help and protection",
                     "in_care": "Children in care", "care_leavers": "Care leavers"},
            note="Care leavers have a judgement of their own from 16 January 2023; before, it is within children in "
            "care. SIF reports give no inspection date: it is estimated as eight weeks before publication. "
            "A dash is a judgement that was not given.",
        )  # fmt: skip

    def national(self) -> Prose:
        """Return the national finding, in words that say what it cannot tell about one authority."""
        return say(
            f"Across England, {self.findings.in_words(MAIN, 'caseload', capital=False)}",
            self.findings.in_words(MAIN, "turnover"),
            "These are associations between authorities, not effects, and they say nothing about any one authority's "
            "next judgement: much alike turnover and caseload have gone with different grades.",
        )

    def notes(self) -> Prose:
        """Return what a reader of this authority's numbers must know."""
        return cautions(self.compared)

    def definitions(self) -> Html:
        """Return the five rates' definitions and the publishers' symbols."""
        terms = {MEASURES[name].label: MEASURES[name].definition for name in EXPOSURES}
        return definition_list(terms | {"Symbols": "; ".join(FLAG_MEANINGS.values()) + "."})

    def _workforce_sentence(self) -> str:
        parts = [text for measure in ("turnover_rate", "caseload") if (text := self._standing(measure))]
        if not parts:
            return f"{self.authority.name} has no published turnover rate or caseload."
        return sentence("; ".join(parts))

    def _standing(self, measure: str) -> str:
        latest = self.compared.latest(measure)
        if latest is None:
            return f"no {MEASURES[measure].label.lower()} is published for {self.authority.name}"
        year, row = latest
        others = {"the median of its statistical neighbours": row["neighbours"],
                  f"{self.authority.region_name}": row["region"], "England": row["england"]}  # fmt: skip
        told = [
            f"{compare(row['authority'], other)} {name} ({number(other)})"
            for name, other in others.items()
            if pd.notna(other)
        ]
        opening = f"in {self.authority.name}, " if measure == "turnover_rate" else ""
        label = MEASURES[measure].label.lower()
        return f"{opening}{label} in {year} was {value_with_unit(row['authority'], measure)}: {listed(told)}"

    def _judgement_sentence(self) -> str:
        current = grades_in_force(self.inspections, self.study.inspections["inspection_date"].max())
        if current.empty:
            return f"Ofsted has published no graded inspection of {self.authority.name} under these frameworks."
        row = current.iloc[0]
        when = f"inspected from {day(row['inspection_date'])}, published {day(row['publication_date'])}"
        if row["framework"] != "ILACS":
            when = f"under the earlier {row['framework']} framework, published {day(row['publication_date'])}"
        if pd.isna(row["overall"]):
            return f"Its latest inspection gave no overall judgement ({when}). {OVERALL_ENDED}"
        return (
            f"Ofsted's latest overall judgement of its children's services was "
            f"{OFSTED_WORDS[row['overall']]} ({when}). {OVERALL_ENDED}"
        )

    def _card(self, measure: str) -> Markup:
        entry = MEASURES[measure]
        latest = self.compared.latest(measure)
        if latest is None:
            lines = ["Not published; see the notes"]
            value, year = "–", ""
        else:
            at, row = latest
            value, year = value_with_unit(row["authority"], measure), str(at)
            lines = [*self._change(measure, at), *self._place(measure, at)]
            lines += ["Fewer than 20 FTE in post"] * self._is_small(at)
            lines += [f"Neighbours {number(row['neighbours'])}", f"England {number(row['england'])}"]
        items = Markup("").join(Markup("<span>{}</span>").format(line) for line in lines)
        card = Markup(
            '<li class="card"><p class="card-name">{} {}</p><p class="card-value">{}</p>'
            '<p class="card-notes">{}</p></li>'
        )
        return card.format(entry.label, year, value, items)

    def _change(self, measure: str, year: int) -> list[str]:
        own = self.compared.own[measure]
        if year - 1 not in own.index or pd.isna(own.loc[year - 1]):
            return []
        return [f"{change_words(own.loc[year], own.loc[year - 1]).capitalize()} on {year - 1}"]

    def _place(self, measure: str, year: int) -> list[str]:
        place = self.compared.position(measure, year)
        if not place:
            return []
        rank, count = place
        words = "Lowest" if rank == 1 else "Highest" if rank == count else f"{ordinal(rank)} lowest"
        return [f"{words} of {count} returns"]

    def _is_small(self, year: int) -> bool:
        return bool(self.compared.own["inpost_fte"].loc[year] < SMALL_BASE_FTE)

    def _comparison_row(self, name: str, rows: pd.DataFrame, year: int) -> tuple[object, ...]:
        values = [float(rows[measure].get(year, float("nan"))) for measure in EXPOSURES]
        return name, *values


def local_authority(study: Study, authority: str) -> LocalAuthority:
    """Return the page of one authority.

    Parameters
    ----------
    study
        All tables.
    authority
        Name, slug, ONS code or DfE code.

    Raises
    ------
    UnknownNameError
        There is no such authority; carries the nearest names.
    """
    return LocalAuthority(study, study.authorities.find(authority))


def count_by_grade(inspections: pd.DataFrame) -> str:
    """Return how many inspections had each overall judgement, in words, best first."""
    counts = inspections["overall"].value_counts()
    return listed([plural(int(counts[grade]), grade.lower(), grade.lower()) for grade in reversed(GRADES)])
