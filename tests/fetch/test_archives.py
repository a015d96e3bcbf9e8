"""One member out of a zip, and what a gzip file holds: never more than is allowed, never anywhere else."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workforce_grades.errors import FetchError
from workforce_grades.fetch.archives import take_member, undo_gzip

WHERE = "https://example.org/a.zip"
PACKED = gzip.compress(b"a" * 500)


def zip_of(folder: Path, **members: bytes) -> Path:
    file = folder / "a.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file


def named(folder: Path, *names: str) -> Path:
    file = folder / "a.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "x")
    return file


def taken(archive: Path, pattern: str, limit: int = 1_000) -> tuple[str, bytes]:
    to = archive.with_name("to")
    name = take_member(archive, pattern, to, address=WHERE, limit=limit)
    return name, to.read_bytes()


@pytest.mark.parametrize(
    ("pattern", "name"),
    [("b1*.csv", "b1_need.csv"), ("B1_NEED.CSV", "b1_need.csv"), ("C1*", "C1.csv"), ("guide.???", "guide.txt")],
)
def test_the_one_member_that_fits_is_written_and_named_without_folders(tmp_path: Path, pattern: str, name: str) -> None:
    archive = zip_of(tmp_path, **{"data/b1_need.csv": b"b", "data/deep/C1.csv": b"C", "guide.txt": b"g"})
    assert taken(archive, pattern) == (name, name[0].encode())


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("d1*.csv", r"d1\*\.csv is not in the zip\. It holds: data/a\.csv; b\.csv"),
        ("*.csv", r"\*\.csv fits 2 members of the zip\. It holds: data/a\.csv; b\.csv"),
        ("data", r"data is not in the zip"),
        ("data/a.csv", r"data/a\.csv is not in the zip"),
    ],
)
def test_no_member_or_several_are_refused_with_what_there_is(tmp_path: Path, pattern: str, found: str) -> None:
    with pytest.raises(FetchError, match=found):
        taken(named(tmp_path, "data/", "data/a.csv", "b.csv"), pattern)


@pytest.mark.parametrize(
    "name", ["/a.csv", "../a.csv", "x/../../a.csv", r"..\a.csv", r"C:\a.csv", "C:a.csv", r"\a.csv"]
)
def test_a_name_that_leads_out_spoils_the_whole_zip(tmp_path: Path, name: str) -> None:
    with pytest.raises(FetchError, match=r"has a member that leads out of it .*Do not use this file"):
        taken(named(tmp_path, "good.csv", name), "good.csv")
    assert not (tmp_path / "to").exists()


@pytest.mark.parametrize("name", ["a..b.csv", "x/.hidden.csv", "x/a:b.csv"])
def test_an_odd_name_that_stays_inside_is_no_fault(tmp_path: Path, name: str) -> None:
    assert taken(named(tmp_path, name), "*.csv")[0] == name.rsplit("/", 1)[-1]


def test_all_members_together_may_not_unpack_to_more_than_is_allowed(tmp_path: Path) -> None:
    archive = zip_of(tmp_path, **{"a.csv": bytes(600), "b.csv": bytes(400)})
    assert taken(archive, "a.csv", limit=1_000)[1] == bytes(600)
    with pytest.raises(FetchError, match=r"the zip unpacks to 1,000 bytes\. Expected at most 999\."):
        taken(archive, "a.csv", limit=999)


def test_a_zip_that_is_no_zip_is_said(tmp_path: Path) -> None:
    whole = zip_of(tmp_path, **{"a.csv": b"content " * 90}).read_bytes()
    for content in (b"", b"<html>", whole[:-30], whole[:60] + b"\xff\xff\xff" + whole[63:]):
        (tmp_path / "a.zip").write_bytes(content)
        with pytest.raises(FetchError, match=r"a\.zip: the zip is damaged or incomplete .*Try again"):
            taken(tmp_path / "a.zip", "a.csv")


def test_gzip_is_unpacked_in_place_and_everything_else_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a.part"
    for content, plain in ((gzip.compress(b"a,b\n"), b"a,b\n"), (b"a,b\n", b"a,b\n"), (b"", b""), (b"\x1f", b"\x1f")):
        file.write_bytes(content)
        undo_gzip(file, address=WHERE, limit=100)
        assert file.read_bytes() == plain
        assert [each.name for each in tmp_path.iterdir()] == ["a.part"]


@pytest.mark.parametrize(
    "content",
    [PACKED[:-9], PACKED[:12], b"\x1f\x8b", b"\x1f\x8b\x08" + b"\xff" * 40],
    ids=["no end", "hardly begun", "two bytes", "flags of nothing"],
)
def test_damaged_gzip_is_said_and_leaves_nothing_half_unpacked(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.part"
    file.write_bytes(content)
    with pytest.raises(FetchError, match=r"the gzip data is damaged or incomplete\. Try again\."):
        undo_gzip(file, address=WHERE, limit=1_000)
    assert [each.name for each in tmp_path.iterdir()] == ["a.part"]


@pytest.mark.parametrize(("limit", "fits"), [(3_000_000, True), (2_999_999, False), (10, False)])
def test_gzip_unpacks_to_no_more_than_is_allowed(tmp_path: Path, limit: int, fits: bool) -> None:
    file = tmp_path / "a.part"
    file.write_bytes(gzip.compress(bytes(3_000_000), compresslevel=1))
    if fits:
        undo_gzip(file, address=WHERE, limit=limit)
        assert file.stat().st_size == limit
    else:
        with pytest.raises(FetchError, match=f"unpacks to more than {limit:,} bytes"):
            undo_gzip(file, address=WHERE, limit=limit)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.binary(max_size=300))
def test_what_is_packed_comes_back(tmp_path: Path, content: bytes) -> None:
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb") as packed:
        packed.write(content)
    file = tmp_path / "x.part"
    file.write_bytes(stream.getvalue())
    undo_gzip(file, address=WHERE, limit=300)
    assert file.read_bytes() == content


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a file that never has room")
def test_a_disk_without_room_is_not_called_a_damaged_file(tmp_path: Path) -> None:
    full = Path("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        take_member(zip_of(tmp_path, a_dot_csv=b"a"), "a.csv", full, address=WHERE, limit=1_000)
    (tmp_path / "b.csv").write_bytes(PACKED)
    (tmp_path / "b.csv.plain").symlink_to(full)
    with pytest.raises(OSError, match="No space left"):
        undo_gzip(tmp_path / "b.csv", address=WHERE, limit=1_000)
