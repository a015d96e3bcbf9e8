"""What a reader of one authority's numbers must know: joint returns, changes, gaps, small bases."""

from __future__ import annotations

from collections.abc import Sized
from typing import Final

from workforce_grades.codebook import EXPOSURES, FLAG_MEANINGS, MEASURES, SMALL_BASE_FTE
from workforce_grades.pages.fresher import conflict_words
from workforce_grades.pages.local_authority.comparators import Comparators
from workforce_grades.pages.words import Prose, bullets, day, listed, number, spoken, years_words
from workforce_grades.sources.fresher import OVERVIEW, Merged

_FORMED: Final = {"merge": "formed by merging", "split": "formed by splitting"}


def cautions(compared: Comparators, merged: Merged | None = None) -> Prose:
    """Return the notes for one authority, most important first.

    Parameters
    ----------
    compared
        The authority with its returns.
    merged
        What Data to Insight's overview adds to Ofsted's history, where the page shows it.
    """
    notes = [
        *_joint(compared),
        *_history(compared),
        *_small_base(compared),
        *_missing(compared),
        *_suspect(compared),
        *_neighbours(compared),
        *(_conflicts(compared, merged) if merged else []),
    ]
    return bullets(notes or [f"Nothing unusual is known about the returns of {spoken(compared.authority.name)}."])


def _joint(compared: Comparators) -> list[str]:
    joint = compared.own[compared.own["is_joint"]]
    if joint.empty:
        return []
    authorities = compared.study.authorities
    keys = str(joint["return_group"].iloc[-1]).split("+")
    others = listed([spoken(authorities[key].name) for key in keys if key != compared.authority.la_key])
    verb = "is" if compared.study.latest_year in joint.index else "was"
    where = "here" if len(joint) == len(compared.own) else _of_years(joint.index)
    return [
        f"The workforce return {verb} a joint one with {others} ({years_words(joint.index)}): every workforce number "
        f"{where} is of the two together."
    ]


def _of_years(years: Sized) -> str:
    return "of that year" if len(years) == 1 else "of those years"


def _history(compared: Comparators) -> list[str]:
    authority, authorities = compared.authority, compared.study.authorities
    formed = [link for link in authorities.predecessors(authority.la_key) if link[1] != "part transfer"]
    notes = []
    if formed:
        verb = _FORMED.get(formed[0][1], "formed from the earlier")
        names = listed([spoken(authorities[key].name) for key, _change, _effective in formed])
        notes.append(
            f"The authority was {verb} {names} on {day(formed[0][2])}; numbers and inspections from before are not its "
            "own and are not shown here."
        )
    taken = [link for link in authorities.predecessors(authority.la_key) if link[1] == "part transfer"]
    notes += [
        f"On {day(effective)} it also took over part of the area of {spoken(authorities[key].name)}, whose numbers "
        "cannot be divided."
        for key, _change, effective in taken
    ]
    links = authorities.links
    recoded = links[(links["succ_dfe"] == authority.la_key) & (links["pred_dfe"] == authority.la_key)]
    notes += [
        f"Its ONS code changed from {row['pred_ons']} to {row['succ_ons']} on {day(row['effective_date'])}; the series "
        "goes on."
        for row in recoded.to_dict("records")
    ]
    return notes


def _small_base(compared: Comparators) -> list[str]:
    small = compared.own[compared.own["inpost_fte"] < SMALL_BASE_FTE]
    if small.empty:
        return []
    return [
        f"It had fewer than {SMALL_BASE_FTE:.0f} FTE social workers in post in {years_words(small.index)} (lowest "
        f"{number(small['inpost_fte'].min())}): one person moves a rate by five points or more, and inspections that "
        "follow those censuses are left out of the primary sample."
    ]


def _missing(compared: Comparators) -> list[str]:
    notes = []
    for measure in EXPOSURES:
        label, values = MEASURES[measure].label, compared.own[measure]
        flags = compared.own[f"{measure}_flag"]
        missing = flags[values.isna()]
        notes += [
            f"{label} has no value in {years_words(missing.index[missing == flag])}: {meaning}."
            for flag, meaning in FLAG_MEANINGS.items()
            if flag in set(missing)
        ]
        low = flags.index[flags == "low"]
        if len(low):
            notes.append(f"{label} in {years_words(low)} {FLAG_MEANINGS['low']}; figures show it as 0.0.")
    return notes


def _suspect(compared: Comparators) -> list[str]:
    in_post = compared.own["inpost_fte"]
    return [
        f"{MEASURES[measure].label} is published as 0 in {years_words(rows.index)}, which is hard to believe with "
        f"{number(rows.min())} FTE in post{' or more' if len(rows) > 1 else ''}; it is used as published."
        for measure in EXPOSURES
        if len(rows := in_post[compared.own[f"{measure}_flag"] == "suspect_zero"])
    ]


def _neighbours(compared: Comparators) -> list[str]:
    keys = compared.neighbour_keys
    if not keys:
        return ["The data folder has no statistical neighbours for it."]
    if shared := _shared(compared):
        return [shared]
    members = compared.study.members[["la_key", "year", "return_group"]]
    near = members[members["la_key"].isin(keys)]
    joint = near[near.groupby(["year", "return_group"])["la_key"].transform("size") > 1]
    if joint.empty:
        return []
    return [
        f"In {years_words(joint['year'])}, {joint['la_key'].nunique()} of its neighbours made a joint return with "
        "another neighbour, which counts once in the neighbour median."
    ]


def _shared(compared: Comparators) -> str:
    """Return which neighbours make or made one return with the authority; empty where none does."""
    partners = compared.own["return_group"].astype("str").str.split("+").explode()
    partners = partners[partners.isin(compared.neighbour_keys)]
    if partners.empty:
        return ""
    within, years = [key for key in compared.neighbour_keys if key in set(partners)], set(partners.index)
    names = listed([spoken(compared.study.authorities[key].name) for key in within])
    whose, share, are = ("neighbour", "shares", "is") if len(within) == 1 else ("neighbours", "share", "are")
    if compared.study.latest_year in years:
        return f"Its {whose} {names} {share} its return and {are} left out of the neighbour median."
    return (
        f"Its {whose} {names} shared its return in {years_words(years)} and {are} left out of the neighbour median "
        f"{_of_years(years)}."
    )


def _conflicts(compared: Comparators, merged: Merged) -> list[str]:
    own = merged.conflicts[merged.conflicts["la_key"] == compared.authority.la_key]
    return [
        f"{OVERVIEW}'s overview differs from Ofsted's list about the inspection of {day(row['inspection_date'])}: "
        f"{conflict_words(row)}. Ofsted's list stands."
        for row in own.to_dict("records")
    ]
