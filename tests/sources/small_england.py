"""A country of seven fictional authorities, and its publishers' files, for tests of the loaders."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from workforce_grades.authorities import Authorities, Authority

START, REFORM = date(2009, 1, 1), date(2019, 4, 1)
_LAST_DAY = date(2019, 3, 31)

_MEMBERS = [
    # la_key, ONS code, name, start, end, former ONS codes
    ("901", "E06900001", "Northmere", START, None, ()),
    ("902", "E08900002", "Southmere", START, None, ("E10900002",)),
    ("903", "E09900003", "Eastmere", START, None, ()),
    ("904", "E06900004", "Oldmere", START, _LAST_DAY, ()),
    ("905", "E06900005", "Newmere", REFORM, None, ()),
    ("906", "E10900006", "Dunmere", START, _LAST_DAY, ()),
    ("907", "E06900007", "Dunmere", REFORM, None, ()),
]
ONS = {key: ons for key, ons, *_rest in _MEMBERS}
NAMES = {key: name for key, _ons, name, *_rest in _MEMBERS}
BEFORE = ("901", "902", "903", "904", "906")
AFTER = ("901", "902", "903", "905", "907")

YEARLY = ["time_period", "geographic_level", "old_la_code", "new_la_code", "la_name"]


def small_england() -> Authorities:
    """Return the seven authorities: three lasting ones, two that ended and two that followed them."""
    links = pd.DataFrame(columns=["pred_ons", "pred_dfe", "succ_ons", "succ_dfe", "effective_date", "change"])
    members = {
        key: Authority(key, ons, name, "E12000001", "North", "Unitary Authorities", end is None, start, end, former)
        for key, ons, name, start, end, former in _MEMBERS
    }
    return Authorities(members, {"The Borough of Eastmere": "903"}, links)


def yearly_row(key: str, year: int, *cells: object) -> list[object]:
    """Return an authority's row of one of DfE's yearly files."""
    return [year, "Local authority", key, ONS[key], NAMES[key], *cells]


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], *, encoding: str = "utf-8") -> Path:
    """Write a CSV file as the publishers do, and return its path."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    return path


def write_sheet(path: Path, sheet: str, rows: Iterable[Sequence[Any]]) -> Path:
    """Write a workbook with a cover and one sheet of data, and return its path."""
    from openpyxl import Workbook

    book = Workbook()
    book.worksheets[0].title = "Cover"
    book.worksheets[0].append(["A cover"])
    data = book.create_sheet(sheet)
    for row in rows:
        data.append(list(row))
    book.save(path)
    return path
