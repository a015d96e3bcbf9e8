"""A report as a row: whose it is, where its day of publication is from, types that do not hang on what there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.authorities import Authorities, Authority
from workforce_grades.codebook import GRADES, OUTCOMES
from workforce_grades.words.coder import Mention
from workforce_grades.words.front_page import FrontPage
from workforce_grades.words.identity import Identities
from workforce_grades.words.inspection_dates import Visit
from workforce_grades.words.judgement_table import Judgements
from workforce_grades.words.manifest import Entry, date_in_name, read_manifest
from workforce_grades.words.report import Report
from workforce_grades.words.sentences import Sentence
from workforce_grades.words.tables import (
    REPORT_COLUMNS,
    SENTENCE_COLUMNS,
    THEME_COLUMNS,
    Place,
    refused_table,
    report_row,
    reports_table,
    sentence_rows,
    theme_rows,
)

BEGUN, ENDED, OUT = date(2024, 6, 10), date(2024, 6, 21), date(2024, 8, 5)
SENTENCES = (
    Sentence("summary", 1, 0, "Staff stay.", is_bullet=False),
    Sentence("what_needs_to_improve", 2, 0, "The load", is_bullet=True),
)
REPORT = Report(
    FrontPage("ILACS", "standard", ("Nowhere", "Aldra Council"), Visit(BEGUN, ENDED), None,
              Judgements({"overall": "Good", "leaders": "Inadequate"}, True, None), ("Quillen Nobody",)),
    SENTENCES, 12,
)  # fmt: skip


def authority(key: str, name: str) -> Authority:
    return Authority(key, f"E06000{key}", name, "E12000001", "North", "UA", True, date(2000, 1, 1))


@pytest.fixture
def place() -> Place:
    members = {key: authority(key, name) for key, name in (("801", "Aldra"), ("802", "Belver"))}
    known = Authorities(members, {}, ())
    return Place({}, Identities(known), known)


def test_a_row_says_what_the_report_says(place: Place) -> None:
    assert report_row("a.pdf", REPORT, place) == {
        "file": "a.pdf", "la_key": "801", "authority": "Aldra", "urn": "", "framework": "ILACS",
        "inspection_type": "standard", "start_date": BEGUN, "end_date": ENDED, "publication_date": None,
        "publication_basis": "", "overall": "Good", "leaders": "Inadequate", "help_protection": None, "in_care": None,
        "care_leavers": None, "in_care_includes_care_leavers": True, "safeguarding_board": None, "pages": 12,
        "sentences": 2,
    }  # fmt: skip


HISTORY = pd.DataFrame(
    [("801", "2024-06-10", "2024-09-09"), ("801", "2021-01-04", "2021-03-01"), ("802", "2024-06-10", "2024-07-01")],
    columns=["la_key", "inspection_date", "publication_date"],
).astype({"inspection_date": "datetime64[ns]", "publication_date": "datetime64[ns]"})


@pytest.mark.parametrize(
    ("printed", "listed", "file", "history", "day", "basis"),
    [
        (OUT, date(2024, 8, 6), "a_2024-08-07.pdf", True, OUT, "printed"),
        (None, date(2024, 8, 6), "a_2024-08-07.pdf", True, date(2024, 8, 6), "manifest"),
        (None, None, "a_2024-08-07.pdf", True, date(2024, 8, 7), "file name"),
        (None, None, "a_2024-13-07.pdf", True, date(2024, 9, 9), "Ofsted's history"),
        (None, None, "a.pdf", True, date(2024, 9, 9), "Ofsted's history"),
        (None, None, "a.pdf", False, None, ""),
    ],
)
def test_a_day_of_publication_is_from_where_it_is_surest(
    printed: date | None, listed: date | None, file: str, history: bool, day: date | None, basis: str, place: Place
) -> None:
    report = replace(REPORT, front=replace(REPORT.front, published=printed))
    known = replace(place, manifest={file: Entry(published=listed)}, history=HISTORY if history else None)
    row = report_row(file, report, known)
    assert (row["publication_date"], row["publication_basis"]) == (day, basis)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (lambda history: history[history["la_key"] == "802"], ("Aldra",)),
        (lambda history: history[history["inspection_date"] < "2024"], ("Aldra",)),
        (lambda history: history, ("Nowhere",)),
    ],
    ids=["another authority's", "another inspection's", "of nobody known"],
)
def test_the_history_is_asked_for_this_inspection_of_this_authority_only(
    change: Callable[[pd.DataFrame], pd.DataFrame], names: tuple[str, ...], place: Place
) -> None:
    report = replace(REPORT, front=replace(REPORT.front, names=names))
    assert report_row("a.pdf", report, replace(place, history=change(HISTORY)))["publication_basis"] == ""


@pytest.mark.parametrize(
    ("names", "listed", "key"),
    [(("Aldra",), "Belver", "801"), (("Nowhere",), "Belver", "802"), (("Nowhere",), "", ""), ((), "", "")],
    ids=["the report's own name", "the manifest's", "neither", "none at all"],
)
def test_whose_report_it_is(names: tuple[str, ...], listed: str, key: str, place: Place) -> None:
    report = replace(REPORT, front=replace(REPORT.front, names=names))
    row = report_row("a.pdf", report, replace(place, manifest={"a.pdf": Entry(listed, "80801")}))
    assert (row["la_key"], row["urn"]) == (key, "80801")
    assert row["authority"] == {"801": "Aldra", "802": "Belver", "": ""}[key]


def test_a_report_without_a_visit_has_no_days(place: Place) -> None:
    row = report_row("a.pdf", replace(REPORT, front=replace(REPORT.front, visit=None)), replace(place, history=HISTORY))
    assert (row["start_date"], row["end_date"], row["publication_date"]) == (None, None, None)


def test_rows_of_sentences_and_themes_carry_the_reports_key(place: Place) -> None:
    row = report_row("a.pdf", REPORT, place)
    assert [tuple(each.values()) for each in sentence_rows(row, REPORT)] == [
        ("a.pdf", "801", "summary", 1, 0, False, "Staff stay."),
        ("a.pdf", "801", "what_needs_to_improve", 2, 0, True, "The load"),
    ]
    (found,) = theme_rows(row, [Mention(SENTENCES[1], "caseload", "negative", "one+two")])
    assert tuple(found.values()) == (
        "a.pdf", "801", "what_needs_to_improve", 2, "The load", "caseload", "negative", "one+two",
    )  # fmt: skip


@pytest.mark.parametrize("rows", [0, 1])
def test_tables_have_their_columns_and_types_with_and_without_rows(rows: int, place: Place) -> None:
    row = report_row("a.pdf", REPORT, place)
    reports, sentences, themes = reports_table([row] * rows, sentence_rows(row, REPORT) * rows, [])
    assert (len(reports), len(sentences), len(themes)) == (rows, 2 * rows, 0)
    assert tuple(reports.columns) == REPORT_COLUMNS
    assert tuple(sentences.columns) == SENTENCE_COLUMNS
    assert tuple(themes.columns) == THEME_COLUMNS
    for column in ("start_date", "end_date", "publication_date"):
        assert reports[column].dtype.kind == "M"
    for column in (*OUTCOMES, "safeguarding_board"):
        assert list(reports[column].cat.categories) == list(GRADES)
        assert reports[column].cat.ordered


def test_files_that_were_refused() -> None:
    assert list(refused_table([]).columns) == ["file", "reason"]
    assert refused_table([{"file": "a.pdf", "reason": "it is empty"}]).to_dict("records") == [
        {"file": "a.pdf", "reason": "it is empty"}
    ]


@pytest.mark.parametrize(
    ("row", "entry"),
    [
        ("a.pdf, Aldra ,80001,2024-08-05", Entry("Aldra", "80001", OUT)),
        ("a.pdf,Aldra,8000x,05/08/2024", Entry("Aldra", "", None)),
        ("a.pdf,,,", Entry()),
        ("a.pdf", Entry()),
        ("a.pdf,Aldra, 80001 , 2024-08-05 ,more", Entry("Aldra", "80001", OUT)),
    ],
)
def test_a_row_of_a_manifest(row: str, entry: Entry, tmp_path: Path) -> None:
    text = f"file,authority,ofsted_urn,publication_date\n{row}\n,Nobody,1,2024-01-01\n"
    (tmp_path / "manifest.csv").write_text(text, encoding="utf-8-sig")
    assert read_manifest(tmp_path) == {"a.pdf": entry}


@pytest.mark.parametrize("text", ["", "name,authority\na.pdf,Aldra\n", "file\n"])
def test_a_manifest_that_names_no_file_says_nothing(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text(text)
    assert read_manifest(tmp_path) == {}


@pytest.mark.parametrize(
    ("file", "day"),
    [
        ("aldra_2019-07-01.pdf", date(2019, 7, 1)), ("2019-07-01", date(2019, 7, 1)),
        ("12019-07-01.pdf", None), ("2019-07-011.pdf", None), ("1999-07-01.pdf", None), ("2019-02-29.pdf", None),
        ("2019-7-1.pdf", None), ("20190701.pdf", None),
    ],
)  # fmt: skip
def test_days_in_the_names_of_files(file: str, day: date | None) -> None:
    assert date_in_name(file) == day
