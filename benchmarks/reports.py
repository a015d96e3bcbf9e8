"""Times pages of one report made in different ways, side by side in one run.

    OMP_NUM_THREADS=1 python benchmarks/reports.py [--data DIR] [--rounds N] [--ways WAY ...]

Every way has processes of its own for the whole run. In a round each makes a few pages while the others wait, so that
other work on the machine falls on all of them; the round in which they start is left out. Times are by the clock, and
of the processor, all processes of a way added up. Last comes one whole run of the command. For ploomber-engine: pip
install --no-deps ploomber-engine ploomber-core debuglater (its other dependencies are here, or not needed); without it
its row is left out.
"""

from __future__ import annotations

import argparse
import ast
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import psutil
from rich.console import Console
from rich.progress import track
from rich.table import Table

from workforce_grades.errors import WorkforceGradesError
from workforce_grades.reports.notebooks import notebooks_folder
from workforce_grades.study import load_study

NOTEBOOK = notebooks_folder() / "09-local-authority.ipynb"
SECONDS_OF_ALL = 60.0
Make = Callable[[Sequence[str]], None]
"""Makes the pages of the authorities of these names."""


@dataclass(frozen=True)
class Work:
    """Whose pages are made in the whole run, from which data folder, into which folder."""

    data: Path
    names: tuple[str, ...]
    out: Path

    def parameters(self, name: str) -> dict[str, str]:
        """Return the notebook's parameters for an authority."""
        return {"data": str(self.data), "authority": name}


def commands(work: Work) -> Make:
    """Have the commands of papermill and nbconvert make each page."""

    def make(names: Sequence[str]) -> None:
        for name in names:
            given = [word for pair in work.parameters(name).items() for word in ("-p", *pair)]
            executed = work.out / f"{name}.ipynb"
            _call("papermill", str(NOTEBOOK), str(executed), *given, "--no-progress-bar", cwd=NOTEBOOK.parent)
            _call("nbconvert", "--to", "html", "--no-input", str(executed), cwd=work.out)

    return make


def interfaces(work: Work) -> Make:
    """Call papermill and nbconvert from Python."""
    import papermill

    return _converting(work, lambda source, executed, given: papermill.execute_notebook(
        source, executed, parameters=given, progress_bar=False, cwd=str(NOTEBOOK.parent)))  # fmt: skip


def ploomber(work: Work) -> Make:
    """Call ploomber-engine, which runs cells in its own process."""
    from ploomber_engine import execute_notebook

    return _converting(work, lambda source, executed, given: execute_notebook(
        source, executed, parameters=given, progress_bar=False, log_output=False, verbose=False))  # fmt: skip


class Kept(Executor):
    """A pool that goes on for the next pages."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool

    def submit(self, *work: Any, **more: Any) -> Future[Any]:  # type: ignore[override]
        """Give the pool work."""
        return self._pool.submit(*work, **more)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave it as it is: it ends with this process."""


def ours(work: Work, workers: int) -> Make:
    """Make the pages as `run --jobs` does."""
    from workforce_grades.reports.pool import make_pages, process_pool

    jobs, pool = _jobs(work), Kept(process_pool(workers))

    def make(names: Sequence[str]) -> None:
        results = list(make_pages([jobs[name] for name in names], workers=workers, pool=lambda _workers: pool))
        if not all(result.is_made for result in results):
            raise RuntimeError(str(results))

    return make


def limit(work: Work) -> Make:
    """Run the same cells as plain code in one warm process, and write the same pages."""
    from IPython.core.interactiveshell import InteractiveShell
    from nbformat.v4 import new_output

    from workforce_grades.cache import keep_in_memory
    from workforce_grades.reports.links import page_context
    from workforce_grades.reports.notebooks import read_notebook
    from workforce_grades.reports.render import render_page
    from workforce_grades.reports.warmth import load_ahead

    jobs = _jobs(work)
    shown: list[Any] = []
    shell: Any = InteractiveShell.instance()
    shell.display_pub.publish = lambda data, metadata=None, **_more: shown.append((data, metadata))
    load_ahead(str(work.data))

    def make_one(job: Any) -> None:
        node, space = read_notebook(NOTEBOOK), dict(job.task.parameters)
        for cell in (cell for cell in node.cells if cell.cell_type == "code"):
            if "parameters" in cell.metadata.get("tags", []):
                continue
            value = _value_of(cell.source, space)
            shown.extend([shell.display_formatter.format(value)] if value is not None else [])
            cell.outputs = [new_output("display_data", data=data, metadata=about or {}) for data, about in shown]
            shown.clear()
        html = render_page(node, page_context(job.task, job.provenance), private=job.private, names=job.names)
        (job.out / job.task.page.replace("/", "-")).write_text(html, encoding="utf-8")

    def make(names: Sequence[str]) -> None:
        with keep_in_memory():
            for name in names:
                make_one(jobs[name])

    return make


@dataclass(frozen=True)
class Way:
    """How it is got ready, and how many pages it makes in a round."""

    prepare: Callable[[Work], Make]
    pages: int


COMMANDS, ONE_JOB, TWO_JOBS, LIMIT = "commands", "ours, 1 job", "ours, 2 jobs", "limit"
WAYS = {
    COMMANDS: Way(commands, 1),
    "interfaces": Way(interfaces, 1),
    "ploomber-engine": Way(ploomber, 2),
    ONE_JOB: Way(partial(ours, workers=1), 4),
    LIMIT: Way(limit, 4),
    TWO_JOBS: Way(partial(ours, workers=2), 4),
}
MOST_PAGES = max(way.pages for way in WAYS.values())
GOALS = (
    ("times as fast as the commands with 2 jobs, by the clock", COMMANDS, TWO_JOBS, "clock", "at least 20"),
    ("times as fast as papermill and nbconvert from Python with 1 job", "interfaces", ONE_JOB, "clock", "none"),
    ("times as fast as ploomber-engine with 1 job, by the clock", "ploomber-engine", ONE_JOB, "clock", "none"),
    ("times the limit with 1 job, by the clock", ONE_JOB, LIMIT, "clock", "at most 1.3"),
    ("times the limit with 1 job, of the processor", ONE_JOB, LIMIT, "processor", "at most 1.3"),
)


@dataclass(frozen=True)
class Turn:
    """Seconds a page that a way took in one round."""

    processor: float
    clock: float


class Runner:
    """The process of a way, which makes pages when it is told to."""

    def __init__(self, name: str, work: Work, complaints: IO[str]) -> None:
        words = [__file__, "--way", name, "--data", str(work.data), "--out", str(work.out), *work.names]
        self._name = name
        self._complaints = complaints
        self._pages = WAYS[name].pages
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )

    def take_turn(self, names: Sequence[str]) -> Turn:
        """Have it make the first of these pages, as many as it makes in a round."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        used, begun = self._used(), time.perf_counter()
        with suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(names[: self._pages]) + "\n")
            self._process.stdin.flush()
        if not self._process.stdout.readline():
            self._complaints.seek(0)
            raise SystemExit(f"the way {self._name} ended: {self._complaints.read()}")
        clock = time.perf_counter() - begun
        return Turn((self._used() - used) / self._pages, clock / self._pages)

    def end(self) -> None:
        """Let it end by itself."""
        with suppress(BrokenPipeError):
            self._process.communicate()

    def _used(self) -> float:
        """Return the processor's seconds of its processes, with those that have ended."""
        process = psutil.Process(self._process.pid)
        return sum(sum(each.cpu_times()[:4]) for each in (process, *process.children(recursive=True)))


@contextmanager
def runners(ways: Iterable[str], data: Path, names: Sequence[str]) -> Iterator[dict[str, Runner]]:
    """Start some ways; end them afterwards."""
    with ExitStack() as stack:
        started = {}
        for way in ways:
            out = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            complaints = stack.enter_context(tempfile.TemporaryFile("w+"))
            started[way] = Runner(way, Work(data, tuple(names), out), complaints)
            stack.callback(started[way].end)
        yield started


def measure(ways: Iterable[str], data: Path, names: Sequence[str], rounds: int) -> dict[str, list[Turn]]:
    """Return what each way took in each round but the first."""
    found: dict[str, list[Turn]] = {}
    with runners(ways, data, names) as started:
        for number in track(range(rounds + 1), "rounds", console=Console(stderr=True)):
            asked = [names[(MOST_PAGES * number + place) % len(names)] for place in range(MOST_PAGES)]
            for way, runner in started.items():
                turn = runner.take_turn(asked)
                found.setdefault(way, []).extend([turn] if number else [])
    return found


def show(found: dict[str, list[Turn]]) -> None:
    """Print the times and the ratios."""
    kinds = ("clock", "processor")
    table = Table("way", *(f"{kind} {number}" for kind in kinds for number in ("median", "min", "max")))
    for way, turns in found.items():
        columns = ([turn.clock for turn in turns], [turn.processor for turn in turns])
        numbers = [number for column in columns for number in (statistics.median(column), min(column), max(column))]
        table.add_row(way, *(f"{number:.3f}" for number in numbers))
    console = Console()
    console.print("seconds a page, starts left out", table)
    for goal, one, other, kind, wanted in (goal for goal in GOALS if {goal[1], goal[2]} <= set(found)):
        ratios = _ratios(found, one, other, kind)
        spread = f"{min(ratios):.2f} to {max(ratios):.2f} in {len(ratios)} rounds"
        console.print(f"{statistics.median(ratios):.2f} {goal} ({spread}; goal: {wanted})")


def _ways_here() -> list[str]:
    """Return the ways whose packages are installed."""
    return [way for way in WAYS if way != "ploomber-engine" or find_spec("ploomber_engine")]


def _ratios(found: dict[str, list[Turn]], one: str, other: str, kind: str) -> list[float]:
    """Return the ratio of two ways' seconds in each round."""
    return [getattr(a, kind) / getattr(b, kind) for a, b in zip(found[one], found[other], strict=True)]


def show_whole_run(data: Path, count: int) -> None:
    """Print how long one run of the command takes for every authority, with two jobs, its start and index included."""
    with tempfile.TemporaryDirectory() as out:
        words = ["run", "--only", "local-authority", "--jobs", "2", "--data", str(data), "--out", f"{out}/pages"]
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "workforce_grades", *words], check=True, capture_output=True)  # noqa: S603
        seconds = time.perf_counter() - begun
    Console().print(f"{count} pages in one run with 2 jobs: {seconds:.1f} s (goal for 153: under {SECONDS_OF_ALL:g})")


def _value_of(source: str, space: dict[str, Any]) -> object:
    """Run the lines of a cell; return what its last one is, if that is an expression."""
    *body, last = ast.parse(source).body
    end = [] if isinstance(last, ast.Expr) else [last]
    exec(compile(ast.Module([*body, *end], []), "cell", "exec"), space)  # noqa: S102 - our own notebook
    return None if end else eval(ast.unparse(last), space)  # noqa: S307


def _call(module: str, *words: str, cwd: Path) -> None:
    subprocess.run([sys.executable, "-m", module, *words], check=True, capture_output=True, cwd=cwd)  # noqa: S603


def _converting(work: Work, execute: Callable[[str, str, dict[str, str]], object]) -> Make:
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(exclude_input=True)

    def make(names: Sequence[str]) -> None:
        for name in names:
            executed = work.out / f"{name}.ipynb"
            execute(str(NOTEBOOK), str(executed), work.parameters(name))
            html, _resources = exporter.from_filename(str(executed))
            executed.with_suffix(".html").write_text(html, encoding="utf-8")

    return make


def _jobs(work: Work) -> dict[str, Any]:
    """Return the job of each authority's page."""
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
    names = private_names(collection)
    return {task.parameters["authority"]: Job(task, work.out, origin, private, names=names) for task in due}


def go(make: Make) -> None:
    """Make the pages of each line of names that comes in, and say so."""
    for line in sys.stdin:
        make(json.loads(line))
        print("made", flush=True)  # noqa: T201 - to the process that measures


def main() -> None:
    """Measure every way, or go one of them."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--data", type=Path)
    given.add_argument("--rounds", type=int, choices=range(1, 101), default=12, metavar="1-100")
    given.add_argument("--ways", nargs="+", choices=WAYS, default=_ways_here())
    given.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    given.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    given.add_argument("names", nargs="*", help=argparse.SUPPRESS)
    asked = given.parse_args()
    if asked.way:
        go(WAYS[asked.way].prepare(Work(asked.data, tuple(asked.names), asked.out)))
        return
    try:
        study = load_study(asked.data)
    except WorkforceGradesError as error:
        given.error(str(error))
    data = study.folder.path.resolve()
    names = [authority.name for authority in study.authorities.current]
    show(measure(asked.ways, data, names[: MOST_PAGES * (asked.rounds + 1)], asked.rounds))
    if TWO_JOBS in asked.ways:
        show_whole_run(data, len(names))


if __name__ == "__main__":
    main()
