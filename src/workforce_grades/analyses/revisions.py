"""What did the publishers revise? Two releases, value by value, authority by authority, grade by grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from workforce_grades.authorities import Authorities, load_authorities
from workforce_grades.codebook import MEASURES, OUTCOMES
from workforce_grades.differences import compare_tables
from workforce_grades.errors import DataError
from workforce_grades.sources.context import VALUES, load_context
from workforce_grades.sources.folder import LOCK_FILE, SOURCES, DataFolder, existing_folder
from workforce_grades.sources.inspections import load_inspections
from workforce_grades.sources.workforce import load_workforce

WORKFORCE: Final = ("workforce", "workforce_2022")
_CONTEXT: Final = ("children_in_need", "referrals", "population", "spending", "deprivation")
_JUDGED: Final = (*OUTCOMES, "publication_date", "inspection_type")
_WHOLE: Final = {"gone": "inspection vanished", "new": "new inspection"}

VALUE_COLUMNS: Final = ["table", "key", "name", "year", "measure", "old", "new", "change", "old_flag", "new_flag"]
GRADE_COLUMNS: Final = ["key", "name", "inspection_date", "what", "old", "new"]
MEMBER_COLUMNS: Final = ["table", "key", "name", "years", "what"]
_COUNTS: Final = ["table", "measure", "rows", "changed", "largest", "symbols"]
_KEY: Final = ["key", "year"]
Columns = dict[str, dict[Any, Any]]


@dataclass(frozen=True, slots=True)
class Release:
    """One side of a comparison: a data folder, and which of its files are meant.

    Attributes
    ----------
    folder
        Where the files are.
    sources
        Ids of the sources that are compared.
    """

    folder: DataFolder
    sources: tuple[str, ...]

    @property
    def workforce(self) -> str:
        """Id of the workforce file, the newer layout where both are there; empty where there is none."""
        return next((source_id for source_id in WORKFORCE if source_id in self.sources), "")

    def files(self) -> list[str]:
        """Return the names of the files that are compared."""
        found = (self.folder.find(source_id) for source_id in self.sources)
        return [file.name for file in found if file is not None]


@dataclass(frozen=True)
class Revisions:
    """What differs between two releases.

    Attributes
    ----------
    compared
        One row a table and measure: `rows` in both releases with a number or a symbol, `changed` numbers, `largest`
        change, `symbols` (a number became a symbol or the reverse).
    numbers
        One row a changed value, the largest changes first; columns of `VALUE_COLUMNS`. Rates in percent.
    members
        Authorities or returns that only one release has, with their years; columns of `MEMBER_COLUMNS`.
    grades
        One row a changed judgement, date or type, and a new or vanished inspection; columns of `GRADE_COLUMNS`.
    not_compared
        Sources that only one side has.
    """

    compared: pd.DataFrame
    numbers: pd.DataFrame
    members: pd.DataFrame
    grades: pd.DataFrame
    not_compared: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return self.numbers.empty and self.members.empty and self.grades.empty

    def rows(self) -> pd.DataFrame:
        """Return everything that differs as one table, for export."""
        members = self.members.rename(columns={"years": "year", "what": "measure"})
        grades = self.grades.rename(columns={"inspection_date": "year", "what": "measure"}).assign(table="inspections")
        parts = [part.astype(object) for part in (self.numbers, members, grades) if not part.empty]
        whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
        return whole.reindex(columns=VALUE_COLUMNS)


def open_release(path: Path) -> Release:
    """Return one side of a comparison: a folder, its `lock.json`, or one file of a publication.

    Raises
    ------
    DataError
        A file that no source is named like, or a folder without any.
    UnknownNameError
        There is nothing there.
    """
    if path.is_file() and path.name != LOCK_FILE:
        named = tuple(source_id for source_id, source in SOURCES.items() if source.is_file_name(path.name))
        if not named:
            raise DataError(path, "no publication has a file of this name", expected="a name as its publisher gives it")
        return Release(DataFolder(path.parent), named)
    folder = DataFolder(existing_folder(path.parent if path.name == LOCK_FILE else path, "data folder or file"))
    held = tuple(source_id for source_id in SOURCES if folder.find(source_id) is not None)
    if not held:
        raise DataError(folder.path, "no file of any publication here", expected="the publishers' files")
    return Release(folder, held)


def compare_releases(old: Release, new: Release) -> Revisions:
    """Return what differs between two releases.

    Parameters
    ----------
    old, new
        From :func:`open_release`. Who is who comes from the side that has DfE's list, the newer one first.

    Raises
    ------
    DataError
        Neither side has the list of authorities, or nothing that both sides have can be compared.
    """
    authorities = _authorities(old, new)
    tables: list[tuple[str, pd.DataFrame, pd.DataFrame, Sequence[str]]] = []
    if old.workforce and new.workforce:
        tables.append(("workforce", _workforce(old, authorities), _workforce(new, authorities), list(MEASURES)))
    if any(source_id in old.sources and source_id in new.sources for source_id in _CONTEXT):
        tables.append(("context", _context(old, authorities), _context(new, authorities), VALUES))
    both_inspected = "inspections" in old.sources and "inspections" in new.sources
    if not tables and not both_inspected:
        raise DataError(
            f"{', '.join(old.files()[:3])} and {', '.join(new.files()[:3])}", "no publication that both sides have",
            expected="two releases of one publication",
        )  # fmt: skip
    grades = _grades(old, new, authorities) if both_inspected else pd.DataFrame(columns=GRADE_COLUMNS)
    compared = [_values(*table) for table in tables]
    values = _stacked([value for value, _count, _members in compared], VALUE_COLUMNS)
    return Revisions(
        compared=_stacked([count for _value, count, _members in compared], _COUNTS),
        numbers=values.sort_values("change", key=lambda change: change.astype(float).abs(), ascending=False,
                                  kind="stable", ignore_index=True),
        members=_stacked([members for _value, _count, members in compared], MEMBER_COLUMNS),
        grades=grades,
        not_compared=tuple(sorted(_kinds(old) ^ _kinds(new))),
    )  # fmt: skip


def _kinds(side: Release) -> set[str]:
    """Return what a release holds; both layouts of the workforce file are one publication."""
    return {WORKFORCE[0] if source_id in WORKFORCE else source_id for source_id in side.sources}


def _authorities(old: Release, new: Release) -> Authorities:
    for side in (new, old):
        if side.folder.find("authorities") is not None:
            return load_authorities(side.folder)
    return load_authorities(new.folder)


def _workforce(side: Release, authorities: Authorities) -> pd.DataFrame:
    edition = "latest" if side.workforce == WORKFORCE[0] else "2022"
    table = load_workforce(side.folder, edition=edition, authorities=authorities)  # type: ignore[arg-type]
    return table.rename(columns={"return_group": "key", "name_published": "name"})


def _context(side: Release, authorities: Authorities) -> pd.DataFrame:
    table = load_context(side.folder, authorities=authorities)
    return table.assign(name=table["la_key"].map(lambda key: authorities[key].name)).rename(columns={"la_key": "key"})


def _values(
    name: str, old: pd.DataFrame, new: pd.DataFrame, measures: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return a table's changed values, how many were compared for each measure, and who is on one side only."""
    found = compare_tables(old, new, key=_KEY, columns=measures)
    sides = {"old": _by_key(old), "new": _by_key(new)}
    whole, revised = found[found["column"] == ""], found[found["column"] != ""]
    cells = list(zip(zip(revised["key"], revised["year"], strict=True), revised["column"], strict=True))
    values = revised.rename(columns={"column": "measure", "before": "old", "after": "new"}).assign(
        table=name,
        name=[sides["new"]["name"][at] for at, _measure in cells],
        change=revised["after"].astype(float) - revised["before"].astype(float),
        old_flag=[sides["old"][f"{measure}_flag"][at] for at, measure in cells],
        new_flag=[sides["new"][f"{measure}_flag"][at] for at, measure in cells],
    )
    both = len(sides["old"]["name"].keys() & sides["new"]["name"].keys())
    changes = {
        each: values.loc[values["measure"] == each, "change"] for each in measures if each in old and each in new
    }
    counts = [(name, each, both, of.count(), of.abs().max(), of.isna().sum()) for each, of in changes.items()]
    return values[VALUE_COLUMNS], pd.DataFrame(counts, columns=_COUNTS), _members(name, whole, sides)


def _by_key(table: pd.DataFrame) -> Columns:
    """Return what stands in each column by key and year."""
    columns: Columns = table.set_index(_KEY).to_dict()  # type: ignore[assignment]
    return columns


def _members(name: str, whole: pd.DataFrame, sides: Mapping[str, Columns]) -> pd.DataFrame:
    """Return who has rows in one release only, in years that both releases have."""
    shared = set.intersection(*({year for _key, year in rows["name"]} for rows in sides.values()))
    alone = whole[whole["year"].isin(shared)]
    parts = []
    for kind, side, what in (("gone", "old", "vanished"), ("new", "new", "new")):
        for key, rows in alone[alone["kind"] == kind].groupby("key", sort=False):
            called = sides[side]["name"][key, rows["year"].iloc[0]]
            parts.append((name, key, called, _years(rows["year"]), what))
    return pd.DataFrame(parts, columns=MEMBER_COLUMNS)


def _years(years: pd.Series) -> str:
    ordered = sorted(set(years))
    return str(ordered[0]) if len(ordered) == 1 else f"{ordered[0]}-{ordered[-1]}"


def _grades(old: Release, new: Release, authorities: Authorities) -> pd.DataFrame:
    before, after = (_inspections(side, authorities) for side in (old, new))
    found = compare_tables(before, after, key=["inspection_id"], columns=_JUDGED)
    facts = ["inspection_id", "la_key", "name_published", "inspection_date", "overall"]
    told = found.merge(pd.concat([after, before])[facts].drop_duplicates("inspection_id"), on="inspection_id")
    told = told.assign(
        key=told["la_key"], name=told["name_published"],
        what=told["column"].mask(told["column"] == "", told["kind"].map(_WHOLE)),
        old=told["before"].mask(told["kind"] == "gone", told["overall"]),
        new=told["after"].mask(told["kind"] == "new", told["overall"]),
    )  # fmt: skip
    order = [*_WHOLE.values(), *_JUDGED]
    return told.sort_values("what", key=lambda what: what.map(order.index), kind="stable", ignore_index=True)[
        GRADE_COLUMNS
    ]


def _inspections(side: Release, authorities: Authorities) -> pd.DataFrame:
    """Return a release's inspections, what is compared of them as text."""
    table = load_inspections(side.folder, authorities=authorities)
    return table.assign(**{column: table[column].astype("str").fillna("not given") for column in _JUDGED})


def _stacked(parts: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    whole = [part for part in parts if not part.empty]
    return pd.concat(whole, ignore_index=True) if whole else pd.DataFrame(columns=list(columns))
