"""The figure of the page on inspectors' words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from workforce_grades.analyses.words_by_grade import GradeShares, RaisedGap
from workforce_grades.codebook import GRADES
from workforce_grades.pages.figures import LETTERS, MARKERS, PALETTE, Figure, canvas, data_table, draw
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import interval, listed, number, plural

SOURCE: Final = "Ofsted, inspection reports"
_SPREAD: Final = 0.16


def figure_raised(
    shares: Sequence[GradeShares], labels: Mapping[str, str], gap: RaisedGap | None, *, illustrative: bool
) -> Figure:
    """Return the share of reports that raise each theme, by grade, with intervals.

    Parameters
    ----------
    shares
        From :func:`workforce_grades.analyses.words_by_grade.shares_by_grade`.
    labels
        Themes with a direction, and their names.
    gap
        What the headline says, from :func:`workforce_grades.analyses.words_by_grade.raised_gap`.
    illustrative
        Whether the reports are generated.
    """
    grades: list[str] = [grade for grade in GRADES if any(one.grade == grade for one in shares)]
    with canvas(4.4) as (figure, axes):
        for at, (theme, name) in enumerate(labels.items()):
            rows = {one.grade: one.raised for one in shares if one.theme == theme}
            places = [grades.index(grade) + (at - (len(labels) - 1) / 2) * _SPREAD for grade in rows]
            values = [100 * one.value for one in rows.values()]
            errors = [[100 * (one.value - one.low) for one in rows.values()],
                      [100 * (one.high - one.value) for one in rows.values()]]  # fmt: skip
            axes.errorbar(places, values, yerr=errors, fmt=MARKERS[at % 4], color=PALETTE[at], label=name, capsize=2,
                          elinewidth=1)  # fmt: skip
        axes.set_xticks(range(len(grades)), [grade.replace(" ", "\n") for grade in grades])
        axes.set_ylim(-3, 103)
        axes.set_ylabel("% of reports")
        legend = figure.legend(loc="outside lower center", ncols=1, frameon=False)
        for text, colour in zip(legend.get_texts(), PALETTE, strict=False):
            text.set_color(LETTERS.get(colour, colour))
        svg = draw(figure)
    return Figure(
        svg, _headline(gap), "Share of reports that say something bad of a theme, by overall grade, with "
        "95% Wilson intervals", _alt(shares, labels, grades), SOURCE, _table(shares, labels), illustrative=illustrative,
    )  # fmt: skip


def _headline(gap: RaisedGap | None) -> str:
    if gap is None:
        return "How often reports raise each theme"
    lower, higher = (f"{number(100 * part, 0)}%" for part in (gap.lower, gap.higher))
    between = f"difference {interval(100 * gap.low, 100 * gap.high, 0)} points, 95% interval"
    told = f"Reports with the two lower grades raise {lower} of these themes on average, the others {higher}"
    return f"{told} ({between})" if gap.low > 0 or gap.high < 0 else f"{told}: not clearly apart ({between})"


def _alt(shares: Sequence[GradeShares], labels: Mapping[str, str], grades: Sequence[str]) -> str:
    told = [
        f"{name}: " + listed([f"{number(100 * one.raised.value, 0)}% of {plural(one.reports, 'report')} graded "
                              f"{one.grade}" for grade in grades for one in shares
                              if (one.theme, one.grade) == (theme, grade)])
        for theme, name in labels.items()
    ]  # fmt: skip
    return "Points with intervals. Share of reports that raise each theme. " + ". ".join(told) + "."


def _table(shares: Sequence[GradeShares], labels: Mapping[str, str]) -> Table:
    rows = [(labels[one.theme], one.grade, one.reports, *(100 * part for part in (one.raised.value, one.raised.low,
             one.raised.high))) for one in shares if one.theme in labels]  # fmt: skip
    return data_table(
        pd.DataFrame(rows, columns=["theme", "grade", "n", "raised", "low", "high"]),
        "share of reports that raise each theme, by overall grade",
        headers={"theme": "Theme", "grade": "Overall grade", "n": "Reports", "raised": "% raising", "low": "95% from",
                 "high": "95% to"},
        decimals={"raised": 0, "low": 0, "high": 0},
    )  # fmt: skip
