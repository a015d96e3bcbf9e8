"""The whole data set and the models' estimates as CSV, beside the pages."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

import pandas as pd

from workforce_grades.study import Study

WARNING: Final = "ILLUSTRATIVE.txt"
_ILLUSTRATIVE: Final = (
    "Illustrative data: fictional authorities.\n"
    "Every table in this folder was made from generated data. No number here describes a real place or person,\n"
    "and none may be quoted as a finding.\n"
)
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t")
"""Signs with which a spreadsheet program takes a cell's text for a formula (OWASP, CSV injection)."""

EXPORTS: Final = ("workforce", "inspections", "linked", "estimates")


def write_exports(study: Study, folder: Path) -> list[Path]:
    """Write `workforce.csv`, `inspections.csv`, `linked.csv` and `estimates.csv`.

    Beside generated data, `ILLUSTRATIVE.txt` says what they are.

    Parameters
    ----------
    study
        All tables of one data folder.
    folder
        Where to write; it is made if need be. Each file appears whole or not at all.

    Returns
    -------
    list of pathlib.Path
        The files, in the order of :data:`EXPORTS`; `ILLUSTRATIVE.txt` last.

    Notes
    -----
    UTF-8, dates as yyyy-mm-dd, numbers in full precision, keys of a joint return joined by ``+``. Text
    that a spreadsheet program would run as a formula has an apostrophe before it: names are the
    publishers' own, and a page that is passed on should not run anything for its reader.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = [write_csv(table, folder / f"{name}.csv") for name, table in export_tables(study).items()]
    if study.folder.is_illustrative:
        files.append(folder / WARNING)
        files[-1].write_text(_ILLUSTRATIVE, encoding="utf-8", newline="\n")
    return files


def export_tables(study: Study) -> dict[str, pd.DataFrame]:
    """Return the four tables as they are exported, by name.

    `estimates` has every model of the main study and the main model of each sub-judgement; one that
    cannot be estimated has its terms as rows without estimate, `converged` false.
    """
    from workforce_grades.codebook import SUB_JUDGEMENTS
    from workforce_grades.models import MAIN_SPECS, Spec, estimates_table, parse_spec

    terms = parse_spec(MAIN_SPECS["base"]).terms
    specs: list[str | Spec] = [*MAIN_SPECS.values(), *(Spec(outcome, terms) for outcome in SUB_JUDGEMENTS)]
    workforce = study.workforce.assign(la_keys=study.workforce["la_keys"].map("+".join))
    return {
        "workforce": workforce,
        "inspections": study.inspections,
        "linked": study.linked(),
        "estimates": estimates_table(specs, study),
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
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            without_formulas(table).to_csv(stream, index=False, date_format="%Y-%m-%d", lineterminator="\n")
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return file
