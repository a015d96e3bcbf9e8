"""What if: predicted grades at other levels of caseload, turnover and agency, in words, tables and a figure."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from workforce_grades.analyses.what_if import MODEL, SHARES, WhatIf, what_if
from workforce_grades.cache import cached
from workforce_grades.errors import EstimationError
from workforce_grades.models import study_panel
from workforce_grades.pages.figures import PALETTE, Figure, canvas, data_table, draw
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import interval, listed, number, plural, sentence, shown
from workforce_grades.study import Study

SOURCE: Final = "Department for Education, Children's social work workforce; Ofsted, Inspection outcomes"
GOOD: Final = SHARES[-1]
WORST: Final = SHARES[0]
_PERCENT: Final = (
    "observed", "probability", "probability_low", "probability_high", "difference", "difference_low",
    "difference_high",
)  # fmt: skip


def expected(study: Study, cap: float) -> WhatIf | str:
    """Return the predictions of a study, made once and cached by content, or why there are none.

    Parameters
    ----------
    study
        All tables of one data folder.
    cap
        A cap on caseload, cases per FTE.

    Raises
    ------
    ParameterError
        The cap is outside the caseloads that were observed.
    """
    asked = study.folder.content | {"cap": repr(float(cap))}
    try:
        return cached("what-if", asked, lambda: what_if(study_panel(study), cap=cap))
    except EstimationError as error:
        return sentence(str(error))


def answer(found: WhatIf, cap: float) -> list[str]:
    """Return the page's answer: what the cap goes with, in inspections of 100."""
    name = cap_name(cap)
    good, worst = (_row(found, "England", name, share) for share in (GOOD, WORST))
    return [
        f"Among {plural(found.n, 'inspection')}, had no authority's caseload been above {cap:g}, the model expects "
        f"{number(good['probability'])} of 100 to be good or outstanding instead of {number(good['observed'])} "
        f"({_change(good)}), and {number(worst['probability'])} to be inadequate instead of "
        f"{number(worst['observed'])} ({_change(worst)}).",
        "This is how grades differ between authorities with different caseloads. It is an association: it does not say "
        "that a cap would bring those grades about.",
    ]


def levers_in_words(found: WhatIf) -> list[str]:
    """Return what turnover and agency at their medians go with, one sentence a scenario."""
    england = found.predictions[(found.predictions["place"] == "England") & (found.predictions["grade"] == GOOD)]
    rows = england[~england["scenario"].str.startswith("Caseload")]
    return [_lever(_percentages(row)) for row in rows.to_dict("records")]


def _lever(row: dict[str, Any]) -> str:
    clear = shown(row["difference_low"]) > 0 or shown(row["difference_high"]) < 0
    verdict = "" if clear else ", which is not clearly different"
    return (
        f"{row['scenario']}: {number(row['probability'])} of 100 good or outstanding instead of "
        f"{number(row['observed'])} ({_change(row)}){verdict}; it changes {plural(row['moved'], 'inspection')} of "
        f"{row['n']:,}."
    )


def cap_name(cap: float) -> str:
    """Return the name of the scenario that caps caseload."""
    return f"Caseload at most {cap:g}"


def table_england(found: WhatIf) -> Table:
    """Return the predicted share of each grade under every scenario, England."""
    rows = found.predictions[found.predictions["place"] == "England"]
    shares = rows.pivot_table(index="scenario", columns="grade", values="probability", sort=False)
    observed = rows.drop_duplicates("grade").set_index("grade")["observed"].rename("As observed")
    data = 100 * pd.concat([observed.to_frame().T, shares])[list(SHARES)]
    moved = rows.drop_duplicates("scenario").set_index("scenario")["moved"]
    data["moved"] = moved.reindex(data.index).fillna(0).astype("int64")
    return Table(
        data.rename_axis("scenario").reset_index(),
        "Predicted grades of 100 inspections under each scenario, England",
        headers={"scenario": "Scenario", "moved": "Inspections it changes"},
        decimals={"moved": 0},
        note=f"Averages over {plural(found.n, 'inspection')} of "
        f"{plural(found.n_clusters, 'authority', 'authorities')}. Intervals are in the figure and its table.",
    )


def table_regions(found: WhatIf, cap: float) -> Table:
    """Return the share good or outstanding as observed and under the cap, by region."""
    rows = found.predictions
    rows = rows[(rows["scenario"] == cap_name(cap)) & (rows["grade"] == GOOD)]
    data = rows[["place", *_PERCENT, "moved", "n"]].copy()
    data[list(_PERCENT)] *= 100
    return Table(
        data.drop(columns=["probability_low", "probability_high"]),
        f"Good or outstanding of 100 inspections, as observed and with caseload at most {cap:g}, by region",
        headers={"place": "Place", "observed": "Predicted as observed", "probability": "With the cap",
                 "difference": "Difference", "difference_low": "95% from", "difference_high": "95% to",
                 "moved": "Inspections it changes", "n": "Inspections"},
        decimals={"moved": 0, "n": 0},
        note="One national model: regions differ here in their caseloads, turnover and agency rates only.",
    )  # fmt: skip


def regions_in_words(found: WhatIf) -> str:
    """Return which regions have no inadequate inspection, so that their prediction rests on the others'."""
    if not found.unseen:
        return "Every region had at least one inadequate inspection in the sample."
    named = listed(list(found.unseen))
    return (
        f"No inspection in the sample was inadequate in {named}: what the model expects there of that grade rests on "
        "the other regions."
    )


def figure_differences(study: Study, found: WhatIf) -> Figure:
    """Return the change in the share good or outstanding under each scenario, with intervals, England."""
    rows = found.predictions
    rows = rows[(rows["place"] == "England") & (rows["grade"] == GOOD)].iloc[::-1].reset_index(drop=True)
    rows[list(_PERCENT)] *= 100
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
    largest = shown_rows["difference"].max()
    name = str(labels.iloc[int(rows["difference"].to_numpy().argmax())])
    spoken = [f"{label}: {number(d)}" for label, d in zip(labels.iloc[::-1], shown_rows["difference"], strict=True)]
    return Figure(
        svg,
        headline=f"The largest difference, {number(largest, 0)} of 100, goes with {name[0].lower()}{name[1:]}",
        subtitle="Predicted change in good or outstanding judgements of 100 inspections, with 95% interval; England",
        alt="Dots with horizontal lines for 95% intervals, one row a scenario, and a vertical line at no difference. "
        f"{listed(spoken)}.",
        source=SOURCE,
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


def method_in_words(found: WhatIf) -> str:
    """Return what was computed, on whom, within which range."""
    ranges = [
        f"{term} {interval(row['lowest'], row['highest'], 1)}" for term, row in found.ranges.to_dict("index").items()
    ]
    lost = f" ({plural(found.failed, 'draw')} could not be estimated)" if found.failed else ""
    return (
        f"Model {MODEL}, {plural(found.n, 'inspection')} of {plural(found.n_clusters, 'authority', 'authorities')}; "
        f"{found.replicates:,} bootstrap draws of whole authorities{lost}. Observed ranges: {listed(ranges)}."
    )


def _row(found: WhatIf, place: str, scenario: str, share: str) -> dict[str, Any]:
    rows = found.predictions
    chosen = rows[(rows["place"] == place) & (rows["scenario"] == scenario) & (rows["grade"] == share)]
    return _percentages(dict(chosen.iloc[0]))


def _percentages(row: Any) -> dict[str, Any]:
    return {name: 100 * value if name in _PERCENT else value for name, value in row.items()}


def _change(row: dict[str, Any]) -> str:
    bounds = interval(row["difference_low"], row["difference_high"], 1)
    return f"difference {number(row['difference'])}, 95% interval {bounds}"
