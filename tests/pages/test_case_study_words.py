"""Case studies in words: values, readings and cautions from claims made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from made_claims import CLOSE, FIRM, on, read, told

from workforce_grades.claims import Finding, Judgement, Position, Reading, Value
from workforce_grades.pages.case_studies import claims as words

NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "measure", "text"),
    [
        (28.84, "turnover_rate", "28.8%"),
        (16.26, "caseload", "16.3 cases"),
        (52.6, "leavers_headcount", "53 people"),
        (1297.25, "inpost_fte", "1,297.2 FTE"),
        (0.0, "agency_rate", "0.0%"),
        (NAN, "agency_rate", "–%"),
        (19.06, "rereferral_pct", "19.1%"),
    ],
)
def test_values_carry_their_unit_and_the_decimals_of_their_publisher(value: float, measure: str, text: str) -> None:
    assert words.value_words(value, measure) == text


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        ("suppressed", "suppressed by the publisher for confidentiality [c]"),
        ("no return", "the data have no return"),
        ("small_base", "fewer than 20 FTE in post, so that one person moves a rate by 5 points or more"),
        ("", "the data have no return"),
    ],
)
def test_why_a_value_does_not_count(flag: str, text: str) -> None:
    assert words.flag_words(flag) == text


@pytest.mark.parametrize(
    ("framework", "text"),
    [("ILACS", "ILACS inspection begun 14 January 2019"), ("SIF", "SIF report of 17 May 2019"),
     ("SIF re-inspection", "SIF re-inspection report of 17 May 2019")],
)  # fmt: skip
def test_a_judgement_is_dated_by_its_first_day_or_by_its_report(framework: str, text: str) -> None:
    judged = Judgement(pd.Timestamp(2019, 1, 14), pd.Timestamp(2019, 5, 17), framework, "Good")
    assert words.judgement_words(judged) == text
    assert words.grade_words(judged) == "good"
    assert words.grade_words(replace(judged, grade=None)) == "no judgement"
    assert words.grade_words(replace(judged, grade="Requires improvement")) == "requires improvement to be good"


@pytest.mark.parametrize(
    ("measure", "authority", "value", "line"),
    [
        pytest.param(
            "turnover_rate",
            "831",
            on(2021, place=Position(147, 1, 148)),
            "Turnover rate. 30 September 2021: 20.0% (England 15.0%; highest of 148).",
            id="rate with place",
        ),
        pytest.param(
            "caseload",
            "831",
            on(2021, place=Position(2, 1, 148)),
            "Caseload. 30 September 2021: 20.0 cases (England 15.0 cases; 3rd lowest of 148).",
            id="third lowest",
        ),
        pytest.param(
            "turnover_rate", "831", on(2021), "Turnover rate. 30 September 2021: 20.0% (England 15.0%).", id="no place"
        ),
        pytest.param(
            "vacancy_fte",
            "831",
            on(2021, place=Position(2, 1, 148)),
            "Vacancies. 30 September 2021: 20.0 FTE.",
            id="counts stand alone",
        ),
        pytest.param(
            "turnover_rate",
            "England",
            on(2021),
            "England, turnover rate. 30 September 2021: 20.0%.",
            id="England itself",
        ),
        pytest.param(
            "rereferral_pct",
            "831",
            on(2021),
            "Re-referral rate. 30 September 2021: 20.0% (middle authority 15.0%).",
            id="context",
        ),
        pytest.param(
            "turnover_rate",
            "East of England",
            on(2021, place=Position(0, 2, 9)),
            "The East of England, turnover rate. 30 September 2021: 20.0% (England 15.0%; joint lowest of 9).",
            id="a region",
        ),
        pytest.param(
            "turnover_rate",
            "831",
            on(2021, 0.0, "low"),
            "Turnover rate. 30 September 2021: 0.0% (England 15.0%).",
            id="rounds to zero",
        ),
        pytest.param(
            "turnover_rate",
            "831",
            on(2021, NAN, "no return"),
            "Turnover rate. 30 September 2021: no sound value, the data have no return.",
            id="no return",
        ),
    ],
)
def test_a_level_is_told_beside_england_and_its_place(measure: str, authority: str, value: Value, line: str) -> None:
    assert words.evidence(told("agrees", read(value), measure=measure, authority=authority)) == line


@pytest.mark.parametrize(
    ("before", "after", "ending"),
    [
        (on(2019, 8.84), on(2021, 15.16), "30 September 2021: 15.2% (England 15.0%): up 6.4."),
        (on(2019, 15.16), on(2021, 8.84), "30 September 2021: 8.8% (England 15.0%): down 6.4."),
        (on(2019, 15.16), on(2021, 15.24), "30 September 2021: 15.2% (England 15.0%): no change."),
        (on(2019, 15.0, "suspect_zero"), on(2021, 8.8), "30 September 2021: 8.8% (England 15.0%)."),
    ],
)
def test_a_change_is_that_of_the_printed_values(before: Value, after: Value, ending: str) -> None:
    line = words.evidence(told("agrees", read(before, after), kind="change"))
    assert line.startswith("Turnover rate. 30 September 2019: ")
    assert line.endswith(f"; {ending}")


def test_the_same_judgement_twice_is_told_once_and_two_in_their_order() -> None:
    first = Judgement(pd.Timestamp(2015, 1, 12), pd.Timestamp(2015, 3, 2), "SIF", "Inadequate")
    later = Judgement(pd.Timestamp(2019, 1, 14), pd.Timestamp(2019, 5, 17), "ILACS", "Good")
    moved = told("agrees", Reading(2019, (first, later), True), kind="grade_change", measure="overall")
    assert words.evidence(moved) == (
        "Overall effectiveness. SIF report of 2 March 2015: inadequate; ILACS inspection begun 14 January 2019: good."
    )
    same = told("agrees", Reading(2019, (later,), True), kind="grade_given", measure="overall")
    assert words.evidence(same) == "Overall effectiveness. ILACS inspection begun 14 January 2019: good."
    force = told("disagrees", Reading(2016, (first,), False), kind="grade_in_force", measure="overall")
    assert words.evidence(force).endswith(". In force on 30 September 2016: inadequate (SIF report of 2 March 2015).")


def test_a_reading_of_a_value_and_a_judgement_is_refused() -> None:
    judged = Judgement(pd.Timestamp(2019, 1, 14), pd.Timestamp(2019, 5, 17), "ILACS", "Good")
    mixed: Any = Reading(2019, (on(2019), judged), True)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a reading holds values or judgements, not both"):
        words.evidence(told("agrees", mixed))


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        pytest.param(told("agrees", FIRM), "", id="neither close nor later"),
        pytest.param(
            told("agrees", CLOSE, FIRM),
            "Care: 30 September 2020 decides by 0.9 points. Without it: the same.",
            id="close",
        ),
        pytest.param(
            told("agrees", FIRM, CLOSE, said="2020"),
            "Care: 30 September 2020 decides by 0.9 points; 30 September 2021 came after the "
            "article. Without them: nothing is left.",
            id="one close, one later",
        ),
        pytest.param(
            told("agrees", FIRM, read(on(2019)), read(on(2022)), said="2020"),
            "Care: 30 September 2021 and 30 September 2022 came after the article. Without them: the same.",
            id="two later",
        ),
        pytest.param(
            told("depends on the year", read(on(2019), holds=False), CLOSE),
            "Care: 30 September 2020 decides by 0.9 points. Without it: disagrees.",
            id="another verdict",
        ),
        pytest.param(
            told("agrees", CLOSE, measure="caseload"),
            "Care: 30 September 2020 decides by 0.9 cases. Without it: nothing is left.",
            id="cases",
        ),
    ],
)
def test_which_readings_need_care(finding: Finding, said: str) -> None:
    assert words.caution_words(finding) == said
