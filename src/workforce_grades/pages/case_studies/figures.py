"""One place's turnover, caseload and agency rate beside England's, with its inspections marked."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from workforce_grades.claims.pattern import COMPARED
from workforce_grades.claims.readings import SOUND
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
from workforce_grades.pages.inspection_marks import LONGEST_NAME, census_years, grade_letters
from workforce_grades.pages.words import compare, day, listed, number
from workforce_grades.study import Study

_HEIGHT: Final = 5.2
_MARGINS: Final = {"left": 0.085, "right": 0.715, "top": 0.91, "bottom": 0.06, "hspace": 0.42}


def place_series(study: Study, la_key: str) -> pd.DataFrame:
    """Return a place's sound values and England's by year: `year`, then for each measure `m` and `m_england`."""
    rows = study.members[study.members["la_key"] == la_key].set_index("year").sort_index()
    england = study.england.set_index("year").sort_index()
    series = pd.DataFrame(index=england.index)
    for measure in COMPARED:
        series[measure] = rows[measure].where(rows[f"{measure}_flag"].isin(SOUND)).reindex(england.index)
        series[f"{measure}_england"] = england[measure]
    return series.rename_axis("year").reset_index()


def figure_place(study: Study, la_key: str, name: str) -> Figure:
    """Return three panels, one a measure: the place and England by year; vertical lines are inspections.

    Parameters
    ----------
    study
        All tables.
    la_key
        DfE code of a place with at least one sound value of each measure.
    name
        As the page calls it.
    """
    series = place_series(study, la_key)
    rows = study.inspections
    own = rows[(rows["la_key"] == la_key) & (census_years(rows["inspection_date"]) >= series["year"].iloc[0] - 0.8)]
    years = f"{series['year'].iloc[0]} to {series['year'].iloc[-1]}"
    return Figure(
        _draw(series, own, name),
        headline=_headline(series, name),
        subtitle=f"Turnover rate (%), caseload (cases per FTE) and agency rate (%), {name} and England, {years}; "
        f"vertical lines are Ofsted inspections with their overall grade (RI: requires improvement){_estimated(own)}",
        alt=_alt(series, own, name),
        source=STUDY_SOURCE,
        data=data_table(
            series.astype({"year": "str"}),
            f"{name} and England by year",
            headers={"year": "Year"}
            | {key: f"{MEASURES[key].label} ({MEASURES[key].unit}), {name}" for key in COMPARED}
            | {f"{key}_england": f"{MEASURES[key].label} ({MEASURES[key].unit}), England" for key in COMPARED},
        ),
        illustrative=study.illustrative,
    )


def _headline(series: pd.DataFrame, name: str) -> str:
    parts = []
    for measure in COMPARED:
        both = series.dropna(subset=[measure, f"{measure}_england"])
        if both.empty:
            continue
        row = both.iloc[-1]
        year = f" in {row['year']:.0f}"
        parts.append((f"{MEASURES[measure].label.lower()} {compare(row[measure], row[f'{measure}_england'])}", year))
    if not parts:
        return name
    same = len({year for _part, year in parts}) == 1
    told = listed([part + ("" if same else year) for part, year in parts])
    return f"{name}{parts[0][1] if same else ''}: {told} England's"


def _estimated(own: pd.DataFrame) -> str:
    """Return the caution on inspections whose first day Ofsted does not publish."""
    estimated = (own["date_basis"] != "inspection").any()
    return "; those before ILACS stand eight weeks before their report" if estimated else ""


def _draw(series: pd.DataFrame, own: pd.DataFrame, name: str) -> str:
    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    with mpl.rc_context(STYLE):
        figure = Canvas(figsize=(WIDTH, _HEIGHT))
        figure.subplots_adjust(**_MARGINS)
        panels = figure.subplots(len(COMPARED), 1, sharex=True)
        for at, (axes, measure) in enumerate(zip(panels, COMPARED, strict=True)):
            _draw_panel(axes, series, measure, name)
            _mark_inspections(axes, own, labelled=at == 0)
        return draw(figure)


def _draw_panel(axes: Any, series: pd.DataFrame, measure: str, name: str) -> None:
    top = float(series[[measure, f"{measure}_england"]].max().max()) * 1.12 or 1.0
    ends = {}
    for at, (column, label) in enumerate(
        ((measure, name if len(name) <= LONGEST_NAME else "This place"), (f"{measure}_england", "England"))
    ):
        axes.plot(
            series["year"], series[column], color=PALETTE[at], linestyle=DASHES[at],
            marker=MARKERS[0] if at == 0 else "", markersize=5, markeredgewidth=0,
            linewidth=2.4 if at == 0 else 1.6, zorder=5 - at, clip_on=False,
        )  # fmt: skip
        ends[label] = (float(series["year"].iloc[-1]), float(series[column].dropna().iloc[-1]), PALETTE[at])
    direct_labels(axes, ends, gap=top * 0.17)
    axes.set_ylim(0, top)
    axes.set_xlim(series["year"].iloc[0] - 0.8, series["year"].iloc[-1] + 0.2)
    axes.set_xticks(list(series["year"][::2]))
    axes.tick_params(left=False, bottom=False)
    axes.patch.set_visible(False)
    axes.set_title(f"{MEASURES[measure].label} ({MEASURES[measure].unit})", loc="left", pad=4, y=1.0, fontsize=11.6)


def _mark_inspections(axes: Any, own: pd.DataFrame, *, labelled: bool) -> None:
    for at, overall in zip(census_years(own["inspection_date"]), own["overall"], strict=True):
        axes.axvline(at, color=PALETTE[4], linewidth=1, linestyle=(0, (2, 2)), zorder=0, clip_on=False)
        if labelled:
            axes.annotate(grade_letters(overall), (at, 1), xycoords=("data", "axes fraction"), xytext=(0, 18),
                          textcoords="offset points", ha="center", va="bottom", color=PALETTE[4],
                          annotation_clip=False)  # fmt: skip


def _alt(series: pd.DataFrame, own: pd.DataFrame, name: str) -> str:
    parts = []
    for measure in COMPARED:
        sound = series.dropna(subset=[measure])
        first, last = sound.iloc[0], sound.iloc[-1]
        parts.append(
            f"{MEASURES[measure].label} {number(first[measure])} in {first['year']:.0f} and {number(last[measure])} in "
            f"{last['year']:.0f} (England {number(first[f'{measure}_england'])} and "
            f"{number(last[f'{measure}_england'])})."
        )
    marked = [
        f"{day(began)}, {'no overall grade' if pd.isna(grade) else str(grade).lower()}"
        for began, grade in zip(own["inspection_date"], own["overall"], strict=True)
    ]
    lines = f" Vertical lines: {listed(marked)}." if marked else ""
    return f"Three line charts of {name} and England, {len(series)} censuses. {' '.join(parts)}{lines}"
