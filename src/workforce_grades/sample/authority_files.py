"""Who is who: DfE's code list, the successor links, spellings, and mySociety's two files."""

from __future__ import annotations

import string
from collections.abc import Iterator
from datetime import date

import numpy as np

from workforce_grades.authorities.names import slug
from workforce_grades.sample import layouts
from workforce_grades.sample.geography import BEGINNING, ENTITIES, Code, FictionalAuthority, Geography
from workforce_grades.sample.names import COUNTRY, REGIONS
from workforce_grades.sample.regions import CODES
from workforce_grades.sample.simulation import Simulation
from workforce_grades.sample.spellings import alias_rows
from workforce_grades.sample.streams import stream
from workforce_grades.sample.writers import Row

_QUINTILES = (
    "most deprived quintile", "second most deprived quintile", "middle deprivation quintile",
    "second least deprived quintile", "least deprived quintile",
)  # fmt: skip
_KINDS = {
    "E06": ("UA", "Unitary authority", "unitary", "UTA"),
    "E08": ("MD", "Metropolitan district", "unitary", "MTD"),
    "E09": ("LBO", "London borough", "unitary", "LBO"),
    "E10": ("CTY", "County", "upper tier", "CTY"),
}
_ORDINALS = ("1st", "2nd", "3rd", "4th", "5th")
_SOURCE = "generated"


def code_rows(geography: Geography) -> Iterator[Row]:
    """Yield DfE's list: every code with its dates, joint returns as rows of their own, and one oddity."""
    yield layouts.LAS
    single = [(code.ons, _code_row(member, code)) for member in geography.authorities for code in member.codes]
    joint = [_joint_row(pair, geography) for pair, _first in geography.joint]
    for _ons, row in sorted([*single, *joint], key=lambda item: item[0]):
        yield row
    yield ("z", f"{COUNTRY[1]} authorities overseas", "", "", "", "", "", "live", "699")


def history_rows(geography: Geography) -> Iterator[Row]:
    """Yield predecessors and successors, new codes of the same authority included."""
    yield layouts.HISTORY
    for link in geography.successions:
        before, after = geography.by_key[link.before], geography.by_key[link.after]
        joint = any(after.key in pair and first == link.when.year for pair, first in geography.joint)
        first = f"{link.when.year} (joint row)" if joint else str(link.when.year)
        yield (
            before.codes[-1].ons, before.key, before.name, after.codes[0].ons, after.key, after.name,
            link.when.isoformat(), link.change, link.share, first, link.when.year + 1, "", _SOURCE,
        )  # fmt: skip
    for member in geography.authorities:
        for old, new in zip(member.codes, member.codes[1:], strict=False):
            latest = new.start.year == 2025
            change = "recode (small boundary change)" if latest else "recode (county becomes unitary, same area)"
            yield (
                old.ons, member.key, member.name, new.ons, member.key, member.name, new.start.isoformat(), change,
                "whole", new.start.year, "not by 2025" if latest else new.start.year + 1,
                "Ofsted uses the old code" if latest else "Ofsted uses the new code throughout", _SOURCE,
            )  # fmt: skip


def spelling_rows(geography: Geography) -> Iterator[Row]:
    """Yield the spellings that differ from DfE's."""
    yield layouts.ALIASES
    yield from alias_rows(geography)


def region_rows() -> Iterator[Row]:
    """Yield the nine regions."""
    yield layouts.REGION_NAMES
    yield from zip(CODES, REGIONS, strict=True)


def deprivation_rows(simulation: Simulation) -> Iterator[Row]:
    """Yield mySociety's index: a score under each register code, most deprived first."""
    yield layouts.DEPRIVATION
    random = stream(simulation.seed, "deprivation")
    places = [(register, member) for register, member, code in register_codes(simulation.geography) if code.end is None]
    score = simulation.children.deprivation
    places.sort(key=lambda place: (-score[place[1].key], place[0]))
    for at, (register, member) in enumerate(places):
        first, second, medium = random.dirichlet((3, 3, 5))
        low, high = sorted((first, second), reverse=at >= len(places) / 2)
        fifth, tenth = 5 * at // len(places), 10 * at // len(places)
        yield (
            register, official_name(member), float(np.round(score[member.key], 6)), f"{_ORDINALS[fifth]} IMD quintile",
            f"Councils in {_QUINTILES[fifth]} (20%)", round(low, 6), round(medium, 6), round(high, 6),
            round(float(np.exp(random.normal(6.5, 1.2))), 4), fifth + 1, tenth + 1,
        )  # fmt: skip


def uk_rows(geography: Geography) -> Iterator[Row]:
    """Yield mySociety's register: its own code, the ONS code, dates and successor of every authority."""
    yield layouts.UK_AUTHORITIES
    places = register_codes(geography)
    register_of = {member.key: register for register, member, _code in places}
    for register, member, code in places:
        kind, kind_name, powers, mapit = _KINDS[code.ons[:3]]
        followers = [register_of[key] for key in geography.successors(member.key)] or [register_of[member.key]]
        known: dict[str, object] = {
            "local-authority-code": register, "official-name": official_name(member), "nice-name": member.name,
            "gss-code": code.ons, "start-date": "" if code.start == BEGINNING else code.start.isoformat(),
            "end-date": "" if code.end is None else code.end.isoformat(),
            "replaced-by": "" if code.end is None else ",".join(followers),
            "nation": COUNTRY[1], "region": member.region_name, "local-authority-type": kind,
            "local-authority-type-name": kind_name, "alt-names": f"{member.name},{member.name.lower()}",
            "current-authority": str(code.end is None), "BS-6879": register, "gov-uk-slug": slug(member.name),
            "powers": powers, "lower-or-unitary": str(powers == "unitary"), "mapit-area-code": mapit,
            "old-ons-la-code": member.key,
        }  # fmt: skip
        yield tuple(str(known.get(column, "")) for column in layouts.UK_AUTHORITIES)


def register_codes(geography: Geography) -> list[tuple[str, FictionalAuthority, Code]]:
    """Return mySociety's code of each authority: four letters from Z; a county that became unitary has two.

    The code of 2025 is not known to this register yet, so that authority stays under its old one.
    """
    places = [
        (member, code)
        for member in geography.authorities
        for code in (member.codes if member.role != "recode 2025" else (Code(member.codes[0].ons),))
    ]
    return [(_letters(at), member, code) for at, (member, code) in enumerate(places)]


def official_name(member: FictionalAuthority) -> str:
    """Return the council's name."""
    return f"{member.name} {'County ' if member.kind == 'SC' else ''}Council"


def _letters(number: int) -> str:
    alphabet = string.ascii_uppercase
    return "Z" + "".join(alphabet[number // 26**place % 26] for place in (2, 1, 0))


def _code_row(member: FictionalAuthority, code: Code) -> Row:
    entity = code.ons[:3]
    description = next(words for kind, words in ENTITIES.values() if kind == entity)
    status = "live" if code.end is None else "terminated"
    region = CODES[member.region - 1]
    return (code.ons, member.name, _day(code.start), _day(code.end), region, entity, description, status, member.key)


def _joint_row(pair: tuple[str, str], geography: Geography) -> tuple[str, Row]:
    members = [geography.by_key[key] for key in pair]
    row = _code_row(members[0], members[0].codes[-1])
    joined = [" / ".join(parts) for parts in zip(*((m.codes[-1].ons, m.name, m.key) for m in members), strict=True)]
    return members[0].codes[-1].ons + "~", (joined[0], joined[1], *row[2:8], joined[2])


def _day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""
