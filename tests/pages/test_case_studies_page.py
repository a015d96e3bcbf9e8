"""The page of case studies: computed words, verdicts never typed, and what it says without the real data."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest

from workforce_grades.claims import Claim, Finding, Judgement, Position, Reading, Value, check_claims, load_claims
from workforce_grades.claims.pattern import ANSWERS
from workforce_grades.pages.case_studies.claims import evidence, verdict_cell
from workforce_grades.pages.case_studies.page import PLACES, CaseStudies
from workforce_grades.pages.case_studies.rules import table_rules, words_of_rules
from workforce_grades.pages.case_studies.tally import care_in_words, counts_in_words, dating_in_words
from workforce_grades.pages.figures import Figure
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import Html, Prose
from workforce_grades.study import Study, load_study

BAD_ENGLISH = re.compile(r"\bnan\b|\bNone\b|NaT|_|\(\)|  |\.\.|, ,|;\.|\{|\}")
CENSUS = pd.Timestamp(2021, 9, 30)
BASE = Claim("C01", "601", "601", "a paper", "then", "some", "Something.", "level", "agency_rate", 2021, 2021,
             direction="above", comparator="ordinary")  # fmt: skip


def value(number: float, *, year: int = 2021, flag: str = "ok") -> Value:
    place = Position(140, 2, 148) if flag == "ok" else None
    return Value(year, pd.Timestamp(year, 9, 30), number, flag, 15.5, 20.0, place)


@pytest.fixture(scope="module")
def on_sample(sample: Path) -> CaseStudies:
    return CaseStudies(load_study(sample))


@pytest.fixture(scope="module")
def cases(real: Study) -> CaseStudies:
    return CaseStudies(real)


def test_the_sample_says_that_the_real_data_are_needed_and_shows_no_tables(on_sample: CaseStudies) -> None:
    assert "The press made 53 claims about five real authorities" in str(on_sample.answer())
    assert "needs the publishers' own files" in str(on_sample.scope())
    assert "fictional" in str(on_sample.scope())
    assert on_sample.findings == ()
    parts = [on_sample.verdicts(), on_sample.yardstick(), on_sample.pattern.in_words(),
             on_sample.pattern.table_shares(), on_sample.pattern.table_inspections(),
             table_rules(on_sample.findings), words_of_rules(on_sample.findings)]  # fmt: skip
    assert all(isinstance(part, Prose) and not part.paragraphs for part in parts)
    assert all(
        str(on_sample.place(name)) == f"{name} is not in these data, so nothing is shown." for name in PLACES.values()
    )


def test_fictional_authorities_are_never_taken_for_the_five_places() -> None:
    fictional = cast(Study, SimpleNamespace(illustrative=True, authorities=dict.fromkeys(PLACES)))
    assert CaseStudies(fictional).names == {}
    genuine = cast(Study, SimpleNamespace(illustrative=False, authorities=dict.fromkeys(PLACES)))
    assert CaseStudies(genuine).names == PLACES


def test_a_reading_is_told_with_date_england_and_place() -> None:
    told = evidence(Finding(BASE, (Reading(2021, (value(28.8),), True),), "agrees"))
    assert str(told) == "Agency rate. 30 September 2021: 28.8% (England 15.5%; joint 7th highest of 148)."


def test_where_it_depends_on_the_year_each_reading_says_what_it_tells() -> None:
    readings = (Reading(2021, (value(28.8),), True), Reading(2022, (value(9.0, year=2022),), False),
                Reading(2023, (value(0.0, year=2023, flag="suspect_zero"),), None))  # fmt: skip
    lines = str(evidence(Finding(BASE, readings, "depends on the year"))).split("<br>")
    assert [line.rsplit(". ", 1)[-1] for line in lines] == ["Bears it out.", "Does not bear it out.", "Does not count."]
    assert "30 September 2023: no sound value, a published zero that is hard to believe at this size" in lines[2]


def test_a_change_a_record_and_a_judgement_in_words() -> None:
    pair = (value(8.8, year=2020), value(15.2))
    change = evidence(Finding(replace(BASE, kind="change"), (Reading(2021, pair, True),), "agrees"))
    assert change.endswith("30 September 2021: 15.2% (England 15.5%; joint 7th highest of 148): up 6.4.")
    england = replace(BASE, kind="record", authority="England")
    record = evidence(
        Finding(england, (Reading(2021, tuple(replace(one, position=None) for one in pair), True),), "agrees")
    )
    assert record == "England, agency rate. 30 September 2021: 15.2%; highest before, 30 September 2020: 8.8%."
    judged = Judgement(pd.Timestamp(2019, 1, 14), pd.Timestamp(2019, 5, 17), "ILACS", "Requires improvement")
    graded = replace(BASE, kind="grade_given", measure="leaders")
    assert evidence(Finding(graded, (Reading(2019, (judged,), True),), "agrees")) == (
        "Impact of leaders. ILACS inspection begun 14 January 2019: requires improvement to be good."
    )
    sif = replace(judged, framework="SIF", grade=None)
    in_force = replace(graded, kind="grade_in_force")
    assert "30 September 2019: no judgement (SIF report of 17 May 2019)" in evidence(
        Finding(in_force, (Reading(2019, (sif,), None),), "cannot be checked")
    )


def test_what_is_needed_comes_first_and_the_nearest_number_after() -> None:
    said = replace(BASE, kind="not_in_open_data", measure="inpost_fte", needs="a survey <of> staff")
    lines = str(evidence(Finding(said, (Reading(2021, (value(297.2),), None),), "cannot be checked"))).split("<br>")
    assert lines == ["Would need a survey &lt;of&gt; staff.",
                     "Nearest number: Social workers in post. 30 September 2021: 297.2 FTE."]  # fmt: skip
    nothing = Finding(BASE, (), "cannot be checked")
    assert evidence(nothing) == "The data have no inspection or census to check it by."


def test_a_verdict_stands_with_what_is_unchecked_and_what_is_close() -> None:
    close = Reading(2021, (value(15.9),), False, 0.4)
    firm = Reading(2020, (value(28.8, year=2020),), True, 13.3)
    said = replace(BASE, unchecked="that it was a <risk>", said="2021-01")
    assert verdict_cell(Finding(said, (firm, close), "depends on the year")) == (
        "depends on the year<br>Not checked: that it was a &lt;risk&gt;.<br>Care: 30 September 2021 decides by 0.4 "
        "points; 30 September 2021 came after the article. Without it: agrees in part."
    )
    assert verdict_cell(Finding(BASE, (firm,), "agrees")) == "agrees"
    assert verdict_cell(Finding(BASE, (close,), "disagrees")).endswith("Without it: nothing is left.")
    also = replace(close, holds=True)
    told = care_in_words([Finding(BASE, (firm,), "agrees"), Finding(BASE, (firm, also), "agrees")])
    assert told.startswith("How firm are they? 1 verdict counts a reading") and told.endswith(
        "no verdict would change."
    )
    assert "1 verdict would differ: C01 (disagrees here, cannot be checked then)." in care_in_words(
        [Finding(BASE, (close,), "disagrees")]
    )


def test_a_region_is_named_where_its_value_is_read() -> None:
    told = evidence(Finding(replace(BASE, authority="South East"), (Reading(2021, (value(28.8),), True),), "agrees"))
    assert told.startswith("The South East, agency rate. 30 September 2021: 28.8%")


def test_the_lead_counts_verdicts() -> None:
    agree, other = Finding(BASE, (), "agrees"), Finding(replace(BASE, dating="about"), (), "disagrees")
    lost = Finding(BASE, (), "cannot be checked")
    assert counts_in_words([agree, other, other, lost], "Here") == (
        "Of 4 claims that press articles made about Here, 3 can be held against the open data used here: 1 agrees and "
        "2 disagree. The other 1 cannot."
    )
    assert "Of the 2 that name an inspection, a figure or a record, all 2 agree; of the 1" in dating_in_words(
        [agree, agree, other]
    )


def test_an_unknown_place_is_an_error(on_sample: CaseStudies) -> None:
    with pytest.raises(KeyError):
        on_sample.place("Atlantis")


@pytest.mark.mirror
def test_the_tables_hold_every_claim_once_with_its_computed_verdict(cases: CaseStudies, real: Study) -> None:
    tables = {key: cases.table(key).data for key in PLACES}
    assert {key: len(rows) for key, rows in tables.items()} == Counter(claim.place for claim in load_claims())
    verdicts = [cell.split("<br>")[0] for rows in tables.values() for cell in rows["verdict"]]
    assert Counter(verdicts) == Counter(one.verdict for one in check_claims(real))
    counted = cases.verdicts()
    assert isinstance(counted, Table)
    assert counted.data.iloc[-1].tolist() == ["All", 53, 15, 4, 3, 6, 25]


@pytest.mark.mirror
def test_the_answer_is_honest_about_pattern_and_stories(cases: CaseStudies) -> None:
    text = str(cases.answer())
    assert "28 can be held against the open data used here: 15 agree, 4 agree in part, 3 disagree and 6 depend" in text
    assert "11 agree and 1 agrees in part; of the 16" in text
    assert (
        "They are stories: too few to show a pattern, or to deny one. In 9 inspections of places that the press chose, "
        "2 of 3 measures (turnover rate and agency rate) point the same way as in all of England and 1 of 3 measures "
        "(caseload) points the other way; none of the 3 differences is beyond chance."
    ) in text


@pytest.mark.mirror
def test_the_section_states_its_rule_and_every_measures_way(cases: CaseStudies) -> None:
    rule, turnover, caseload, agency, _national = cases.pattern.in_words().paragraphs
    assert all(f"'{name}', {when}" in rule for name, when in ANSWERS.items())
    assert "p below 0.05" in rule
    assert turnover.endswith("the same way as in all of England.") and "(p = 1.00)" in turnover
    assert caseload.endswith("the other way.") and "(p = 0.50)" in caseload
    assert agency.endswith("the same way as in all of England.") and "(p = 0.46)" in agency


@pytest.mark.mirror
def test_the_verdicts_that_turn_on_close_or_later_readings_are_named(cases: CaseStudies) -> None:
    text = str(cases.yardstick())
    assert "14 verdicts count a reading that is close" in text
    assert "3 verdicts would differ: C38 (depends on the year here, agrees in part then), C40 (depends" in text
    cells = {said[:3]: cell for key in PLACES for said, cell in cases.table(key).data[["said", "verdict"]].to_numpy()}
    assert cells["C11"] == (
        "agrees in part<br>Not checked: that it had enough experience.<br>"
        "Care: 30 September 2017 decides by 0.7 points. Without it: the same."
    )
    assert "30 September 2019 came after the article. Without them: the same." in cells["C49"]
    assert cells["C01"] == "agrees"


@pytest.mark.mirror
def test_each_place_has_words_figure_and_table(cases: CaseStudies) -> None:
    for key, name in PLACES.items():
        assert isinstance(cases.place(name), Html)
        figure = cases.figure(key)
        assert isinstance(figure, Figure)
        assert name in figure.alt
        words = f"{cases.summary(key)} {' '.join(map(str, cases.table(key).data['data']))}".replace("<br>", " ")
        assert BAD_ENGLISH.search(words) is None, BAD_ENGLISH.search(words)
    hull = str(cases.summary("810"))
    assert "inadequate (ILACS inspection begun 14 January 2019)" in hull
    assert "the turnover rate was 6.3% in 2018 and 6.0% in 2025 (England 15.1% and 11.8%)" in hull.replace(
        "The t", "the t"
    )
    assert "Left out: the turnover rate of 2017, a published zero that is hard to believe" in hull
    sunderland = str(cases.summary("394"))
    assert "Left out: the turnover rate of 2024, withheld by the publisher" in sunderland
    assert "Shown as zero: the agency rate of 2023, rounds to 0 but is not 0 [low], the agency rate" in sunderland


@pytest.mark.mirror
def test_a_first_day_that_is_estimated_is_said_in_the_subtitle(cases: CaseStudies) -> None:
    told = {key: "eight weeks before their report" in cases.figure(key).subtitle for key in PLACES}  # type: ignore[union-attr]
    assert told == {"810": False, "808": False, "831": True, "394": True, "825": True}


@pytest.mark.mirror
def test_a_place_that_the_data_lack_is_said(real: Study) -> None:
    class Without:
        def __contains__(self, key: object) -> bool:
            return key != "831" and key in real.authorities

    lacking = CaseStudies(replace(real, authorities=Without()))  # type: ignore[arg-type]
    assert lacking.names.keys() == PLACES.keys() - {"831"}
    assert str(lacking.scope()).startswith("Derby is not in these data")
    assert str(lacking.place("Derby")) == "Derby is not in these data, so nothing is shown."


@pytest.mark.mirror
def test_a_series_without_a_sound_value_is_a_sentence_not_an_empty_figure(real: Study) -> None:
    bare = CaseStudies(replace(real, workforce=real.workforce.assign(caseload_flag="unavailable")))
    assert str(bare.figure("810")) == "No figure: Hull has no sound caseload in any year."
    assert "no sound caseload is published" in str(bare.summary("810"))
    assert {one.verdict for one in bare.findings if one.claim.measure == "caseload"} == {"cannot be checked"}


@pytest.mark.mirror
def test_the_rules_on_the_page_are_the_declared_ones_and_count_every_claim(cases: CaseStudies) -> None:
    rules = table_rules(cases.findings)
    assert isinstance(rules, Table)
    assert rules.data["claims"].sum() == 53
    assert "Verdict 'depends on the year'" in str(words_of_rules(cases.findings))
