"""What inspectors said of one authority: its latest report, by theme, beside the figure of the census before."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from made_study import area, inspected, made, of

from workforce_grades.pages.local_authority import said
from workforce_grades.pages.words import Html, Prose
from workforce_grades.study import Study
from workforce_grades.words.study_words import Words

LATEST, EARLIER = "ILACS-801-2024-03-04", "ILACS-801-2021-03-01"
Mention = tuple[str, str, str, str]
"""Inspection, theme, polarity and sentence."""


def words(*mentions: Mention) -> Words:
    """Return words read from two reports on Ashby."""
    reports = [
        (EARLIER, "801", pd.Timestamp(2021, 3, 1), pd.Timestamp(2021, 4, 26)),
        (LATEST, "801", pd.Timestamp(2024, 3, 4), pd.Timestamp(2024, 4, 29)),
    ]
    themes = [(*mention, "leaders", at) for at, mention in enumerate(mentions, start=1)]
    return Words(
        pd.DataFrame(reports, columns=["inspection_id", "la_key", "start_date", "publication_date"]),
        pd.DataFrame(themes, columns=["inspection_id", "theme", "polarity", "sentence", "section", "sentence_no"]),
        read=2, refused=0, unmatched=0,
    )  # fmt: skip


@pytest.fixture
def ashby() -> Study:
    return made(
        of("801", 2023, caseload=19.2), of("802", 2023, caseload=15), of("803", 2023, caseload=21), of("801", 2020),
        areas=[area("England", 2023, caseload=15.7)], illustrative=False,
        inspections=[inspected("801", "2021-03-01"), inspected("801", "2024-03-04")],
    )  # fmt: skip


def shown(study: Study, monkeypatch: pytest.MonkeyPatch, *mentions: Mention) -> str:
    monkeypatch.setattr(said, "load_words", lambda _study: words(*mentions))
    found = said.said_of(study, study.authorities["801"])
    assert isinstance(found, Html)
    return found._repr_html_()


@pytest.mark.parametrize("read", [None, words((LATEST, "caseload", "positive", "Caseloads are low."))])
def test_without_a_report_a_sentence_says_so(ashby: Study, monkeypatch: pytest.MonkeyPatch, read: Words | None) -> None:
    monkeypatch.setattr(said, "load_words", lambda _study: read)
    assert said.said_of(ashby, ashby.authorities["804"]) == Prose(
        ("No inspection report of the Isles of Dunmere was read for this page.",)
    )


def test_the_latest_report_is_quoted_beside_the_figure_of_the_census_before(
    ashby: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = shown(ashby, monkeypatch, (EARLIER, "caseload", "negative", "Caseloads were high."),
                 (LATEST, "caseload", "positive", "Caseloads are low."))  # fmt: skip
    heading, figure = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html)[0]
    assert heading.endswith(": praised")
    assert figure == "Caseload 2023: 19.2 cases. 2nd lowest of 3 returns; England 15.7"
    assert "“Caseloads are low.” <small>(Report published 29 April 2024, impact of leaders, sentence 2;" in html
    assert "were high" not in html
    assert "From the report on the inspection begun 4 March 2024." in html


@pytest.mark.parametrize(
    ("ways", "verdict"),
    [(["positive"], "praised"), (["negative"], "raised"), (["positive", "negative"], "praised and raised"),
     (["mixed"], "praised and raised"), (["unclear"], "no direction")],
    ids=str,
)  # fmt: skip
def test_each_verdict_has_its_words(
    ashby: Study, monkeypatch: pytest.MonkeyPatch, ways: list[str], verdict: str
) -> None:
    html = shown(ashby, monkeypatch, *((LATEST, "turnover", way, f"It is {way}.") for way in ways))
    assert re.findall(r"<dt>(.*?)</dt>", html)[0].endswith(f": {verdict}")


def test_two_sentences_are_quoted_and_the_rest_are_counted(ashby: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    html = shown(ashby, monkeypatch, *((LATEST, "agency", "positive", f"Sentence {at}.") for at in range(5)))
    assert html.count("“Sentence") == 2
    assert "and 3 more" in html


def test_themes_stand_in_the_order_of_the_rules_and_those_that_are_silent_are_named(
    ashby: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = shown(ashby, monkeypatch, (LATEST, "agency", "positive", "A."), (LATEST, "caseload", "positive", "C."))
    headings = re.findall(r"<dt>(.*?): ", html)
    rules = said.load_rules().themes
    assert headings == [rules["caseload"].label, rules["agency"].label]
    silent = html.partition("The report does not speak of: ")[2].partition(".")[0].split("; ")
    assert rules["turnover"].label.lower() in silent
    assert not {rules["caseload"].label.lower(), rules["agency"].label.lower()} & set(silent)
    assert not {theme.label.lower() for theme in rules.values() if theme.part_of} & set(silent)


def test_a_theme_without_a_measure_has_no_figure_and_one_without_polarity_is_mentioned(
    ashby: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = shown(ashby, monkeypatch, (LATEST, "recruitment", "mentioned", "Recruitment goes on."))
    assert re.search(r"<dt>Recruitment and retention: mentioned</dt><dd>“Recruitment goes on\.”", html)
