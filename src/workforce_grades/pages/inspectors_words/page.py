"""What the page on inspectors' words says, from the reports of the study's folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pandas as pd

from workforce_grades.analyses.inspectors_words import (
    MEASURE_OF,
    Agreement,
    Halo,
    agreements,
    halo,
    verdicts,
)
from workforce_grades.analyses.words_by_grade import raised_gap, shares_by_grade
from workforce_grades.codebook import MEASURES
from workforce_grades.pages.inspectors_words.disagreements import list_disagreements
from workforce_grades.pages.inspectors_words.figures import figure_raised
from workforce_grades.pages.inspectors_words.halo import halo_in_words
from workforce_grades.pages.inspectors_words.measured import (
    accuracy_in_words,
    readers_in_words,
    table_accuracy,
    table_readers,
)
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import (
    Html,
    Prose,
    day,
    interval,
    lead,
    number,
    plural,
    say,
    sentence,
)
from workforce_grades.shares import Share
from workforce_grades.words.rules import load_rules
from workforce_grades.words.study_words import Words, load_words

if TYPE_CHECKING:
    from workforce_grades.pages.figures import Figure
    from workforce_grades.study import Study

NO_REPORTS: Final = (
    "No inspection reports were read: the data folder has no folder inspection-reports in it or beside it. With "
    "Ofsted's PDF reports there, this page quotes what they say of caseloads, changes of worker, turnover, agency "
    "workers, supervision, leadership and recruitment, beside the figures of the census before."
)
NOTHING: Final = "Nothing to show: no inspection reports were read."
TOO_FEW: Final = "Nothing to show: the reports are too few to hold against the figures."

_SCORED: Final = [name for name, theme in load_rules().themes.items() if not theme.quotes_only and not theme.part_of]
_POLAR: Final = [name for name in _SCORED if load_rules().themes[name].polar]


def label(theme: str) -> str:
    """Return a theme's name on pages."""
    return load_rules().themes[theme].label


@dataclass(frozen=True)
class InspectorsWords:
    """Everything that the page shows.

    Attributes
    ----------
    study
        All tables.
    """

    study: Study

    @cached_property
    def words(self) -> Words | None:
        """The reports of the study's folder; None without any."""
        found = load_words(self.study)
        return found if found is not None and len(found.reports) else None

    @cached_property
    def judged(self) -> pd.DataFrame:
        """Each report's verdict on each theme."""
        words = self._words()
        return verdicts(words.reports, words.themes, _SCORED)

    @cached_property
    def linked(self) -> pd.DataFrame:
        """Inspections with their census."""
        return self.study.linked()

    @cached_property
    def agreed(self) -> list[Agreement]:
        """Rank correlations of words and figures."""
        return agreements(self.judged, self.linked)

    @cached_property
    def tone(self) -> Halo:
        """What the words go with."""
        rows = self.study.inspections
        return halo(self.judged[_POLAR], rows[rows["framework"] == "ILACS"])

    def answer(self) -> Prose:
        """Return the finding: how far words and figures agree, and what the words go with."""
        if self.words is None:
            return lead(NO_REPORTS)
        told = [self._agreement_in_words(one) for one in self.agreed if one.theme in ("caseload", "turnover")]
        return lead(
            f"In {plural(len(self.words.reports), 'inspection report')}, {'; '.join(told)}."
            if told
            else f"{plural(len(self.words.reports), 'inspection report')} read: too few to hold against the figures.",
            "The words and the grade come from the same inspectors on the same visit: that they agree is no second "
            "witness.",
        )

    def scope(self) -> Prose:
        """Return how many reports were read, and how many say nothing of a theme."""
        if self.words is None:
            return say()
        silent = {name: int((self.judged[name] == "not mentioned").sum()) for name in _SCORED}
        most = sorted(silent, key=lambda name: -silent[name])[:2]
        reports = self.words.reports
        outside = (
            f" {plural(self.words.unmatched, 'report')} of no graded inspection in Ofsted's list "
            f"{'stays' if self.words.unmatched == 1 else 'stay'} out."
            if self.words.unmatched
            else ""
        )
        refused = f" {plural(self.words.refused, 'file')} could not be read." if self.words.refused else ""
        return say(
            f"Read: reports of {plural(len(reports), 'graded ILACS inspection')} of "
            f"{plural(reports['la_key'].nunique(), 'authority', 'authorities')}, begun "
            f"{day(reports['start_date'].min())} to {day(reports['start_date'].max())}. They are the reports in the "
            "folder, not a drawn sample of all."
            f"{outside}{refused}",
            "A report that does not speak of a theme is counted as silent, never as good or bad: "
            + ", ".join(
                f"{silent[name]} {'is' if silent[name] == 1 else 'are'} silent on {label(name).lower()}"
                for name in most
            )
            + ".",
        )

    def measured(self) -> Prose:
        """Return how often the coding is right, on sentences that nobody had tuned it on."""
        return accuracy_in_words()

    def readers(self) -> Prose:
        """Return who labelled, and how far two readers agree."""
        return readers_in_words()

    def table_readers(self) -> Table:
        """Return how often the direction is right, by whose labels, unseen and seen."""
        return table_readers()

    def table_measured(self) -> Table:
        """Return how often the coding is right by theme."""
        return table_accuracy(label)

    def shares_figure(self) -> Figure | Prose:
        """Return the share of reports that raise each theme, by grade."""
        if self.words is None:
            return say(NOTHING)
        judged, reports = self.judged[_POLAR], self.words.reports
        return figure_raised(
            shares_by_grade(judged, reports), {name: label(name) for name in _POLAR}, raised_gap(judged, reports),
            illustrative=self.study.illustrative,
        )  # fmt: skip

    def shares_table(self) -> Table | Prose:
        """Return the shares of reports that praise, raise and are silent on each theme, with intervals."""
        if self.words is None:
            return say(NOTHING)
        rows = [
            (label(one.theme), one.grade, one.reports,
             *(_cell(part) if one.theme in _POLAR else "" for part in (one.praised, one.raised)),
             _cell(one.not_mentioned))
            for one in shares_by_grade(self.judged, self.words.reports)
        ]  # fmt: skip
        return Table(
            pd.DataFrame(rows, columns=["theme", "grade", "n", "praised", "raised", "silent"]),
            "Reports that praise, that raise and that are silent on each theme, by overall grade, % (95% interval)",
            headers={"theme": "Theme", "grade": "Overall grade", "n": "Reports", "praised": "Praise it",
                     "raised": "Raise it", "silent": "Silent"},
            note="A report can praise and raise the same theme. To raise it is to say something bad of it. A dash: no "
            "direction is coded for this theme. Wilson intervals.",
        )  # fmt: skip

    def agreement_table(self) -> Table | Prose:
        """Return the rank correlations of words with the census before."""
        if self.words is None:
            return say(NOTHING)
        if not self.agreed:
            return say(TOO_FEW)
        rows = [(label(one.theme), MEASURES[one.measure].label, one.reports, one.authorities, one.rho,
                 interval(one.low, one.high)) for one in self.agreed]  # fmt: skip
        return Table(
            pd.DataFrame(rows, columns=["theme", "measure", "n", "authorities", "rho", "ci"]),
            "Words against the census before: rank correlation",
            headers={"theme": "Theme", "measure": "DfE measure", "n": "Reports", "authorities": "Authorities",
                     "rho": "Rank correlation", "ci": "95% interval"},
            decimals={"rho": 2},
            note="Praised 1, both 0, raised −1; silent and unclear reports stay out. Below zero: praise goes with less "
            "of the measure. Intervals draw whole authorities again. Turnover is only the nearest measure to changes "
            "of worker.",
        )  # fmt: skip

    def disagreements(self) -> Html | Prose:
        """Return the reports whose words and figures part ways, with a quote each."""
        if self.words is None:
            return say(NOTHING)
        return list_disagreements(self.study, self._words(), self.judged, self.linked)

    def halo_words(self) -> Prose:
        """Return what the words go with: the report's own grade, and what is left for the next."""
        if self.words is None:
            return say(NOTHING)
        return halo_in_words(self.tone)

    def _words(self) -> Words:
        if self.words is None:
            raise LookupError(NOTHING)
        return self.words

    def _agreement_in_words(self, one: Agreement) -> str:
        clear = one.high < 0 or one.low > 0
        way = "lower" if one.rho < 0 else "higher"
        measure = MEASURES[one.measure].label.lower()
        said = f"praise of {'caseloads' if one.theme == 'caseload' else 'a stable workforce'}"
        if not clear:
            return f"{said} does not clearly go with the {measure} at the census before ({number(one.rho, 2)})"
        return f"{said} goes with a {way} {measure} at the census before (rank correlation {number(one.rho, 2)})"


def measures_in_words() -> str:
    """Return which measure stands beside which theme."""
    pairs = [f"{label(theme).lower()}: {MEASURES[name].label.lower()}" for theme, name in MEASURE_OF.items()]
    return f"Beside each theme stands a DfE measure. {sentence('; '.join(pairs))}"


def _cell(one: Share) -> str:
    return f"{number(100 * one.value, 0)} ({interval(100 * one.low, 100 * one.high, 0)})"
