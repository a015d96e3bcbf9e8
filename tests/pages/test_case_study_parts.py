"""The page of case studies part by part: which places there are, their verdicts, judgements and rates, by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest
from made_claims import FIRM, told

from workforce_grades.claims import VERDICTS, Finding
from workforce_grades.claims.pattern import COMPARED
from workforce_grades.pages.case_studies.page import PLACES, CaseStudies
from workforce_grades.pages.tables import Table
from workforce_grades.study import Study

HULL, DERBY = "810", "831"


def page(
    keys: str = "810 808 831 394 825", *findings: Finding, illustrative: bool = False, **tables: Any
) -> CaseStudies:
    """The page of a study with these authorities, its verdicts as given."""
    study = SimpleNamespace(illustrative=illustrative, authorities=set(keys.split()), **tables)
    made = CaseStudies(cast(Study, study), tuple(one.claim for one in findings))
    made.__dict__["findings"] = findings
    return made


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("810 808 831 394 825", ""), ("810 808 394 825", "Derby is not in these data; claims about it are left out."),
        ("810 808 825 601", "Derby and Sunderland are not in these data; claims about them are left out."),
    ],
)  # fmt: skip
def test_places_that_the_data_lack_are_named(keys: str, said: str) -> None:
    assert str(page(keys).scope()) == said


def test_none_of_the_places_is_told_with_its_reason() -> None:
    other, sample = page("601"), page(illustrative=True)
    assert other.names == sample.names == {}
    assert str(other.scope()).endswith("a verdict by rule.")
    assert str(sample.scope()).endswith("The authorities of the bundled sample are fictional.")
    one = page("601", told("agrees"))
    assert str(one.answer()).startswith("The press made 1 claim about five real authorities.")


def test_verdicts_are_counted_by_place_and_together() -> None:
    hull = [told(verdict, place=HULL) for verdict in ("agrees", "agrees", "disagrees")]
    table = page("810 831", *hull, told("depends on the year", place=DERBY)).verdicts()
    assert isinstance(table, Table)
    assert list(table.data) == ["place", "claims", *VERDICTS]
    assert table.data.to_numpy().tolist() == [
        ["Hull", 3, 2, 0, 1, 0, 0],
        ["Derby", 1, 0, 0, 0, 1, 0],
        ["All", 4, 2, 0, 1, 1, 0],
    ]
    assert table.headers["depends on the year"] == "Depends on the year"


@pytest.mark.parametrize(
    ("others", "said"),
    [
        (("agrees", "agrees"), "the upper quarter of returns instead, no verdict would change."),
        (("agrees", "disagrees"), "instead, 1 verdict would differ: C02 (agrees here, disagrees then)."),
        (
            ("disagrees", "disagrees"),
            "instead, 2 verdicts would differ: C01 (agrees here, disagrees then) and C02 (agrees here, disagrees "
            "then).",
        ),
    ],
)
def test_the_other_yardstick_names_what_would_differ(monkeypatch: pytest.MonkeyPatch, others: Any, said: str) -> None:
    here = [told("agrees", FIRM, place=HULL, claim_id=f"C0{at}") for at in (1, 2)]
    asked: list[Any] = []

    def check(_study: Study, claims: Any, *, yardstick: str) -> list[Finding]:
        asked.append((len(claims), yardstick))
        return [told(verdict, FIRM, place=HULL) for verdict in others]

    monkeypatch.setattr("workforce_grades.pages.case_studies.page.check_claims", check)
    assert page("810", *here).yardstick().paragraphs[1].endswith(said)
    assert asked == [(2, "upper_quarter")]


def study_tables(**changes: Any) -> dict[str, Any]:
    """Hull's returns of two years beside England's 15, and its judgements."""
    members = [
        {"la_key": HULL, "year": year, **dict.fromkeys(COMPARED, value), **{f"{name}_flag": "ok" for name in COMPARED}}
        for year, value in ((2022, 20.0), (2023, 9.04))
    ]
    members[0] |= changes
    judged = [
        (HULL, "2019-01-14", "2019-05-17", "ILACS", "Inadequate"),
        (HULL, "2015-01-12", "2015-03-02", "SIF", "Requires improvement"),
        (HULL, "2021-01-11", "2021-03-01", "ILACS", None),
        (DERBY, "2022-01-10", "2022-03-07", "ILACS", "Good"),
    ]
    rows = pd.DataFrame(judged, columns=["la_key", "inspection_date", "publication_date", "framework", "overall"])
    days = {name: pd.to_datetime(rows[name]) for name in ("inspection_date", "publication_date")}
    england = pd.DataFrame([{"year": year, **dict.fromkeys(COMPARED, 15.0)} for year in (2022, 2023)])
    return {"members": pd.DataFrame(members), "england": england, "inspections": rows.assign(**days)}


def test_a_place_is_told_by_claims_judgements_and_rates() -> None:
    made = page("810", told("agrees", place=HULL, source="b"), told("agrees", place=HULL, source="a"), **study_tables())
    assert made.summary(HULL).paragraphs == (
        "2 claims. Source: a and b.",
        "Overall effectiveness, first to last: requires improvement to be good (SIF report of 2 March 2015); "
        "inadequate (ILACS inspection begun "
        "14 January 2019).",
        "The turnover rate was 20.0% in 2022 and 9.0% in 2023 (England 15.0% and 15.0%); the caseload was 20.0 "
        "cases in 2022 and 9.0 cases in "
        "2023 (England 15.0 cases and 15.0 cases); the agency rate was 20.0% in 2022 and 9.0% in 2023 (England "
        "15.0% and 15.0%).",
    )


def test_what_is_left_out_and_what_only_rounds_to_zero_are_told_apart() -> None:
    flags = {"turnover_rate_flag": "suspect_zero", "caseload_flag": "low", "agency_rate_flag": "unreliable"}
    told_of = page("810", told("agrees", place=HULL), **study_tables(**flags)).summary(HULL).paragraphs
    assert told_of[3] == (
        "Left out: the turnover rate of 2022, a published zero that is hard to believe at this size and the agency "
        "rate of 2022, withheld by the "
        "publisher because it is of low reliability [u]. Shown as zero: the caseload of 2022, rounds to 0 but is "
        "not 0 [low]."
    )
    assert told_of[2].startswith("The turnover rate was 9.0% in 2023 and 9.0% in 2023 (England 15.0% and 15.0%);")


def test_without_judgements_and_sound_values_both_are_said() -> None:
    tables = study_tables()
    tables["inspections"] = tables["inspections"].iloc[2:]
    tables["members"]["caseload_flag"] = "unavailable"
    made = page("810", told("agrees", place=HULL), **tables)
    told_of = made.summary(HULL).paragraphs
    assert told_of[1] == "Overall effectiveness, first to last: none published."
    assert "; no sound caseload is published; " in told_of[2]
    assert str(made.figure(HULL)) == "No figure: Hull has no sound caseload in any year."
    tables["members"]["turnover_rate"] = float("nan")
    assert (
        str(page("810", **tables).figure(HULL))
        == "No figure: Hull has no sound turnover rate and caseload in any year."
    )


def test_claims_are_listed_with_evidence_and_verdict_in_their_order() -> None:
    made = page(
        "810 831",
        told("agrees", FIRM, place=HULL, claim_id="C09"),
        told("disagrees", place=DERBY),
        told("disagrees", place=HULL),
    )
    table = made.table(HULL)
    assert table.data["said"].tolist() == ["C09. Something. (then)", "C07. Something. (then)"]
    assert table.data["verdict"].tolist() == ["agrees", "disagrees"]
    assert table.data["data"].tolist()[0] == "Turnover rate. 30 September 2021: 20.0% (England 15.0%)."
    assert table.caption == "Claims about Hull, held against the data"


@pytest.mark.parametrize("name", PLACES.values())
def test_a_place_that_is_not_there_has_a_sentence(name: str) -> None:
    assert str(page("601").place(name)) == f"{name} is not in these data, so nothing is shown."
