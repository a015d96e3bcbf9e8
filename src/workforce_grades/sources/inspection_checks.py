"""What must hold among inspections: no visits, no repeats, dates in order, known codes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from workforce_grades.authorities import Authorities
from workforce_grades.codebook import OUTCOMES
from workforce_grades.errors import DataError
from workforce_grades.sources.files import LINE
from workforce_grades.sources.inspection_sheets import (
    HISTORY_SHEET,
    IN_YEAR_SHEET,
    ONS_CODE,
    VISITS,
    row_place,
)
from workforce_grades.sources.report import LoadLog
from workforce_grades.sources.schema import check_schema
from workforce_grades.sources.spreadsheets import squash

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

CARE_LEAVERS_FROM: Final = pd.Timestamp(2023, 1, 16)
"""Inspections from this day judge care leavers apart; before, `in_care` included them."""

_FIRST_ILACS: Final = pd.Timestamp(2018, 1, 1)


def refuse_visits(table: pd.DataFrame, path: Path) -> None:
    """Raise where a visit stands among the inspections."""
    visits = table[table["type"].isin(VISITS)]
    if not visits.empty:
        raise DataError(
            path, "a visit stands among the inspections", place=row_place(visits.iloc[0], HISTORY_SHEET),
            expected="standard and short inspections only",
        )  # fmt: skip


def refuse_graded_visits(visits: pd.DataFrame, path: Path) -> None:
    """Raise where a focused or monitoring visit has a judgement."""
    for _at, row in visits.iterrows():
        given = [squash(row[header]) for header in OUTCOMES.values() if squash(row[header]) not in ("", "-")]
        if given:
            raise DataError(
                path, f"a {row['type']} has the judgement '{given[0]}'", place=row_place(row, IN_YEAR_SHEET),
                expected="no judgement: visits are not inspections", action="Check the type of the row",
            )  # fmt: skip


def without_repeats(tidy: pd.DataFrame, path: Path, log: LoadLog) -> pd.DataFrame:
    """Return each inspection once; the same one with different values is an error."""
    repeated = tidy[tidy.duplicated(["inspection_id"], keep=False)]
    if repeated.empty:
        return tidy
    kept = tidy.drop_duplicates([column for column in tidy.columns if column != LINE])
    different = kept[kept.duplicated(["inspection_id"], keep=False)]
    if not different.empty:
        rows = " and ".join(str(line) for line in different[LINE].head(2))
        raise DataError(
            path, f"one inspection stands there twice with different values (rows {rows})",
            place=f"sheet {HISTORY_SHEET}, {different['name_published'].iloc[0]}", expected="one row an inspection",
            action="Keep the right one",
        )  # fmt: skip
    log.drop(len(tidy) - len(kept), "repeated rows with the same values")
    log.note(f"{len(tidy) - len(kept)} inspections stand there twice with the same values; each was used once")
    return kept


def check_dates(tidy: pd.DataFrame, as_at: pd.Timestamp, *, file: Path) -> None:
    """Raise on a date that is missing, in the future, before ILACS, or out of order."""
    begun, published = tidy["inspection_date"], tidy["publication_date"]
    today = pd.Timestamp.today().normalize()
    cut_off = f"the file's own cut-off {as_at:%-d %B %Y}"
    rules = (
        (begun.isna() | published.isna(), "an inspection without a date", "both dates"),
        (begun > today, f"{{begun}} is after today and after {cut_off}", "an inspection that has happened"),
        (begun > as_at, f"{{begun}} is after {cut_off}", "an inspection that has happened"),
        (begun < _FIRST_ILACS, "inspected on {begun}, before ILACS began", "January 2018 or later"),
        (
            published <= begun,
            "published {published}, not after the first day of the inspection, {begun}",
            "the report after the visit",
        ),
    )
    for broken, found, expected in rules:
        if broken.any():
            row = tidy[broken].iloc[0]
            raise DataError(
                file,
                found.format(begun=_day(row["inspection_date"]), published=_day(row["publication_date"])),
                place=f"sheet {HISTORY_SHEET}, row {row[LINE]}, {row['name_published']}",
                expected=expected,
                action="Correct the date, or use the publisher's own file",
            )


def _day(moment: pd.Timestamp) -> str:
    return "no date" if pd.isna(moment) else f"{moment:%d/%m/%Y}"


def check_inspections(tidy: pd.DataFrame, *, file: Path) -> None:
    """Raise where the tidy table is not in its schema."""
    check_schema(tidy, _schema(), file=file)


def note_care_leavers(tidy: pd.DataFrame, log: LoadLog) -> None:
    """Note where the care leavers judgement is missing since 2023, or given before."""
    since = tidy["inspection_date"] >= CARE_LEAVERS_FROM
    for rows, what in (
        (
            tidy[since & tidy["care_leavers"].isna()],
            "no care leavers judgement, though inspected since 16 January 2023",
        ),
        (tidy[~since & tidy["care_leavers"].notna()], "a care leavers judgement before 16 January 2023"),
    ):
        for row in rows.itertuples():
            log.note(f"{row.name_published}, inspected {row.inspection_date:%-d %B %Y}: {what}")


def note_old_codes(tidy: pd.DataFrame, authorities: Authorities, log: LoadLog) -> None:
    """Note inspections begun under an ONS code that had been replaced by then.

    Ofsted gives earlier inspections the newer code of an authority, so that only the reverse is odd.
    """
    columns = (tidy[name] for name in ("ons_code_published", "la_key", "name_published", "inspection_date"))
    for code, key, name, begun in zip(*columns, strict=True):
        since = authorities.replaced_on(code, key, begun)
        if since is not None:
            log.note(
                f"{name}, inspected {begun:%-d %B %Y}, stands under its old code {code}, replaced on "
                f"{since:%-d %B %Y}; the row was kept"
            )


def _schema() -> DataFrameSchema:
    from pandera.pandas import Check, Column, DataFrameSchema

    return DataFrameSchema({
        "inspection_id": Column(str, unique=True),
        "la_key": Column(str, Check.str_matches(r"^\d{3}$", error="three digits")),
        "ons_code_published": Column(
            str, Check.str_matches(rf"^(?:{ONS_CODE.pattern})?$", error="an ONS code such as E06000001, or blank")
        ),
        "la_status": Column(str, Check.isin(["current", "ended"], error="current or ended")),
        "inspection_type": Column(str, Check.isin(["standard", "short"], error="standard or short")),
        "inspection_date": Column("datetime64[ns]"),
        "publication_date": Column("datetime64[ns]"),
    })  # fmt: skip
