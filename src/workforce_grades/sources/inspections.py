"""Ofsted's inspection outcomes: graded ILACS inspections, and visits kept apart from them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Final, Literal

import pandas as pd

from workforce_grades.authorities import Authorities, load_authorities
from workforce_grades.codebook import OUTCOMES
from workforce_grades.sources.files import LINE
from workforce_grades.sources.folder import DataFolder, open_folder
from workforce_grades.sources.inspection_checks import (
    CARE_LEAVERS_FROM,
    check_dates,
    check_inspections,
    note_care_leavers,
    note_old_codes,
    refuse_graded_visits,
    refuse_visits,
    without_repeats,
)
from workforce_grades.sources.inspection_sheets import (
    AS_AT_SHEET,
    HISTORY_SHEET,
    IN_YEAR_SHEET,
    VISITS,
    judged_rows,
    read_sheet,
    row_dates,
    row_keys,
    row_status,
    row_types,
)
from workforce_grades.sources.spreadsheets import open_workbook, squash

INSPECTION_COLUMNS: Final = [
    "inspection_id", "la_key", "ons_code_published", "name_published", "la_status", "framework", "inspection_type",
    "inspection_date", "publication_date", "date_basis", *OUTCOMES, "in_care_includes_care_leavers", "as_at",
]  # fmt: skip


def load_inspections(
    data: str | Path | DataFolder | None = None,
    *,
    framework: Literal["ILACS", "all"] = "ILACS",
    authorities: Authorities | None = None,
) -> pd.DataFrame:
    """Return every graded inspection, one row each; visits are never among them.

    Parameters
    ----------
    data
        Data folder; the bundled sample without one.
    framework
        ``"all"`` adds the SIF inspections and re-inspections of 2014 to 2018, where the folder
        has Ofsted's 2023 workbook; their dates are estimated from publication and marked.
    authorities
        Saves loading them again.

    Returns
    -------
    pandas.DataFrame
        Columns of `docs/architecture.md`; 271 ILACS inspections in the 2025 edition. Judgements are
        ordered categoricals, worst first. `previous_overall` is the latest judgement published
        before the inspection began, SIF included where the folder has it.

    Raises
    ------
    DataError
        A judgement, date, authority or layout that is not as Ofsted publishes it.

    Notes
    -----
    Source: Ofsted, Local authority inspection outcomes (OGL v3.0).
    """
    from workforce_grades.sources.history_2023 import load_history_2023

    folder = open_folder(data)
    authorities = authorities or load_authorities(folder)
    ilacs = _load_ilacs(folder, authorities)
    if folder.find("inspections_2023") is not None:
        earlier = load_history_2023(folder, authorities=authorities)
    else:
        earlier = ilacs.iloc[:0]
    reports = [table.attrs["load_report"] for table in (ilacs, earlier) if len(table)]
    together = pd.concat([earlier[INSPECTION_COLUMNS], ilacs], ignore_index=True) if len(earlier) else ilacs
    together = with_previous(together.sort_values(["la_key", "inspection_date"], kind="stable", ignore_index=True))
    chosen = together if framework == "all" else together[together["framework"] == "ILACS"]
    chosen = chosen.reset_index(drop=True)
    chosen.attrs["load_report"] = reports[0]
    chosen.attrs["load_reports"] = reports if framework == "all" else reports[:1]
    return chosen


def load_visits(data: str | Path | DataFolder | None = None, *, authorities: Authorities | None = None) -> pd.DataFrame:
    """Return focused and monitoring visits of the edition's year; they carry no judgement.

    Returns
    -------
    pandas.DataFrame
        `la_key`, `ons_code_published`, `name_published`, `visit_type`, `visit_date`, `publication_date`, `theme`.

    Raises
    ------
    DataError
        A visit has a judgement, or the sheet is not as Ofsted publishes it.
    """
    folder = open_folder(data)
    authorities = authorities or load_authorities(folder)
    path = folder.require("inspections")
    log = folder.log("inspections", path)
    log.source_id = "visits"
    book = open_workbook(path, log.sha256)
    table = read_sheet(book, IN_YEAR_SHEET, "Inspection/Visit type", "Inspection/Visit date", "Visit Theme")
    log.rows_read = len(table)
    table["type"] = row_types(table, "Inspection/Visit type", path, IN_YEAR_SHEET)
    visits = table[table["type"].isin(VISITS)]
    log.drop(len(table) - len(visits), "inspections, which are in the history")
    refuse_graded_visits(visits, path)
    tidy = pd.DataFrame({
        "la_key": row_keys(visits, authorities, path, IN_YEAR_SHEET),
        "ons_code_published": visits["Local authority area code"].map(squash),
        "name_published": visits["Local authority name"].map(squash),
        "visit_type": visits["type"],
        "visit_date": row_dates(visits, "Inspection/Visit date", path, IN_YEAR_SHEET),
        "publication_date": row_dates(visits, "Publication date", path, IN_YEAR_SHEET),
        "theme": visits["Visit Theme"].map(squash),
    })  # fmt: skip
    return log.attach(tidy.reset_index(drop=True), authorities=tidy["la_key"])


def load_as_at_grades(
    data: str | Path | DataFolder | None = None, *, authorities: Authorities | None = None
) -> pd.DataFrame:
    """Return Ofsted's own sheet of each authority's latest judgements at the edition's date.

    Returns
    -------
    pandas.DataFrame
        `la_key`, `inspection_date`, `publication_date` and the five judgements; one row an
        authority. Used to check :func:`grades_in_force`.
    """
    folder = open_folder(data)
    authorities = authorities or load_authorities(folder)
    path = folder.require("inspections")
    book = open_workbook(path, folder.sha256(path))
    table = read_sheet(book, AS_AT_SHEET, "Inspection date")
    return judged_rows(table, AS_AT_SHEET, authorities, path).drop(columns=[LINE])


def grades_in_force(
    inspections: pd.DataFrame,
    on: date | str | pd.Timestamp,
    *,
    by: Literal["inspection", "publication"] = "inspection",
    authorities: Authorities | None = None,
) -> pd.DataFrame:
    """Return each authority's latest inspection on a date.

    Parameters
    ----------
    inspections
        From :func:`load_inspections`; with ``framework="all"`` the answer reaches back to 2014.
    on
        The date.
    by
        ``"inspection"`` counts inspections begun by the date, as Ofsted's own sheets do (their reports
        came out later, within the edition's cut-off); ``"publication"`` only those published by it, which
        is what anybody could know on that day.
    authorities
        With them, those that existed on the date; without, those that exist today.

    Returns
    -------
    pandas.DataFrame
        Rows of `inspections`, one an authority that had been inspected, by `la_key`.
    """
    day = pd.Timestamp(on)
    if authorities is None:
        there = inspections["la_status"] == "current"
    else:
        existed = {member.la_key for member in authorities if member.existed_on(day.date())}
        there = inspections["la_key"].isin(existed)
    known = inspections[there & (inspections[f"{by}_date"] <= day)]
    latest = known.sort_values(["inspection_date", "publication_date"]).groupby("la_key").tail(1)
    return latest.sort_values("la_key").reset_index(drop=True)


def edition_date(path: Path) -> pd.Timestamp:
    """Return the date in the workbook's name (`..._as_at_31_March_2025`), else today."""
    found = re.search(r"(\d{1,2})_([a-z]+)_(20\d\d)", path.stem, re.IGNORECASE)
    named = pd.to_datetime(" ".join(found.groups()), format="%d %B %Y", errors="coerce") if found else pd.NaT
    return pd.Timestamp.today().normalize() if pd.isna(named) else named


def _load_ilacs(folder: DataFolder, authorities: Authorities) -> pd.DataFrame:
    path = folder.require("inspections")
    log = folder.log("inspections", path)
    book = open_workbook(path, log.sha256)
    table = read_sheet(book, HISTORY_SHEET, "Inspection type", "Inspection date", "Local authority status")
    log.rows_read = len(table)
    table["type"] = row_types(table, "Inspection type", path, HISTORY_SHEET)
    refuse_visits(table, path)
    tidy = judged_rows(table, HISTORY_SHEET, authorities, path)
    tidy = tidy.assign(
        la_status=table["Local authority status"].map(row_status),
        framework="ILACS",
        inspection_type=table["type"],
        date_basis="inspection",
        in_care_includes_care_leavers=tidy["inspection_date"] < CARE_LEAVERS_FROM,
        as_at=edition_date(path),
        inspection_id="ILACS-" + tidy["la_key"] + "-" + tidy["inspection_date"].dt.strftime("%Y-%m-%d"),
    )
    tidy = without_repeats(tidy, path, log)
    check_dates(tidy, edition_date(path), file=path)
    check_inspections(tidy, file=path)
    note_care_leavers(tidy, log)
    note_old_codes(tidy, authorities, log)
    log.flag(int(tidy["overall"].isna().sum()), "no overall judgement")
    ordered = tidy[INSPECTION_COLUMNS].sort_values(["la_key", "inspection_date"]).reset_index(drop=True)
    return log.attach(ordered, years=ordered["inspection_date"].dt.year, authorities=ordered["la_key"])


def with_previous(together: pd.DataFrame) -> pd.DataFrame:
    """Add the judgement in force when each inspection began: the latest *published* before it."""
    earlier = together.loc[together["overall"].notna(), ["la_key", "publication_date", "overall", "framework"]].rename(
        columns={"overall": "previous_overall", "framework": "previous_framework"}
    )
    matched = pd.merge_asof(
        together.assign(row=together.index).sort_values("inspection_date"),
        earlier.sort_values("publication_date").rename(columns={"publication_date": "previous_published"}),
        left_on="inspection_date", right_on="previous_published", by="la_key", allow_exact_matches=False,
    ).set_index("row").sort_index()  # fmt: skip
    return together.assign(
        previous_overall=matched["previous_overall"], previous_framework=matched["previous_framework"]
    )
