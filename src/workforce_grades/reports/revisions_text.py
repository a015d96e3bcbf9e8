"""What was revised, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from workforce_grades.analyses.revisions import Revisions
from workforce_grades.codebook import EXPOSURES

_SHOWN: Final = 5


def revision_lines(found: Revisions) -> Iterator[str]:
    """Yield counts by measure, the largest changes of the five rates, authorities and inspections that differ."""
    if not found.compared.empty:
        yield found.compared.fillna({"largest": 0.0}).to_string(index=False, float_format="{:.1f}".format)
    for measure in EXPOSURES:
        rows = found.numbers[(found.numbers["measure"] == measure) & found.numbers["change"].notna()]
        for row in rows.head(_SHOWN).itertuples():
            yield f"{measure}: {row.name} {row.year}: {row.old:.1f} -> {row.new:.1f} ({row.change:+.1f})"
    yield from _listed(found.members, "{what}: {name} ({table}, {years})")
    yield from _listed(found.grades, "{name}, inspected {inspection_date:%Y-%m-%d}: {what}: {old} -> {new}")
    for source_id in found.not_compared:
        yield f"not compared: {source_id} is on one side only"
    if found.is_empty:
        yield "nothing differs"


def _listed(rows: pd.DataFrame, form: str) -> Iterator[str]:
    for row in rows.head(4 * _SHOWN).to_dict("records"):
        yield form.format_map(row)
    if len(rows) > 4 * _SHOWN:
        yield f"... and {len(rows) - 4 * _SHOWN} more"
