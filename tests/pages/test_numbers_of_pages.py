"""Every number on an authority's page stands where the exported tables have it: part, measure, place and year."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from exported_numbers import Expected
from exported_tables import Exported, date
from shown_numbers import NUMBER, Line, lines, mutations, numbers

from workforce_grades.authorities import Authority
from workforce_grades.codebook import EXPOSURES, MEASURES
from workforce_grades.pages.local_authority.comparators import Comparators, comparisons, standings
from workforce_grades.pages.local_authority.page import LocalAuthority
from workforce_grades.study import Study
from workforce_grades.words.study_words import load_words

HARD_CASES = ("Cumberland", "West Northamptonshire", "Bournemouth, Christchurch and Poole", "Isles of Scilly",
              "Kingston upon Thames", "Devon", "Birmingham")  # fmt: skip
PARTS = ("answer", "cards", "trends", "yearly", "comparison", "history", "linked", "caps", "notes")
"""Parts whose every line is worked out; `national` and `said` are held in their own way."""

NOT_HELD = "the scales of pictures, which are drawn from the table below them, and numbers inside inspectors' sentences"
"""Numbers of a page that no test here looks at."""


def shown_parts(study: Study, authority: Authority) -> dict[str, str]:
    """Return the parts of a page that say numbers."""
    page = LocalAuthority(study, authority)
    return {part: getattr(page, part)()._repr_html_() for part in (*PARTS, "national", "said")}


def bare(found: Iterable[Line]) -> list[tuple[str, str]]:
    """Return lines without those that say no number: rows of dates lose their name, and rows their empty last cells."""
    return [(name if name.isdecimal() or not NUMBER.search(name) else "", ",".join(told).rstrip(","))
            for name, told in found if any(told)]  # fmt: skip


def wrong(part: str, html: str, expected: Expected) -> list[str]:
    """Return what a part of a page says and should not, or should say and does not."""
    if part == "national":
        return unknown(numbers(BeautifulSoup(html, "html.parser").get_text(" ")), expected.estimates())
    if part == "said":
        return wrong_figures(html, expected)
    shown, due = bare(lines(html)), bare(getattr(expected, part)())
    apart = [f"shown {each}" for each in shown if each not in due] + [
        f"due {each}" for each in due if each not in shown
    ]
    return apart or ([] if shown == due else ["lines in another order"])


def unknown(told: tuple[str, ...], groups: set[tuple[str, ...]]) -> list[str]:
    """Return the first number of a sentence that begins no group of an estimate's own numbers."""
    at = 0
    while at < len(told):
        length = next((length for length in (4, 1) if told[at : at + length] in groups), 0)
        if not length:
            return [f"no estimate has {told[at : at + 4]}"]
        at += length
    return []


def wrong_figures(html: str, expected: Expected) -> list[str]:
    """Return what stands beside inspectors' words and is not the day of their visit or the figure of the census."""
    words, soup = load_words(expected.exported.study), BeautifulSoup(html, "html.parser")
    if words is None or soup.dl is None:
        return []
    own = words.reports[words.reports["la_key"] == expected.authority.la_key].sort_values("start_date").iloc[-1]
    note = soup.find("p", class_="table-note")
    found = [] if note and numbers(note.get_text()) == date(own["start_date"]) else [f"day of the visit: {note}"]
    for figure in figures(soup):
        measure = next(name for name in EXPOSURES if figure.startswith(MEASURES[name].label))
        due = expected.figure(str(own["inspection_id"]), measure)
        found += [] if numbers(figure) == due else [f"{figure} for {due}"]
    return found


def figures(soup: BeautifulSoup) -> list[str]:
    """Return the DfE figures that stand beside quotes."""
    labels = tuple(MEASURES[name].label for name in EXPOSURES)
    return [text for entry in soup.find_all("dd") if (text := entry.get_text()).startswith(labels)]


def check(study: Study, exported: Exported, authority: Authority) -> None:
    expected = Expected(exported, authority)
    found = {part: wrong(part, html, expected) for part, html in shown_parts(study, authority).items()}
    assert {part: apart for part, apart in found.items() if apart} == {}, authority.name


def unnoticed(parts: Mapping[str, str], expected: Expected, most: int) -> tuple[Counter[str], Counter[str]]:
    """Change one shown number at a time by its last digit, up to `most` in each part.

    Return how many changes there were, and how many of them nothing noticed, by part.
    """
    made, missed, draw = Counter[str](), Counter[str](), random.Random(20261122)
    for part, html in parts.items():
        bare_part = held(part, html)
        count = sum(1 for _each in mutations(bare_part))
        chosen = set(draw.sample(range(count), min(most, count)))
        for at, (_number, changed) in enumerate(mutations(bare_part)):
            if at in chosen:
                made[part] += 1
                missed[part] += not wrong(part, str(changed), expected)
    return made, missed


def held(part: str, html: str) -> str:
    """Return a part without pictures' own marks and inspectors' sentences, which no exported table holds."""
    soup = BeautifulSoup(html, "html.parser")
    for picture in soup.find_all("svg"):
        picture.clear()
    for entry in soup.find_all("dd") if part == "said" else ():
        if entry.get_text() not in figures(soup):
            entry.clear()
    return str(soup)


@pytest.fixture(scope="module")
def exported(real: Study, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return Exported.of(real, tmp_path_factory.mktemp("exported"))


@pytest.fixture(scope="module")
def made_up(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return Exported.of(study, tmp_path_factory.mktemp("made-up"))


def test_numbers_of_the_samples_pages(study: Study, made_up: Exported) -> None:
    for authority in study.authorities.current[::60]:
        check(study, made_up, authority)


def test_a_number_that_is_off_by_its_last_digit_is_noticed_wherever_it_stands(study: Study, made_up: Exported) -> None:
    authority = study.authorities.current[0]
    made, missed = unnoticed(shown_parts(study, authority), Expected(made_up, authority), 15)
    assert made.total() >= 80
    assert set(made) >= {*PARTS, "national", "said"} - {"notes"}
    assert missed.total() <= 0.05 * made.total(), missed


@pytest.mark.mirror
@pytest.mark.parametrize("name", HARD_CASES)
def test_numbers_of_awkward_pages(real: Study, exported: Exported, name: str) -> None:
    check(real, exported, real.authorities.find(name))


@pytest.mark.mirror
@pytest.mark.parametrize("name", ["Isles of Scilly", "Kingston upon Thames"])
def test_a_wrong_number_of_an_awkward_page_is_noticed(real: Study, exported: Exported, name: str) -> None:
    authority = real.authorities.find(name)
    made, missed = unnoticed(shown_parts(real, authority), Expected(exported, authority), 8)
    assert made.total() >= 50
    assert made["notes"]
    assert missed.total() <= 0.05 * made.total(), missed


def test_another_authoritys_number_is_noticed_too(study: Study, made_up: Exported) -> None:
    one, other = study.authorities.current[:2]
    parts = shown_parts(study, other)
    for part in ("answer", "cards", "trends", "yearly", "comparison"):
        assert wrong(part, parts[part], Expected(made_up, one)), part


def test_numbers_are_read_as_they_are_shown() -> None:
    assert lines('<p>2,134 cases</p><svg aria-label="up 6.4"><text>99</text></svg>') == [
        ("p", ("2134",)),
        ("picture", ("6.4",)),
    ]
    changed = [(number, str(soup)) for number, soup in mutations("<p>1,134 cases, 3.9%</p>")]
    assert changed == [("1,134", "<p>1135 cases, 3.9%</p>"), ("3.9", "<p>1,134 cases, 4.0%</p>")]


@pytest.mark.deep
@pytest.mark.mirror
def test_numbers_of_every_authoritys_page(real: Study, exported: Exported) -> None:
    assert len(real.authorities.current) == 153
    for authority in real.authorities.current:
        check(real, exported, authority)


def test_the_table_of_comparisons_is_what_cards_and_figures_show(study: Study) -> None:
    table = comparisons(study).set_index(["la_key", "measure", "year"])
    for authority in study.authorities.current[::50]:
        compared = Comparators(study, authority)
        for measure in EXPOSURES:
            latest = compared.latest(measure)
            if latest is None:
                continue
            row = table.loc[(authority.la_key, measure, latest[0])]
            assert row[["value", "neighbours", "region", "england"]].to_list() == pytest.approx(
                latest[1].to_list(), nan_ok=True
            )
            assert row["place"] == compared.place(measure, latest[0])


def test_standings_compare_values_as_they_are_shown_and_leave_out_flagged_ones() -> None:
    rows = pd.DataFrame(
        {"return_group": list("abcde"), "year": 2025, "caseload": [10.04, 9.96, 12.0, 1.0, 30.0],
         "caseload_flag": ["ok", "ok", "ok", "small_base", "ok"]}
    )  # fmt: skip
    assert standings(rows, "caseload") == {
        ("a", 2025): "Joint lowest of 4 returns",
        ("b", 2025): "Joint lowest of 4 returns",
        ("c", 2025): "2nd highest of 4 returns",
        ("e", 2025): "Highest of 4 returns",
    }
