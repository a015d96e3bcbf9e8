"""A page depends on the code that its notebook leads to, and on no other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from workforce_grades import imports
from workforce_grades.imports import PACKAGE
from workforce_grades.reports import reachable
from workforce_grades.reports.notebooks import load_notebooks, notebooks_folder
from workforce_grades.reports.reachable import reachable_hash

CACHES = ("reachable_hash", "_data_files", "_shared_facts", "_digest")
NOTEBOOKS = load_notebooks(notebooks_folder())
Hashes = dict[str, str]


def forget() -> None:
    for name in CACHES:
        getattr(reachable, name).cache_clear()


@pytest.fixture(scope="module")
def known() -> Mapping[str, frozenset[str]]:
    return imports.imports_by_module()


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: Mapping[str, frozenset[str]]) -> Iterator[Path]:
    """A copy of the package's files that the hashes are of."""
    package = tmp_path / "workforce_grades"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    files = imports.module_files(package)
    monkeypatch.setattr(reachable, "PACKAGE", package)
    monkeypatch.setattr(reachable, "_imports", lambda: known)
    monkeypatch.setattr(reachable, "module_files", lambda: files)
    yield package
    monkeypatch.undo()
    forget()


def hashes() -> Hashes:
    forget()
    return {notebook.report: reachable_hash(notebook.imports) for notebook in NOTEBOOKS}


def changed(before: Hashes, after: Hashes) -> set[str]:
    return {report for report in before if before[report] != after[report]}


@pytest.mark.parametrize(
    ("file", "reports"),
    [
        ("pages/case_studies/rules.py", {"case-studies"}),
        ("pages/region/words.py", {"region"}),
        ("analyses/certainty.py", {"how-sure-are-we"}),
        ("reports/index.py", set()),
        ("reports/template/index.css", set()),
        ("reports/template/changes.html.j2", set()),
        ("cli.py", set()),
        ("fetch/client.py", set()),
        ("documentation/modules.py", set()),
        ("sample/england.py", set()),
    ],
)
def test_a_changed_file_concerns_the_reports_that_lead_to_it(copied: Path, file: str, reports: set[str]) -> None:
    before = hashes()
    target = copied / file
    target.write_text(target.read_text() + "\n# another line\n")
    assert changed(before, hashes()) == reports


@pytest.mark.parametrize(
    "file", ["study.py", "reports/render.py", "reports/template/page.css", "warm_engine/child.py", "errors.py"]
)
def test_what_every_page_is_made_with_concerns_every_report(copied: Path, file: str) -> None:
    before = hashes()
    target = copied / file
    target.write_text(target.read_text() + "\n# another line\n")
    assert changed(before, hashes()) == set(before)


def test_a_file_beside_the_code_concerns_who_reaches_its_package(copied: Path) -> None:
    before = hashes()
    rules = copied / "words" / "rules.toml"
    rules.write_text(rules.read_text() + "\n# another rule\n")
    assert "what-inspectors-said" in changed(before, hashes())
    (copied / "documentation" / "picture.svg").write_text("<svg/>")
    again = hashes()
    (copied / "documentation" / "picture.svg").write_text("<svg>other</svg>")
    assert changed(again, hashes()) == set()


def test_the_reader_of_pdfs_counts_though_it_runs_as_a_file(copied: Path) -> None:
    before = hashes()
    target = copied / "words" / "pdf_child.py"
    target.write_text(target.read_text() + "\n# another line\n")
    assert {"what-inspectors-said", "local-authority"} <= changed(before, hashes())


def test_a_notebook_that_no_parser_reads_depends_on_all_code(copied: Path) -> None:
    before = reachable_hash(None)
    (copied / "cli.py").write_text("# nothing left")
    forget()
    assert reachable_hash(None) != before


def test_another_lock_makes_every_page_anew(copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = hashes()
    lock = tmp_path / "requirements.lock"
    lock.write_text("pandas==99\n")
    monkeypatch.setattr(reachable, "LOCK", lock)
    assert changed(before, hashes()) == set(before)
