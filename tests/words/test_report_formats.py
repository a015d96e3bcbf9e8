"""Every format of report seen in the wild is read rightly; every name of a person stays out."""

from __future__ import annotations

from datetime import date

import pytest
from report_builders import FINDINGS, TABLE, board_only, ilacs, sif, visit

from workforce_grades.words.inspection_dates import Visit
from workforce_grades.words.pdf_text import RefusedFileError
from workforce_grades.words.report import Report, parse_report


def texts(report: Report) -> list[str]:
    return [sentence.text for sentence in report.sentences]


def test_an_ilacs_report_is_read_whole() -> None:
    report = parse_report(ilacs(), "a.pdf")
    front = report.front
    assert (front.framework, front.inspection_type) == ("ILACS", "standard")
    assert front.names[0] == "Aldra"
    assert front.visit == Visit(date(2024, 6, 10), date(2024, 6, 21))
    assert front.judgements.grades == {
        "overall": "Good", "leaders": "Good", "help_protection": "Requires improvement", "in_care": "Outstanding",
        "care_leavers": "Inadequate",
    }  # fmt: skip
    assert not front.judgements.in_care_includes_care_leavers
    assert [(one.section, one.paragraph, one.text) for one in report.sentences] == [
        ("summary", 0, "Services in Aldra have changed since they were last inspected."),
        ("summary", 0, "They are better."),
        ("what_needs_to_improve", 0, "The quality of supervision."),
        ("what_needs_to_improve", 0, "How soon health assessments are done."),
        ("help_protection", 1, "Contacts are answered promptly."),
        ("help_protection", 1, "Thresholds are known."),
        ("help_protection", 2, "Early help reaches families in time."),
        ("leaders", 3, "Social workers have manageable caseloads."),
        ("leaders", 3, "Turnover is low."),
    ]


@pytest.mark.parametrize(
    ("printed", "start", "end"),
    [
        ("10 to 14 June 2024", date(2024, 6, 10), date(2024, 6, 14)),
        ("10/06/2024 to 14/06/2024", date(2024, 6, 10), date(2024, 6, 14)),
        ("10/06/2024 ─ 14/06/2024", date(2024, 6, 10), date(2024, 6, 14)),
        ("10.06.24 - 14.06.24", date(2024, 6, 10), date(2024, 6, 14)),
        ("10 June 2024", date(2024, 6, 10), date(2024, 6, 10)),
        ("10/06/2024", date(2024, 6, 10), date(2024, 6, 10)),
        ("10 Jun ━ 14 Jun 2024", date(2024, 6, 10), date(2024, 6, 14)),
        ("10 Sept 2024 – 14 Sept 2024", date(2024, 9, 10), date(2024, 9, 14)),
        ("Monday 10 June to Friday 14 June 2024", date(2024, 6, 10), date(2024, 6, 14)),
        ("10th–14th June 2024", date(2024, 6, 10), date(2024, 6, 14)),
        ("29 November to 3 December 2021", date(2021, 11, 29), date(2021, 12, 3)),
        ("30 December to 3 January 2022", date(2021, 12, 30), date(2022, 1, 3)),
        ("8 July 2019 to 12 July 2019 and 7 August 2019 to\n8 August 2019", date(2019, 7, 8), date(2019, 7, 12)),
    ],
)
def test_dates_in_every_form(printed: str, start: date, end: date) -> None:
    front = parse_report(ilacs(dates=printed), "a.pdf").front
    assert front.visit == Visit(start, end)
    assert front.inspection_type == "short"


@pytest.mark.parametrize(
    "label", ["Inspection dates:", "Inspection date.", "Inspection dates –", "Dates of inspection:"]
)
def test_labels_of_the_date(label: str) -> None:
    assert parse_report(ilacs(label=label), "a.pdf").front.visit == Visit(date(2024, 6, 10), date(2024, 6, 21))


@pytest.mark.parametrize(
    "table",
    [
        TABLE,
        TABLE.replace("families\nGood", "families. Good").replace("effectiveness Good", "effectiveness. Good"),
        TABLE.replace("Requires improvement to be good", "Requires improvement \nto be good"),
        TABLE.replace("Overall effectiveness Good", "Overall effectiveness: good"),
        TABLE.replace(
            "children who need help and protection\nRequires improvement to be good",
            "children who need help Requires improvement\nand protection to be good",
        ),
    ],
)
def test_tables_of_judgements_however_their_cells_are_laid_out(table: str) -> None:
    grades = parse_report(ilacs(table=table), "a.pdf").front.judgements.grades
    assert list(grades.values()) == ["Good", "Good", "Requires improvement", "Outstanding", "Inadequate"]


def test_not_judged_and_no_overall_grade_are_no_judgement() -> None:
    unjudged = TABLE.replace("leavers\nInadequate", "leavers\nNot judged").replace("\nOverall effectiveness Good", "")
    grades = parse_report(ilacs(table=unjudged), "a.pdf").front.judgements.grades
    assert (grades["care_leavers"], grades["overall"], grades["in_care"]) == (None, None, "Outstanding")


def test_care_leavers_judged_with_children_in_care() -> None:
    joint = TABLE.replace("children in care\nOutstanding\nThe experiences and progress of care\nleavers\nInadequate",
                          "children in care and care leavers\nOutstanding")  # fmt: skip
    judged = parse_report(ilacs(table=joint), "a.pdf").front.judgements
    assert (judged.grades["in_care"], judged.grades["care_leavers"]) == ("Outstanding", None)
    assert judged.in_care_includes_care_leavers


@pytest.mark.parametrize(
    ("again", "framework", "kind"), [(False, "SIF", "single"), (True, "SIF re-inspection", "re-inspection")]
)
def test_sif_reports_and_reinspections(again: bool, framework: str, kind: str) -> None:
    report = parse_report(sif(again=again), "a.pdf")
    front = report.front
    assert (front.framework, front.inspection_type) == (framework, kind)
    assert front.published == date(2015, 5, 13)
    assert front.visit == Visit(date(2015, 3, 3), date(2015, 3, 25))
    assert front.judgements.grades == {
        "overall": "Requires improvement", "leaders": "Inadequate", "help_protection": "Requires improvement",
        "in_care": "Good", "care_leavers": "Requires improvement",
    }  # fmt: skip
    assert front.judgements.board == "Good"
    assert "Reduce the caseloads of social workers." in texts(report)
    assert not any("inspect" in text.lower() for text in texts(report))


@pytest.mark.parametrize(
    "overall",
    ["are inadequate", "are good", "are outstanding", "require improvement"],
)
def test_the_overall_judgement_of_a_sif_report_stands_in_a_sentence(overall: str) -> None:
    judged = parse_report(sif(overall=overall), "a.pdf").front.judgements.grades["overall"]
    assert judged is not None
    assert judged.lower().split()[0].rstrip("s") in overall


def test_a_report_of_a_board_alone_has_no_judgement_of_services() -> None:
    front = parse_report(board_only(), "a.pdf").front
    assert front.framework == "LSCB review"
    assert set(front.judgements.grades.values()) <= {None}
    assert front.judgements.board == "Requires improvement"
    assert front.visit == Visit(date(2016, 5, 4), date(2016, 5, 4))


def test_a_letter_of_a_visit_names_nobody() -> None:
    report = parse_report(visit(), "a.pdf")
    assert (report.front.framework, report.front.inspection_type) == ("ILACS", "focused visit")
    assert report.front.visit == Visit(date(2023, 7, 4), date(2023, 7, 5))
    assert "Caseloads are too high." in texts(report)
    assert not any(name in " ".join(texts(report)) for name in ("Quillen", "Orrin", "Nobody", "Noone"))


def test_soft_hyphens_private_bullets_glued_numbers_and_headers_inside_sentences() -> None:
    broken = (
        FINDINGS.replace("◼ ", "\uf06e")
        .replace("Contacts are answered", "Con\u00ad\ntacts are answered")
        .replace("2. Early", "2.Early")
        .replace("\ntime.", " a multi\ufffe\nagency")
    )
    report = parse_report(ilacs(findings=broken, more="setting, in time.\n" + ilacs()[1].split("\n", 2)[2]), "a.pdf")
    assert "Contacts are answered promptly." in texts(report)
    assert "Early help reaches families in a multi-agency setting, in time." in texts(report)
    assert [one.is_bullet for one in report.sentences if one.section == "what_needs_to_improve"] == [True, True]
    assert {one.paragraph for one in report.sentences} == {0, 1, 2, 3}


def test_people_named_in_a_sentence_are_left_out() -> None:
    more = "3. Mrs Orrin Noone leads the team. Quillen Nobody wrote this. Staff stay."
    said = texts(parse_report(ilacs(more=more), "a.pdf"))
    assert said[-3:] == ["[name left out] leads the team.", "[name left out] wrote this.", "Staff stay."]


@pytest.mark.parametrize(
    ("pages", "reason"),
    [
        (["Inspection of a school\nInspection dates: 1 May 2024\nIt is good."], "not an Ofsted report"),
        (["Minutes of a meeting"], "not an Ofsted report"),
        ([ilacs()[0].replace("10 to 21 June 2024", "in the summer")], "no inspection date"),
        ([ilacs()[0].split("Services in Aldra")[0]], "no findings"),
    ],
)
def test_what_is_no_such_report_is_refused_in_one_line(pages: list[str], reason: str) -> None:
    with pytest.raises(RefusedFileError, match=reason) as refused:
        parse_report(pages, "folder/a.pdf")
    assert str(refused.value).startswith("a.pdf: it ")
    assert "\n" not in str(refused.value)
