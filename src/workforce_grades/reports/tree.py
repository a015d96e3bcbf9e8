"""The output folder: what may be written, what no longer belongs, what `clean` takes away."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from workforce_grades.errors import DataError
from workforce_grades.reports.index import INDEX
from workforce_grades.reports.notebooks import Notebook, read_notebook
from workforce_grades.reports.record import FILE, WORK, BuildRecord, load_record, write_whole

_HALF_WRITTEN: Final = re.compile(r"\..+\.\d+\.tmp")


def sweep(out: Path) -> None:
    """Take away what killed runs have left: their work folder, and files that were not in place yet."""
    shutil.rmtree(out / WORK, ignore_errors=True)
    for file in [file for file in out.rglob(".*.tmp") if _HALF_WRITTEN.fullmatch(file.name)]:
        file.unlink(missing_ok=True)


def check_output(out: Path) -> BuildRecord:
    """Return the record of an output folder after checking that it is ours to write in.

    Raises
    ------
    DataError
        It is a file, or holds an index page that no run of ours made.
    """
    if out.exists() and not out.is_dir():
        raise DataError(out, "this is a file", expected="a folder for the pages", action="Give another --out")
    if (out / INDEX).exists() and not (out / FILE).exists():
        raise DataError(
            out.name or "output folder",
            f"has an {INDEX} that workforce-grades did not make",
            action="Give another --out, so that nothing of yours is written over",
        )
    return load_record(out)


def holds_other_kind(record: BuildRecord, *, illustrative: bool) -> bool:
    """Whether an output folder holds pages of the sample where those of other data are to come, or the reverse."""
    return bool(record.made()) and record.data.get("illustrative", illustrative) != illustrative


def holds_published(out: Path) -> DataError:
    """Return the error that says that pages of the sample will not take the place of real ones, and what to do."""
    return DataError(
        out.name or "output folder",
        "this folder holds pages made from the publishers' data, and nothing in it was changed",
        action="Give the sample's pages a folder of their own with --out DIR (make: OUT=DIR), "
        "or have those removed first with --replace (make: REPLACE=1)",
    )


def notebook_path(notebook: Notebook) -> str:
    """Return where the copy of a notebook is, in the output folder."""
    return f"notebooks/{notebook.path.name}"


def publish_notebook(notebook: Notebook, out: Path) -> tuple[str, str]:
    """Copy a notebook without its outputs; return its path in the output folder and its hash."""
    node = read_notebook(notebook.path)
    for cell in node.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
    path = notebook_path(notebook)
    return path, write_whole(out / path, json.dumps(node, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def remove(out: Path, paths: Iterable[str]) -> list[str]:
    """Delete files of the output folder, and its folders that are empty then; return what was deleted.

    A path that leads out of the folder is left alone, whatever the record says.
    """
    removed: list[str] = []
    root = out.resolve()
    for path in sorted(set(paths)):
        file = root / path
        if root in file.resolve().parents and file.is_file():
            file.unlink()
            removed.append(path)
            _remove_empty(file.parent, root)
    return removed


def clean(out: Path) -> list[str]:
    """Delete everything that runs have made in the output folder, and nothing else; return the paths.

    Raises
    ------
    DataError
        There is no record of a run: nothing is known to be ours.
    """
    check_made(out)
    sweep(out)
    removed = remove(out, _made(out))
    with suppress(OSError):
        out.rmdir()
    return removed


def made_there(out: Path) -> list[str]:
    """Return what runs have made in the output folder and is still there: what :func:`clean` deletes."""
    return [path for path in sorted(set(_made(out))) if (out / path).is_file()]


def _made(out: Path) -> list[str]:
    record = load_record(out)
    return [*record.made(), *record.last_run.get("waiting", []), FILE]


def check_made(out: Path) -> None:
    """Raise DataError where no run has left its record."""
    if not (out / FILE).is_file():
        raise DataError(
            out.name or "output folder", f"no {FILE} here, so nothing is known to be made by workforce-grades"
        )


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
