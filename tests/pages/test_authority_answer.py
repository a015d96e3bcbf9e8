"""The answer on top of an authority's page: rates beside comparators, cautions beside them, the latest judgement."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from made_study import area, graded, inspected, made, of, page_of

from workforce_grades.codebook import EXPOSURES, FLAG_MEANINGS, MEASURES
from workforce_grades.errors import UnknownNameError
from workforce_grades.pages.findings import Findings
from workforce_grades.pages.local_authority.page import (
    FROM_OVERVIEW,
    OVERALL_ENDED,
    LocalAuthority,
    count_by_grade,
    local_authority,
)
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import Prose
from workforce_grades.sources.fresher import OVERVIEW


def answer(page: LocalAuthority) -> list[str]:
    return list(page.answer().paragraphs)


def test_both_rates_are_held_against_neighbours_region_and_england() -> None:
    study = made(
        of("801", 2024, turnover_rate=15.04, caseload=17.2), of("811", 2024, turnover_rate=16, caseload=17.2),
        neighbours={"801": ["811"]},
        areas=[area("North East", 2024, turnover_rate=14, caseload=20), area("England", 2024, turnover_rate=14.96)],
    )  # fmt: skip
    page = page_of(study)
    assert page.answer().kind == "lead"
    assert answer(page)[0] == (
        "In Ashby, the turnover rate in 2024 was 15.0%: below the median of its statistical neighbours (16.0), above "
        "the North East (14.0) and the same as England (15.0); the caseload in 2024 was 17.2 cases: the same as the "
        "median of its statistical neighbours (17.2), below the North East (20.0) and above England (16.0)."
    )


def test_without_neighbours_there_are_two_comparators_and_an_older_value_says_so() -> None:
    study = made(of("811", 2023, turnover_rate=20), of("811", 2024, turnover_rate="unavailable", caseload=15))
    assert answer(page_of(study, "811"))[0] == (
        "In Elmshire, the turnover rate in 2023, the latest published, was 20.0%: above Wessex (15.0) and above "
        "England (15.0); the caseload in 2024 was 15.0 cases: below Wessex (16.0) and below England (16.0)."
    )


def test_a_value_that_can_be_held_against_nothing_stands_alone() -> None:
    areas = [area(name, 2024, caseload="unavailable") for name in ("North East", "England")]
    assert answer(page_of(made(of("801", 2024), areas=areas)))[0].endswith("; the caseload in 2024 was 16.0 cases.")


def test_what_was_never_published_is_said() -> None:
    study = made(of("804", 2024, turnover_rate="suppressed"), of("803", 2024, caseload="unavailable"))
    assert answer(page_of(study, "804"))[0].startswith(
        "No turnover rate is published for the Isles of Dunmere; the caseload in 2024 was 16.0 cases: "
    )
    assert answer(page_of(study, "803"))[0].endswith("; no caseload is published for Corby Vale.")
    assert answer(page_of(study, "812"))[0] == (
        "No turnover rate is published for Fenholt; no caseload is published for Fenholt."
    )


@pytest.mark.parametrize(
    ("groups", "others"),
    [(("801", "801+802"), "Brayford"), (("801+802", "801"), ""), (("801", "801+802+804"), "Brayford and the Isles of")],
)
def test_a_joint_return_stands_beside_the_numbers_where_the_latest_is_one(groups: tuple[str, str], others: str) -> None:
    told = answer(page_of(made(of(groups[0], 2023), of(groups[1], 2024))))
    joint = [text for text in told if "together" in text]
    assert len(joint) == bool(others)
    assert all(text.startswith(f"It makes one workforce return together with {others}") for text in joint)


def test_a_joint_return_of_an_authority_that_made_none_since_is_told_as_past() -> None:
    told = answer(page_of(made(of("801+802", 2023), of("802", 2024))))
    assert "It made one workforce return together with Brayford: these are the numbers of both." in told


@pytest.mark.parametrize(
    ("sizes", "flag", "years"),
    [((12, 12), 16.0, "2024"), ((12, 12), "unavailable", "2023 and 2024"), ((12, 20), "unavailable", "2023"),
     ((12, 20), 16.0, ""), ((20, 19.9), 16.0, "2024")],
)  # fmt: skip
def test_few_people_are_said_beside_the_numbers_for_the_years_quoted(sizes: Any, flag: Any, years: str) -> None:
    """The caseload quoted is of the year before where the latest has none."""
    study = made(of("801", 2023, inpost_fte=sizes[0]), of("801", 2024, inpost_fte=sizes[1], caseload=flag))
    small = [text for text in answer(page_of(study)) if "fewer than 20 FTE" in text]
    said = f"It had fewer than 20 FTE social workers in post in {years}, so one person moves these numbers by a lot"
    assert [text.startswith(said) for text in small] == [True] * bool(years)


@pytest.mark.parametrize(
    ("grade", "words"),
    [("Outstanding", "outstanding"), ("Good", "good"), ("Requires improvement", "requires improvement to be good"),
     ("Inadequate", "inadequate")],
)  # fmt: skip
def test_the_latest_judgement_is_told_in_ofsteds_words_with_its_days(grade: str, words: str) -> None:
    study = made(of("801", 2024), inspections=[
        inspected("801", "2021-02-01", "Good"), inspected("802", "2025-01-06", "Inadequate"),
        inspected("801", "2024-03-04", grade, publication_date=pd.Timestamp(2024, 4, 30)),
    ])  # fmt: skip
    assert answer(page_of(study))[-1] == (
        f"Ofsted's latest overall judgement of its children's services was {words} (inspected from 4 March 2024, "
        f"published 30 April 2024). {OVERALL_ENDED}"
    )


def test_a_judgement_under_the_earlier_framework_has_the_day_of_its_report_alone() -> None:
    rows = [inspected("801", "2016-09-05", "Inadequate", framework="SIF", publication_date=pd.Timestamp(2016, 10, 31))]
    assert answer(page_of(made(of("801", 2024), inspections=rows)))[-1] == (
        "Ofsted's latest overall judgement of its children's services was inadequate (under the earlier single "
        f"inspection framework (SIF), published 31 October 2016). {OVERALL_ENDED}"
    )


@pytest.mark.parametrize(
    ("began", "source", "said"),
    [
        ("2026-04-01", "Ofsted", "Its latest inspection gave no overall judgement (inspected from 1 April 2026"),
        ("2026-03-31", "Ofsted", "Its latest inspection gave no overall judgement (inspected from 31 March 2026"),
        ("2026-03-31", OVERVIEW, "No overall judgement was read of its latest inspection (inspected from 31 March"),
        ("2026-04-01", OVERVIEW, "Its latest inspection gave no overall judgement (inspected from 1 April 2026"),
    ],
)  # fmt: skip
def test_a_missing_overall_is_explained_from_april_2026_on(began: str, source: str, said: str) -> None:
    study = made(of("801", 2024), inspections=[inspected("801", began, None, inspection_source=source)])
    told = answer(page_of(study))[-1]
    assert told.startswith(said)
    assert (OVERALL_ENDED in told) == (began == "2026-04-01")
    assert ("newer than Ofsted's list, read from its report by Data to Insight" in told) == (source == OVERVIEW)


def test_without_any_inspection_a_sentence_stands_for_judgement_and_history() -> None:
    page = page_of(made(of("804", 2024), inspections=[inspected("801", "2024-01-08")]), "804")
    said = "Ofsted has published no graded inspection of the Isles of Dunmere under these frameworks."
    assert answer(page)[-1] == said
    assert page.history() == Prose((said,))


def test_the_history_has_every_inspection_latest_first_with_framework_and_type() -> None:
    rows = [
        inspected("801", "2015-06-01", "Inadequate", framework="SIF", date_basis="publication_minus_8_weeks",
                  inspection_type="", care_leavers=None),
        inspected("801", "2024-03-04", "Good", leaders="Outstanding", inspection_type="short"),
        inspected("801", "2019-05-13", None, help_protection="Requires improvement"),
    ]  # fmt: skip
    table = page_of(made(of("801", 2024), inspections=rows)).history()
    assert isinstance(table, Table)
    assert table.caption == "Inspections of Ashby, latest first"
    assert table.data.drop(columns="published").to_numpy().tolist() == [
        ["4 March 2024", "ILACS, short", "Good", "Outstanding", "Good", "Good", "Good"],
        ["13 May 2019", "ILACS, standard", "", "", "Requires improvement", "", ""],
        ["1 June 2015 (estimated)", "SIF", "Inadequate", "Inadequate", "Inadequate", "Inadequate", ""],
    ]  # fmt: skip
    assert table.data["published"].iloc[0] == pd.Timestamp(2024, 4, 29)
    assert FROM_OVERVIEW not in table.note


def test_a_newer_inspection_comes_from_the_other_study_and_is_marked() -> None:
    study = made(of("801", 2024), inspections=[inspected("801", "2024-03-04")])
    rows = [inspected("801", "2024-03-04", inspection_source="Ofsted"),
            inspected("801", "2025-11-03", "Outstanding", inspection_source=OVERVIEW)]  # fmt: skip
    newer = LocalAuthority(study, study.authorities["801"], replace(study, inspections=graded(rows)))
    assert len(newer.inspections) == 2
    table = newer.history()
    assert isinstance(table, Table)
    assert table.data["framework"].to_list() == ["ILACS, standard (Data to Insight)", "ILACS, standard"]
    assert table.note.endswith(FROM_OVERVIEW)


def test_the_national_finding_says_what_it_cannot_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(made(of("801", 2024)))
    monkeypatch.setattr(Findings, "one_line", lambda _self: "Better grades go with lower caseload.")
    page.__dict__["findings"] = Findings.__new__(Findings)
    first, second = page.national().paragraphs
    assert first == "Better grades go with lower caseload."
    assert second.startswith("An odds ratio below 1 means that more of it goes with worse grades.")
    assert "any one authority's next judgement" in second


def test_a_measure_without_any_value_gets_a_sentence_in_place_of_a_figure() -> None:
    page = page_of(made(of("804", 2024, absence_rate="unavailable")), "804")
    said = "The Isles of Dunmere has no published absence rate in any year; see the notes."
    assert page.trend("absence_rate") == Prose((said,))


def test_definitions_have_the_five_rates_the_workers_and_every_symbol() -> None:
    html = page_of(made(of("801", 2024))).definitions()._repr_html_()
    labels = [MEASURES[name].label for name in ("inpost_fte", *EXPOSURES)]
    assert [html.index(f"<dt>{label}</dt>") for label in labels] == sorted(html.index(f"<dt>{x}</dt>") for x in labels)
    assert html.count("<dt>") == 7
    published, ours = html.split("The notes above name the numbers to be read with care: ")
    assert [published.count(f"[{symbol}]") for symbol in ("c", "x", "z", "u", "low")] == [1] * 5
    assert FLAG_MEANINGS["suspect_zero"] in ours
    assert FLAG_MEANINGS["small_base"] in ours


@pytest.mark.parametrize("text", ["Ashby", "ashby", "801", "E06000801", " ASHBY "])
def test_an_authority_is_found_by_name_slug_or_code(text: str) -> None:
    page = local_authority(made(of("801", 2024)), text)
    assert (page.authority.la_key, page.inspected) == ("801", None)


def test_an_authority_that_is_not_there_is_an_error_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Ashbee") as caught:
        local_authority(made(of("801", 2024)), "Ashbee")
    assert caught.value.nearest[0] == "Ashby"


def test_inspections_are_counted_by_grade_best_first() -> None:
    rows = graded([inspected("801", f"202{at}-01-10", grade)
                   for at, grade in enumerate(["Good", "Good", "Inadequate", None])])  # fmt: skip
    assert count_by_grade(rows) == "0 outstanding, 2 good, 0 requires improvement and 1 inadequate"
