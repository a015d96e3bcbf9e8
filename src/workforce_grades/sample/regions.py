"""The nine regions under each publisher's codes and spellings."""

from __future__ import annotations

from typing import Final

from workforce_grades.sample.geography import FictionalAuthority, Geography
from workforce_grades.sample.names import CAPITAL, HALVES, REGIONS

CODES: Final = tuple(f"E1290000{number}" for number in range(1, 10))
HALF_CODES: Final = {
    half: (f"E1390000{number}", f"{half} {REGIONS[CAPITAL - 1]}") for number, half in enumerate(HALVES, start=1)
}
_HALF_ONLY = tuple(code for code, _name in HALF_CODES.values())

REGION_ROWS: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("", "", (*CODES, *_HALF_ONLY)),
    *(
        (code, name, _HALF_ONLY if number == CAPITAL else (code,))
        for number, (code, name) in enumerate(zip(CODES, REGIONS, strict=True), start=1)
    ),
    *((code, name, (code,)) for code, name in HALF_CODES.values()),
)
"""Code and name of the national row, nine regions and two halves, and the authority rows' codes they sum."""

MERGED: Final = (1, 3)
"""Ofsted makes one region of these two."""


def return_region(group: tuple[str, ...], geography: Geography) -> str:
    """Return the region code that an authority row of DfE's carries: in the capital, of its half."""
    return authority_region(geography.by_key[group[0]])


def authority_region(member: FictionalAuthority) -> str:
    """Return the code of an authority's region, or of its half of the capital."""
    return HALF_CODES[member.half][0] if member.half else CODES[member.region - 1]


def ofsted_region(member: FictionalAuthority, *, capital_the: bool = False) -> str:
    """Return Ofsted's name of the region: two are one, and one sheet spells it with The."""
    if member.region not in MERGED:
        return member.region_name
    first, second = (REGIONS[number - 1] for number in MERGED)
    name = f"{first}, {second}"
    return name if capital_the else name.replace(" The ", " the ")


def alphabetical() -> dict[int, int]:
    """Return the number that the neighbour files give each region: its place in the alphabet."""
    return {REGIONS.index(name) + 1: place for place, name in enumerate(sorted(REGIONS), start=1)}


def neighbour_region_2021(member: FictionalAuthority) -> str:
    """Return the region as the 2021 neighbour file spells it: halves in brackets."""
    if member.half:
        return f"{member.region_name} ({member.half})"
    return member.region_name.replace(" The ", " the ")
