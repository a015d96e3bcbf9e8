"""What is a matter of this machine alone, so that no page may name it: folders, host and user."""

from __future__ import annotations

import getpass
import re
import socket
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from workforce_grades.reports.provenance import PACKAGE
from workforce_grades.reports.tasks import Collection

SHORTEST_NAME: Final = 5
"""Shorter names of hosts and users are too likely to be words of a page."""

_EVERYBODYS: Final = ("root", "localhost")
_SHARED_TEMPORARY: Final = Path("/tmp")  # noqa: S108 - named, not written to
_WORD: Final = re.compile(r"[\w-]+")


def private_folders(collection: Collection, out: Path) -> tuple[Path, ...]:
    """Return the folders of this machine that no page may name, as they were given and with links followed.

    The folder of temporary files is one of them where it is the user's own, the folder of the Python
    environment where it is not the system's.
    """
    given = [Path.home(), collection.data.path, PACKAGE.parents[1], out]
    given += [notebook.path.parent for notebook in collection.notebooks]
    given += [Path(sys.prefix)] if sys.prefix != sys.base_prefix else []
    temporary = Path(tempfile.gettempdir())
    given += [temporary] if len(str(temporary)) > len(str(_SHARED_TEMPORARY)) else []
    both = (form for folder in given for form in (folder.absolute(), folder.resolve()))
    return tuple(dict.fromkeys(form for form in both if form != form.parent))


def private_names(collection: Collection) -> tuple[str, ...]:
    """Return the names of host and user that no page may hold.

    A name that is also a word of this package, of a notebook or of an authority is no secret and would
    refuse good pages: a user called "research" makes the same pages as anybody else.
    """
    host = socket.gethostname()
    found = [host, host.partition(".")[0], *_user()]
    long = {name for name in found if len(name) >= SHORTEST_NAME and name not in _EVERYBODYS}
    words = _words(collection) if long else set()
    return tuple(sorted(name for name in long if not set(_WORD.findall(name.casefold())) <= words))


def _user() -> Iterable[str]:
    try:
        return (getpass.getuser(),)
    except (OSError, KeyError):
        return ()


def _words(collection: Collection) -> set[str]:
    files = [file for file in PACKAGE.rglob("*") if file.suffix in (".py", ".j2", ".css")]
    files += [notebook.path for notebook in collection.notebooks]
    texts = [file.read_text(encoding="utf-8", errors="replace") for file in files]
    texts += [f"{authority.name} {authority.slug} {authority.region_name}" for authority in collection.authorities]
    words = {word for text in texts for word in _WORD.findall(text.casefold())}
    return words | {part for word in words for part in re.split("[-_]", word)}
