from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from workforce_grades.errors import DataError, UnknownNameError
from workforce_grades.reports.foreach import Member
from workforce_grades.reports.notebooks import load_notebook, load_notebooks, select

from .conftest import Shelf


def test_the_collection_is_read_in_the_order_of_its_numbers(shelf: Shelf) -> None:
    shelf.add("04-grades.ipynb", title="Grades", parameters='data: str = ""\nyears: int = 3')
    shelf.add("01-quality.ipynb", title="Quality")
    shelf.add("00-start.ipynb", collection=False)
    shelf.add("scratch.ipynb")
    shelf.add_authority_report()
    found = load_notebooks(shelf.folder)
    assert [notebook.report for notebook in found] == ["quality", "grades", "local-authority"]
    assert [notebook.foreach for notebook in found] == [None, None, "authority"]
    assert [parameter.name for parameter in found[1].parameters] == ["data", "years"]


def test_a_title_takes_the_name_of_the_authority(shelf: Shelf) -> None:
    notebook = load_notebook(shelf.add_authority_report())
    assert notebook is not None
    assert notebook.text(notebook.title, Member("authority", "801", "Ashby", "ashby")) == "Ashby: workforce and grades"


def test_a_name_has_its_article_in_a_sentence_and_not_at_its_head(shelf: Shelf) -> None:
    notebook = load_notebook(shelf.add_region_report())
    assert notebook is not None
    region = Member("region", "E12000009", "South West", "south-west")
    assert notebook.text(notebook.title, region) == "South West: its authorities"
    assert notebook.text("Rates of {region} beside England.", region) == "Rates of the South West beside England."


def test_the_hash_is_of_what_it_says_not_of_its_outputs(shelf: Shelf) -> None:
    path = shelf.add("01-a.ipynb", "1 + 1")
    before = load_notebook(path)
    node = nbformat.read(path, as_version=4)
    node.cells[-1].outputs = [nbformat.v4.new_output("stream", name="stdout", text="2")]
    node.cells[-1].execution_count = 7
    nbformat.write(node, path)
    ran = load_notebook(path)
    node.cells[-1].source = "1 + 2"
    nbformat.write(node, path)
    edited = load_notebook(path)
    assert before is not None and ran is not None and edited is not None
    assert before.sha256 == ran.sha256
    assert edited.sha256 != before.sha256


@pytest.mark.parametrize("count", [0, 2])
def test_exactly_one_parameters_cell(shelf: Shelf, count: int) -> None:
    path = shelf.add("01-a.ipynb", "1")
    node = nbformat.read(path, as_version=4)
    cell = node.cells.pop(1)
    node.cells += [new_code_cell(cell.source, metadata={"tags": ["parameters"]}) for _ in range(count)]
    nbformat.write(node, path)
    with pytest.raises(DataError, match=f"01-a.ipynb: {count} code cells are tagged 'parameters'"):
        load_notebook(path)


@pytest.mark.parametrize(
    ("declared", "parameters", "message"),
    [
        ({"title": ""}, 'data: str = ""', "no title"),
        ({"foreach": "county"}, 'data: str = ""', "foreach is 'county'"),
        ({"foreach": "region"}, 'data: str = ""', "no text parameter 'region'"),
        ({"foreach": "authority"}, 'data: str = ""', "no text parameter 'authority'"),
        ({}, "years: int = 3", "no text parameter 'data'"),
        ({}, "data: int = 3", "no text parameter 'data'"),
    ],
)
def test_a_wrong_declaration_is_an_error(shelf: Shelf, declared: dict[str, str], parameters: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        load_notebook(shelf.add("01-a.ipynb", parameters=parameters, **declared))


def test_an_unknown_declaration_gets_the_nearest(shelf: Shelf) -> None:
    with pytest.raises(UnknownNameError, match="'description'"):
        load_notebook(shelf.add("01-a.ipynb", descriptions="x"))


def test_a_file_that_is_no_notebook_is_named(shelf: Shelf) -> None:
    (shelf.folder / "02-broken.ipynb").write_text("{not json")
    with pytest.raises(DataError, match=r"02-broken\.ipynb: not a Jupyter notebook"):
        load_notebooks(shelf.folder)


def test_an_empty_folder_and_a_name_used_twice_are_errors(shelf: Shelf) -> None:
    with pytest.raises(DataError, match="no notebooks here"):
        load_notebooks(shelf.folder)
    shelf.add("01-grades.ipynb")
    shelf.add("02-grades.ipynb")
    with pytest.raises(DataError, match="two notebooks make the report 'grades'"):
        load_notebooks(shelf.folder)


def test_reports_are_selected_by_name(shelf: Shelf) -> None:
    shelf.add("01-quality.ipynb")
    shelf.add("04-grades.ipynb")
    every = load_notebooks(shelf.folder)
    assert select(every, []) == every
    assert [notebook.report for notebook in select(every, ["grades"])] == ["grades"]
    with pytest.raises(UnknownNameError, match="'grades'"):
        select(every, ["grade"])


@pytest.mark.parametrize(
    ("cell", "imports"),
    [
        ("import json\nfrom os import path", {"json", "os", "os.path"}),
        ("%run other.py", None),
        ("x = !ls", None),
        ("%%bash\nls", None),
        ("import importlib", None),
        ("import importlib.util", None),
        ("import pkgutil", None),
        ("json = __import__('json')", None),
        ("exec(open('other.py').read())", None),
        ("get_ipython().run_line_magic('run', 'other.py')", None),
        ("import sys\nsys.path.append('elsewhere')", None),
        ("import executor", {"executor"}),
        ("import beside", None),
        ("from inside.it import thing", None),
    ],
)
def test_what_cells_import_is_known_only_where_imports_are_plain(
    shelf: Shelf, cell: str, imports: set[str] | None
) -> None:
    (shelf.folder / "beside.py").write_text("")
    (shelf.folder / "inside").mkdir()
    shelf.add("01-quality.ipynb", cell)
    (notebook,) = load_notebooks(shelf.folder)
    assert notebook.imports == imports


def test_a_notebook_changes_with_the_code_beside_it_that_it_may_run(shelf: Shelf) -> None:
    helper = shelf.folder / "inside" / "it.py"
    helper.parent.mkdir()
    hidden = shelf.folder / ".venv" / "it.py"
    hidden.parent.mkdir()
    shelf.add("01-quality.ipynb", "from inside.it import thing")
    shelf.add("02-grades.ipynb", "import json")

    def hashes() -> list[str]:
        return [notebook.sha256 for notebook in load_notebooks(shelf.folder)]

    helper.write_text("thing = 1")
    before = hashes()
    hidden.write_text("thing = 3")
    assert hashes() == before
    helper.write_text("thing = 2")
    assert hashes()[0] != before[0]
    assert hashes()[1] == before[1]
