"""One measure by year: the authority, its neighbours, its region, England, its inspections."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from workforce_grades.codebook import MEASURES
from workforce_grades.pages.figures import (
    DASHES,
    MARKERS,
    PALETTE,
    STUDY_SOURCE,
    STYLE,
    WIDTH,
    Figure,
    data_table,
    direct_labels,
    draw,
)
from workforce_grades.pages.inspection_marks import INITIALS, LONGEST_NAME, census_years, grade_letters
from workforce_grades.pages.local_authority.comparators import Comparators
from workforce_grades.pages.words import beside, plain_name, value_with_unit
from workforce_grades.sources.fresher import OVERVIEW, SOURCE_COLUMN

_HEIGHT: Final = 3.3
_MARGINS: Final = {"left": 0.085, "right": 0.715, "top": 0.905, "bottom": 0.185}
_WIDTHS: Final = (2.6, 1.6, 1.6, 1.6)
_BEYOND: Final = 0.2
"""Years after the last census that the axis shows; an inspection from later has no place on it."""

KEY_DASHES: Final = ("", "10 4", "3 3", "10 4 3 4")
"""The dashes of the four series in the units of the key's little pictures."""

_KEY: Final = Markup(
    '<div class="key"><h3>How to read the figures</h3><p>Each figure shows the authority beside the median of its '
    "statistical neighbours, its region and England. Turnover and absence are of the year to the census; caseload, "
    "agency and vacancy rates are of the day itself.</p><ul>{lines}</ul><p>Points are the yearly censuses of "
    "30 September. Vertical lines between them are Ofsted inspections, each with its overall grade: {grades}.</p></div>"
)
_KEY_LINE: Final = Markup(
    '<li><svg viewBox="0 0 44 12" aria-hidden="true"><path d="M0 6H44" stroke="{colour}" stroke-width="{width}"'
    "{dash}/></svg> {name}</li>"
)


def trend_key(compared: Comparators, inspections: pd.DataFrame) -> Markup:
    """Return what lines, points and letters in the trend figures of one authority stand for.

    Parameters
    ----------
    compared
        The authority and its comparators.
    inspections
        The authority's inspections.
    """
    names = (compared.authority.name, "Median of its statistical neighbours", compared.authority.region_name, "England")
    lines = [
        _KEY_LINE.format(
            colour=colour, width=width, name=name, dash=Markup(' stroke-dasharray="{}"').format(dash) if dash else ""
        )
        for colour, width, dash, name in zip(PALETTE, (4, 3, 3, 3), KEY_DASHES, names, strict=False)
    ]
    grades = "; ".join(f"{short} {grade.lower()}" for grade, short in INITIALS.items() if short != grade)
    grades += "; Insp. where none was given" + (
        f"; * read by {OVERVIEW}" if _newer(_drawn(inspections, compared)).any() else ""
    )
    return _KEY.format(lines=Markup("").join(lines), grades=grades)


def figure_trend(compared: Comparators, measure: str, inspections: pd.DataFrame) -> Figure:
    """Return one measure by year with its comparators; ILACS inspections are vertical lines.

    Parameters
    ----------
    compared
        The authority and its comparators; it has at least one value of the measure.
    measure
        One of :data:`workforce_grades.codebook.MEASURES`.
    inspections
        The authority's inspections.
    """
    entry = MEASURES[measure]
    series = compared.series(measure)
    names = _series_names(compared)
    marked = _drawn(inspections, compared)
    svg = draw_trend(series, list(names.values()), marked)
    year, latest = compared.latest(measure) or (0, pd.Series(dtype=float))
    shown = f"{entry.label}: {value_with_unit(latest['authority'], measure)} in {year}"
    first, last = int(series.index[0]), int(series.index[-1])
    return Figure(
        svg,
        headline=", ".join(filter(None, [shown, beside(latest["authority"], latest["england"], "England")])),
        subtitle=f"{entry.label} ({entry.unit}), {plain_name(compared.authority.name)} and comparators, {first} to "
        f"{last}",
        alt=_alt(compared, measure, series, marked),
        source=STUDY_SOURCE,
        data=data_table(
            series.reset_index().astype({"year": "str"}),
            f"{entry.label.lower()} by year, {plain_name(compared.authority.name)}",
            headers={"year": "Year", "authority": compared.authority.name, "neighbours": "Neighbours (median)",
                     "region": compared.authority.region_name, "england": "England"},
            own_row="",
        ),
        illustrative=compared.study.illustrative,
    )  # fmt: skip


def _series_names(compared: Comparators) -> dict[str, str]:
    name = compared.authority.name
    region = compared.authority.region_name
    return {
        "authority": name if len(name) <= LONGEST_NAME else "This authority",
        "neighbours": "Neighbours",
        "region": region if len(region) <= LONGEST_NAME else "Region",
        "england": "England",
    }


def draw_trend(series: pd.DataFrame, names: list[str], marked: pd.DataFrame) -> str:
    """Return a picture of some series by year, as SVG text.

    Parameters
    ----------
    series
        A column for each, by year.
    names
        Theirs, as the picture shows them.
    marked
        Inspections to mark, with `inspection_date` and `overall`.
    """
    import matplotlib as mpl

    with mpl.rc_context(STYLE):
        axes = _shared_axes()
        for artist in (*axes.lines, *axes.texts):
            artist.remove()
        top = max(1.0, float(series.max().max())) * 1.08
        ends: dict[str, tuple[float, float, str]] = {}
        for at, (column, name) in enumerate(zip(series, names, strict=True)):
            values = series[column].dropna()
            axes.plot(
                series.index, series[column], color=PALETTE[at], linestyle=DASHES[at], marker=MARKERS[at],
                markersize=6 if at == 0 else 3.5, linewidth=_WIDTHS[at], zorder=5 - at, clip_on=False,
            )  # fmt: skip
            if len(values):
                ends[name] = (float(values.index[-1]), float(values.iloc[-1]), PALETTE[at])
        _mark_inspections(axes, marked, top)
        direct_labels(axes, ends, gap=top * 0.085)
        axes.set_ylim(0, top)
        axes.set_xlim(series.index[0] - 0.3, series.index[-1] + _BEYOND)
        axes.set_xticks(list(series.index[::2]))
        return draw(axes.figure)


@cache
def _shared_axes() -> Any:
    """Return the axes that a page draws its trends on in turn: to make them takes as long as to draw."""
    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    with mpl.rc_context(STYLE):
        figure = Canvas(figsize=(WIDTH, _HEIGHT))
        figure.subplots_adjust(**_MARGINS)
        return figure.subplots(subplot_kw={"xlabel": "Census of 30 September"})


def _mark_inspections(axes: Any, marked: pd.DataFrame, top: float) -> None:
    """Draw inspections at their place between censuses, which lie at the end of September."""
    stars = _newer(marked).map({True: "*", False: ""})
    for at, overall, star in zip(census_years(marked["inspection_date"]), marked["overall"], stars, strict=True):
        axes.axvline(at, color=PALETTE[4], linewidth=1, linestyle=(0, (2, 2)), zorder=0)
        axes.annotate(grade_letters(overall) + star, (at, top), xytext=(0, 3), textcoords="offset points", ha="center",
                      va="bottom", color=PALETTE[4], annotation_clip=False)  # fmt: skip


def _drawn(inspections: pd.DataFrame, compared: Comparators) -> pd.DataFrame:
    """Return the inspections that have a place on the axis."""
    marked = inspections[inspections["framework"] == "ILACS"]
    is_before_end: pd.Series = census_years(marked["inspection_date"]) <= compared.england.index[-1] + _BEYOND
    return marked.loc[is_before_end]


def _newer(inspections: pd.DataFrame) -> pd.Series:
    """Return which inspections are not in Ofsted's list."""
    return inspections.get(SOURCE_COLUMN, pd.Series("", index=inspections.index)) == OVERVIEW


def _alt(compared: Comparators, measure: str, series: pd.DataFrame, marked: pd.DataFrame) -> str:
    name = plain_name(compared.authority.name)
    told = f"{name}: {_course(series['authority'].dropna(), measure)}. England: {_course(series['england'], measure)}."
    graded = [
        f"{str(overall).lower() if pd.notna(overall) else 'no overall judgement'} in {begun:%B %Y}"
        for begun, overall in zip(marked["inspection_date"], marked["overall"], strict=True)
    ]
    inspected = f" Inspections: {'; '.join(reversed(graded))}." if graded else ""
    return f"Line chart of {MEASURES[measure].label.lower()} by year. {told}{inspected}"


def _course(values: pd.Series, measure: str) -> str:
    """Return where a series begins and ends, its lowest and its highest value, in words."""
    if len(values) == 1:
        return f"one value, {value_with_unit(values.iloc[0], measure)} in {values.index[0]}"
    points = {"": values.index[0], " ": values.index[-1], "lowest ": values.idxmin(), "highest ": values.idxmax()}
    return ", ".join(f"{what.lstrip()}{value_with_unit(values[at], measure)} in {at}" for what, at in points.items())
