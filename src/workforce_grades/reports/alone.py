"""One notebook to one page that stands alone: named by whoever runs it, part of no collection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from workforce_grades.analyses.revisions import Release
from workforce_grades.errors import DataError
from workforce_grades.reports.machine import private_folders, private_names
from workforce_grades.reports.notebooks import load_notebook
from workforce_grades.reports.parameters import Value
from workforce_grades.reports.provenance import Provenance, provenance
from workforce_grades.reports.record import write_whole
from workforce_grades.reports.render import PageContext, render_page
from workforce_grades.reports.tasks import Collection
from workforce_grades.sources.folder import DataFolder


def make_page_alone(
    notebook: Path, parameters: Mapping[str, Value], data: DataFolder, file: Path, *, shown: Mapping[str, str],
    origin: Provenance,
) -> None:  # fmt: skip
    """Run a notebook and write its page; nothing is written where it fails.

    Parameters
    ----------
    notebook
        The file. It runs with all rights of the caller, as any program does.
    parameters
        Its parameters, `data` among them.
    data
        The folder whose authorities it is about.
    file
        The page.
    shown
        Parameters as the page shows them: no folder of this machine.
    origin
        Which files the page was made from.

    Raises
    ------
    DataError
        The notebook says that it is no report.
    CellError, PageError
        A cell failed, or the page cannot be published.
    """
    from workforce_grades.authorities import load_authorities
    from workforce_grades.reports.engine import execute

    declared = load_notebook(notebook)
    if declared is None:
        raise DataError(notebook, "this notebook declares that it is no report")
    collection = Collection((declared,), load_authorities(data), data)
    context = PageContext(
        title=declared.title, description=declared.description, provenance=origin,
        notebook=notebook.name, parameters=shown, stands_alone=True,
    )  # fmt: skip
    private = private_folders(collection, file.resolve().parent)
    page = render_page(
        execute(notebook, parameters).notebook, context, private=private, names=private_names(collection)
    )
    write_whole(file.resolve(), page)


def origin_of(old: Release, new: Release) -> Provenance:
    """Return where a comparison of two releases comes from: the files compared, and no others.

    With generated data on either side it is illustrative.
    """
    origins = [(side, provenance(side.folder)) for side in (new, old)]
    sources = tuple(source for side, origin in origins for source in origin.sources if source.file in side.files())
    of = next((origin for _side, origin in origins if origin.illustrative), origins[0][1])
    return replace(of, sources=sources, vintage="")
