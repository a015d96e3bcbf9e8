"""Links from page to page: planned before a run, and after it kept in step with the pages that there are."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from workforce_grades.reports.provenance import Provenance
from workforce_grades.reports.record import BuildRecord, file_hash, write_whole
from workforce_grades.reports.render import Link, PageContext, with_navigation
from workforce_grades.reports.tasks import Task


def with_links(tasks: Sequence[Task], there: Collection[str]) -> list[Task]:
    """Return the tasks with links to the pages around them.

    Parameters
    ----------
    tasks
        Every page of the collection, in order.
    there
        Paths of pages that may be linked to: those that exist, or are about to be made.
    """
    present = [task for task in tasks if task.page in there]
    studies = [task for task in present if task.member is None and not task.notebook.is_guide]
    guides = [task for task in present if task.notebook.is_guide]
    places = _places(present)
    around = _neighbours(present)
    return [
        replace(
            task,
            studies=tuple(_link(study, task) for study in studies if study.page != task.page),
            guides=tuple(_link(guide, task) for guide in guides if guide.page != task.page),
            previous=around.get(task.page, (None, None))[0],
            following=around.get(task.page, (None, None))[1],
            region=_region(task, present),
            places=places,
        )
        for task in tasks
    ]


def relink(tasks: Sequence[Task], record: BuildRecord, out: Path, origin: Provenance) -> list[str]:
    """Give every page in place the links to the pages that are there now; return the paths that changed.

    A page that failed, or was not reached before an interrupt, is linked to from nowhere, and one that
    was made since is linked to from everywhere, without a notebook being run. Pages that somebody edited
    are left alone.

    Parameters
    ----------
    tasks
        Every page of the collection, in order.
    record
        What there is; hashes of changed pages are brought up to date.
    out
        The output folder.
    origin
        Where the pages come from.
    """
    changed: list[str] = []
    for task in with_links(tasks, record.pages):
        made, file = record.pages.get(task.page), out / task.page
        if made is None or file_hash(file) != made.sha256:
            continue
        html = file.read_bytes().decode()
        linked = with_navigation(html, page_context(task, origin))
        if linked != html:
            record.pages[task.page] = replace(made, sha256=write_whole(file, linked))
            changed.append(task.page)
    return changed


def page_context(task: Task, origin: Provenance) -> PageContext:
    """Return what the page of a task says around its notebook's own cells."""
    data = "illustrative sample" if origin.illustrative else "the publishers' files named above"
    return PageContext(
        title=task.title,
        description=task.description,
        provenance=origin,
        to_root="../" * task.page.count("/"),
        notebook=task.notebook.path.name,
        parameters={**task.shown_parameters, "data": data},
        studies=task.studies,
        guides=task.guides,
        previous=task.previous,
        following=task.following,
        region=task.region,
        places={place: _relative(path, task.page) for place, path in task.places.items() if path != task.page},
    )


def _neighbours(tasks: Sequence[Task]) -> dict[str, tuple[Link | None, Link | None]]:
    """Return the links to the pages before and after each page of its report, by page."""
    around: dict[str, tuple[Link | None, Link | None]] = {}
    for before, task, after in zip([None, *tasks], tasks, [*tasks[1:], None], strict=False):
        around[task.page] = (_beside(before, task), _beside(after, task))
    return around


def _beside(other: Task | None, task: Task) -> Link | None:
    return _link(other, task) if other and other.notebook is task.notebook else None


def _link(to: Task, page: Task) -> Link:
    """Return a link from one page to another, relative to the first."""
    return Link(_relative(to.page, page.page), to.member.name if to.member else to.title)


def _relative(path: str, page: str) -> str:
    return _from_folder(path, posixpath.dirname(page) or ".")


@cache  # each page links to every other, from a handful of folders
def _from_folder(path: str, folder: str) -> str:
    return posixpath.relpath(path, folder)


def _places(present: Sequence[Task]) -> dict[str, str]:
    """Return the page of each authority and region; of several reports on one the first has it."""
    return {task.member.place: task.page for task in reversed(present) if task.member}


def _region(task: Task, present: Sequence[Task]) -> Link | None:
    """Return the link from an authority to its region."""
    wanted = ("region", task.member.region) if task.member else None
    pages = (other for other in present if other.member and (other.member.kind, other.member.key) == wanted)
    return next((_link(page, task) for page in pages), None)
