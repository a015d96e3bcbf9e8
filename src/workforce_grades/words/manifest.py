"""What the folder of reports knows beside the reports: its manifest, and dates in file names."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from workforce_grades.errors import DataError

MANIFEST: Final = "manifest.csv"
_ISO: Final = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a manifest; empty where it has none."""

    authority: str = ""
    urn: str = ""
    published: date | None = None


def read_manifest(folder: Path) -> dict[str, Entry]:
    """Return the rows of a folder's `manifest.csv` by file name; none where there is no such table.

    Its columns are `file`, `authority`, `ofsted_urn` and `publication_date` (yyyy-mm-dd); others do not matter.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except csv.Error as error:
        raise DataError(path, f"is no table: {error}", action="Look for a quotation mark that is not closed") from None
    return {row["file"]: _entry(row) for row in rows if row.get("file")}


def date_in_name(file: str) -> date | None:
    """Return the day in a file name such as `barnet_2019-07-01.pdf`.

    Examples
    --------
    >>> date_in_name("somewhere_2019-07-01.pdf")
    datetime.date(2019, 7, 1)
    """
    found = _ISO.search(file)
    return _day(found[0]) if found else None


def _entry(row: Mapping[str, str | None]) -> Entry:
    urn = (row.get("ofsted_urn") or "").strip()
    return Entry(
        (row.get("authority") or "").strip(), urn if urn.isdecimal() else "", _day(row.get("publication_date") or "")
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
