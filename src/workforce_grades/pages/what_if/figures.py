"""What if: the figure of changes under each scenario."""

from __future__ import annotations

from workforce_grades.analyses.what_if import WhatIf
from workforce_grades.pages.figures import PALETTE, STUDY_SOURCE, Figure, canvas, data_table, draw
from workforce_grades.pages.what_if.words import GOOD, PERCENT
from workforce_grades.pages.words import listed, number
from workforce_grades.study import Study


def figure_differences(study: Study, found: WhatIf) -> Figure:
    """Return the change in the share good or outstanding under each scenario, with intervals, England."""
    rows = found.predictions
    rows = rows[(rows["place"] == "England") & (rows["grade"] == GOOD)].iloc[::-1].reset_index(drop=True)
    rows[list(PERCENT)] *= 100
    labels = rows["scenario"].str.split(":").str[0]
    with canvas(0.36 * len(rows) + 0.9) as (figure, axes):
        at = range(len(rows))
        axes.hlines(at, rows["difference_low"], rows["difference_high"], color=PALETTE[0], linewidth=2)
        axes.plot(rows["difference"], at, "o", color=PALETTE[0], markersize=6)
        axes.axvline(0, color=PALETTE[4], linewidth=1, linestyle=(0, (4, 3)))
        axes.set_yticks(at, labels)
        axes.set_xlabel("Change, of 100")
        axes.grid(visible=False, axis="y")
        svg = draw(figure)
    shown_rows = rows.iloc[::-1]
    at_most = int(rows["difference"].abs().to_numpy().argmax())
    largest, name = rows["difference"].iloc[at_most], str(labels.iloc[at_most])
    spoken = [f"{label}: {number(d)}" for label, d in zip(labels.iloc[::-1], shown_rows["difference"], strict=True)]
    return Figure(
        svg,
        headline=f"The largest difference, {number(largest, 0)} of 100, goes with {name[0].lower()}{name[1:]}",
        subtitle="Predicted change in good or outstanding judgements of 100 inspections, with 95% interval; England",
        alt="Dots with horizontal lines for 95% intervals, one row a scenario, and a vertical line at no difference. "
        f"{listed(spoken)}.",
        source=STUDY_SOURCE,
        data=data_table(
            shown_rows[["scenario", "probability", "probability_low", "probability_high", "difference",
                        "difference_low", "difference_high"]],
            "good or outstanding of 100 inspections under each scenario",
            headers={"scenario": "Scenario", "probability": "Of 100", "probability_low": "95% from",
                     "probability_high": "95% to", "difference": "Difference", "difference_low": "95% from ",
                     "difference_high": "95% to "},
        ),
        illustrative=study.illustrative,
    )  # fmt: skip
