"""What if: predicted grades at other levels, in tables."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from workforce_grades.analyses.what_if import SHARES, WhatIf
from workforce_grades.pages.tables import Table
from workforce_grades.pages.what_if.words import CASELOAD, GOOD
from workforce_grades.pages.words import interval, number, plural


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
        headers={"scenario": "Scenario", "moved": "Inspections moved"},
        decimals={"moved": 0},
        note=f"Averages over {plural(found.n, 'inspection')} of "
        f"{plural(found.n_clusters, 'authority', 'authorities')}. Intervals are in the figure and its table.",
    )


def table_caps(found: WhatIf) -> Table:
    """Return the change in the share good or outstanding at each cap on caseload, by region, with intervals."""
    rows = _good(found)
    data = _regions(rows, rows["scenario"].str.startswith(CASELOAD))
    counts = rows.drop_duplicates("place").set_index("place")["n"]
    data.insert(1, "n", data["place"].map(counts))
    return _changes(
        data,
        "Change in good or outstanding of 100 inspections at caps on caseload, by region, with 95% intervals",
        "One national model: regions differ here in their caseloads, turnover and agency rates only.",
    )


def table_levers(found: WhatIf) -> Table:
    """Return the change in the share good or outstanding at the medians, and at all three, by region."""
    rows = _good(found)
    last = rows["scenario"].iloc[-1]
    return _changes(
        _regions(rows, ~rows["scenario"].str.startswith(CASELOAD)),
        "Change in good or outstanding of 100 inspections at median turnover and agency, by region, with 95% intervals",
        f"Median: the national median of all returns at the same census. {last}.",
    )


def _good(found: WhatIf) -> pd.DataFrame:
    return found.predictions[found.predictions["grade"] == GOOD]


def _regions(rows: pd.DataFrame, chosen: pd.Series) -> pd.DataFrame:
    """Return a row a place: its share as observed, then its change under each chosen scenario."""
    data = rows[chosen].assign(
        scenario=rows["scenario"].str.split(":").str[0],
        shown=[_change(row) for row in rows[chosen].to_dict("records")],
    )
    wide = data.pivot_table(index="scenario", columns="place", values="shown", aggfunc="first", sort=False).T
    observed = data.drop_duplicates("place").set_index("place")["observed"]
    wide.insert(0, "observed", 100 * observed.reindex(wide.index).to_numpy())
    return wide.rename_axis(columns=None).reset_index()


def _changes(data: pd.DataFrame, caption: str, note: str) -> Table:
    """Return the table, a change and its interval below one another so that all columns are in sight."""
    shown = [str(column) for column in data.columns if column not in ("place", "n", "observed")]
    return Table(
        data,
        caption,
        headers={"place": "Place", "n": "Inspections", "observed": "Predicted as observed"}
        | {column: column.replace("the national median", "median") for column in shown},
        decimals={"n": 0, **dict.fromkeys(shown, 1)},
        note=note,
    )


def _change(row: Mapping[Hashable, Any]) -> Markup:
    bounds = interval(100 * row["difference_low"], 100 * row["difference_high"], 1)
    return Markup('{} <span class="interval">({})</span>').format(number(100 * row["difference"]), bounds)
