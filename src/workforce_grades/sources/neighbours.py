"""Statistical neighbours: ten authorities that DfE's model finds most like each one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

import pandas as pd

from workforce_grades.authorities import Authorities, load_authorities
from workforce_grades.errors import DataError
from workforce_grades.sources.files import LINE, read_csv
from workforce_grades.sources.folder import SOURCES, DataFolder, open_folder
from workforce_grades.sources.report import LoadLog
from workforce_grades.sources.schema import check_columns, check_schema
from workforce_grades.sources.spreadsheets import squash
from workforce_grades.sources.yearly_rows import check_all_there

Model = Literal["2021", "2025"]
CLOSENESS: Final = ("Not close", "Somewhat close", "Close", "Very close", "Extremely close")
CLOSENESS_DTYPE: Final = pd.CategoricalDtype(list(CLOSENESS), ordered=True)
RANKS: Final = tuple(range(1, 11))
_BY_FOLDED: Final = {word.casefold(): word for word in CLOSENESS}


@dataclass(frozen=True, slots=True)
class _Layout:
    source_id: str
    code: str
    name: str
    pairs: tuple[tuple[str, str], ...]
    in_force: date


_LAYOUTS: Final[dict[Model, _Layout]] = {
    "2025": _Layout(
        "neighbours", "old_la_code", "la_name", tuple((f"SN_{rank}", f"SN_{rank}P") for rank in RANKS), date(2025, 4, 1)
    ),
    # The header repeats SNP ten times; read_csv numbers the second and later ones from 1.
    "2021": _Layout(
        "neighbours_2021", "LA num", "LA Name",
        tuple((f"SN{rank}", "SNP" if rank == 1 else f"SNP.{rank - 1}") for rank in RANKS), date(2021, 4, 1),
    ),
}  # fmt: skip


def load_neighbours(
    data: str | Path | DataFolder | None = None,
    *,
    model: Model = "2025",
    authorities: Authorities | None = None,
) -> pd.DataFrame:
    """Return each authority's ten statistical neighbours, nearest first.

    Neighbours are directed: A may be B's neighbour without B being A's (61% of the 2025 links go
    both ways). Two members of one joint return share their workforce figures, so a median over
    neighbours must count them once.

    Parameters
    ----------
    data
        Data folder; the bundled sample without one.
    model
        DfE's model of 2025, or that of April 2021. The 2021 list is kept as published: it has
        Cumbria (909) as an authority and as a neighbour, and the lists of four ended authorities.
    authorities
        Saves loading them again.

    Returns
    -------
    pandas.DataFrame
        One row a pair (1,530 for 2025, 1,560 for 2021): `la_key`, `neighbour_key`, `rank` (1 to 10),
        `closeness` (ordered categorical of :data:`CLOSENESS`), `model`. Its load report counts pairs.

    Raises
    ------
    DataError
        A neighbour is not known, repeated, or the authority itself; an authority has no list.

    Notes
    -----
    Source: Department for Education, Local authority interactive tool (OGL v3.0).
    """
    folder, layout = open_folder(data), _LAYOUTS[model]
    authorities = authorities or load_authorities(folder)
    path = folder.require(layout.source_id)
    log = folder.log(layout.source_id, path)
    wide = _lists(read_csv(path, log, ragged=True), layout, path)
    pairs = _pairs(wide, layout, authorities, path).assign(model=model)
    log.rows_read = len(pairs)
    check_pairs(pairs, file=path)
    check_all_there(set(pairs["la_key"]), authorities, layout.in_force, file=path, place="column " + layout.code)
    return _finish(pairs, log)


def check_pairs(pairs: pd.DataFrame, *, file: str | Path) -> None:
    """Raise where an authority is its own neighbour, or has one neighbour or rank twice.

    Parameters
    ----------
    pairs
        `la_key`, `name_published`, `neighbour_key`, `rank` and `line`.
    file
        Named in the message.
    """
    own = pairs[pairs["la_key"] == pairs["neighbour_key"]]
    twice = pairs[pairs.duplicated(["la_key", "neighbour_key"])]
    listed = pairs[pairs.duplicated(["la_key", "rank"])]
    for wrong, what, expected in (
        (listed, "has two lists of neighbours", "one list an authority"),
        (own, "is its own neighbour", "another authority"),
        (twice, "has one neighbour twice", "ten different neighbours"),
    ):
        if not wrong.empty:
            row = wrong.iloc[0]
            raise DataError(
                file, f"{row['name_published']} ({row['la_key']}) {what} (rank {row['rank']}: {row['neighbour_key']})",
                place=f"line {row[LINE]}", expected=expected, action="Use the publisher's own file",
            )  # fmt: skip


def _lists(wide: pd.DataFrame, layout: _Layout, path: Path) -> pd.DataFrame:
    """Leave out the headings below the table (`Old SNs:`): they have a name but no code."""
    needed = [layout.code, layout.name, *(column for pair in layout.pairs for column in pair)]
    check_columns(wide, needed, file=path, layout=SOURCES[layout.source_id].title)
    lists = wide[wide[layout.code].str.strip() != ""]
    if lists.empty:
        raise DataError(path, "no row has a code", place=f"column {layout.code}", expected="a list an authority")
    return lists


def _pairs(wide: pd.DataFrame, layout: _Layout, authorities: Authorities, path: Path) -> pd.DataFrame:
    rows = []
    for cells in wide.to_dict("records"):
        place = f"line {cells[LINE]}, column {{}}"
        la_key = authorities.key(cells[layout.code].strip(), file=path, place=place.format(layout.code))
        for rank, (code, word) in zip(RANKS, layout.pairs, strict=True):
            neighbour = authorities.key(cells[code].strip(), file=path, place=place.format(code))
            closeness = _closeness(cells[word], file=path, place=place.format(word))
            rows.append((la_key, cells[layout.name], neighbour, rank, closeness, cells[LINE]))
    columns = ["la_key", "name_published", "neighbour_key", "rank", "closeness", LINE]
    return pd.DataFrame(rows, columns=columns).astype({"closeness": CLOSENESS_DTYPE})


def _closeness(cell: str, *, file: Path, place: str) -> str:
    word = _BY_FOLDED.get(squash(cell).casefold())
    if word is None:
        raise DataError(
            file, f"'{cell[:40]}' is not a closeness", place=place, expected=", ".join(CLOSENESS),
            action="Use the publisher's own file",
        )  # fmt: skip
    return word


def _finish(pairs: pd.DataFrame, log: LoadLog) -> pd.DataFrame:
    from pandera.pandas import Check, Column, DataFrameSchema

    key = Column(str, Check.str_matches(r"^\d{3}$", error="three digits"))
    schema = DataFrameSchema(
        {
            "la_key": key,
            "neighbour_key": key,
            "rank": Column(int, Check.isin(RANKS, error="a rank from 1 to 10")),
            "closeness": Column(CLOSENESS_DTYPE),
        }
    )
    check_schema(pairs, schema, file=log.file)
    table = pairs.drop(columns=[LINE, "name_published"]).sort_values(["la_key", "rank"], ignore_index=True)
    return log.attach(table, authorities=table["la_key"])
