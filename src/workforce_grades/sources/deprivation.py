"""How deprived each authority is: mySociety's composite index, brought to DfE's codes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from workforce_grades.authorities import Authorities, load_authorities
from workforce_grades.errors import DataError
from workforce_grades.sources.files import LINE, read_csv
from workforce_grades.sources.folder import SOURCES, DataFolder, open_folder
from workforce_grades.sources.report import LoadLog
from workforce_grades.sources.schema import check_columns, check_schema
from workforce_grades.sources.symbols import parse_cells
from workforce_grades.sources.yearly_rows import check_all_there

REGISTER_CODE: Final = "local-authority-code"
_SCORE: Final = "la-deprivation-score"
_UPPER_TIER = r"E(?:06|08|09|10)\d{6}"


def load_deprivation(
    data: str | Path | DataFolder | None = None, *, authorities: Authorities | None = None
) -> pd.DataFrame:
    """Return the deprivation score of each upper-tier authority of England.

    The index names authorities by a register code of three or four letters; a second file of the
    same publisher gives the ONS code of each.

    Parameters
    ----------
    data
        Data folder; the bundled sample without one.
    authorities
        Saves loading them again.

    Returns
    -------
    pandas.DataFrame
        One row an authority (153): `la_key`, `deprivation_score` (float64; higher is more deprived;
        population-weighted mean of small areas, no unit, fixed in time), `deprivation_score_flag`.
        Authorities that had ended when the index was made have no row.

    Raises
    ------
    DataError
        A file is missing or damaged, a register code cannot be found or stands twice, or a current
        authority has no score.

    Notes
    -----
    Source: mySociety, composite UK index of multiple deprivation, anchored on England (CC BY 4.0).
    """
    folder = open_folder(data)
    authorities = authorities or load_authorities(folder)
    path = folder.require("deprivation")
    log = folder.log("deprivation", path)
    index = read_csv(path, log)
    check_columns(index, [REGISTER_CODE, _SCORE], file=path, layout=SOURCES["deprivation"].title)
    _check_once(index, file=path)
    table = _with_ons_codes(index, _register(folder, log), file=path)
    table = _upper_tier(table, log)
    table = _with_keys(table, authorities, log, path)
    check_all_there(set(table["la_key"]), authorities, date.today(), file=path, place="scores of today's authorities")
    return _finish(table, log)


def _register(folder: DataFolder, log: LoadLog) -> pd.DataFrame:
    path = folder.require("uk_authorities")
    own = folder.log("uk_authorities", path)
    register = read_csv(path, own)
    check_columns(register, [REGISTER_CODE, "gss-code"], file=path, layout=SOURCES["uk_authorities"].title)
    _check_once(register, file=path)
    log.notes.extend(own.notes)
    log.asides.extend(own.asides)
    return register[[REGISTER_CODE, "gss-code"]]


def _check_once(table: pd.DataFrame, *, file: Path) -> None:
    twice = table[table[REGISTER_CODE].duplicated()]
    if not twice.empty:
        row = twice.iloc[0]
        raise DataError(
            file, f"register code '{row[REGISTER_CODE]}' stands there twice", place=f"line {row[LINE]}",
            expected="one row a register code", action="Use the publisher's own file",
        )  # fmt: skip


def _with_ons_codes(index: pd.DataFrame, register: pd.DataFrame, *, file: Path) -> pd.DataFrame:
    table = index.merge(register, on=REGISTER_CODE, how="left", validate="one_to_one")
    unknown = table[table["gss-code"].isna()]
    if not unknown.empty:
        row = unknown.iloc[0]
        raise DataError(
            file, f"register code '{row[REGISTER_CODE]}' is not in the list of UK authorities",
            place=f"line {row[LINE]}", expected=f"a {REGISTER_CODE} of {SOURCES['uk_authorities'].pattern}",
            action="Take both files from the publisher on the same day",
        )  # fmt: skip
    return table


def _upper_tier(table: pd.DataFrame, log: LoadLog) -> pd.DataFrame:
    code = table["gss-code"].str.strip()
    england, upper = code.str.startswith("E"), code.str.fullmatch(_UPPER_TIER)
    log.drop(int((~england).sum()), "Scotland, Wales and Northern Ireland")
    log.drop(int((england & ~upper).sum()), "districts and combined authorities")
    return table[upper].assign(ons_code=code[upper])


def _with_keys(table: pd.DataFrame, authorities: Authorities, log: LoadLog, path: Path) -> pd.DataFrame:
    """Give each row its key; of two codes of one authority the later one counts."""
    keys = [
        authorities.key(code, file=path, place=f"line {line}")
        for code, line in zip(table["ons_code"], table[LINE], strict=True)
    ]
    table = table.assign(la_key=keys)
    table["is_former"] = [authorities[key].ons_code != code for key, code in zip(keys, table["ons_code"], strict=True)]
    kept = table.sort_values("is_former", kind="stable").drop_duplicates("la_key")
    log.drop(len(table) - len(kept), "former codes of authorities that have a newer one")
    return kept


def _finish(table: pd.DataFrame, log: LoadLog) -> pd.DataFrame:
    from pandera.pandas import Check, Column, DataFrameSchema

    values, flags = parse_cells(table[_SCORE], file=log.file, column=_SCORE)
    table = table.assign(deprivation_score=values, deprivation_score_flag=flags)
    score = Check.in_range(0, 100, error="a score from 0 to 100")
    schema = DataFrameSchema(
        {"la_key": Column(str, unique=True), "deprivation_score": Column(float, score, nullable=True)}
    )
    check_schema(table, schema, file=log.file)
    for flag, count in flags[flags != "ok"].value_counts().items():
        log.flag(int(count), str(flag))
    columns = ["la_key", "deprivation_score", "deprivation_score_flag"]
    table = table[columns].sort_values("la_key", ignore_index=True)
    return log.attach(table, authorities=table["la_key"])
