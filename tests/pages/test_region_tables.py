"""Tables of one region: authorities by name, its values beside England's, moves, grades in force."""

from __future__ import annotations

from typing import Any

import pytest
from made_study import NORTH, WESSEX, area, course, inspected, made, of

from workforce_grades.codebook import EXPOSURES
from workforce_grades.pages.region.figures import figure_region, figures_region
from workforce_grades.pages.region.tables import (
    members,
    table_authorities,
    table_beside,
    table_grades,
    table_moves,
)

GRADES = [inspected("801", "2024-03-04", "Good"), inspected("803", "2022-11-07", "Inadequate")]


def test_members_are_todays_authorities_by_name() -> None:
    study = made(of("801", 2024), links=[("E1", "802", "E2", "803", "2023-04-01", "merge")])
    assert [member.name for member in members(study, NORTH)] == ["Ashby", "Corby Vale", "Isles of Dunmere"]
    assert [member.la_key for member in members(study, WESSEX)] == ["811", "812", "813"]


def test_authorities_have_rates_places_and_the_grade_in_force() -> None:
    study = made(
        of("801", 2024, turnover_rate=12, caseload=18), of("803", 2024, turnover_rate="suppressed", caseload=17),
        of("804", 2023), of("811", 2024, turnover_rate=11, caseload=16), inspections=GRADES,
    )  # fmt: skip
    data = table_authorities(study, NORTH).data.set_index("name").astype("object").fillna("")
    assert data.index[0] == '<a data-place="authority/801">Ashby</a>'
    columns = ["turnover_rate", "caseload", "grade", "inspected", "turnover_rate_place", "caseload_place"]
    assert data[columns].to_numpy().tolist() == [
        [12.0, 18.0, "Good", "Mar 2024", "Highest", "Highest"],
        ["", "", "", "", "", ""],
        ["[c]", 17.0, "Inadequate", "Nov 2022", "", "2nd lowest"],
        ["", "", "", "", "", ""],
    ]  # fmt: skip


@pytest.mark.parametrize(("size", "place"), [(19.9, "Fewer than 20 FTE in post"), (20.0, "Lowest"), (200.0, "Lowest")])
def test_a_small_return_says_so_in_place_of_its_place(size: float, place: str) -> None:
    study = made(of("801", 2024, caseload=10, inpost_fte=size), of("811", 2024), inspections=GRADES)
    assert table_authorities(study, NORTH).data["caseload_place"].iloc[0] == place


def test_the_note_counts_sound_values_and_says_whether_returns_are_joint() -> None:
    small = of("801+802", 2024, turnover_rate=(3.0, "small_base"))
    joint = made(small, of("811", 2024, caseload="low"), of("812", 2024), inspections=GRADES)
    counts = "among the returns with a sound value (turnover rate: 2 and caseload: 2)."
    note = table_authorities(joint, NORTH).note
    assert f"{counts} Members of a joint return have the same rates. The overall" in note
    assert f"{counts} The overall" in table_authorities(joint, WESSEX).note
    assert table_authorities(joint, WESSEX).note.endswith("In place of a number: rounds to 0 but is not 0 [low].")
    earlier = made(of("801+802", 2023), of("801", 2024), of("802", 2024), inspections=GRADES)
    assert "Members of a joint return" not in table_authorities(earlier, NORTH).note


def test_captions_name_the_region_as_it_is_spoken_of() -> None:
    study = made(of("801", 2024), inspections=GRADES)
    assert table_authorities(study, NORTH).caption == (
        "Authorities of the North East by name: rates in 2024, overall grade in force"
    )
    assert table_beside(study, NORTH).caption == "North East and England as published, 2024"
    assert table_grades(study, WESSEX).caption == "Overall grades in force on 31 March 2025, Wessex and England"


def test_the_region_stands_above_its_parts_and_england() -> None:
    areas = [area("Inner Wessex", 2024, caseload=19), area("Outer Wessex", 2024, caseload="unreliable"),
             area("Wessex", 2024, caseload=18), area("England", 2024, caseload=17)]  # fmt: skip
    returns = [of("811", 2024) | {"region_name": "Outer Wessex"}, of("812", 2024) | {"region_name": "Inner Wessex"}]
    data = table_beside(made(*returns, areas=areas), WESSEX).data
    assert data[["name", "caseload"]].to_numpy().tolist() == [
        ["Wessex", 18.0], ["Inner Wessex", 19.0], ["Outer Wessex", "[u]"], ["England", 17.0],
    ]  # fmt: skip
    assert table_beside(made(*returns, areas=areas), NORTH).data["name"].to_list() == ["North East", "England"]


def test_moves_are_between_averages_of_three_censuses_at_each_end() -> None:
    study = made(
        *course("803", "caseload", [15, 16, 17, 18, 19, 20]),  # 16 to 19
        *course("801", "caseload", [20, 22, "unavailable", 10, 14, 15]),  # 21 to 13
        *course("802", "caseload", [20, "unavailable", "unavailable", 1, 2, 3]),  # one value at the beginning
    )
    table = table_moves(study, NORTH)
    assert table.caption == (
        "Change of each return in the North East: average of 2022 to 2024 less that of 2019 to 2021"
    )
    data = table.data.set_index("name")["caseload"]
    assert data.dropna().to_dict() == {"Ashby": -8.0, "Corby Vale": 3.0}
    assert list(data.index) == ["Ashby", "Brayford, City of", "Corby Vale"]
    assert table.headers["caseload"] == "Caseload (cases per FTE)"
    assert table.headers["turnover_rate"] == "Turnover rate (points)"


def test_a_change_is_between_the_averages_as_they_are_shown() -> None:
    study = made(*course("801", "agency_rate", [10, 10, 10.1, 11, 11, 11.2]))  # 10.03 and 11.07
    assert table_moves(study, NORTH).data["agency_rate"].to_list() == pytest.approx([1.1])


def test_five_censuses_are_too_few_to_compare() -> None:
    table = table_moves(made(*course("801", "caseload", [1, 2, 3, 4, 5])), NORTH)
    assert table.caption == "Change of each return in the North East: too few censuses to compare"
    assert table.data.empty


def test_grades_are_counted_best_first_with_shares() -> None:
    rows = [*GRADES, inspected("811", "2024-01-15", "Good"), inspected("812", "2024-01-15", "Good")]
    table = table_grades(made(of("801", 2024), inspections=rows), NORTH)
    assert table.data.to_numpy().tolist() == [
        ["Outstanding", 0, 0.0, 0.0], ["Good", 1, 50.0, 75.0], ["Requires improvement", 0, 0.0, 0.0],
        ["Inadequate", 1, 50.0, 25.0],
    ]  # fmt: skip
    assert (table.headers["share"], table.headers["england"]) == ("% of the 2 with a grade", "England: % of 4")


@pytest.mark.parametrize(("own", "said"), [(18.0, "above"), (14.0, "below"), (16.04, "the same as")])
def test_a_figure_of_a_region_is_headed_by_its_value_beside_england(own: float, said: str) -> None:
    study = made(of("801", 2023), of("801", 2024, caseload=19), of("802", 2024, caseload=13),
                 areas=[area("North East", 2024, caseload=own)])  # fmt: skip
    figure = figure_region(study, NORTH, "caseload")
    assert figure.headline.startswith(f"Caseload: {own:.1f} cases in 2024, {said} England (16.0), ")
    assert "In 2024 returns in the North East ran from 13.0 to 19.0" in figure.alt


def test_the_five_figures_stand_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Drawn:
        def __init__(self, _study: Any, _region: Any, measure: str) -> None:
            asked.append(measure)

        def _repr_html_(self) -> str:
            return "<figure></figure>"

    monkeypatch.setattr("workforce_grades.pages.region.figures.figure_region", Drawn)
    html = figures_region(made(of("801", 2024)), NORTH)._repr_html_()
    assert asked == list(EXPOSURES)
    assert html == f'<div class="figures">{"<figure></figure>" * 5}</div>'
