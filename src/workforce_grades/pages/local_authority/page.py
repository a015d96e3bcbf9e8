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
from workforce_grades.pages.findings import Findings, main_findings
from workforce_grades.pages.local_authority.cards import rate_cards
from workforce_grades.pages.local_authority.cautions import cautions
from workforce_grades.pages.local_authority.censuses import caps_in_words, table_caps, table_linked, table_yearly
from workforce_grades.pages.local_authority.comparators import SYMBOLS_SHOWN, Comparators, table_comparison
from workforce_grades.pages.local_authority.said import said_of
from workforce_grades.pages.local_authority.trends import figure_trend, trend_key
from workforce_grades.pages.tables import Table, definition_list
from workforce_grades.pages.words import (
    Html,
    Prose,
    beside,
    day,
    lead,
    listed,
    plural,
    say,
    sentence,
    spoken,
    value_with_unit,
)
from workforce_grades.sources.fresher import OVERVIEW, SOURCE_COLUMN
from workforce_grades.study import Study

if TYPE_CHECKING:
    from workforce_grades.pages.figures import Figure

OVERALL_UNTIL: Final = pd.Timestamp(2026, 4, 1)
OVERALL_ENDED: Final = "Ofsted stopped giving an overall judgement in April 2026, so that series is closed."
"""Why a missing overall beside four sub-judgements is legitimate."""

FROM_OVERVIEW: Final = (
    f" Inspections marked {OVERVIEW} are newer than Ofsted's yearly list: a program read them from Ofsted's reports, "
    "and a dash there can be a judgement that it could not read."
)
_EARLIER: Final = "under the earlier single inspection framework (SIF)"


@dataclass(frozen=True)
class LocalAuthority:
    """Everything that one authority's page shows.

    Attributes
    ----------
    study
        All tables.
    authority
        Whom the page is about.
    inspected
        The study that inspections are shown from: the same, or that of :meth:`Study.fresher`. Everything that is
        estimated comes from `study`.
    """

    study: Study
    authority: Authority
    inspected: Study | None = None

    @cached_property
    def compared(self) -> Comparators:
        """Neighbours, region and England."""
        return Comparators(self.study, self.authority)

    @cached_property
    def inspections(self) -> pd.DataFrame:
        """Every graded inspection of the authority, latest first."""
        rows = (self.inspected or self.study).inspections
        return rows[rows["la_key"] == self.authority.la_key].sort_values("inspection_date", ascending=False)

    @cached_property
    def findings(self) -> Findings:
        """The national findings."""
        return main_findings(self.study)

    def answer(self) -> Prose:
        """Return the two sentences at the top: workforce against comparators, latest judgement."""
        caveats = (self._joint_sentence(), self._small_base_sentence())
        return lead(self._workforce_sentence(), *caveats, self._judgement_sentence())

    def cards(self) -> Html:
        """Return the five rates as cards: value, change, place, neighbour median, England."""
        return rate_cards(self.compared)

    def trends(self) -> Html:
        """Return how to read the figures and the five rates by year, side by side where there is room."""
        figures = [Markup(self.trend(measure)._repr_html_()) for measure in EXPOSURES]  # noqa: S704
        key = trend_key(self.compared, self.inspections)
        return Html(Markup('<div class="figures">{}</div>').format(Markup("").join([key, *figures])))

    def trend(self, measure: str) -> Figure | Prose:
        """Return one measure by year, with its comparators and the inspections marked.

        An authority that has never published the measure gets a sentence in place of an empty figure.
        """
        if self.compared.latest(measure) is None:
            label = MEASURES[measure].label.lower()
            return say(sentence(f"{spoken(self.authority.name)} has no published {label} in any year; see the notes"))
        return figure_trend(self.compared, measure, self.inspections)

    def comparison(self) -> Table:
        """Return the latest five rates of the authority, its ten neighbours, region and England."""
        return table_comparison(self.compared)

    def yearly(self) -> Table:
        """Return the authority's own numbers, one row a census."""
        return table_yearly(self.compared)

    def linked(self) -> Table | Prose:
        """Return each ILACS inspection with the census before it."""
        return table_linked(self.compared, (self.inspected or self.study).linked())

    def caps(self) -> Html:
        """Return the latest caseload beside the caps of the study, in words and as a table."""
        parts = (caps_in_words(self.compared), table_caps(self.compared))
        return Html(Markup("\n").join(Markup(part._repr_html_()) for part in parts))  # noqa: S704 - escaped there

    def history(self) -> Table | Prose:
        """Return every graded inspection of the authority, all frameworks, all judgements."""
        if self.inspections.empty:
            return say(self._no_inspection())
        rows = self.inspections
        basis = rows["date_basis"].map({"inspection": "", "publication_minus_8_weeks": " (estimated)"})
        data = pd.DataFrame({"began": rows["inspection_date"].map(day) + basis, "published": rows["publication_date"]})
        has_type = (rows["framework"] == "ILACS") & (rows["inspection_type"] != "")
        data["framework"] = rows["framework"] + (", " + rows["inspection_type"].astype("str")).where(has_type, "")
        for outcome in OUTCOMES:
            data[outcome] = rows[outcome].astype("str").where(rows[outcome].notna(), "")
        if SOURCE_COLUMN in rows:
            data["framework"] += (" (" + rows[SOURCE_COLUMN] + ")").where(rows[SOURCE_COLUMN] == OVERVIEW, "")
        return Table(
            data,
            f"Inspections of {spoken(self.authority.name)}, latest first",
            headers={"began": "Began", "published": "Report published", "framework": "Framework and type",
                     "overall": "Overall", "leaders": "Leaders", "help_protection": "Help and protection",
                     "in_care": "Children in care", "care_leavers": "Care leavers"},
            note="Care leavers have a judgement of their own in ILACS reports from 16 January 2023; earlier ILACS "
            "reports judge them with children in care. SIF reports give no inspection date: it is estimated as eight "
            "weeks before publication. A dash is a judgement that was not given."
            + (FROM_OVERVIEW if OVERVIEW in set(rows.get(SOURCE_COLUMN, ())) else ""),
        )  # fmt: skip

    def said(self) -> Html | Prose:
        """Return what inspectors said of the workforce, by theme, beside the figures."""
        return said_of(self.study, self.authority)

    def national(self) -> Prose:
        """Return the national finding, in words that say what it cannot tell about one authority."""
        return say(
            self.findings.one_line(),
            "An odds ratio below 1 means that more of it goes with worse grades. Its interval is the range of values "
            "that the data agree with; an association is called clear where its interval leaves out 1. Neither "
            "says what any one authority's next judgement will be.",
        )

    def notes(self) -> Prose:
        """Return what a reader of this authority's numbers must know."""
        return cautions(self.compared, self.inspected.merged if self.inspected else None)

    def definitions(self) -> Html:
        """Return the five rates' definitions and the publishers' symbols."""
        terms = {MEASURES[name].label: MEASURES[name].definition for name in ("inpost_fte", *EXPOSURES)}
        return definition_list(terms | {"Symbols": _symbols_in_words()})

    def _workforce_sentence(self) -> str:
        parts = [text for measure in ("turnover_rate", "caseload") if (text := self._standing(measure))]
        return sentence("; ".join(parts))

    def _standing(self, measure: str) -> str:
        latest, label = self.compared.latest(measure), MEASURES[measure].label.lower()
        if latest is None:
            return f"no {label} is published for {spoken(self.authority.name)}"
        year, row = latest
        others = {"the median of its statistical neighbours": row["neighbours"],
                  spoken(self.authority.region_name): row["region"], "England": row["england"]}  # fmt: skip
        told = [text for whose, other in others.items() if (text := beside(row["authority"], other, whose))]
        opening = f"in {spoken(self.authority.name)}, " if measure == "turnover_rate" else ""
        newer = "" if year == self.study.latest_year else ", the latest published,"
        standing = f"{opening}the {label} in {year}{newer} was {value_with_unit(row['authority'], measure)}"
        return ": ".join(filter(None, [standing, listed(told)]))

    def _joint_sentence(self) -> str:
        """Return whose numbers the first ones are where the latest return is a joint one."""
        latest = self.compared.own.iloc[-1:]
        if not latest["is_joint"].any():
            return ""
        keys = str(latest["return_group"].iloc[0]).split("+")
        others = [spoken(self.study.authorities[key].name) for key in keys if key != self.authority.la_key]
        verb = "makes" if self.study.latest_year in latest.index else "made"
        return f"It {verb} one workforce return together with {listed(others)}: these are the numbers of both."

    def _small_base_sentence(self) -> str:
        """Return the warning that belongs beside the first numbers where they are of very few people."""
        years = {latest[0] for name in ("turnover_rate", "caseload") if (latest := self.compared.latest(name))}
        small = {year for year in years if self.compared.own["inpost_fte"].loc[year] < SMALL_BASE_FTE}
        if not small:
            return ""
        return (
            f"It had fewer than {SMALL_BASE_FTE:.0f} FTE social workers in post in "
            f"{listed([str(year) for year in sorted(small)])}, so one person moves these numbers by a lot and a "
            "comparison says little."
        )

    def _judgement_sentence(self) -> str:
        if self.inspections.empty:
            return self._no_inspection()
        row = self.inspections.iloc[0]
        is_newer = row.get(SOURCE_COLUMN) == OVERVIEW
        when = f"inspected from {day(row['inspection_date'])}, published {day(row['publication_date'])}"
        when += f"; newer than Ofsted's list, read from its report by {OVERVIEW}" if is_newer else ""
        if row["framework"] != "ILACS":
            when = f"{_EARLIER}, published {day(row['publication_date'])}"
        if pd.isna(row["overall"]):
            if row["inspection_date"] >= OVERALL_UNTIL:
                return f"Its latest inspection gave no overall judgement ({when}). {OVERALL_ENDED}"
            verb = (
                "No overall judgement was read of its latest inspection"
                if is_newer
                else ("Its latest inspection gave no overall judgement")
            )
            return f"{verb} ({when})."
        return (
            f"Ofsted's latest overall judgement of its children's services was "
            f"{OFSTED_WORDS[row['overall']]} ({when}). {OVERALL_ENDED}"
        )

    def _no_inspection(self) -> str:
        return f"Ofsted has published no graded inspection of {spoken(self.authority.name)} under these frameworks."


def _symbols_in_words() -> str:
    published = "; ".join(FLAG_MEANINGS[flag] for flag in SYMBOLS_SHOWN)
    ours = "; ".join(FLAG_MEANINGS[flag] for flag in ("suspect_zero", "small_base"))
    reasons = f"The publisher's reasons why there is no number: {published}."
    return f"{reasons} The notes above name the numbers to be read with care: {ours}."


def local_authority(study: Study, authority: str, *, fresher: bool = False) -> LocalAuthority:
    """Return the page of one authority.

    Parameters
    ----------
    study
        All tables.
    authority
        Name, slug, ONS code or DfE code.
    fresher
        Show inspections since Ofsted's yearly file too, from Data to Insight's overview in the data folder.

    Raises
    ------
    UnknownNameError
        There is no such authority; carries the nearest names.
    DataError
        `fresher` is asked for, and the folder has no such overview.
    """
    found = study.authorities.find(authority)
    return LocalAuthority(study, found, study.fresher() if fresher else None)


def count_by_grade(inspections: pd.DataFrame) -> str:
    """Return how many inspections had each overall judgement, in words, best first."""
    counts = inspections["overall"].value_counts()
    return listed([plural(int(counts[grade]), grade.lower(), grade.lower()) for grade in reversed(GRADES)])
