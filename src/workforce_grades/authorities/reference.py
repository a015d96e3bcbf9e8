"""Short reference facts: successor links, spellings, regions.

The package ships those of England. A data folder may hold its own, which then take their place:
the generated sample does, because its authorities are fictional.
"""

from __future__ import annotations

from importlib.resources import as_file, files

import pandas as pd

from workforce_grades.errors import DataError
from workforce_grades.sources.files import read_csv
from workforce_grades.sources.folder import DataFolder
from workforce_grades.sources.report import LoadLog
from workforce_grades.sources.schema import check_columns

LINK_COLUMNS = ["pred_ons", "pred_dfe", "succ_ons", "succ_dfe", "effective_date", "change"]
ALIAS_COLUMNS = ["name_in_source", "dfe_code"]
REGION_COLUMNS = ["region_code", "region_name"]


def successor_links(folder: DataFolder) -> pd.DataFrame:
    """Return who followed whom: one row a predecessor and successor.

    Returns
    -------
    pandas.DataFrame
        `pred_ons`, `pred_dfe`, `succ_ons`, `succ_dfe` (codes), `effective_date` (datetime64) and
        `change` (`recode`, `merge`, `split` or `part transfer`). Source: DfE list of authority
        codes; SI 2024/1328 for Barnsley and Sheffield.
    """
    table = _read("authority_history.csv", LINK_COLUMNS, folder)
    table["change"] = table["change"].str.extract(r"^(recode|merge|split|part transfer)", expand=False)
    table["effective_date"] = pd.to_datetime(table["effective_date"], format="%Y-%m-%d", errors="coerce")
    wrong = table[table[["change", "effective_date"]].isna().any(axis=1)]
    if not wrong.empty:
        raise DataError(
            "authority_history.csv", "a successor link without a date or a known kind of change",
            place=f"row {wrong.index[0] + 1} below the header",
            expected="a date yyyy-mm-dd, and recode, merge, split or part transfer",
        )  # fmt: skip
    return table


def name_aliases(folder: DataFolder) -> dict[str, str]:
    """Return spellings that publishers use, each with the authority's DfE code."""
    table = _read("name_aliases.csv", ALIAS_COLUMNS, folder)
    return dict(zip(table["name_in_source"], table["dfe_code"], strict=True))


def region_names(folder: DataFolder) -> dict[str, str]:
    """Return the nine regions' names by code."""
    table = _read("regions.csv", REGION_COLUMNS, folder)
    return dict(zip(table["region_code"], table["region_name"], strict=True))


def _read(name: str, columns: list[str], folder: DataFolder) -> pd.DataFrame:
    own = folder.path / name
    if own.is_file():
        table = read_csv(own, LoadLog(name, name, ""))
        check_columns(table, columns, file=own, layout=f"the project's own {name}")
    else:
        with as_file(files("workforce_grades.authorities") / "reference" / name) as path:
            table = read_csv(path, LoadLog(name, name, ""))
    return table[columns].copy()
