"""The index page: the finding, what there is, what failed and why, one compact row an authority."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Final

from workforce_grades.pages.words import plural
from workforce_grades.reports.foreach import FOREACH, Kind, Member
from workforce_grades.reports.notebooks import Notebook
from workforce_grades.reports.page_checks import check_page
from workforce_grades.reports.plan import page_path
from workforce_grades.reports.provenance import Provenance
from workforce_grades.reports.record import BuildRecord
from workforce_grades.reports.render import PageContext, download, environment, template_values, with_policy
from workforce_grades.reports.tasks import Collection

if TYPE_CHECKING:
    import pandas as pd

INDEX: Final = "index.html"
FINDING: Final = "finding"
_DESCRIPTION: Final = (
    "Turnover, caseload and the rest of the children’s social work workforce of every authority, "
    "joined to its Ofsted grades."
)


@dataclass(frozen=True, slots=True)
class LatestGrade:
    """An authority's latest overall grade and the first day of that inspection, in words."""

    grade: str
    date: str


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """One report in the list: `href` is empty where there is no page, `state` where all is well."""

    title: str
    description: str
    href: str
    state: str


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """One authority in the table; `href` is empty where it has no page."""

    name: str
    region: str
    href: str
    grade: str
    date: str


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region in the list; `href` is empty where it has no page."""

    name: str
    href: str
    authorities: str


def render_index(
    collection: Collection,
    record: BuildRecord,
    origin: Provenance,
    grades: Mapping[str, LatestGrade],
    *,
    outdated: Sequence[str] = (),
) -> str:
    """Return the index page.

    Parameters
    ----------
    collection
        Notebooks and authorities, in the order in which they are listed.
    record
        What was made and what failed.
    origin
        Where everything comes from.
    grades
        Latest overall grade by `la_key`.
    outdated
        Paths of pages that this run was not asked to renew and that are out of date.
    """
    page = PageContext("All reports", _DESCRIPTION, origin)
    exported = [path for path in record.files if path.startswith("data/") and path.endswith(".csv")]
    tables = [download(path, illustrative=origin.illustrative) for path in exported]
    html = environment().get_template("index.html.j2").render(
        **template_values(page),
        finding=finding(collection, record),
        failures=[record.failures[path] for path in sorted(record.failures)],
        reports=[_entry(notebook, collection, record, outdated) for notebook in collection.notebooks],
        tables=sorted(tables, key=lambda table: table.text),
        regions=_region_rows(collection, record),
        rows=_rows(collection, record, grades),
    )  # fmt: skip
    html = with_policy(html)
    check_page(html)
    return html


def finding(collection: Collection, record: BuildRecord) -> str:
    """Return the finding of the first notebook that hands one on; empty where none does."""
    for notebook in collection.notebooks:
        page = record.pages.get(page_path(notebook, None, illustrative=collection.data.is_illustrative))
        if page and page.notes.get(FINDING):
            return str(page.notes[FINDING])
    return ""


def latest_grades(inspections: pd.DataFrame) -> dict[str, LatestGrade]:
    """Return each authority's latest overall grade by `la_key`.

    Parameters
    ----------
    inspections
        With `la_key`, `overall`, `inspection_date` and `publication_date`; inspections without an
        overall grade, as all are from April 2026, are passed over.
    """
    graded = inspections[inspections["overall"].notna()].sort_values(["inspection_date", "publication_date"])
    latest = graded.groupby("la_key").tail(1)
    return {
        str(key): LatestGrade(str(grade), f"{day.day} {day:%B %Y}")
        for key, grade, day in zip(latest["la_key"], latest["overall"], latest["inspection_date"], strict=True)
    }


def _entry(notebook: Notebook, collection: Collection, record: BuildRecord, outdated: Sequence[str]) -> ReportEntry:
    title, description = (_general(text) for text in (notebook.title, notebook.description))
    if notebook.foreach:
        paths = [_path(notebook, collection, member) for member in collection.members(notebook.foreach)]
        listed = f"#{FOREACH[notebook.foreach].plural}" if any(path in record.pages for path in paths) else ""
        return ReportEntry(title, description, listed, _state(paths, record, outdated))
    path = _path(notebook, collection)
    return ReportEntry(title, description, path if path in record.pages else "", _state([path], record, outdated))


def _state(paths: Sequence[str], record: BuildRecord, outdated: Sequence[str]) -> str:
    counts = {
        "failed in the last run": sum(path in record.failures for path in paths),
        "not made yet": sum(path not in record.pages and path not in record.failures for path in paths),
        "out of date": sum(path in outdated and path in record.pages for path in paths),
    }
    many = len(paths) > 1
    return "; ".join(f"{count} of {len(paths)} {words}" if many else words for words, count in counts.items() if count)


def _rows(collection: Collection, record: BuildRecord, grades: Mapping[str, LatestGrade]) -> list[AuthorityRow]:
    regions = {region.key: region.name for region in collection.members("region")}
    return [
        AuthorityRow(
            member.name, regions[member.region], href,
            *astuple(grades.get(member.key, LatestGrade("", ""))),
        )
        for member, href in _pages("authority", collection, record)
    ]  # fmt: skip


def _region_rows(collection: Collection, record: BuildRecord) -> list[RegionRow]:
    inside = [member.region for member in collection.members("authority")]
    return [
        RegionRow(member.name, href, plural(inside.count(member.key), "authority", "authorities"))
        for member, href in _pages("region", collection, record)
    ]


def _pages(kind: Kind, collection: Collection, record: BuildRecord) -> Iterator[tuple[Member, str]]:
    """Return those of a kind with the path of their page, empty where there is none; nothing without a report."""
    notebook = next((notebook for notebook in collection.notebooks if notebook.foreach == kind), None)
    for member in collection.members(kind) if notebook else ():
        path = _path(notebook, collection, member) if notebook else ""
        yield member, path if path in record.pages else ""


def _path(notebook: Notebook, collection: Collection, member: Member | None = None) -> str:
    return page_path(notebook, member, illustrative=collection.data.is_illustrative)


def _general(text: str) -> str:
    """Return a declared text for the list, where no one authority or region is meant."""
    for kind in FOREACH:
        text = text.replace(f"{{{kind}}}", f"each {kind}")
    return text[:1].upper() + text[1:]
