"""What the index page says of each report, region and authority, and where it takes the latest grades from."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.codebook import GRADES
from workforce_grades.reports.index import (
    FINDING,
    LatestGrade,
    changes_page,
    finding,
    guide_links,
    latest_grades,
    render_index,
)
from workforce_grades.reports.plan import plan
from workforce_grades.reports.provenance import provenance
from workforce_grades.reports.record import BuildRecord, FailureRecord, PageRecord
from workforce_grades.reports.render import Link
from workforce_grades.reports.tasks import Collection, Selection

from .conftest import Shelf

Collect = Callable[[], Collection]
ASHBY, BRACKEN, COBLEY = (f"local-authority/{slug}.html" for slug in ("ashby", "bracken-moor", "cobley-and-vale"))
FAILED = FailureRecord("a", None, "a", 0, "E", "x", "")


def page(**notes: str) -> PageRecord:
    return PageRecord("a", None, {}, {}, "", 1.0, notes)


def record_of(*pages: str, failed: Sequence[str] = ()) -> BuildRecord:
    return BuildRecord(pages={each: page() for each in pages}, failures=dict.fromkeys(failed, FAILED))


def rendered(collection: Collection, record: BuildRecord, **more: Sequence[str]) -> str:
    return render_index(collection, record, provenance(collection.data), {}, **more)


def inspections(*rows: tuple[str, str | None, str, str], **more: list[str]) -> pd.DataFrame:
    keys, grades, begun, out = zip(*rows, strict=True)
    dates = {"inspection_date": pd.to_datetime(list(begun)), "publication_date": pd.to_datetime(list(out))}
    return pd.DataFrame({"la_key": keys, "overall": pd.Categorical(grades, list(GRADES)), **dates, **more})


def test_the_latest_grade_is_that_of_the_latest_inspection_whatever_the_order() -> None:
    rows = [
        ("801", "Good", "2024-01-02", "2024-03-01"),
        ("801", "Inadequate", "2023-01-02", "2025-03-01"),
        ("802", "Outstanding", "2022-12-31", "2023-02-01"),
    ]
    told = {"801": LatestGrade("Good", "2 Jan 2024"), "802": LatestGrade("Outstanding", "31 Dec 2022")}
    assert latest_grades(inspections(*rows)) == told
    assert latest_grades(inspections(*reversed(rows))) == told


def test_of_two_inspections_begun_on_one_day_the_one_published_later_counts() -> None:
    rows = [("801", "Good", "2024-01-02", "2024-04-01"), ("801", "Inadequate", "2024-01-02", "2024-03-01")]
    assert latest_grades(inspections(*rows))["801"].grade == "Good"


def test_an_inspection_without_an_overall_grade_is_passed_over() -> None:
    rows = [("801", "Good", "2024-01-02", "2024-03-01"), ("801", None, "2026-05-01", "2026-07-01")]
    assert latest_grades(inspections(*rows)) == {"801": LatestGrade("Good", "2 Jan 2024")}
    assert latest_grades(inspections(("801", None, "2026-05-01", "2026-07-01"))) == {}


def test_a_date_says_where_an_inspection_is_not_from_ofsteds_list() -> None:
    rows = [("801", "Good", "2024-01-02", "2024-03-01"), ("802", "Good", "2025-10-06", "2025-11-24")]
    told = latest_grades(inspections(*rows, inspection_source=["Ofsted", "Data to Insight"]))
    assert (told["801"].date, told["802"].date) == ("2 Jan 2024", "6 Oct 2025 (Data to Insight)")


@pytest.mark.parametrize(
    ("notes", "told"),
    [({}, ""), ({FINDING: ""}, ""), ({FINDING: "Lower."}, "Lower."), ({"other": "x"}, "")],
)
def test_the_finding_is_what_a_study_hands_on(collection: Collection, notes: dict[str, str], told: str) -> None:
    record = BuildRecord(pages={"quality.html": page(**notes), ASHBY: page(finding="of one authority")})
    assert finding(collection, record) == told
    assert finding(collection, BuildRecord()) == ""


def test_of_several_findings_the_first_notebooks_stands(shelf: Shelf, collect: Collect) -> None:
    for name in ("01-a.ipynb", "02-b.ipynb", "03-c.ipynb"):
        shelf.add(name)
    pages = {"c.html": page(finding="Third."), "b.html": page(finding="Second."), "a.html": page()}
    assert finding(collect(), BuildRecord(pages=pages)) == "Second."


def test_the_page_of_changes_says_what_its_data_are() -> None:
    assert [changes_page(illustrative=each) for each in (False, True)] == ["changes.html", "changes-illustrative.html"]


def test_guides_that_are_there_are_linked_to_and_stand_among_no_reports(shelf: Shelf, collect: Collect) -> None:
    shelf.add("01-a.ipynb", title="A study")
    for name in ("11-how.ipynb", "12-what.ipynb"):
        shelf.add(name, title=f"guide {name[3:-6]}", guide=True)
    collection = collect()
    record = record_of("how.html", "a.html")
    assert guide_links(collection, record) == (Link("how.html", "Guide how"),)
    html = rendered(collection, record)
    assert "Guide what" not in html
    assert html.count("Guide how") == 1


def states(html: str) -> list[tuple[str, str, str]]:
    """Return address, title and state of every report in the list."""
    listed = re.findall(
        r'<li>(?:<a href="([^"]*)">)?(Quality|Each authority: [^<]*)(?:</a>)?\s*(?:<strong>\((.*?)\))?', html
    )
    return [(href, title.partition(":")[0], state) for href, title, state in listed]


@pytest.mark.parametrize(
    ("record", "outdated", "expected"),
    [
        (record_of("quality.html", ASHBY, BRACKEN, COBLEY), [], [("quality.html", ""), ("#authorities", "")]),
        (record_of(ASHBY, failed=["quality.html", BRACKEN]), [],
         [("", "failed in the last run"), ("#authorities", "1 of 3 failed in the last run; 1 of 3 not made yet")]),
        (record_of("quality.html", ASHBY, BRACKEN, failed=["quality.html"]), [],
         [("quality.html", "failed in the last run"), ("#authorities", "1 of 3 not made yet")]),
        (record_of("quality.html", ASHBY, BRACKEN, COBLEY), ["quality.html", ASHBY, COBLEY],
         [("quality.html", "out of date"), ("#authorities", "2 of 3 out of date")]),
        (record_of(ASHBY, BRACKEN), ["quality.html", COBLEY],
         [("#authorities", "1 of 3 not made yet")]),
        (record_of("quality.html"), [], [("quality.html", "")]),
        (record_of(failed=[BRACKEN]), [], [("", "1 of 3 failed in the last run; 2 of 3 not made yet")]),
    ],
)  # fmt: skip
def test_each_report_says_what_is_not_in_order_with_it(
    collection: Collection, record: BuildRecord, outdated: list[str], expected: list[tuple[str, str]]
) -> None:
    found = states(rendered(collection, record, outdated=outdated))
    assert [(href, state) for href, _title, state in found] == expected


@pytest.mark.parametrize(
    ("made", "named"),
    [
        ([], ["Quality", "Each authority: workforce and grades"]), ([ASHBY], ["Quality"]),
        (["quality.html"], ["Each authority: workforce and grades"]), (["quality.html", ASHBY], []),
    ],
)  # fmt: skip
def test_reports_that_a_part_leaves_out_are_named_once_below_those_that_are_there(
    collection: Collection, made: list[str], named: list[str]
) -> None:
    html = rendered(collection, record_of(*made))
    said = re.findall(r"<p>Not made yet: (.*?)\.</p>", html)
    assert [re.findall(r"<em>(.*?)</em>", text) for text in said] == ([named] if named else [])
    assert len(states(html)) == 2 - len(named)
    assert re.search(r"<ul[^>]*>\s*</ul>", html) is None


def test_the_map_says_where_a_tile_leads_also_where_some_authorities_have_no_page(collection: Collection) -> None:
    html = rendered(collection, record_of(ASHBY))
    assert "It leads to the authority’s page where there is one, else to its row of the table below" in html
    assert "it leads to the authority." not in html


@pytest.mark.parametrize(("count", "words"), [(1, "1 page in place"), (2, "2 pages in place"), (0, "0 pages in place")])
def test_pages_in_place_are_counted(collection: Collection, count: int, words: str) -> None:
    record = record_of(*["quality.html", ASHBY][:count])
    assert f"<p>{words}, none failed.</p>" in rendered(collection, record)


def test_failures_stand_in_order_of_their_pages(collection: Collection) -> None:
    record = BuildRecord(failures={
        path: FailureRecord(path, None, f"report {path}", 0, "E", "x", "") for path in ("b.html", "c.html", "a.html")
    })  # fmt: skip
    assert re.findall(r"<strong>report (\w)", rendered(collection, record)) == ["a", "b", "c"]


def test_tables_are_offered_by_name_and_nothing_else_of_the_folder(collection: Collection) -> None:
    files = ["data/workforce.csv", "data/linked.csv", "data/linked.csv-metadata.json", "notebooks/a.csv", "data/a.xlsx",
             "data/changes.csv"]  # fmt: skip
    record = BuildRecord(files=dict.fromkeys(files, ""))
    offered = re.findall(r'<a href="(data/[^"]*)"', rendered(collection, record))
    assert offered == ["data/a.xlsx", "data/changes.csv", "data/linked.csv", "data/workforce.csv"]


def test_changes_since_the_release_before_stand_with_their_page(collection: Collection) -> None:
    html = rendered(collection, record_of(), changes=["1 grade of Ashby <was> revised."])
    assert "<li>1 grade of Ashby &lt;was&gt; revised.</li>" in html
    assert 'href="changes.html"' in html
    assert "changes.html" not in rendered(collection, record_of())


def test_regions_count_their_authorities_and_link_where_they_have_a_page(shelf: Shelf, collect: Collect) -> None:
    shelf.add_region_report()
    html = rendered(collect(), record_of("region/south-west.html"))
    assert "<li>East Midlands (2 authorities)" in html
    assert '<li><a href="region/south-west.html">South West</a> (1 authority)' in html


def test_an_authority_links_to_its_page_where_there_is_one(collection: Collection) -> None:
    html = rendered(collection, record_of(BRACKEN))
    assert f"href={BRACKEN}" in html
    assert f"href={ASHBY}" not in html
    assert html.count("<tr id=a") == 3


def test_rows_stand_for_every_task_of_the_plan(collection: Collection) -> None:
    pages = {task.page for task in plan(collection, Selection(), BuildRecord(), Path("nowhere")).tasks}
    html = rendered(collection, record_of(*pages))
    assert {each for each in pages if f'"{each}"' in html or f"href={each}" in html} == pages
