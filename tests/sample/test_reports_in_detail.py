"""Reports of the sample in detail: which there are, dates in each form, labels, old files replaced, words in order."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.sample import report_pdfs
from workforce_grades.sample.report_pdfs import FOLDER, _dates, _grade, _label, _story, report_pdf, write_reports
from workforce_grades.sample.report_texts import SECTIONS, FictionalReport, _levels, fictional_reports, wording
from workforce_grades.sample.simulation import Simulation


@pytest.fixture(scope="module")
def reports(country: Simulation) -> list[FictionalReport]:
    return fictional_reports(country)


@pytest.mark.parametrize(
    ("begun", "kind", "printed"),
    [
        ("2024-06-10", "short", "10 to 14 June 2024"),
        ("2024-06-10", "standard", "10 to 21 June 2024"),
        ("2024-07-29", "short", "29 July to 2 August 2024"),
        ("2024-01-29", "standard", "29 January to 9 February 2024"),
        ("2024-12-30", "short", "30 December 2024 to 3 January 2025"),
        ("2024-12-23", "standard", "23 December 2024 to 3 January 2025"),
    ],
)
def test_dates_are_printed_as_short_as_they_can_be(begun: str, kind: str, printed: str) -> None:
    assert _dates(pd.Series({"date": pd.Timestamp(begun), "type": kind})) == printed


@pytest.mark.parametrize(
    ("value", "words"),
    [(1.0, "Inadequate"), (2.0, "Requires improvement to be good"), (3, "Good"), (4, "Outstanding")],
)
def test_grades_in_the_words_of_a_report(value: float, words: str) -> None:
    assert _grade(value) == words


@pytest.mark.parametrize(
    ("outcome", "care_leavers", "ends"),
    [
        ("in_care", None, "children in care and care leavers"), ("in_care", 3, "children in care"),
        ("leaders", None, "children and families"), ("overall", None, "Overall effectiveness"),
    ],
)  # fmt: skip
def test_care_leavers_stand_beside_children_in_care_until_they_have_their_own_grade(
    outcome: str, care_leavers: int | None, ends: str
) -> None:
    assert _label(outcome, pd.Series({"care_leavers": care_leavers}, dtype="float64")).endswith(ends)


def test_reports_are_of_every_fourth_authority_and_the_first_three(
    reports: list[FictionalReport], country: Simulation
) -> None:
    inspected = set(country.inspections["key"])
    named = sorted((m.name, m.key) for m in country.geography.current if m.key in inspected)
    keys = [key for _name, key in named]
    assert [one.member.key for one in reports] == keys[:3] + keys[4::4]


def test_a_report_is_the_latest_or_for_every_second_authority_the_one_before(
    reports: list[FictionalReport], country: Simulation
) -> None:
    told = []
    for one in reports:
        own = country.inspections[country.inspections["key"] == one.member.key].sort_values("date")
        place = list(own["date"]).index(one.inspection["date"])
        told.append((len(own), len(own) - 1 - place))
    assert [after for _of, after in told[:3]] == [0, 0, 0]
    later = [min(of - 1, at % 2) for at, (of, _after) in enumerate(told)][3:]
    assert [after for _of, after in told[3:]] == later
    assert {0, 1} == set(later)


def test_each_report_brings_up_a_theme_once_at_most_and_its_sections_in_order(reports: list[FictionalReport]) -> None:
    order = ["summary", *SECTIONS]
    themes = {entry["theme"] for entry in wording()["sentence"]}
    silent = 0
    for one in reports:
        places = [order.index(line.section) for line in one.lines]
        assert places == sorted(places)
        brought = [line.theme for line in one.lines if line.theme]
        assert len(brought) == len(set(brought))
        assert set(brought) <= themes
        silent += len(themes) - len(brought)
        assert ("care_leavers" in {line.section for line in one.lines}) == pd.notna(one.inspection["care_leavers"])
        assert not any("{" in line.text for line in one.lines)
    assert 0.12 < silent / (len(themes) * len(reports)) < 0.28


def test_the_summary_says_the_grade(reports: list[FictionalReport]) -> None:
    for one in reports:
        said = wording()["grades"][str(one.inspection["overall"])].format(place=one.member.name)
        assert said in [line.text for line in one.lines if line.section == "summary"]


def test_levels_are_standard_scores_and_nothing_known_is_the_middle() -> None:
    held = pd.DataFrame({"caseload": [10, 20, 30], "turnover_rate": [1.0, None, 3.0], "agency_rate": [5, 5, 8]})
    levels = _levels(held)
    assert levels["caseload"].tolist() == [-1.0, 0.0, 1.0]
    assert levels["turnover_rate"].tolist() == [pytest.approx(-(0.5**0.5)), 0.0, pytest.approx(0.5**0.5)]
    assert levels["agency_rate"].sum() == pytest.approx(0)


def test_a_story_leaves_out_what_was_not_judged_and_escapes_names(reports: list[FictionalReport]) -> None:
    joint = next(one for one in reports if pd.isna(one.inspection["care_leavers"]))
    apart = next(one for one in reports if pd.notna(one.inspection["care_leavers"]))
    rows = [next(part for part in _story(one) if type(part).__name__ == "Table")._nrows for one in (joint, apart)]
    assert rows == [5, 6]
    strange = replace(joint, member=replace(joint.member, name="A & <b>B"))
    assert b"%PDF" in report_pdf(strange)[:10]


def test_old_reports_are_replaced_and_the_manifest_lists_the_new_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reports: list[FictionalReport], country: Simulation
) -> None:
    monkeypatch.setattr(report_pdfs, "fictional_reports", lambda _simulation: reports[:2])
    (tmp_path / FOLDER).mkdir()
    for name in ("old.pdf", "note.txt"):
        (tmp_path / FOLDER / name).write_text("before")
    files = write_reports(country, tmp_path)
    names = [f"illustrative_{one.member.key}_{one.inspection['published']:%Y-%m-%d}.pdf" for one in reports[:2]]
    assert [file.name for file in files] == names
    assert sorted(file.name for file in (tmp_path / FOLDER).iterdir()) == sorted([*names, "note.txt", "manifest.csv"])
    with (tmp_path / FOLDER / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["file"] for row in rows] == names
    assert [row["authority"] for row in rows] == [one.member.name for one in reports[:2]]
    assert all(row["publication_date"] in row["file"] for row in rows)
