"""Every authority by its lasting key, found by any code or spelling it has had."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from workforce_grades.authorities.names import fold, short, slug
from workforce_grades.authorities.regions import Region, find_region
from workforce_grades.errors import DataError, UnknownNameError, nearest
from workforce_grades.sources.published import FICTIONAL_CODE

JOINT = " / "
_OF_THE_SAMPLE = ". These are fictional authorities; for real ones name a folder of the publishers' files: --data DIR"
_CODE = re.compile(r"E\d{8}|\d{3}")


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority, current or ended.

    Attributes
    ----------
    la_key
        Current DfE 3-digit code; an ended authority without a same-code successor keeps its own.
    ons_code
        Latest ONS code.
    name, slug
        DfE's name, and the same for addresses and file names.
    region_code, region_name
        One of the nine regions.
    authority_type
        For example ``Unitary Authorities``.
    is_current
        Whether it exists today.
    start_date, end_date
        From the first ONS code to the last; an authority that exists has no end date.
    former_ons_codes
        Codes it had before, oldest first.
    """

    la_key: str
    ons_code: str
    name: str
    region_code: str
    region_name: str
    authority_type: str
    is_current: bool
    start_date: date
    end_date: date | None = None
    former_ons_codes: tuple[str, ...] = field(default=())

    def existed_on(self, day: date) -> bool:
        """Tell whether the authority was there on a day, under any of its codes."""
        return self.start_date <= day and (self.end_date is None or day <= self.end_date)

    @property
    def slug(self) -> str:
        """Return the name as it stands in file names."""
        return slug(self.name)


class Authorities:
    """All authorities of a data folder, and how they follow one another.

    Parameters
    ----------
    members
        Authorities by `la_key`.
    aliases
        Other spellings, with the `la_key` each stands for.
    links
        Successor links, as :func:`workforce_grades.authorities.reference.successor_links` gives.
    joint_returns
        Keys of authorities that have made one workforce return together.
    """

    def __init__(
        self,
        members: Mapping[str, Authority],
        aliases: Mapping[str, str],
        links: pd.DataFrame,
        joint_returns: Iterable[tuple[str, ...]] = (),
    ) -> None:
        self._members = dict(members)
        self._aliases = dict(aliases)
        self.links = links
        self.joint_returns = tuple(joint_returns)

    def __len__(self) -> int:
        return len(self._members)

    def __iter__(self) -> Iterator[Authority]:
        return iter(self._members.values())

    def __getitem__(self, la_key: str) -> Authority:
        return self._members[la_key]

    def __contains__(self, la_key: object) -> bool:
        return la_key in self._members

    @cached_property
    def are_fictional(self) -> bool:
        """Whether these are generated authorities, by their codes."""
        return all(FICTIONAL_CODE.fullmatch(member.ons_code) for member in self)

    @cached_property
    def current(self) -> list[Authority]:
        """Authorities that exist today, by name."""
        return sorted((member for member in self if member.is_current), key=lambda member: member.name)

    @cached_property
    def regions(self) -> list[Region]:
        """Regions that have authorities today, by name."""
        found = {Region(member.region_code, member.region_name) for member in self.current}
        return sorted(found, key=lambda region: region.name)

    def find_region(self, text: str) -> Region:
        """Return the region that a person means: :func:`workforce_grades.authorities.regions.find_region`."""
        return find_region(self.regions, text)

    def region_name(self, la_key: str) -> str:
        """Return the region of an authority."""
        return self._members[la_key].region_name

    def find(self, text: str) -> Authority:
        """Return the authority that a person means by a name, a slug, an alias or any code.

        Raises
        ------
        UnknownNameError
            Nothing fits; carries the nearest names.
        """
        wanted = text.strip()
        key = self._codes.get(wanted.upper()) or self._names.get(fold(wanted)) or self._short.get(short(wanted))
        if key is None:
            known = [member.name for member in self.current]
            hint = "Give a name, an ONS code or a DfE code; `workforce-grades list --authorities` shows all"
            hint += _OF_THE_SAMPLE if self.are_fictional else ""
            raise UnknownNameError("authority", text, known, hint=hint)
        return self._members[key]

    def key(self, code_or_name: str, *, file: str | Path, place: str) -> str:
        """Return the `la_key` for a code or name that stands in a data file.

        Raises
        ------
        DataError
            It is not in the list of authorities; names the file, the place and the nearest names.
        """
        key = self._codes.get(code_or_name) or self._names.get(fold(code_or_name))
        if key is not None:
            return key
        known = list(self._codes) if _CODE.fullmatch(code_or_name) else [member.name for member in self]
        near = nearest(code_or_name, known)
        raise DataError(
            file,
            f"'{code_or_name[:60]}' is not in the authority list",
            place=place,
            expected="an authority of England that has existed since 2017, by code or name",
            action=f"Nearest: {', '.join(near)}" if near else "Add it to las.csv or to name_aliases.csv",
        )

    def predecessors(self, la_key: str) -> list[tuple[str, str, pd.Timestamp]]:
        """Return the authorities that `la_key` followed: their key, the kind of change, the date.

        Recodes are left out: there the key is the same.
        """
        rows = self.links[(self.links["succ_dfe"] == la_key) & (self.links["pred_dfe"] != la_key)]
        return list(zip(rows["pred_dfe"], rows["change"], rows["effective_date"], strict=True))

    def successors(self, la_key: str) -> list[str]:
        """Return the keys of the authorities that followed `la_key`; none for a mere change of code."""
        rows = self.links[(self.links["pred_dfe"] == la_key) & (self.links["succ_dfe"] != la_key)]
        return list(rows["succ_dfe"])

    def replaced_on(self, ons_code: str, la_key: str, on: pd.Timestamp) -> pd.Timestamp | None:
        """Return since when a code stands for the area of `la_key` no longer, if that was by a day.

        Parameters
        ----------
        ons_code
            Code as published, perhaps an old one.
        la_key
            Whose row it is.
        on
            Day that the row describes.
        """
        return max((day for day in self._replacements.get((ons_code, la_key), ()) if day <= on), default=None)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row an authority and ONS code it has had, as a table for export."""
        rows = [
            {"la_key": member.la_key, "ons_code": code, "name": member.name,
             "status": "live" if member.is_current and code == member.ons_code else "ended",
             "region_code": member.region_code, "region_name": member.region_name,
             "authority_type": member.authority_type}
            for member in self
            for code in (member.ons_code, *member.former_ons_codes)
        ]  # fmt: skip
        return pd.DataFrame(rows)

    @cached_property
    def _replacements(self) -> dict[tuple[str, str], list[pd.Timestamp]]:
        """Days from which another code stands for an area, by the code that went and the area's key."""
        days = self.links.groupby(["pred_ons", "succ_dfe"])["effective_date"]
        return {(str(code), str(key)): list(each) for (code, key), each in days}

    @cached_property
    def _codes(self) -> dict[str, str]:
        codes = {member.la_key: member.la_key for member in self}
        for member in self:
            codes |= dict.fromkeys((member.ons_code, *member.former_ons_codes), member.la_key)
        return codes

    @cached_property
    def _names(self) -> dict[str, str]:
        """Folded names; where a name was used twice the authority that exists has it."""
        ended_first = sorted(self, key=lambda member: member.is_current)
        names = {fold(alias): key for alias, key in self._aliases.items() if key in self._members}
        return names | {fold(member.name): member.la_key for member in ended_first}

    @cached_property
    def _short(self) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        for name, key in self._names.items():
            found.setdefault(short(name), []).append(key)
        return {name: keys[0] for name, keys in found.items() if len(set(keys)) == 1}


def split_joint(*cells: str, file: str | Path, place: str) -> list[tuple[str, ...]]:
    """Split a joint return's code, DfE code and name cells into one tuple a member.

    Raises
    ------
    DataError
        The cells do not split into the same number of members.

    Examples
    --------
    >>> split_joint("E09000021 / E09000027", "314 / 318", "K / R", file="f.csv", place="line 2")
    [('E09000021', '314', 'K'), ('E09000027', '318', 'R')]
    """
    parts = [cell.split(JOINT) for cell in cells]
    if len({len(part) for part in parts}) != 1:
        raise DataError(
            file,
            f"a joint return whose parts do not match: {' | '.join(cells)}",
            place=place,
            expected="as many codes as DfE codes and names, separated by ' / '",
            action="Use the publisher's own file",
        )
    return [tuple(cell.strip() for cell in member) for member in zip(*parts, strict=True)]
