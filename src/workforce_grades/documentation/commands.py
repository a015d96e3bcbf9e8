"""The command line as a reference page, read from the program itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from workforce_grades.documentation.markdown import code, table

_PROGRAM: Final = "workforce-grades"


def commands_page() -> str:
    """Return every command with its arguments and options, as Markdown."""
    return "\n".join(_sections(_program(), _PROGRAM))


def command_names() -> list[str]:
    """Return the names of all commands, those of a group as `data check`."""
    every = _walk(_program(), _PROGRAM)
    return [name.removeprefix(f"{_PROGRAM} ") for name, command in every if not _is_group(command)]


def _program() -> Any:
    from typer.main import get_command

    from workforce_grades.cli import app

    return get_command(app)


def _is_group(command: Any) -> bool:
    return hasattr(command, "commands")


def _walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    yield name, command
    for word, inner in getattr(command, "commands", {}).items():
        yield from _walk(inner, f"{name} {word}")


def _sections(program: Any, name: str) -> Iterator[str]:
    for path, command in _walk(program, name):
        yield f"## {path}\n"
        yield f"{(command.help or '').strip()}\n"
        context = command.make_context(path, [], resilient_parsing=True)
        records = [record for each in command.params if (record := each.get_help_record(context))]
        if records:
            yield table(("argument or option", "what it is"), [(code(names), said) for names, said in records])
