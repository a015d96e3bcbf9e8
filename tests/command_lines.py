"""Command lines that documents show: found in a text, and read by the program without running it."""

from __future__ import annotations

import contextlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import typer
from typer.main import get_command

from workforce_grades.cli import app

PROGRAM = "workforce-grades"
SHELL_BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", flags=re.MULTILINE | re.DOTALL)


def shell_lines(text: str) -> list[list[str]]:
    """Return the words of each line of each block of shell commands."""
    lines = [line.strip() for block in SHELL_BLOCK.findall(text) for line in block.splitlines()]
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def program_calls(lines: list[list[str]]) -> Iterator[list[str]]:
    """Return what comes after the program's name, for each line that calls it."""
    for words in lines:
        if Path(words[0]).name == PROGRAM:
            yield words[1:]


def read_command(words: list[str]) -> None:
    """Read a command line without running it; an unknown command or option is an error."""
    command, context, rest = get_command(app), None, words
    while hasattr(command, "commands"):
        context = command.make_context(PROGRAM, [], parent=context, resilient_parsing=True)
        _name, command, rest = command.resolve_command(context, rest)
    with contextlib.suppress(typer.Exit):  # what `--list` ends with
        command.make_context("command", rest, parent=context)
