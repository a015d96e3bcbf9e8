from __future__ import annotations

from pathlib import Path

import pytest

from workforce_grades.sources.folder import SOURCES, open_folder
from workforce_grades.sources.published import RELEASE_NOT_KNOWN, RELEASE_NOT_STATED


@pytest.mark.parametrize(
    ("source_id", "file", "release", "page_end"),
    [
        ("workforce", "csww_indicators_2017_to_2026.csv", "Reporting year 2026", "-workforce/2026"),
        ("workforce_2022", "csww_headline_measures_2017_to_2022.csv", "Reporting year 2022", "-workforce/2022"),
        ("inspections", "LA_Inspection_Outcomes_as_at_31_March_2025.ods", "As at 31 March 2025", "at-31-march-2025"),
        ("inspections", "local_authority_inspection_outcomes_as_at_30_september_2026_underlying_data.ods",
         "As at 30 September 2026", "as-at-30-september-2026"),
        ("inspections_2023", "Childrens_social_care_in_England_2022_underlying_data.ods", "2022", "in-england-2022"),
        ("neighbours_2021", "New_Statistical_Neighbour_Groupings_April_2021.csv", "April 2021", "-tool-lait"),
        ("population", "ons_mid-year_population_estimates_2012_to_2025.csv", "Mid-2012 to mid-2025", "need/2026"),
        ("spending", "RSX_LA_Data_2025-26_data_by_LA.ods", "April 2025 to March 2026",
         "england-2025-to-2026-individual-local-authority-data-outturn"),
        ("children_in_need", "illustrative_b1_children_in_need_2017_to_2024.csv", "Reporting year 2024", "need/2024"),
    ],
)  # fmt: skip
def test_release_and_page_follow_the_files_name(
    tmp_path: Path, source_id: str, file: str, release: str, page_end: str
) -> None:
    (tmp_path / file).touch()
    cited = open_folder(tmp_path).cited(source_id)
    assert (cited.release, cited.id, cited.title) == (release, source_id, SOURCES[source_id].title)
    assert cited.page.endswith(page_end)


def test_a_name_without_a_release_has_none(tmp_path: Path) -> None:
    for name in ("csww_indicators_latest.csv", "las.csv", "LA_Inspection_Outcomes_new.ods"):
        (tmp_path / name).touch()
    cited = {source_id: open_folder(tmp_path).cited(source_id) for source_id in SOURCES}
    assert {source.release for source in cited.values()} == {RELEASE_NOT_KNOWN, RELEASE_NOT_STATED}
    undated = {source_id for source_id, source in cited.items() if source.release == RELEASE_NOT_STATED}
    assert undated == {"authorities", "deprivation", "inspections_overview", "uk_authorities"}
    assert (cited["workforce"].page, cited["inspections"].page) == ("", "")
    assert cited["authorities"].page == SOURCES["authorities"].page


def test_every_source_has_a_page_to_download_from() -> None:
    for source in SOURCES.values():
        assert source.page.startswith("https://")
        assert "{" not in source.page + source.release


@pytest.mark.mirror
def test_the_publishers_files_are_of_the_releases_that_messages_name(mirror: Path) -> None:
    folder = open_folder(mirror)
    assert {folder.cited(source_id).page for source_id in SOURCES} == {source.page for source in SOURCES.values()}
    assert folder.cited("spending").release == "April 2024 to March 2025"
