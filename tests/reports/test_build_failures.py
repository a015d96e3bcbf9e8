"""What a run does with reports that fail, workers that die and interrupts."""

from __future__ import annotations

import pickle
import posixpath
import re
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import nbformat
import pytest

from workforce_grades.reports.listing import status_lines
from workforce_grades.reports.machine import private_folders
from workforce_grades.reports.page_checks import named_folders
from workforce_grades.reports.plan import plan
from workforce_grades.reports.pool import make_pages
from workforce_grades.reports.provenance import provenance
from workforce_grades.reports.record import BuildRecord, PageRecord, load_record, write_whole
from workforce_grades.reports.render import render_page
from workforce_grades.reports.run_state import EXPORTS, Options
from workforce_grades.reports.tasks import Collection, Selection
from workforce_grades.reports.worker import Job, Result

from .conftest import SHOW, Inline, Shelf
from .runs import Collect, Heard, go, tree


@pytest.fixture(autouse=True)
def _kernel(request: pytest.FixtureRequest) -> None:
    """Run cells in this process, but for the tests that are marked slow: those have real kernels."""
    if not request.node.get_closest_marker("slow"):
        request.getfixturevalue("no_kernels")


@pytest.mark.slow
def test_a_failed_report_is_kept_named_and_never_replaces_a_good_page(
    shelf: Shelf, collect: Collect, collection: Collection, out: Path
) -> None:
    go(collection, out)
    good = (out / "quality.html").read_bytes()
    quality = shelf.folder / "01-quality.ipynb"
    sound = quality.read_text()
    quality.write_text(sound.replace("Markdown(f", "raise KeyError('no year <2030>')\\nMarkdown(f"))
    summary = go(collect(), out)
    assert (summary.made, summary.unchanged, summary.failed) == (0, 3, 1)
    assert summary.failures == (
        f"quality, cell 3: KeyError: 'no year <2030>' Notebook: {out / 'failed/quality.ipynb'}",
    )
    assert (out / "quality.html").read_bytes() == good
    assert "no year" in (out / "failed/quality.ipynb").read_text()
    index = (out / "index.html").read_text()
    assert "no year &lt;2030&gt;" in index
    assert "(failed in the last run; out of date)" in index
    quality.write_text(sound)
    assert go(collect(), out).failed == 0
    assert not (out / "failed/quality.ipynb").exists()
    assert "failed" not in load_record(out).failures


def test_a_page_that_cannot_be_rendered_fails_alone_whatever_the_reason(
    shelf: Shelf, collect: Collect, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add("01-a.ipynb", SHOW + "Markdown('odd')")
    shelf.add("02-b.ipynb", SHOW + "Markdown('well')")

    def render(node: nbformat.NotebookNode, *given: object, **more: object) -> str:
        if "odd" in str(node):
            raise AttributeError("'str' object has no attribute 'get'")
        return real(node, *given, **more)  # type: ignore[arg-type]

    real = render_page
    monkeypatch.setattr("workforce_grades.reports.render.render_page", render)
    summary = go(collect(), out, options=Options(pool=Inline))
    assert (summary.made, summary.failed) == (1, 1)
    assert summary.failures[0].startswith("a: AttributeError: 'str' object has no attribute 'get'")


def test_results_hold_the_plans_own_tasks(collection: Collection, out: Path) -> None:
    class Copying(Inline):
        """Hands results on as from another process."""

        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_result(pickle.loads(pickle.dumps(fn(*args, **kwargs))))
            return future

    jobs = [
        Job(task, out, provenance(collection.data), ())
        for task in plan(collection, Selection(), BuildRecord(), out).due
    ]
    results = list(make_pages(jobs, workers=1, pool=Copying))
    assert len(results) == len(jobs) > 1
    assert {id(result.task) for result in results} == {id(job.task) for job in jobs}


def test_an_interrupt_while_jobs_are_handed_out_calls_them_off(collection: Collection, out: Path) -> None:
    heard: list[dict[str, bool]] = []

    class Interrupted(Inline):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            raise KeyboardInterrupt

        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            heard.append({"wait": wait, "cancel_futures": cancel_futures})

    with pytest.raises(KeyboardInterrupt):
        go(collection, out, options=Options(pool=Interrupted))
    assert heard == [{"wait": False, "cancel_futures": True}]


def test_a_page_that_must_not_be_published_is_a_failure(
    shelf: Shelf, collect: Collect, out: Path, data: object
) -> None:
    shelf.add("01-a.ipynb", SHOW + "Markdown('Read from ' + data)")
    summary = go(collect(), out)
    assert summary.failed == 1
    assert "names a folder of this machine" in summary.failures[0]
    kept = (out / "failed/a.ipynb").read_text()
    for text in (kept, (out / "build.json").read_text()):
        assert named_folders(text, private_folders(collect(), out)) == []
    assert not (out / "a.html").exists()


@pytest.mark.slow
def test_a_kept_notebook_and_the_record_name_no_folder(shelf: Shelf, collect: Collect, out: Path) -> None:
    hand_on = "display({'application/vnd.workforce-grades+json': {'finding': 'in ' + data}}, raw=True)"
    shelf.add("01-a.ipynb", SHOW + hand_on)
    shelf.add(
        "02-b.ipynb",
        SHOW + "Markdown('Read from ' + data)",
        "import workforce_grades\nworkforce_grades.load_study(data + '/gone')",
    )
    assert go(collect(), out).failed == 1
    kept = (out / "failed/b.ipynb").read_text()
    assert "Read from ..." in kept
    assert '"data": "..."' in kept
    assert load_record(out).pages["a.html"].notes == {"finding": "in ..."}
    assert nbformat.read(out / "failed/b.ipynb", as_version=4).cells
    for text in (kept, (out / "build.json").read_text()):
        assert named_folders(text, private_folders(collect(), out)) == []
        assert "wg-run-" not in text


@pytest.mark.slow
def test_warnings_are_told_but_not_shown_and_known_notes_are_no_news(shelf: Shelf, collect: Collect, out: Path) -> None:
    shelf.add(
        "01-a.ipynb", "import sys\nprint('f.csv: a known note', file=sys.stderr)",
        "import warnings, os\nwarnings.warn('odd in ' + os.path.expanduser('~'))",
    )  # fmt: skip
    go(collect(), out, options=Options(pool=Inline, expected=frozenset({"e.csv, f.csv: source: a known note"})))
    warnings = load_record(out).pages["a.html"].warnings
    assert len(warnings) == 1
    assert warnings[0].startswith("cell:2: UserWarning: odd in ...")
    assert "odd in" not in (out / "a.html").read_text()


def dead_links(record: BuildRecord, out: Path) -> list[str]:
    """Return the links from recorded pages to pages that are not there."""
    found: list[str] = []
    for page in record.pages:
        hrefs = re.findall(r'<a (?:rel="\w+" )?href="([^"#:]+\.html)"', (out / page).read_text())
        targets = {posixpath.normpath(posixpath.join(posixpath.dirname(page), href)) for href in hrefs}
        found += sorted(targets - {*record.pages, "index.html"})
    return found


def test_an_interrupt_keeps_the_pages_that_were_finished(collection: Collection, out: Path) -> None:
    heard = Heard(stop_after=2)
    with pytest.raises(KeyboardInterrupt):
        go(collection, out, heard=heard)
    assert heard.closed == 1
    assert len(load_record(out).pages) == 2
    assert "not made yet" in (out / "index.html").read_text()
    assert dead_links(load_record(out), out) == []
    rows, lines = status_lines(load_record(out), out)
    assert "stopped: 2 of the 4 pages that were due are made; the same `run` again goes on from there" in lines
    assert [row["state"] for row in rows] == ["made", "made", "not made", "not made"]
    assert go(collection, out).made == 2
    assert 'href="bracken-moor.html"' in (out / "local-authority/ashby.html").read_text()
    assert not any(line.startswith("stopped") for line in status_lines(load_record(out), out)[1])


def test_exports_that_fail_are_named_and_the_pages_go_on(collection: Collection, out: Path) -> None:
    go(collection, out)

    def broken(folder: Path) -> None:
        (folder / "linked.csv").write_text("half")
        raise ValueError(f"cannot write to {folder}")

    summary = go(collection, out, write_exports=broken, options=Options(pool=Inline, force=True))
    assert summary.failed == 1
    assert "data tables: ValueError: cannot write to ..." in summary.failures[0]
    assert (out / "data/linked.csv").read_text() == "la_key\n801\n"
    assert "ValueError" in (out / "failed/data.txt").read_text()
    assert [path for path in out.iterdir() if path.name.startswith(".")] == []
    assert go(collection, out).failed == 0
    assert EXPORTS not in load_record(out).failures


def test_a_worker_that_dies_fails_its_own_report_only(
    collection: Collection, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from concurrent.futures import Future
    from concurrent.futures.process import BrokenProcessPool

    class Breaking(Inline):
        def submit(self, fn: Callable[[Job], Result], /, *args: Job, **_kwargs: object) -> Future[Result]:  # type: ignore[override]
            if self.workers > 1 or args[0].task.name == "quality":
                future: Future[Result] = Future()
                future.set_exception(BrokenProcessPool("gone"))
                return future
            return super().submit(fn, *args)

    summary = go(collection, out, options=Options(workers=2, pool=Breaking))
    assert (summary.made, summary.failed) == (3, 1)
    assert "quality: WorkerDied" in summary.failures[0]


def test_a_report_that_failed_is_linked_to_from_nowhere_until_it_is_made(
    shelf: Shelf, collect: Collect, collection: Collection, out: Path
) -> None:
    broken = shelf.add("04-grades.ipynb", "raise KeyError('x')", title="Grades")
    assert go(collect(), out).failed == 1
    for page in ("quality.html", "local-authority/ashby.html"):
        assert "grades.html" not in (out / page).read_text(), page
    assert (go(collect(), out).made, go(collect(), out).unchanged) == (0, 4)
    broken.write_text(broken.read_text().replace("raise KeyError", "repr"))
    assert (summary := go(collect(), out)).made == 1
    assert summary.unchanged == 4
    assert 'href="../grades.html"' in (out / "local-authority/ashby.html").read_text()
    again = go(collect(), out)
    assert (again.made, again.unchanged) == (0, 5)


def test_a_page_that_somebody_edited_is_not_relinked(
    shelf: Shelf, collect: Collect, collection: Collection, out: Path
) -> None:
    go(collection, out)
    (out / "quality.html").write_text('mine <nav class="pages"></nav>')
    shelf.add("04-grades.ipynb", "1", title="Grades")
    go(collect(), out, selection=Selection(only=("grades",)))
    assert (out / "quality.html").read_text() == 'mine <nav class="pages"></nav>'
    assert 'href="../grades.html"' in (out / "local-authority/ashby.html").read_text()


def test_links_after_a_stop_are_those_of_a_run_without_one(collection: Collection, tmp_path: Path) -> None:
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    go(collection, whole)
    with pytest.raises(KeyboardInterrupt):
        go(collection, stopped, heard=Heard(stop_after=3))
    go(collection, stopped)
    for path in tree(whole):
        if path.endswith(".html"):
            assert (whole / path).read_bytes() == (stopped / path).read_bytes(), path


def test_a_record_of_a_run_that_was_killed_says_that_it_did_not_end(tmp_path: Path) -> None:
    digest = write_whole(tmp_path / "a.html", "a")
    record = BuildRecord(pages={"a.html": PageRecord("a", None, {}, {}, digest, 1.0)})
    record.last_run = {"state": "running", "due": 3, "made": 0, "waiting": ["a.html", "b.html", "c.html"]}
    rows, lines = status_lines(record, tmp_path)
    assert [row["state"] for row in rows] == ["out of date", "not made", "not made"]
    assert lines[0].startswith("killed before its end: 0 of the 3 pages")
