"""The commands `data fetch | status | lock | diff`: files, what is recorded of them, what was revised."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workforce_grades.cli_options import Data, Json, as_called, say_illustrative, show, warn
from workforce_grades.errors import DataError, FetchError, ParameterError, UnknownNameError

if TYPE_CHECKING:
    from workforce_grades.fetch.fetching import Outcome
    from workforce_grades.fetch.registry import Listed, Registry
    from workforce_grades.reports.parameters import Value

data_app = typer.Typer(help="Get the publishers' files, look at them, compare releases.", no_args_is_help=True)

Into = Annotated[Path, typer.Option("--into", metavar="DIR", help="Folder of downloads.")]
Sources = Annotated[list[str] | None, typer.Argument(metavar="[SOURCE...]", help="Just these sources; all without.")]
Config = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Values set anew, in the form of data/sources.toml.")
]
Offline = Annotated[bool, typer.Option("--offline", help="Touch no network.")]
RAW = Path("data/raw")


@data_app.command("fetch", short_help="Get the publishers' files, checked and recorded.")
def fetch_data(
    sources: Sources = None,
    into: Into = RAW,
    release: Annotated[
        list[str] | None,
        typer.Option(
            "--release", metavar="[SOURCE=]RELEASE", help="Another release, such as 2023 or latest; repeatable."
        ),
    ] = None,
    update: Annotated[bool, typer.Option("--update", help="Ask again for what is there: revisions, edits.")] = False,
    mirror: Annotated[
        str, typer.Option("--mirror", metavar="DIR|URL", envvar="WORKFORCE_GRADES_MIRROR", help="Copies in one place.")
    ] = "",
    offline: Offline = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Bring the publishers' files into a folder that `--data` reads, checked and recorded in its lock.json.

    Exit code 1 when a source could not be had: standard error says why, and its earlier file is kept.
    """
    from workforce_grades.fetch.fetching import Wish, fetch
    from workforce_grades.fetch.registry import load_registry
    from workforce_grades.reports.session import writing

    registry = load_registry(config)
    chosen = registry.pick(sources or [], held=into)
    releases = _releases(release or [], chosen, registry)
    wish = Wish(releases, update=update, offline=offline, mirror=mirror)
    tell = _quiet if as_json else _tell
    with writing(into):
        outcomes = fetch(registry, into, chosen, wish, tell=tell)
    if as_json:
        show(
            [{"source": each.source_id, "state": each.state, "said": each.said} for each in outcomes], (), as_json=True
        )
    failed = sum(each.state == "failed" for each in outcomes)
    required = [each.id for each in chosen if each.source.required]
    lacking = {each.source_id for each in outcomes if each.state == "failed"} & set(required)
    if not as_json:
        have = len(outcomes) - failed
        typer.echo(
            f"{have} of {len(outcomes)} sources in {into}" + ("" if lacking else f"; read it with --data {into}")
        )
    raise typer.Exit(1 if failed else 0)


@data_app.command("status", short_help="Show what is there, and whether it is as it was.")
def data_status(
    sources: Sources = None,
    into: Into = RAW,
    ask: Annotated[bool, typer.Option("--ask", help="Ask the publishers whether a newer release is out.")] = False,
    offline: Offline = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show each source's file, release, origin and whether it is still the one that was fetched."""
    from workforce_grades.fetch.holdings import holdings, newer_releases
    from workforce_grades.fetch.registry import load_registry
    from workforce_grades.sources.folder import existing_folder

    registry, folder = load_registry(config), existing_folder(into, "folder of downloads")
    chosen = registry.pick(sources or [], held=folder)
    found = holdings(folder, chosen)
    news = dict(newer_releases(into, chosen, registry)) if ask and not offline else {}
    rows = [
        {**each.row(), "newer_release": answer if isinstance(answer := news.get(each.source_id), str) else None}
        for each in found
    ]
    show(rows, _status_lines(rows), as_json=as_json)
    for reason in sorted({str(answer) for answer in news.values() if isinstance(answer, FetchError)}):
        warn(f"note: newer releases are not known: {reason}")


@data_app.command("lock", short_help="Record files that were put there by hand.")
def lock_data(
    sources: Sources = None,
    into: Into = RAW,
    replace: Annotated[bool, typer.Option("--replace", help="Record anew what differs from the record.")] = False,
    config: Config = None,
) -> None:
    """Record files that were put into the folder by hand, so that a later change of them is noticed."""
    from workforce_grades.fetch.holdings import record_files
    from workforce_grades.fetch.registry import load_registry
    from workforce_grades.reports.session import writing
    from workforce_grades.sources.folder import DataFolder, existing_folder

    folder = existing_folder(into, "folder of downloads")
    chosen = load_registry(config).pick(sources or [], held=folder)
    with writing(into):
        lines = record_files(folder, chosen, replace=replace)
    is_empty = all(DataFolder(folder).file_of(each.source) is None for each in chosen)
    nothing = "no file of these sources is here" if is_empty else "every file is recorded as it is"
    for line in lines or [f"nothing to record: {nothing}"]:
        typer.echo(line)


@data_app.command("diff", short_help="Show what was revised between two releases.")
def diff_data(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The older folder, lock.json or file.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The newer folder, lock.json or file.")],
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write every difference to a CSV.")] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a report.")] = None,
) -> None:
    """Show what publishers revised between two releases: numbers, authorities, judgements."""
    from workforce_grades.analyses.revisions import compare_releases, open_release
    from workforce_grades.reports.exports import write_csv
    from workforce_grades.reports.notebooks import notebooks_folder
    from workforce_grades.reports.revisions_text import revision_lines
    from workforce_grades.reports.session import check_file, writing

    for file in (csv, html):
        if file is not None:
            check_file(file)
    before, now = open_release(old), open_release(new)
    found = compare_releases(before, now)
    if before.folder.is_illustrative or now.folder.is_illustrative:
        say_illustrative(csv, html)
    for line in revision_lines(found):
        typer.echo(line)
    if csv is not None:
        with writing(csv):
            write_csv(found.rows(), csv.resolve())
    if html is not None:
        from workforce_grades.reports.alone import make_page_alone, origin_of

        paths: dict[str, Value] = {"data": str(new.resolve()), "old": str(old.resolve())}
        shown = {"newer": ", ".join(now.files()), "older": ", ".join(before.files())}
        notebook, origin = notebooks_folder() / "what-was-revised.ipynb", origin_of(before, now)
        with writing(html):
            make_page_alone(notebook, paths, now.folder, html, shown=shown, origin=origin)


@data_app.command("fresher", short_help="List inspections newer than Ofsted's list.")
def list_fresher(
    data: Data = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write them to a CSV.")] = None,
) -> None:
    """Show the inspections since Ofsted's yearly list that Data to Insight has read, and where the two differ.

    `data fetch inspections_overview` brings the file. Ofsted's list stands wherever both have an inspection.
    """
    from workforce_grades.reports.data_text import merged_lines
    from workforce_grades.reports.exports import write_csv
    from workforce_grades.reports.session import check_file, writing
    from workforce_grades.study import load_study

    if csv is not None:
        check_file(csv)
    study = load_study(data)
    merged = study.with_overview()
    if study.illustrative:
        say_illustrative(csv)
    for line in merged_lines(merged):
        typer.echo(line)
    if csv is not None:
        with writing(csv):
            write_csv(merged.rows(), csv.resolve())


@data_app.command("template", short_help="Write a CSV for measures of your own.")
def write_template(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The CSV to write; one that is there is left alone.")],
    data: Data = None,
) -> None:
    """Write a CSV for measures of your own: every authority and census year, and an empty column to rename.

    `estimate --own FILE` reads it. It goes into no page and no export.
    """
    from workforce_grades.reports.record import write_whole
    from workforce_grades.reports.session import check_file, writing
    from workforce_grades.sources.own import own_template
    from workforce_grades.study import load_study

    if file.exists():
        raise DataError(file, "there is a file of this name already", action="Give another name, or move it away")
    check_file(file)
    study = load_study(data)
    with writing(file):
        write_whole(
            file.resolve(),
            own_template(study.authorities, range(int(study.workforce["year"].min()), study.latest_year + 1)),
        )
    typer.echo(f'{file}: fill in, rename `my_measure`, then estimate "overall|turnover+own_my_measure" --own {file}')


def _releases(texts: list[str], chosen: list[Listed], registry: Registry) -> dict[str, str]:
    """Return the release asked for by source; one without a source goes for all that have releases."""
    releases: dict[str, str] = {}
    for text in texts:
        source_id, _is, release = text.rpartition("=")
        if not release:
            raise ParameterError(f"--release {text}: no release. Give for example workforce=2023 or latest")
        if source_id and source_id not in registry.sources:
            raise UnknownNameError("source", source_id, registry.sources)
        of = [source_id] if source_id else [each.id for each in chosen if each.current and not each.fixed]
        releases |= dict.fromkeys(of, release)
    return releases


def _tell(outcome: Outcome) -> None:
    line = f"{outcome.source_id}: {outcome.state}: {outcome.said}"
    if outcome.state in ("failed", "edited"):
        warn(line)
    else:
        typer.echo(as_called(line))


def _quiet(_outcome: Outcome) -> None:
    """Say nothing: the rows come at the end."""


def _status_lines(rows: Iterable[dict[str, object]]) -> list[str]:
    lines = []
    for row in rows:
        recorded = row["recorded"]
        when = f", {recorded['route']} {recorded['fetched_at'][:10]}" if isinstance(recorded, dict) else ""
        newer = f"; release {row['newer_release']} is out" if row["newer_release"] else ""
        of = f" ({row['release']})" if row["release"] else ""
        lines.append(f"{row['source_id']}: {row['standing']}: {row['file'] or 'no file'}{of}{when}{newer}")
    return lines
