"""One source into the staging folder: from its publisher by the first route that leads there, or from a mirror."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath

from workforce_grades.errors import DataError, FetchError
from workforce_grades.fetch.archives import take_member, undo_gzip
from workforce_grades.fetch.checks import check_file, years_of
from workforce_grades.fetch.client import Client, Received
from workforce_grades.fetch.found import Found
from workforce_grades.fetch.lock import Recorded, now
from workforce_grades.fetch.mirror import FolderMirror, SiteMirror
from workforce_grades.fetch.registry import Listed, Registry
from workforce_grades.fetch.routes import ways
from workforce_grades.sources.folder import ILLUSTRATIVE_PREFIX
from workforce_grades.sources.hashes import file_sha256


@dataclass(frozen=True, slots=True)
class Arrived:
    """A download in the staging folder that is what its registry entry says, and the record of it."""

    listed: Listed
    file: Path
    record: Recorded


class Downloads:
    """Downloads into one staging folder.

    Parameters
    ----------
    registry, client
        Where things are, and who asks.
    staging
        A temporary folder on the same disk as the data folder.
    """

    def __init__(self, registry: Registry, client: Client, staging: Path) -> None:
        self.registry, self.client, self.staging = registry, client, staging

    def from_mirror(self, listed: Listed, mirror: FolderMirror | SiteMirror) -> Arrived:
        """Bring the mirror's copy.

        Raises
        ------
        FetchError, DataError
            It has none, or not what is expected.
        """
        part = self._part(listed)
        return self._named(listed, part, mirror.copy(listed.source, part), "mirror", Found("", ""))

    def from_publisher(self, listed: Listed, release: str, recorded: Recorded | None) -> Arrived | None:
        """Bring the publisher's file by the first of its routes that leads to a usable one.

        Parameters
        ----------
        listed, release
            What is wanted.
        recorded
            The copy that is there and intact; the server is asked only for something newer.

        Returns
        -------
        Arrived or None
            None where the server says that the recorded copy is current.

        Raises
        ------
        FetchError
            No route led to it; says why for each.
        """
        reasons: dict[str, str] = {}
        for kind, find in ways(listed, release, self.registry, self.client):
            try:
                return self._by(kind, find(), listed, recorded)
            except (FetchError, DataError) as error:
                reasons.setdefault(str(error), kind)
        page = listed.source.page
        raise FetchError(
            listed.source.title, " ".join(f"[{kind}] {reason}" for reason, kind in reasons.items()),
            action=f"Or take it by hand from {page}" if page else "",
        )  # fmt: skip

    def _by(self, kind: str, found: Found, listed: Listed, recorded: Recorded | None) -> Arrived | None:
        part = self._part(listed)
        is_same = recorded is not None and recorded.url == found.address and not found.member
        known = {"etag": recorded.etag, "last_modified": recorded.last_modified} if recorded and is_same else {}
        received = self.client.save(found.address, part, known=known)
        if received is None:
            return None
        name = found.name or received.name
        limit = self.registry.client.unpacked_bytes
        if found.member:
            archive = part.replace(part.with_suffix(".zip"))
            name = take_member(archive, found.member, part, address=found.address, limit=limit)
            archive.unlink()
        undo_gzip(part, address=found.address, limit=limit)
        return self._named(listed, part, replace(received, name=name), kind, found)

    def _named(self, listed: Listed, part: Path, received: Received, kind: str, found: Found) -> Arrived:
        """Check a download, and give it the publisher's name or one in its form."""
        source = listed.source
        check_name(received.name, found.address)
        has_name = source.is_file_name(received.name)
        form = received.name if has_name else listed.save_as or source.pattern
        folder = self.staging / source.id
        folder.mkdir(exist_ok=True)
        file = part.replace(folder / (form if has_name else source.id + Path(form).suffix))
        check_file(listed, file, is_illustrative=form.casefold().startswith(ILLUSTRATIVE_PREFIX))
        if not has_name:
            first, last = years_of(file)
            name = form.format(first=first, last=last, release=found.release)
            check_name(name, found.address)
            file = file.replace(folder / name)
        return Arrived(listed, file, recorded_as(file, received, kind, found))

    def _part(self, listed: Listed) -> Path:
        return self.staging / f"{listed.id}.part"


def check_name(name: str, address: str) -> None:
    """Raise FetchError where a name from outside is a path."""
    if PureWindowsPath(name).name != name:
        raise FetchError(
            address, f"sends a file under the name {name!r}", expected="a name without folders",
            action="Tell the publisher, or save the file into the data folder yourself",
        )  # fmt: skip


def recorded_as(file: Path, received: Received, route: str, found: Found) -> Recorded:
    """Return the record of a file as it is."""
    return Recorded(
        file=file.name, release=found.release, route=route, url=received.url, final_url=received.final_url,
        fetched_at=now(), bytes=file.stat().st_size, sha256=file_sha256(file), etag=received.etag,
        last_modified=received.last_modified, version=found.version,
    )  # fmt: skip
