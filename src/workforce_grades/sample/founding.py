"""How the fictional authorities come about: seats by region and kind, then the special ones' stories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from workforce_grades.sample import names
from workforce_grades.sample.geography import BEGINNING, ENTITIES, Code, FictionalAuthority, Geography, Succession
from workforce_grades.sample.names import CAPITAL, HALVES, REGIONS

FEWEST: Final = 60
_REGION_WEIGHTS = (11, 23, 16, 11, 13, 12, 32, 19, 16)
_KIND_WEIGHTS = (
    {"UA": 7, "MD": 5}, {"UA": 7, "MD": 15, "SC": 2}, {"UA": 5, "MD": 9, "SC": 1}, {"UA": 6, "SC": 4},
    {"UA": 4, "MD": 7, "SC": 3}, {"UA": 6, "SC": 5}, {"LB": 33}, {"UA": 13, "SC": 6}, {"UA": 12, "SC": 3},
)  # fmt: skip
_INNER_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class _Seat:
    region: int
    half: str
    kind: str


def build_geography(authorities: int, seed: int) -> Geography:
    """Return a fictional geography.

    Parameters
    ----------
    authorities
        How many exist today; the regions differ in size much as England's do.
    seed
        Decides the names.

    Raises
    ------
    ParameterError
        Fewer than can hold every special case, or more than there are codes for.
    """
    names.check_size(authorities, fewest=FEWEST)
    seats = [seat for region in range(1, 10) for seat in _seats(region, authorities)]
    return _Founder(seed).found(seats)


def region_shares(authorities: int) -> list[int]:
    """Return how many authorities each of the nine regions has."""
    return _apportion(authorities, dict(enumerate(_REGION_WEIGHTS))) if authorities else [0] * 9


def _seats(region: int, authorities: int) -> Iterator[_Seat]:
    count = region_shares(authorities)[region - 1]
    weights = _KIND_WEIGHTS[region - 1]
    inner = max(4, round(_INNER_SHARE * count))
    for kind, number in zip(weights, _apportion(count, weights), strict=True):
        for place in range(number):
            half = (HALVES[place >= inner]) if region == CAPITAL else ""
            yield _Seat(region, half, kind)


def _apportion(total: int, weights: Mapping[Any, int]) -> list[int]:
    """Share a total out by weight, largest remainders first."""
    exact = [total * weight / sum(weights.values()) for weight in weights.values()]
    floors = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda at: floors[at] - exact[at])
    for at in by_remainder[: total - sum(floors)]:
        floors[at] += 1
    return floors


class _Founder:
    """Gives every seat a name and codes, and the special ones their story."""

    def __init__(self, seed: int) -> None:
        self.places = names.place_names(seed)
        self.counties = names.county_names(seed)
        self.dfe = names.dfe_codes()
        self.ons = {kind: names.ons_codes(entity) for kind, (entity, _) in ENTITIES.items()}
        self.members: list[FictionalAuthority] = []
        self.successions: list[Succession] = []
        self.pairs: list[tuple[tuple[str, str], int]] = []

    def found(self, seats: list[_Seat]) -> Geography:
        free = self._found_special(list(seats))
        for seat in free:
            self._add(seat)
        members = sorted(self.members, key=lambda member: (member.region, member.key))
        return Geography(tuple(members), tuple(self.pairs), tuple(self.successions))

    def _found_special(self, seats: list[_Seat]) -> list[_Seat]:
        self._split(seats, 4, date(2021, 4, 1), joint=True)
        self._split(seats, 2, date(2023, 4, 1), joint=False)
        self._merge(seats, 9, date(2019, 4, 1))
        self._recode(seats, 8, "SC", date(2020, 4, 1), "recode 2020")
        self._recode(seats, 3, "UA", date(2023, 4, 1), "recode 2023")
        self._recode(seats, 3, "MD", date(2025, 4, 1), "recode 2025")
        kings = REGIONS[CAPITAL - 1]
        self._add(_take(seats, CAPITAL, "LB", "Inner"), "tiny", f"City of {kings}")
        for role in ("unavailable 1", "unavailable 2"):
            self._add(_take(seats, CAPITAL, "LB", "Inner"), role)
        pair = [self._add(_take(seats, CAPITAL, "LB", "Outer"), f"joint {at}") for at in (1, 2)]
        self.pairs.append(((pair[0].key, pair[1].key), 2017))
        self._add(_take(seats, 9, "UA"), "smallest", f"Isles of {next(self.places)}")
        self._add(_take(seats, 1, "UA"), "upon", f"{next(self.places)} upon Ulvren")
        self._add(_take(seats, 3, "UA"), "city of", f"{next(self.places)}, City of")
        self._add(_take(seats, 2, "MD"), "full stop", f"St. {next(self.places)}")
        self._add(_take(seats, 6, "UA"), "apostrophe", f"King's {next(self.places)}")
        self._add(_take(seats, 5, "UA"), "ampersand", f"{next(self.places)} & {next(self.places)}")
        self._add(_take(seats, 8, "UA"), "and", f"{next(self.places)} and {next(self.places)}")
        self._add(_take(seats, 6, "SC"), "withheld")
        self._add(_take(seats, 2, "MD"), "census day")
        return seats

    def _add(
        self, seat: _Seat, role: str = "", name: str = "", *, start: date = BEGINNING, end: date | None = None
    ) -> FictionalAuthority:
        called = name or next(self.counties if seat.kind == "SC" else self.places)
        code = Code(next(self.ons[seat.kind]), start, end)
        member = FictionalAuthority(next(self.dfe), called, seat.region, seat.half, seat.kind, (code,), role)
        self.members.append(member)
        return member

    def _split(self, seats: list[_Seat], region: int, day: date, *, joint: bool) -> None:
        county = next(self.counties)
        last = day - timedelta(days=1)
        role = f"split {day.year}"
        before = self._add(_Seat(region, "", "SC"), f"{role} before", county, end=last)
        called = (f"Upper {county}", f"Lower {county}") if joint else (next(self.places), f"{next(self.places)} Vale")
        after = [
            self._add(_take(seats, region, "UA"), f"{role} after {at}", name, start=day)
            for at, name in enumerate(called, start=1)
        ]
        self.successions += [Succession(before.key, part.key, day, "split", "part") for part in after]
        if joint:
            self.pairs.append(((after[0].key, after[1].key), day.year))

    def _merge(self, seats: list[_Seat], region: int, day: date) -> None:
        last = day - timedelta(days=1)
        seat = _Seat(region, "", "UA")
        before = [self._add(seat, f"merge before {at}", end=last) for at in (1, 2)]
        name = f"{before[0].name}, {next(self.places)} and {before[1].name}"
        after = self._add(_take(seats, region, "UA"), "merge after", name, start=day)
        self.successions += [Succession(part.key, after.key, day, "merge", "whole of predecessor") for part in before]

    def _recode(self, seats: list[_Seat], region: int, kind: str, day: date, role: str) -> None:
        seat = _take(seats, region, kind)
        member = self._add(seat, role, end=day - timedelta(days=1))
        new = Code(next(self.ons["UA" if kind == "SC" else kind]), day)
        later = FictionalAuthority(
            member.key, member.name, member.region, member.half, "UA" if kind == "SC" else kind,
            (*member.codes, new), role,
        )  # fmt: skip
        self.members[self.members.index(member)] = later


def _take(seats: list[_Seat], region: int, kind: str, half: str = "") -> _Seat:
    """Take a seat of the region out of those that are free; the wanted kind if there is one."""
    fitting = [seat for seat in seats if seat.region == region and half in ("", seat.half)]
    chosen = next((seat for seat in fitting if seat.kind == kind), fitting[0])
    seats.remove(chosen)
    return chosen
