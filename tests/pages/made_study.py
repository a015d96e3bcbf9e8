"""A study made by hand, for tests of words, tables and figures: every number that matters stands in the test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast

import pandas as pd

from workforce_grades.analyses.workforce_stability import Stability
from workforce_grades.authorities import Authorities, Authority, Region
from workforce_grades.codebook import GRADES, MEASURES, OUTCOMES
from workforce_grades.pages.local_authority.comparators import Comparators
from workforce_grades.pages.local_authority.page import LocalAuthority
from workforce_grades.sources.folder import DataFolder
from workforce_grades.sources.report import LoadReport
from workforce_grades.study import Study

Cell = float | str | tuple[float, str]
Row = dict[str, Any]

NORTH, WESSEX = Region("E12000001", "North East"), Region("E12000002", "Wessex")
PLACES: Final = {
    "801": ("Ashby", NORTH), "802": ("Brayford, City of", NORTH), "803": ("Corby Vale", NORTH),
    "804": ("Isles of Dunmere", NORTH), "811": ("Elmshire", WESSEX), "812": ("Fenholt", WESSEX),
    "813": ("Greyford", WESSEX),
}  # fmt: skip
USUAL: Final = {
    "inpost_fte": 100.0, "turnover_rate": 15.0, "caseload": 16.0, "agency_rate": 18.0, "vacancy_rate": 17.0,
    "absence_rate": 3.0, "cases": 1600.0, "case_holders_fte": 100.0,
}  # fmt: skip
AS_AT: Final = pd.Timestamp(2025, 3, 31)
GRADE: Final = pd.CategoricalDtype(list(GRADES), ordered=True)
LINK_COLUMNS: Final = ["pred_ons", "pred_dfe", "succ_ons", "succ_dfe", "effective_date", "change"]


def numbers(**cells: Cell) -> Row:
    """Return the measures of a row with their flags: text is why there is no value, a pair is a value with its flag."""
    assert set(cells) <= set(MEASURES)
    row: Row = {}
    for name in MEASURES:
        cell = cells.get(name, USUAL.get(name, 1.0))
        if isinstance(cell, str):
            cell = (0.0 if cell == "low" else float("nan"), cell)
        value, flag = cell if isinstance(cell, tuple) else (cell, "ok")
        row |= {name: float(value), f"{name}_flag": flag}
    return row


def of(group: str, year: int, **cells: Cell) -> Row:
    """Return one workforce return; the keys of a joint one are joined by a plus sign."""
    keys = tuple(group.split("+"))
    region = PLACES[keys[0]][1]
    return {
        "return_group": group, "year": year, "census_date": pd.Timestamp(year, 9, 30), "la_keys": keys,
        "is_joint": len(keys) > 1, "name_published": " / ".join(PLACES[key][0] for key in keys),
        "region_code": region.code, "region_name": region.name, **numbers(**cells),
    }  # fmt: skip


def area(name: str, year: int, **cells: Cell) -> Row:
    """Return DfE's own row of a region or of England."""
    return {"region_name": name, "year": year, **numbers(**cells)}


def inspected(key: str, began: str, overall: str | None = "Good", **changes: object) -> Row:
    """Return one inspection, published eight weeks after it began, each judgement the same unless said otherwise."""
    day = pd.Timestamp(began)
    row: Row = {
        "inspection_id": f"ILACS-{key}-{began}", "la_key": key, "name_published": PLACES[key][0],
        "la_status": "current", "framework": "ILACS", "inspection_type": "standard", "inspection_date": day,
        "publication_date": day + pd.Timedelta(weeks=8), "date_basis": "inspection", **dict.fromkeys(OUTCOMES, overall),
        "as_at": AS_AT,
    }  # fmt: skip
    assert set(changes) <= {*row, "inspection_source"}
    return row | changes


def made(
    *returns: Row,
    areas: Iterable[Row] = (),
    inspections: Sequence[Row] = (),
    neighbours: Mapping[str, Sequence[str]] | None = None,
    links: Sequence[tuple[str, ...]] = (),
    illustrative: bool = True,
) -> Study:
    """Return a study of these returns; regions and England have the usual numbers where `areas` says nothing."""
    workforce = pd.DataFrame(returns)
    given = {(row["region_name"], row["year"]): row for row in areas}
    years = sorted(set(workforce["year"]))
    published = {
        name: pd.DataFrame([given.get((name, year)) or area(name, year) for year in years])
        for name in ("England", *{name for name, _year in given} - {"England"}, NORTH.name, WESSEX.name)
    }
    england = published.pop("England").drop(columns="region_name")
    folder = SimpleNamespace(
        path=Path("made"), is_illustrative=illustrative, find=lambda _source: None, absent=list, content={}
    )
    return Study(
        folder=cast(DataFolder, folder),
        authorities=who(links),
        workforce=workforce,
        regions=pd.concat(published.values(), ignore_index=True),
        england=england,
        inspections=graded(inspections),
        visits=pd.DataFrame(), as_at=pd.DataFrame(), context=pd.DataFrame(),
        neighbours=pd.DataFrame(
            [(key, other, rank, "2025") for key, others in (neighbours or {}).items()
             for rank, other in enumerate(others, start=1)],
            columns=["la_key", "neighbour_key", "rank", "model"],
        ),
        authority_codes=LoadReport("authorities", "las.csv", "", 7, 7),
    )  # fmt: skip


def who(links: Sequence[tuple[str, ...]] = ()) -> Authorities:
    """Return the seven authorities and how they follow one another; who was followed by another exists no more."""
    table = pd.DataFrame(links, columns=LINK_COLUMNS)
    table["effective_date"] = pd.to_datetime(table["effective_date"])
    ended = table[(table["pred_dfe"] != table["succ_dfe"]) & (table["change"] != "part transfer")]
    last = {str(row["pred_dfe"]): (row["effective_date"] - pd.Timedelta(days=1)).date()
            for row in ended.to_dict("records")}  # fmt: skip
    members = {
        key: Authority(key, f"E06000{key}", name, region.code, region.name, "Unitary Authorities", key not in last,
                       date(2009, 1, 1), last.get(key))
        for key, (name, region) in PLACES.items()
    }  # fmt: skip
    return Authorities(members, {}, table)


def graded(rows: Sequence[Row]) -> pd.DataFrame:
    """Return inspections with grades in their order."""
    table = pd.DataFrame(rows, columns=None if rows else list(inspected("801", "2024-01-15")))
    days = dict.fromkeys(["inspection_date", "publication_date", "as_at"], "datetime64[ns]")
    return table.astype({**dict.fromkeys(OUTCOMES, GRADE), **days})


def beside(study: Study, key: str = "801") -> Comparators:
    """Return one authority beside its comparators."""
    return Comparators(study, study.authorities[key])


def page_of(study: Study, key: str = "801") -> LocalAuthority:
    """Return the page of one authority."""
    return LocalAuthority(study, study.authorities[key])


def course(group: str, measure: str, values: Sequence[Cell], *, last: int = 2024, **cells: Cell) -> list[Row]:
    """Return a return a year, the last of them of `last`, with these values of one measure."""
    years = range(last - len(values) + 1, last + 1)
    return [of(group, year, **{measure: value}, **cells) for year, value in zip(years, values, strict=True)]


def lasting(measure: str, still: float, *, ranks: Sequence[float] = (0.8, 0.6, 0.4), **changes: Any) -> Stability:
    """Return how steady a measure is: `still` per cent of high values were high a year later, two thirds after three.

    `ranks` are the rank correlations between censuses one, two and three years apart.
    """
    apart = pd.Index(range(1, len(ranks) + 1), name="apart")
    stays = pd.DataFrame({"high": 40, "still": float(still), "throughout": still / 2}, index=apart)
    if len(ranks) > 2:
        stays.loc[3, "still"] = still * 2 / 3
    facts = {"next_year": pd.Series([0.85, 0.75]), "between": 0.444, "within": 0.25, "by_chance": -0.125} | changes
    return Stability(measure, pd.DataFrame({"correlation": ranks, "pairs": 3}, index=apart), lasting=stays, **facts)
