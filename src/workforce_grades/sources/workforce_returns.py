"""Whose return is it? Joint returns split to their members, codes checked against each other."""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from pathlib import Path

import pandas as pd

from workforce_grades.authorities import JOINT, Authorities, split_joint
from workforce_grades.errors import DataError
from workforce_grades.sources.files import LINE
from workforce_grades.sources.report import LoadLog

_ONS_CODE = re.compile(r"E(06|08|09|10)\d{6}")
_DFE_CODE = re.compile(r"\d{3}")


def with_returns(table: pd.DataFrame, authorities: Authorities, path: Path) -> pd.DataFrame:
    """Add `la_keys`, the members of each row's return, from the published codes.

    Raises
    ------
    DataError
        A code is not in its form, not known, or the codes of a row are of two authorities.
    """
    keys = [
        _members(ons, dfe, name, census, authorities, path, f"line {line}")
        for ons, dfe, name, census, line in zip(
            table["new_la_code"], table["old_la_code"], table["la_name"], table["census_date"], table[LINE], strict=True
        )
    ]
    table = table.rename(columns={"new_la_code": "ons_codes_published", "la_name": "name_published"})
    return table.assign(la_keys=pd.Series(keys, index=table.index))


def note_old_codes(table: pd.DataFrame, authorities: Authorities, log: LoadLog) -> None:
    """Note rows under an ONS code that had been replaced by their census; the DfE code says whose they are."""
    columns = (table[name] for name in ("ons_codes_published", "la_keys", "census_date"))
    for codes, keys, census in zip(*columns, strict=True):
        for code, key in product(codes.split(JOINT), keys):
            since = authorities.replaced_on(code, key, census)
            if since is not None:
                log.note(
                    f"{authorities[key].name} {census.year} stands under its old code {code}, replaced by "
                    f"{authorities[key].ons_code} on {since:%-d %B %Y}; the row was kept"
                )


def with_both_members(table: pd.DataFrame, authorities: Authorities, log: LoadLog) -> pd.DataFrame:
    """Give a joint return that stands under its first member's name to both members."""
    partner: dict[tuple[str, ...], tuple[str, ...]] = {keys[:1]: keys for keys in authorities.joint_returns}
    seconds = {keys[1:] for keys in authorities.joint_returns}
    empty = table["la_keys"].isin(seconds) & (table["inpost_fte_flag"] == "not_applicable")
    log.drop(int(empty.sum()), "members of a joint return, without numbers of their own")
    kept = table[~empty]
    alone = set(zip(kept["la_keys"], kept["year"], strict=True))

    def both(keys: tuple[str, ...], year: int) -> tuple[str, ...]:
        pair = partner.get(keys, keys)
        return keys if (pair[1:], year) in alone or not _all_exist(pair, year, authorities) else pair

    keys = [both(keys, year) for keys, year in zip(kept["la_keys"], kept["year"], strict=True)]
    return kept.assign(la_keys=pd.Series(keys, index=kept.index))


def _all_exist(keys: tuple[str, ...], year: int, authorities: Authorities) -> bool:
    return all(authorities[key].existed_on(date(year, 9, 30)) for key in keys)


def with_groups(table: pd.DataFrame) -> pd.DataFrame:
    """Add `return_group` and `is_joint`."""
    return table.assign(
        return_group=["+".join(keys) for keys in table["la_keys"]],
        is_joint=[len(keys) > 1 for keys in table["la_keys"]],
    )


def _members(
    ons: str, dfe: str, name: str, census: pd.Timestamp, authorities: Authorities, path: Path, place: str
) -> tuple[str, ...]:
    keys = []
    for ons_code, dfe_code, member in split_joint(ons, dfe, name, file=path, place=place):
        for code, pattern, kind in ((ons_code, _ONS_CODE, "new_la_code"), (dfe_code, _DFE_CODE, "old_la_code")):
            if not pattern.fullmatch(code):
                raise DataError(
                    path, f"'{code}' is not a code ({member})", place=f"{place}, column {kind}",
                    expected="E06..., E08..., E09... or E10... and three digits for DfE's",
                    action="A spreadsheet program may have changed it: use the publisher's own file",
                )  # fmt: skip
        key, by_ons = (authorities.key(code, file=path, place=place) for code in (dfe_code, ons_code))
        if key != by_ons and authorities.replaced_on(ons_code, key, census) is None:
            raise DataError(
                path, f"{ons_code} is {authorities[by_ons].name}, but DfE code {dfe_code} is {authorities[key].name}",
                place=f"{place}, {member}", expected="two codes of one authority",
                action="Use the publisher's own file",
            )  # fmt: skip
        keys.append(key)
    return tuple(sorted(keys))
