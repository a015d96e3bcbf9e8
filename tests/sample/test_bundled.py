"""The committed sample is what the generator makes, and nothing in it is real."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.sample.founding import build_geography
from workforce_grades.sample.grades import Truth
from workforce_grades.sample.simulation import AUTHORITIES, SEED, Simulation
from workforce_grades.sample.writing import FILES, MANIFEST, TRUTH, file_name, write_sample
from workforce_grades.sources.folder import SOURCES, DataFolder, open_folder

SAMPLED = set(SOURCES) - {"inspections_overview"}
"""An overview of fresher inspections is not part of a study unless it is asked for."""

ONS = re.compile(r"E(?:0[6-9]|1[0-3])\d{6}")
COUNTRY = "E92000001"


def content(file: Path) -> object:
    """Return what a file says: members of a workbook unpacked, because zlib versions pack differently."""
    if file.suffix != ".ods":
        return file.read_bytes()
    with zipfile.ZipFile(file) as archive:
        return {member.filename: (archive.read(member), member.date_time) for member in archive.infolist()}


def files_of(folder: Path) -> list[Path]:
    """Return the tables of a sample; its folder of reports has tests of its own."""
    return sorted(file for file in folder.iterdir() if file.is_file())


def all_text(folder: Path) -> str:
    parts = []
    for file in files_of(folder):
        found = content(file)
        parts += [data for data, _ in found.values()] if isinstance(found, dict) else [found]
    return "\n".join(part.decode("utf-8") for part in parts)


def test_regenerating_with_the_committed_seed_gives_the_committed_files(sample: Path, written: Path) -> None:
    assert {file.name for file in files_of(sample)} == {file.name for file in files_of(written)}
    for file in files_of(written):
        if file.name != MANIFEST:
            assert content(sample / file.name) == content(file), f"{file.name} is not what the generator makes"


def test_two_runs_are_the_same_to_the_byte_and_another_seed_is_not(written: Path, tmp_path: Path) -> None:
    write_sample(tmp_path / "again")
    write_sample(tmp_path / "other", seed=SEED + 1)
    for file in files_of(written):
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes(), file.name
    name = file_name("workforce")
    assert (tmp_path / "other" / name).read_bytes() != (written / name).read_bytes()


def test_every_source_is_there_and_marked_illustrative(sample: Path) -> None:
    folder = open_folder(sample)
    assert set(folder.fingerprint) == SAMPLED == set(FILES)
    assert folder.is_illustrative
    assert all(file.name.startswith("illustrative_") for file in (folder.require(source) for source in SAMPLED))


def test_the_manifest_tells_the_committed_bytes(sample: Path) -> None:
    folder = DataFolder(sample)
    assert set(folder.manifest) == {file_name(source) for source in SAMPLED}
    for name, row in folder.manifest.items():
        data = (sample / name).read_bytes()
        assert (int(row["bytes"]), row["sha256"]) == (len(data), hashlib.sha256(data).hexdigest()), name


def test_the_truth_on_record_is_the_one_that_grades_were_drawn_from(sample: Path, country: Simulation) -> None:
    record = json.loads((sample / TRUTH).read_text(encoding="utf-8"))
    assert record["coefficients"] == Truth().coefficients
    assert tuple(record["thresholds"].values()) == Truth().thresholds
    assert record["seed"] == SEED
    assert record["authorities"] == AUTHORITIES == len(country.geography.current)
    assert record["inspections"] == len(country.inspections)


def test_the_sample_stays_small_and_the_workforce_is_the_largest_file(sample: Path) -> None:
    sizes = {file.name: file.stat().st_size for file in files_of(sample)}
    assert sum(sizes.values()) < 1_400_000
    assert max(sizes, key=lambda name: sizes[name]) == file_name("workforce")


def test_every_code_follows_the_fictional_rule(sample: Path) -> None:
    text = all_text(sample)
    codes = set(ONS.findall(text))
    assert len(codes) > 150
    assert {code for code in codes if code[3] != "9"} == set()
    assert set(re.findall(r"\bE92\d{6}\b", text)) == {COUNTRY}
    assert re.findall(r"\bE12[0-8]\d{5}\b", text) == []


@pytest.mark.mirror
@pytest.mark.parametrize("source", ["workforce", "workforce_2022", "children_in_need", "referrals", "population"])
def test_no_figure_of_england_is_the_published_one(source: str, sample: Path, mirror: Path) -> None:
    ours, theirs = national(DataFolder(sample), source), national(DataFolder(mirror), source)
    years, measures = ours.index.intersection(theirs.index), ours.columns.intersection(theirs.columns)
    cells, printed = ours.loc[years, measures], theirs.loc[years, measures]
    numbers = cells.apply(pd.to_numeric, errors="coerce").notna()
    assert numbers.to_numpy().sum() >= 9
    repeated = cells.where(numbers & (cells == printed)).reset_index().melt("time_period").dropna()
    assert repeated.to_numpy().tolist() == []


def national(folder: DataFolder, source: str) -> pd.DataFrame:
    """Return England's rows of a DfE table by year, without the columns that say where and when."""
    rows = pd.read_csv(folder.require(source), dtype=str, keep_default_na=False, encoding="utf-8-sig")
    england = rows[rows["geographic_level"] == "National"].drop_duplicates("time_period").set_index("time_period")
    return england.loc[:, "la_name":].drop(columns="la_name")


@pytest.mark.mirror
def test_no_real_authority_or_code_appears(sample: Path, mirror: Path) -> None:
    with (mirror / "las.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with (mirror / "uk_local_authorities_future.csv").open(encoding="utf-8-sig", newline="") as stream:
        register = list(csv.DictReader(stream))
    names = {row["la_name"] for row in rows} | {row["nice-name"] for row in register}
    keys = {row["old_la_code"] for row in rows}
    codes = {row["new_la_code"] for row in rows} | {row["gss-code"] for row in register}
    text = all_text(sample)
    assert {code for code in codes if len(code) == 9 and code in text} == set()
    for authorities in (60, 150, 520):
        made = build_geography(authorities, SEED).authorities
        assert {member.name for member in made} & names == set()
        assert {member.key for member in made} & keys == set()
        assert {code.ons for member in made for code in member.codes} & codes == set()
    fields = {field.strip() for field in re.split(r"[,<>\"\n/]", text)}
    assert len(fields) > 5_000
    assert fields & names == set(), "a real authority's name stands in the sample"
