"""Every document is reached, every path in it exists, every command is one that the program or make takes."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from command_lines import program_calls, read_command, shell_lines
from workforce_grades.documentation.commands import command_names
from workforce_grades.models import parse_spec

ROOT = Path(__file__).resolve().parents[2]
DOCS = sorted(ROOT.glob("docs/**/*.md"))
DOCUMENTS = [file for file in (*DOCS, *ROOT.glob("*.md")) if "generated" not in file.parts]
NAMES = [str(file.relative_to(ROOT)) for file in DOCUMENTS]
CODE = re.compile(r"`([^`\n]+)`")
FOLDERS = ("src/", "tests/", "docs/", "notebooks/", "examples/", "benchmarks/", "data/sample", ".github/", ".ci/",
           ".binder/", ".devcontainer/")  # fmt: skip
KINDS = {"tutorial.md", "how-to", "explanation", "reference"}
OTHER_PROGRAMS = {"sha256sum", "git"}
PLANNED = ("30-my-question.ipynb", "NN-name.ipynb")
"""Names that stand for one that a reader makes."""
MADE_BY_A_GUIDE = {"overall|turnover+caseload+cover"}
"""Specifications that are there once a guide was followed: `test_followed_guides.py` follows it and asks for them."""


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", text_of("Makefile"), flags=re.MULTILINE))


def toctree(file: Path) -> list[Path]:
    """Return the documents that a document lists."""
    blocks = re.findall(r"```\{toctree\}\n(.*?)```", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line and not line.startswith(":")]
    return [(file.parent / f"{line}.md").resolve() for line in lines]


def test_every_document_is_reached_from_the_first_page() -> None:
    reached, waiting = set(), [ROOT / "docs" / "index.md"]
    while waiting:
        file = waiting.pop()
        reached.add(file)
        waiting += [found for found in toctree(file) if found not in reached]
    assert reached == {file for file in DOCS if "generated" not in file.parts}


def test_the_four_kinds_are_there() -> None:
    assert {path.name for path in (ROOT / "docs").iterdir()} >= KINDS


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_to_a_file_and_a_heading(name: str) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", text_of(name)):
        if re.match(r"https?:", link):
            continue
        target, _hash, anchor = link.partition("#")
        file = (ROOT / name).parent / target if target else ROOT / name
        assert file.exists(), link
        assert not anchor or anchor in anchors(file), link


def anchors(file: Path) -> set[str]:
    found = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("name", NAMES)
def test_every_path_exists(name: str) -> None:
    for path in CODE.findall(text_of(name)):
        if path.startswith(FOLDERS) and " " not in path and not path.endswith(PLANNED):
            assert list(ROOT.glob(path.rstrip("/"))), f"{name}: {path}"


@pytest.mark.parametrize("name", NAMES)
def test_every_command_can_be_given(name: str) -> None:
    lines = shell_lines(text_of(name))
    for words in lines:
        first = Path(words[0])
        if words[0] == "make":
            assert {word for word in words[1:] if re.fullmatch("[a-z]+", word)} <= make_targets(), words
        elif words[0].startswith(".venv/bin/"):
            assert (Path(sys.executable).parent / first.name).exists() or first.name == "pre-commit", words
        else:
            assert words[0] in OTHER_PROGRAMS, words
    for words in program_calls(lines):
        read_command(words)
        for spec in {word for word in words if "|" in word} - MADE_BY_A_GUIDE:
            assert parse_spec(spec)


@pytest.mark.parametrize("name", NAMES)
def test_make_targets_and_commands_in_the_text_exist(name: str) -> None:
    for words in (code.split() for code in CODE.findall(text_of(name))):
        if words[0] == "make" and len(words) > 1:
            assert words[1] in make_targets(), words
        if words[0] == "workforce-grades" and len(words) > 1:
            assert any(" ".join(words[1:]).startswith(command) for command in command_names()), words


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("docs/") and "data fetch" in text_of(name)])
def test_what_was_fetched_is_checked_where_it_was_put_and_not_in_the_sample(name: str) -> None:
    text = text_of(name)
    assert text.count("data check") == len(re.findall(r"data check --data \S", text))


def test_a_command_that_is_gone_would_be_noticed() -> None:
    lines = shell_lines("```sh\n.venv/bin/workforce-grades run --only what-if --no-such-option  # and why\n```")
    assert [words[0] for words in program_calls(lines)] == ["run"]
    with pytest.raises(Exception, match="no-such-option"):
        read_command(next(program_calls(lines)))


def code_cells(text: str) -> list[str]:
    return re.findall(r"```\{code-cell\} python3\n(.*?)```", text, flags=re.DOTALL)


@pytest.mark.parametrize("name", [name for name in NAMES if "{code-cell}" in text_of(name)])
def test_examples_run(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    cells, known = code_cells(text_of(name)), {}
    assert len(cells) >= 2
    for cell in cells:
        exec(cell, known)
    assert "Traceback" not in capsys.readouterr().out


def test_scripts_of_the_examples_call_what_exists() -> None:
    scripts = [*ROOT.glob("examples/**/*.sh"), *ROOT.glob(".github/workflows/*.yml")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in scripts).replace(' "$@")', "")
    calls = re.findall(r'(?:"\$run"|\.venv/bin/workforce-grades) ([a-z][^\n>|]+)', text)
    assert len(calls) >= 5
    for call in calls:
        read_command(shlex.split(call))
