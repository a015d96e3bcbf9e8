"""Fictional authorities in nine regions, with a history of joint returns, a merger, splits and new codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from workforce_grades.sample.names import REGIONS

BEGINNING: Final = date(2009, 1, 1)
ENTITIES: Final = {
    "UA": ("E06", "Unitary Authorities"),
    "MD": ("E08", "Metropolitan Districts"),
    "LB": ("E09", "London Boroughs"),
    "SC": ("E10", "Counties"),
}


@dataclass(frozen=True, slots=True)
class Code:
    """An ONS code and the days it was in use; `end` is its last day."""

    ons: str
    start: date = BEGINNING
    end: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the code was in use on a day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class FictionalAuthority:
    """One authority of the sample.

    Attributes
    ----------
    key
        DfE code.
    name
        As DfE spells it.
    region
        1 to 9.
    half
        Inner or Outer in the capital, else empty.
    kind
        UA, MD, LB or SC.
    codes
        ONS codes, oldest first.
    role
        Why the sample has it, where it tests something.
    """

    key: str
    name: str
    region: int
    half: str
    kind: str
    codes: tuple[Code, ...]
    role: str = ""

    @property
    def start(self) -> date:
        """First day of the authority."""
        return self.codes[0].start

    @property
    def end(self) -> date | None:
        """Last day, where it has ended."""
        return self.codes[-1].end

    @property
    def region_name(self) -> str:
        """Name of its region."""
        return REGIONS[self.region - 1]

    def exists_on(self, day: date) -> bool:
        """Tell whether the authority exists on a day."""
        return any(code.holds_on(day) for code in self.codes)

    def ons_on(self, day: date) -> str:
        """Return its ONS code on a day, or the nearest one where it did not exist."""
        return next((code.ons for code in self.codes if code.holds_on(day)), self.codes[-1].ons)


@dataclass(frozen=True, slots=True)
class Succession:
    """One authority follows another."""

    before: str
    after: str
    when: date
    change: str
    share: str


@dataclass(frozen=True)
class Geography:
    """All authorities of a sample.

    Attributes
    ----------
    authorities
        Every one that has existed since 2009.
    joint
        Pairs of keys that make one workforce return, with the first year of it.
    successions
        Merger and splits; new codes of the same authority are in its `codes`.
    """

    authorities: tuple[FictionalAuthority, ...]
    joint: tuple[tuple[tuple[str, str], int], ...]
    successions: tuple[Succession, ...]
    by_key: dict[str, FictionalAuthority] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {member.key: member for member in self.authorities})

    def on(self, day: date) -> list[FictionalAuthority]:
        """Return the authorities of a day."""
        return [member for member in self.authorities if member.exists_on(day)]

    @property
    def current(self) -> list[FictionalAuthority]:
        """Authorities that still exist."""
        return [member for member in self.authorities if member.end is None]

    def role(self, role: str) -> FictionalAuthority:
        """Return the authority that plays a role."""
        return next(member for member in self.authorities if member.role == role)

    def returns(self, year: int) -> list[tuple[str, ...]]:
        """Return the keys behind each workforce return of a year."""
        there = {member.key for member in self.on(date(year, 9, 30))}
        pairs = [pair for pair, first in self.joint if year >= first and set(pair) <= there]
        paired = {key for pair in pairs for key in pair}
        return sorted([*pairs, *((key,) for key in there - paired)])

    def successors(self, key: str) -> list[str]:
        """Return who followed an authority that has ended."""
        return [link.after for link in self.successions if link.before == key]

    def predecessors(self, key: str) -> list[str]:
        """Return whom an authority followed."""
        return [link.before for link in self.successions if link.after == key]
