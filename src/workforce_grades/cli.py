"""The command line: `workforce-grades list | plan | run | status | clean | estimate | changes | words | data`.

Every command imports what it needs when it runs, so that ``--help`` is there at once. Exit codes: 0 all
well, 1 a report failed or a specification has no estimate, 2 the call, the data or a folder are wrong,
130 interrupted.
"""

from __future__ import annotations

import logging
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workforce_grades.cli_changes import changes
from workforce_grades.cli_data import data_app
from workforce_grades.cli_estimate import estimate
from workforce_grades.cli_options import (
    Data,
    Force,
    Fresher,
    Json,
    Limit,
    Notebooks,
    Only,
    Out,
    Parameters,
    Replace,
    Where,
    Whom,
    as_called,
    show,
    warn,
)
from workforce_grades.cli_words import words
from workforce_grades.errors import WorkforceGradesError
from workforce_grades.reports import EngineName

if TYPE_CHECKING:
    from workforce_grades.study import Study

app = typer.Typer(
    name="workforce-grades",
    help="England's children's social work workforce and Ofsted grades: from the publishers' files to reports.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(data_app, name="data")


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line; an error that a user can put right is a message and exit code 2."""
    # Notes of the loaders are printed once, from their reports.
    logging.getLogger("workforce_grades").addHandler(logging.NullHandler())
    try:
        app(args=None if argv is None else list(argv))
    except WorkforceGradesError as error:
        warn(f"error: {error}")
    except OSError as error:
        warn(f"error: cannot read or write {error.filename or 'a file'}: {error.strerror or error}")
    else:
        return
    raise SystemExit(2)


def _show_version(asked: bool) -> None:
    if asked:
        import workforce_grades

        typer.echo(f"workforce-grades {workforce_grades.__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version.")
    ] = False,
) -> None:
    """Take the options that go before a command."""


@app.command("list")
def list_reports(
    data: Data = None,
    notebooks: Notebooks = None,
    authorities: Annotated[bool, typer.Option("--authorities", help="List the authorities instead.")] = False,
    regions: Annotated[bool, typer.Option("--regions", help="List the regions instead.")] = False,
    as_json: Json = False,
) -> None:
    """Show the reports and their parameters, or the authorities or regions of a data folder."""
    from workforce_grades.authorities import load_authorities
    from workforce_grades.reports import session
    from workforce_grades.reports.listing import authority_lines, region_lines, report_lines

    if authorities or regions:
        registry = load_authorities(data)
        shown = authority_lines(registry) if authorities else region_lines(registry)
    else:
        shown = report_lines(session.find_notebooks(notebooks))
    show(*shown, as_json=as_json)


@app.command()
def plan(
    data: Data = None,
    out: Out = Path("reports"),
    only: Only = None,
    authority: Whom = None,
    region: Where = None,
    limit: Limit = None,
    parameter: Parameters = None,
    fresher: Fresher = False,
    force: Force = False,
    replace: Replace = False,
    notebooks: Notebooks = None,
    as_json: Json = False,
) -> None:
    """Show which pages `run` would make, and why each is out of date."""
    from workforce_grades.reports import session
    from workforce_grades.reports.listing import plan_lines
    from workforce_grades.reports.tree import made_there

    found = session.find_notebooks(notebooks)
    given = session.with_fresher(parameter, fresher=fresher)
    selection = session.select_by_text(only, authority, limit, given, regions=region, force=force, notebooks=found)
    study = _study(data, quiet=True, whole=True, fresher=fresher)
    collection = session.collect(study.folder, study.authorities, found)
    _record, planned = session.plan_output(collection, selection, out, replaces=replace)
    rows, lines = plan_lines(planned, replaced=len(made_there(out)) if planned.replaces else 0)
    show(rows, [session.origin_line(study.folder), *lines], as_json=as_json)


@app.command()
def run(
    data: Data = None,
    out: Out = Path("reports"),
    only: Only = None,
    authority: Whom = None,
    region: Where = None,
    limit: Limit = None,
    parameter: Parameters = None,
    fresher: Fresher = False,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Worker processes; one a core.")] = None,
    engine: Annotated[
        EngineName,
        typer.Option("--engine", help="Notebooks in children of a warm process, or in kernels of their own."),
    ] = "warm",
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="ADDRESS", help="Make them on the Dask cluster at this address, tcp://..."),
    ] = None,
    force: Force = False,
    replace: Replace = False,
    notebooks: Notebooks = None,
    as_json: Json = False,
) -> None:
    """Make the reports that are out of date, and the index."""
    from workforce_grades.reports import session
    from workforce_grades.reports.lock import locked
    from workforce_grades.reports.pool import cores
    from workforce_grades.reports.run_state import Options

    found = session.find_notebooks(notebooks)
    given = session.with_fresher(parameter, fresher=fresher)
    selection = session.select_by_text(only, authority, limit, given, regions=region, force=force, notebooks=found)
    study = _study(data, whole=True, fresher=fresher, names=not as_json)
    collection = session.collect(study.folder, study.authorities, found)
    session.plan_output(collection, selection, out, replaces=replace)  # a wrong call makes no folder
    options = Options(workers=jobs or cores(), force=force, expected=frozenset(session.notes_of(study)), engine=engine)
    place = session.where_made(scheduler, options, collection, out)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        listener = session.listen(as_json=as_json)
        with session.writing(out), locked(out), place as options:
            record, planned = session.plan_output(collection, selection, out, replaces=replace)
            if scheduler:
                session.estimate_ahead(study, planned)
            summary = session.make(
                study, collection, planned, record, out, listener=listener, options=options, fresher=fresher
            )
    except KeyboardInterrupt:
        warn(f"stopped: the pages that were finished are kept in {out}; the same command goes on from there")
        raise typer.Exit(130) from None
    session.report(summary, planned, record, as_json=as_json, say=typer.echo, warn=warn)
    raise typer.Exit(1 if summary.failed else 0)


@app.command()
def status(out: Out = Path("reports"), as_json: Json = False) -> None:
    """Show what the last run made, what failed, and whether the pages are still there."""
    from workforce_grades.reports.listing import status_lines
    from workforce_grades.reports.record import load_record

    rows, lines = status_lines(load_record(out), out)
    show(rows, lines, as_json=as_json)


@app.command()
def clean(out: Out = Path("reports")) -> None:
    """Delete what runs have made in the output folder, and nothing else."""
    from workforce_grades.reports import session, tree
    from workforce_grades.reports.lock import locked

    tree.check_made(out)
    with session.writing(out), locked(out):
        removed = tree.clean(out)
    with suppress(OSError):
        out.rmdir()
    typer.echo(f"{len(removed)} files deleted from {out}" + ("" if out.exists() else ", and the folder, empty then"))


app.command()(estimate)
app.command()(changes)
app.command()(words)


@data_app.command("check", short_help="Read every file, and show what was found.")
def check_data(data: Data = None) -> None:
    """Read every file of a data folder, and show what each loader read, kept, left out and flagged.

    Files that are not there are named, with what pages and models lack without them.
    """
    from workforce_grades.reports.data_text import data_lines

    for line in data_lines(_study(data, quiet=True)):
        typer.echo(as_called(line))


def _study(
    data: Path | None, *, quiet: bool = False, whole: bool = False, fresher: bool = False, names: bool = False
) -> Study:
    """Load a study; `whole` and `fresher` also read what only notebooks use, so that it is checked before they run.

    With `names` its folder is named first.
    """
    from workforce_grades.reports.session import origin_line, warnings_of_data
    from workforce_grades.study import earlier_reports, load_study

    study = load_study(data)
    if names:
        typer.echo(origin_line(study.folder))
    if whole:
        earlier_reports(study)
    read = study.fresher() if fresher else study
    for note in [] if quiet else warnings_of_data(read):
        warn(f"note: {note}")
    return study
