"""The command `estimate`: any specification of the grammar, as text or as CSV."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from workforce_grades.cli_options import Data, Fresher, say_illustrative, warn
from workforce_grades.errors import ParameterError

if TYPE_CHECKING:
    import pandas as pd

    from workforce_grades.models import Spec

STANDARD_OUTPUT: Final = Path("-")
_SOURCES: Final = ("authorities", "workforce", "inspections")
_SOURCES_OF_TERMS: Final = {
    "deprivation": ("deprivation", "context"),
    "log_population": ("population", "context"),
    "cin_rate": ("children_in_need", "population", "context"),
    "previous_grade": ("inspections_2023",),
}


def _show_grammar(asked: bool) -> None:
    if asked:
        from workforce_grades.reports.grammar_text import grammar_lines

        typer.echo("\n".join(grammar_lines()))
        raise typer.Exit


def estimate(
    spec_ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="SPEC_ID...", help="For example 'overall|turnover+caseload'; not with --list."),
    ] = None,
    data: Data = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Write full precision to a CSV; - is standard output."),
    ] = None,
    own: Annotated[
        Path | None,
        typer.Option("--own", metavar="FILE", help="Your own measures, as terms own_NAME; `data template` writes one."),
    ] = None,
    fresher: Fresher = False,
    _grammar: Annotated[
        bool,
        typer.Option("--list", is_eager=True, callback=_show_grammar, help="Show what a SPEC_ID can be made of."),
    ] = False,
) -> None:
    """Estimate specifications and print them, or write them as CSV.

    Exit code 1 when a specification has no estimate: standard error says why.
    """
    from workforce_grades.models import estimates_table, parse_spec
    from workforce_grades.models.panel import panel_with_own
    from workforce_grades.reports.estimates_text import problem_lines, unestimated
    from workforce_grades.reports.session import check_file, warnings_of_data
    from workforce_grades.study import load_study

    if not spec_ids:
        raise ParameterError("no SPEC_ID. Give one, for example 'overall|turnover+caseload'; --list shows all parts")
    specs = [parse_spec(text) for text in spec_ids]
    if csv not in (None, STANDARD_OUTPUT):
        check_file(csv)
    study = load_study(data).fresher() if fresher else load_study(data)
    newer = {"inspections_overview"} if fresher else set()
    for note in warnings_of_data(study, sources_of(specs) | newer):
        warn(f"note: {note}")
    table = estimates_table(specs, panel_with_own(study, own) if own else study)
    for line in problem_lines(table):
        warn(line)
    _give(table, csv, illustrative=study.illustrative)
    raise typer.Exit(1 if unestimated(table) else 0)


def sources_of(specs: Iterable[Spec]) -> set[str]:
    """Return the sources that these specifications are estimated from, by the ids of their load reports."""
    terms = {term for spec in specs for term in spec.terms}
    return {*_SOURCES, *(source for term in terms for source in _SOURCES_OF_TERMS.get(term, ()))}


def _give(table: pd.DataFrame, csv: Path | None, *, illustrative: bool) -> None:
    """Print the table, or write it where it was asked for; generated data are said to be that."""
    from workforce_grades.reports.estimates_text import ILLUSTRATIVE, counted, estimates_text
    from workforce_grades.reports.record import write_whole
    from workforce_grades.reports.session import writing

    if csv is None:
        typer.echo(f"{ILLUSTRATIVE}\n\n{estimates_text(table)}" if illustrative else estimates_text(table))
        return
    if csv == STANDARD_OUTPUT:
        typer.echo(table.to_csv(index=False, lineterminator="\n"), nl=False)
    else:
        with writing(csv):
            write_whole(csv.resolve(), table.to_csv(index=False, lineterminator="\n"))
        specifications = counted(table["spec_id"].nunique(), "specification")
        typer.echo(f"{counted(len(table), 'row')} for {specifications} in {csv}")
    if illustrative:
        say_illustrative(None if csv == STANDARD_OUTPUT else csv)
