"""Options that several commands share, and how they speak."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

_NAME = "workforce-grades"

Data = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="Data folder; the bundled illustrative sample without it.")
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Output folder.")]
Notebooks = Annotated[
    Path | None, typer.Option("--notebooks", metavar="DIR", help="Folder of notebooks; the project's own without it.")
]
Only = Annotated[list[str] | None, typer.Option("--only", metavar="REPORT[,REPORT]", help="Just these reports.")]
Whom = Annotated[
    list[str] | None,
    typer.Option("--authority", metavar="NAME", help="Just this authority's pages, by name or code; repeatable."),
]
Where = Annotated[
    list[str] | None,
    typer.Option("--region", metavar="NAME", help="Just this region's page, by name or code; repeatable."),
]
Limit = Annotated[
    int | None, typer.Option("--limit", min=1, metavar="N", help="At most N authorities, and as many regions.")
]
Parameters = Annotated[
    list[str] | None, typer.Option("-p", metavar="NAME=VALUE", help="A report parameter; repeatable.")
]
Fresher = Annotated[
    bool,
    typer.Option("--fresher", help="Also inspections since Ofsted's yearly list, from Data to Insight's overview."),
]
Force = Annotated[bool, typer.Option("--force", help="Make pages again that are up to date.")]
Replace = Annotated[
    bool,
    typer.Option("--replace", help="Let pages of the sample take the place of those of published data."),
]
Json = Annotated[bool, typer.Option("--json", help="JSON for programs.")]


def as_called(text: str) -> str:
    """Return a text whose commands are written the way this one was: by a path, where the shell knows no such name."""
    called = sys.argv[0]
    if Path(called).name != _NAME or shutil.which(_NAME):
        return text
    called = shlex.quote(called)
    return text.replace(f"`{_NAME} ", f"`{called} ").replace(f": {_NAME} ", f": {called} ")


def warn(line: str) -> None:
    """Say something on standard error."""
    typer.echo(as_called(line), err=True)


def say_illustrative(*files: Path | None) -> None:
    """Say on standard error that results are of generated data, and which file names do not say so."""
    from workforce_grades.reports.estimates_text import ILLUSTRATIVE

    unsaid = [file.name for file in files if file is not None and "illustrative" not in file.name.lower()]
    warn(f"note: {ILLUSTRATIVE}" + "".join(f". The name {name} does not say so" for name in unsaid))


def show(rows: list[dict[str, Any]], lines: Iterable[str], *, as_json: bool) -> None:
    """Print rows as JSON for programs, or lines for people."""
    if as_json:
        typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    for line in lines:
        typer.echo(as_called(line))
