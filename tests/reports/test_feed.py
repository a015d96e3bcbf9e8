"""The Atom feed of one list of changes: what stands in it, what its ids are made of, what it links to."""

from __future__ import annotations

import uuid
from dataclasses import replace
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workforce_grades.differences import RUN_COLUMNS
from workforce_grades.pages.changes import NOTHING
from workforce_grades.reports.citation import project
from workforce_grades.reports.feed import atom_feed

from .test_workbook import MADE_UP, REAL

NAMES = {"a": "http://www.w3.org/2005/Atom"}
BETWEEN = {
    "before": "returns to 2025", "after": "returns to 2026", "from": "aa", "to": "bb",
    "updated": "2026-09-30T00:00:00Z",
}  # fmt: skip
RATE = ("workforce", "801", "Ashby", "2025", "turnover_rate", "revised", "12.5", "14.0")
GRADE = ("inspections", "802", "Bracken Moor", "2023-05-01", "overall", "revised", "Good", "Inadequate")
JOINT = ("workforce", "803+801", "Cobley / Ashby", "2025", "caseload", "revised", "", "16.0")
OTHER = ("workforce", "804", "Dale", "2025", "cases", "revised", "10", "12")
PAGES = {"801": "local-authority/ashby.html", "802": "local-authority/bracken-moor.html"}


def feed_of(*rows: tuple[str, ...], made_up: bool = False, **between: str) -> ElementTree.Element:
    changes = pd.DataFrame(rows, columns=RUN_COLUMNS, dtype="str")
    origin = MADE_UP if made_up else REAL
    text = atom_feed(changes, BETWEEN | between, pages=PAGES, origin=origin, page="changes.html")
    return ElementTree.fromstring(text)


def texts(feed: ElementTree.Element, tag: str) -> list[str]:
    return [str(each.findtext(f"a:{tag}", namespaces=NAMES)) for each in feed.findall("a:entry", NAMES)]


def links(feed: ElementTree.Element) -> list[str]:
    return [each.attrib["href"] for each in feed.findall("a:entry/a:link", NAMES)]


def test_the_first_entry_is_of_the_whole_and_then_one_an_authority() -> None:
    feed = feed_of(RATE, GRADE)
    assert texts(feed, "title") == ["From: returns to 2025. To: returns to 2026", "Ashby", "Bracken Moor"]
    assert links(feed) == ["changes.html", *PAGES.values()]
    assert texts(feed, "content")[1:] == [
        "Turnover rate, 2025: 14.0 (was 12.5)",
        "Overall effectiveness, inspection of 1 May 2023: Inadequate (was Good)",
    ]


def test_the_feed_itself_has_title_author_language_and_page() -> None:
    feed = feed_of(RATE)
    assert feed.findtext("a:title", namespaces=NAMES) == f"{project().title}: what changed"
    assert feed.findtext("a:author/a:name", namespaces=NAMES) == " and ".join(project().authors)
    assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "en-GB"
    link = feed.find("a:link", NAMES)
    assert link is not None
    assert link.attrib == {"rel": "alternate", "type": "text/html", "href": "changes.html"}


def test_made_up_data_say_so_in_every_title() -> None:
    feed = feed_of(RATE, made_up=True)
    assert str(feed.findtext("a:title", namespaces=NAMES)).startswith("Illustrative data: ")
    assert all(title.startswith("Illustrative data: ") for title in texts(feed, "title"))
    assert not any("Illustrative" in title for title in texts(feed_of(RATE), "title"))


def test_rows_of_one_authority_are_one_entry_with_a_line_each() -> None:
    feed = feed_of(RATE, (*RATE[:4], "caseload", "revised", "15.0", ""), GRADE)
    assert texts(feed, "content")[1].split("\n") == [
        "Turnover rate, 2025: 14.0 (was 12.5)", "Caseload, 2025: no number (was 15.0)",
    ]  # fmt: skip


def test_a_joint_return_leads_to_the_first_member_that_has_a_page() -> None:
    assert links(feed_of(JOINT))[1] == PAGES["801"]


def test_an_authority_without_a_page_leads_to_the_list() -> None:
    assert links(feed_of(("inspections", "909", "Cumbria", *GRADE[3:])))[1] == "changes.html"


def test_an_authority_of_which_no_page_shows_what_changed_has_no_entry() -> None:
    assert len(texts(feed_of(OTHER), "title")) == 1
    assert texts(feed_of(OTHER, RATE), "title")[1:] == ["Ashby"]


def test_a_list_without_changes_says_that() -> None:
    assert texts(feed_of(), "content") == [NOTHING]


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        ("2026-09-30", "2026-09-30T00:00:00Z"),
        ("2026-09-30T07:08:09Z", "2026-09-30T07:08:09Z"),
        ("2026-09-30T07:08:09.99", "2026-09-30T07:08:09Z"),
    ],
)
def test_the_moment_of_the_list_is_that_of_every_entry(moment: str, written: str) -> None:
    feed = feed_of(RATE, GRADE, updated=moment)
    assert {feed.findtext("a:updated", namespaces=NAMES), *texts(feed, "updated")} == {written}


def test_ids_are_names_of_this_list_and_of_no_other() -> None:
    feed, later = feed_of(RATE, GRADE), feed_of(RATE, GRADE, updated="2026-10-01")
    ids = texts(feed, "id")
    assert len(set(ids)) == 3
    assert all(uuid.UUID(each.removeprefix("urn:uuid:")).version == 5 for each in ids)
    assert not set(ids) & set(texts(later, "id"))
    assert feed.findtext("a:id", namespaces=NAMES) == later.findtext("a:id", namespaces=NAMES)
    assert feed.findtext("a:id", namespaces=NAMES) != feed_of(RATE, made_up=True).findtext("a:id", namespaces=NAMES)


def test_what_was_changed_is_no_part_of_an_id() -> None:
    other = (*RATE[:6], "1.0", "2.0")
    assert texts(feed_of(RATE), "id") == texts(feed_of(other), "id")


def test_the_same_changes_give_the_same_text_whatever_the_order_of_what_is_said_of_them() -> None:
    changes = pd.DataFrame([RATE], columns=RUN_COLUMNS, dtype="str")
    told = [
        atom_feed(changes, between, pages=PAGES, origin=replace(REAL), page="changes.html")
        for between in (BETWEEN, dict(reversed(BETWEEN.items())))
    ]
    assert told[0] == told[1]
    assert told[0].endswith("</feed>\n")


@settings(max_examples=15)
@given(st.text(min_size=1, max_size=30))
def test_any_name_makes_a_feed_that_can_be_read(name: str) -> None:
    if name.encode(errors="ignore").decode() != name:
        return
    title = texts(feed_of((*RATE[:2], name, *RATE[3:])), "title")[1]
    assert len(title) == len(name)
    assert all(sign in (said, "\N{REPLACEMENT CHARACTER}", "\n", " ") for sign, said in zip(title, name, strict=True))
