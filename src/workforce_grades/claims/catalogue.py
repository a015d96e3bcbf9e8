"""The claims: `claims.csv`, read, checked against the rules and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from workforce_grades.claims.measures import CLAIM_MEASURES, CONTEXT_MEASURES, ENGLAND, REGIONS
from workforce_grades.claims.rules import DATINGS, DIRECTIONS, RULES, Dating, Direction, Kind
from workforce_grades.codebook import GRADES, OUTCOMES, Grade
from workforce_grades.errors import DataError
from workforce_grades.sources.files import LINE, read_csv
from workforce_grades.sources.report import LoadLog
from workforce_grades.sources.schema import check_columns, check_schema

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

COMPARATORS: Final = ("national", "ordinary")
"""Whether a claim names the national average itself, or only uses a word such as high."""

_YEARS: Final = ("from_year", "to_year")
_NUMBERS: Final = ("stated_from", "stated_value", "stated_england", "tolerance")
_ALWAYS: Final = ("claim_id", "place", "authority", "source", "period", "theme", "claim", "kind")
_UNREAD: Final = "not_in_open_data"
_GRADE_KINDS: Final = ("grade_given", "grade_in_force", "grade_change")


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing the press said, and how it is checked.

    Attributes
    ----------
    claim_id
        ``C01`` and on.
    place, authority
        DfE code of the place the article is about, and of whose numbers are read, or ``England`` or a region.
    source, period, theme
        Where it was said, of which time, about what.
    claim
        What was said, in our own words.
    kind
        One of :data:`workforce_grades.claims.rules.RULES`.
    measure
        A measure of the workforce or context table, or a judgement of :data:`workforce_grades.codebook.OUTCOMES`.
    from_year, to_year
        Years of censuses or inspections.
    dating, direction, comparator
        See the rules; `comparator` is ``national`` where the claim names the national average.
    stated_grade_from, stated_grade
        Grades the claim names.
    stated_from, stated_value, stated_england
        Figures the claim quotes, in the measure's unit.
    tolerance
        Half a unit of the last digit quoted, or how near ``in_line`` is.
    said
        When it was said, as far as the article tells: ``2017`` or ``2019-01``; blank where it has no date.
    unchecked
        What of it the check leaves over.
    needs
        What would be needed to check it.
    """

    claim_id: str
    place: str
    authority: str
    source: str
    period: str
    theme: str
    claim: str
    kind: Kind
    measure: str = ""
    from_year: int = 0
    to_year: int = 0
    dating: Dating = "exact"
    direction: Direction | None = None
    comparator: str = ""
    stated_grade_from: Grade | None = None
    stated_grade: Grade | None = None
    stated_from: float | None = None
    stated_value: float | None = None
    stated_england: float | None = None
    tolerance: float = 0.0
    said: str = ""
    unchecked: str = ""
    needs: str = ""


COLUMNS: Final = tuple(field.name for field in fields(Claim))


def load_claims(path: str | Path | None = None) -> tuple[Claim, ...]:
    """Return the claims in the order of the file.

    Parameters
    ----------
    path
        A file of the same columns; the project's own without one.

    Raises
    ------
    DataError
        A cell is not allowed, or a claim lacks what its kind of check needs; names claim, line and column.
    """
    if path is not None:
        return _read(Path(path))
    with as_file(files("workforce_grades.claims") / "claims.csv") as own:
        return _read(own)


def _read(path: Path) -> tuple[Claim, ...]:
    table = read_csv(path, LoadLog("claims", path.name, ""))
    check_columns(table, list(COLUMNS), file=path, layout="the project's own claims.csv")
    check_schema(table, _schema(), file=path)
    rows = cast("list[dict[str, Any]]", table.to_dict("records"))
    for row in rows:
        _check_kind(row, path)
    return tuple(_claim(row) for row in rows)


def _schema() -> DataFrameSchema:
    """Return what each cell may hold, all of them text."""
    from pandera.pandas import Check, Column, DataFrameSchema

    def one_of(*allowed: str) -> Column:
        return Column(str, Check.isin(allowed, error=f"one of {', '.join(word or 'blank' for word in allowed)}"))

    def like(pattern: str, words: str, **options: Any) -> Column:
        return Column(str, Check.str_matches(pattern, error=words), **options)

    filled = {name: like(r"^\S.*", "some text") for name in ("source", "period", "theme", "claim")}
    years = {name: like(r"^(20\d\d)?$", "a year such as 2017, or blank") for name in _YEARS}
    numbers = {name: like(r"^(\d+(\.\d+)?)?$", "a number that is not negative, or blank") for name in _NUMBERS}
    grades = {name: one_of("", *GRADES) for name in ("stated_grade_from", "stated_grade")}
    return DataFrameSchema(
        filled | years | numbers | grades | {
            "claim_id": like(r"^C\d\d$", "C and two digits, each once", unique=True),
            "place": like(r"^\d{3}$", "a DfE code of three digits"),
            "authority": like(rf"^(\d{{3}}|{'|'.join((ENGLAND, *REGIONS))})$",
                              "a DfE code of three digits, England or a region"),
            "said": like(r"^(20\d\d(-(0[1-9]|1[0-2]))?)?$", "a year or month such as 2017 or 2019-01, or blank"),
            "kind": one_of(*RULES),
            "measure": one_of("", *CLAIM_MEASURES, *OUTCOMES),
            "dating": one_of("", *DATINGS),
            "direction": one_of("", *DIRECTIONS),
            "comparator": one_of("", *COMPARATORS),
        }
    )  # fmt: skip


def _check_kind(row: Mapping[str, Any], path: Path) -> None:
    """Raise unless a claim has what its kind needs, and nothing that its kind does not read."""
    rule = RULES[cast("Kind", row["kind"])]
    allowed = {*_ALWAYS, "said", *rule.needs, *rule.may, *(() if row["kind"] == _UNREAD else ("unchecked",))}
    for column in COLUMNS:
        if column in rule.needs and not row[column]:
            raise _refused(row, path, column, "nothing", "a value")
        if column not in allowed and row[column]:
            raise _refused(row, path, column, f"'{row[column]}'", "a blank")
    if row["direction"] and row["direction"] not in rule.directions:
        raise _refused(row, path, "direction", f"'{row['direction']}'", f"one of {', '.join(rule.directions)}")
    if row["measure"] and (row["measure"] in OUTCOMES) != (row["kind"] in _GRADE_KINDS):
        kind = "a judgement" if row["kind"] in _GRADE_KINDS else "a measure, not a judgement"
        raise _refused(row, path, "measure", f"'{row['measure']}'", kind)
    if not row["authority"].isdigit() and (row["kind"] in _GRADE_KINDS or row["measure"] in CONTEXT_MEASURES):
        raise _refused(row, path, "authority", f"'{row['authority']}'", "an authority: no other has such a value")
    if row["from_year"] > row["to_year"]:
        raise _refused(row, path, "to_year", row["to_year"] or "nothing", f"{row['from_year']} or later")
    if row["kind"] == "change" and row["from_year"] == row["to_year"]:
        raise _refused(row, path, "to_year", row["to_year"], f"a year after {row['from_year']}")
    quotes = any(row[name] for name in _NUMBERS[:3]) or row["direction"] == "in_line"
    if quotes != bool(row["tolerance"]):
        found, allowed_here = ("nothing", "a tolerance for what is quoted") if quotes else ("a number", "a blank")
        raise _refused(row, path, "tolerance", found, allowed_here)


def _refused(row: Mapping[str, Any], path: Path, column: str, found: str, expected: str) -> DataError:
    return DataError(
        path,
        f"claim {row['claim_id']} of the kind {row['kind']} has {found}",
        place=f"line {row[LINE]}, column {column}",
        expected=expected,
    )


def _claim(row: Mapping[str, Any]) -> Claim:
    values: dict[str, Any] = {name: row[name] for name in COLUMNS if row[name]}
    values |= {name: int(row[name]) for name in _YEARS if row[name]}
    values |= {name: float(row[name]) for name in _NUMBERS if row[name]}
    return Claim(**values)
