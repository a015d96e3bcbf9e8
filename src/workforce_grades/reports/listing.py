"""What `list`, `plan` and `status` show: rows for programs, and the same in lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from workforce_grades.authorities import Authorities, Authority
from workforce_grades.pages.words import plural
from workforce_grades.reports.foreach import keys_by_kind
from workforce_grades.reports.lock import Holder, holder
from workforce_grades.reports.notebooks import Notebook
from workforce_grades.reports.record import BuildRecord, file_hash
from workforce_grades.reports.tasks import Plan

Rows = list[dict[str, Any]]

MOST_NAMED: Final = 5
"""Pages of one state that `status` names one by one."""


def report_lines(notebooks: Iterable[Notebook]) -> tuple[Rows, list[str]]:
    """Return the reports and their parameters."""
    rows: Rows = []
    lines: list[str] = []
    for notebook in notebooks:
        parameters = [
            {"name": p.name, "type": str(p.type), "default": p.default, "help": p.help} for p in notebook.parameters
        ]
        rows.append(
            {"report": notebook.report, "title": notebook.title, "description": notebook.description,
             "foreach": notebook.foreach, "notebook": notebook.path.name, "parameters": parameters}
        )  # fmt: skip
        each = f" (one page for each {notebook.foreach})" if notebook.foreach else ""
        lines.append(f"{notebook.report}{each}: {notebook.title}")
        lines += [
            f"    {p.name}: {p.type} = {p.default!r}{f'  # {p.help}' if p.help else ''}" for p in notebook.parameters
        ]
    return rows, lines


def authority_lines(authorities: Iterable[Authority]) -> tuple[Rows, list[str]]:
    """Return every authority with its codes, those that exist today first."""
    ordered = sorted(authorities, key=lambda authority: (not authority.is_current, authority.name))
    rows = [
        {"la_key": authority.la_key, "ons_code": authority.ons_code, "name": authority.name, "slug": authority.slug,
         "region": authority.region_name, "current": authority.is_current}
        for authority in ordered
    ]  # fmt: skip
    lines = [
        f"{row['la_key']}  {row['ons_code']}  {row['name']} ({row['region']}){'' if row['current'] else ', ended'}"
        for row in rows
    ]
    return rows, lines


def region_lines(authorities: Authorities) -> tuple[Rows, list[str]]:
    """Return every region with its code and how many authorities it has today."""
    keys = [member.region_code for member in authorities.current]
    rows: Rows = [
        {"code": region.code, "name": region.name, "slug": region.slug, "authorities": keys.count(region.code)}
        for region in authorities.regions
    ]
    lines = [f"{row['code']}  {row['name']} ({plural(row['authorities'], 'authority', 'authorities')})" for row in rows]
    return rows, lines


def plan_lines(plan: Plan, *, replaced: int = 0) -> tuple[Rows, list[str]]:
    """Return the pages that were asked for, whether each would be made, and why; and how many files would go first."""
    asked = [task for task in plan.tasks if task.selected]
    rows = [
        {"report": task.notebook.report, **keys_by_kind(task.member), "page": task.page,
         "state": "stale" if task.reasons else "fresh", "reasons": list(task.reasons)}
        for task in asked
    ]  # fmt: skip
    width = max((len(task.page) for task in asked), default=0)
    lines = [f"{task.page.ljust(width)}  {', '.join(task.reasons)}" for task in plan.due]
    lines.append(f"{len(plan.due)} to make, {len(plan.unchanged)} unchanged")
    lines += [f"{replaced} files that were made from other data would be removed first"] if replaced else []
    return rows, lines


def status_lines(record: BuildRecord, out: Path) -> tuple[Rows, list[str]]:
    """Return every page of the last runs with its state, those a stopped run did not reach, and every failure."""
    rows: Rows = []
    waiting = record.last_run.get("waiting", [])
    for path, page in sorted(record.pages.items()):
        state = _state(page.sha256, file_hash(out / path), is_waiting=path in waiting)
        rows.append({"page": path, "report": page.report, "state": state, "seconds": page.seconds})
    rows += [{"page": path, "state": "not made"} for path in waiting if path not in record.pages]
    rows += [
        {"page": path, "report": failure.report, "state": "failed", "cell": failure.cell or None,
         "error": failure.error, "cause": failure.cause, "notebook": failure.notebook or None}
        for path, failure in sorted(record.failures.items())
    ]  # fmt: skip
    if not rows:
        return rows, [f"nothing made in {out} yet: workforce-grades run --out {out}"]
    lines = [line for state in ("edited", "gone") for line in _pages_of(state, rows)]
    lines += [f"failed: {failure.place}: {failure.error}: {failure.cause}" for failure in record.failures.values()]
    made = sum(row["state"] in ("made", "out of date") for row in rows)
    lines += _unfinished(record, holder(out))
    kind = "illustrative data" if record.data.get("illustrative") else "the publishers' files"
    there = f"{made} pages of {len(record.pages)} in place" if record.pages else "no page in place"
    lines.append(f"{there}, {len(record.failures)} failed; from {kind}")
    lines.append(f"made by {record.versions.get('workforce-grades', 'an unknown version')}")
    return rows, lines


def _pages_of(state: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return one line a page of a state; one line for all where there are many."""
    pages = [row["page"] for row in rows if row["state"] == state]
    if len(pages) > MOST_NAMED:
        return [f"{state}: {len(pages)} pages, such as {pages[0]}"]
    return [f"{state}: {page}" for page in pages]


def _unfinished(record: BuildRecord, at_work: Holder | None) -> list[str]:
    """Say that a run is under way or that the last one did not end, how far it came and how it goes on."""
    last = record.last_run
    if last.get("state") not in ("stopped", "running"):
        return []
    made = f"{last['made']} of the {last['due']} pages that were due are made"
    if at_work is not None:
        return [f"running: {made}; {at_work}"]
    how = "stopped" if last["state"] == "stopped" else "killed before its end"
    return [f"{how}: {made}; the same `run` again goes on from there"]


def _state(recorded: str, found: str, *, is_waiting: bool) -> str:
    if not found:
        return "gone"
    if recorded != found:
        return "edited"
    return "out of date" if is_waiting else "made"
