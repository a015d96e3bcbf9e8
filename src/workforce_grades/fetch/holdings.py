"""What a folder of downloads holds, against its record and against what publishers list by now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from workforce_grades.errors import DataError, FetchError
from workforce_grades.fetch.checks import check_file
from workforce_grades.fetch.client import Client, Received
from workforce_grades.fetch.downloading import recorded_as
from workforce_grades.fetch.found import Found
from workforce_grades.fetch.lock import Recorded, alone, read_lock, write_lock
from workforce_grades.fetch.registry import Listed, Registry
from workforce_grades.fetch.routes import known_releases
from workforce_grades.sources.folder import ILLUSTRATIVE_PREFIX, DataFolder
from workforce_grades.sources.hashes import file_sha256

Standing = Literal["as recorded", "edited", "missing", "not recorded", "absent"]

BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Holding:
    """One source in a folder: its file, how that stands to the record, and what a citation needs."""

    source_id: str
    standing: Standing
    file: str
    release: str
    publisher: str
    title: str
    licence: str
    page: str
    recorded: Recorded | None

    def row(self) -> dict[str, Any]:
        """Return it flat, for programs."""
        return {**asdict(self), "recorded": asdict(self.recorded) if self.recorded else None}


def holdings(folder: Path, sources: Iterable[Listed]) -> list[Holding]:
    """Return how each source stands; nothing is asked over the network.

    Raises
    ------
    DataError
        The record is damaged, or two files could be one source.
    """
    lock = read_lock(folder)
    return [_holding(listed, DataFolder(folder).file_of(listed.source), lock.get(listed.id)) for listed in sources]


def newer_releases(
    folder: Path, sources: Iterable[Listed], registry: Registry
) -> Iterator[tuple[str, str | FetchError]]:
    """Yield each source's newest release where it is later than the folder's, or why that is not known.

    Publications with several sources are asked once.
    """
    lock, known = read_lock(folder), {}
    with Client(registry.client) as client:
        for listed in sources:
            places = [route.get("publication") or route.get("collection") for route in listed.routes]
            place = next((place for place in places if place), None)
            if place is None or listed.fixed:
                continue
            if place not in known:
                known[place] = _asked(listed, registry, client)
            answer, recorded = known[place], lock.get(listed.id)
            has = recorded.release if recorded and recorded.release else listed.current
            if isinstance(answer, FetchError):
                yield listed.id, answer
            elif answer and answer[0] > has:
                yield listed.id, answer[0]


def record_files(folder: Path, sources: Iterable[Listed], *, replace: bool = False) -> list[str]:
    """Record the files that were put into a folder by hand; return what was done, a line each.

    Parameters
    ----------
    folder, sources
        Where, and which sources.
    replace
        Record a file anew that differs from what is recorded.

    Raises
    ------
    DataError
        A file is not what its source must be, or differs from the record and `replace` is false.
    """
    lines = []
    with alone(folder):
        lock = read_lock(folder)
        for listed in sources:
            file, before = DataFolder(folder).file_of(listed.source), lock.get(listed.id)
            if file is None or (before and before.sha256 == file_sha256(file) and before.file == file.name):
                continue
            if before and not replace:
                raise DataError(file, f"differs from what is recorded (sha256 {before.sha256[:8]}...)",
                                action="`workforce-grades data lock --replace` records it as it is now")  # fmt: skip
            check_file(listed, file, is_illustrative=file.name.casefold().startswith(ILLUSTRATIVE_PREFIX))
            lock[listed.id] = _by_hand(file, listed)
            lines.append(f"{listed.id}: {file.name} {'recorded anew' if before else 'recorded'}")
        write_lock(folder, lock)
    return lines


def _holding(listed: Listed, file: Path | None, recorded: Recorded | None) -> Holding:
    standing: Standing
    if file is None:
        standing = "missing" if recorded else "absent"
    elif recorded is None:
        standing = "not recorded"
    else:
        standing = "as recorded" if file_sha256(file) == recorded.sha256 else "edited"
    name = file.name if file else recorded.file if recorded else ""
    source = listed.source.named(name) if name else listed.source
    return Holding(listed.id, standing, name, source.release if name else "", source.publisher, source.title,
                   source.licence, source.page, recorded)  # fmt: skip


def _asked(listed: Listed, registry: Registry, client: Client) -> list[str] | FetchError:
    try:
        return known_releases(listed, registry, client)
    except FetchError as error:
        return error


def _by_hand(file: Path, listed: Listed) -> Recorded:
    page = listed.source.named(file.name).page
    return recorded_as(file, Received(page, page, file.name, "", ""), BY_HAND, Found(page, listed.current))
