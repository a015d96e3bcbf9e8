"""Reports with one page for each authority or region: planned, linked, listed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workforce_grades.errors import ParameterError, UnknownNameError
from workforce_grades.reports import session
from workforce_grades.reports.listing import region_lines, report_lines
from workforce_grades.reports.plan import plan
from workforce_grades.reports.record import BuildRecord, load_record
from workforce_grades.reports.tasks import Collection, Plan, Selection

from .conftest import REGISTRY, SHOW, Shelf
from .runs import go

REGIONS = ["region/east-midlands", "region/south-west"]
LINKED = "from workforce_grades.pages.words import Html, link_to\nHtml(link_to('authority', '801', 'Ashby <&>'))"


@pytest.fixture
def collection(shelf: Shelf, collect: Callable[[], Collection]) -> Collection:
    shelf.add("01-quality.ipynb", SHOW + "Markdown('Fine.')", title="Quality")
    shelf.add_authority_report()
    shelf.add_region_report()
    return collect()


def asked(planned: Plan) -> list[str]:
    return [task.name for task in planned.tasks if task.selected]


def test_one_page_is_planned_a_region(collection: Collection, tmp_path: Path) -> None:
    planned = plan(collection, Selection(), BuildRecord(), tmp_path)
    assert asked(planned)[-2:] == REGIONS
    first, last = planned.tasks[-2:]
    assert (first.title, first.page) == ("East Midlands: its authorities", "region/east-midlands.html")
    assert first.parameters["region"] == "East Midlands"
    assert first.following is not None and first.following.href == "south-west.html"
    assert last.previous is not None and last.previous.text == "East Midlands"
    assert [study.text for study in last.studies] == ["Quality"]
    assert first.region is None


@pytest.mark.parametrize(
    ("selection", "names"),
    [
        (Selection(only=("region",)), REGIONS),
        (Selection(regions=("the South West",)), ["region/south-west"]),
        (Selection(regions=("e12000004",)), ["region/east-midlands"]),
        (Selection(regions=("south-west",), only=("quality", "region")), ["quality", "region/south-west"]),
        (Selection(authorities=("Ashby",), regions=("South West",)), ["local-authority/ashby", "region/south-west"]),
        (Selection(authorities=("Ashby",)), ["local-authority/ashby"]),
        (Selection(limit=1), ["quality", "local-authority/ashby", "region/east-midlands"]),
    ],
)
def test_regions_are_selected_by_name_slug_or_code(
    collection: Collection, tmp_path: Path, selection: Selection, names: list[str]
) -> None:
    assert asked(plan(collection, selection, BuildRecord(), tmp_path)) == names


@pytest.mark.parametrize(
    ("selection", "kind", "message"),
    [
        (Selection(regions=("Sout West",)), UnknownNameError, "region 'Sout West' is not known. Did you mean 'South W"),
        (Selection(regions=("South West",), only=("quality",)), ParameterError, "No report .* leave --region out"),
        (Selection(parameters={"region": "South West"}), ParameterError, "--region NAME"),
    ],
)
def test_a_region_that_makes_no_sense_is_said_before_anything_runs(
    collection: Collection, tmp_path: Path, selection: Selection, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        plan(collection, selection, BuildRecord(), tmp_path)


def test_a_region_on_the_command_line_is_a_selection(collection: Collection, shelf: Shelf) -> None:
    def select(*given: str) -> Selection:
        return session.select_by_text(None, None, None, given, force=False, notebooks=collection.notebooks)

    assert select("region=London", "authority=801").named == {"authority": ("801",), "region": ("London",)}
    assert select("years=3").parameters == {"years": "3"}


def test_a_plain_parameter_called_region_stays_one(shelf: Shelf, collect: Callable[[], Collection]) -> None:
    shelf.add("01-quality.ipynb", parameters='data: str = ""\nregion: str = ""')
    notebooks = collect().notebooks
    given = session.select_by_text(None, None, None, ["region=South West"], force=False, notebooks=notebooks)
    assert (given.regions, given.parameters) == ((), {"region": "South West"})


@pytest.mark.usefixtures("no_kernels")
def test_authority_pages_link_to_their_region_once_it_is_there(collection: Collection, out: Path) -> None:
    go(collection, out, selection=Selection(only=("local-authority",)))
    ashby = out / "local-authority/ashby.html"
    assert "East Midlands" not in ashby.read_text()
    assert "href=local-authority/ashby.html" in (out / "index.html").read_text()
    go(collection, out, selection=Selection(regions=("East Midlands",)))
    assert '<a href="../region/east-midlands.html"><span class="way">Region:</span> East Midlands</a>' in (
        ashby.read_text()
    )
    assert "Region:" not in (out / "local-authority/bracken-moor.html").read_text()
    index = (out / "index.html").read_text()
    assert '<li><a href="region/east-midlands.html">East Midlands</a> (2 authorities)' in index
    assert "<li>South West (1 authority)" in index
    assert '<a href="#regions">Each region: its authorities</a> <strong>(1 of 2 not made yet)</strong>' in index


@pytest.mark.usefixtures("no_kernels")
def test_links_within_a_page_follow_the_pages_that_are_there(
    shelf: Shelf, collection: Collection, collect: Callable[[], Collection], out: Path
) -> None:
    shelf.add_region_report(LINKED)
    go(collect(), out, selection=Selection(regions=("East Midlands",)))
    page = out / "region/east-midlands.html"
    assert '<a data-place="authority/801">Ashby &lt;&amp;&gt;</a>' in page.read_text()
    go(collect(), out, selection=Selection(authorities=("Ashby",)))
    assert '<a data-place="authority/801" href="../local-authority/ashby.html">Ashby' in page.read_text()
    record = load_record(out)
    assert record.pages["region/east-midlands.html"].member == "E12000004"
    (out / "local-authority/ashby.html").unlink()
    record.pages.pop("local-authority/ashby.html")
    record.save(out)
    go(collect(), out, selection=Selection(only=("quality",)))
    assert '<a data-place="authority/801">Ashby' in page.read_text()


def test_regions_and_their_report_are_listed(collection: Collection) -> None:
    rows, lines = region_lines(REGISTRY)
    assert lines == ["E12000004  East Midlands (2 authorities)", "E12000009  South West (1 authority)"]
    assert rows[0] == {"code": "E12000004", "name": "East Midlands", "slug": "east-midlands", "authorities": 2}
    assert "region (one page for each region): {region}: its authorities" in report_lines(collection.notebooks)[1]
