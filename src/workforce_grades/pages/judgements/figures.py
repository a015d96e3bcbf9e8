"""Figures of the page on Ofsted's judgements: grades by year, grades in force, waits."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from workforce_grades.analyses.judgements import grades_by_year, years_in_force
from workforce_grades.analyses.published_shares import compare_published
from workforce_grades.analyses.waits import waits
from workforce_grades.codebook import GOOD_OR_BETTER, GRADES
from workforce_grades.pages.figures import PALETTE, Figure, canvas, data_table, draw
from workforce_grades.pages.words import Prose, change_words, compare, day, listed, number, plural, say
from workforce_grades.study import Study

SOURCE: Final = "Ofsted, Local authority inspection outcomes; Children's social care in England 2023"

_ORDER: Final = GRADES[::-1]
_COLOURS: Final = dict(zip(_ORDER, (PALETTE[0], PALETTE[1], PALETTE[5], PALETTE[2]), strict=True))
_TEXT: Final = dict(zip(_ORDER, ("white", "black", "black", "white"), strict=True))
_NAMES: Final = dict(zip(_ORDER, ("Outstanding", "Good", "Requires\nimprovement", "Inadequate"), strict=True))
_SPOKEN: Final = {"ILACS, all": "ILACS inspections", "SIF, all": "first SIF inspections"}
_NARROWEST_LABEL: Final = 8.0
_NAME_COLOURS: Final = dict(zip(_ORDER, (PALETTE[0], "#1b6f68", "#5b4a87", PALETTE[2]), strict=True))
"""The bars' colours, dark enough for text."""

_NAMES_APART: Final = (22.0, 25.0, 30.0)
_FIRST_NAME: Final = 13.0
_LAST_NAME: Final = 97.0


def figure_by_year(study: Study) -> Figure | Prose:
    """Return the share of each overall grade by framework and calendar year, as stacked bars."""
    counts = grades_by_year(study.inspections)
    bars = _bars(counts)
    if bars.empty:
        return say("The data hold no ILACS or first SIF inspection with an overall grade.")
    with canvas(0.29 * len(bars) + 1.0) as (figure, axes):
        _draw_bars(axes, bars)
        svg = draw(figure)
    totals = {name: _good_share(bars, name) for name in _SPOKEN if name in bars.index}
    spoken = [f"{name.removesuffix(', all')} {number(value, 0)}%" for name, value in totals.items()]
    return Figure(
        svg,
        headline=_headline(totals),
        subtitle=f"Share of each overall grade by framework and calendar year of the inspection, "
        f"{plural(int(counts['inspections'].sum()), 'inspection')}; numbers in the bars are inspections"
        + ("; SIF re-inspections are in the table only" if (counts["framework"] == "SIF re-inspection").any() else ""),
        alt="Stacked bars, one a framework and year, split into outstanding, good, requires improvement and "
        f"inadequate. Good or outstanding over all years: {listed(spoken)}.",
        source=SOURCE,
        data=_data_by_year(counts),
        illustrative=study.illustrative,
    )


def _headline(totals: dict[str, float]) -> str:
    shares = {name: f"{number(share, 0)}% of {_SPOKEN[name]}" for name, share in totals.items()}
    now = f"{next(iter(shares.values()))} ended in good or outstanding"
    if len(shares) == 1:
        return now
    word = compare(totals["ILACS, all"], totals["SIF, all"], 0)
    return f"{now}, {word} {'' if word.startswith('the') else 'the '}{shares['SIF, all']}"


def _bars(counts: pd.DataFrame) -> pd.DataFrame:
    """Return inspections by grade: each framework's total, then its years."""
    parts = {}
    for framework in ("ILACS", "SIF"):
        rows = counts[counts["framework"] == framework]
        if len(rows):
            parts[f"{framework}, all"] = rows.groupby("grade")["inspections"].sum()
            for year, of_year in rows.groupby("year"):
                parts[f"{framework} {year}"] = of_year.set_index("grade")["inspections"]
    return pd.DataFrame(parts, index=list(_ORDER)).T


def _good_share(bars: pd.DataFrame, name: str) -> float:
    counts = bars.T[name]
    return float(100 * counts[list(GOOD_OR_BETTER)].sum() / counts.sum())


def _draw_bars(axes: Any, bars: pd.DataFrame) -> None:
    shares = 100 * bars.div(bars.sum(axis=1), axis=0)
    second = next((at for at, name in enumerate(bars.index) if name == "SIF, all"), len(bars))
    rows = [-(at + (0.6 if at >= second else 0)) for at in range(len(bars))]
    left = shares.cumsum(axis=1) - shares
    for grade in _ORDER:
        axes.barh(rows, shares[grade], left=left[grade], height=0.84, color=_COLOURS[grade], edgecolor="white")
        for row, share, start, count in zip(rows, shares[grade], left[grade], bars[grade], strict=True):
            if share >= _NARROWEST_LABEL:
                axes.text(start + share / 2, row, f"{count}", ha="center", va="center", color=_TEXT[grade])
    for name, at in _label_places(left.iloc[0] + shares.iloc[0] / 2).items():
        axes.text(at, 0.55, _NAMES[name], ha="center", va="bottom", color=_NAME_COLOURS[name])
    axes.set_yticks(rows, list(bars.index))
    axes.set_xlim(0, 100)
    axes.set_ylim(rows[-1] - 0.6, 1.6)
    axes.set_xlabel("% of inspections")
    axes.grid(visible=False)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _label_places(centres: pd.Series) -> dict[Any, float]:
    """Return where each grade's name stands above the first bar: near its part, none on another."""
    places = [float(centre) for centre in centres]
    places[0] = max(places[0], _FIRST_NAME)
    for at, apart in enumerate(_NAMES_APART, start=1):
        places[at] = max(places[at], places[at - 1] + apart)
    places[-1] = min(places[-1], _LAST_NAME)
    for at, apart in reversed(list(enumerate(_NAMES_APART))):
        places[at] = min(places[at], places[at + 1] - apart)
    return dict(zip(centres.index, places, strict=True))


def _data_by_year(counts: pd.DataFrame) -> Any:
    wide = counts.pivot_table(index=["framework", "year", "of"], columns="grade", values="inspections").reset_index()
    shares = counts.pivot_table(index=["framework", "year", "of"], columns="grade", values="share").reset_index()
    data = pd.DataFrame({"year": wide["framework"] + " " + wide["year"].astype(str), "of": wide["of"]})
    for grade in _ORDER:
        data[grade] = wide[grade].astype(int)
        data[f"{grade} %"] = shares[grade]
    return data_table(
        data, "overall grades by framework and year", headers={"year": "Framework and year", "of": "Inspections"}
    )


def figure_in_force(study: Study) -> Figure | Prose:
    """Return the share of authorities rated good or outstanding each 31 March, with Ofsted's published shares."""
    years = years_in_force(study.inspections, study.authorities)
    if len(years) < 2:
        return say("The data hold fewer than two 31 Marches: there is no series to show.")
    published = _published(study)
    with canvas(3.1) as (figure, axes):
        axes.plot(years["on"], years["share"], color=PALETTE[0], marker="o", zorder=3)
        for on, share in zip(years["on"], years["share"], strict=True):
            axes.annotate(number(share), (on, share), xytext=(0, 8), textcoords="offset points", ha="center",
                          color=PALETTE[0])  # fmt: skip
        if len(published):
            axes.plot(published["on"], published["value"], linestyle="none", marker="D", markersize=9, mfc="none",
                      color=PALETTE[3], zorder=4)  # fmt: skip
            axes.annotate("Published by Ofsted", (published["on"].iloc[0], published["value"].iloc[0]), xytext=(2, -18),
                          textcoords="offset points", color="#b4470d", va="top")  # fmt: skip
        axes.set_ylim(0, 100)
        axes.set_ylabel("% of authorities with a grade")
        svg = draw(figure)
    first, last = years.iloc[0], years.iloc[-1]
    spoken = [f"{number(row['share'])}% in {row['on'].year}" for row in years.to_dict("records")]
    change = change_words(last["share"], first["share"])
    return Figure(
        svg,
        headline=f"{number(last['share'])}% of authorities were rated good or outstanding on {day(last['on'])}, "
        f"{change if change == 'no change' else change + ' points'} since {first['on'].year}",
        subtitle="Overall grade of the latest inspection begun by each 31 March, authorities with a grade, England"
        + ("; diamonds: published by Ofsted, from the reports that were out by then" if len(published) else ""),
        alt=f"Line of the share of authorities rated good or outstanding each 31 March: {listed(spoken)}.",
        source=SOURCE,
        data=data_table(
            years.assign(on=[day(on) for on in years["on"]]),
            "overall grade in force each 31 March",
            headers={"on": "Date", "inspected": "With a grade", "existing": "Authorities", "share": "% of those graded",
                     "good_or_better": "Good or outstanding", "share_of_all": "% of all authorities"},
        ),
        illustrative=study.illustrative,
    )  # fmt: skip


def _published(study: Study) -> pd.DataFrame:
    """Return the national shares of good or outstanding overall that Ofsted published; none for fictional data."""
    if study.illustrative:
        return pd.DataFrame()
    rows = compare_published(study.inspections, study.authorities)
    return rows[
        (rows["which"] == "in force") & (rows["outcome"] == "overall") & (rows["region"] == "")
        & (rows["unit"] == "percent") & (rows["quantity"] == "good or outstanding")
        & (rows["on"] >= pd.Timestamp(2018, 3, 31))
    ]  # fmt: skip


def figure_waits(study: Study) -> Figure | Prose:
    """Return how many months passed to the next inspection after each ILACS grade."""
    rows = waits(study.inspections, study.authorities)
    seen = rows[rows["followed"] > 0].reset_index(drop=True)
    if seen.empty:
        return say("No ILACS inspection in these data was followed by another.")
    with canvas(0.6 * len(seen) + 1.0) as (figure, axes):
        at = range(len(seen))
        axes.hlines(at, seen["lower"], seen["upper"], color=PALETTE[0], linewidth=7, alpha=0.35)
        axes.plot(seen["median"], at, "o", color=PALETTE[0], markersize=8)
        for row, (upper, median) in enumerate(zip(seen["upper"], seen["median"], strict=True)):
            axes.annotate(f"{median:.0f} months", (upper, row), xytext=(8, 0), textcoords="offset points", va="center",
                          annotation_clip=False)  # fmt: skip
        axes.set_yticks(at, [grade.replace("Requires ", "Requires\n") for grade in seen["grade"]])
        axes.set_ylim(-0.6, len(seen) - 0.4)
        axes.set_xlim(0, float(seen["upper"].max()) * 1.32)
        axes.set_xlabel("Months between first days")
        axes.grid(visible=True, axis="x")
        axes.grid(visible=False, axis="y")
        svg = draw(figure)
    spoken = [f"{row['grade'].lower()} {number(row['median'], 0)} months" for row in seen.to_dict("records")]
    return Figure(
        svg,
        headline=_waits_headline(seen),
        subtitle=f"Months from one ILACS inspection to the next, by the earlier grade, "
        f"{plural(int(seen['followed'].sum()), 'pair')}: median (dot) and middle half (bar)",
        alt="One row a grade with a bar from the lower to the upper quartile and a dot at the median. Medians: "
        f"{listed(spoken)}.",
        source=SOURCE,
        data=data_table(
            rows, "months to the next ILACS inspection by grade",
            headers={"grade": "Earlier grade", "inspections": "Inspections", "followed": "Followed by another",
                     "lower": "Lower quartile", "median": "Median", "upper": "Upper quartile",
                     "median_all": "Median, those still waiting included"},
            note="The last column is Kaplan and Meier's estimate: the month by which more than half of all inspections "
            "with that grade had been followed by another. A dash: that was not reached.",
        ),
        illustrative=study.illustrative,
    )  # fmt: skip


def _waits_headline(seen: pd.DataFrame) -> str:
    ordered = seen.sort_values("median", kind="stable").to_dict("records")
    (soonest, after), (latest, other) = (
        (number(row["median"], 0), row["grade"].lower()) for row in (ordered[0], ordered[-1])
    )
    if soonest == latest:
        return f"The next inspection came after a median of {soonest} months"
    return f"The next inspection came soonest after {after} ({soonest} months), latest after {other} ({latest} months)"
