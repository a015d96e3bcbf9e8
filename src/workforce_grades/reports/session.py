"""What the commands that make reports have in common: the collection, the plan, the run and its last words."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from workforce_grades.authorities import Authorities
from workforce_grades.errors import DataError, WorkforceGradesError
from workforce_grades.reports import lock
from workforce_grades.reports.build import run
from workforce_grades.reports.exports import write_exports
from workforce_grades.reports.foreach import FOREACH
from workforce_grades.reports.index import latest_grades
from workforce_grades.reports.notebooks import Notebook, load_notebooks, notebooks_folder
from workforce_grades.reports.parameters import Parameter, split_assignment
from workforce_grades.reports.plan import plan
from workforce_grades.reports.progress import JsonLines, Listener, LiveLine, PlainLines, Summary
from workforce_grades.reports.record import BuildRecord
from workforce_grades.reports.run_state import Options
from workforce_grades.reports.tasks import Collection, Plan, Selection, Task
from workforce_grades.reports.tree import check_output, holds_other_kind, holds_published
from workforce_grades.sources.folder import DataFolder, existing_folder, sample_folder
from workforce_grades.sources.report import told_of
from workforce_grades.sources.reports_folder import find_reports_folder
from workforce_grades.study import Study

Say = Callable[[str], None]


_ELSEWHERE: Final = ". Choose a place that you may write in, or have its owner let you"
_IN_THE_WAY: Final = ". A file is where a folder should be: choose another place"
_REMEDIES: Final = {
    errno.EACCES: _ELSEWHERE, errno.EPERM: _ELSEWHERE, errno.EROFS: _ELSEWHERE,
    errno.EEXIST: _IN_THE_WAY, errno.ENOTDIR: _IN_THE_WAY,
    errno.ENOSPC: ". Free some space, or choose another disk, and say the same again",
}  # fmt: skip
"""What to do about what the system says, by its number."""


class OutputError(WorkforceGradesError):
    """A file or folder that cannot be written."""


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the system says against writing `path` into an error that names it.

    Raises
    ------
    OutputError
        The disk is full, the folder is not ours to write in, and so on.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "")
        raise OutputError(f"cannot write {path}: {error.strerror or error}{remedy}") from error


def find_notebooks(folder: Path | None) -> tuple[Notebook, ...]:
    """Return the collection of a folder; the project's own without one."""
    return load_notebooks(existing_folder(folder, "notebooks folder") if folder else notebooks_folder())


def collect(folder: DataFolder, authorities: Authorities, notebooks: tuple[Notebook, ...]) -> Collection:
    """Return what there is to make pages from."""
    return Collection(notebooks, authorities, folder)


def select_by_text(
    only: Iterable[str] | None,
    authorities: Iterable[str] | None,
    limit: int | None,
    parameters: Iterable[str] | None,
    *,
    regions: Iterable[str] | None = None,
    force: bool,
    notebooks: Iterable[Notebook] = (),
) -> Selection:
    """Return what is asked for, from the words of a command line; `-p authority=NAME` is `--authority NAME`.

    So is it for a region. The `notebooks` of the collection give the example in a message.
    """
    reports = tuple(name.strip() for text in only or () for name in text.split(",") if name.strip())
    asked = [notebook for notebook in notebooks if not reports or notebook.report in reports]
    given = dict(split_assignment(text, _settable(asked)) for text in parameters or ())
    plain = {parameter.name for notebook in asked if not notebook.foreach for parameter in notebook.parameters}
    named = {kind: [given.pop(kind)] for kind in FOREACH if kind in given and kind not in plain}
    whom = (*(authorities or ()), *named.get("authority", ()))
    where = (*(regions or ()), *named.get("region", ()))
    return Selection(reports, whom, where, limit, given, force)


def with_fresher(parameters: Iterable[str] | None, *, fresher: bool) -> list[str]:
    """Return the words of `-p`, with the one that asks for newer inspections where `--fresher` stands."""
    return [*(parameters or ()), *(["fresher=true"] if fresher else [])]


def _settable(asked: Iterable[Notebook]) -> list[Parameter]:
    """Return the parameters that may be given with `-p`, those of the reports asked for."""
    return [parameter for notebook in asked for parameter in notebook.parameters if parameter.name != "data"]


def plan_output(
    collection: Collection, selection: Selection, out: Path, *, replaces: bool = False
) -> tuple[BuildRecord, Plan]:
    """Return the record of an output folder, and the plan for it; nothing is written.

    Raises
    ------
    DataError
        Pages of the sample would take the place of those of published data, and `replaces` is false.
        The reverse needs no leave: the sample's pages are there to try things out.
    """
    record = check_output(out)
    illustrative = collection.data.is_illustrative
    if not holds_other_kind(record, illustrative=illustrative):
        return record, plan(collection, selection, record, out)
    if illustrative and not replaces:
        raise holds_published(out)
    record = BuildRecord()
    return record, replace(plan(collection, selection, record, out), replaces=True)


def make(
    study: Study, collection: Collection, planned: Plan, record: BuildRecord, out: Path, *,
    listener: Listener, options: Options, fresher: bool = False,
) -> Summary:  # fmt: skip
    """Make what is due from a study; where `fresher` is asked for, the index too shows newer grades, each marked."""
    shown = study.fresher() if fresher else study
    return run(
        planned, collection, record, out, listener=listener, options=options,
        write_exports=lambda folder: write_exports(study, folder), grades=latest_grades(shown.inspections),
    )  # fmt: skip


def folders_of(collection: Collection) -> list[Path]:
    """Return the folders that a run reads."""
    places = {collection.data.path.resolve(), *(notebook.path.resolve().parent for notebook in collection.notebooks)}
    said = find_reports_folder(collection.data)
    places |= {said.resolve()} if said else set()
    return sorted(places)


@contextmanager
def on_cluster(
    address: str, options: Options, *, shared: Iterable[Path] = (), out: Path | None = None
) -> Iterator[Options]:
    """Give the options of a run on the Dask cluster at an address; its models are estimated there too.

    Its workers must see the `shared` folders, and the output folder, which this run has locked.

    Raises
    ------
    workforce_grades.reports.cluster.ClusterError
        It cannot be used, and why.
    """
    from joblib import parallel_config

    from workforce_grades.reports.cluster import Cluster, connected, workers_of

    cluster = connected(address, shared=shared, lock=out / lock.FILE if out else None)
    with cluster as client, client.as_current(), parallel_config(backend="dask", n_jobs=-1):
        yield replace(options, workers=workers_of(client), pool=lambda _workers: Cluster(client))


def where_made(
    address: str | None, options: Options, collection: Collection, out: Path
) -> AbstractContextManager[Options]:
    """Give the options of a run into a locked folder on the cluster at an address, or without one on this machine."""
    return on_cluster(address, options, shared=folders_of(collection), out=out) if address else nullcontext(options)


def estimate_ahead(study: Study, planned: Plan) -> None:
    """Estimate what takes one notebook longest where joblib's backend says, and keep it for that notebook.

    That is the specification curve, the bootstraps and the simulations of `how-sure-are-we`.
    """
    from workforce_grades.analyses.certainty import how_sure

    for task in planned.due:
        runs = task.parameters.get("runs")
        if task.notebook.report == "how-sure-are-we" and isinstance(runs, int):
            how_sure(study, runs=runs, replicates=runs)


def origin_line(folder: DataFolder) -> str:
    """Return which folder is read, and what kind of data it holds."""
    if folder.path.resolve() == sample_folder():
        return "from the bundled sample: fictional authorities (--data DIR for others)"
    kind = "fictional authorities" if folder.is_illustrative else "the publishers' files"
    return f"from {folder.path}: {kind}"


def listen(*, as_json: bool) -> Listener:
    """Return how a run tells of itself: events, one live line on a terminal, or plain lines."""
    if as_json:
        return JsonLines(sys.stdout)
    is_live = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return LiveLine(sys.stdout) if is_live else PlainLines(sys.stdout)


def report(summary: Summary, planned: Plan, record: BuildRecord, *, as_json: bool, say: Say, warn: Say) -> None:
    """Say what a run came to."""
    if as_json:
        JsonLines(sys.stdout).tell("end", **asdict(summary))
        return
    for warning in warnings_of(planned.due, record):
        warn(f"warning: {warning}")
    if summary.replaced:
        say(f"removed {summary.replaced} files that an earlier run had made from other data")
    for path in summary.removed:
        say(f"removed {path}: no longer part of the collection")
    for failure in summary.failures:
        warn(f"failed: {failure}")
    say(summary.line)
    say(summary.index)


def warnings_of(results: Iterable[Task], record: BuildRecord) -> list[str]:
    """Return what the notebooks of these tasks wrote to standard error, one line each."""
    return [
        f"{task.name}: {text.splitlines()[0]}"
        for task in results
        if task.page in record.pages
        for text in record.pages[task.page].warnings
    ]


def notes_of(study: Study) -> list[str]:
    """Return what the loaders noted, each note once and as they log it."""
    return list(dict.fromkeys(told_of(report.file, note) for report in study.reports for note in report.notes))


def warnings_of_data(study: Study, sources: Iterable[str] | None = None) -> list[str]:
    """Return the notes that matter to results, of all sources or of those named, each note once."""
    asked = None if sources is None else set(sources)
    reports = [report for report in study.reports if asked is None or report.source_id in asked]
    return list(dict.fromkeys(told_of(report.file, note) for report in reports for note in report.warnings))


def check_file(file: Path) -> None:
    """Raise unless a file can be written, before there is anything to write.

    Raises
    ------
    UnknownNameError
        Its folder is not there.
    DataError
        It is a folder, or not a plain file.
    OutputError
        Nothing can be written in its folder.
    """
    folder = existing_folder(file.resolve().parent, "folder")
    if file.exists() and not file.is_file():
        raise DataError(file, "this is not a file that can be written", action="Give the name of a file")
    with writing(file), tempfile.TemporaryFile(dir=folder):
        pass
