"""Workbooks whose zip shows Python other members than it shows the reader: the check would not see what is read."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

Parts = Mapping[str, bytes]
_END = struct.Struct("<4s4H2LH")
_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
NEAR, FAR = "B2", "GR60000"
WORKSHEET = "xl/worksheets/sheet1.xml"


def packed(parts: Parts) -> bytes:
    """Return a zip of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def xlsx(cell: str, *, member: str = WORKSHEET) -> dict[str, bytes]:
    """Return the members of a workbook of one sheet, which stands in `member`, and one cell, which stands at `cell`."""
    number = cell.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    row = f'<row r="{number}"><c r="{cell}" t="inlineStr"><is><t>hi</t></is></c></row>'
    sheets = '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>'
    return {
        "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_RELATIONSHIP}">{sheets}</workbook>'.encode(),
        "xl/_rels/workbook.xml.rels": _relation("worksheet", f"/{member}"),
        member: f'<worksheet xmlns="{_SHEET}"><sheetData>{row}</sheetData></worksheet>'.encode(),
    }


def _relation(kind: str, target: str) -> bytes:
    one = f'<Relationship Id="rId1" Type="{_RELATIONSHIP}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}">{one}</Relationships>'.encode()


def renamed(parts: Parts, member: str, shown: str) -> bytes:
    """Return a zip that shows a member to Python under another name than to the reader."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(shown if name == member else name)
            if name == member:
                field = b"\x01" + struct.pack("<L", zlib.crc32(shown.encode())) + member.encode()
                info.extra = struct.pack("<HH", 0xCAFE, 2) + b"xx" + struct.pack("<HH", 0x7075, len(field)) + field
            archive.writestr(info, content)
    return stream.getvalue()


def remarked(parts: Parts, remark: bytes) -> bytes:
    """Return a zip that ends with a remark."""
    return packed(parts)[:-2] + struct.pack("<H", len(remark)) + remark


def _unused_first(parts: Parts, damage: Callable[[bytearray], None]) -> bytes:
    content = bytearray(packed({"unused": b"hello", **parts}))
    damage(content)
    return bytes(content)


def wrong_sum(parts: Parts) -> bytes:
    """Return a zip with an unused member whose content is not what its check sum says."""
    return _unused_first(parts, lambda content: content.__setitem__(content.index(b"hello"), ord("j")))


def wrong_local_name(parts: Parts) -> bytes:
    """Return a zip with an unused member that is called something else where it stands."""
    return _unused_first(parts, lambda content: content.__setitem__(content.index(b"unused"), ord("x")))


def said_encrypted(parts: Parts) -> bytes:
    """Return a zip with an unused member that is said to be encrypted."""
    return _unused_first(parts, lambda content: content.__setitem__(content.index(b"PK\1\2") + 8, 1))


def two_ends(read: Parts, shown: Parts) -> bytes:
    """Return a zip of two lists: the reader passes over the end of the second, which is said to be on another disk."""
    first, second = packed(read), bytearray(packed(shown))
    _sign, _disk, _first, here, entries, length, start, _remark = _END.unpack(second[-_END.size :])
    at = start
    while second[at : at + 4] == b"PK\1\2":
        (place,) = struct.unpack_from("<L", second, at + 42)
        struct.pack_into("<L", second, at + 42, place + len(first))
        at += 46 + sum(struct.unpack_from("<3H", second, at + 28))
    second[-_END.size :] = _END.pack(b"PK\5\6", 1, 0, here, entries, length, start + len(first), 0)
    return first[:-2] + struct.pack("<H", min(len(second), 65_535)) + bytes(second)


def xlsb(row: int, column: int) -> bytes:
    """Return a binary workbook of one sheet with one number, in this row and column."""
    sheet = [(129, b""), (148, struct.pack("<4L", 0, row, 0, column)), (145, b""), (0, struct.pack("<L13x", row)),
             (5, struct.pack("<LLd", column, 0, 1.5)), (146, b""), (130, b"")]  # fmt: skip
    book = [
        (131, b""),
        (143, b""),
        (156, struct.pack("<LL", 0, 1) + _wide("rId1") + _wide("S")),
        (144, b""),
        (132, b""),
    ]
    return packed(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.bin": b"".join(_record(*each) for each in book),
            "xl/_rels/workbook.bin.rels": _relation("worksheet", "worksheets/sheet1.bin"),
            "xl/worksheets/sheet1.bin": b"".join(_record(*each) for each in sheet),
        }
    )


def _wide(text: str) -> bytes:
    return struct.pack("<L", len(text)) + text.encode("utf-16-le")


def _record(kind: int, content: bytes) -> bytes:
    return (bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])) + bytes([len(content)]) + content
