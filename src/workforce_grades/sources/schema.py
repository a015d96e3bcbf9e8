"""Schema validation: pandera finds the failing cells, one sentence says where they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from workforce_grades.errors import DataError
from workforce_grades.sources.files import LINE

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

_SHOWN = 3


def check_schema(
    frame: pd.DataFrame, schema: DataFrameSchema, *, file: str | Path, published: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return `frame` if it satisfies `schema`.

    Parameters
    ----------
    frame
        A tidy table; the column `line`, where there is one, gives the place in the message.
    schema
        A pandera schema. The `error` text of its checks is shown as what is expected.
    file
        Named in the message.
    published
        Our column names to the publisher's, which the message then gives.

    Raises
    ------
    DataError
        Naming the column, the first offending values, their rows and what is allowed.
    """
    from pandera.errors import SchemaErrors

    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as error:
        raise _as_data_error(error.failure_cases, frame, file, published or {}) from error
    return frame


def check_columns(frame: pd.DataFrame, required: list[str], *, file: str | Path, layout: str) -> None:
    """Raise a :class:`DataError` that lists missing columns, each with the nearest one found.

    Parameters
    ----------
    frame
        Table as read.
    required
        Columns that must be there.
    file, layout
        Named in the message; `layout` is the publication and edition expected.
    """
    from workforce_grades.errors import nearest

    missing = [name for name in required if name not in frame.columns]
    if not missing:
        return
    columns = [str(name) for name in frame.columns if name != LINE]
    likely = {name: nearest(name, columns, limit=1) for name in missing[:_SHOWN]}
    pairs = [f"`{name}`" + (f" (found `{near[0]}`)" if near else "") for name, near in likely.items()]
    more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
    raise DataError(
        file,
        f"column {', '.join(pairs)}{more} not found",
        place="header",
        expected=f"the columns of {layout}",
        action="Use the publisher's own file of that release",
    )


def _as_data_error(
    failures: pd.DataFrame, frame: pd.DataFrame, file: str | Path, published: Mapping[str, str]
) -> DataError:
    first = failures.iloc[0]
    column, check = first["column"], first["check"]
    if check == "column_in_dataframe":
        return DataError(file, f"column `{published.get(first['failure_case'], first['failure_case'])}` not found")
    same = failures[(failures["column"] == column) & (failures["check"] == check)]
    cells = [
        f"{case} ({_row_name(frame, index)})"
        for case, index in zip(same["failure_case"].head(_SHOWN), same["index"].head(_SHOWN), strict=True)
    ]
    more = f" and {len(same) - _SHOWN} more" if len(same) > _SHOWN else ""
    return DataError(
        file,
        f"{', '.join(cells)}{more}",
        place=f"column {published.get(str(column), column)}",
        expected=str(check),
        action="Correct the rows, or use the publisher's own file",
    )


def _row_name(frame: pd.DataFrame, index: object) -> str:
    if index is None or index not in frame.index:
        return "whole column"
    row = frame.loc[index]  # type: ignore[call-overload]
    named = [str(row[name]) for name in ("name_published", "year") if name in frame.columns]
    place = [f"line {row[LINE]}"] if LINE in frame.columns else []
    return ", ".join([*place, *named]) or f"row {index}"
