"""A run on a later release says what changed since the one before: table, page, feed, index; nothing otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from workforce_grades.codebook import MEASURES, OUTCOMES
from workforce_grades.differences import RUN_COLUMNS
from workforce_grades.pages.changes import MOST_ROWS, NOTHING, summary, table_grades, table_rates
from workforce_grades.reports.changes import CHANGE_TABLES, FEED, TABLE
from workforce_grades.reports.exports import write_csv
from workforce_grades.reports.record import load_record
from workforce_grades.reports.tasks import Collection
from workforce_grades.reports.tree import clean

from .runs import go, tree

Collect = Callable[[], Collection]
ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOSTILE = "</script><img src=x onerror=alert(1)> =cmd|' /C calc'!A0 \u202e"


def release(turnover: str, grade: str, *, name: str = "Ashby", year: str = "2025") -> Callable[[Path], None]:
    """Return what writes the exported tables of one release about one authority."""
    numbers = dict.fromkeys(MEASURES, "1.0") | {"turnover_rate": turnover}
    workforce = {"return_group": "801", "la_keys": "801", "name_published": name, "year": year,
                 "census_date": f"{year}-09-30", **numbers}  # fmt: skip
    grades = dict.fromkeys(OUTCOMES, "Good") | {"overall": grade}
    inspection = {"inspection_id": "ILACS-801-2023-05-01", "la_key": "801", "name_published": name,
                  "inspection_date": "2023-05-01", "as_at": f"{year}-03-31", **grades}  # fmt: skip

    def write(folder: Path) -> None:
        write_csv(pd.DataFrame([workforce]), folder / "workforce.csv")
        write_csv(pd.DataFrame([inspection]), folder / "inspections.csv")

    return write


def publish(collect: Collect, year: int = 2026, code: str = "802") -> Collection:
    """Put another release into the data folder: its file is named by its last year."""
    folder = collect().data.path
    (folder / "las.csv").write_text(f"code\n{code}\n")
    (file,) = folder.glob("csww*.csv")
    file.rename(folder / f"csww_indicators_2017_to_{year}.csv")
    return collect()


@pytest.fixture
def two(collection: Collection, collect: Collect, out: Path, no_kernels: None) -> Callable[..., Collection]:
    """Return a function that runs on one release, then on the next in the same folder."""

    def run(first: Callable[[Path], None], second: Callable[[Path], None]) -> Collection:
        go(collection, out, write_exports=first)
        assert not {*CHANGE_TABLES, FEED, "changes.html"} & set(tree(out))
        later = publish(collect)
        go(later, out, write_exports=second)
        return later

    return run


def marks(out: Path, tag: str) -> list[str]:
    """Return what the feed and each of its entries have: `id` or `updated`."""
    feed = ElementTree.fromstring((out / FEED).read_text(encoding="utf-8"))
    return [str(each.findtext(f"a:{tag}", namespaces=ATOM)) for each in [feed, *feed.findall("a:entry", ATOM)]]


def entries(out: Path) -> list[tuple[str, str, str]]:
    found = ElementTree.fromstring((out / FEED).read_text(encoding="utf-8")).findall("a:entry", ATOM)
    assert len(set(marks(out, "id"))) == len(found) + 1
    assert set(marks(out, "updated")) == {"2025-09-30T00:00:00Z"}
    return [
        (str(entry.findtext("a:title", namespaces=ATOM)), entry.find("a:link", ATOM).attrib["href"],  # type: ignore[union-attr]
         str(entry.findtext("a:content", namespaces=ATOM)))
        for entry in found
    ]  # fmt: skip


def test_a_later_release_is_compared_with_the_one_before(two: Callable[..., Collection], out: Path) -> None:
    two(release("12.5", "Good"), release("14.0", "Inadequate"))
    rows = pd.read_csv(out / TABLE, dtype="str", keep_default_na=False)
    assert list(rows.columns) == RUN_COLUMNS
    assert rows[["item", *RUN_COLUMNS[4:]]].to_numpy().tolist() == [
        ["2025", "turnover_rate", "revised", "12.5", "14.0"],
        ["2023-05-01", "overall", "revised", "Good", "Inadequate"],
    ]
    index = (out / "index.html").read_text(encoding="utf-8")
    assert "<li>1 grade of Ashby was revised.</li>" in index
    assert "<li>1 rate of Ashby was revised, for 2025.</li>" in index
    assert '<a href="changes.html">' in index
    page = (out / "changes.html").read_text(encoding="utf-8")
    assert "<p>From: workforce returns to 30 September 2025. To: workforce returns to 30 September 2026.</p>" in page
    assert '<td class="words">Overall effectiveness</td>' in page or "<td>Overall effectiveness</td>" in page
    assert entries(out)[1] == (
        "Ashby", "local-authority/ashby.html",
        "Turnover rate, 2025: 14.0 (was 12.5)\n"
        "Overall effectiveness, inspection of 1 May 2023: Inadequate (was Good)",
    )  # fmt: skip
    assert set(CHANGE_TABLES) | {FEED, "changes.html"} <= set(load_record(out).files)


def test_the_list_stays_until_the_release_changes_again(two: Callable[..., Collection], out: Path) -> None:
    later = two(release("12.5", "Good"), release("14.0", "Good"))
    before = {path: (out / path).read_bytes() for path in (*CHANGE_TABLES, FEED, "changes.html", "index.html")}
    go(later, out, write_exports=release("14.0", "Good"))
    assert before == {path: (out / path).read_bytes() for path in before}
    (out / "data" / "workforce.csv").unlink()
    go(later, out, write_exports=release("14.0", "Good"))
    assert (out / TABLE).read_bytes() == before[TABLE]
    (out / TABLE).unlink()
    go(later, out, write_exports=release("14.0", "Good"))
    assert not {FEED, "changes.html", *CHANGE_TABLES[:1]} & set(tree(out))
    assert "What changed" not in (out / "index.html").read_text(encoding="utf-8")


def test_a_release_that_changes_nothing_says_so(two: Callable[..., Collection], out: Path) -> None:
    two(release("12.5", "Good"), release("12.5", "Good"))
    assert f"<li>{NOTHING}</li>" in (out / "index.html").read_text(encoding="utf-8")
    assert [title for title, _href, _content in entries(out)] == [
        "From: workforce returns to 30 September 2025. To: workforce returns to 30 September 2026"
    ]


def test_a_file_of_another_kind_leaves_the_list_as_it_is(
    two: Callable[..., Collection], collect: Collect, out: Path
) -> None:
    later = two(release("12.5", "Good"), release("14.0", "Good"))
    before = {path: (out / path).read_bytes() for path in (*CHANGE_TABLES, FEED)}
    (later.data.path / "la_imd.csv").write_text("code\n801\n")
    more = collect()
    assert set(more.data.fingerprint) - set(later.data.fingerprint) == {"deprivation"}
    go(more, out, write_exports=release("14.0", "Good"))
    assert before == {path: (out / path).read_bytes() for path in before}
    assert "1 rate of Ashby was revised" in (out / "changes.html").read_text(encoding="utf-8")


def test_the_same_release_with_other_bytes_and_nothing_to_say_is_no_news(
    collection: Collection, collect: Collect, out: Path, no_kernels: None
) -> None:
    go(collection, out, write_exports=release("12.5", "Good"))
    go(publish(collect, 2025), out, write_exports=release("12.5", "Good"))
    assert not {*CHANGE_TABLES, FEED, "changes.html"} & set(tree(out))


def test_what_is_corrected_twice_is_news_twice(two: Callable[..., Collection], collect: Collect, out: Path) -> None:
    two(release("12.5", "Good"), release("14.0", "Good"))
    first = {tag: marks(out, tag) for tag in ("id", "updated")}
    go(publish(collect, code="803"), out, write_exports=release("13.0", "Good"))
    page = (out / "changes.html").read_text(encoding="utf-8")
    assert "<p>Two versions of the same data: workforce returns to 30 September 2026.</p>" in page
    assert pd.read_csv(out / TABLE)[["before", "after"]].to_numpy().tolist() == [[14.0, 13.0]]
    again = {tag: marks(out, tag) for tag in first}
    assert again["id"][0] == first["id"][0]  # the feed stays the feed
    assert not set(again["id"][1:]) & set(first["id"])
    assert set(first["updated"]) == {"2025-09-30T00:00:00Z"}
    assert set(again["updated"]) == {"2025-09-30T00:00:01Z"}


def test_a_list_ends_with_its_release_though_the_next_has_nothing_to_compare(
    two: Callable[..., Collection], collect: Collect, out: Path
) -> None:
    two(release("12.5", "Good"), release("14.0", "Good"))
    (out / "data" / "workforce.csv").write_text("mine\n")
    go(publish(collect, 2027, "803"), out, write_exports=release("15.0", "Good"))
    assert not {*CHANGE_TABLES, FEED, "changes.html"} & set(tree(out))


def test_a_record_with_a_plain_day_can_be_followed(two: Callable[..., Collection], collect: Collect, out: Path) -> None:
    two(release("12.5", "Good"), release("14.0", "Good"))
    record = load_record(out)
    record.changes["updated"] = "2026-09-30"
    record.save(out)
    go(publish(collect, 2027, "803"), out, write_exports=release("15.0", "Good"))
    assert load_record(out).changes["updated"] == "2026-09-30T00:00:01Z"


def test_an_edited_table_is_not_taken_for_a_release(
    collection: Collection, collect: Collect, out: Path, no_kernels: None
) -> None:
    go(collection, out, write_exports=release("12.5", "Good"))
    (out / "data" / "workforce.csv").write_text("mine\n")
    go(publish(collect), out, write_exports=release("14.0", "Good"))
    assert TABLE not in tree(out)


def test_clean_takes_the_list_away(two: Callable[..., Collection], out: Path) -> None:
    two(release("12.5", "Good"), release("14.0", "Good"))
    clean(out)
    assert not out.exists()


def test_hostile_names_are_text_on_the_page_and_in_the_feed(two: Callable[..., Collection], out: Path) -> None:
    two(release("12.5", "Good", name=HOSTILE), release("14.0", "Good", name=HOSTILE))
    page = (out / "changes.html").read_text(encoding="utf-8")
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert entries(out)[1][0] == HOSTILE


def test_signs_that_no_xml_may_hold_are_left_out_of_the_feed(two: Callable[..., Collection], out: Path) -> None:
    two(release("12.5", "Good", name="Bell\x07"), release("14.0", "Good", name="Bell\x07"))
    assert entries(out)[1][0] == "Bell\ufffd"


def changes(*rows: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=RUN_COLUMNS, dtype="str")


def test_words_count_and_name_each_kind_of_change() -> None:
    told = summary(changes(
        ("authorities", "941", "Isles of Scilly", "2025", "", "new", "", ""),
        ("authorities", "909", "Cumbria", "2024", "", "gone", "", ""),
        ("workforce", "941", "Isles of Scilly", "2025", "", "new", "", ""),
        ("inspections", "801", "Ashby", "2023-05-01", "", "new", "", ""),
        ("inspections", "801", "Ashby", "2024-05-01", "", "new", "", ""),
        ("workforce", "801", "Ashby", "2019", "caseload", "revised", "", "12.0"),
        ("workforce", "801", "Ashby", "2019", "cases", "revised", "10", "12"),
    ))  # fmt: skip
    assert told == [
        "The Isles of Scilly made a return for the first time.",
        "Cumbria made none in the latest year any more.",
        "1 workforce return of 2025 is new.",
        "2 graded inspections of 2023 and 2024 are new.",
        "1 rate of Ashby was revised, for 2019.",
        "1 other number of the workforce returns changed too.",
    ]
    assert summary(changes()) == [NOTHING]


def test_many_authorities_are_counted_and_a_long_table_says_where_the_rest_is() -> None:
    rows = [("workforce", str(at), f"Shire {at}", "2019", "caseload", "revised", "", "12.0") for at in range(300)]
    found = changes(*rows)
    assert summary(found) == ["300 rates of 300 authorities were revised, for 2019."]
    table = table_rates(found)
    assert table is not None
    assert len(table.data) == MOST_ROWS
    assert table.note == "The first 250 of 300; all are in changes.csv."
    assert table.data["before"].eq("no number").all()
    assert '<td class="number">12.0</td>' in table._repr_html_()


def test_a_revised_grade_has_the_day_of_its_inspection_in_words() -> None:
    table = table_grades(changes(("inspections", "801", "Ashby", "2023-05-01", "overall", "revised", "Good", "")))
    assert table is not None
    assert '<td class="date">1 May 2023</td>' in table._repr_html_()
    assert "<td>none</td>" in table._repr_html_()


def test_two_places_give_the_same_bytes(
    collection: Collection, collect: Collect, tmp_path: Path, no_kernels: None
) -> None:
    made = []
    for name in ("one", "two"):
        go(publish(collect, 2025, "801"), tmp_path / name, write_exports=release("12.5", "Good"))
        go(publish(collect), tmp_path / name, write_exports=release("14.0", "Good"))
        made.append([(tmp_path / name / path).read_bytes() for path in (TABLE, FEED, "changes.html")])
    assert made[0] == made[1]
