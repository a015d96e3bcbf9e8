"""Every authority's page reads like English, says its own cautions, and shows only numbers that were published."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from workforce_grades.codebook import EXPOSURES
from workforce_grades.errors import UnknownNameError
from workforce_grades.pages.figures import Figure
from workforce_grades.pages.local_authority import LocalAuthority, local_authority
from workforce_grades.pages.words import Prose
from workforce_grades.study import Study, load_study

BAD_ENGLISH = re.compile(r"\bnan\b|\bNone\b|NaT|\b(\w+) \1\b(?! and)|\(\)|  |\.\.|, ,|;\.|\{|\}", re.IGNORECASE)


@pytest.fixture(scope="module")
def study(sample: Path) -> Study:
    return load_study(sample)


@pytest.fixture(scope="module")
def real(mirror: Path) -> Study:
    return load_study(mirror)


def words(page: LocalAuthority) -> str:
    return "\n".join(str(part) for part in (page.answer(), page.national(), page.notes()))


def check_words(study: Study) -> None:
    for authority in study.authorities.current:
        page = LocalAuthority(study, authority)
        text = words(page)
        assert authority.name in text
        found = BAD_ENGLISH.search(text.replace(authority.name, "X"))
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


@pytest.mark.mirror
def test_derby_is_compared_with_the_values_that_are_shown(real: Study) -> None:
    page = local_authority(real, "Derby")
    series = page.compared.series("turnover_rate")
    assert series.loc[[2020, 2021], "authority"].tolist() == [8.8, 15.2]
    assert series.loc[2021, "england"] == 15.4
    assert "turnover rate in 2025 was 7.9%: below the median of its statistical neighbours" in str(page.answer())
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
def test_joint_neighbours_count_once_in_the_median(real: Study) -> None:
    for authority in real.authorities.current:
        page = LocalAuthority(real, authority)
        returns = page.compared.neighbour_returns
        assert not returns.duplicated(["return_group", "year"]).any()


@pytest.mark.mirror
def test_an_authority_that_never_published_a_measure_gets_a_sentence(real: Study) -> None:
    page = local_authority(real, "Isles of Scilly")
    shown = {measure: page.trend(measure) for measure in EXPOSURES}
    never = [measure for measure in EXPOSURES if page.compared.own[measure].isna().all()]
    assert all(isinstance(shown[measure], Prose) for measure in never)
