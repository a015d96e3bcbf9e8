"""What a run would make, which of it is out of date, and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import astuple, replace
from pathlib import Path
from typing import Final

from workforce_grades.errors import ParameterError, UnknownNameError
from workforce_grades.reports.foreach import FOREACH, Kind, Member
from workforce_grades.reports.links import with_links
from workforce_grades.reports.notebooks import Notebook, select
from workforce_grades.reports.parameters import Value, check_values
from workforce_grades.reports.provenance import sources_used
from workforce_grades.reports.reachable import reachable_hash
from workforce_grades.reports.record import BuildRecord, file_hash
from workforce_grades.reports.tasks import Collection, Plan, Selection, Task
from workforce_grades.sources.folder import DataFolder
from workforce_grades.sources.reports_folder import reports_fingerprint

ILLUSTRATIVE_SUFFIX: Final = "-illustrative"
REASONS: Final = {
    "notebook": "notebook changed",
    "parameters": "parameters changed",
    "data": "data changed",
    "code": "code changed",
}
"""What each kind of input says when it differs from the last run."""


def plan(collection: Collection, selection: Selection, record: BuildRecord, out: Path) -> Plan:
    """Return every page of the collection with the reasons to make it.

    Raises
    ------
    UnknownNameError, ParameterError
        A report, authority, region or parameter that does not exist, or a value that is not allowed.
    """
    chosen = _chosen_notebooks(collection, selection)
    keys = {kind: _chosen_keys(kind, collection, selection) for kind in FOREACH}
    _check_names(chosen, selection)
    data = data_hash(collection.data)
    every: list[Task] = []
    for notebook in collection.notebooks:
        is_chosen = notebook in chosen
        tasks = [
            replace(task, selected=is_chosen and (task.member is None or task.member.key in keys[task.member.kind]))
            for task in _tasks(notebook, collection, selection.parameters if is_chosen else {}, data)
        ]
        every += tasks
    every = with_links(every, {task.page for task in every if task.selected or task.page in record.pages})
    return Plan(tuple(_with_reasons(task, record, out, force=selection.force) for task in every), selection.is_whole)


def page_path(notebook: Notebook, member: Member | None, *, illustrative: bool) -> str:
    """Return the path of a page in the output folder; illustrative ones say so in the file name."""
    suffix = ILLUSTRATIVE_SUFFIX if illustrative else ""
    return f"{notebook.report}{f'/{member.slug}' if member else ''}{suffix}.html"


def data_hash(data: DataFolder) -> str:
    """Return one hash of the publishers' files and how they are cited, of reference facts and inspection reports."""
    cited = [astuple(source) for source in sources_used(data)]
    return content_hash([data.content, reports_fingerprint(data), cited])


def _tasks(notebook: Notebook, collection: Collection, given: Mapping[str, str], data: str) -> Iterator[Task]:
    code = reachable_hash(notebook.imports)
    for member in collection.members(notebook.foreach) if notebook.foreach else (None,):
        values = _values(notebook, member, collection, given)
        shown = {name: value for name, value in values.items() if name != "data"}
        inputs = {"data": data, "code": code, "notebook": notebook.sha256, "parameters": content_hash(shown)}
        page = page_path(notebook, member, illustrative=collection.data.is_illustrative)
        yield Task(notebook, member, values, page, inputs)


def _values(
    notebook: Notebook, member: Member | None, collection: Collection, given: Mapping[str, str]
) -> dict[str, Value]:
    """Return every parameter's value; an authority or region is passed on by its full name."""
    declared = {parameter.name for parameter in notebook.parameters}
    known = {name: value for name, value in given.items() if name in declared}
    known |= {kind: collection.find(kind, known[kind]).name for kind in FOREACH if known.get(kind)}
    if member is not None:
        known[member.kind] = member.name
    known["data"] = str(collection.data.path.resolve())
    return check_values(notebook.parameters, known, report=notebook.report)


def _chosen_notebooks(collection: Collection, selection: Selection) -> tuple[Notebook, ...]:
    chosen = select(collection.notebooks, selection.only)
    if selection.named and not selection.only:
        return tuple(notebook for notebook in chosen if notebook.foreach in selection.named)
    return chosen


def _chosen_keys(kind: Kind, collection: Collection, selection: Selection) -> set[str]:
    """Return the keys of those that are asked for."""
    wanted = [collection.find(kind, name) for name in selection.named.get(kind, ())]
    every = collection.members(kind)
    for member in wanted:
        if member not in every:
            raise ParameterError(f"{member.name} no longer exists, so it has no page. See its successor's.")
    return {member.key for member in (wanted or every)[: selection.limit]}


def _check_names(notebooks: tuple[Notebook, ...], selection: Selection) -> None:
    """Raise for a parameter that no selected report has, and for those that have an option of their own."""
    given = selection.parameters
    if "data" in given:
        raise ParameterError("The data folder is given with --data DIR, not as a parameter.")
    foreach = {notebook.foreach for notebook in notebooks}
    for kind in FOREACH:
        if kind in given and kind in foreach:
            raise ParameterError(f"The {kind} is given with --{kind} NAME, not as a parameter.")
        if kind in selection.named and kind not in foreach:
            raise ParameterError(f"No report that is asked for has one page for each {kind}: leave --{kind} out.")
    declared = {parameter.name for notebook in notebooks for parameter in notebook.parameters}
    known = declared - {"data", *(notebook.foreach for notebook in notebooks)}
    for name in given:
        if name not in known:
            reports = ", ".join(notebook.report for notebook in notebooks)
            hint = f"Parameters of {reports}: {', '.join(sorted(declared))}"
            raise UnknownNameError("parameter", name, sorted(declared), hint=hint)


def _with_reasons(task: Task, record: BuildRecord, out: Path, *, force: bool) -> Task:
    forced = ("forced",) if force and task.selected else ()
    return replace(task, reasons=_reasons(task, record, out) or forced)


def _reasons(task: Task, record: BuildRecord, out: Path) -> tuple[str, ...]:
    """Return why a page is out of date; one not asked for may have been made with other parameters."""
    failed = ("last run failed",) if task.page in record.failures else ()
    made = record.pages.get(task.page)
    if made is None:
        return failed or ("new",)
    kinds = [kind for kind in REASONS if task.selected or kind != "parameters"]
    changed = tuple(REASONS[kind] for kind in kinds if made.inputs.get(kind) != task.inputs[kind])
    if not changed and file_hash(out / task.page) != made.sha256:
        changed = ("page is gone or was edited",)
    return failed + changed


def content_hash(value: object) -> str:
    """Return one hash of a value that JSON can hold; the order of its keys does not matter."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()
