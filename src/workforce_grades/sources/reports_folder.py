"""The folder of inspection reports that goes with a data folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from workforce_grades.sources.folder import DataFolder, sample_folder

REPORTS_FOLDER: Final = "inspection-reports"
"""Its name: in the data folder, or beside it."""


def find_reports_folder(folder: DataFolder) -> Path | None:
    """Return the folder with inspection reports of a data folder: in it, or beside it; None where there is none.

    The bundled sample has its own and is never given those of real authorities.
    """
    own = folder.path / REPORTS_FOLDER
    beside = folder.path.resolve().parent / REPORTS_FOLDER
    for candidate in (own,) if folder.path.resolve() == sample_folder() else (own, beside):
        if candidate.is_dir() and any(path.suffix.lower() == ".pdf" for path in candidate.iterdir()):
            return candidate
    return None


def reports_fingerprint(folder: DataFolder) -> dict[str, str]:
    """Return the sha256 of every file with reports, and of their manifest, by name; empty without such a folder."""
    found = find_reports_folder(folder)
    if found is None:
        return {}
    files = sorted(path for path in found.rglob("*") if path.suffix.lower() in (".pdf", ".csv") and path.is_file())
    return {f"{REPORTS_FOLDER}/{path.relative_to(found).as_posix()}": folder.sha256(path) for path in files}
