from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builders import INSPECTIONS, WORKFORCE, build_folder
from workforce_grades.errors import DataError, UnknownNameError
from workforce_grades.sources import folder as folders
from workforce_grades.sources.folder import SOURCES, DataFolder, open_folder


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_folder(tmp_path_factory.mktemp("data"))


def test_files_are_found_by_the_publishers_names(valid: Path) -> None:
    folder = open_folder(valid)
    assert folder.require("workforce").name == WORKFORCE
    assert folder.find("inspections") == valid / INSPECTIONS
    assert folder.find("spending") is None


@pytest.mark.parametrize("source_id", SOURCES)
def test_a_missing_file_names_publisher_and_page(tmp_path: Path, source_id: str) -> None:
    source = SOURCES[source_id]
    with pytest.raises(DataError) as raised:
        open_folder(tmp_path).require(source_id)
    message = str(raised.value)
    assert source.page in message
    assert source.page.startswith("https://")
    assert source.publisher in message
    assert source.pattern in message
    assert str(tmp_path.parent) not in message


def test_all_that_the_study_cannot_run_without_is_named_at_once(tmp_path: Path, valid: Path) -> None:
    with pytest.raises(DataError) as raised:
        open_folder(tmp_path).require("workforce")
    needed = [source for source in SOURCES.values() if source.required]
    assert len(needed) == 3
    for source in needed:
        assert source.pattern in str(raised.value)
        assert source.page in str(raised.value)
    assert "Download them into the folder from" in str(raised.value)
    assert "--into FOLDER` does." in str(raised.value)
    with pytest.raises(DataError, match=r"it into the folder from \S+; `workforce-grades data fetch spending --into"):
        open_folder(valid).require("spending")


def test_two_files_for_one_source_are_refused(tmp_path: Path) -> None:
    for name in ("csww_indicators_2017_to_2024.csv", "csww_indicators_2017_to_2025.csv"):
        (tmp_path / name).touch()
    with pytest.raises(DataError, match=r"2 files .*2024.csv, csww.*2025.csv.*one release of each publication"):
        open_folder(tmp_path).find("workforce")


def test_a_folder_with_a_files_name_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "las.csv").mkdir()
    assert open_folder(tmp_path).find("authorities") is None


def test_generated_files_make_the_folder_illustrative(tmp_path: Path, valid: Path) -> None:
    assert not open_folder(valid).is_illustrative
    (tmp_path / "illustrative_csww_indicators_2017_to_2025.csv").touch()
    folder = open_folder(tmp_path)
    assert folder.is_illustrative
    assert folder.require("workforce").name == "illustrative_csww_indicators_2017_to_2025.csv"


def test_real_beside_generated_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "illustrative_las.csv").touch()
    (tmp_path / "las.csv").touch()
    with pytest.raises(DataError, match="2 files could be"):
        open_folder(tmp_path).require("authorities")


def test_the_folder_comes_from_the_argument_then_the_environment_then_the_sample(
    valid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKFORCE_GRADES_DATA", str(tmp_path))
    assert open_folder(str(valid)).path == valid
    assert open_folder().path == tmp_path
    assert open_folder(DataFolder(valid)) == DataFolder(valid)
    monkeypatch.delenv("WORKFORCE_GRADES_DATA")
    monkeypatch.setattr(folders, "sample_folder", lambda: valid)
    assert open_folder().path == valid


def test_a_folder_that_is_not_there_suggests_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "open-data").mkdir()
    with pytest.raises(UnknownNameError, match=r"data folder 'opendata' is not known. Did you mean 'open-data'\?"):
        open_folder(tmp_path / "opendata")


def test_fingerprint_follows_content_not_time(valid: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(valid, tmp_path / "copy", copy_function=shutil.copyfile)
    before = open_folder(copy).fingerprint
    assert before == open_folder(valid).fingerprint
    assert set(before) == {"authorities", "inspections", "workforce"}
    with (copy / WORKFORCE).open("a") as stream:
        stream.write("\n")
    after = open_folder(copy).fingerprint
    assert {name for name in after if after[name] != before[name]} == {"workforce"}


def test_a_hash_that_differs_from_the_manifest_is_noted(valid: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(valid, tmp_path / "copy")
    digest = open_folder(valid).sha256(valid / WORKFORCE)
    manifest = copy / "manifest.csv"
    manifest.write_text(f"file,bytes,sha256\n{WORKFORCE},9,{digest}\n")
    log = open_folder(copy).log("workforce", copy / WORKFORCE)
    assert (log.notes, log.expected_bytes, log.sha256) == ([], 9, digest)
    manifest.write_text(f"file,bytes,sha256\n{WORKFORCE},many,{'0' * 64}\n")
    log = open_folder(copy).log("workforce", copy / WORKFORCE)
    assert log.expected_bytes == 0
    (note,) = log.notes
    assert note.startswith(f"changed since the manifest was written (sha256 00000000... -> {digest[:8]}...)")


@pytest.mark.parametrize(
    "content", [b"", b"name\n1\n", b"file,sha256\ncsww.csv\n", b"file\n\xff\xfe\n", b"file,file\n,\n",
                b"file\n" + b"x" * 200_000, f"file,bytes\n{WORKFORCE},{'1' * 5000}\n".encode()]
)  # fmt: skip
def test_a_damaged_manifest_is_of_no_consequence(valid: Path, tmp_path: Path, content: bytes) -> None:
    copy = shutil.copytree(valid, tmp_path / "copy")
    (copy / "manifest.csv").write_bytes(content)
    assert open_folder(copy).log("workforce", copy / WORKFORCE).notes == []


@pytest.mark.parametrize(
    ("name", "source_id"),
    [
        ("CSWW_Indicators_2017_to_2026.CSV", "workforce"),
        ("local_authority_inspection_outcomes_as_at_31_march_2026_underlying_data.ods", "inspections"),
        ("LA_Inspection_Outcomes_as_at_31_March_2025.XLSX", "inspections"),
        ("Illustrative_LAS.csv", "authorities"),
        ("rsx_la_data_2025-26_data_by_la.ods", "spending"),
    ],
)
def test_upper_and_lower_case_are_the_same(tmp_path: Path, name: str, source_id: str) -> None:
    (tmp_path / name).touch()
    assert open_folder(tmp_path).require(source_id).name == name


@pytest.mark.parametrize(
    "name", ["LA_Inspection_Outcomes_as_at_31_March_2025.pdf", "~$LA_Inspection_Outcomes.xlsx", ".~las.csv", "las.txt"]
)
def test_documents_and_lock_files_are_passed_over(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    folder = open_folder(tmp_path)
    assert [source_id for source_id in SOURCES if folder.find(source_id)] == []


@pytest.mark.parametrize("code", ["E06900001", "E08900001", "E10900123"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_codes_of_fictional_authorities_make_the_folder_illustrative(tmp_path: Path, code: str, encoding: str) -> None:
    (tmp_path / "las.csv").write_text(f"new_la_code,la_name\n{code},Northmere\n", encoding=encoding)
    assert open_folder(tmp_path).is_illustrative


@pytest.mark.parametrize("code", ["E06000001", "E07900001", "E069000012", "XE06900001"])
def test_other_codes_do_not(tmp_path: Path, code: str) -> None:
    (tmp_path / "las.csv").write_text(f"new_la_code,la_name\n{code},Northmere\n")
    assert not open_folder(tmp_path).is_illustrative


def test_the_sample_under_the_publishers_names_is_still_illustrative(sample: Path, tmp_path: Path) -> None:
    shutil.copy(sample / "illustrative_las.csv", tmp_path / "las.csv")
    assert open_folder(tmp_path).is_illustrative


def test_a_file_in_place_of_a_folder_is_said_and_its_folder_given(valid: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"this is a file, not a data folder\. Give the folder it is in: ") as raised:
        open_folder(valid / WORKFORCE)
    assert str(raised.value).endswith(f"{valid}.")
    (tmp_path / "notes.txt").touch()
    with pytest.raises(DataError, match="Give the folder with the publishers' files"):
        open_folder(tmp_path / "notes.txt")


def test_only_folders_with_a_name_like_it_are_suggested(tmp_path: Path) -> None:
    for name in ("open-data", "mnt", "etc", "data2"):
        (tmp_path / name).mkdir()
    for asked, suggested in (("opendata", "'open-data'"), ("data", "'data2'"), ("mn_of_it", ""), ("e", "")):
        with pytest.raises(UnknownNameError) as raised:
            open_folder(tmp_path / asked)
        assert ("did you mean" in str(raised.value).lower()) == bool(suggested), asked
        assert suggested in str(raised.value)


@pytest.mark.mirror
def test_the_publishers_files_are_not_illustrative(mirror: Path) -> None:
    assert not open_folder(mirror).is_illustrative


def test_a_hash_is_computed_once_until_the_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "las.csv"
    file.write_text("one")
    folder = open_folder(tmp_path)
    before = folder.sha256(file)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", lambda _self: pytest.fail("read again"))
        assert folder.sha256(file) == before
    file.write_text("three")
    assert folder.sha256(file) != before
