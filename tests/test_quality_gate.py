"""Short files, short functions, no block twice, no source without tests of its size."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

LONGEST_FILE, LONGEST_FUNCTION = 300, 50
LONGEST_REPEAT = 12
"""Lines that two places may share before they are one thing written twice."""

EXCUSED: set[str] = set()
"""Files that are longer today and wait to be parted; one that is no longer too long has to leave this set."""

LEAST_TESTS = 1
"""Lines of tests for a line of source."""

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(file for folder in ("src", "tests") for file in (ROOT / folder).rglob("*.py"))


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


def code_lines(node: ast.AST, text: str) -> int:
    """Return how many lines a module, class or function has, docstrings, comments and blank lines left out."""
    first = getattr(node, "lineno", 1)
    last = getattr(node, "end_lineno", None) or len(text.splitlines())
    said = {
        line
        for inner in ast.walk(node)
        if isinstance(inner, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(inner)
        for line in range(inner.body[0].lineno, (inner.body[0].end_lineno or 0) + 1)
    }
    lines = enumerate(text.splitlines()[first - 1 : last], start=first)
    return sum(bool(line.strip()) and at not in said and not line.strip().startswith("#") for at, line in lines)


def functions(text: str) -> Iterator[tuple[str, int]]:
    """Return the name and the lines of code of every function."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, code_lines(node, text)


def test_no_file_is_too_long() -> None:
    counts = {name_of(file): len(file.read_text(encoding="utf-8").splitlines()) for file in FILES}
    assert {name for name, count in counts.items() if count > LONGEST_FILE} == EXCUSED


def test_no_function_is_too_long() -> None:
    found = [
        (name_of(file), function, count)
        for file in FILES
        for function, count in functions(file.read_text(encoding="utf-8"))
    ]
    assert len(found) > 1000
    assert [each for each in found if each[2] > LONGEST_FUNCTION] == []


def test_a_long_function_would_be_noticed() -> None:
    text = 'def f():\n    """Say.\n\n    More.\n    """\n' + "    pass\n\n    # why\n" * 60
    assert list(functions(text)) == [("f", 61)]


def blocks(text: str, size: int = LONGEST_REPEAT) -> set[str]:
    """Return every run of `size` lines of code, without indent, blank lines, imports and comments."""
    lines = [line.strip() for line in text.splitlines()]
    telling = [line for line in lines if line and not line.startswith(("#", "import ", "from ", '"'))]
    return {"\n".join(telling[at : at + size]) for at in range(len(telling) - size + 1)}


def test_no_block_of_the_source_stands_in_two_files() -> None:
    seen: dict[str, str] = {}
    twice = []
    for file in (file for file in FILES if "src" in file.parts):
        for block in blocks(file.read_text(encoding="utf-8")):
            twice += [(seen[block], name_of(file), block)] if block in seen else []
            seen[block] = name_of(file)
    assert twice == []


def test_a_block_that_stands_twice_would_be_noticed() -> None:
    block = "\n".join(f"value_{at} = make({at})" for at in range(LONGEST_REPEAT))
    assert blocks(f"import a\n{block}\nmore = 1") & blocks(f"def f():\n    # said\n{block}") == {block}


def test_tests_grow_with_the_source() -> None:
    """Lines of code, docstrings and comments left out; the generator of the sample counts as source."""
    counts = {"src": 0, "tests": 0}
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        counts[file.relative_to(ROOT).parts[0]] += code_lines(ast.parse(text), text)
    assert counts["tests"] >= LEAST_TESTS * counts["src"], counts


def test_what_is_mutated_and_what_kills_it_exist() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    for place in (*declared["only_mutate"], *declared["pytest_add_cli_args_test_selection"], *declared["also_copy"]):
        assert (ROOT / place).exists(), place
