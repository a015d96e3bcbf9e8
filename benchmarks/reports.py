"""Times pages of one report made in different ways, side by side in one run.

    OMP_NUM_THREADS=1 python benchmarks/reports.py [--data DIR] [--reports N] [--rounds N]

The ways take turns, so that other work on the machine falls on all of them. Times are of the processor, all
processes of a way added up; the clock's stand beside them. What starting costs is taken out with a run of one
report (of two, where there are two jobs). For ploomber-engine: pip install --no-deps ploomber-engine
ploomber-core debuglater (its other dependencies are here, or not needed); without it its row stays empty.
"""

from __future__ import annotations

import argparse
import ast
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from workforce_grades.reports.notebooks import notebooks_folder
from workforce_grades.study import load_study

NOTEBOOK = notebooks_folder() / "09-local-authority.ipynb"
GOALS = {"times the commands, 2 jobs": 20.0, "times the limit, at most": 1.3}


@dataclass(frozen=True)
class Work:
    """What to make: the authorities' pages, from a data folder, into a folder."""

    data: Path
    names: tuple[str, ...]
    out: Path

    def parameters(self, name: str) -> dict[str, str]:
        """Return the notebook's parameters for an authority."""
        return {"data": str(self.data), "authority": name}


def commands(work: Work) -> None:
    """Make each page with the commands of papermill and nbconvert."""
    for name in work.names:
        given = [word for pair in work.parameters(name).items() for word in ("-p", *pair)]
        executed = work.out / f"{name}.ipynb"
        _call("papermill", str(NOTEBOOK), str(executed), *given, "--no-progress-bar", cwd=NOTEBOOK.parent)
        _call("nbconvert", "--to", "html", "--no-input", str(executed), cwd=work.out)


def interfaces(work: Work) -> None:
    """Make each page with papermill and nbconvert called from Python."""
    import papermill

    _convert(work, lambda source, executed, given: papermill.execute_notebook(
        source, executed, parameters=given, progress_bar=False, cwd=str(NOTEBOOK.parent)))  # fmt: skip


def ploomber(work: Work) -> None:
    """Make each page with ploomber-engine, which runs cells in its own process."""
    from ploomber_engine import execute_notebook

    _convert(work, lambda source, executed, given: execute_notebook(
        source, executed, parameters=given, progress_bar=False, log_output=False, verbose=False))  # fmt: skip


def ours(work: Work, workers: int) -> None:
    """Make the pages as `run --jobs` does."""
    from workforce_grades.reports.pool import make_pages

    results = list(make_pages(_jobs(work), workers=workers))
    if not all(result.is_made for result in results):
        raise RuntimeError(str(results))


def limit(work: Work) -> None:
    """Run the same cells as plain code in one warm process, and write the same pages."""
    from IPython.core.interactiveshell import InteractiveShell
    from nbformat.v4 import new_output

    from workforce_grades.cache import keep_in_memory
    from workforce_grades.reports.links import page_context
    from workforce_grades.reports.notebooks import read_notebook
    from workforce_grades.reports.render import render_page
    from workforce_grades.reports.warmth import load_ahead

    shown: list[Any] = []
    shell: Any = InteractiveShell.instance()
    shell.display_pub.publish = lambda data, metadata=None, **_more: shown.append((data, metadata))
    load_ahead(str(work.data))
    with keep_in_memory():
        for job in _jobs(work):
            node, space = read_notebook(NOTEBOOK), dict(job.task.parameters)
            for cell in (cell for cell in node.cells if cell.cell_type == "code"):
                if "parameters" in cell.metadata.get("tags", []):
                    continue
                value = _value_of(cell.source, space)
                shown += [shell.display_formatter.format(value)] if value is not None else []
                cell.outputs = [new_output("display_data", data=data, metadata=about or {}) for data, about in shown]
                shown.clear()
            html = render_page(node, page_context(job.task, job.provenance), private=job.private, names=job.names)
            (job.out / job.task.page.replace("/", "-")).write_text(html, encoding="utf-8")


WAYS: dict[str, Callable[[Work], None]] = {
    "commands": commands,
    "interfaces": interfaces,
    "ploomber-engine": ploomber,
    "ours, 1 job": partial(ours, workers=1),
    "ours, 2 jobs": partial(ours, workers=2),
    "limit": limit,
}


def _value_of(source: str, space: dict[str, Any]) -> object:
    """Run the lines of a cell; return what its last one is, if that is an expression."""
    *body, last = ast.parse(source).body
    end = [] if isinstance(last, ast.Expr) else [last]
    exec(compile(ast.Module([*body, *end], []), "cell", "exec"), space)  # noqa: S102 - our own notebook
    return None if end else eval(ast.unparse(last), space)  # noqa: S307


def _call(module: str, *words: str, cwd: Path) -> None:
    subprocess.run([sys.executable, "-m", module, *words], check=True, capture_output=True, cwd=cwd)  # noqa: S603


def _convert(work: Work, execute: Callable[[str, str, dict[str, str]], object]) -> None:
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(exclude_input=True)
    for name in work.names:
        executed = work.out / f"{name}.ipynb"
        execute(str(NOTEBOOK), str(executed), work.parameters(name))
        html, _resources = exporter.from_filename(str(executed))
        executed.with_suffix(".html").write_text(html, encoding="utf-8")


def _jobs(work: Work) -> list[Any]:
    from workforce_grades.reports import session
    from workforce_grades.reports.machine import private_folders, private_names
    from workforce_grades.reports.plan import plan
    from workforce_grades.reports.provenance import provenance
    from workforce_grades.reports.record import BuildRecord
    from workforce_grades.reports.tasks import Selection
    from workforce_grades.reports.worker import Job

    study = load_study(work.data)
    collection = session.collect(study.folder, study.authorities, session.find_notebooks(None))
    asked = Selection(only=("local-authority",), authorities=work.names)
    due = plan(collection, asked, BuildRecord(), work.out).due
    origin, private = provenance(study.folder), private_folders(collection, work.out)
    return [Job(task, work.out, origin, private, names=private_names(collection)) for task in due]


def cost(way: str, data: Path, names: Iterable[str]) -> tuple[float, float]:
    """Return the processor's and the clock's seconds that a way takes, in a process of its own."""
    with tempfile.TemporaryDirectory() as out:
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        words = [__file__, "--way", way, "--data", str(data), "--out", out, *names]
        subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, ended - begun


def measure(data: Path, names: list[str], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Return seconds a report of each way in each round, of processor and clock, without what starting costs."""
    ways = [way for way in WAYS if way != "ploomber-engine" or find_spec("ploomber_engine")]
    found: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    for _round in range(rounds):
        for way in ways:
            chosen = names[:3] if way in ("commands", "interfaces") else names
            few = chosen[: 2 if way == "ours, 2 jobs" else 1]  # as many as it starts processes
            some, every = cost(way, data, few), cost(way, data, chosen)
            each = [(last - first) / (len(chosen) - len(few)) for first, last in zip(some, every, strict=True)]
            found[way].append((each[0], each[1]))
    return found


def show(found: dict[str, list[tuple[float, float]]]) -> None:
    """Print the times and the ratios."""
    table = Table("way", "processor: median", "min", "max", "clock: median", "times faster than the commands")
    centre = {way: [statistics.median(column) for column in zip(*times, strict=True)] for way, times in found.items()}
    for way, times in found.items():
        used = [processor for processor, _clock in times]
        numbers = (centre[way][0], min(used), max(used), centre[way][1])
        table.add_row(way, *(f"{number:.3f}" for number in numbers), f"{_ratio(centre, 'commands', way, 1):.1f}")
    console = Console()
    console.print("seconds a report, starts left out", table)
    reached = (_ratio(centre, "commands", "ours, 2 jobs", 1), _ratio(centre, "ours, 1 job", "limit", 0))
    for (goal, number), got in zip(GOALS.items(), reached, strict=True):
        console.print(f"{goal}: {got:.1f} (goal {number:g})")


def _ratio(centre: dict[str, list[float]], one: str, other: str, clock: int) -> float:
    return centre[one][clock] / centre[other][clock]


def main() -> None:
    """Measure every way, or go one of them."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--data", type=Path)
    given.add_argument("--reports", type=int, default=20)
    given.add_argument("--rounds", type=int, default=3)
    given.add_argument("--way", choices=WAYS)
    given.add_argument("--out", type=Path)
    given.add_argument("names", nargs="*")
    asked = given.parse_args()
    study = load_study(asked.data)
    data = study.folder.path.resolve()
    if asked.way:
        WAYS[asked.way](Work(data, tuple(asked.names), asked.out))
        return
    show(measure(data, [authority.name for authority in study.authorities.current][: asked.reports], asked.rounds))


if __name__ == "__main__":
    main()
