"""Bytes from a publisher to text cells: what is this file really, and is all of it there?

Downloads fail in ways that still parse: an error page, an error message in JSON, a file cut in
half. Each is recognised by its content before anything is read from it.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path

import pandas as pd

from workforce_grades.errors import DataError
from workforce_grades.sources.report import LoadLog

MAX_BYTES = 200_000_000
"""No file of these publications is near this size; a larger one is not what it says it is."""

DAMAGED_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError, ValueError,
    OverflowError,
)  # fmt: skip
"""What Python's `zipfile` raises on archives that are damaged, encrypted or packed in ways it does not know."""

FETCH_AGAIN = "The download failed: delete the file and fetch it again"
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Invisible marks that turn round the text after them; no English name has one."""

LINE = "line"
"""Column with the line of the file that a row begins on, for messages."""


def read_csv(path: Path, log: LoadLog, *, member: str = "", ragged: bool = False) -> pd.DataFrame:
    """Read a publisher's CSV as text, every cell a string, with the line numbers in column `line`.

    Gzip is undone, a zip is searched for `member`, a byte order mark is dropped; UTF-16 or Windows-1252
    text is read, and marks that turn the direction of text are left out, each with a note in `log`.

    Parameters
    ----------
    path
        The file.
    log
        Receives notes and the number of rows read.
    member
        Pattern of the CSV's name inside a zip, for example ``csww_indicators*.csv``.
    ragged
        Allow rows of different lengths (notes below a table); short rows are filled with "".

    Raises
    ------
    DataError
        The file is a web page, an error message, empty, cut off, or not comma separated.
    """
    text = _without_turns(_decode(read_bytes(path, log, member=member), path, log), log)
    header, *rows = _rows(text, path)
    _check_shape(header[1], path)
    if not rows:
        raise DataError(path, "the file has a header but no rows", action=FETCH_AGAIN)
    if not ragged:
        _check_complete(header, rows, path, log)
    log.rows_read = len(rows)
    width = len(header[1])
    cells = [[*row[:width], *[""] * (width - len(row)), line] for line, row in rows]
    frame = pd.DataFrame(cells, columns=[*distinct(header[1]), LINE], dtype="str")
    return frame.astype({LINE: "int64"})


def read_bytes(path: Path, log: LoadLog, *, member: str = "") -> bytes:
    """Return the file's bytes, unpacked where it is gzip or a zip in disguise."""
    if path.stat().st_size > MAX_BYTES:
        raise DataError(path, f"the file has {path.stat().st_size:,} bytes", expected=f"at most {MAX_BYTES:,}")
    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        log.aside("the file is compressed with gzip; it was unpacked")
        data = _gunzip(data, path)
    elif data[:4] == b"PK\x03\x04" and member:
        data = _unzip(data, path, member, log)
    _refuse_error_pages(data, path)
    return data


def _gunzip(data: bytes, path: Path) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            unpacked = stream.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(path, "the gzip data is damaged or incomplete", action=FETCH_AGAIN) from error
    if len(unpacked) > MAX_BYTES:
        raise DataError(path, f"unpacks to more than {MAX_BYTES:,} bytes")
    return unpacked


def _unzip(data: bytes, path: Path, member: str, log: LoadLog) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
            found = [name for name in names if fnmatchcase(Path(name).name.casefold(), member.casefold())]
            if len(found) != 1:
                listed = ", ".join(names[:10]) or "nothing"
                problem = "is not in the zip" if not found else f"matches {len(found)} members of the zip"
                raise DataError(path, f"{member} {problem}. It holds: {listed}", action=FETCH_AGAIN)
            log.aside(f"the file is a zip; {found[0]} was read from it")
            with archive.open(found[0]) as stream:
                unpacked = stream.read(MAX_BYTES + 1)
    except DAMAGED_ZIP as error:
        raise DataError(path, "the zip is damaged or incomplete", action=FETCH_AGAIN) from error
    if len(unpacked) > MAX_BYTES:
        raise DataError(path, f"unpacks to more than {MAX_BYTES:,} bytes")
    return unpacked


def _refuse_error_pages(data: bytes, path: Path) -> None:
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise DataError(path, "the file is empty", action=FETCH_AGAIN)
    if start[:1] == b"<":
        beginning = start[:40].split(b"\n")[0].decode("latin-1").strip()
        kind = "CSV" if path.suffix.lower() == ".csv" else "data file"
        raise DataError(path, f"this is a web page, not a {kind} (starts `{beginning}`)", action=FETCH_AGAIN)
    if start[:1] == b"{":
        raise DataError(path, f"contains an error from the server: {_json_error(data)}", action=FETCH_AGAIN)


def _json_error(data: bytes) -> str:
    try:
        answer = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return data[:80].decode("latin-1")
    status, title = answer.get("status"), answer.get("title") or answer.get("message") or answer.get("error")
    return " ".join(str(part) for part in (status, title) if part) or "JSON without a message"


def _decode(data: bytes, path: Path, log: LoadLog) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        log.aside("the file is UTF-16 (a spreadsheet's Unicode text); it was read as such")
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise DataError(path, "the UTF-16 text is damaged or incomplete", action=FETCH_AGAIN) from error
    if b"\0" in data:
        raise DataError(path, "the file holds binary data, not text", expected="a CSV file", action=FETCH_AGAIN)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        log.note(
            f"byte {error.start:,} is not UTF-8; the file was read as Windows-1252 "
            "(was it saved by a spreadsheet program?)"
        )
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise DataError(
            path,
            f"byte {error.start:,} is text in no known encoding",
            expected="UTF-8",
            action=FETCH_AGAIN,
        ) from error


def _without_turns(text: str, log: LoadLog) -> str:
    count = sum(map(text.count, TURNING))
    if count:
        log.note(f"{count:,} invisible marks that turn the direction of text were left out")
    return text.translate(dict.fromkeys(map(ord, TURNING))) if count else text


def _rows(text: str, path: Path) -> list[tuple[int, list[str]]]:
    """Return the rows that are not blank, each with the line it begins on."""
    first = text.lstrip().split("\n", 1)[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, begins = [], 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((begins, row))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise DataError(path, f"not readable as CSV ({error})", place=f"line {begins}", action=FETCH_AGAIN) from error
    if not rows:
        raise DataError(path, "the file is empty", action=FETCH_AGAIN)
    return rows


def _check_shape(header: list[str], path: Path) -> None:
    if len(header) == 1:
        separator = "semicolon" if ";" in header[0] else None
        hint = f"looks {separator} separated" if separator else f"it is '{header[0][:40]}'"
        raise DataError(
            path,
            f"one column found; {hint}",
            expected="columns separated by commas",
            action="Use the publisher's own file, or save it again as CSV with commas",
        )


def _check_complete(header: tuple[int, list[str]], rows: list[tuple[int, list[str]]], path: Path, log: LoadLog) -> None:
    width = len(header[1])
    full_size = f"; expected {log.expected_bytes:,}" if log.expected_bytes else ""
    for line, row in rows:
        if len(row) != width:
            last = (line, row) == rows[-1]
            what = "the last line" if last else f"line {line}"
            raise DataError(
                path,
                f"{what} has {len(row)} of {width} fields{_years_lost(header[1], rows, path) if last else ''}"
                + (f": the file is incomplete ({path.stat().st_size:,} bytes{full_size})" if last else ""),
                expected=f"{width} fields in every line",
                action=FETCH_AGAIN,
            )


def _years_lost(header: list[str], rows: list[tuple[int, list[str]]], path: Path) -> str:
    """Say which of the years in the file's name have no rows."""
    named = re.search(r"(20\d\d)_to_(20\d\d)", path.name)
    if "time_period" not in header or not named:
        return ""
    at = header.index("time_period")
    seen = {row[at] for _line, row in rows[:-1] if len(row) > at}
    lost = [year for year in range(int(named[1]), int(named[2]) + 1) if str(year) not in seen]
    if not lost:
        return ""
    return f" and years {lost[0]}-{lost[-1]} are missing" if len(lost) > 1 else f" and year {lost[0]} is missing"


def distinct(header: list[str]) -> list[str]:
    """Return names for columns, each once: the second and later of one name are numbered (`SNP`, `SNP.1`, ...).

    :data:`LINE` is taken already.
    """
    names: dict[str, None] = {}
    counts: Counter[str] = Counter()
    for name in (cell.strip() for cell in header):
        unique = name
        while unique in names or unique == LINE:
            counts[name] += 1
            unique = f"{name}.{counts[name]}"
        names[unique] = None
    return list(names)
