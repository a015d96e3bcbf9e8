"""The pages on the workforce over time and on one region: computed words, names, links."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from workforce_grades.analyses.workforce_trends import spread
from workforce_grades.authorities import Region
from workforce_grades.codebook import EXPOSURES, MEASURES
from workforce_grades.pages.region import figures as region_figures
from workforce_grades.pages.region import tables as region_tables
from workforce_grades.pages.region import words as region_words
from workforce_grades.pages.words import link_to, number, plain_name, years_words
from workforce_grades.pages.workforce_over_time import figures, tables
from workforce_grades.pages.workforce_over_time import words as workforce
from workforce_grades.study import Study

ODD = re.compile(r"\bnan\b|\bNone\b|\b(\w+) \1\b|\b1 (returns|authorities)\b|\.\.|  ")


@pytest.fixture(scope="module")
def regions(study: Study) -> list[Region]:
    return study.authorities.regions


def with_value(study: Study, measure: str, value: float, *, level: str) -> Study:
    """Return the study with one value in all of the latest year's rows of a level."""
    rows = getattr(study, level).copy()
    rows.loc[rows["year"] == study.latest_year, measure] = value
    return replace(study, **{level: rows})


def test_the_answer_quotes_england_as_published(study: Study) -> None:
    first, second, third = workforce.answer_in_words(study, figures.stabilities(study))
    england = study.england.set_index("year").loc[study.latest_year]
    for name in EXPOSURES:
        assert f"{MEASURES[name].label.lower()} {number(england[name])}" in first
    assert "the middle half ran from" in second
    assert "lasts longest" in third


def test_a_peak_in_the_last_year_is_said(study: Study) -> None:
    peaked = with_value(study, "turnover_rate", 40.0, level="england")
    assert "(its highest of all, 40.0%)" in workforce.answer_in_words(peaked, figures.stabilities(study))[0]


def test_every_sentence_reads_like_english(study: Study, regions: list[Region]) -> None:
    told = [*workforce.missing_in_words(study), *workforce.moves_in_words(study)]
    told += [workforce.stability_in_words(found) for found in figures.stabilities(study).values()]
    for region in regions:
        told += [*region_words.answer_in_words(study, region), region_words.made_of_in_words(study, region)]
        told += [*region_words.inspections_in_words(study, region), *workforce.missing_in_words(study, region)]
        told += [*workforce.moves_in_words(study, region, named=1)]
        told += [workforce.spread_in_words(study, name, region) for name in EXPOSURES]
    for text in told:
        assert not ODD.search(text), text
        assert not text[0].islower(), text
        assert text.endswith("."), text


def test_a_region_is_compared_by_the_rounded_values(study: Study, regions: list[Region]) -> None:
    level = with_value(study, "turnover_rate", 12.31, level="regions")
    level = with_value(level, "turnover_rate", 12.34, level="england")
    assert (
        "the turnover rate in 2025 was 12.3%, the same as England (12.3)"
        in (region_words.answer_in_words(level, regions[0])[0])
    )


def test_the_capital_says_what_it_is_made_of(study: Study, regions: list[Region]) -> None:
    told = [region_words.made_of_in_words(study, region) for region in regions]
    split = [text for text in told if "DfE also publishes" in text]
    assert len(split) == 1
    assert "whose workers in post add up to those of" in split[0]


def test_a_total_that_holds_more_than_its_returns_is_explained(study: Study) -> None:
    returns = study.workforce.copy()
    at = returns[(returns["year"] == study.latest_year) & returns["inpost_fte"].gt(50)].index[0]
    name = study.authorities[returns.loc[at, "la_keys"][0]].name
    returns.loc[at, "inpost_fte"] = np.nan
    told = " ".join(workforce.missing_in_words(replace(study, workforce=returns)))
    assert re.search(
        rf"in post than its published returns add up to: .*{re.escape(plain_name(name))}.* no published", told
    )


def test_authorities_stand_by_name_with_places_in_words_and_links(study: Study, regions: list[Region]) -> None:
    keys: set[str] = set()
    for region in regions:
        table = region_tables.table_authorities(study, region)
        names = [str(name.striptags()) for name in table.data["name"]]
        assert names == sorted(names)
        html = table._repr_html_()
        keys |= set(re.findall(r'data-place="authority/(\d{3})"', html))
        assert "nan" not in html
        places = [text for text in table.data["turnover_rate_place"] if text]
        assert all(
            re.fullmatch(r"(Joint )?(\d+\w\w )?(low|high)est|Lowest|Highest|Fewer than 20 FTE in post", text)
            for text in places
        )
    assert keys == {authority.la_key for authority in study.authorities.current}


def test_moves_in_the_table_are_those_in_the_sentences(study: Study, regions: list[Region]) -> None:
    region = regions[0]
    table = region_tables.table_moves(study, region).data.set_index("name")
    text = workforce.moves_in_words(study, region, named=1)[1]
    assert text.startswith("Caseload: ")
    found = re.search(r"fell most: (.+?) \(([\d.]+) to ([\d.]+)\)", text)
    assert found is not None
    row = table.loc[next(name for name in table.index if plain_name(name) == found[1]), "caseload"]
    assert row == pytest.approx(float(found[3]) - float(found[2]), abs=1e-6)
    assert row == table["caseload"].min()


def test_grades_add_up(study: Study, regions: list[Region]) -> None:
    for region in regions:
        data = region_tables.table_grades(study, region).data
        assert data["share"].sum() == pytest.approx(100)
        assert data["england"].sum() == pytest.approx(100)


def test_the_region_table_links_and_has_the_parts(study: Study, regions: list[Region]) -> None:
    html = tables.table_regions(study)._repr_html_()
    assert all(f'data-place="region/{region.code}"' in html for region in regions)
    assert len(tables.table_regions(study).data) == 9 + 2 + 1
    beside = [len(region_tables.table_beside(study, region).data) for region in regions]
    assert sorted(beside) == [2] * 8 + [4]


def test_figures_say_their_message_and_their_numbers(study: Study, regions: list[Region]) -> None:
    figure = region_figures.figure_region(study, regions[0], "caseload")
    assert figure.illustrative
    assert "England" in figure.headline
    assert regions[0].name in figure.alt
    data = figure.data.data.set_index("year")
    low = spread(workforce.returns_in(study, regions[0]), "caseload")["lowest"]
    assert data["lowest"].tolist() == low.tolist()
    dots = figures.figure_regions(study, "caseload")
    assert all(region.name in dots.alt for region in regions)
    ranks = figures.figure_ranks(figures.stabilities(study), illustrative=True)
    assert "keeps its order most" in ranks.headline
    assert list(ranks.data.data)[1:] == list(figures.RANKED)


def test_names_and_years_in_words() -> None:
    assert plain_name("Bristol, City of and Herefordshire, County of") == "Bristol and Herefordshire"
    assert years_words([2019, 2017, 2018]) == "2017 to 2019"
    assert years_words(pd.Index([2017, 2019])) == "2017 and 2019"
    assert link_to("region", "E1", "A <b>") == '<a data-place="region/E1">A &lt;b&gt;</a>'
