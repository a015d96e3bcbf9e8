"""Figures of the five measures over the censuses: England with the spread of returns, regions, stability."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from workforce_grades.analyses.workforce_stability import Stability, stability
from workforce_grades.analyses.workforce_trends import published, returns_in, spread
from workforce_grades.codebook import EXPOSURES, MEASURES
from workforce_grades.pages.figures import (
    DASHES,
    LETTERS,
    MARKERS,
    PALETTE,
    STYLE,
    WIDTH,
    Figure,
    canvas,
    data_table,
    direct_labels,
    draw,
)
from workforce_grades.pages.words import Html, beside, change_with_unit, listed, number, shown, spoken, value_with_unit
from workforce_grades.study import Study

SOURCE: Final = "Department for Education, Children's social work workforce"
RANKED: Final = ("turnover_rate", "caseload", "agency_rate", "absence_rate")
"""Four of the five in one figure; the vacancy rate runs with the agency rate and stands in the table."""

_SPREAD_COLUMNS: Final = ("lowest", "lower", "median", "upper", "highest")
_MARGINS: Final = {"left": 0.085, "right": 0.755, "top": 0.965, "bottom": 0.185}
_LONGEST_LABEL: Final = 14


def figures_england(study: Study) -> Html:
    """Return the five measures by year, England's value over the spread of its returns, side by side."""
    returns, own = returns_in(study), published(study)
    figures = [
        figure_course("England", {"England": own[name]}, spread(returns, name), name, illustrative=study.illustrative)
        for name in EXPOSURES
    ]
    return Html(Markup('<div class="figures">{}</div>').format(Markup("").join(_html(figure) for figure in figures)))


def figure_course(
    place: str, lines: Mapping[str, pd.Series], spread_by_year: pd.DataFrame, measure: str, *, illustrative: bool
) -> Figure:
    """Return one measure by year: published values as lines over the range and middle half of the returns.

    Parameters
    ----------
    place
        Whose page it is: the first of the lines.
    lines
        Values by year; England last.
    spread_by_year
        From :func:`workforce_grades.analyses.workforce_trends.spread`.
    measure
        One of :data:`workforce_grades.codebook.MEASURES`.
    illustrative
        Whether the data are fictional.
    """
    entry, series = MEASURES[measure], pd.DataFrame(dict(lines))
    own = series[place].dropna()
    first, last = int(own.index[0]), int(own.index[-1])
    beside = "" if place == "England" else _beside_england(series, last)
    change = change_with_unit(own[last], own[first], measure)
    data = series.join(spread_by_year[list(_SPREAD_COLUMNS)]).reset_index(names="year").astype({"year": "str"})
    return Figure(
        _draw_course(series, spread_by_year),
        headline=f"{entry.label}: {value_with_unit(own[last], measure)} in {last}{beside}, {change} since {first}",
        subtitle=f"{entry.label} ({entry.unit}), {place}, {first} to {last}; shaded: the middle half of "
        "authorities’ returns (darker) and their whole range",
        alt=_course_alt(place, series, spread_by_year, measure),
        source=SOURCE,
        data=data_table(
            data, f"{entry.label.lower()} by year, {place} and its returns",
            headers={"year": "Year", "lowest": "Lowest return", "lower": "Lower quartile", "median": "Median return",
                     "upper": "Upper quartile", "highest": "Highest return"},
        ),
        illustrative=illustrative,
    )  # fmt: skip


def figure_regions(study: Study, measure: str) -> Figure:
    """Return a measure of each region in the first and the last census, regions by name."""
    entry = MEASURES[measure]
    ends = {
        region.name: published(study, region)[measure].dropna().iloc[[0, -1]] for region in study.authorities.regions
    }
    ends |= {"England": published(study)[measure].dropna().iloc[[0, -1]]}
    first, last = (int(year) for year in ends["England"].index)
    data = pd.DataFrame([(name, *values) for name, values in ends.items()], columns=["region", "first", "last"])
    with canvas(0.3 * len(data) + 0.9) as (figure, axes):
        _draw_regions(axes, data, first, last)
        axes.set_xlabel(f"{entry.label} ({entry.unit})")
        svg = draw(figure)
    regions = data[data["region"] != "England"]
    fell = int((regions["last"].round(1) < regions["first"].round(1)).sum())
    told = [
        f"{name} {number(before)} and {number(after)}"
        for name, before, after in zip(data["region"], data["first"], data["last"], strict=True)
    ]
    return Figure(
        svg,
        headline=f"{entry.label} was lower in {last} than in {first} in {_of_regions(fell, len(regions))}",
        subtitle=f"{entry.label} ({entry.unit}) by region as published, {first} (open) and {last} (filled); "
        f"by name; dotted line: England in {last}",
        alt=f"One row a region with {entry.label.lower()} in {first} and {last}: {'; '.join(told)}.",
        source=SOURCE,
        data=data_table(
            data, f"{entry.label.lower()} by region, {first} and {last}",
            headers={"region": "Region", "first": str(first), "last": str(last)},
        ),
        illustrative=study.illustrative,
    )  # fmt: skip


def figure_ranks(steady: Mapping[str, Stability], *, illustrative: bool) -> Figure:
    """Return how alike the order of returns is in two censuses, by the years between them."""
    data = pd.DataFrame({name: steady[name].ranks["correlation"] for name in RANKED})
    with canvas(3.3) as (figure, axes):
        figure.set_layout_engine(None)
        figure.subplots_adjust(**{**_MARGINS, "left": 0.11})
        _draw_lines(axes, data, {name: _short_label(name) for name in RANKED}, gap=0.085)
        axes.set_ylim(0, 1)
        axes.set_xlabel("Years between two censuses")
        svg = draw(figure)
    first = data.iloc[0].map(lambda value: shown(value, 2))
    told = [
        f"{MEASURES[str(name)].label.lower()} {number(data[name].iloc[0], 2)} for neighbouring censuses, "
        f"{number(data[name].iloc[-1], 2)} for those {data.index[-1]} years apart"
        for name in data
    ]
    steadiest, least = (MEASURES[str(name)].label for name in (first.idxmax(), first.idxmin()))
    return Figure(
        svg,
        headline=f"From one census to the next the {steadiest.lower()} keeps its order most (rank correlation "
        f"{number(first.max(), 2)}), the {least.lower()} least ({number(first.min(), 2)})",
        subtitle="Rank correlation (Spearman) of returns between two censuses, mean of all pairs that far apart; 1 is "
        "the same order, 0 none in common. Vacancy rate: see the table",
        alt=f"Lines of rank correlation by years between censuses: {'; '.join(told)}.",
        source=SOURCE,
        data=data_table(
            data.reset_index(names="apart").astype({"apart": "str"}), "rank correlation by years between censuses",
            headers={"apart": "Years apart", **{name: MEASURES[name].label for name in RANKED}},
            decimals=dict.fromkeys(RANKED, 2),
        ),
        illustrative=illustrative,
    )  # fmt: skip


def stabilities(study: Study) -> dict[str, Stability]:
    """Return how steady each of the five measures is."""
    returns = returns_in(study)
    return {name: stability(returns, name) for name in EXPOSURES}


def _draw_course(series: pd.DataFrame, spread_by_year: pd.DataFrame) -> str:
    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    with mpl.rc_context(STYLE):
        figure = Canvas(figsize=(WIDTH, 3.3))
        figure.subplots_adjust(**_MARGINS)
        axes = figure.subplots()
        years = spread_by_year.index
        axes.fill_between(years, spread_by_year["lowest"], spread_by_year["highest"], color="#e4e7ec", linewidth=0)
        axes.fill_between(years, spread_by_year["lower"], spread_by_year["upper"], color="#c3cbd6", linewidth=0)
        names = {name: name if len(name) <= _LONGEST_LABEL else "Region" for name in map(str, series)}
        top = 1.06 * max(float(spread_by_year["highest"].max()), float(series.max().max()))
        _draw_lines(axes, series, names, gap=top * 0.085)
        axes.set_ylim(0, top)
        axes.set_xticks(list(series.index[::2]))
        axes.set_xlabel("Census of 30 September")
        return draw(figure)


def _draw_lines(axes: Any, data: pd.DataFrame, names: Mapping[Any, str], *, gap: float) -> None:
    """Draw the columns as lines, each with its name at its end."""
    ends: dict[str, tuple[float, float, str]] = {}
    for at, (column, name) in enumerate(names.items()):
        axes.plot(data.index, data[column], color=PALETTE[at], linestyle=DASHES[at], marker=MARKERS[at],
                  markersize=5 if at == 0 else 3.5, linewidth=2.4 if at == 0 else 1.8, clip_on=False)  # fmt: skip
        values = data[column].dropna()
        if len(values):
            ends[name] = (float(values.index[-1]), float(values.iloc[-1]), PALETTE[at])
    axes.set_xlim(data.index[0] - 0.2, data.index[-1] + 0.1)
    direct_labels(axes, ends, gap=gap)


def _draw_regions(axes: Any, data: pd.DataFrame, first: int, last: int) -> None:
    rows = list(range(len(data)))[::-1]
    axes.hlines(rows, data["first"], data["last"], color="#9aa3ae", linewidth=2)
    axes.plot(data["first"], rows, "o", mfc="white", mec=PALETTE[0], markersize=8, label=str(first))
    axes.plot(data["last"], rows, "o", color=PALETTE[0], markersize=8, label=str(last))
    axes.set_yticks(rows, [name.replace(" and The ", " and\nThe ") for name in data["region"]])
    axes.axvline(float(data["last"].iloc[-1]), color=LETTERS[PALETTE[1]], linewidth=1, linestyle=DASHES[2], zorder=0)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    axes.set_ylim(-0.7, len(data) - 0.4)


def _beside_england(series: pd.DataFrame, year: int) -> str:
    told = beside(series.iloc[:, 0][year], series["England"][year], "England")
    return f", {told}" if told else ""


def _course_alt(place: str, series: pd.DataFrame, spread_by_year: pd.DataFrame, measure: str) -> str:
    told = [
        f"{name}: {listed([f'{number(values[year])} in {year}' for year in values.index])}"
        for name, values in ((name, column.dropna()) for name, column in series.items())
    ]
    last = spread_by_year.iloc[-1]
    return (
        f"Lines of {MEASURES[measure].label.lower()} by year. {'. '.join(told)}. In {spread_by_year.index[-1]} returns "
        f"in {spoken(place)} ran from {number(last['lowest'])} to {number(last['highest'])}, the middle half from "
        f"{number(last['lower'])} to {number(last['upper'])}."
    )


def _of_regions(count: int, every: int) -> str:
    return "every region" if count == every else f"{count or 'none'} of {every} regions"


def _short_label(measure: str) -> str:
    return MEASURES[measure].label.removesuffix(" rate")


def _html(figure: Figure) -> Markup:
    return Markup(figure._repr_html_())  # noqa: S704 - escaped by the figure
