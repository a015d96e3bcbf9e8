"""The whole data set and the models' estimates as CSV and as one workbook, beside the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from workforce_grades.reports.csvw import ENDING, table_metadata
from workforce_grades.reports.provenance import provenance
from workforce_grades.reports.record import write_whole
from workforce_grades.reports.workbook import workbook_bytes, workbook_name
from workforce_grades.study import Study

WARNING: Final = "ILLUSTRATIVE.txt"
_ILLUSTRATIVE: Final = (
    "Illustrative data: fictional authorities.\n"
    "Every table in this folder was made from generated data. No number here describes a real place or person,\n"
    "and none may be quoted as a finding.\n"
)
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t")
"""Signs with which a spreadsheet program takes a cell's text for a formula (OWASP, CSV injection)."""

EXPORTS: Final = ("workforce", "inspections", "linked", "estimates", "comparisons")


def write_exports(study: Study, folder: Path) -> list[Path]:
    """Write every table of :data:`EXPORTS` as CSV, and one workbook of all.

    Beside each stands `<table>.csv-metadata.json`, which says what its columns mean; beside generated data,
    `ILLUSTRATIVE.txt` says what they are.

    Parameters
    ----------
    study
        All tables of one data folder.
    folder
        Where to write; it is made if need be. Each file appears whole or not at all.

    Returns
    -------
    list of pathlib.Path
        The tables, in the order of :data:`EXPORTS`, their metadata, the workbook; `ILLUSTRATIVE.txt` last.

    Notes
    -----
    UTF-8, dates as yyyy-mm-dd, numbers in full precision, keys of a joint return joined by ``+``. Text
    that a spreadsheet program would run as a formula has an apostrophe before it: names are the
    publishers' own, and a page that is passed on should not run anything for its reader.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables, origin = export_tables(study), provenance(study.folder)
    files = [write_csv(table, folder / f"{name}.csv") for name, table in tables.items()]
    for name, table in tables.items():
        described = table_metadata(name, map(str, table.columns), origin)
        files.append(_write(folder / f"{name}{ENDING}", described.encode()))
    book = folder / workbook_name(illustrative=origin.illustrative)
    files.append(_write(book, workbook_bytes(tables, origin)))
    if study.folder.is_illustrative:
        files.append(_write(folder / WARNING, _ILLUSTRATIVE.encode()))
    return files


def export_tables(study: Study) -> dict[str, pd.DataFrame]:
    """Return the tables as they are exported, by name.

    `estimates` has every model of the main study and the main model of each sub-judgement; one that
    cannot be estimated has its terms as rows without estimate, `converged` false.
    """
    from workforce_grades.codebook import SUB_JUDGEMENTS
    from workforce_grades.models import MAIN_SPECS, Spec, estimates_table, parse_spec
    from workforce_grades.pages.local_authority.comparators import comparisons

    terms = parse_spec(MAIN_SPECS["base"]).terms
    specs: list[str | Spec] = [*MAIN_SPECS.values(), *(Spec(outcome, terms) for outcome in SUB_JUDGEMENTS)]
    workforce = study.workforce.assign(la_keys=study.workforce["la_keys"].map("+".join))
    return {
        "workforce": workforce,
        "inspections": study.inspections,
        "linked": study.linked(),
        "estimates": estimates_table(specs, study),
        "comparisons": comparisons(study),
    }


def without_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with an apostrophe before every text that begins like a formula; numbers stay numbers."""
    texts = table.select_dtypes(["object", "str"])
    return table.assign(**{str(name): column.map(_as_text, na_action="ignore") for name, column in texts.items()})


def _as_text(value: object) -> object:
    if not isinstance(value, str):
        return value
    line = value.replace("\r", " ")  # a spreadsheet program begins a new row at one
    return f"'{line}" if line.startswith(FORMULA_SIGNS) else line


def write_csv(table: pd.DataFrame, file: Path) -> Path:
    """Write one table to a temporary file beside `file`, then put it in its place."""
    text = without_formulas(table).to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n")
    return _write(file, text.encode())


def _write(file: Path, content: bytes) -> Path:
    write_whole(file, content)
    return file
