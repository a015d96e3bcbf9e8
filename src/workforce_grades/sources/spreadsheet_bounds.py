"""How large a spreadsheet becomes when it is unpacked: a small file can say that it has a billion cells."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final
from xml.parsers import expat

from workforce_grades.errors import DataError
from workforce_grades.sources.files import DAMAGED_ZIP, FETCH_AGAIN

MAX_UNPACKED: Final = 500_000_000
"""Bytes of all members; the largest of these publications has 40 million."""

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
"""A sheet of LibreOffice and Excel; publishers' sheets repeat blank cells up to it."""

MAX_CELLS: Final = 5_000_000
"""From the first cell of a sheet to the last with content; the largest of these publications has 109,330."""

_CHUNK: Final = 1_000_000
_INSIDE: Final = rb"([^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*)(>?)"
"""What stands in a tag, a `<` or `>` in quotation marks too, and its end: without one it is no tag of a whole file."""

_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])" + _INSIDE)
_REPEATED = re.compile(rb"table:number-(?:rows|columns)-repeated\s*=\s*[\"']([^\"']*)")
_PLACED = re.compile(rb"<(?:[^\s<>/:\"']*:)?(row|c)(?=[\s/>])" + _INSIDE)
"""A row or cell of XLSX: one without `r` comes after the one before it."""

_REFERENCE = re.compile(rb"(?<![^\s\"'])r\s*=\s*[\"']([^\"']*)")
_PLACE = re.compile(rb"([A-Za-z]{0,3})([0-9]{1,7})")

_LISTS_OF_PARTS: Final = ("workbook.xml.rels", "_rels/.rels")
_MAY_LEAD_TO_PICTURES: Final = (b"media", b"&", b"\0")
"""What a path to pictures holds, or one that is written in signs of its own."""

_END = struct.Struct("<4s4H2LH")
"""The end of a zip: its sign, two numbers of disks, two counts of members, length and place of the list, a remark."""

_END_SIGN, _END_OF_LARGE_ZIP = b"PK\x05\x06", b"PK\x06\x07"
_OTHER_NAME: Final = 0x7075
"""The field of a member that gives it a name once more, which Python passes over and the reader obeys."""


def check_unpacked_size(path: Path) -> None:
    """Raise on a spreadsheet that would fill the memory, before anything is made of its cells.

    Raises
    ------
    DataError
        Its members unpack to more than 500 MB, or a sheet has more than 5 million cells up to its
        last one with content, or repeats a row or column more often than a sheet is large; the XML
        of an ODS is not well-formed; its zip is damaged or shows the reader other members than Python; or
        the file cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(path, f"cannot be read ({error.strerror})") from error
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_members(archive, content, path)
            pictures = _pictures(archive)
            for info in archive.infolist():
                if info.filename not in pictures:
                    _check_cells(archive, info, path)
    except DAMAGED_ZIP as error:  # the reader may take it for whole, and what is not checked must not be read
        raise DataError(path, "the zip is damaged or incomplete", action=FETCH_AGAIN) from error


def _check_members(archive: zipfile.ZipFile, content: bytes, path: Path) -> None:
    """Raise where the members are too large, are no ODS or XLSX, or are others to the reader than to Python."""
    members = archive.infolist()
    if not _ends_once(content, len(members)):
        raise _too_large(path, "a zip that does not end with the list of its members", "one list, at the end")
    for info in members:
        if any(name != info.orig_filename.encode() for name in _other_names(info.extra)):
            raise _too_large(path, "a member of the zip with two names", "one name for each member")
        if info.filename.lower().endswith("workbook.bin"):  # whose cells are not counted here
            raise _too_large(path, "a binary workbook", "an ODS or XLSX workbook")
    unpacked = sum(info.file_size for info in members)
    if unpacked > MAX_UNPACKED:
        raise _too_large(path, f"unpacks to {unpacked:,} bytes", f"at most {MAX_UNPACKED:,}")


def _ends_once(content: bytes, members: int) -> bool:
    """Return whether a zip's last end is its end: of two, the reader and Python may each take another."""
    at = content.rfind(_END_SIGN)
    _sign, disk, first_disk, here, entries, length, start, remark = _END.unpack_from(content, at)
    return (
        disk == first_disk == 0
        and here == entries == members
        and start + length == at
        and at + _END.size + remark == len(content)
        and _END_OF_LARGE_ZIP not in content[max(0, at - 20) : at]
    )


def _other_names(extra: bytes) -> Iterator[bytes]:
    """Yield each name that the fields of a member give it, after their version and check sum."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == _OTHER_NAME:
            yield extra[9 : 4 + length]
        extra = extra[4 + length :]


def _check_cells(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> None:
    """Check a member as whatever the reader may take it for: by another name than `.ods` it tries every form."""
    if info.filename == "content.xml":
        with archive.open(info) as stream:
            _check_whole(stream, path)
        with archive.open(info) as stream:
            _check_ods(stream, path)
    if path.suffix != ".ods":  # any member of an XLSX may be a sheet, content.xml too
        with archive.open(info) as stream:
            _check_xlsx(stream, path)


def _pictures(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the pictures of sheets of an XLSX, where its lists of parts lead to none: bytes there are no cells."""
    said = bytearray()
    for info in archive.infolist():
        if info.filename.lower().endswith(_LISTS_OF_PARTS):
            with archive.open(info) as stream:
                said += info.filename.encode() + stream.read(_CHUNK)
                if stream.read(1):
                    return frozenset()
    if not said or any(sign in said.lower() for sign in _MAY_LEAD_TO_PICTURES):
        return frozenset()
    return frozenset(name for name in archive.namelist() if name.startswith("xl/media/"))


def _check_whole(stream: IO[bytes], path: Path) -> None:
    """Raise unless XML is well-formed: the reader of ODS looks for the end of a table for ever."""
    parser = expat.ParserCreate("UTF-8")  # whatever it says: the reader takes it for that
    parser.EntityDeclHandler = lambda *_words: _refuse_entities(path)
    try:
        parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise DataError(path, f"its XML is damaged or incomplete ({error})", action=FETCH_AGAIN) from error


def _refuse_entities(path: Path) -> None:
    raise _too_large(path, "an entity of its own", "a spreadsheet")


def _check_ods(stream: IO[bytes], path: Path) -> None:
    """Follow rows and columns to the last cell with content; blank cells at the end do not count."""
    row = column = rows = columns = 0
    for name, attributes in _tags(_TAG, stream, path):
        repeats = _repeats(attributes, name, path) if b"-repeated" in attributes else 1
        if name == b"table":
            row = rows = columns = 0
        elif name == b"table-row":
            row, column = row + repeats, 0
        else:
            column += repeats
            if b"office:" in attributes or attributes[-1:] != b"/" or b"formula" in attributes:
                rows, columns = row, max(columns, column)
                if rows * columns > MAX_CELLS:
                    raise _too_many_cells(rows, columns, path)


def _check_xlsx(stream: IO[bytes], path: Path) -> None:
    """Follow where every row and cell is: the reader makes room up to the furthest, or aborts the process."""
    row = column = rows = columns = 0
    for name, attributes in _tags(_PLACED, stream, path):
        places = [_place(each, path) for each in _REFERENCE.findall(attributes)] or [(b"", 0)]
        letters, number = places[0]
        if name == b"row":
            row, column = number or row + 1, 0
        else:
            row, column = number or row, _column_number(letters) or column + 1
        rows = max(rows, row, *(number for _letters, number in places))
        columns = max(columns, column, *(_column_number(letters) for letters, _number in places))
        if rows > MAX_ROWS or rows * columns > MAX_CELLS:
            raise _too_many_cells(rows, columns, path)


def _place(reference: bytes, path: Path) -> tuple[bytes, int]:
    """Return the letters and the number of a place such as A1; of a row there is only the number."""
    place = _PLACE.fullmatch(reference)
    if place is None:
        raise _too_large(path, f"a row or cell at '{reference[:20].decode('latin-1')}'", "a place such as A1")
    return place[1].upper(), int(place[2])


def _tags(pattern: re.Pattern[bytes], stream: IO[bytes], path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and attributes of the tags that a pattern finds; one that does not end ends the reading."""
    for text in _pieces(stream, path):
        for name, attributes, end in pattern.findall(text):
            if not end:
                raise _too_large(path, "a tag that does not end", "a whole spreadsheet")
            yield name, attributes


def _pieces(stream: IO[bytes], path: Path) -> Iterator[bytes]:
    """Cut XML before a tag, so that none is in two pieces."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        rest += chunk
        end = rest.rfind(b"<")
        if end > 0:
            yield rest[:end]
            rest = rest[end:]
        if len(rest) > 8 * _CHUNK:
            raise _too_large(path, "a text of more than 8 million bytes in one cell", "a spreadsheet")
    yield rest


def _repeats(attributes: bytes, name: bytes, path: Path) -> int:
    limit = MAX_ROWS if name == b"table-row" else MAX_COLUMNS
    most = 1
    for found in _REPEATED.findall(attributes):
        if not re.fullmatch(rb"[0-9]{1,9}", found) or int(found) > limit:
            shown = found[:20].decode("latin-1")
            raise _too_large(path, f"a row or column is repeated {shown} times", f"at most {limit:,} times")
        most = max(most, int(found))
    return most


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _too_many_cells(rows: int, columns: int, path: Path) -> DataError:
    return _too_large(path, f"a sheet of {rows:,} rows and {columns:,} columns", f"at most {MAX_CELLS:,} cells")


def _too_large(path: Path, found: str, expected: str) -> DataError:
    return DataError(path, f"{found}: not what this publisher releases", expected=expected, action=FETCH_AGAIN)
