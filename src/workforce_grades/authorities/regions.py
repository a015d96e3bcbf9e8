"""The nine regions, found by name or code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workforce_grades.authorities.names import fold, slug
from workforce_grades.errors import UnknownNameError


@dataclass(frozen=True, slots=True)
class Region:
    """One of the nine regions; London is one, made of Inner and Outer London.

    Attributes
    ----------
    code
        ONS code.
    name
        As DfE spells it.
    """

    code: str
    name: str

    @property
    def slug(self) -> str:
        """Return the name as it stands in file names."""
        return slug(self.name)


def find_region(regions: Iterable[Region], text: str) -> Region:
    """Return the region that a person means by a name, a slug or a code.

    Raises
    ------
    UnknownNameError
        Nothing fits; carries the nearest names.
    """
    every = tuple(regions)
    wanted = fold(text).removeprefix("the ")
    for region in every:
        if wanted in (fold(region.name), fold(region.code)):
            return region
    hint = "Give a name or an ONS code; `workforce-grades list --regions` shows all nine"
    raise UnknownNameError("region", text, [region.name for region in every], hint=hint)
