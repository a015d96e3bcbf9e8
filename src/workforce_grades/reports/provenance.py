"""Where a page comes from: sources, code version, licence, citation. Nothing here names a folder of the machine."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import workforce_grades
from workforce_grades.cache import PACKAGES, code_fingerprint, version
from workforce_grades.reports.citation import Citation, citation_text, cite
from workforce_grades.sources.folder import SOURCES, DataFolder
from workforce_grades.sources.published import RELEASE_NOT_KNOWN

PACKAGE: Final = Path(workforce_grades.__file__).resolve().parent
PAGE_PACKAGES: Final = sorted(
    {*PACKAGES, "ipython", "jinja2", "markupsafe", "matplotlib", "nbconvert", "nbformat", "papermill", "seaborn"}
)
"""Packages whose version can change what a page shows."""

_MAIN: Final = ("workforce", "inspections")
_UP_TO: Final = {"workforce": "workforce returns to 30 September {}", "inspections": "inspections to {}"}
"""What follows `Reporting year` and `As at` in the names of their releases goes in."""

_OGL: Final = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


@dataclass(frozen=True, slots=True)
class SourceUsed:
    """One file that went into a page; the main ones are named in citations."""

    title: str
    publisher: str
    release: str
    page: str
    file: str
    sha256: str
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Provenance:
    """What every page of one run says about where it comes from.

    Attributes
    ----------
    illustrative
        Whether the data are generated.
    sources
        Files of the data folder, in the order of the registry.
    code
        Version of the code in words.
    licence
        Sentences on what may be done with it.
    licence_page
        Address of the licence text; empty where none applies.
    vintage
        Up to when the main files go, in words.
    """

    illustrative: bool
    sources: tuple[SourceUsed, ...]
    code: str
    licence: tuple[str, ...]
    licence_page: str
    vintage: str = ""

    @property
    def made_from(self) -> str:
        """Name of the data, as citations give it."""
        if self.illustrative:
            return "generated data about fictional authorities; not to be quoted as a finding"
        named = "; ".join(
            f"{source.publisher}, {source.title}, {source.release[:1].lower()}{source.release[1:]}"
            for source in self.sources
            if source.is_main
        )
        return f"{named}, and the other files listed above"

    def citation(self, title: str) -> Citation:
        """Return how to cite a page with this title."""
        return cite(title, code=self.code, made_from=self.made_from)


def provenance(data: DataFolder) -> Provenance:
    """Return where pages made from this data folder come from."""
    illustrative = data.is_illustrative
    return Provenance(
        illustrative=illustrative,
        sources=sources_used(data),
        code=code_version(),
        licence=_licence(data, illustrative=illustrative),
        licence_page="" if illustrative else _OGL,
        vintage=_vintage(data, illustrative=illustrative),
    )


def sources_used(data: DataFolder) -> tuple[SourceUsed, ...]:
    """Return the files of a data folder as pages cite them."""
    illustrative = data.is_illustrative
    return tuple(
        _source(source_id, file, data, illustrative=illustrative)
        for source_id in SOURCES
        if (file := data.find(source_id)) is not None
    )


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that can change what a page shows."""
    found = {name: version(name) for name in PAGE_PACKAGES}
    return {"python": platform.python_version(), **found}


@cache
def code_hash() -> str:
    """Return a hash of the package's code, of how it is to be cited, and of the versions that it runs on."""
    facts = [code_fingerprint(), citation_text(), sorted(versions().items())]
    return hashlib.sha256(repr(facts).encode()).hexdigest()


@cache
def code_version() -> str:
    """Return the package's version with its commit, or with the hash of its code where there is none.

    Uncommitted changes are said: then the commit alone would not lead back to the code.
    """
    version = f"version {workforce_grades.__version__}"
    commit = _git("rev-parse", "--short=12", "HEAD")
    if not commit or not _is_checkout():
        return f"{version} (code {code_hash()[:12]})"
    changed = _git("status", "--porcelain", "--", ":/src", ":/notebooks")
    return f"{version} (commit {commit}{f', changed since: code {code_hash()[:12]}' if changed else ''})"


def _source(source_id: str, file: Path, data: DataFolder, *, illustrative: bool) -> SourceUsed:
    source = data.cited(source_id)
    digest = data.sha256(file)
    if illustrative:
        return SourceUsed(
            f"Generated, in the format of: {source.title}", "Workforce & Grades", "Illustrative", "", file.name, digest
        )
    main = source_id in _MAIN
    return SourceUsed(source.title, source.publisher, source.release, source.page, file.name, digest, is_main=main)


def _vintage(data: DataFolder, *, illustrative: bool) -> str:
    """Return up to when the main files go: a workforce return is of 30 September, inspections are as at a day."""
    if illustrative:
        return "generated, about fictional authorities"
    releases = {source_id: data.cited(source_id).release for source_id in _MAIN if data.find(source_id) is not None}
    return "; ".join(
        _UP_TO[source_id].format(release.split(maxsplit=2)[2])
        for source_id, release in releases.items()
        if release != RELEASE_NOT_KNOWN
    )


def _licence(data: DataFolder, *, illustrative: bool) -> tuple[str, ...]:
    if illustrative:
        return ("Generated data about fictional authorities. No figure here describes a real place or person.",)
    used = [source for source_id, source in SOURCES.items() if data.find(source_id)]
    other = sorted({f"{source.publisher} ({source.licence})" for source in used if source.licence != "OGL v3.0"})
    owners = list(dict.fromkeys(source.publisher for source in used if source.licence == "OGL v3.0"))
    sentences = [
        "Contains public sector information licensed under the Open Government Licence v3.0.",
        f"Source: {'; '.join(owners)}. The publishers do not endorse this page.",
    ]
    return (*sentences, *([f"Also uses data of {'; '.join(other)}."] if other else []))


def _is_checkout() -> bool:
    """Whether the commit is of this package, not of a project that has it installed."""
    top = _git("rev-parse", "--show-toplevel")
    return bool(top) and Path(top).resolve() / "src" / PACKAGE.name == PACKAGE


def _git(*words: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - fixed words
            ["git", "-C", str(PACKAGE), "-c", "core.fsmonitor=false", *words],  # noqa: S607 - the user's git
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
