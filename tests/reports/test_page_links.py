"""Links from page to page: studies, guides, neighbours, regions, places; and pages relinked after a run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workforce_grades.reports.links import page_context, relink, with_links
from workforce_grades.reports.plan import plan
from workforce_grades.reports.provenance import Provenance, provenance
from workforce_grades.reports.record import BuildRecord, PageRecord, file_hash, write_whole
from workforce_grades.reports.render import Link
from workforce_grades.reports.tasks import Collection, Selection, Task

from .conftest import Shelf

Collect = Callable[[], Collection]
STUDIES = ("quality.html", "grades.html")
ASHBY, BRACKEN, COBLEY = (f"local-authority/{slug}.html" for slug in ("ashby", "bracken-moor", "cobley-and-vale"))
EAST, WEST = "region/east-midlands.html", "region/south-west.html"
EVERY = {*STUDIES, "how.html", ASHBY, BRACKEN, COBLEY, EAST, WEST}


@pytest.fixture
def collection(shelf: Shelf, collect: Collect) -> Collection:
    shelf.add("01-quality.ipynb", title="Quality")
    shelf.add("02-grades.ipynb", title="Grades")
    shelf.add_authority_report()
    shelf.add_region_report()
    shelf.add("11-how.ipynb", title="How to read", guide=True)
    return collect()


@pytest.fixture
def tasks(collection: Collection) -> tuple[Task, ...]:
    return plan(collection, Selection(), BuildRecord(), Path("nowhere")).tasks


def linked(tasks: tuple[Task, ...], there: set[str] = EVERY) -> dict[str, Task]:
    return {task.page: task for task in with_links(tasks, there)}


def hrefs(links: tuple[Link, ...]) -> list[str]:
    return [link.href for link in links]


def test_a_page_links_to_every_other_study_and_guide_and_not_to_itself(tasks: tuple[Task, ...]) -> None:
    pages = linked(tasks)
    assert set(pages) == EVERY
    assert pages["quality.html"].studies == (Link("grades.html", "Grades"),)
    assert pages["quality.html"].guides == (Link("how.html", "How to read"),)
    assert hrefs(pages[ASHBY].studies) == ["../quality.html", "../grades.html"]
    assert hrefs(pages[ASHBY].guides) == ["../how.html"]
    assert (hrefs(pages["how.html"].studies), pages["how.html"].guides) == (list(STUDIES), ())


def test_neighbours_are_pages_of_the_same_report(tasks: tuple[Task, ...]) -> None:
    pages = linked(tasks)
    assert (pages[ASHBY].previous, pages[ASHBY].following) == (None, Link("bracken-moor.html", "Bracken Moor"))
    assert pages[BRACKEN].previous == Link("ashby.html", "Ashby")
    assert (pages[COBLEY].following, pages[EAST].previous) == (None, None)
    assert (pages["quality.html"].following, pages["grades.html"].previous) == (None, None)


def test_what_is_not_there_is_passed_over(tasks: tuple[Task, ...]) -> None:
    pages = linked(tasks, EVERY - {BRACKEN, "grades.html", "how.html"})
    assert pages[ASHBY].following == Link("cobley-and-vale.html", "Cobley & Vale")
    assert pages[COBLEY].previous == Link("ashby.html", "Ashby")
    assert hrefs(pages[ASHBY].studies) == ["../quality.html"]
    assert pages[ASHBY].guides == ()
    assert (pages[BRACKEN].previous, pages[BRACKEN].following) == (None, None)


def test_an_authority_leads_to_its_region_where_that_has_a_page(tasks: tuple[Task, ...]) -> None:
    pages = linked(tasks)
    assert pages[ASHBY].region == pages[COBLEY].region == Link("../region/east-midlands.html", "East Midlands")
    assert pages[BRACKEN].region == Link("../region/south-west.html", "South West")
    assert pages[EAST].region is None
    assert pages["quality.html"].region is None
    assert linked(tasks, EVERY - {EAST})[ASHBY].region is None


def test_places_are_the_pages_of_authorities_and_regions(tasks: tuple[Task, ...]) -> None:
    places = linked(tasks, EVERY - {WEST})["quality.html"].places
    assert places == {
        "authority/801": ASHBY, "authority/802": BRACKEN, "authority/803": COBLEY, "region/E12000004": EAST,
    }  # fmt: skip


def test_of_two_reports_on_one_authority_the_first_is_its_place(shelf: Shelf, collect: Collect) -> None:
    shelf.add_authority_report()
    shelf.add("10-more.ipynb", parameters='data: str = ""\nauthority: str = ""', foreach="authority")
    tasks = plan(collect(), Selection(), BuildRecord(), Path("nowhere")).tasks
    pages = linked(tasks, {task.page for task in tasks})
    assert pages[ASHBY].places["authority/801"] == ASHBY
    assert pages["more/ashby.html"].previous is None


def test_a_context_has_addresses_from_its_own_page(collection: Collection, tasks: tuple[Task, ...]) -> None:
    origin = provenance(collection.data)
    context = page_context(linked(tasks)[ASHBY], origin)
    assert (context.to_root, context.notebook, context.title) == (
        "../", "09-local-authority.ipynb", "Ashby: workforce and grades",
    )  # fmt: skip
    assert context.places == {
        "authority/802": "bracken-moor.html", "authority/803": "cobley-and-vale.html",
        "region/E12000004": "../region/east-midlands.html", "region/E12000009": "../region/south-west.html",
    }  # fmt: skip
    assert context.parameters == {"authority": "Ashby", "data": "the publishers' files named above"}
    assert page_context(linked(tasks)["quality.html"], origin).to_root == ""


def test_a_page_of_the_sample_says_so_among_its_parameters(tasks: tuple[Task, ...]) -> None:
    origin = Provenance(True, (), "version 1", (), "")
    assert page_context(tasks[0], origin).parameters == {"data": "illustrative sample"}


PAGE = '<html><nav class="pages">old</nav><a data-place="authority/802">B</a><nav class="guides">old</nav></html>'


def on_disk(tasks: tuple[Task, ...], out: Path, *pages: str) -> BuildRecord:
    record = BuildRecord()
    for task in tasks:
        if task.page in pages:
            record.pages[task.page] = PageRecord(
                task.notebook.report, None, {}, {}, write_whole(out / task.page, PAGE), 1.0
            )
    return record


def test_pages_are_relinked_once_and_their_hashes_kept_in_step(
    collection: Collection, tasks: tuple[Task, ...], tmp_path: Path
) -> None:
    record, origin = on_disk(tasks, tmp_path, ASHBY, BRACKEN), provenance(collection.data)
    assert relink(tasks, record, tmp_path, origin) == [ASHBY, BRACKEN]
    text = (tmp_path / ASHBY).read_text()
    assert '<a data-place="authority/802" href="bracken-moor.html">B</a>' in text
    assert "old" not in text
    assert record.pages[ASHBY].sha256 == file_hash(tmp_path / ASHBY)
    assert relink(tasks, record, tmp_path, origin) == []


def test_a_page_that_went_is_linked_to_from_nowhere(
    collection: Collection, tasks: tuple[Task, ...], tmp_path: Path
) -> None:
    record, origin = on_disk(tasks, tmp_path, ASHBY, BRACKEN, COBLEY), provenance(collection.data)
    relink(tasks, record, tmp_path, origin)
    before = (tmp_path / COBLEY).read_text()
    del record.pages[BRACKEN]
    assert relink(tasks, record, tmp_path, origin) == [ASHBY, COBLEY]
    assert '<a data-place="authority/802">B</a>' in (tmp_path / COBLEY).read_text()
    assert "bracken-moor.html" in before
    assert "bracken-moor.html" not in (tmp_path / COBLEY).read_text() + (tmp_path / ASHBY).read_text()


def test_an_edited_page_and_one_that_is_gone_are_left_alone(
    collection: Collection, tasks: tuple[Task, ...], tmp_path: Path
) -> None:
    record, origin = on_disk(tasks, tmp_path, ASHBY, BRACKEN, COBLEY), provenance(collection.data)
    (tmp_path / ASHBY).write_text(PAGE + "mine")
    (tmp_path / COBLEY).unlink()
    assert relink(tasks, record, tmp_path, origin) == [BRACKEN]
    assert (tmp_path / ASHBY).read_text() == PAGE + "mine"
    assert not (tmp_path / COBLEY).exists()
