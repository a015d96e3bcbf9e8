from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from workforce_grades.reports import exports as exports_module
from workforce_grades.reports.exports import write_exports
from workforce_grades.reports.pool import process_pool
from workforce_grades.reports.record import load_record, write_whole
from workforce_grades.reports.run_state import Options
from workforce_grades.reports.tasks import Collection, Selection

from .conftest import SHOW, Shelf
from .runs import Collect, Heard, go, tree


@pytest.fixture(autouse=True)
def _kernel(request: pytest.FixtureRequest) -> None:
    """Run cells in this process, but for the tests that are marked slow: those have real kernels."""
    if not request.node.get_closest_marker("slow"):
        request.getfixturevalue("no_kernels")


@pytest.mark.slow
def test_worker_processes_make_the_whole_tree_and_twice_the_same_bytes(collection: Collection, tmp_path: Path) -> None:
    first, second, heard = tmp_path / "first", tmp_path / "second", Heard()
    summary = go(collection, first, heard=heard, options=Options(workers=2, pool=process_pool))
    assert tree(first) == [
        "build.json", "data/linked.csv", "index.html", "local-authority/ashby.html",
        "local-authority/bracken-moor.html", "local-authority/cobley-and-vale.html",
        "notebooks/01-quality.ipynb", "notebooks/09-local-authority.ipynb",
        "quality.html", "ro-crate-metadata.json",
    ]  # fmt: skip
    assert (summary.made, summary.unchanged, summary.failed) == (4, 0, 0)
    assert heard.started == [(["quality", *["local-authority"] * 3], 0, 2)]
    assert heard.closed == 1
    go(collection, second)
    for path in tree(first):
        if path != "build.json":
            assert (first / path).read_bytes() == (second / path).read_bytes(), path


def test_pages_and_index_say_what_they_must(collection: Collection, out: Path) -> None:
    go(collection, out)
    page = (out / "local-authority/bracken-moor.html").read_text()
    assert "<p>For <strong>Bracken Moor</strong>.</p>" in page
    assert "<title>Bracken Moor: workforce and grades – " in page
    assert 'href="ashby.html"' in page
    assert 'href="cobley-and-vale.html"' in page
    assert 'href="../index.html"' in page
    assert "authority: Bracken Moor; data: the publishers" in page
    index = (out / "index.html").read_text()
    assert '<p class="finding">Lower &amp; better.</p>' in index
    assert '<a href="quality.html">Quality</a><br>' in index
    assert (
        "<a href=local-authority/cobley-and-vale.html>Cobley &amp; Vale</a><td>East Midlands<td>none yet<td>" in index
    )
    assert "<td>Good<td>–<td>–<td>–<td>–<td>1 May 2023\n" in index
    assert '<a href="data/linked.csv">linked.csv</a>' in index
    for html in (page, index):
        assert str(Path.home()) not in html
        assert str(collection.data.path) not in html


def test_the_record_holds_versions_hashes_parameters_and_timings(collection: Collection, out: Path) -> None:
    go(collection, out)
    record = json.loads((out / "build.json").read_text())
    assert record["data"]["sha256"].keys() == {"workforce", "authorities"}
    assert record["versions"].keys() >= {"python", "pandas", "workforce-grades"}
    page = record["pages"]["quality.html"]
    assert page["parameters"] == {"years": "3"}
    assert page["seconds"] > 0
    assert page["notes"] == {"finding": "Lower & better."}
    assert record["last_run"]["made"] == 4
    assert str(collection.data.path) not in (out / "build.json").read_text()


def test_a_second_run_makes_nothing(collection: Collection, out: Path) -> None:
    go(collection, out)
    before = {
        path: (out / path).stat().st_mtime_ns for path in tree(out) if path.endswith(".html") and path != "index.html"
    }
    summary = go(collection, out, write_exports=lambda _folder: pytest.fail("the tables are up to date"))
    assert (summary.made, summary.unchanged) == (0, 4)
    assert before == {path: (out / path).stat().st_mtime_ns for path in before}


def test_the_exported_tables_follow_the_data(collect: Collect, collection: Collection, out: Path) -> None:
    go(collection, out)
    (collection.data.path / "las.csv").write_text("code\n802\n")
    go(collect(), out, write_exports=lambda folder: (folder / "other.csv").write_text("la_key\n802\n"))
    assert [path for path in tree(out) if path.startswith("data/")] == ["data/other.csv"]
    assert "data/linked.csv" not in load_record(out).files


def test_the_exported_tables_follow_the_names_of_the_files_that_they_cite(
    collect: Collect, collection: Collection, out: Path
) -> None:
    (collection.data.path / "RSX_LA_Data_2024-25_data_by_LA.ods").write_bytes(b"x")
    go(collect(), out)
    (collection.data.path / "RSX_LA_Data_2024-25_data_by_LA.ods").rename(
        collection.data.path / "RSX_LA_Data_2023-24_data_by_LA.ods"
    )
    go(collect(), out, write_exports=lambda folder: (folder / "other.csv").write_text("la_key\n802\n"))
    assert "data/other.csv" in tree(out)


def test_illustrative_tables_say_so_until_the_data_are_real(
    collect: Collect, collection: Collection, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = SimpleNamespace(folder=collection.data)
    tables = {"linked": pd.DataFrame({"la_key": ["801"]})}
    monkeypatch.setattr(exports_module, "export_tables", lambda _study: tables)

    def write(folder: Path) -> object:
        return write_exports(study, folder)  # type: ignore[arg-type]

    generated = collection.data.path / "illustrative_las.csv"
    (collection.data.path / "las.csv").rename(generated)
    study.folder = collect().data
    go(collect(), out, write_exports=write)
    assert "fictional authorities" in (out / "data/ILLUSTRATIVE.txt").read_text()
    index = (out / "index.html").read_text()
    assert '<a href="data/linked.csv" download="linked-illustrative.csv">linked.csv</a>' in index
    assert "ILLUSTRATIVE.txt" not in index
    assert "data/ILLUSTRATIVE.txt" in load_record(out).made()
    assert (out / "data/workforce-and-grades-illustrative.xlsx").exists()
    generated.rename(collection.data.path / "las.csv")
    study.folder = collect().data
    go(collect(), out, write_exports=write)
    assert [path for path in tree(out) if path.startswith("data/")] == [
        "data/linked.csv", "data/linked.csv-metadata.json", "data/workforce-and-grades.xlsx",
    ]  # fmt: skip


def test_pages_link_to_the_other_studies_that_are_there(
    shelf: Shelf, collect: Collect, collection: Collection, out: Path
) -> None:
    shelf.add("04-grades.ipynb", "1", title="Grades")
    go(collect(), out, selection=Selection(only=("quality",)))
    assert "grades.html" not in (out / "quality.html").read_text()
    assert go(collect(), out).made == 4
    assert '<li><a href="grades.html">Grades</a></li>' in (out / "quality.html").read_text()
    page = (out / "local-authority/ashby.html").read_text()
    assert '<a href="../quality.html">Quality</a></li>\n<li><a href="../grades.html">Grades</a></li>' in page
    assert (out / "quality.html").read_text().count('href="quality.html"') == 0


def test_what_no_longer_belongs_goes_after_a_whole_run_only(
    shelf: Shelf, collect: Collect, collection: Collection, out: Path
) -> None:
    go(collection, out)
    (out / "mine.html").write_text("x")
    (shelf.folder / "01-quality.ipynb").unlink()
    go(collect(), out, selection=Selection(authorities=("Ashby",)))
    assert (out / "quality.html").exists()
    summary = go(collect(), out)
    assert summary.removed == ("notebooks/01-quality.ipynb", "quality.html")
    assert not (out / "quality.html").exists()
    assert (out / "mine.html").exists()


def test_a_part_has_the_notebooks_of_its_pages_and_no_other_copy(collection: Collection, out: Path) -> None:
    part = Selection(authorities=("Ashby",))
    assert go(collection, out, selection=part).made == 1
    assert [path.name for path in (out / "notebooks").iterdir()] == ["09-local-authority.ipynb"]
    record = load_record(out)
    old = "notebooks/01-quality.ipynb"
    record.files[old] = write_whole(out / old, "{}")
    record.save(out)
    go(collection, out, selection=part)
    assert not (out / old).exists()
    assert old not in load_record(out).files


def test_a_run_of_part_says_what_else_is_out_of_date(
    shelf: Shelf, collect: Collect, collection: Collection, out: Path
) -> None:
    go(collection, out)
    shelf.add_authority_report(SHOW + "Markdown('New words for ' + authority)")
    summary = go(collect(), out, selection=Selection(authorities=("802",)))
    assert (summary.made, summary.failed) == (1, 0)
    assert "2 of 3 out of date" in (out / "index.html").read_text()
