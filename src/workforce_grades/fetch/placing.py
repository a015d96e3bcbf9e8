"""How a file takes its place: in one step, with the one before it kept; and what a fetch that was killed has left."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from workforce_grades.fetch.lock import UNFINISHED
from workforce_grades.sources.hashes import file_sha256

EARLIER: Final = "earlier"
"""Folder below the data folder with what a newer file took the place of, by the first signs of its hash."""

STAGING: Final = ".incoming-"
"""How the names of folders begin that hold what has not passed its checks."""


def put_in_place(file: Path, place: Path, there: Path | None) -> None:
    """Let a file take its place in one step, and keep the one that it takes the place of.

    Parameters
    ----------
    file
        On the same disk.
    place
        Its name in the data folder.
    there
        The file of the same source that is in the folder, perhaps under another name.
    """
    if there is None or not there.is_file():
        file.replace(place)
        return
    held = file_sha256(there)
    if held == file_sha256(file):
        there.replace(place)
        file.unlink()
        return
    _keep_earlier(there, place.parent / EARLIER / held[:12])
    if there != place:
        there.unlink()  # before, not after: two releases in one folder are refused, none is fetched again
    file.replace(place)


def _keep_earlier(file: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / file.name).exists():
        keep(file, folder / file.name)


def keep(file: Path, aside: Path) -> None:
    """Give a file's content a second name, or where the disk has no such thing a copy, whole or not at all."""
    try:
        aside.hardlink_to(file)
    except OSError:
        part = aside.with_name(f".{aside.name}.part")
        shutil.copyfile(file, part)
        part.replace(aside)


def clear_away(into: Path) -> None:
    """Delete what a fetch that was killed has left: folders of files not yet checked, half downloads, half copies.

    Nothing else is lost by that: a file that was there is where it was, or whole in ``earlier``.
    """
    for folder in into.glob(f"{STAGING}*"):
        shutil.rmtree(folder, ignore_errors=True)
    for part in (*into.glob(UNFINISHED), *into.glob(f"{EARLIER}/*/.*.part")):
        part.unlink(missing_ok=True)
