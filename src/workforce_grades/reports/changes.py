"""What changed since the release before: a table, a page and a feed, written when a run replaces other data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd
from markupsafe import Markup

from workforce_grades.differences import RUN_COLUMNS, Tables, compare_runs, read_run
from workforce_grades.pages.changes import between_words, summary, table_grades, table_rates
from workforce_grades.reports.csvw import ENDING, table_metadata
from workforce_grades.reports.exports import write_csv
from workforce_grades.reports.feed import atom_feed
from workforce_grades.reports.index import changes_page, guide_links
from workforce_grades.reports.page_checks import check_page
from workforce_grades.reports.plan import content_hash
from workforce_grades.reports.provenance import Provenance
from workforce_grades.reports.record import BuildRecord, file_hash, write_whole
from workforce_grades.reports.render import PageContext, environment, template_values, with_policy
from workforce_grades.reports.run_state import RunState
from workforce_grades.reports.tree import remove
from workforce_grades.sources.folder import REFERENCE_FACTS, DataFolder

TABLE: Final = "data/changes.csv"
FEED: Final = "changes.xml"
TITLE: Final = "What changed since the release before"
DESCRIPTION: Final = "Grades and rates that the publishers revised, and authorities that began or ended."

CHANGE_TABLES: Final = (TABLE, TABLE.removesuffix(".csv") + ENDING)
"""The table of changes and its metadata; they stay until there is a later list of changes."""

_BEHIND: Final = ("authorities", "workforce", "inspections", "inspections_2023", *REFERENCE_FACTS)
"""What the compared tables are made from; a new file of another kind changes nothing that they say."""


def release_hash(data: DataFolder) -> str:
    """Return one hash of the publishers' files that the compared tables are made from."""
    return content_hash({name: digest for name, digest in data.content.items() if name in _BEHIND})


def tables_before(record: BuildRecord, out: Path, release: str) -> Tables | None:
    """Return the exported tables of the run before, if it was on other files; None where there is nothing to compare.

    Parameters
    ----------
    record
        Of the output folder.
    out
        The folder.
    release
        From :func:`release_hash`, now.
    """
    if record.exports.get("release", release) == release:
        return None
    paths = ["data/workforce.csv", "data/inspections.csv"]
    is_whole = all(path in record.files and file_hash(out / path) == record.files[path] for path in paths)
    return read_run(out) if is_whole else None


def write_changes(before: Tables, folder: Path, record: BuildRecord, origin: Provenance, *, release: str) -> bool:
    """Write the table of changes beside the new tables of `folder`, and note in the record what it compares.

    Files that differ and say the same, of the same releases, are no news: then the list before stays.

    Returns
    -------
    bool
        Whether there is a new list.
    """
    after = read_run(folder)
    changes = compare_runs(before, after)
    if changes.empty and record.exports.get("vintage", "") == origin.vintage:
        return False
    write_csv(changes, folder / Path(TABLE).name)
    write_whole(folder / Path(CHANGE_TABLES[1]).name, table_metadata("changes", RUN_COLUMNS, origin))
    newest = max(*after["workforce"]["census_date"], *after["inspections"]["as_at"])
    record.changes = {
        "before": record.exports.get("vintage", ""), "after": origin.vintage,
        "from": record.exports.get("release", ""), "to": release,
        "updated": _later(newest, record.changes.get("updated", "")),
    }  # fmt: skip
    return True


def _later(day: str, before: str) -> str:
    """Return the moment of a list: the newest day in its data, or a second after the list before, which may share it.

    A clock would give the same data another list each time.
    """
    after = [pd.to_datetime(before, utc=True) + pd.Timedelta(seconds=1)] if before else []
    return max([pd.Timestamp(day, tz="UTC"), *after]).strftime("%Y-%m-%dT%H:%M:%SZ")


def intact_list(record: BuildRecord, out: Path) -> list[str]:
    """Return the files of the last list of changes, if they are there as they were written."""
    is_intact = all(path in record.files and file_hash(out / path) == record.files[path] for path in CHANGE_TABLES)
    return list(CHANGE_TABLES) if is_intact else []


def publish_changes(state: RunState) -> list[str]:
    """Write page and feed of the latest change of release, or take away those there is no table for.

    Returns
    -------
    list of str
        What changed, in sentences, for the index.
    """
    record, out = state.record, state.out
    page = changes_page(illustrative=state.origin.illustrative)
    if TABLE not in record.files or not (out / TABLE).is_file():
        for path in remove(out, [page, FEED] if page in record.files else []):
            record.files.pop(path, None)
        return []
    changes = pd.read_csv(out / TABLE, dtype="str", keep_default_na=False)
    record.files[page] = write_whole(out / page, _render(changes, state))
    feed = atom_feed(changes, record.changes, pages=_pages(state), origin=state.origin, page=page)
    record.files[FEED] = write_whole(out / FEED, feed)
    return summary(changes)


def _render(changes: pd.DataFrame, state: RunState) -> str:
    guides = guide_links(state.collection, state.record)
    page = PageContext(TITLE, DESCRIPTION, state.origin, guides=guides)
    tables = [table for table in (table_grades(changes), table_rates(changes)) if table is not None]
    html = environment().get_template("changes.html.j2").render(
        **template_values(page), between=between_words(state.record.changes), told=summary(changes), feed=FEED,
        table=TABLE,
        tables=[Markup(table._repr_html_()) for table in tables],  # noqa: S704 - escaped there
    )  # fmt: skip
    return with_policy(html, check_page(html, private=state.private, names=state.names))


def _pages(state: RunState) -> Mapping[str, str]:
    """Return the page of each authority that has one, by its key."""
    return {
        page.member: path
        for path, page in sorted(state.record.pages.items())
        if page.member and page.member in state.collection.registry
    }
