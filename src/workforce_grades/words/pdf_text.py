"""Text of one PDF, page by page, read in a child process with limits of time and memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from workforce_grades.errors import WorkforceGradesError
from workforce_grades.words import pdf_child

MOST_BYTES: Final = 50_000_000
MOST_PAGES: Final = 200
MOST_CHARACTERS: Final = 2_000_000
SECONDS: Final = 30
MEGABYTES: Final = 1_500

_CHILD: Final = Path(pdf_child.__file__)
_HEAD: Final = 1_024
_TAIL: Final = 4_096


class RefusedFileError(WorkforceGradesError):
    """A file that is not a report this package can read; says which, and why in one line."""

    def __init__(self, file: str | Path, reason: str) -> None:
        self.file = shown_name(Path(file).name)
        self.reason = reason
        super().__init__(f"{self.file}: {reason}")


def shown_name(name: str) -> str:
    r"""Return a file's name as tables and messages show it: control characters and broken bytes as escapes.

    Examples
    --------
    >>> shown_name("a\nb.pdf")
    'a\\nb.pdf'
    """
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in name)


def read_pages(file: Path, *, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> list[str]:
    """Return the text of each page of a PDF.

    Parameters
    ----------
    file
        The PDF.
    seconds, megabytes
        What its reading may take at most; a report of an inspection takes a tenth of a second.

    Raises
    ------
    RefusedFileError
        Not a PDF, cut off, encrypted, damaged, too long, too slow, or a scan without text.
    """
    _check_content(file)
    answer = _ask_child(file, seconds, megabytes)
    if "refused" in answer:
        raise RefusedFileError(file, str(answer["refused"]))
    pages = [str(page) for page in answer.get("pages", ())]
    if not any(page.strip() for page in pages):
        raise RefusedFileError(file, "it holds no text: it may be a scan")
    return pages


def _check_content(file: Path) -> None:
    """Raise for what its first and last bytes already tell."""
    if not file.is_file():
        raise RefusedFileError(file, "it is not a file")
    size = file.stat().st_size
    if not size:
        raise RefusedFileError(file, "it is empty")
    if size > MOST_BYTES:
        raise RefusedFileError(file, f"it has {size / 1e6:,.0f} MB; an inspection report has at most 50")
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
        stream.seek(max(0, size - _TAIL))
        tail = stream.read()
    if b"%PDF-" not in head:
        is_page = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
        what = "a web page under the name of a PDF" if is_page else "not a PDF"
        raise RefusedFileError(file, f"it is {what}: download it again")
    if b"%%EOF" not in tail:
        raise RefusedFileError(file, "its end is missing: download it again")


def _ask_child(file: Path, seconds: int, megabytes: int) -> dict[str, Any]:
    limits = (seconds, megabytes, MOST_PAGES, MOST_CHARACTERS)
    command = [sys.executable, "-I", str(_CHILD), str(file.resolve()), *map(str, limits)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=2 * seconds, check=False)  # noqa: S603 - our own file
    except subprocess.TimeoutExpired:
        raise RefusedFileError(file, f"it takes more than {2 * seconds} seconds to read") from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        reason = f"its reading broke off, at the limit of {seconds} seconds or {megabytes:,} MB or by a fault in it"
        raise RefusedFileError(file, reason) from None
    return dict(answer)
