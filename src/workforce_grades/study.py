"""All tidy tables of one data folder, read once and cached by what the files hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from workforce_grades.authorities import Authorities, authorities_report, load_authorities
from workforce_grades.cache import cached
from workforce_grades.link import link_inspections
from workforce_grades.sources.context import load_context
from workforce_grades.sources.folder import LOCK_FILE, SOURCES, DataFolder, open_folder
from workforce_grades.sources.fresher import Merged, merge_overview
from workforce_grades.sources.inspections import load_as_at_grades, load_inspections, load_visits
from workforce_grades.sources.neighbours import CLOSENESS_DTYPE, load_neighbours
from workforce_grades.sources.overview import load_overview
from workforce_grades.sources.report import LoadLog, LoadReport
from workforce_grades.sources.workforce import explode_members, load_workforce

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, repr=False)
class Study:
    """Everything the models and reports read, from one data folder.

    Attributes
    ----------
    folder
        Where it came from.
    authorities
        Who is who.
    workforce, regions, england
        Workforce rows of returns, of DfE's eleven regions, and of England.
    inspections
        Every graded inspection, SIF included where the folder has it.
    visits, as_at
        Focused and monitoring visits; Ofsted's own sheet of latest judgements.
    context
        Population, children in need, referrals, spending, deprivation.
    neighbours
        Statistical neighbours; empty where the folder has none.
    merged
        What Data to Insight's overview adds to Ofsted's history and where the two differ, in a study of
        :meth:`fresher`; None in one of Ofsted's files alone.
    """

    folder: DataFolder
    authorities: Authorities
    workforce: pd.DataFrame
    regions: pd.DataFrame
    england: pd.DataFrame
    inspections: pd.DataFrame
    visits: pd.DataFrame
    as_at: pd.DataFrame
    context: pd.DataFrame
    neighbours: pd.DataFrame
    authority_codes: LoadReport
    merged: Merged | None = None

    def __repr__(self) -> str:
        """Return the folder's name and what is in it, in one line."""
        kind = "illustrative sample" if self.illustrative else "publishers' files"
        years = f"{int(self.workforce['year'].min())} to {self.latest_year}"
        ilacs = int((self.inspections["framework"] == "ILACS").sum())
        return (
            f"<Study of '{self.folder.path.name}' ({kind}): {len(self.authorities.current)} authorities, "
            f"{len(self.workforce):,} workforce returns {years}, {ilacs} ILACS inspections>"
        )

    def _repr_html_(self) -> str:
        """Return the same, what each loader read as a table, and what is not in the folder, for JupyterLab."""
        from markupsafe import escape

        rows = [
            {"source": each.source_id, "file": each.file, "rows": each.kept,
             "years": " to ".join(map(str, each.years or ())), "authorities": each.authorities or ""}
            for each in self.reports
        ]  # fmt: skip
        table: str = pd.DataFrame(rows).to_html(index=False, border=0)
        absent = "; ".join(f"{source.title}: {source.without}" for source in self.folder.absent())
        lacking = f"<p>Not in the folder: {escape(absent)}.</p>" if absent else ""
        return f"<p>{escape(repr(self)[1:-1])}</p>{table}{lacking}"

    @property
    def illustrative(self) -> bool:
        """Whether the authorities are fictional."""
        return self.folder.is_illustrative

    @property
    def content(self) -> dict[str, str]:
        """What results depend on: the folder's files, and whether newer inspections are among its own."""
        return self.folder.content | ({"fresher": "yes"} if self.merged else {})

    @property
    def reports(self) -> list[LoadReport]:
        """The count line of each loader, in the order of the study."""
        tables = (self.workforce, self.inspections, self.visits, self.context, self.neighbours)
        return [self.authority_codes, *_reports(*tables)]

    def linked(self, *, lag: Literal[0, 1, 2] = 0, lead: Literal[1, 2] | None = None) -> pd.DataFrame:
        """Return each ILACS inspection with its census: :func:`workforce_grades.link_inspections`."""
        if (lag, lead) not in self._links:
            linked = link_inspections(self.inspections, self.workforce, self.authorities, lag=lag, lead=lead)
            self._links[lag, lead] = linked
        return self._links[lag, lead].copy(deep=False)

    @cached_property
    def _links(self) -> dict[tuple[int, int | None], pd.DataFrame]:
        """What was linked once: pages ask for the same again and again."""
        return {}

    def with_overview(self) -> Merged:
        """Return Ofsted's history with the inspections since its yearly list that Data to Insight has read.

        Ofsted's own rows stay as they are; where the two differ is listed.

        Raises
        ------
        DataError
            The folder has no such overview, or it does not hold what it must.
        """
        return self.merged or cached("fresher", _what_it_holds(self.folder), self._merge)

    def _merge(self) -> Merged:
        return merge_overview(self.inspections, load_overview(self.folder, authorities=self.authorities))

    def fresher(self) -> Study:
        """Return this study with the newer inspections among its own, marked by their source.

        Nothing that is estimated from the study itself changes; see :meth:`with_overview`.

        Raises
        ------
        DataError
            As there.
        """
        merged = self.with_overview()
        return replace(self, inspections=merged.inspections, merged=merged)

    @cached_property
    def members(self) -> pd.DataFrame:
        """Workforce rows of member authorities: joint returns repeated for each member."""
        return explode_members(self.workforce)

    @cached_property
    def _returns(self) -> pd.DataFrame:
        """`members` by authority and year, so that an authority's rows are a slice, which copies nothing."""
        return self.members.sort_values(["la_key", "year"]).set_index("year")

    @cached_property
    def _slices(self) -> dict[str, slice]:
        """Where in `_returns` the rows of each authority stand."""
        keys, starts, counts = np.unique(self._returns["la_key"].astype(object), return_index=True, return_counts=True)
        return {str(key): slice(at, at + count) for key, at, count in zip(keys, starts, counts, strict=True)}

    def returns_of(self, la_key: str) -> pd.DataFrame:
        """Return an authority's rows of `members`, by year."""
        return self._returns.iloc[self._slices.get(la_key, slice(0, 0))]

    @cached_property
    def latest_year(self) -> int:
        """The last census in the data."""
        return int(self.workforce["year"].max())


def load_study(data: str | Path | DataFolder | None = None) -> Study:
    """Return all tidy tables of a data folder.

    The first call reads and checks the files (a few seconds on the 2025 releases); later ones, from any
    process, read the cache, unless a file's content or this package's code changed.

    Parameters
    ----------
    data
        Data folder; the bundled sample without one.

    Raises
    ------
    DataError
        A required file is missing, or one does not hold what it must.
    """
    folder = open_folder(data)
    study = cached("study", _what_it_holds(folder), lambda: _load(folder))
    object.__setattr__(study, "folder", folder)  # in place: what the study has worked out stays with it
    return study


def earlier_reports(study: Study) -> list[LoadReport]:
    """Return the count lines of earlier releases in the folder, which the study itself does not use.

    Raises
    ------
    DataError
        One of them does not hold what it must.
    """
    return cached("earlier", _what_it_holds(study.folder), lambda: list(_earlier_reports(study)))


def _earlier_reports(study: Study) -> Iterator[LoadReport]:
    folder, authorities = study.folder, study.authorities
    if folder.find("workforce_2022"):
        yield from _reports(load_workforce(folder, edition="2022", authorities=authorities))
    if folder.find("neighbours_2021"):
        yield from _reports(load_neighbours(folder, model="2021", authorities=authorities))


def _what_it_holds(folder: DataFolder) -> dict[str, str]:
    """Return hashes and names of all that loaders read, with the manifest or record of a fetch: notes depend on it."""
    files = [folder.path / name for name in ("manifest.csv", LOCK_FILE)]
    names = {f"name of {source_id}": file.name for source_id in SOURCES if (file := folder.find(source_id))}
    return folder.content | names | {file.name: folder.sha256(file) for file in files if file.is_file()}


def _load(folder: DataFolder) -> Study:
    authorities = load_authorities(folder)
    return Study(
        folder=folder,
        authorities=authorities,
        workforce=load_workforce(folder, authorities=authorities),
        regions=load_workforce(folder, level="region"),
        england=load_workforce(folder, level="national"),
        inspections=load_inspections(folder, framework="all", authorities=authorities),
        visits=load_visits(folder, authorities=authorities),
        as_at=load_as_at_grades(folder, authorities=authorities),
        context=load_context(folder, authorities=authorities),
        neighbours=_neighbours(folder, authorities),
        authority_codes=authorities_report(folder),
    )


def _neighbours(folder: DataFolder, authorities: Authorities) -> pd.DataFrame:
    if folder.find("neighbours") is not None:
        return load_neighbours(folder, authorities=authorities)
    log = LoadLog("neighbours", "no file", "")
    log.note(f"no file of '{SOURCES['neighbours'].title}' in the folder: reports have no statistical neighbours")
    none = pd.DataFrame(columns=["la_key", "neighbour_key", "rank", "closeness", "model"], dtype="str")
    return log.attach(none.astype({"rank": "int64"}).astype({"closeness": CLOSENESS_DTYPE}))


def _reports(*tables: pd.DataFrame) -> Iterator[LoadReport]:
    for table in tables:
        yield from table.attrs.get("load_reports", [table.attrs["load_report"]])
