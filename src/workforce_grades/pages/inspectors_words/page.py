"""What the page on inspectors' words says, from the reports of the study's folder."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pandas as pd

from workforce_grades.analyses.inspectors_words import (
    FIFTH,
    MEASURE_OF,
    Agreement,
    Halo,
    agreements,
    disagreements,
    halo,
    shares_by_grade,
    verdicts,
)
from workforce_grades.codebook import MEASURES
from workforce_grades.pages.inspectors_words.figures import figure_raised
from workforce_grades.pages.inspectors_words.measured import accuracy_in_words, table_accuracy
from workforce_grades.pages.inspectors_words.quotes import census_figure, quotes
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import (
    Prose,
    day,
    interval,
    lead,
    link_to,
    listed,
    number,
    p_value,
    plural,
    say,
    sentence,
    spoken,
)
from workforce_grades.words.accuracy import Share
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
FEWEST: Final = 10
"""Reports of a grade below which a share is left to the table."""

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
            f" {plural(self.words.unmatched, 'report')} of no graded inspection in Ofsted's list stay out."
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
            + listed([f"{silent[name]} are silent on {label(name).lower()}" for name in most])
            + ".",
        )

    def measured(self) -> Prose:
        """Return how often the coding is right, on sentences that nobody had tuned it on."""
        return accuracy_in_words()

    def table_measured(self) -> Table:
        """Return the same by theme."""
        return table_accuracy(label)

    def shares_figure(self) -> Figure | Prose:
        """Return the share of reports that raise each theme, by grade."""
        if self.words is None:
            return say(NOTHING)
        shares = shares_by_grade(self.judged[_POLAR], self.words.reports)
        return figure_raised(shares, {name: label(name) for name in _POLAR}, illustrative=self.study.illustrative)

    def shares_table(self) -> Table | Prose:
        """Return the shares of reports that praise, raise and are silent on each theme, with intervals."""
        if self.words is None:
            return say(NOTHING)
        rows = [
            (label(one.theme), one.grade, one.reports, *_cells(one.praised), *_cells(one.raised),
             100 * one.not_mentioned.value)
            for one in shares_by_grade(self.judged[_POLAR], self.words.reports)
        ]  # fmt: skip
        columns = ["theme", "grade", "n", "praised", "praised_ci", "raised", "raised_ci", "silent"]
        return Table(
            pd.DataFrame(rows, columns=columns),
            "Reports that praise and that raise each theme, by overall grade",
            headers={"theme": "Theme", "grade": "Overall grade", "n": "Reports", "praised": "% praising",
                     "praised_ci": "95% interval", "raised": "% raising", "raised_ci": "95% interval",
                     "silent": "% silent"},
            decimals={"praised": 0, "raised": 0, "silent": 0},
            note="A report can praise and raise the same theme. To raise it is to say something bad of it. Wilson "
            "intervals.",
        )  # fmt: skip

    def agreement_table(self) -> Table | Prose:
        """Return the rank correlations of words with the census before."""
        if self.words is None or not self.agreed:
            return say(NOTHING)
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

    def disagreement_table(self) -> Table | Prose:
        """Return the reports whose words and figures part ways, with a quote each."""
        if self.words is None:
            return say(NOTHING)
        found = disagreements(self.judged, self.linked, self.study.workforce)
        if found.empty:
            return say("In no report do words and figures part ways by this rule.")
        linked = self.linked.set_index("inspection_id")
        rows = [self._disagreement(row, linked.loc[row["inspection_id"]]) for _at, row in found.iterrows()]
        return Table(
            pd.DataFrame(rows, columns=["place", "began", "theme", "figure", "said"]),
            "Reports whose words and figures part ways",
            headers={"place": "Authority", "began": "Inspection began", "theme": "Theme and words",
                     "figure": "DfE figure, census before", "said": "Quote"},
            note=f"Praised in the highest fifth ({100 * FIFTH:.0f}%) of returns of that census, or raised in the "
            "lowest. Neither need be wrong: a census is one day, counts a whole authority and may be a year old.",
        )  # fmt: skip

    def halo_words(self) -> Prose:
        """Return what the words go with: the report's own grade, and what is left for the next."""
        if self.words is None:
            return say(NOTHING)
        tone = self.tone
        own = (
            "The tone of a report, its scores averaged over the four themes with a direction, goes with its own "
            f"overall grade: rank correlation {number(tone.own_rho, 2)} in {plural(tone.own_reports, 'report')}."
        )
        if math.isnan(tone.p):
            return say(own, f"Only {plural(tone.pairs, 'report')} have a later grade: too few to test what comes next.")
        verdict = (
            "once the earlier grade is known, the earlier words say nothing clear about the next grade"
            if tone.p >= 0.05
            else "even among reports of one grade, the earlier words go with the next grade"
        )
        return say(
            own,
            f"With the authority's next grade it goes by {number(tone.next_rho, 2)} ({plural(tone.pairs, 'report')}); "
            f"among reports of the same grade by {number(tone.within_rho, 2)} ({p_value(tone.p)}, shuffling the words "
            f"among reports of one grade). So {verdict}.",
        )

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

    def _disagreement(self, row: pd.Series, linked: pd.Series) -> tuple[object, ...]:
        words = self._words()
        figure = census_figure(self.study, linked, row["measure"])
        polarity = "positive" if row["verdict"] == "praised" else "negative"
        mentions = words.themes[
            (words.themes["inspection_id"] == row["inspection_id"])
            & (words.themes["theme"] == row["theme"])
            & (words.themes["polarity"] == polarity)
        ]
        published = words.reports.set_index("inspection_id").loc[row["inspection_id"], "publication_date"]
        name = self.study.authorities[row["la_key"]].name
        return (
            link_to("authority", row["la_key"], spoken(name)),
            row["inspection_date"],
            f"{label(row['theme'])}: {row['verdict']}",
            figure.in_words() if figure else "",
            quotes(mentions, published, 1, illustrative=self.study.illustrative),
        )


def measures_in_words() -> str:
    """Return which measure stands beside which theme."""
    return sentence(
        listed([f"{label(theme).lower()} beside {MEASURES[name].label.lower()}" for theme, name in MEASURE_OF.items()])
    )


def _cells(one: Share) -> tuple[float, str]:
    return 100 * one.value, interval(100 * one.low, 100 * one.high, 0)
