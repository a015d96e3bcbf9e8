"""Inspections since Ofsted's yearly list: on the data page and on the pages of authorities, only where asked for."""

from __future__ import annotations

import pandas as pd
import pytest

from builders import build_folder
from overview_file import write_overview
from workforce_grades.pages.fresher import newer_inspections, table_added, table_conflicts
from workforce_grades.pages.local_authority.page import local_authority
from workforce_grades.reports.index import latest_grades
from workforce_grades.study import Study, load_study


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Return the study of the small folder with an overview in it."""
    folder = tmp_path_factory.mktemp("held")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKFORCE_GRADES_CACHE", str(folder / "cache"))
        study = load_study(write_overview(build_folder(folder / "data")))
        study.fresher()
    return study


def test_the_data_page_lists_what_is_added_and_what_differs(held: Study) -> None:
    text = newer_inspections(held.fresher())._repr_html_().replace("&#39;", "'")
    assert "adds 3 inspections since Ofsted's yearly list, and differs from that list about 2 authorities" in text
    merged = held.with_overview()
    added, conflicts = table_added(merged), table_conflicts(merged)
    assert added is not None and conflicts is not None
    assert added.data[["name", "began", "overall"]].to_numpy().tolist() == [
        ["Dunmere", "13 April 2026", ""], ["Fenholt", "3 November 2025", ""], ["Birchwater", "6 October 2025", "Good"],
    ]  # fmt: skip
    assert conflicts.data[["name", "what", "ofsted", "overview"]].to_numpy().tolist() == [
        ["Cotterdale", "Children in care", "Good", "Requires improvement"],
        ["Hartwell", "inspection not in Ofsted's history", "", "2021-03-01"],
    ]


def test_unasked_a_page_says_whether_there_is_more(held: Study, study: Study) -> None:
    assert "is in the data folder too: `--fresher` shows it" in str(newer_inspections(held))
    assert "is not in the data folder" in str(newer_inspections(study))


def test_an_authoritys_page_shows_the_newer_inspection_by_its_source(held: Study) -> None:
    alone, newer = local_authority(held, "Birchwater"), local_authority(held, "Birchwater", fresher=True)
    assert "requires improvement to be good (inspected from 7 October 2024" in str(alone.answer())
    assert (
        "was good (inspected from 6 October 2025, published 24 November 2025; newer than Ofsted's list, read from its "
        "report by Data to Insight)" in str(newer.answer())
    )
    table = newer.history().data
    assert table[["began", "framework"]].to_numpy().tolist() == [
        ["6 October 2025", "ILACS, standard (Data to Insight)"], ["7 October 2024", "ILACS, standard"],
    ]  # fmt: skip
    assert alone.history().data["framework"].tolist() == ["ILACS, standard"]
    assert newer.linked().data["census"].tolist() == ["2025", "2024"]
    assert alone.linked().data["census"].tolist() == ["2024"]


def test_the_figures_star_it_and_the_key_says_why(held: Study) -> None:
    page = local_authority(held, "Birchwater", fresher=True)
    html = page.trends()._repr_html_()
    assert "* read by Data to Insight" in html
    assert "good in October 2025" in page.trend("turnover_rate").alt
    assert "* read by" not in local_authority(held, "Birchwater").trends()._repr_html_()
    after_the_axis = local_authority(held, "Dunmere", fresher=True).trend("turnover_rate")
    assert "2026" not in after_the_axis.alt


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Dunmere", "Its latest inspection gave no overall judgement (inspected from 13 April 2026"),
        ("Fenholt", "No overall judgement was read of its latest inspection (inspected from 3 November 2025"),
        ("Alderbrook", "outstanding (inspected from 3 February 2025, published 24 March 2025)"),
    ],
)
def test_a_missing_overall_is_not_given_or_not_read(held: Study, name: str, said: str) -> None:
    assert said in str(local_authority(held, name, fresher=True).answer())


def test_conflicts_stand_among_the_notes(held: Study) -> None:
    told = "Data to Insight's overview differs from Ofsted's list about the inspection of 4 November 2024"
    assert told in str(local_authority(held, "Cotterdale", fresher=True).notes())
    assert told not in str(local_authority(held, "Cotterdale").notes())


def test_nothing_that_is_estimated_or_kept_for_it_changes(held: Study) -> None:
    fresher = held.fresher()
    assert fresher.content != held.content == held.folder.content
    assert local_authority(held, "Birchwater", fresher=True).study is held
    assert len(held.inspections) == 9
    assert fresher.fresher().merged is fresher.merged
    official = fresher.inspections[fresher.inspections["inspection_source"] == "Ofsted"]
    assert official["inspection_id"].tolist() == held.inspections["inspection_id"].tolist()


def test_the_index_dates_say_who_read_it(held: Study) -> None:
    assert latest_grades(held.fresher().inspections)["602"].date == "6 Oct 2025 (Data to Insight)"
    assert latest_grades(held.inspections)["602"].date == "7 Oct 2024"


def test_no_inspector_is_named_anywhere(held: Study) -> None:
    merged = held.with_overview()
    shown = [newer_inspections(held.fresher())._repr_html_(), merged.rows().to_string(), merged.inspections.to_string()]
    pages = [local_authority(held, each.name, fresher=True) for each in held.authorities.current]
    shown += [page.history()._repr_html_() + str(page.notes()) for page in pages]
    assert not any("named inspector" in text for text in shown)
    assert isinstance(merged.rows(), pd.DataFrame)
