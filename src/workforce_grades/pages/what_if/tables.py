"""What if: predicted grades at other levels, in tables."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from workforce_grades.analyses.what_if import SHARES, WhatIf
from workforce_grades.pages.tables import Table
from workforce_grades.pages.what_if.words import GOOD
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


def table_regions(found: WhatIf) -> Table:
    """Return the change in the share good or outstanding under every scenario, by region, with intervals."""
    rows = found.predictions[found.predictions["grade"] == GOOD]
    data = pd.DataFrame(
        {
            "place": rows["place"],
            "scenario": rows["scenario"].str.split(":").str[0],
            "shown": [_change(row) for row in rows.to_dict("records")],
        }
    )
    wide = data.pivot_table(index="scenario", columns="place", values="shown", aggfunc="first", sort=False).T
    counts = rows.drop_duplicates("place").set_index("place")
    wide.insert(0, "n", counts["n"].reindex(wide.index).to_numpy())
    wide.insert(1, "observed", 100 * counts["observed"].reindex(wide.index).to_numpy())
    return Table(
        wide.rename_axis(columns=None).reset_index(),
        "Change in good or outstanding of 100 inspections under each scenario, by region, with 95% intervals",
        headers={"place": "Place", "n": "Inspections", "observed": "Predicted as observed"},
        decimals={"n": 0},
        note="One national model: regions differ here in their caseloads, turnover and agency rates only.",
    )


def _change(row: Mapping[Hashable, Any]) -> str:
    bounds = interval(100 * row["difference_low"], 100 * row["difference_high"], 1)
    return f"{number(100 * row['difference'])} ({bounds})"
