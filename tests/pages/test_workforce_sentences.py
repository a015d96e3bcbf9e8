"""Sentences on the five measures over the censuses: peaks, spread, who moved, what lasts, what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from made_study import NORTH, WESSEX, Row, area, course, lasting, made, of

from workforce_grades.codebook import EXPOSURES
from workforce_grades.pages.workforce_over_time.words import (
    answer_in_words,
    lasting_in_words,
    missing_in_words,
    moves_in_words,
    spread_in_words,
    stability_in_words,
    windows_in_words,
)
from workforce_grades.study import Study

STEADY = {name: lasting(name, 50) for name in EXPOSURES}
KEYS = ("801", "802", "803", "811", "812", "813", "804")


def totalled(*returns: Row, more: float = 0, place: str = "England") -> Study:
    """Return a study whose totals are the sums of the returns, in England and each region, and `more` at one place."""
    areas = []
    for name in ("England", "North East", "Wessex"):
        rows = [row for row in returns if name in ("England", row["region_name"])]
        for year in {row["year"] for row in returns}:
            sizes = [row["inpost_fte"] for row in rows if row["year"] == year and row["inpost_fte"] > 0]
            areas.append(area(name, year, inpost_fte=sum(sizes) + (more if name == place else 0)))
    return made(*returns, areas=areas)


def spread_of(*values: tuple[Any, ...], measure: str = "turnover_rate") -> Study:
    """Return a study with these values of a year's returns, the last year being 2024."""
    return made(*(of(key, year, **{measure: value}) for year, row in zip(range(2025 - len(values), 2025), values,
                  strict=True) for key, value in zip(KEYS, row, strict=False)))  # fmt: skip


@pytest.mark.parametrize(
    ("turnover", "said"),
    [
        ((10, 12, 15), "turnover rate up 5.0 points (its highest of all, 15.0%)"),
        ((16, 12, 15), "turnover rate down 1.0 points (highest in 2022, 16.0%)"),
        ((15.04, 16.0, 15.0), "turnover rate no change (highest in 2023, 16.0%)"),
        ((16.04, 15.96, 15), "turnover rate down 1.0 points (highest in 2022 and 2023, 16.0%)"),
        ((15.96, 12, 16.04), "turnover rate no change (its highest of all, 16.0%)"),
    ],
)
def test_england_is_told_as_published_with_change_and_peak(turnover: tuple[float, ...], said: str) -> None:
    areas = [area("England", 2022 + at, turnover_rate=value, caseload=17 - at) for at, value in enumerate(turnover)]
    study = made(*(of("801", year) for year in (2022, 2023, 2024)), areas=areas)
    assert answer_in_words(study, STEADY)[0] == (
        f"England on 30 September 2024: turnover rate {turnover[-1]:.1f}%, caseload 15.0 cases, agency rate 18.0%, "
        f"vacancy rate 17.0% and absence rate 3.0%. Since 2022: {said}; caseload down 2.0 cases (highest in 2022, 17.0 "
        "cases); agency rate no change (its highest of all, 18.0%)."
    )


def test_the_answer_is_england_the_spread_of_turnover_and_what_lasts() -> None:
    study = made(of("801", 2024))
    told = answer_in_words(study, STEADY)
    assert told[1:] == [spread_in_words(study, "turnover_rate"), lasting_in_words(STEADY)]


@pytest.mark.parametrize(
    ("before", "change"), [((13, 14, 15, 16, 17), "wider than in 2023 (2.0)"),
                           ((10, 12, 14, 16, 30), "as wide as in 2023 (4.0)"),
                           ((0.5, 10, 14, 16, 18), "narrower than in 2023 (6.0)")],
)  # fmt: skip
def test_the_spread_is_the_middle_half_its_ends_and_its_width_before(before: tuple[float, ...], change: str) -> None:
    assert spread_in_words(spread_of(before, (10, 12, 14, 16, 18)), "turnover_rate") == (
        "Turnover rate in 2024 differed between 5 returns: the middle half ran from 12.0 to 16.0%, lowest 10.0% "
        f"(Ashby), highest 18.0% (Fenholt). That middle half is 4.0 wide, {change}."
    )


def test_who_share_an_end_are_named_up_to_three_and_the_rest_are_counted() -> None:
    told = spread_in_words(spread_of((10, 10, 10.04, 10, 20, 20, 9.96), measure="caseload"), "caseload")
    assert "lowest 10.0 cases (Ashby, Brayford, Corby Vale and 2 more)" in told
    assert "highest 20.0 cases (Fenholt and Greyford)" in told


def test_the_spread_of_a_region_is_of_its_own_returns() -> None:
    study = spread_of((10, 12, 14, 16, 18, 20))
    assert "differed between 3 returns: the middle half ran from 11.0 to 13.0%" in (
        spread_in_words(study, "turnover_rate", NORTH)
    )
    assert "lowest 16.0% (Elmshire), highest 20.0% (Greyford)" in spread_in_words(study, "turnover_rate", WESSEX)


MOVED = [
    *course("801", "caseload", [20, 21, 22, 10, 13, 16]),  # 21 to 13
    *course("803", "caseload", [15, 16, 17, 18, 19, 20]),  # 16 to 19
    *course("804", "caseload", [15, 16, 17, 8, 8, 8]),  # 16 to 8, as far as the first
    *course("811", "caseload", [10, 10, 10, 10, 10, 10.1]),  # 10.0 to 10.0 as shown
]


def test_moves_are_counted_and_those_that_moved_most_are_named() -> None:
    told = moves_in_words(made(*MOVED))
    assert told[1] == (
        "Caseload: 2 of 4 returns fell and 1 rose; fell most: Ashby (21.0 to 13.0) and Isles of Dunmere (16.0 to 8.0); "
        "rose most: Corby Vale (16.0 to 19.0)."
    )
    assert told[0] == "Turnover rate: none of 4 returns fell and none rose."
    assert len(told) == len(EXPOSURES)


def test_as_many_are_named_as_are_asked_for_and_a_region_has_its_own() -> None:
    assert moves_in_words(made(*MOVED), NORTH, named=1)[1] == (
        "Caseload: 2 of 3 returns fell and 1 rose; fell most: Ashby (21.0 to 13.0); rose most: Corby Vale (16.0 to "
        "19.0)."
    )
    assert moves_in_words(made(*MOVED), WESSEX)[1] == "Caseload: none of 1 return fell and none rose."


@pytest.mark.parametrize(("years", "is_enough"), [(5, False), (6, True)])
def test_two_windows_of_three_censuses_must_not_overlap(years: int, *, is_enough: bool) -> None:
    study = made(*course("801", "caseload", [16] * years))
    assert (moves_in_words(study) == ["There are too few censuses to compare the first with the last."]) != is_enough
    assert windows_in_words(study).startswith("Compared are averages of 2019 to 2021 and of 2022 to 2024:") == is_enough
    assert bool(windows_in_words(study)) == is_enough


def test_what_lasts_is_the_largest_share_and_what_does_not_the_smallest() -> None:
    shares = zip(EXPOSURES, (40.4, 61.6, 35, 50, 28.4), strict=True)
    assert lasting_in_words({name: lasting(name, share) for name, share in shares}) == (
        "A high caseload lasts longest: of returns in the top quarter, 62% were there again a year later. Of those "
        "with a high absence rate 28% were, where 25% would be if nothing lasted."
    )


def test_the_steadiness_of_a_measure_is_told_for_one_and_three_years() -> None:
    assert stability_in_words(lasting("agency_rate", 60)) == (
        "Agency rate: the order of returns in one census and in the next agrees by 0.80 (rank correlation), 0.40 at 3 "
        "years apart. 44% of the variance lies between authorities' own averages; around its average an authority's "
        "values are correlated by 0.25 from one year to the next, where pure chance would give −0.12. Of returns in "
        "the top quarter of a year, 60% were in it a year later, 40% three years later and 30% in every census until "
        "then."
    )


def test_two_censuses_say_nothing_of_three_years() -> None:
    told = stability_in_words(lasting("agency_rate", 60, ranks=[0.7]))
    assert "agrees by 0.70 (rank correlation), 0.70 at 1 year apart." in told
    assert told.endswith("60% were in it a year later.")


@pytest.mark.parametrize("region", [None, NORTH, WESSEX], ids=["England", "North East", "Wessex"])
def test_where_nothing_is_missing_a_sentence_says_so(region: Any) -> None:
    study = totalled(of("801", 2024), of("811", 2024))
    assert missing_in_words(study, region) == ["Every value is there, and none is in doubt."]


def test_gaps_are_grouped_by_measure_and_reason_with_names_and_years() -> None:
    returns = [
        of("803", 2023, turnover_rate="unavailable"), of("801", 2022, turnover_rate="unavailable"),
        of("801", 2024, turnover_rate="unavailable"), of("801", 2023),
        of("802", 2024, turnover_rate="suppressed", caseload="unreliable"), of("802", 2022),
    ]  # fmt: skip
    assert missing_in_words(totalled(*returns)) == [
        "Turnover rate has no value for Brayford (2024): suppressed by the publisher for confidentiality [c].",
        "Turnover rate has no value for Ashby (2022 and 2024) and Corby Vale (2023): not available from the publisher "
        "[x].",
        "Caseload has no value for Brayford (2024): withheld by the publisher because it is of low reliability [u].",
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (of("804", 2024, agency_rate="low"),
         "Agency rate rounds to 0 but is not 0 [low] for the Isles of Dunmere (2024); it counts as 0.0 here."),
        (of("802", 2024, turnover_rate=(0.0, "suspect_zero")),
         "Turnover rate is published as 0 for Brayford (2024), which is hard to believe at that size: it is left out "
         "of spreads and comparisons here."),
        (of("801", 2024, inpost_fte=19.9),
         "Fewer than 20 FTE in post: Ashby (2024). One person moves such a rate by five points or more, so these "
         "returns are in the tables and not in spreads, places or who moved most."),
        (of("801+802", 2024), "One return for two authorities, counted once: Ashby and Brayford (2024)."),
    ],
    ids=["low", "suspect zero", "small base", "joint"],
)  # fmt: skip
def test_each_kind_of_doubt_has_its_sentence(row: Row, said: str) -> None:
    assert missing_in_words(totalled(row, of("811", 2024))) == [said]


@pytest.mark.parametrize(
    ("more", "said"),
    [(20.0, "20.0 FTE more in post"), (5.0, "5.0 FTE more in post"), (4.9, ""), (-4.9, ""),
     (-1234.5, "1,234.5 FTE fewer in post")],
)  # fmt: skip
def test_a_total_that_differs_by_five_or_more_is_told(more: float, said: str) -> None:
    told = missing_in_words(totalled(of("801", 2024, inpost_fte=2000), more=more))
    whole = f"DfE's total for England in 2024 holds {said} than its published returns add up to."
    assert told == ([whole] if said else ["Every value is there, and none is in doubt."])


@pytest.mark.parametrize(
    ("missing", "said"),
    [(["804"], ": the Isles of Dunmere has no published number of FTE."),
     (["803", "802"], ": Brayford and Corby Vale have no published number of FTE.")],
)  # fmt: skip
def test_who_has_no_number_is_named_beside_the_total_of_that_year(missing: list[str], said: str) -> None:
    blank = [of(key, 2024, inpost_fte="unavailable") for key in missing]
    study = totalled(of("801", 2023), of("801", 2024), *blank, more=30, place="North East")
    of_2023, of_2024 = missing_in_words(study, NORTH)
    assert of_2024 == (
        f"DfE's total for the North East in 2024 holds 30.0 FTE more in post than its published returns add up to{said}"
    )
    assert of_2023.endswith("in 2023 holds 30.0 FTE more in post than its published returns add up to.")


def test_the_most_important_comes_first() -> None:
    told = missing_in_words(totalled(
        of("801+802", 2024), of("803", 2024, inpost_fte=3), of("811", 2024, absence_rate=(0.0, "suspect_zero")),
        of("812", 2024, caseload="low"), of("813", 2024, vacancy_rate="unavailable"), more=9,
    ))  # fmt: skip
    begins = ["Vacancy rate has no", "Caseload rounds to 0", "Absence rate is published as 0", "Fewer than 20 FTE",
              "One return for two", "DfE's total for England"]  # fmt: skip
    assert [text.startswith(begin) for text, begin in zip(told, begins, strict=True)] == [True] * 6


def test_rows_may_stand_in_any_order() -> None:
    study = made(*MOVED)
    turned = replace(study, workforce=study.workforce.iloc[::-1], england=study.england.iloc[::-1])
    assert moves_in_words(turned) == moves_in_words(study)
    assert answer_in_words(turned, STEADY) == answer_in_words(study, STEADY)
