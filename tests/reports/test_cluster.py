"""A collection on a real Dask scheduler with two worker processes, one of which is killed midway."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

import pytest

from workforce_grades.analyses import certainty
from workforce_grades.errors import WorkforceGradesError
from workforce_grades.reports.cluster import Cluster, ClusterError, _check_lock, connected, text_of
from workforce_grades.reports.lock import FILE, locked
from workforce_grades.reports.plan import plan
from workforce_grades.reports.record import BuildRecord
from workforce_grades.reports.run_state import Options
from workforce_grades.reports.session import estimate_ahead, folders_of, on_cluster
from workforce_grades.reports.tasks import Collection, Selection
from workforce_grades.reports.worker import Result

from .conftest import Shelf
from .runs import Heard, go, tree

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow
PAGES = 8
SECONDS = 60


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., tuple[subprocess.Popen[str], str]]]:
    """Start programs of Dask; each is ready once it has said where it listens."""
    running: list[subprocess.Popen[str]] = []
    patience = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "120s", "DASK_TEMPORARY_DIRECTORY": str(tmp_path / "dask")}
    environment = os.environ | patience

    def program(*words: str) -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment,
        )  # fmt: skip
        running.append(process)
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if found := re.search(r"(?:Scheduler at|Registered to):\s+(tcp://\S+)", line):
                return process, found[1]
        raise AssertionError(f"it did not start: {''.join(said)}")

    yield program
    for process in running:
        process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


@pytest.fixture
def scheduler(start: Callable[..., tuple[subprocess.Popen[str], str]]) -> str:
    words = ("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-jupyter")
    return start(*words)[1]


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_collection_comes_out_the_same_though_a_worker_dies_midway(
    start: Callable[..., tuple[subprocess.Popen[str], str]], scheduler: str, shelf: Shelf,
    collect: Callable[[], Collection], tmp_path: Path,
) -> None:  # fmt: skip
    for number in range(1, PAGES + 1):
        shelf.add(
            f"{number:02}-page-{number}.ipynb", "import time; time.sleep(0.5)",
            f"from IPython.display import Markdown\nMarkdown('Page {number}')",
        )  # fmt: skip
    words = ("dask_worker", scheduler, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory")
    doomed, _address = start(*words, str(tmp_path / "one"))
    start(*words, str(tmp_path / "two"))

    class Killer(Heard):
        def finish(self, result: Result) -> None:
            super().finish(result)
            if len(self.results) == 2:
                doomed.kill()

    with on_cluster(scheduler, Options()) as options:
        assert options.workers == 2
        there = go(collect(), tmp_path / "there", heard=Killer(), options=options)
    here = go(collect(), tmp_path / "here", options=replace(Options(), workers=2))
    assert (there.made, there.failed) == (here.made, here.failed) == (PAGES, 0)
    files = tree(tmp_path / "here")
    assert tree(tmp_path / "there") == files
    for path in set(files) - {"build.json"}:
        assert (tmp_path / "there" / path).read_bytes() == (tmp_path / "here" / path).read_bytes(), path


def test_a_cluster_without_workers_or_with_other_code_is_refused(
    start: Callable[..., tuple[subprocess.Popen[str], str]], scheduler: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    with pytest.raises(WorkforceGradesError, match="has no workers"), connected(scheduler):
        pass
    start("dask_worker", scheduler, "--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path / "one"))
    with pytest.raises(WorkforceGradesError, match=r"does not see \S+nowhere\. Data"):
        connected(scheduler, shared=[tmp_path, tmp_path / "nowhere"]).__enter__()
    with locked(tmp_path / "out"), connected(scheduler, lock=tmp_path / "out" / FILE):
        pass
    monkeypatch.setattr("workforce_grades.reports.cluster.code_hash", broken)
    with pytest.raises(WorkforceGradesError, match=r"cannot use this project \(ModuleNotFoundError.*Install the same"):
        connected(scheduler).__enter__()
    monkeypatch.setattr("workforce_grades.reports.cluster.code_hash", lambda: str(os.getpid()))
    with pytest.raises(WorkforceGradesError, match="differ from those here"), connected(scheduler):
        pass


def test_a_worker_that_dies_while_it_is_asked_is_told_as_a_matter_of_the_cluster(
    start: Callable[..., tuple[subprocess.Popen[str], str]], scheduler: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    start("dask_worker", scheduler, "--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path / "one"))
    monkeypatch.setattr("workforce_grades.reports.cluster.folders_unseen", lambda _folders: os._exit(1))
    with pytest.raises(ClusterError, match=rf"the cluster at {scheduler} stopped answering \(.+\)\. Look at"):
        connected(scheduler, shared=[tmp_path]).__enter__()


def broken() -> str:
    """Be of a module that no worker has."""
    raise AssertionError("a worker found this module")


def test_what_is_called_off_is_waited_for_where_it_has_begun_and_strangers_are_not(
    start: Callable[..., tuple[subprocess.Popen[str], str]], scheduler: str, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        start("dask_worker", scheduler, "--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path / name))
    with distributed.Client(scheduler, set_as_default=False) as stranger, connected(scheduler) as client:

        def write_late(begun: Path, file: Path) -> None:  # in here: workers do not have this module
            begun.touch()
            time.sleep(3)
            file.touch()

        longest = stranger.submit(time.sleep, 3600, pure=False)
        pool, begun = Cluster(client), tmp_path / "begun"
        ours = [pool.submit(write_late, begun, tmp_path / f"written-{number}") for number in range(3)]
        while not begun.exists():
            time.sleep(0.05)
        called_off = time.monotonic()
        pool.shutdown(cancel_futures=True)
        assert 1 < time.monotonic() - called_off < 30
        assert (tmp_path / "written-0").exists()
        assert not longest.done()
        with pytest.raises(BrokenProcessPool, match="called off"):
            ours[2].result(30)
        time.sleep(4)
        assert not (tmp_path / "written-2").exists()


def test_a_scheduler_that_dies_is_told_as_a_matter_of_the_cluster(
    start: Callable[..., tuple[subprocess.Popen[str], str]], tmp_path: Path
) -> None:
    process, address = start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    start("dask_worker", address, "--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path / "one"))
    with (
        pytest.raises(ClusterError, match=rf"the cluster at {address} stopped answering"),
        connected(address) as client,
    ):
        process.kill()
        process.wait()
        client.run(os.getpid)


def test_the_run_proves_the_output_folder_by_its_own_lock(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}

    def refused(address: str, **given: object) -> None:
        asked.update(given, address=address)
        raise ClusterError("not today")

    monkeypatch.setattr("workforce_grades.reports.cluster.connected", refused)
    with pytest.raises(ClusterError, match="not today"):
        on_cluster("tcp://here:1", Options(), shared=[out], out=out).__enter__()
    assert asked == {"address": "tcp://here:1", "shared": [out], "lock": out / FILE}


def test_a_run_shares_what_it_reads(collection: Collection) -> None:
    assert folders_of(collection) == sorted([collection.data.path, collection.notebooks[0].path.parent])


class Elsewhere:
    """A cluster of one worker, on which functions find what they are given to find."""

    def __init__(self, found: str | None) -> None:
        self.found = found

    def run(self, *_function_and_arguments: object) -> dict[str, str | None]:
        return {"tcp://worker": self.found}


@pytest.mark.parametrize(("found", "said"), [
    (None, r"tcp://worker does not see \S+reports\. Data"),
    ("", r"tcp://worker has another folder under the name \S+reports\. Data"),
    ('{"pid": 1}', r"tcp://worker has another folder under the name \S+reports\. Data"),
])  # fmt: skip
def test_a_folder_of_the_same_name_is_not_the_same(found: str | None, said: str, out: Path) -> None:
    with locked(out), pytest.raises(ClusterError, match=said):
        _check_lock(Elsewhere(found), out / FILE)  # type: ignore[arg-type]


def test_a_worker_tells_a_folder_without_the_file_from_none(out: Path) -> None:
    assert text_of(str(out / FILE)) is None
    out.mkdir()
    assert text_of(str(out / FILE)) == ""
    (out / FILE).write_text("held")
    assert text_of(str(out / FILE)) == "held"


@pytest.mark.parametrize(("report", "runs", "expected"), [
    ("how-sure-are-we", 300, [(300, 300)]), ("how-sure-are-we", None, []), ("other-study", 300, []),
])  # fmt: skip
def test_only_what_takes_longest_is_estimated_ahead(
    report: str, runs: int | None, expected: list[tuple[int, int]], shelf: Shelf, collect: Callable[[], Collection],
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    declared = 'data: str = ""' + (f"\nruns: int = {runs}" if runs else "")
    shelf.add(f"05-{report}.ipynb", "1", parameters=declared)
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(certainty, "how_sure", lambda _study, *, runs, replicates: asked.append((runs, replicates)))
    planned = plan(collect(), Selection(), BuildRecord(), tmp_path)
    estimate_ahead(None, planned)  # type: ignore[arg-type]
    assert asked == expected


def test_where_no_scheduler_answers_that_is_said_with_what_to_do() -> None:
    begun = time.monotonic()
    with pytest.raises(WorkforceGradesError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        connected("tcp://127.0.0.1:9").__enter__()
    assert time.monotonic() - begun < SECONDS
