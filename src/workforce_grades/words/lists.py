"""Which data folder says who is who."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from workforce_grades.sources.folder import DATA_VARIABLE, DataFolder, open_folder, sample_folder


def list_of_authorities(reports: Path, data: Path | None) -> DataFolder:
    """Return the data folder whose list of authorities names the reports.

    Parameters
    ----------
    reports
        Folder of the reports.
    data
        What the user gave. Without it: the environment variable ``WORKFORCE_GRADES_DATA``, a folder with
        DfE's list in, around or beside the reports, ``shared/open-data`` beside the checkout, the sample.
    """
    if data is not None or os.environ.get(DATA_VARIABLE):
        return open_folder(data)
    for folder in _near(reports.resolve()):
        if folder.is_dir() and DataFolder(folder).find("authorities"):
            return open_folder(folder)
    return open_folder(None)


def _near(reports: Path) -> Iterator[Path]:
    yield reports
    yield reports.parent
    yield from sorted(path for path in reports.parent.iterdir() if path.is_dir() and path != reports)
    yield sample_folder().parents[2] / "shared" / "open-data"
