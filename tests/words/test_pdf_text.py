"""A PDF comes from outside: it is read, or refused with one clear line, within limits of time and memory."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from workforce_grades.words import pdf_text
from workforce_grades.words.pdf_text import RefusedFileError, read_pages


def pdf(*, pages: int = 1, text: str = "Inspection of Aldra", password: str | None = None) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1, encrypt=password)
    for _page in range(pages):
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def raw(content: bytes, *, filters: str = "") -> bytes:
    """Return a hand-made PDF of one page with this content stream."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length " + str(len(content)).encode() + filters.encode() + b">>stream\n" + content + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj".encode() + body + b"endobj\n"
    table = b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return out + (
        b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer<</Root 1 0 R/Size 6>>\nstartxref\n"
        + str(len(out)).encode() + b"\n%%EOF\n"
    )  # fmt: skip


def bomb() -> bytes:
    """Return a page whose kilobytes unpack to hundreds of megabytes of text."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(b"BT /F 9 Tf 1 1 Td")]
    block = b" (AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA) Tj" * 30_000
    parts += [packer.compress(block) for _ in range(80)]
    return raw(b"".join([*parts, packer.compress(b" ET"), packer.flush()]), filters="/Filter/FlateDecode")


def test_the_text_of_each_page_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(pages=2))
    assert [page.strip() for page in read_pages(file)] == ["Inspection of Aldra"] * 2


def test_a_file_encrypted_without_a_password_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(password=""))
    assert "Aldra" in read_pages(file)[0]


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "it is empty"),
    "web page": (lambda: b"\n<!DOCTYPE html><title>Error 404</title>", "a web page under the name of a PDF: download"),
    "other": (lambda: b"PK\x03\x04 a zip", "it is not a PDF: download"),
    "cut off": (lambda: pdf()[:-300], "its end is missing: download it again"),
    "damaged": (lambda: b"%PDF-1.7\n" + b"\x00nonsense" * 99 + b"\n%%EOF", "it is damaged"),
    "encrypted": (lambda: pdf(password="closed"), "encrypted with a password"),
    "too long": (lambda: pdf(pages=1_000), "it has 1,000 pages; an inspection report has 1 to 200"),
    "scan": (lambda: pdf(text=""), "it holds no text: it may be a scan"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(kind: str, tmp_path: Path) -> None:
    make, reason = REFUSED[kind]
    file = tmp_path / "report.pdf"
    file.write_bytes(make())
    with pytest.raises(RefusedFileError, match=reason) as refused:
        read_pages(file)
    assert str(refused.value) == f"report.pdf: {refused.value.reason}"
    assert "\n" not in refused.value.reason


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_text, "MOST_BYTES", 100)
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf())
    with pytest.raises(RefusedFileError, match="at most 50"):
        read_pages(file)


def test_a_folder_and_nothing_are_no_files(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.pdf"):
        with pytest.raises(RefusedFileError, match="not a file"):
            read_pages(path)


@pytest.mark.skipif(sys.platform == "win32", reason="the system sets no limits there")
def test_a_bomb_ends_at_the_limit_and_not_this_process(tmp_path: Path) -> None:
    file = tmp_path / "bomb.pdf"
    file.write_bytes(bomb())
    assert file.stat().st_size < 2_000_000
    begun = time.monotonic()
    with pytest.raises(RefusedFileError, match=r"bomb\.pdf: it"):
        read_pages(file, seconds=2, megabytes=600)
    assert time.monotonic() - begun < 20


def test_a_child_that_never_answers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sleeper = tmp_path / "sleeper.py"
    sleeper.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(pdf_text, "_CHILD", sleeper)
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf())
    with pytest.raises(RefusedFileError, match="it takes more than 2 seconds to read"):
        read_pages(file, seconds=1)


def test_the_child_imports_nothing_of_this_package() -> None:
    code = "import runpy, sys; runpy.run_path(sys.argv[1]); print(any('workforce' in name for name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(pdf_text._CHILD)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
