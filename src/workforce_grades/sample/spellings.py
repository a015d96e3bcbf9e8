"""How each publisher spells a name, and the list of spellings that differ from DfE's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from workforce_grades.sample.geography import FictionalAuthority, Geography

Speller = Callable[[FictionalAuthority], str]
_SUFFIXES = {"UA": " UA", "SC": " CC", "MD": "", "LB": ""}


def ofsted(member: FictionalAuthority) -> str:
    """Return Ofsted's spelling of 2025: no City of, no full stop, and & in the names of two places."""
    name = member.name.removesuffix(", City of").replace("St. ", "St ")
    return name.replace(" and ", " & ")


def ofsted_wide(member: FictionalAuthority) -> str:
    """Return the spelling of the 2009 to 2023 sheet: and, and Upon."""
    return ofsted(member).replace(" & ", " and ").replace(" upon ", " Upon ")


def ofsted_level(member: FictionalAuthority) -> str:
    """Return the spelling of the March 2023 sheet: hyphens lost."""
    return ofsted(member).replace(" & ", " and ")


def neighbours_2021(member: FictionalAuthority) -> str:
    """Return the spelling of the 2021 neighbour file."""
    return member.name.replace(" and ", " & ").replace(" upon ", " Upon ")


def spending(member: FictionalAuthority) -> str:
    """Return MHCLG's spelling: the kind of authority stands behind the name."""
    name = re.sub(r", City of$", "", member.name).replace(" and ", " & ")
    return name + _SUFFIXES[member.kind]


SPELLERS: Final[dict[str, Speller]] = {
    "Ofsted 2025 ODS": ofsted,
    "Ofsted 2023 ODS, sheet LA_inspections_2009-2023": ofsted_wide,
    "Ofsted 2023 ODS, sheet LA_level_at_31_Mar_2023": ofsted_level,
    "New_Statistical_Neighbour_Groupings_April_2021.csv": neighbours_2021,
    "RSX/RO3 2024-25": spending,
}


def alias_rows(geography: Geography) -> list[tuple[str, str, str, str]]:
    """Return source, spelling, DfE code and DfE's name wherever a source spells a name its own way."""
    return [
        (source, spell(member), member.key, member.name)
        for source, spell in SPELLERS.items()
        for member in geography.authorities
        if spell(member) != member.name
    ]
