"""Tables of the five measures over the censuses."""

from __future__ import annotations

import pandas as pd

from workforce_grades.analyses.workforce_stability import Stability
from workforce_grades.analyses.workforce_trends import (
    holders,
    missing_values,
    parts,
    published,
    returns_in,
    spread,
)
from workforce_grades.authorities import Region
from workforce_grades.codebook import EXPOSURES, MEASURES
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import link_to, listed, number, plain_name, spoken
from workforce_grades.study import Study

_MOST_NAMED = 2
RATES = {name: f"{MEASURES[name].label} ({MEASURES[name].unit})" for name in EXPOSURES}
"""Headers of columns that hold the five measures."""


def table_england(study: Study) -> Table:
    """Return the five measures of England by year, as published."""
    data = published(study)[list(EXPOSURES)].reset_index().astype({"year": "str"})
    return Table(
        data, f"England as published, {data['year'].iloc[0]} to {data['year'].iloc[-1]}",
        headers={"year": "Year", **RATES}, decimals=dict.fromkeys(EXPOSURES, 1),
    )  # fmt: skip


def table_spread(study: Study, region: Region | None = None) -> Table:
    """Return how the latest values are spread over returns, with who has the lowest and the highest."""
    returns, year = returns_in(study, region), study.latest_year
    rows = []
    for name in EXPOSURES:
        row = spread(returns, name).to_dict("index")[year]
        ends = [_with_names(row[end], holders(returns, name, year, row[end])) for end in ("lowest", "highest")]
        rows.append((RATES[name], int(row["returns"]), ends[0], row["lower"], row["median"], row["upper"], ends[1]))
    columns = ["measure", "returns", "lowest", "lower", "median", "upper", "highest"]
    return Table(
        pd.DataFrame(rows, columns=columns),
        f"Spread of the five measures over returns in {spoken(region.name) if region else 'England'}, {year}",
        headers={"measure": "Measure", "returns": "Returns", "lowest": "Lowest", "lower": "Lower quartile",
                 "median": "Median", "upper": "Upper quartile", "highest": "Highest"},
        decimals={"returns": 0},
        note="A joint return counts once. Left out: missing values, zeros that are hard to believe and returns of "
        "fewer than 20 FTE in post.",
    )  # fmt: skip


def table_regions(study: Study) -> Table:
    """Return the five measures of the regions and England in the latest census, each region linking to its page."""
    year = study.latest_year
    rows: list[tuple[object, ...]] = []
    for region in study.authorities.regions:
        rows.append((link_to("region", region.code, region.name), *_rates(published(study, region), year)))
        rows += [(f"– {name}", *_rates(own, year)) for name, own in parts(study, region).items()]
    rows.append(("England", *_rates(published(study), year)))
    return Table(
        pd.DataFrame(rows, columns=["region", *EXPOSURES]),
        f"Regions and England as published, {year}",
        headers={"region": "Region", **RATES},
        decimals=dict.fromkeys(EXPOSURES, 1),
        note="Regions by name, each with the parts that DfE publishes as well. All values are DfE's own.",
    )


def table_stability(steady: dict[str, Stability]) -> Table:
    """Return how steady each measure is, one row a measure."""
    data = pd.DataFrame([
        {"measure": MEASURES[name].label, "next": found.ranks["correlation"].iloc[0],
         "lowest": found.next_year.min(), "far": found.ranks["correlation"].iloc[-1], "between": 100 * found.between,
         "within": found.within, "chance": found.by_chance,
         **{f"still_{apart}": found.lasting["still"].get(apart) for apart in (1, 3)},
         "throughout": found.lasting["throughout"].get(3)}
        for name, found in steady.items()
    ])  # fmt: skip
    apart = max(int(found.ranks.index[-1]) for found in steady.values())
    return Table(
        data,
        "How steady the five measures are from census to census",
        headers={"measure": "Measure", "next": "Rank correlation, next census", "lowest": "Lowest of the pairs",
                 "far": f"{apart} years apart", "between": "% of variance between authorities",
                 "within": "Autocorrelation within", "chance": "The same by chance",
                 "still_1": "% of the top quarter there a year later", "still_3": "Three years later",
                 "throughout": "In every census of the three years"},
        decimals={"next": 2, "lowest": 2, "far": 2, "within": 2, "chance": 2, "between": 0, "still_1": 0, "still_3": 0,
                  "throughout": 0},
        note="If nothing lasted, 25% of the top quarter would be in it again in any later year, and under 2% in every "
        "census of three years.",
    )  # fmt: skip


def table_missing(study: Study) -> Table:
    """Return how many returns of each year have no value, by measure."""
    returns = returns_in(study)
    odd = missing_values(returns)
    counts = odd[~odd["has_value"]].pivot_table(
        index="year", columns="measure", values="name", aggfunc="size", fill_value=0
    )
    total = returns.groupby("year").size()
    data = counts.reindex(index=total.index, columns=list(EXPOSURES), fill_value=0)
    data.insert(0, "returns", total)
    return Table(
        data.rename_axis(index="year").reset_index().astype({"year": "str"}),
        "Returns without a value, by year and measure",
        headers={"year": "Year", "returns": "Returns", **{name: MEASURES[name].label for name in EXPOSURES}},
        decimals=dict.fromkeys(["returns", *EXPOSURES], 0),
    )


def _with_names(value: float, names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    told = [*map(plain_name, names[:_MOST_NAMED]), f"{more} more"] if more > 0 else map(plain_name, names)
    return f"{number(value)}: {listed(list(told))}"


def _rates(rows: pd.DataFrame, year: int) -> tuple[object, ...]:
    return tuple(rows[name].get(year) for name in EXPOSURES)
