"""The index page: the finding, what there is, what failed and why, one compact row an authority."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from workforce_grades.authorities.tiles import tile_places
from workforce_grades.codebook import OUTCOMES, OUTCOMES_SHORT
from workforce_grades.pages.words import capital, plural
from workforce_grades.reports.foreach import FOREACH, Kind, Member
from workforce_grades.reports.linked_data import dataset_data
from workforce_grades.reports.notebooks import Notebook
from workforce_grades.reports.page_checks import check_page
from workforce_grades.reports.plan import ILLUSTRATIVE_SUFFIX, page_path
from workforce_grades.reports.provenance import Provenance
from workforce_grades.reports.record import BuildRecord
from workforce_grades.reports.render import (
    Link,
    PageContext,
    download,
    environment,
    script,
    stylesheet,
    template_values,
    with_policy,
)
from workforce_grades.reports.tasks import Collection
from workforce_grades.reports.tile_map import LETTERS, NO_GRADE, Tile, in_map_order, key_lines, place_rules
from workforce_grades.sources.fresher import OVERVIEW, SOURCE_COLUMN

if TYPE_CHECKING:
    import pandas as pd

INDEX: Final = "index.html"
FINDING: Final = "finding"
_NAME: Final = "Children’s social workers and Ofsted grades in England"
_DESCRIPTION: Final = (
    "Turnover, caseload and the rest of the children’s social work workforce of every authority, "
    "joined to its Ofsted grades."
)


@dataclass(frozen=True, slots=True)
class LatestGrade:
    """An authority's latest overall grade and the first day of that inspection, in words.

    `others` holds the latest grade of each other judgement, by :data:`workforce_grades.codebook.OUTCOMES`.
    """

    grade: str
    date: str
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """One report in the list: `href` is empty where there is no page, `state` where all is well."""

    title: str
    description: str
    href: str
    state: str

    @property
    def is_absent(self) -> bool:
        """Whether it has no page because no run was asked for one: its name is enough then."""
        return not self.href and bool(self.state) and "failed" not in self.state


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """One authority in the table, `letters` for its other judgements; `href` is empty where it has no page."""

    name: str
    region: str
    href: str
    grade: str
    letters: tuple[str, ...]
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
    changes: Sequence[str] = (),
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
    changes
        What changed since the release before, in sentences; empty where there was none.
    """
    page = PageContext("All reports", _DESCRIPTION, origin, guides=guide_links(collection, record))
    rows = _rows(collection, record, grades)
    places = tile_places(collection.authorities, fictional=origin.illustrative)
    tiles = [
        Tile(row.name, number, row.grade, places[authority.la_key])
        for number, (authority, row) in enumerate(zip(collection.authorities, rows, strict=False), 1)
    ]
    code = script("index.js")
    csv, xlsx = (_downloads(record, ending, illustrative=origin.illustrative) for ending in (".csv", ".xlsx"))
    files = [link.href for link in (*csv, *xlsx)]
    values = template_values(page) | {"data_block": dataset_data(_NAME, _DESCRIPTION, origin, files)}
    html = environment().get_template("index.html.j2").render(
        **values,
        finding=finding(collection, record), changes=changes,
        changes_page=changes_page(illustrative=origin.illustrative),
        ran=_ran(record),
        failures=[record.failures[path] for path in sorted(record.failures)],
        reports=[_entry(book, collection, record, outdated) for book in collection.notebooks if not book.is_guide],
        tables=csv, workbooks=xlsx, regions=_region_rows(collection, record),
        rows=rows, tiles=in_map_order(tiles), key=key_lines(tiles), no_grade=NO_GRADE,
        region_names=sorted({row.region for row in rows}), judgements=OUTCOMES_SHORT,
        index_css=stylesheet("index.css") + place_rules(places), script=code,
    )  # fmt: skip
    return with_policy(html, check_page(html, scripts=[code]))


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
        With `la_key`, `overall`, `inspection_date` and `publication_date`, and perhaps the other judgements;
        for the overall grade inspections without one, as all are from April 2026, are passed over. A date says
        where an inspection is not from Ofsted's own list.
    """
    latest = {outcome: _latest(inspections, outcome) for outcome in OUTCOMES if outcome in inspections}
    others = {
        outcome: table[outcome].astype(str).to_dict() for outcome, table in latest.items() if outcome != "overall"
    }
    overall = latest["overall"]["overall"].astype(str).to_dict()
    days = {key: _day(row) for key, row in latest["overall"].iterrows()}
    keys = dict.fromkeys(key for table in latest.values() for key in table.index)
    return {
        str(key): LatestGrade(
            overall.get(key, ""),
            days.get(key, ""),
            {name: held[key] for name, held in others.items() if key in held},
        )
        for key in keys
    }


def _latest(inspections: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Return the latest inspection of each authority that gave this grade, by `la_key`."""
    graded = inspections[inspections[outcome].notna()].sort_values(["inspection_date", "publication_date"])
    return graded.groupby("la_key").tail(1).set_index("la_key")


def _day(row: pd.Series) -> str:
    begun = row["inspection_date"]
    mark = f" ({OVERVIEW})" if row.get(SOURCE_COLUMN) == OVERVIEW else ""
    return f"{begun.day} {begun:%b %Y}{mark}"


def _downloads(record: BuildRecord, ending: str, *, illustrative: bool) -> list[Link]:
    exported = [path for path in record.files if path.startswith("data/") and path.endswith(ending)]
    return sorted((download(path, illustrative=illustrative) for path in exported), key=lambda table: table.text)


def _ran(record: BuildRecord) -> str:
    """Say how many pages there are and how many reports failed."""
    failed = len(record.failures)
    return f"{plural(len(record.pages), 'page')} in place, {f'{failed} failed' if failed else 'none failed'}."


def _entry(notebook: Notebook, collection: Collection, record: BuildRecord, outdated: Sequence[str]) -> ReportEntry:
    title, description = (_general(text) for text in (notebook.title, notebook.description))
    if notebook.foreach:
        paths = [_path(notebook, collection, member) for member in collection.members(notebook.foreach)]
        listed = f"#{FOREACH[notebook.foreach].plural}" if any(path in record.pages for path in paths) else ""
        return ReportEntry(title, description, listed, _state(paths, record, outdated))
    path = _path(notebook, collection)
    return ReportEntry(title, description, path if path in record.pages else "", _state([path], record, outdated))


def changes_page(*, illustrative: bool) -> str:
    """Return the path of the page that says what changed since the release before."""
    return f"changes{ILLUSTRATIVE_SUFFIX if illustrative else ''}.html"


def guide_links(collection: Collection, record: BuildRecord) -> tuple[Link, ...]:
    """Return the links to the pages about the pages."""
    guides = [(book, _path(book, collection)) for book in collection.notebooks if book.is_guide]
    return tuple(Link(path, _general(book.title)) for book, path in guides if path in record.pages)


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
    rows: list[AuthorityRow] = []
    for member, href in _pages("authority", collection, record):
        latest = grades.get(member.key, LatestGrade("", ""))
        letters = tuple(_letter(latest.others.get(name, "")) for name in OUTCOMES_SHORT if name != "overall")
        rows.append(AuthorityRow(member.name, regions[member.region], href, latest.grade, letters, latest.date))
    return rows


def _letter(grade: str) -> str:
    return LETTERS[grade] if grade else "–"


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
    return capital(text)
