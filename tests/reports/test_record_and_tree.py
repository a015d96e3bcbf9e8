from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from workforce_grades.errors import DataError
from workforce_grades.reports.notebooks import load_notebook
from workforce_grades.reports.record import BuildRecord, FailureRecord, PageRecord, file_hash, load_record, write_whole
from workforce_grades.reports.tree import check_output, clean, publish_notebook, remove

from .conftest import Shelf


def record() -> BuildRecord:
    return BuildRecord(
        versions={"python": "3.11"},
        pages={"a.html": PageRecord("a", None, {"code": "1"}, {"n": "2"}, "ff", 1.5, {"finding": "x"}, ("w",))},
        failures={"b.html": FailureRecord("b", "801", "b/ashby", 3, "ValueError", "no", "failed/b-ashby.ipynb")},
        files={"data/linked.csv": "ee"},
    )


def test_a_record_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    assert load_record(tmp_path) == BuildRecord()
    record().save(tmp_path)
    assert load_record(tmp_path) == record()
    assert load_record(tmp_path).failures["b.html"].place == "b/ashby, cell 3"


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 0}', '{"format": 1, "pages": {"a": {}}, "failures": {}}'])
def test_a_file_that_is_no_record_says_what_to_do(tmp_path: Path, text: str) -> None:
    (tmp_path / "build.json").write_text(text)
    with pytest.raises(DataError, match=r"build\.json: not a build record.*Delete build\.json"):
        load_record(tmp_path)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "sub" / "a.html"
    assert write_whole(file, "good") == file_hash(file)

    def full_disk(_self: Path, _data: bytes) -> int:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(OSError, match="no space"):
        write_whole(file, "half")
    assert file.read_text() == "good"
    assert [path.name for path in file.parent.iterdir()] == ["a.html"]


def test_an_output_folder_must_be_ours(tmp_path: Path) -> None:
    assert check_output(tmp_path / "new") == BuildRecord()
    assert not (tmp_path / "new").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="this is a file"):
        check_output(tmp_path / "file")
    (tmp_path / "index.html").write_text("somebody's site")
    with pytest.raises(DataError, match="did not make"):
        check_output(tmp_path)


def test_clean_takes_what_was_made_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for name in ("a.html", "data/linked.csv", "failed/b-ashby.ipynb", "mine.txt", "data/mine.csv"):
        write_whole(out / name, "x")
    record().save(out)
    assert clean(out) == ["a.html", "build.json", "data/linked.csv", "failed/b-ashby.ipynb"]
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*")) == ["data", "data/mine.csv", "mine.txt"]
    with pytest.raises(DataError, match="nothing is known"):
        clean(out)


def test_an_empty_output_folder_goes_too(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_whole(out / "a.html", "x")
    record().save(out)
    clean(out)
    assert not out.exists()


def test_a_record_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "precious.txt").write_text("x")
    (out / "link").symlink_to(tmp_path)
    assert remove(out, ["../precious.txt", "link/precious.txt", str(tmp_path / "precious.txt")]) == []
    assert (tmp_path / "precious.txt").exists()


def test_a_published_notebook_has_no_outputs(shelf: Shelf, tmp_path: Path) -> None:
    path = shelf.add("01-a.ipynb", "1 + 1")
    node = nbformat.read(path, as_version=4)
    node.cells[-1].outputs = [nbformat.v4.new_output("stream", name="stdout", text="secret")]
    nbformat.write(node, path)
    notebook = load_notebook(path)
    assert notebook is not None
    name, digest = publish_notebook(notebook, tmp_path)
    assert name == "notebooks/01-a.ipynb"
    assert digest == file_hash(tmp_path / name)
    published = json.loads((tmp_path / name).read_text())
    assert published["cells"][-1]["source"] in ("1 + 1", ["1 + 1"])
    assert "secret" not in (tmp_path / name).read_text()
