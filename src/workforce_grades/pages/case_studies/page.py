"""The case studies: what the press said of five places, held against the data by declared rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pandas as pd
from markupsafe import Markup

from workforce_grades.claims import (
    VERDICTS,
    Claim,
    Finding,
    Judgement,
    check_claims,
    load_claims,
)
from workforce_grades.claims.pattern import COMPARED
from workforce_grades.claims.readings import SOUND
from workforce_grades.codebook import MEASURES
from workforce_grades.pages.case_studies.claims import (
    evidence,
    flag_words,
    grade_words,
    judgement_words,
    value_words,
    verdict_cell,
)
from workforce_grades.pages.case_studies.figures import figure_place, place_series
from workforce_grades.pages.case_studies.pattern import Pattern
from workforce_grades.pages.case_studies.tally import care_in_words, counts_in_words, dating_in_words
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import Html, Prose, lead, listed, plural, say, sentence
from workforce_grades.study import Study

if TYPE_CHECKING:
    from workforce_grades.pages.figures import Figure

PLACES: Final = {
    "810": "Hull",
    "808": "Stockton-on-Tees",
    "831": "Derby",
    "394": "Sunderland",
    "825": "Buckinghamshire",
}
"""DfE code of each place, and how the page calls it."""


@dataclass(frozen=True)
class CaseStudies:
    """Everything that the page of case studies shows.

    Attributes
    ----------
    study
        All tables.
    claims
        What the press said.
    """

    study: Study
    claims: tuple[Claim, ...] = field(default_factory=load_claims)

    @cached_property
    def names(self) -> dict[str, str]:
        """The places that the data have; none on the sample, whose authorities are fictional."""
        if self.study.illustrative:
            return {}
        return {key: name for key, name in PLACES.items() if key in self.study.authorities}

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every claim about a place that the data have, with its verdict."""
        return check_claims(self.study, self._about_names())

    @cached_property
    def pattern(self) -> Pattern:
        """What the places' inspections show together."""
        return Pattern(self.study, self.names)

    def answer(self) -> Prose:
        """Return how the claims came out, and whether they make a pattern."""
        if not self.names:
            return lead(
                f"The press made {plural(len(self.claims), 'claim')} about five real authorities. The data used here "
                "do not hold those authorities, so none of the claims is checked."
            )
        return lead(counts_in_words(self.findings, listed(list(self.names.values()))),
                    dating_in_words(self.findings), self.pattern.one_line())  # fmt: skip

    def scope(self) -> Prose:
        """Return what is missing: everything without the real data, or the places that the data lack."""
        if not self.names:
            why = "The authorities of the bundled sample are fictional." if self.study.illustrative else ""
            return say(
                "This page needs the publishers' own files. Run it with the folder that holds them "
                "(workforce-grades run --data FOLDER): it then shows, for each place, its grades and its workforce "
                f"beside England's, and each claim with what the data say and a verdict by rule. {why}".strip()
            )
        missing = [name for key, name in PLACES.items() if key not in self.names]
        verb, them = ("is", "it") if len(missing) == 1 else ("are", "them")
        return say(f"{listed(missing)} {verb} not in these data; claims about {them} are left out." if missing else "")

    def verdicts(self) -> Table | Prose:
        """Return the number of claims by place and verdict."""
        if not self.names:
            return say()
        rows = [(name, *_count_row(self._of(key))) for key, name in self.names.items()]
        rows.append(("All", *_count_row(self.findings)))
        return Table(
            pd.DataFrame(rows, columns=["place", "claims", *VERDICTS]),
            "Claims by place and verdict",
            headers={"place": "Place", "claims": "Claims"} | {name: sentence(name).rstrip(".") for name in VERDICTS},
            decimals=dict.fromkeys(["claims", *VERDICTS], 0),
        )

    def yardstick(self) -> Prose:
        """Return which verdicts change without the readings to be careful with, or with the other yardstick."""
        if not self.names:
            return say()
        others = check_claims(self.study, self._about_names(), yardstick="upper_quarter")
        pairs = zip(self.findings, others, strict=True)
        moved = [f"{a.claim.claim_id} ({a.verdict} here, {b.verdict} then)" for a, b in pairs if a.verdict != b.verdict]
        changed = (
            f"{plural(len(moved), 'verdict')} would differ: {listed(moved)}" if moved else "no verdict would change"
        )
        return say(
            care_in_words(self.findings),
            "What is high? Words such as high, large or manageable are held against England's value. Had high meant "
            f"the upper quarter of returns instead, {changed}.",
        )

    def place(self, name: str) -> Html | Prose:
        """Return one place's section: grades and workforce in words, figure, claims with verdicts.

        Raises
        ------
        KeyError
            It is none of :data:`PLACES`.
        """
        key = {shown: code for code, shown in PLACES.items()}[name]
        if key not in self.names:
            return say(f"{name} is not in these data, so nothing is shown.")
        parts = (self.summary(key), self.figure(key), self.table(key))
        return Html(Markup("").join(Markup(part._repr_html_()) for part in parts))  # noqa: S704

    def summary(self, key: str) -> Prose:
        """Return a place's judgements with their dates, and its first and last sound rates beside England's."""
        rows = self.study.inspections
        own = rows[(rows["la_key"] == key) & rows["overall"].notna()].sort_values("inspection_date")
        columns = (own[name] for name in ("inspection_date", "publication_date", "framework", "overall"))
        told = [Judgement(*cells) for cells in zip(*columns, strict=True)]
        grades = "; ".join(f"{grade_words(one)} ({judgement_words(one)})" for one in told) or "none published"
        rates = "; ".join(self._rate(key, measure) for measure in COMPARED)
        said = self._of(key)
        source = listed(sorted({one.claim.source for one in said}))
        return say(
            f"{plural(len(said), 'claim')}. Source: {source}.",
            f"Overall effectiveness, first to last: {grades}.",
            sentence(rates),
            self._left_out(key),
        )

    def figure(self, key: str) -> Figure | Prose:
        """Return a place's three series, or a sentence where one of them has no sound value."""
        series = place_series(self.study, key)
        empty = [MEASURES[name].label.lower() for name in COMPARED if series[name].isna().all()]
        if empty:
            return say(f"No figure: {self.names[key]} has no sound {listed(empty)} in any year.")
        return figure_place(self.study, key, self.names[key])

    def table(self, key: str) -> Table:
        """Return a place's claims: what was said, what the data say, the verdict."""
        told = self._of(key)
        rows = [
            (f"{one.claim.claim_id}. {one.claim.claim} ({one.claim.period})", evidence(one), verdict_cell(one))
            for one in told
        ]
        return Table(
            pd.DataFrame(rows, columns=["said", "data", "verdict"]),
            f"Claims about {self.names[key]}, held against the data",
            headers={"said": "What was said, in our words", "data": "What the data say", "verdict": "Verdict"},
            note="In brackets: England's value, and the place among all returns without a caution (a region's, among "
            "the nine regions). Not checked: what of the claim the data do not speak of. Care: readings that are close "
            "or later than the article, and the verdict without them.",
        )

    def _about_names(self) -> list[Claim]:
        return [claim for claim in self.claims if claim.place in self.names]

    def _of(self, key: str) -> list[Finding]:
        return [one for one in self.findings if one.claim.place == key]

    def _rate(self, key: str, measure: str) -> str:
        sound = place_series(self.study, key).dropna(subset=[measure])
        label = MEASURES[measure].label.lower()
        if sound.empty:
            return f"no sound {label} is published"
        first, last = sound.iloc[0], sound.iloc[-1]
        own, england = (
            [value_words(row[name], measure) for row in (first, last)] for name in (measure, f"{measure}_england")
        )
        return (
            f"the {label} was {own[0]} in {first['year']:.0f} and {own[1]} in {last['year']:.0f} "
            f"(England {england[0]} and {england[1]})"
        )

    def _left_out(self, key: str) -> str:
        """Return which values of the three series do not count or only round to zero, and why."""
        members = self.study.members
        rows = members[members["la_key"] == key]
        told = [
            (f"the {MEASURES[measure].label.lower()} of {year}, {flag_words(flag)}", flag in SOUND)
            for measure in COMPARED
            for year, flag in zip(rows["year"], rows[f"{measure}_flag"], strict=True)
            if flag != "ok"
        ]
        groups = {"Left out": False, "Shown as zero": True}
        parts = {name: listed([text for text, is_low in told if is_low == low]) for name, low in groups.items()}
        return " ".join(f"{name}: {text}." for name, text in parts.items() if text)


def _count_row(findings: Sequence[Finding]) -> tuple[int, ...]:
    counts = Counter(one.verdict for one in findings)
    return len(findings), *(counts[name] for name in VERDICTS)
