"""Every authority's page reads like English, says its own cautions, and shows only numbers that were published."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from workforce_grades.codebook import EXPOSURES
from workforce_grades.errors import UnknownNameError
from workforce_grades.pages.figures import Figure
from workforce_grades.pages.local_authority.censuses import caps_in_words
from workforce_grades.pages.local_authority.comparators import Comparators
from workforce_grades.pages.local_authority.page import LocalAuthority, local_authority
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import Prose, spoken, value_with_unit
from workforce_grades.study import Study

PLACE = re.compile(r"((Joint )?(\d+(st|nd|rd|th) )?(lowest|highest)|Lowest|Highest) of \d+ returns|")
BAD_ENGLISH = re.compile(r"\bnan\b|\bNone\b|NaT|\b(\w+) \1\b(?! and)|\(\)|  |\.\.|, ,|;\.|\{|\}", re.IGNORECASE)


def words(page: LocalAuthority) -> str:
    return "\n".join(str(part) for part in (page.answer(), page.national(), page.notes(), caps_in_words(page.compared)))


def check_words(study: Study) -> None:
    for authority in study.authorities.current:
        page = LocalAuthority(study, authority)
        text = words(page)
        assert spoken(authority.name) in text
        found = BAD_ENGLISH.search(text.replace(spoken(authority.name), "X"))
        assert found is None, f"{authority.name}: {found}"
        assert "nan" not in page.cards()._repr_html_()
        assert page.comparison()._repr_html_().count('class="own"') == 1


def test_every_page_of_the_sample_reads_like_english(study: Study) -> None:
    check_words(study)


@pytest.mark.mirror
def test_every_page_of_the_real_data_reads_like_english(real: Study) -> None:
    check_words(real)


def test_unknown_authority_is_answered_with_the_nearest(study: Study) -> None:
    name = study.authorities.current[5].name
    with pytest.raises(UnknownNameError) as caught:
        local_authority(study, name[:-1] + "x")
    assert name in caught.value.nearest


def test_names_codes_and_slugs_find_the_same_page(study: Study) -> None:
    authority = study.authorities.current[3]
    for text in (authority.name, authority.slug, authority.ons_code, authority.la_key, authority.name.upper()):
        assert local_authority(study, text).authority == authority


def test_figures_mark_ilacs_inspections_and_carry_the_numbers(study: Study) -> None:
    page = local_authority(study, study.authorities.current[0].name)
    for measure in EXPOSURES:
        figure = page.trend(measure)
        assert isinstance(figure, Figure)
        assert figure.illustrative
        shown = figure.data.data.set_index("year")["authority"].dropna()
        own = page.compared.own[measure].dropna()
        assert shown.to_numpy() == pytest.approx(own.to_numpy())
        assert page.authority.name in figure.alt
        assert f"highest {value_with_unit(own.max(), measure)} in" in figure.alt


def test_the_key_names_the_four_lines_and_stands_before_the_figures(study: Study) -> None:
    page = local_authority(study, study.authorities.current[0].name)
    html = page.trends()._repr_html_()
    key = html[: html.index("<figure>")]
    for words in (page.authority.name, page.authority.region_name, "England", "Median of its statistical neighbours"):
        assert f"</svg> {words}</li>" in key
    assert "30 September" in key
    assert html.count("<figure>") == len(EXPOSURES)


@pytest.mark.mirror
def test_derby_is_compared_with_the_values_that_are_shown(real: Study) -> None:
    page = local_authority(real, "Derby")
    series = page.compared.series("turnover_rate")
    assert series.loc[[2020, 2021], "authority"].tolist() == [8.8, 15.2]
    assert series.loc[2021, "england"] == 15.4
    assert "the turnover rate in 2025 was 7.9%: below the median of its statistical neighbours" in str(page.answer())
    assert "outstanding (inspected from 21 March 2022" in str(page.answer())


@pytest.mark.mirror
@pytest.mark.parametrize(
    ("name", "caution"),
    [
        ("Kingston upon Thames", "joint one with Richmond upon Thames (2017 to 2025)"),
        ("West Northamptonshire", "joint one with North Northamptonshire (2021 to 2025)"),
        ("Cumberland", "formed by splitting Cumbria on 1 April 2023"),
        ("Bournemouth, Christchurch and Poole", "formed by merging Bournemouth and Poole on 1 April 2019"),
        ("Barnsley", "ONS code changed from E08000016 to E08000038 on 1 April 2025"),
        ("City of London", "fewer than 20 FTE social workers in post in 2017 to 2025"),
        ("Isles of Scilly", "Turnover rate has no value in 2021 to 2025: not applicable"),
        ("Westminster", "Turnover rate has no value in 2025: not available from the publisher"),
        ("Sunderland", "Agency rate in 2023 to 2025 rounds to 0 but is not 0"),
        ("Derby", "Turnover rate is published as 0 in 2017, which is hard to believe"),
    ],
)
def test_each_kind_of_caution_is_said_where_it_belongs(real: Study, name: str, caution: str) -> None:
    assert caution in str(local_authority(real, name).notes())


@pytest.mark.mirror
def test_an_authority_without_turnover_has_its_last_year_and_no_empty_figure(real: Study) -> None:
    page = local_authority(real, "Isles of Scilly")
    latest = page.compared.latest("turnover_rate")
    assert latest is not None
    assert latest[0] == 2020
    assert isinstance(page.trend("turnover_rate"), Figure)


@pytest.mark.mirror
def test_numbers_of_very_few_people_say_so_beside_them_and_which_year_they_are_of(real: Study) -> None:
    page = local_authority(real, "Isles of Scilly")
    answer = str(page.answer())
    assert answer.startswith("In the Isles of Scilly, the turnover rate in 2020, the latest published, was 0.0%")
    assert "It had fewer than 20 FTE social workers in post in 2020 and 2025" in answer
    assert "fewer than 20 FTE" not in str(local_authority(real, "Derby").answer())


@pytest.mark.mirror
def test_numbers_of_two_say_so_beside_them(real: Study) -> None:
    said = "It makes one workforce return together with {}: these are the numbers of both."
    assert said.format("Richmond upon Thames") in str(local_authority(real, "Kingston upon Thames").answer())
    assert said.format("North Northamptonshire") in str(local_authority(real, "West Northamptonshire").answer())
    assert "together" not in str(local_authority(real, "Derby").answer())


@pytest.mark.mirror
def test_names_stand_in_captions_as_they_are_spoken(real: Study) -> None:
    hull, scilly = (local_authority(real, name) for name in ("Kingston upon Hull", "Isles of Scilly"))
    assert hull.yearly().caption == "Kingston upon Hull, year by year"
    trend, history = hull.trend("caseload"), scilly.history()
    assert isinstance(trend, Figure)
    assert trend.subtitle == "Caseload (cases per FTE), Kingston upon Hull and comparators, 2017 to 2025"
    assert isinstance(history, Table)
    assert history.caption == "Inspections of the Isles of Scilly, latest first"


@pytest.mark.mirror
def test_the_comparison_shows_the_symbol_where_there_is_no_number(real: Study) -> None:
    table = local_authority(real, "City of London").comparison()
    rows = table.data.set_index("name")
    assert rows.loc["Westminster"].to_list() == ["[x]"] * 5
    assert rows.loc["City of London", "caseload"] == 11.2
    assert table.note.endswith("In place of a number: not available from the publisher [x].")
    assert "In place" not in local_authority(real, "Derby").comparison().note


@pytest.mark.mirror
def test_a_framework_is_named_once(real: Study) -> None:
    named = {name for a in real.authorities.current for name in history_frameworks(LocalAuthority(real, a))}
    assert named == {"ILACS, standard", "ILACS, short", "SIF", "SIF re-inspection"}


def history_frameworks(page: LocalAuthority) -> list[str]:
    table = page.history()
    return [] if isinstance(table, Prose) else table.data["framework"].to_list()


@pytest.mark.mirror
@pytest.mark.parametrize("name", ["Kingston upon Thames", "Richmond upon Thames", "North Northamptonshire"])
def test_an_authoritys_own_joint_return_is_not_its_own_neighbour(real: Study, name: str) -> None:
    compared = local_authority(real, name).compared
    own = compared.own["return_group"].loc[2025]
    members = real.members[(real.members["year"] == 2025) & (real.members["return_group"] != own)]
    neighbours = members[members["la_key"].isin(compared.neighbour_keys)].drop_duplicates("return_group")
    assert len(neighbours) == 9
    assert compared.series("turnover_rate").loc[2025, "neighbours"] == neighbours["turnover_rate"].median()
    assert "shares its return and is left out of the neighbour median" in str(local_authority(real, name).notes())


@pytest.mark.mirror
def test_two_neighbours_with_one_return_count_once(real: Study) -> None:
    mine = real.neighbours["la_key"] == "816"
    keys = real.neighbours["neighbour_key"].mask(mine & (real.neighbours["rank"] == 1), "314")
    keys = keys.mask(mine & (real.neighbours["rank"] == 2), "318")
    page = local_authority(replace(real, neighbours=real.neighbours.assign(neighbour_key=keys)), "York")
    in_2025 = page.compared.neighbour_returns.query("year == 2025")
    assert (in_2025["return_group"] == "314+318").sum() == 1
    assert len(in_2025) == 9
    assert "counts once in the neighbour median" in str(page.notes())


def test_places_leave_out_small_and_flagged_returns_and_say_ties(study: Study) -> None:
    for authority in study.authorities.current:
        compared = Comparators(study, authority)
        for measure in EXPOSURES:
            latest = compared.latest(measure)
            if latest is None:
                continue
            place = compared.place(measure, latest[0])
            sound = compared.own[f"{measure}_flag"].loc[latest[0]] == "ok"
            assert bool(place) == sound
            assert re.fullmatch(
                r"((Joint )?(\d+(st|nd|rd|th) )?(lowest|highest)|Lowest|Highest) of \d+ returns|", place
            )


def test_a_measure_that_was_never_published_gets_a_sentence(study: Study) -> None:
    page = local_authority(study, study.authorities.current[0].name)
    mine = study.workforce["return_group"] == page.compared.own["return_group"].iloc[-1]
    emptied = replace(study, workforce=study.workforce.assign(caseload=study.workforce["caseload"].mask(mine)))
    without = local_authority(emptied, page.authority.name)
    assert isinstance(without.trend("caseload"), Prose)
    assert isinstance(without.trend("turnover_rate"), Figure)
    assert "Not published; see the notes" in without.cards()._repr_html_()


@pytest.mark.mirror
def test_words_agree_with_the_numbers_beside_them(real: Study) -> None:
    pattern = re.compile(r"(above|below|the same as) [^()]*? \(([\d.]+)\)")
    for authority in real.authorities.current:
        for part in str(LocalAuthority(real, authority).answer()).split(";"):
            value = re.search(r"was ([\d.]+)(?:%| cases)", part)
            for word, other in pattern.findall(part) if value else ():
                own = float(value[1]) if value else 0.0
                expected = "above" if own > float(other) else "below" if own < float(other) else "the same as"
                assert word == expected, part


@pytest.mark.mirror
@pytest.mark.parametrize(
    ("name", "census", "days", "remark"),
    [
        ("Devon", "2023", 366, "began on the day of a census, so the one before counts"),
        ("Kingston upon Thames", "2024", 63, "joint return with Richmond upon Thames"),
        ("City of London", "2023", 359, "fewer than 20 FTE: not in the primary sample"),
        ("Cumberland", "2024", 7, ""),
        ("Westmorland and Furness", "2023", 205, ""),
        ("Dorset", "2024", 168, ""),
    ],
)
def test_the_census_of_the_latest_inspection_and_what_is_particular_about_it(
    real: Study, name: str, census: str, days: int, remark: str
) -> None:
    table = local_authority(real, name).linked()
    assert isinstance(table, Table)
    row = table.data.iloc[0]
    assert (row["census"], row["days"], row.get("remark", "")) == (census, days, remark)


@pytest.mark.mirror
def test_a_measure_that_was_not_published_keeps_its_symbol_beside_the_inspection(real: Study) -> None:
    table = local_authority(real, "Isles of Scilly").linked()
    assert isinstance(table, Table)
    assert table.data.iloc[0]["turnover_rate"] == "[z]"
    assert "In place of a number: not applicable" in table.note


@pytest.mark.mirror
def test_caps_are_a_division_of_the_published_cases(real: Study) -> None:
    html = local_authority(real, "Cumberland").caps()._repr_html_()
    assert "1,696 cases were held by 95.4 FTE social workers: a caseload of 17.8" in html
    assert '<th scope="row">At most 16</th><td class="number">106.0</td><td class="number">10.6</td>' in html
    assert '<td class="number">94.2</td><td class="number">0.0</td><td>below it already</td>' in html
    assert "not a prediction" in html
    # the latest caseload of an authority whose last return is missing is of an earlier year
    assert "At the census of 2024, 700 cases" in local_authority(real, "Westminster").caps()._repr_html_()


@pytest.mark.mirror
def test_every_year_of_an_authority_stands_in_one_table(real: Study) -> None:
    table = local_authority(real, "Birmingham").yearly()
    assert table.data["year"].to_list() == [str(year) for year in range(2017, 2026)]
    assert table.data.set_index("year").loc["2024", ["turnover_rate", "caseload", "agency_rate"]].to_list() == [
        12.9, "[u]", "[u]",
    ]  # fmt: skip
    assert table.note == "In place of a number: withheld by the publisher because it is of low reliability [u]."
    assert local_authority(real, "Cumberland").yearly().data["year"].to_list() == ["2023", "2024", "2025"]


@pytest.mark.mirror
def test_a_place_that_took_over_a_part_of_another_says_so(real: Study) -> None:
    notes = str(local_authority(real, "Bournemouth, Christchurch and Poole").notes())
    assert "On 1 April 2019 it also took over part of the area of Dorset, whose numbers cannot be divided." in notes
    assert "took over" not in str(local_authority(real, "Dorset").notes())


def test_without_caseloads_and_ilacs_inspections_there_are_sentences(study: Study) -> None:
    page = local_authority(study, study.authorities.current[0].name)
    mine = study.workforce["return_group"] == page.compared.own["return_group"].iloc[-1]
    bare = replace(
        study, workforce=study.workforce.assign(cases=study.workforce["cases"].mask(mine)),
        inspections=study.inspections[study.inspections["framework"] != "ILACS"],
    )  # fmt: skip
    without = local_authority(bare, page.authority.name)
    assert "has no published caseload with its cases" in without.caps()._repr_html_()
    assert "There is no ILACS inspection of" in str(without.linked())
