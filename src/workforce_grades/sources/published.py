"""What is published: each source's publisher, title, address and the release that a file's name tells."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

ILLUSTRATIVE_PREFIX: Final = "illustrative_"
FICTIONAL_CODE: Final = re.compile(r"\bE(?:06|08|09|10)9\d{5}\b")
"""Codes of fictional authorities begin with 9 after the three signs of their kind; so do none of England's."""

RELEASE_NOT_KNOWN: Final = "Release not known"
RELEASE_NOT_STATED: Final = "Not stated in the file"
"""Of lists that their publishers renew under one name: only the hash tells one from the next."""

REGISTRY: Final = Path(__file__).resolve().parents[3] / "data" / "sources.toml"
"""The one list of what is published, where it is and how a download is checked."""


@dataclass(frozen=True, slots=True)
class Source:
    """One published data set, of one release.

    Attributes
    ----------
    id
        Our name for it.
    publisher, title, licence
        For citations and the provenance footer.
    page_form, release_form
        Address and release, with places such as ``{year}`` for what the file's name tells.
    pattern
        How the publisher names the file, as a glob; upper and lower case are the same.
    required
        Whether the study cannot run without it.
    without
        What pages and models lack where the folder has no file of it; empty for a required one.
    suffixes
        File types that count, any without one; documents of the same name are passed over.
    name_form
        Finds the parts of a release in a file's name.
    parts
        Those parts; empty where they are not known. In :data:`SOURCES`, of the release of 2025.
    """

    id: str
    publisher: str
    title: str
    page_form: str
    release_form: str
    licence: str
    pattern: str
    required: bool = False
    without: str = ""
    suffixes: tuple[str, ...] = ()
    name_form: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def page(self) -> str:
        """The release's page; empty where its address has a date that is not known."""
        is_known = bool(self.parts) or "{" not in self.page_form
        return self.page_form.format(**self.parts).lower() if is_known else ""

    @property
    def release(self) -> str:
        """The release in words, for example `As at 31 March 2025`."""
        if not self.release_form:
            return RELEASE_NOT_STATED
        return self.release_form.format(**self.parts) if self.parts else RELEASE_NOT_KNOWN

    def named(self, file_name: str) -> Source:
        """Return this source with the release that a file's name tells, and none where it tells none."""
        found = re.search(self.name_form, file_name, re.IGNORECASE) if self.name_form else None
        parts = {name: part.capitalize() for name, part in found.groupdict().items()} if found else {}
        return replace(self, parts=_with_next_year(parts))

    def is_file_name(self, name: str) -> bool:
        """Whether the publisher names its file so; generated files have a prefix."""
        folded = name.casefold()
        bare = folded.removeprefix(ILLUSTRATIVE_PREFIX)
        is_hidden = folded.startswith((".", "~$"))
        fits = fnmatchcase(bare, self.pattern.casefold())
        return fits and not is_hidden and (not self.suffixes or folded.endswith(self.suffixes))


def _with_next_year(parts: Mapping[str, str]) -> dict[str, str]:
    return {**parts, "next": str(int(parts["year"]) + 1)} if "year" in parts else dict(parts)


def source_of(source_id: str, table: Mapping[str, Any]) -> Source:
    """Return a source from its table in the registry."""
    return Source(
        id=source_id,
        publisher=table["publisher"],
        title=table["title"],
        page_form=table["page"],
        release_form=table.get("release", ""),
        licence=table["licence"],
        pattern=table["file"],
        required=table.get("required", False),
        without=table.get("without", ""),
        suffixes=tuple(table.get("suffixes", ())),
        name_form=table.get("named", ""),
        parts=_with_next_year(table.get("parts", {})),
    )


SOURCES: Final[dict[str, Source]] = {
    source_id: source_of(source_id, table)
    for source_id, table in tomllib.loads(REGISTRY.read_text(encoding="utf-8"))["sources"].items()
}
"""Every source the project reads, by id, with the release whose page a message names."""
