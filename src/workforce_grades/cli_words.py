"""The command `words`: a folder of inspection reports into tables of reports, sentences and themes."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from workforce_grades.cli_options import Out, warn

if TYPE_CHECKING:
    import pandas as pd

    from workforce_grades.sources.folder import DataFolder
    from workforce_grades.words.collection import Listener, Reading

ListOfAuthorities = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help="Data folder whose authorities the reports are of; without it one in, around or beside FOLDER, "
        "or the bundled illustrative sample.",
    ),
]

_EVERY: Final = 25
"""Where nobody watches, a line of progress after so many files."""


def words(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of inspection reports (PDF).")],
    out: Out = Path("words"),
    data: ListOfAuthorities = None,
) -> None:
    """Read inspection reports and quote what they say of the workforce.

    Writes reports.csv, sentences.csv, themes.csv and refused.csv. Exit code 1 when a file was refused:
    standard error says why, one line each.
    """
    from workforce_grades.authorities import load_authorities
    from workforce_grades.sources.inspections import load_inspections
    from workforce_grades.words.collection import find_reports, read_folder
    from workforce_grades.words.lists import list_of_authorities

    find_reports(folder)
    source = list_of_authorities(folder, data)
    warn(f"note: authorities from {source.path.name}{' (the illustrative sample)' if source.is_illustrative else ''}")
    authorities = load_authorities(source)
    history = load_inspections(source, framework="all", authorities=authorities) if _has_history(source) else None
    _check_out(out)
    reading = read_folder(folder, authorities, history=history, listener=_progress())
    _write(reading, out)
    for line in _last_words(reading, history):
        typer.echo(line)
    typer.echo(f"Written to {out}")
    raise typer.Exit(1 if len(reading.refused) else 0)


def _has_history(source: DataFolder) -> bool:
    return source.find("inspections") is not None


def _progress() -> Listener:
    """Return what tells of progress: one line that changes on a terminal, few lines elsewhere."""
    live = sys.stderr.isatty()

    def tell(done: int, total: int, refused: str) -> None:
        if refused:
            warn(("\r" if live else "") + f"refused: {refused}")
        if live:
            sys.stderr.write(f"\rread {done} of {total}" + ("\n" if done == total else ""))
            sys.stderr.flush()
        elif done % _EVERY == 0 or done == total:
            warn(f"read {done} of {total}")

    return tell


def _check_out(out: Path) -> None:
    """Make the folder and write in it, before minutes of reading are lost."""
    from workforce_grades.reports.session import writing

    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass


def _write(reading: Reading, out: Path) -> None:
    from workforce_grades.reports.exports import write_csv
    from workforce_grades.reports.session import writing

    with writing(out):
        for name in ("reports", "sentences", "themes", "refused"):
            write_csv(getattr(reading, name), out / f"{name}.csv")


def _last_words(reading: Reading, history: pd.DataFrame | None) -> list[str]:
    reports = reading.reports
    unknown = list(reports.loc[reports["la_key"] == "", "file"])
    lines = [
        f"{len(reports)} reports, {len(reading.sentences):,} sentences, {len(reading.themes):,} mentions of a theme; "
        f"{len(reading.refused)} refused"
    ]
    if unknown:
        lines.append(
            f"{len(unknown)} of an authority that is not in the list (give --data DIR): {', '.join(unknown[:5])}"
        )
    return lines + ([] if history is None else _checked(reports, history))


def _checked(reports: pd.DataFrame, history: pd.DataFrame) -> list[str]:
    from workforce_grades.words.history_check import history_compared, history_differences, match_history

    matched = match_history(reports, history)
    differences = history_differences(matched, history)
    told = [
        f"  {row['file']}: {row['what']} is {row['report'] or 'none'}, in the list {row['history'] or 'none'}"
        for _at, row in differences.iterrows()
    ]
    compared = ", ".join(f"{what} {count}" for what, count in history_compared(matched, history).items())
    counted = f"{len(differences)} dates, types or judgements differ"
    return [f"{len(matched)} stand in Ofsted's list of inspections; {counted}", f"  compared: {compared}", *told]
