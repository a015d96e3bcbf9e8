"""What differs between two versions of a table, and between the exported tables of two runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import pandas as pd

from workforce_grades.codebook import MEASURES, OUTCOMES
from workforce_grades.errors import DataError

Kind = Literal["revised", "new", "gone"]
Tables = Mapping[str, pd.DataFrame]

COLUMNS: Final = ["column", "kind", "before", "after"]
"""What :func:`compare_tables` says of each difference, after the key."""

RUN_COLUMNS: Final = ["table", "authorities", "name", "item", *COLUMNS]
"""What :func:`compare_runs` says of each difference."""


@dataclass(frozen=True, slots=True)
class Compared:
    """An exported table that two runs are compared by.

    Attributes
    ----------
    key
        Columns that name a row in every release.
    columns
        Columns whose values are compared.
    authorities, item
        Column with the keys of the authorities of a row, joined by a plus sign; and the one with its year or day.
    """

    key: str
    columns: tuple[str, ...]
    authorities: str
    item: str


COMPARED: Final = {
    "workforce": Compared("return_group", tuple(MEASURES), "la_keys", "year"),
    "inspections": Compared("inspection_id", tuple(OUTCOMES), "la_key", "inspection_date"),
}
"""The exported tables that hold the publishers' numbers and grades."""


def compare_tables(old: pd.DataFrame, new: pd.DataFrame, *, key: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """Return what differs between two versions of a table, one row a changed value or a whole row.

    Parameters
    ----------
    old, new
        Both with the key; columns that one of them lacks are not compared. Values are compared as they
        stand, a missing one being equal to a missing one, so read text as text where digits matter.
    key
        Columns that name a row, the same in both.
    columns
        Columns whose values are compared.

    Returns
    -------
    pandas.DataFrame
        The key, then `column` ("" for a whole row), `kind` (revised, new, gone), `before` and `after`; in the
        order of `new`, rows that are gone last.

    Raises
    ------
    DataError
        Two rows have the same key.
    """
    before, after = (_by_key(table, key) for table in (old, new))
    shared = [name for name in columns if name in before and name in after]
    both = after.index[after.index.isin(before.index)]
    pairs = [(name, before.loc[both, name], after.loc[both, name]) for name in shared]
    revised = [_revised(name, was, now) for name, was, now in pairs]
    whole = [
        pd.DataFrame({"column": "", "kind": kind, "before": "", "after": ""}, index=rows)
        for kind, rows in (
            ("new", after.index[~after.index.isin(before.index)]),
            ("gone", before.index[~before.index.isin(after.index)]),
        )
    ]
    found = pd.concat([*revised, *whole])
    order = {row: at for at, row in enumerate([*after.index, *whole[1].index])}
    place = [order[row] for row in found.index]
    return found.reset_index().iloc[pd.Series(place).sort_values(kind="stable").index].reset_index(drop=True)


def _by_key(table: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    indexed = table.set_index(list(key))
    if not indexed.index.is_unique:
        twice = ", ".join(str(value) for value in table.loc[indexed.index.duplicated(), list(key)].iloc[0])
        raise DataError("table", f"two rows have the key {twice}", expected=f"one row for each {', '.join(key)}")
    return indexed


def _revised(name: str, was: pd.Series, now: pd.Series) -> pd.DataFrame:
    differs = ~((was == now) | (was.isna() & now.isna()))
    return pd.DataFrame({"column": name, "kind": "revised", "before": was[differs], "after": now[differs]})


def read_run(folder: Path) -> dict[str, pd.DataFrame]:
    """Return the tables of an output folder that two runs are compared by, every cell as the text that it is.

    Its folder of tables alone will do too.

    Raises
    ------
    DataError
        The folder holds no exported tables.
    """
    held = tables_folder(folder)
    tables: dict[str, pd.DataFrame] = {}
    for name in COMPARED:
        file = held / f"{name}.csv"
        if not file.is_file():
            raise DataError(
                folder.name or "output folder",
                f"no {name}.csv of a run here",
                expected="the output folder of a run",
                action="Give the folder that `run --out` wrote",
            )
        tables[name] = pd.read_csv(file, dtype="str", keep_default_na=False)
    return tables


def tables_folder(folder: Path) -> Path:
    """Return where the exported tables of an output folder are: below it, or the folder itself."""
    return folder / "data" if (folder / "data").is_dir() else folder


def compare_runs(old: Tables, new: Tables) -> pd.DataFrame:
    """Return what the publishers changed between the exported tables of two runs.

    Parameters
    ----------
    old, new
        From :func:`read_run`.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`RUN_COLUMNS`, all text: `table` ("authorities" for one that begins or ends making
        returns), `authorities` (keys joined by a plus sign), `name`, `item` (year or day), then as in
        :func:`compare_tables`.
    """
    found = [_of_table(name, old[name], new[name]) for name in COMPARED]
    rows = pd.concat([_of_authorities(old["workforce"], new["workforce"]), *found], ignore_index=True)
    return rows[RUN_COLUMNS].astype("str")


def _of_table(name: str, old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    compared = COMPARED[name]
    key = list(dict.fromkeys([compared.key, compared.item]))
    found = compare_tables(old, new, key=key, columns=compared.columns)
    facts = [*key, compared.authorities, "name_published"]
    known = pd.concat([new[facts], old[facts]]).drop_duplicates(key)
    told = found.merge(known, on=key, how="left", validate="many_to_one")
    return told.assign(
        table=name, authorities=told[compared.authorities], name=told["name_published"], item=told[compared.item]
    )


def _of_authorities(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return returns whose authorities began or ended: those of the latest year of one, and not of the other."""
    latest = {kind: table[table["year"] == table["year"].max()] for kind, table in (("gone", old), ("new", new))}
    keys = {kind: {key for joined in rows["la_keys"] for key in joined.split("+")} for kind, rows in latest.items()}
    rows = []
    for kind, other in (("new", "gone"), ("gone", "new")):
        alone = latest[kind][[set(joined.split("+")) - keys[other] != set() for joined in latest[kind]["la_keys"]]]
        rows += [
            {"table": "authorities", "authorities": row["la_keys"], "name": row["name_published"],
             "item": row["year"], "column": "", "kind": kind, "before": "", "after": ""}
            for row in alone.to_dict("records")
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=RUN_COLUMNS)
