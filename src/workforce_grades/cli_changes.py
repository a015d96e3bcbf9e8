"""`workforce-grades changes OLD NEW`: what the publishers changed between the tables of two runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workforce_grades.cli_options import Json, show
from workforce_grades.errors import ParameterError


def changes(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Output folder of the earlier run.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Output folder of the later run.")],
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write every change to a file.")] = None,
    as_json: Json = False,
) -> None:
    """Show which grades and rates were revised, and which authorities began or ended, between two runs."""
    from workforce_grades.differences import compare_runs, read_run
    from workforce_grades.pages.changes import entry_lines, summary
    from workforce_grades.reports.exports import write_csv
    from workforce_grades.reports.session import check_file, writing

    before, after = (read_run(folder) for folder in (old, new))
    _check_kinds(old, new)
    if csv is not None:
        check_file(csv)
    found = compare_runs(before, after)
    lines = [f"{name}: {line}" for name, rows in found.groupby("name", sort=False) for line in entry_lines(rows)]
    rows = [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]
    show(rows, [*summary(found), *lines], as_json=as_json)
    if csv is not None:
        with writing(csv):
            write_csv(found, csv)


def _check_kinds(old: Path, new: Path) -> None:
    """Raise where one run is of fictional authorities and the other of real ones."""
    from workforce_grades.differences import tables_folder
    from workforce_grades.reports.exports import WARNING

    fictional = [folder for folder in (old, new) if (tables_folder(folder) / WARNING).is_file()]
    if len(fictional) == 1:
        raise ParameterError(
            f"{fictional[0]} holds tables of fictional authorities, and the other folder those of real ones: they have "
            "nothing in common. Give two runs of one kind."
        )
