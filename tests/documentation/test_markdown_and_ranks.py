"""Cells of Markdown tables, orders of parts and pictures of them, and answers in their place: on small cases."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workforce_grades.documentation import answer
from workforce_grades.documentation.__main__ import main
from workforce_grades.documentation.answer import BEGIN, END, answer_block, with_answer
from workforce_grades.documentation.markdown import code, literal, table
from workforce_grades.documentation.modules import (
    imports_between_parts,
    main_imports,
    module_diagram,
    ranks,
    without_detours,
)

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("a|b", r"a\|b"), ("a\nb", "a b"), ("  a   b ", "a b"), ("", ""), (3, "3"), (None, "None"), (r"a\|b", r"a\\|b")],
)
def test_a_cell_stays_in_its_row_and_column(cell: object, shown: str) -> None:
    assert table(("x", "y"), [(cell, "z")]) == f"| x | y |\n| --- | --- |\n| {shown} | z |\n"


def test_a_table_without_rows_has_its_head() -> None:
    assert table(("x",), []) == "| x |\n| --- |\n"


@pytest.mark.parametrize(("value", "shown"), [("a b", "`a b`"), ("", ""), (0, "`0`"), (None, "`None`")])
def test_code_within_a_line(value: object, shown: str) -> None:
    assert code(value) == shown


def test_lines_as_they_are() -> None:
    assert literal([]) == "```text\n```\n"
    assert literal(["| a |", "  b"]) == "```text\n| a |\n  b\n```\n"


parts = st.lists(st.sampled_from(list(combinations("abcdefg", 2))), unique=True, max_size=12)


@settings(max_examples=50)
@given(parts)
def test_who_imports_stands_above_and_detours_change_no_rank(edges: list[tuple[str, str]]) -> None:
    found = ranks(edges)
    assert all(found[own] > found[other] for own, other in edges)
    assert {part for part, rank in found.items() if rank == 0} == set(found) - {own for own, _other in edges}
    kept = without_detours(edges)
    assert kept <= set(edges)
    assert ranks(kept) == found


@pytest.mark.parametrize(
    ("edges", "kept"),
    [
        ("ab bc ac", "ab bc"), ("ab bc cd ad", "ab bc cd"), ("ab bc cd ac bd ad", "ab bc cd"), ("ab cd", "ab cd"),
        ("ab ac bd cd ad", "ab ac bd cd"), ("", ""),
    ],
)  # fmt: skip
def test_a_way_that_a_longer_way_stands_for_is_left_out(edges: str, kept: str) -> None:
    def pairs(words: str) -> set[tuple[str, str]]:
        return {(pair[0], pair[1]) for pair in words.split()}

    assert without_detours(pairs(edges)) == pairs(kept)


@pytest.mark.parametrize(
    ("there", "back", "order"),
    [(2, 1, ("a", "b")), (1, 2, ("b", "a")), (1, 0, ("a", "b")), (3, 3, ("b", "a"))],
)
def test_of_a_pair_that_need_one_another_the_more_frequent_way_counts(
    there: int, back: int, order: tuple[str, str]
) -> None:
    counts = {pair: count for pair, count in ((("a", "b"), there), (("b", "a"), back)) if count}
    assert main_imports(counts) == {order}


def test_a_circle_of_parts_is_told_with_its_parts() -> None:
    with pytest.raises(ValueError, match=r"in a circle: [abc] from [abc] from [abc] from [abc]"):
        ranks([("a", "b"), ("b", "c"), ("c", "a")])
    assert ranks([]) == {}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    files = {
        "cli.py": "from workforce_grades.study import load_study\n",
        "cli_options.py": "from workforce_grades.cli import app\nfrom workforce_grades.errors import DataError\n",
        "study.py": "from workforce_grades.errors import DataError\nimport workforce_grades.errors\nimport os\n",
        "errors.py": "from pathlib import Path\nfrom .study import Study\n",
        "__main__.py": "from workforce_grades.cli import main\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_modules_that_share_a_first_word_are_one_part_and_the_door_is_none(package: Path) -> None:
    assert imports_between_parts(package) == {("cli", "study"): 1, ("cli", "errors"): 1, ("study", "errors"): 1}


def test_boxes_stand_in_columns_by_rank_and_apart(package: Path) -> None:
    picture = ET.fromstring(module_diagram(package))
    boxes = [(int(box.get("x", 0)), int(box.get("y", 0))) for box in picture.iter(f"{SVG}rect") if box.get("rx")]
    names = [str(text.text) for text in picture.iter(f"{SVG}text")]
    places = dict(zip(names, boxes, strict=True))
    assert places["errors"][0] < places["study"][0] < places["cli"][0]
    assert len({y for _x, y in boxes}) == 1
    width, height = (int(size) for size in picture.get("viewBox", "").split()[2:])
    assert all(x + 112 < width and y + 30 < height for x, y in boxes)
    assert (
        picture.get("aria-label")
        == "Parts of the package and what they import: cli imports study; study imports errors."
    )


@settings(max_examples=50)
@given(st.text(alphabet="ab\\\n<>-", max_size=30))
def test_an_answer_can_be_written_again_and_again(tmp_path_factory: pytest.TempPathFactory, said: str) -> None:
    file = tmp_path_factory.mktemp("readme") / "README.md"
    file.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    once = with_answer(file, said)
    file.write_text(once, encoding="utf-8")
    assert with_answer(file, said) == once == f"before\n{BEGIN}\n{said}\n{END}\nafter\n"


def test_an_answer_says_releases_then_the_finding_then_what_it_means(monkeypatch: pytest.MonkeyPatch) -> None:
    cited = {
        "workforce": SimpleNamespace(title="Workforce", publisher="DfE", release="Reporting year 2025"),
        "inspections": SimpleNamespace(title="Outcomes", publisher="Ofsted", release="As at March"),
    }
    study = SimpleNamespace(illustrative=False, folder=SimpleNamespace(cited=cited.__getitem__))
    findings = SimpleNamespace(one_line=lambda: "long " * 40 + "end.", per_quartiles=lambda term: f"About {term}.")
    monkeypatch.setattr(answer, "load_study", lambda _data: study)
    monkeypatch.setattr(answer, "main_findings", lambda _study: findings)
    first, second = answer_block(Path("there")).split("\n\n")
    assert first.startswith("On Workforce (DfE, reporting year 2025) and Outcomes (Ofsted, as at March): long long")
    assert first.endswith("long end.")
    assert first.count("\n") == 2
    assert max(map(len, first.splitlines())) <= 119
    assert second == "About caseload. About turnover."


def test_the_command_writes_between_the_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "README.md"
    file.write_text(f"a\n{BEGIN}\n{END}\n")
    monkeypatch.setattr("workforce_grades.documentation.__main__.answer_block", lambda data: f"from {data}")
    assert main(["answer", str(file), "--data", "there"]) == 0
    assert file.read_text() == f"a\n{BEGIN}\nfrom there\n{END}\n"
    assert capsys.readouterr().out == f"{file}\n"
    file.write_text("no marks")
    assert main(["answer", str(file), "--data", "there"]) == 2
    assert capsys.readouterr().err.startswith("error: README.md: no place for the answer")
    assert answer.BEGIN != answer.END
