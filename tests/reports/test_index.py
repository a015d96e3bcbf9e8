"""The index page: complete without its script, small, in no order of merit, and harmless whatever the data say."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html as escaping
import json
import re
import time
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workforce_grades.authorities import Authorities, Authority
from workforce_grades.codebook import GRADES, OUTCOMES, OUTCOMES_SHORT
from workforce_grades.reports.index import LatestGrade, latest_grades, render_index
from workforce_grades.reports.notebooks import load_notebooks, notebooks_folder
from workforce_grades.reports.plan import plan
from workforce_grades.reports.provenance import provenance
from workforce_grades.reports.record import BuildRecord, FailureRecord
from workforce_grades.reports.render import script, stylesheet
from workforce_grades.reports.session import collect
from workforce_grades.reports.tasks import Collection, Selection
from workforce_grades.study import load_study

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    '"><b onclick="alert(1)">',
    "=cmd|' /C calc'!A0",
    "\u202eabc\u2067",
    "x" * 10_000,
)
LETTER = {"Outstanding": "O", "Good": "G", "Requires improvement": "R", "Inadequate": "I", "": "N"}


class Opened(HTMLParser):
    """The elements of a page, and the text of its tiles and rows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.tiles: list[tuple[str, str, str]] = []
        self.rows: list[list[str]] = []
        self._kind, self._inside = "", False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.elements.append((tag, values))
        if tag == "li":
            self._tile = str(values.get("class"))
        if tag == "a" and str(values.get("href")).startswith("#a"):
            self._href = str(values["href"])
        if tag in ("tr", "footer"):
            self.rows += [[]] if str(values.get("id")).startswith("a") else []
            self._inside = "id" in values
        if tag in ("td", "th") and self._inside:
            self.rows[-1].append("")
        self._kind = tag

    def handle_data(self, data: str) -> None:
        if self._kind == "i" and data.strip():
            self.tiles.append((self._href, self._tile, data))
        elif self._kind in ("th", "td", "a") and self._inside:
            self.rows[-1][-1] += data.strip("\n")

    def handle_endtag(self, tag: str) -> None:
        self._kind = "" if tag in ("a", "table") else self._kind

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _values in self.elements)


def rendered(collection: Collection, grades: dict[str, LatestGrade], record: BuildRecord | None = None) -> str:
    return render_index(collection, record or full_record(collection), provenance(collection.data), grades)


def full_record(collection: Collection) -> BuildRecord:
    record = BuildRecord(files={"data/linked.csv": "", "data/workforce-and-grades.xlsx": "", "notebooks/a.ipynb": ""})
    for task in plan(collection, Selection(), record, Path("nowhere")).tasks:
        record.pages[task.page] = None  # type: ignore[assignment]
    return record


def named(collection: Collection, *names: str) -> Collection:
    first = collection.authorities[0]
    return made_of(collection, *(replace(first, la_key=str(key), name=name) for key, name in enumerate(names)))


def made_of(collection: Collection, *authorities: Authority) -> Collection:
    known = {authority.la_key: authority for authority in authorities}
    return replace(collection, registry=Authorities(known, {}, pd.DataFrame()))


def many(collection: Collection, count: int) -> tuple[Collection, dict[str, LatestGrade]]:
    whole = named(collection, *(f"Middle-named Shire {key}" for key in range(count)))
    others = {name: "Requires improvement" for name in OUTCOMES if name != "overall"}
    return whole, {str(key): LatestGrade("Requires improvement", "12 Sep 2023", others) for key in range(count)}


def test_map_and_table_say_the_same(collection: Collection) -> None:
    others = {"leaders": "Outstanding", "help_protection": "Good"}
    grades = {"801": LatestGrade("Good", "1 May 2023", others), "802": LatestGrade("Inadequate", "2 June 2024")}
    page = Opened(rendered(collection, grades))
    assert page.rows[:3] == [
        ["Ashby", "East Midlands", "Good", "O", "G", "–", "–", "1 May 2023"],
        ["Bracken Moor", "South West", "Inadequate", "–", "–", "–", "–", "2 June 2024"],
        ["Cobley & Vale", "East Midlands", "none yet", "–", "–", "–", "–", ""],
    ]
    held = {name: LETTER[grade.replace("none yet", "")] for name, _region, grade, *_rest in page.rows[:3]}
    assert {name: classes[-1] for _href, classes, name in page.tiles} == held
    assert sorted((href, name) for href, _classes, name in page.tiles) == [
        (f"#a{number}", row[0]) for number, row in enumerate(page.rows[:3], 1)
    ]


def test_the_key_counts_every_grade(collection: Collection) -> None:
    html = rendered(collection, {"801": LatestGrade("Good", "1 May 2023")})
    lines = re.findall(r'<li class="([OGRIN])"><i></i><span>(.*?): <b>(\d+)</b>', html)
    assert [line[1] for line in lines] == [*GRADES[::-1], "none yet"]
    assert [int(line[2]) for line in lines] == [0, 1, 0, 0, 2]
    for letter, grade, _count in lines:
        assert letter == LETTER[grade.replace("none yet", "")]
        assert f".tiles .{letter} i::after" in str(stylesheet("index.css"))


def test_rows_stand_by_name_and_nothing_ranks_them(collection: Collection) -> None:
    html = rendered(collection, {})
    page = Opened(html)
    assert [row[0] for row in page.rows[:3]] == sorted(row[0] for row in page.rows[:3])
    assert "no order of merit" in html
    assert 'aria-sort="' not in html.split("<tbody>")[0].split('id="authorities-table"')[-1]


def test_controls_are_labelled_and_hidden_until_the_script_works(collection: Collection) -> None:
    html = rendered(collection, {})
    page = Opened(html)
    assert '<div class="filters" id="filters" role="search" aria-label="Authorities" hidden>' in html
    controls = {values["id"] for tag, values in page.elements if tag in ("input", "select")}
    assert controls == {values["for"] for tag, values in page.elements if tag == "label"}
    assert '<p id="shown" role="status"></p>' in html
    for number, name in enumerate(OUTCOMES_SHORT.values(), 2):
        assert f'<option value="{number}">{name}</option>' in html
    assert "<option>East Midlands</option>" in html


def test_the_script_is_the_only_one_and_stands_in_the_policy(collection: Collection) -> None:
    html = rendered(collection, {})
    text = str(script("index.js"))
    assert re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL) == [text]
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', html)
    assert policy is not None
    assert f"script-src 'sha256-{digest}'" in escaping.unescape(policy[1])
    for dangerous in ("innerHTML", "eval", "Function", "document.write", "fetch", "http"):
        assert dangerous not in text


def test_an_index_without_authorities_runs_nothing(collection: Collection) -> None:
    studies = replace(collection, notebooks=tuple(book for book in collection.notebooks if not book.foreach))
    html = rendered(studies, {})
    assert "<script>" not in html
    assert "script-src" not in html
    assert 'id="authorities' not in html


def test_what_ran_and_what_failed_and_why(collection: Collection) -> None:
    record = full_record(collection)
    assert "<p>4 pages in place, none failed.</p>" in rendered(collection, {}, record)
    record.pages.pop("quality.html")
    record.failures["quality.html"] = FailureRecord(
        "quality", None, "quality", 3, "ValueError", "no <year>", "failed/q.ipynb"
    )
    html = rendered(collection, {}, record)
    assert "<p>3 pages in place, 1 failed.</p>" in html
    assert "<strong>quality, cell 3</strong>: ValueError: no &lt;year&gt; Notebook kept as failed/q.ipynb." in html
    assert "Quality <strong>(failed in the last run)</strong>" in html


def test_the_whole_data_set_is_offered_as_workbook_and_csv(collection: Collection) -> None:
    html = rendered(collection, {})
    assert '<a href="data/workforce-and-grades.xlsx">workforce-and-grades.xlsx</a>; and as CSV:' in html
    assert '<a href="data/linked.csv">linked.csv</a>' in html


def test_the_index_stays_small(collection: Collection) -> None:
    whole, grades = many(collection, 153)
    html = rendered(whole, grades)
    assert Opened(html).count("tr") == 153 + 2 + 2
    assert len(html.encode()) < 60_000
    assert len(str(script("index.js")).encode()) < 4_000


def test_the_same_in_gives_the_same_out(collection: Collection) -> None:
    whole, grades = many(collection, 20)
    backwards = dict(reversed(grades.items()))
    assert rendered(whole, grades) == rendered(whole, backwards)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text(collection: Collection, name: str) -> None:
    harmless = Opened(rendered(named(collection, "Ashby"), {}))
    hostile = replace(collection.authorities[0], name=name, region_name=name)
    page = Opened(rendered(made_of(collection, hostile), {}))
    assert page.count("script") == 2  # the page's own, and its block of data
    assert [tag for tag, _values in page.elements] == [tag for tag, _values in harmless.elements]
    assert page.rows[0][:2] == [name, name]
    assert [tile[2] for tile in page.tiles] == [name]


@settings(max_examples=30)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_no_failure_can_add_an_element(text: str) -> None:
    record = BuildRecord(failures={"x.html": FailureRecord(text, None, text, 1, text, text, text)})
    from workforce_grades.reports.render import environment

    html = (
        environment()
        .from_string("{% for failure in failures %}<li>{{ failure.place }} {{ failure.cause }}</li>{% endfor %}")
        .render(failures=record.failures.values())
    )
    assert Opened(html).count("li") == len(Opened(html).elements) == 1


def test_each_judgement_has_its_latest_grade() -> None:
    table = pd.DataFrame(
        {
            "la_key": ["801", "801", "802"],
            "overall": pd.Categorical(["Good", None, None], GRADES),
            "leaders": pd.Categorical(["Good", "Outstanding", "Inadequate"], GRADES),
            "inspection_date": pd.to_datetime(["2023-09-12", "2026-05-04", "2026-06-01"]),
            "publication_date": pd.to_datetime(["2023-06-01", "2026-06-04", "2026-07-01"]),
        }
    )
    assert latest_grades(table) == {
        "801": LatestGrade("Good", "12 Sep 2023", {"leaders": "Outstanding"}),
        "802": LatestGrade("", "", {"leaders": "Inadequate"}),
    }


def test_grades_of_the_index_are_json_free(collection: Collection) -> None:
    """Nothing of the data stands inside the script, so nothing can break out of it."""
    texts = {re.search(r"<script>(.*?)</script>", rendered(each, {}), re.DOTALL)[1]  # type: ignore[index]
             for each in (collection, named(collection, *HOSTILE))}  # fmt: skip
    assert len(texts) == 1
    assert json.dumps(sorted(texts))


@pytest.mark.mirror
def test_the_whole_real_index_keeps_its_budget(mirror: Path) -> None:
    """Every notebook, authority and region of the real data, and a change of release that touches many."""
    study = load_study(mirror)
    whole = collect(study.folder, study.authorities, load_notebooks(notebooks_folder()))
    changed = [f"{count} rates of 93 authorities were revised, for 2017 to 2024." for count in range(8)]
    html = render_index(
        whole, full_record(whole), provenance(whole.data), latest_grades(study.inspections), changes=changed
    )
    assert html.count("<tr id=a") == 153
    assert html.count('href="region/') == 9
    assert len(html.encode()) < 60_000
    assert len(gzip.compress(html.encode())) < 20_000


def test_two_thousand_authorities_are_quick(collection: Collection) -> None:
    whole, grades = many(collection, 2_000)
    started = time.process_time()
    html = rendered(whole, grades)
    assert time.process_time() - started < 4
    assert html.count("<tr id=a") == 2_000
    assert len(html.encode()) < 300 * 2_000
