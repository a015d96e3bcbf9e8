"""The command line: `workforce-grades list | plan | run | status | clean | estimate | data check`.

Every command imports what it needs when it runs, so that ``--help`` is there at once. Exit codes: 0 all
well, 1 a report failed or a specification has no estimate, 2 the call, the data or a folder are wrong,
130 interrupted.
"""

from __future__ import annotations

import json
import logging
import signal
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workforce_grades.errors import WorkforceGradesError

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
data_app = typer.Typer(help="Look at a data folder.", no_args_is_help=True)
app.add_typer(data_app, name="data")

Data = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="Data folder; the bundled illustrative sample without it.")
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Output folder.")]
Notebooks = Annotated[
    Path | None, typer.Option("--notebooks", metavar="DIR", help="Folder of notebooks; the project's own without it.")
]
Only = Annotated[list[str] | None, typer.Option("--only", metavar="REPORT[,REPORT]", help="Just these reports.")]
Whom = Annotated[
    list[str] | None,
    typer.Option("--authority", metavar="NAME", help="Just this authority's pages, by name or code; repeatable."),
]
Limit = Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="At most N authorities.")]
Parameters = Annotated[
    list[str] | None, typer.Option("-p", metavar="NAME=VALUE", help="A report parameter; repeatable.")
]
Force = Annotated[bool, typer.Option("--force", help="Make pages again that are up to date.")]
Json = Annotated[bool, typer.Option("--json", help="JSON for programs.")]


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line; an error that a user can put right is a message and exit code 2."""
    # Notes of the loaders are printed once, from their reports.
    logging.getLogger("workforce_grades").addHandler(logging.NullHandler())
    try:
        app(args=None if argv is None else list(argv))
    except WorkforceGradesError as error:
        typer.echo(f"error: {error}", err=True)
    except OSError as error:
        typer.echo(f"error: cannot read or write {error.filename or 'a file'}: {error.strerror or error}", err=True)
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
    as_json: Json = False,
) -> None:
    """Show the reports and their parameters, or the authorities of a data folder."""
    from workforce_grades.authorities import load_authorities
    from workforce_grades.reports import session
    from workforce_grades.reports.listing import authority_lines, report_lines

    shown = authority_lines(load_authorities(data)) if authorities else report_lines(session.find_notebooks(notebooks))
    _show(*shown, as_json=as_json)


@app.command()
def plan(
    data: Data = None,
    out: Out = Path("reports"),
    only: Only = None,
    authority: Whom = None,
    limit: Limit = None,
    parameter: Parameters = None,
    force: Force = False,
    notebooks: Notebooks = None,
    as_json: Json = False,
) -> None:
    """Show which pages `run` would make, and why each is out of date."""
    from workforce_grades.reports import session
    from workforce_grades.reports.listing import plan_lines

    selection = session.select_by_text(only, authority, limit, parameter, force=force)
    found = session.find_notebooks(notebooks)
    study = _study(data, quiet=True, whole=True)
    collection = session.collect(study.folder, study.authorities, found)
    _record, planned = session.plan_output(collection, selection, out)
    _show(*plan_lines(planned), as_json=as_json)


@app.command()
def run(
    data: Data = None,
    out: Out = Path("reports"),
    only: Only = None,
    authority: Whom = None,
    limit: Limit = None,
    parameter: Parameters = None,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Worker processes; one a core.")] = None,
    force: Force = False,
    notebooks: Notebooks = None,
    as_json: Json = False,
) -> None:
    """Make the reports that are out of date, and the index."""
    from workforce_grades.reports import session
    from workforce_grades.reports.build import Options
    from workforce_grades.reports.pool import cores

    selection = session.select_by_text(only, authority, limit, parameter, force=force)
    found = session.find_notebooks(notebooks)
    study = _study(data, whole=True)
    collection = session.collect(study.folder, study.authorities, found)
    record, planned = session.plan_output(collection, selection, out)
    options = Options(workers=jobs or cores(), force=force, expected=frozenset(session.notes_of(study)))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        listener = session.listen(as_json=as_json)
        with session.writing(out):
            summary = session.make(study, collection, planned, record, out, listener=listener, options=options)
    except KeyboardInterrupt:
        _warn(f"stopped: the pages that were finished are kept in {out}")
        raise typer.Exit(130) from None
    session.report(summary, planned, record, as_json=as_json, say=typer.echo, warn=_warn)
    raise typer.Exit(1 if summary.failed else 0)


@app.command()
def status(out: Out = Path("reports"), as_json: Json = False) -> None:
    """Show what the last run made, what failed, and whether the pages are still there."""
    from workforce_grades.reports.listing import status_lines
    from workforce_grades.reports.record import load_record

    rows, lines = status_lines(load_record(out), out)
    _show(rows, lines, as_json=as_json)


@app.command()
def clean(out: Out = Path("reports")) -> None:
    """Delete what runs have made in the output folder, and nothing else."""
    from workforce_grades.reports import tree

    removed = tree.clean(out)
    typer.echo(f"{len(removed)} files deleted from {out}")


@app.command()
def estimate(
    spec_ids: Annotated[
        list[str], typer.Argument(metavar="SPEC_ID...", help="For example 'overall|turnover+caseload'.")
    ],
    data: Data = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write full precision to a CSV.")] = None,
) -> None:
    """Estimate specifications and print them, or write them as CSV.

    Exit code 1 when a specification has no estimate: standard error says why.
    """
    from workforce_grades.models import estimates_table, parse_spec
    from workforce_grades.reports.estimates_text import (
        ILLUSTRATIVE,
        counted,
        estimates_text,
        problem_lines,
        unestimated,
    )
    from workforce_grades.reports.record import write_whole
    from workforce_grades.reports.session import check_file, writing

    specs = [parse_spec(text) for text in spec_ids]
    if csv is not None:
        check_file(csv)
    study = _study(data)
    is_illustrative = study.folder.is_illustrative
    table = estimates_table(specs, study)
    for line in problem_lines(table):
        _warn(line)
    if csv is None:
        typer.echo(f"{ILLUSTRATIVE}\n\n{estimates_text(table)}" if is_illustrative else estimates_text(table))
    else:
        with writing(csv):
            write_whole(csv.resolve(), table.to_csv(index=False))
        if is_illustrative and "illustrative" not in csv.name.lower():
            _warn(f"note: {ILLUSTRATIVE}. The name {csv.name} does not say so")
        specifications = counted(table["spec_id"].nunique(), "specification")
        typer.echo(f"{counted(len(table), 'row')} for {specifications} in {csv}")
    raise typer.Exit(1 if unestimated(table) else 0)


@data_app.command("check")
def check_data(data: Data = None) -> None:
    """Read every file of a data folder, and show what each loader read, kept, dropped and flagged."""
    from workforce_grades.reports.session import notes_of
    from workforce_grades.sources.workforce_checks import identity_differences
    from workforce_grades.study import earlier_reports

    study = _study(data, quiet=True)
    reports = [*study.reports, *earlier_reports(study)]
    for report in reports:
        typer.echo(str(report))
    for row in identity_differences(study.workforce).itertuples():
        typer.echo(
            f"identity {row.rate}: {row.rows:,} rows, largest difference {row.largest:.3f} ({row.tolerance} allowed)"
        )
    notes = notes_of(study)
    for note in notes:
        typer.echo(f"note: {note}")
    files = {report.file for report in reports if report.sha256}
    typer.echo(f"{len(files)} files hold what they must; {len(notes)} {'note' if len(notes) == 1 else 'notes'}")


def _study(data: Path | None, *, quiet: bool = False, whole: bool = False) -> Study:
    """Load a study; `whole` also reads the earlier releases that only notebooks use, so that they are checked."""
    from workforce_grades.reports.session import notes_of
    from workforce_grades.study import earlier_reports, load_study

    study = load_study(data)
    if whole:
        earlier_reports(study)
    for note in [] if quiet else notes_of(study):
        _warn(f"note: {note}")
    return study


def _warn(line: str) -> None:
    typer.echo(line, err=True)


def _show(rows: list[dict[str, Any]], lines: Iterable[str], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    for line in lines:
        typer.echo(line)
