"""One run: make what is due, keep what is good, take away what no longer belongs, say what failed."""

from __future__ import annotations

import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from workforce_grades.reports.changes import intact_list, publish_changes, release_hash, tables_before, write_changes
from workforce_grades.reports.crate import CRATE, crate_metadata
from workforce_grades.reports.index import INDEX, LatestGrade, render_index
from workforce_grades.reports.links import relink
from workforce_grades.reports.machine import private_folders, private_names
from workforce_grades.reports.page_checks import hide_folders
from workforce_grades.reports.plan import data_hash
from workforce_grades.reports.pool import make_pages
from workforce_grades.reports.progress import Listener, Summary
from workforce_grades.reports.provenance import code_hash, provenance, versions
from workforce_grades.reports.record import WORK, BuildRecord, FailureRecord, PageRecord, file_hash, write_whole
from workforce_grades.reports.run_state import EXPORTS, Options, RunState
from workforce_grades.reports.tasks import Collection, Plan
from workforce_grades.reports.tree import clean, notebook_path, publish_notebook, remove, sweep
from workforce_grades.reports.worker import Job, Result

_FAILED_EXPORT: Final = "failed/data.txt"
"""What went wrong with the exported tables, until they are written."""


def run(
    plan: Plan,
    collection: Collection,
    record: BuildRecord,
    out: Path,
    *,
    listener: Listener,
    write_exports: Callable[[Path], object],
    grades: Mapping[str, LatestGrade],
    options: Options,
) -> Summary:
    """Make the pages that are due, the exported tables, the notebooks' copies and the index.

    A report that fails is recorded and the rest go on. On an interrupt the finished pages stay, the
    record and the index say so, and the interrupt passes on.

    Parameters
    ----------
    plan, collection
        What to make, and of what.
    record
        Of the output folder; brought up to date and saved page by page. Where the plan replaces the
        pages of other data, a new one: theirs go first.
    out
        The output folder; made where it is not there.
    listener
        Hears how it goes.
    write_exports
        Writes the exported tables into the folder it is given.
    grades
        Latest overall grade by `la_key`, for the index.
    options
        How it is done.
    """
    origin = provenance(collection.data)
    private, names = private_folders(collection, out), private_names(collection)
    state = RunState(plan, collection, record, out, grades, options, origin, private, names)
    if plan.replaces:
        state.replaced = len(clean(out))
    sweep(out)
    (out / WORK).mkdir(parents=True)
    record.versions = {**versions(), "workforce-grades": origin.code}
    record.data = {"illustrative": origin.illustrative, "sha256": dict(collection.data.fingerprint)}
    state.save()
    try:
        _publish_notebooks(state)
        _export(state, write_exports)
        _make(state, listener)
        _remove_strays(state)
        state.progress = "complete"
    except BaseException:
        state.progress = "stopped"
        raise
    finally:
        listener.close()
        shutil.rmtree(out / WORK, ignore_errors=True)
        summary = _finish(state)
    return summary


def _make(state: RunState, listener: Listener) -> None:
    due = state.plan.due
    origin, private, names = state.origin, state.private, state.names
    options = state.options
    jobs = [Job(task, state.out.resolve(), origin, private, options.expected, names, options.engine) for task in due]
    workers = max(1, min(state.options.workers, len(jobs)))
    listener.start([task.notebook.report for task in due], len(state.plan.unchanged), workers)
    for result in make_pages(jobs, workers=workers, pool=state.options.pool):
        state.results.append(result)
        _note(state.record, result)
        state.save_now_and_then()
        listener.finish(result)


def _note(record: BuildRecord, result: Result) -> None:
    task = result.task
    key = task.member.key if task.member else None
    if result.is_made:
        record.failures.pop(task.page, None)
        record.pages[task.page] = PageRecord(
            task.notebook.report, key, task.inputs, task.shown_parameters,
            result.sha256, result.seconds, result.notes, result.warnings, result.memory,
        )  # fmt: skip
    else:
        record.failures[task.page] = FailureRecord(
            task.notebook.report, key, task.name, result.cell, result.error, result.cause, result.kept
        )


def _publish_notebooks(state: RunState) -> None:
    """Copy the notebooks of the pages that there are, and of those to be made; no other copy stays."""
    there = {page.report for page in state.record.pages.values()} | {task.notebook.report for task in state.plan.due}
    for notebook in state.collection.notebooks:
        if notebook.report in there:
            path, digest = publish_notebook(notebook, state.out)
            state.record.files[path] = digest
        elif (path := notebook_path(notebook)) in state.record.files:
            remove(state.out, [path])
            _forget(state.record, [path])


def _export(state: RunState, write_exports: Callable[[Path], object]) -> None:
    """Write the exported tables where they are out of date; they come whole or not at all."""
    record, out = state.record, state.out
    data = state.collection.data
    inputs = {
        "code": code_hash(), "data": data_hash(data), "illustrative": str(data.is_illustrative),
        "release": release_hash(data), "vintage": state.origin.vintage,
    }  # fmt: skip
    there = {path: sha for path, sha in record.files.items() if path.startswith(f"{EXPORTS}/")}
    is_whole = bool(there) and all(file_hash(out / path) == sha for path, sha in there.items())
    if is_whole and record.exports == inputs and EXPORTS not in record.failures and not state.options.force:
        return
    before = tables_before(record, out, inputs["release"])
    is_old_list = record.exports.get("release") == inputs["release"]
    with tempfile.TemporaryDirectory(prefix="data-", dir=out / WORK) as folder:
        try:
            write_exports(Path(folder))
            if before is not None:
                is_old_list = not write_changes(before, Path(folder), record, state.origin, release=inputs["release"])
        except Exception as error:
            record.failures[EXPORTS] = _export_failure(state, error)
            return
        made = {f"{EXPORTS}/{file.name}": file.read_bytes() for file in sorted(Path(folder).iterdir())}
    record.files.update({path: write_whole(out / path, content) for path, content in made.items()})
    kept = intact_list(record, out) if is_old_list else []
    gone = [*sorted(set(there) - {*made, *kept}), _FAILED_EXPORT]
    _forget(record, remove(out, gone))
    record.failures.pop(EXPORTS, None)
    record.exports = inputs


def _export_failure(state: RunState, error: Exception) -> FailureRecord:
    kept = _FAILED_EXPORT
    text = "".join(traceback.format_exception(error))
    state.record.files[kept] = write_whole(state.out / kept, hide_folders(text, state.private))
    cause = hide_folders(str(error), state.private).partition("\n")[0][:400]
    return FailureRecord("data tables", None, "data tables", 0, type(error).__name__, cause, kept)


def _remove_strays(state: RunState) -> None:
    """After a whole run: pages, failures and notebooks that no longer belong to the collection go."""
    if not state.plan.is_whole:
        return
    record = state.record
    belong = {task.page for task in state.plan.tasks} | {EXPORTS}
    notebooks = {notebook_path(notebook) for notebook in state.collection.notebooks}
    strays = [page for page in record.pages if page not in belong]
    strays += [path for path in record.files if path.startswith("notebooks/") and path not in notebooks]
    kept = {failure.notebook for page, failure in record.failures.items() if page not in belong}
    state.removed = [path for path in remove(state.out, [*strays, *kept]) if path not in kept]
    _forget(record, strays)
    record.failures = {page: failure for page, failure in record.failures.items() if page in belong}


def _forget(record: BuildRecord, paths: Iterable[str]) -> None:
    for path in paths:
        record.pages.pop(path, None)
        record.files.pop(path, None)


def _finish(state: RunState) -> Summary:
    """Bring links, index and record into step with what there is, and count."""
    record = state.record
    relink(state.plan.tasks, record, state.out, state.origin)
    done = {result.task.page for result in state.results if result.is_made}
    outdated = [task.page for task in state.plan.tasks if task.reasons and task.page not in done]
    state.save()
    changes = publish_changes(state)
    html = render_index(state.collection, record, state.origin, state.grades, outdated=outdated, changes=changes)
    record.files[INDEX] = write_whole(state.out / INDEX, html)
    crate = crate_metadata(record, state.origin, state.out, state.plan.tasks, private=state.private)
    record.files[CRATE] = write_whole(state.out / CRATE, crate)
    state.save()
    return state.summary()
