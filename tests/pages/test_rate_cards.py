"""The five cards of an authority: value with its unit, change on the year before, place, neighbours, England."""

from __future__ import annotations

import re
from typing import Any

import pytest
from made_study import area, beside, made, of

from workforce_grades.codebook import EXPOSURES, MEASURES
from workforce_grades.pages.local_authority.cards import rate_cards
from workforce_grades.study import Study

CARD = re.compile(
    r'<li class="card"><p class="card-name">(.*?) <span>(.*?)</span></p><p class="card-value">(.*?)</p>'
    r'<p class="card-notes">(.*?)</p></li>'
)


def card(study: Study, measure: str, key: str = "801") -> tuple[str, str, list[str]]:
    """Return the year, the value and the notes of one card."""
    found = {name: (year, value, notes) for name, year, value, notes in CARD.findall(str(cards(study, key)))}
    year, value, notes = found[MEASURES[measure].label]
    return year, value, re.findall(r"<span>(.*?)</span>", notes) or [notes]


def cards(study: Study, key: str = "801") -> str:
    return rate_cards(beside(study, key))._repr_html_()


def test_there_is_one_card_a_rate_in_the_order_of_the_study() -> None:
    html = cards(made(of("801", 2024)))
    assert html.startswith('<ul class="cards"><li')
    assert [name for name, *_rest in CARD.findall(html)] == [MEASURES[name].label for name in EXPOSURES]


@pytest.mark.parametrize(
    ("measure", "value", "shown"),
    [("turnover_rate", 14.84, "14.8%"), ("caseload", 16.25, "16.2 <small>cases</small>"),
     ("absence_rate", (0.0, "suspect_zero"), "0.0%"), ("agency_rate", "low", "[low]")],
)  # fmt: skip
def test_a_value_has_its_unit_which_stands_smaller_where_it_is_a_word(measure: str, value: Any, shown: str) -> None:
    assert card(made(of("801", 2024, **{measure: value})), measure)[:2] == ("2024", shown)


def test_a_unit_keeps_its_capitals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workforce_grades.pages.local_authority.cards.change_with_unit", lambda *_of: "up 3.0 FTE")
    assert card(made(of("801", 2023), of("801", 2024)), "caseload")[2][0] == "Up 3.0 FTE on 2023"


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (8.8, 15.2, "Up 6.4 points on 2023"),
        (15.2, 8.8, "Down 6.4 points on 2023"), (14.96, 15.04, "No change on 2023"),
        ("unavailable", 15.0, None), ("low", 15.0, None), (15.0, "low", None), ("low", "low", None),
    ],
    ids=str,
)  # fmt: skip
def test_the_change_is_of_the_values_shown_and_none_is_said_of_what_is_no_number(
    before: Any, now: Any, said: str | None
) -> None:
    study = made(of("801", 2023, turnover_rate=before), of("801", 2024, turnover_rate=now))
    changes = [note for note in card(study, "turnover_rate")[2] if " on 20" in note]
    assert changes == ([said] if said else [])


def test_a_gap_of_a_year_is_no_change() -> None:
    study = made(of("801", 2022, caseload=10), of("802", 2023), of("801", 2024, caseload=12))
    assert card(study, "caseload")[2] == ["Lowest of 1 return", "Neighbours –", "England 16.0"]


def test_the_notes_are_change_place_size_neighbours_and_england_in_this_order() -> None:
    study = made(
        of("801", 2023, turnover_rate=10, inpost_fte=19.9), of("801", 2024, turnover_rate=12, inpost_fte=19.9),
        of("811", 2024, turnover_rate=13.5), of("812", 2024, turnover_rate=9),
        neighbours={"801": ["811", "812"]}, areas=[area("England", 2024, turnover_rate=14.04)],
    )  # fmt: skip
    assert card(study, "turnover_rate")[2] == [
        "Up 2.0 points on 2023",
        "2nd lowest of 3 returns", "Fewer than 20 FTE in post", "Neighbours 11.2", "England 14.0",
    ]  # fmt: skip


@pytest.mark.parametrize(("size", "is_small"), [(19.99, True), (20.0, False)])
def test_a_small_base_is_said_below_twenty_only(size: float, *, is_small: bool) -> None:
    study = made(of("801", 2024, inpost_fte=size))
    assert ("Fewer than 20 FTE in post" in card(study, "caseload")[2]) == is_small


def test_the_size_is_that_of_the_year_that_is_shown() -> None:
    study = made(of("801", 2023, inpost_fte=12), of("801", 2024, caseload="unavailable"))
    assert "Fewer than 20 FTE in post" in card(study, "caseload")[2]
    assert "Fewer than 20 FTE in post" not in card(study, "turnover_rate")[2]


def test_a_rate_whose_last_value_is_older_has_the_year_and_the_comparators_of_then() -> None:
    study = made(
        of("801", 2022, agency_rate=9), of("801", 2023, agency_rate=11), of("801", 2024, agency_rate="suppressed"),
        areas=[area("England", 2023, agency_rate=13.3)],
    )  # fmt: skip
    assert card(study, "agency_rate") == (
        "2023", "11.0%", ["Up 2.0 points on 2022", "Lowest of 1 return", "Neighbours –", "England 13.3"],
    )  # fmt: skip


def test_a_rate_that_was_never_published_says_so() -> None:
    study = made(of("801", 2023, vacancy_rate="unavailable"), of("801", 2024, vacancy_rate="unavailable"))
    assert card(study, "vacancy_rate") == ("", "–", ["Not published; see the notes"])
    assert [card(made(of("802", 2024)), name)[1] for name in EXPOSURES] == ["–"] * 5
