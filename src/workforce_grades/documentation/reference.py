"""Reference pages made from the code: the codebook, the grammar of specifications, what the outputs hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path
from typing import Final

from workforce_grades import codebook
from workforce_grades.codebook_columns import COLUMNS, TABLES
from workforce_grades.documentation.commands import commands_page
from workforce_grades.documentation.markdown import code, literal, table
from workforce_grades.sources.published import SOURCES, Source


def codebook_page() -> str:
    """Return every measure, grade, flag and symbol with its meaning."""
    measures = [
        (code(each.name), each.label, each.unit, each.decimals, code(each.published), each.definition)
        for each in codebook.MEASURES.values()
    ]
    return "\n".join(
        [
            "## Measures\n",
            f"The study is about {', '.join(map(code, codebook.EXPOSURES))}.\n",
            table(("name", "label", "unit", "decimals", "published as", "what it counts"), measures),
            "## Flags\n",
            "Each measure `m` has a column `m_flag`.\n",
            table(("flag", "meaning"), [(code(flag), said) for flag, said in codebook.FLAG_MEANINGS.items()]),
            f"A base is small below {codebook.SMALL_BASE_FTE:g} FTE in post; a published zero is suspect from "
            f"{codebook.SUSPECT_ZERO_FTE:g} FTE on.\n",
            "## Symbols that the publishers use\n",
            table(("symbol", "flag"), [(code(symbol) or "(blank)", code(flag)) for symbol, flag in _symbols()]),
            "## Grades and judgements\n",
            table(("code", "grade"), enumerate(codebook.GRADES, start=1)),
            table(("name", "judgement"), [(code(name), said) for name, said in codebook.OUTCOMES.items()]),
        ]
    )


def grammar_page() -> str:
    """Return what a specification id can be made of, as `estimate --list` says it."""
    from workforce_grades.reports.grammar_text import grammar_lines

    return literal(grammar_lines())


def files_page() -> str:
    """Return every source that is read: its file's name, publisher, title, licence, and whether it is needed."""
    rows = [
        (code(each.pattern), each.publisher, _linked(each), each.licence, "yes" if each.required else "no")
        for each in SOURCES.values()
    ]
    return table(("file, as its publisher names it", "publisher", "data set", "licence", "needed"), rows)


def schemas_page() -> str:
    """Return the columns of every exported table, and the parts of `build.json`."""
    from workforce_grades.reports.record import FILE, BuildRecord, FailureRecord, PageRecord

    parts = [f"## {code(f'data/{name}.csv')}\n\n{TABLES[name]}.\n\n{_columns(names)}" for name, names in _exported()]
    parts.append(f"## {code(FILE)}\n\nJSON. At its top:\n")
    parts.append(table(("key", "type"), [(code(each.name), code(each.type)) for each in fields(BuildRecord)]))
    for title, kind in (("Each page", PageRecord), ("Each failure", FailureRecord)):
        parts.append(f"{title}:\n")
        parts.append(table(("key", "type"), [(code(each.name), code(each.type)) for each in fields(kind)]))
    return "\n".join(parts)


PAGES: Final[dict[str, Callable[[], str]]] = {
    "codebook.md": codebook_page,
    "commands.md": commands_page,
    "files.md": files_page,
    "grammar.md": grammar_page,
    "schemas.md": schemas_page,
}
"""What is written for the documents to include, by file name."""


def write_reference(folder: Path) -> list[Path]:
    """Write every page of :data:`PAGES`; one that says the same already is left alone.

    Parameters
    ----------
    folder
        Where to write; it is made if need be.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {folder / name: make() for name, make in PAGES.items()}
    for file, text in files.items():
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
    return list(files)


def _linked(source: Source) -> str:
    return f"[{source.title}]({source.page})" if source.page else source.title


def _symbols() -> Iterable[tuple[str, str]]:
    return codebook.SYMBOLS.items()


def _exported() -> Iterable[tuple[str, list[str]]]:
    """Return the columns of each exported table, those of the sample's."""
    from workforce_grades import models
    from workforce_grades.pages.local_authority.comparators import COMPARISON_COLUMNS
    from workforce_grades.study import load_study

    study = load_study()
    frames = {"workforce": study.workforce, "inspections": study.inspections, "linked": study.linked()}
    fitted = {"estimates": list(models.COLUMNS), "comparisons": list(COMPARISON_COLUMNS)}
    return [*((name, list(map(str, frame))) for name, frame in frames.items()), *fitted.items()]


def _columns(names: Iterable[str]) -> str:
    rows = [(code(name), COLUMNS[name].datatype, COLUMNS[name].title, COLUMNS[name].description) for name in names]
    return table(("column", "type", "title", "description"), rows)
