"""A folder or a site of copies that stands in for all publishers."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, urlsplit

from workforce_grades.errors import DataError, FetchError
from workforce_grades.fetch.client import Client, GoneError, Received
from workforce_grades.sources.folder import LOCK_FILE, REFERENCE_FACTS, DataFolder, Source, existing_folder

LISTS = (LOCK_FILE, "manifest.csv")
"""Files of a mirror that tell which others there are; a site has one of them, a folder needs none."""


def is_site(mirror: str) -> bool:
    """Whether a mirror is a site rather than a folder."""
    return re.match(r"[a-z]+://", mirror) is not None


def site_hosts(mirror: str, hosts: Iterable[str]) -> tuple[str, ...]:
    """Return the allowed hosts with that of a mirror that the researcher named."""
    return (*hosts, (urlsplit(mirror).hostname or "")) if is_site(mirror) else tuple(hosts)


class FolderMirror:
    """A folder with the publishers' files under their own names.

    Parameters
    ----------
    path
        The folder.
    """

    def __init__(self, path: Path) -> None:
        self.folder = DataFolder(existing_folder(path.expanduser(), "mirror folder"))

    def copy(self, source: Source, to: Path) -> Received:
        """Copy the file of a source to `to`.

        Raises
        ------
        FetchError
            The mirror has no such file; names the publisher's page.
        """
        file = self.folder.file_of(source)
        if file is None:
            raise _absent(self.folder.path.name, source)
        try:
            with file.open("rb"):
                pass
        except OSError as error:
            raise FetchError(file.name, f"cannot be read ({error.strerror})", action="See who may read it") from error
        shutil.copyfile(file, to)
        return Received(f"mirror:{file.name}", f"mirror:{file.name}", file.name, "", "")

    def facts(self) -> list[Path]:
        """Return the lists about fictional authorities that the mirror has in place of the package's own."""
        return [file for name in REFERENCE_FACTS if (file := self.folder.path / name).is_file()]


class SiteMirror:
    """A site with the publishers' files in one place, and `lock.json` or `manifest.csv` to list them.

    Parameters
    ----------
    address
        Of the place.
    client
        Asks it; its rules allow the site's host.
    """

    def __init__(self, address: str, client: Client) -> None:
        self.address, self.client = address.rstrip("/"), client
        self._names: list[str] | FetchError | None = None

    def copy(self, source: Source, to: Path) -> Received:
        """Download the file of a source to `to`.

        Raises
        ------
        FetchError
            The mirror lists no such file, or more than one; or it cannot be had.
        """
        if self._names is None:
            self._names = self._listed_once(to)
        if isinstance(self._names, FetchError):
            raise self._names
        fitting = [name for name in self._names if source.is_file_name(name)]
        if len(fitting) != 1:
            raise _absent(self.address, source, len(fitting))
        received = self.client.save(f"{self.address}/{quote(fitting[0])}", to)
        if received is None:  # nothing was said to be known, so the answer cannot be "unchanged"
            raise FetchError(self.address, "answers that the file is unchanged, though none was there")
        return Received(received.url, received.final_url, fitting[0], received.etag, received.last_modified)

    def _listed_once(self, beside: Path) -> list[str] | FetchError:
        """Return what there is, or why that is not known: a site that does not answer is asked once."""
        try:
            return self._listed(beside)
        except FetchError as error:
            return error

    def _listed(self, beside: Path) -> list[str]:
        temporary = beside.with_name(beside.name + ".list")
        for name in LISTS:
            try:
                self.client.save(f"{self.address}/{name}", temporary)
            except GoneError:
                continue
            try:
                return _names(name, temporary.read_text(encoding="utf-8-sig"))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError, csv.Error) as error:
                raise DataError(name, f"the mirror's list is not readable ({error})") from error
            finally:
                temporary.unlink(missing_ok=True)
        raise FetchError(self.address, f"no list of files there ({' or '.join(LISTS)})",
                         action="Give the address of a copy of a data folder")  # fmt: skip


def _names(name: str, content: str) -> list[str]:
    if name == LOCK_FILE:
        return [str(entry["file"]) for entry in json.loads(content)["sources"].values()]
    return [row["file"] for row in csv.DictReader(content.splitlines()) if row["file"]]


def _absent(where: str, source: Source, count: int = 0) -> FetchError:
    found = f"{count} files could be '{source.title}'" if count else f"no file like {source.pattern} there"
    return FetchError(where, found, action=f"The publisher's page is {source.page}" if source.page else "")
