"""Write the sample: every source under its publisher's file name, with `illustrative_` before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from workforce_grades import __version__
from workforce_grades.sample import layouts
from workforce_grades.sample.authority_files import (
    code_rows,
    deprivation_rows,
    history_rows,
    region_rows,
    spelling_rows,
    uk_rows,
)
from workforce_grades.sample.children_files import children_in_need_rows, population_rows, referral_rows
from workforce_grades.sample.neighbour_files import neighbour_rows_2021, neighbour_rows_2025
from workforce_grades.sample.ofsted_2023_files import history_sheets
from workforce_grades.sample.ofsted_files import outcome_sheets
from workforce_grades.sample.publication import publish
from workforce_grades.sample.report_pdfs import write_reports
from workforce_grades.sample.simulation import AUTHORITIES, SEED, Simulation, simulate
from workforce_grades.sample.spending_file import spending_sheets
from workforce_grades.sample.workforce_files import headline_rows, indicator_rows
from workforce_grades.sample.writers import Row, write_csv, write_ods
from workforce_grades.sources.folder import ILLUSTRATIVE_PREFIX, SOURCES

GENERATOR_VERSION: Final = "2"
"""Raised whenever the same seed gives other files."""

TRUTH: Final = f"{ILLUSTRATIVE_PREFIX}truth.json"
MANIFEST: Final = "manifest.csv"
FILES: Final = {
    "workforce": "csww_indicators_2017_to_2025.csv",
    "workforce_2022": "csww_headline_measures_2017_to_2022.csv",
    "inspections": "LA_Inspection_Outcomes_as_at_31_March_2025.ods",
    "inspections_2023": "Childrens_social_care_in_England_2023_underlying_data.ods",
    "authorities": "las.csv",
    "neighbours": "sn_model_2025_wide.csv",
    "neighbours_2021": "New_Statistical_Neighbour_Groupings_April_2021.csv",
    "children_in_need": "b1_children_in_need_2017_to_2025.csv",
    "referrals": "c1_children_in_need_referrals_and_rereferrals_2017_to_2025.csv",
    "population": "ons_mid-year_population_estimates_2016_to_2024.csv",
    "spending": "RSX_LA_Data_2024-25_data_by_LA.ods",
    "deprivation": "la_imd.csv",
    "uk_authorities": "uk_local_authorities_future.csv",
}
"""Publishers' file names by source."""

_WITH_BOM = ("workforce_2022", "neighbours", "neighbours_2021")


def write_sample(out: Path, *, authorities: int = AUTHORITIES, seed: int = SEED) -> Simulation:
    """Simulate fictional authorities and write all sources about them to a folder.

    Parameters
    ----------
    out
        The folder; made if it is not there. Files of the same names are replaced.
    authorities
        How many exist in 2025: 60 to 520. DfE's codes have three digits, of which England leaves
        so many free.
    seed
        The same seed, the same bytes.

    Returns
    -------
    Simulation
        What was simulated, hidden values included.

    Raises
    ------
    ParameterError
        A number of authorities that hold not every special case, or that there are no codes for.
    """
    simulation = simulate(authorities=authorities, seed=seed)
    out.mkdir(parents=True, exist_ok=True)
    for source_id, rows in _tables(simulation).items():
        write_csv(out / file_name(source_id), rows(), bom=source_id in _WITH_BOM)
    for source_id, sheets in _workbooks(simulation).items():
        write_ods(out / file_name(source_id), sheets())
    write_csv(out / "authority_history.csv", history_rows(simulation.geography))
    write_csv(out / "name_aliases.csv", spelling_rows(simulation.geography))
    write_csv(out / "regions.csv", region_rows())
    (out / TRUTH).write_text(json.dumps(truth(simulation), indent=2) + "\n", encoding="utf-8")
    write_csv(out / MANIFEST, _manifest_rows(out), line_end="\r\n")
    write_reports(simulation, out)
    return simulation


def file_name(source_id: str) -> str:
    """Return the sample's file name of a source."""
    return ILLUSTRATIVE_PREFIX + FILES[source_id]


def truth(simulation: Simulation) -> dict[str, object]:
    """Return what the sample was drawn from, for whoever wants to see an estimate find it."""
    return {
        "illustrative": "All authorities are fictional; nothing here is about a real one",
        "generator": "python -m workforce_grades.sample",
        "generator_version": GENERATOR_VERSION,
        "package_version": __version__,
        "seed": simulation.seed,
        "authorities": len(simulation.geography.current),
        "inspections": len(simulation.inspections),
        **simulation.truth.record(),
    }


def _tables(simulation: Simulation) -> dict[str, Callable[[], Iterable[Row]]]:
    published = publish(simulation)
    return {
        "workforce": lambda: indicator_rows(simulation, published),
        "workforce_2022": lambda: headline_rows(simulation, published),
        "authorities": lambda: code_rows(simulation.geography),
        "neighbours": lambda: neighbour_rows_2025(simulation),
        "neighbours_2021": lambda: neighbour_rows_2021(simulation),
        "children_in_need": lambda: children_in_need_rows(simulation),
        "referrals": lambda: referral_rows(simulation),
        "population": lambda: population_rows(simulation),
        "deprivation": lambda: deprivation_rows(simulation),
        "uk_authorities": lambda: uk_rows(simulation.geography),
    }


def _workbooks(simulation: Simulation) -> dict[str, Callable[[], dict[str, list[Row]]]]:
    return {
        "inspections": lambda: outcome_sheets(simulation),
        "inspections_2023": lambda: history_sheets(simulation),
        "spending": lambda: spending_sheets(simulation),
    }


def _manifest_rows(out: Path) -> Iterable[Row]:
    yield layouts.MANIFEST
    for source_id in FILES:
        source = SOURCES[source_id]
        content = (out / file_name(source_id)).read_bytes()
        yield (
            file_name(source_id), len(content), hashlib.sha256(content).hexdigest(), "generated, fictional",
            f"Illustrative, in the layout of: {source.title}", source.page, "generated",
        )  # fmt: skip
