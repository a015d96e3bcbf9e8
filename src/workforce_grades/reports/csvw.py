"""What a program must know of an exported table: CSV on the Web metadata beside it (W3C Recommendation, 2015)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from workforce_grades.codebook_columns import COLUMNS, TABLES
from workforce_grades.reports.provenance import Provenance

ENDING: Final = ".csv-metadata.json"
_LISTS: Final = {"la_keys": "+"}
"""Columns that hold several values in a cell, with what is between them."""


def table_metadata(name: str, columns: Iterable[str], origin: Provenance) -> str:
    """Return the metadata of an exported table, as JSON.

    Parameters
    ----------
    name
        Of the table, without `.csv`.
    columns
        In the order in which they stand.
    origin
        Where the data come from.

    Raises
    ------
    KeyError
        A column is not in the codebook.
    """
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": f"{name}.csv",
        "dc:title": f"{TABLES[name]}{' (illustrative data)' if origin.illustrative else ''}",
        "dc:description": origin.citation(TABLES[name]).text,
        "dc:license": origin.licence_page or " ".join(origin.licence),
        "dc:source": [source.page or source.title for source in origin.sources],
        "dialect": {"header": True, "encoding": "utf-8"},
        "tableSchema": {"columns": [_column(column) for column in columns]},
    }
    return json.dumps(described, indent=1, ensure_ascii=False) + "\n"


def _column(name: str) -> dict[str, Any]:
    column = COLUMNS[name]
    described: dict[str, Any] = {
        "name": name, "titles": name, "dc:title": column.title, "dc:description": column.description,
        "datatype": {"base": "boolean", "format": "True|False"} if column.datatype == "boolean" else column.datatype,
    }  # fmt: skip
    return described | ({"separator": _LISTS[name]} if name in _LISTS else {})
