"""Estimates as text for a terminal: rounded, with what went wrong said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

ILLUSTRATIVE: Final = "Illustrative data: fictional authorities"
_HEADERS: Final = ("term", "estimate", "SE model", "SE cluster", "odds ratio", "95% interval", "p")
_LOG_ODDS: Final = ("ordered_logit", "ordered_logit_re", "logit_good_or_better", "logit_not_inadequate")


def estimates_text(table: pd.DataFrame) -> str:
    """Return a table of estimates as text, one block a specification.

    Parameters
    ----------
    table
        From :func:`workforce_grades.models.estimates_table`; full precision there, rounded here.
    """
    problems: Mapping[str, Sequence[str]] = table.attrs.get("problems", {})
    dropped: Mapping[str, Mapping[str, int]] = table.attrs.get("dropped", {})
    blocks = [
        _block(str(spec_id), rows, problems.get(str(spec_id), ()), dropped.get(str(spec_id), {}))
        for spec_id, rows in table.groupby("spec_id", sort=False)
    ]
    return "\n\n".join(blocks)


def unestimated(table: pd.DataFrame) -> list[str]:
    """Return the ids of the specifications that have no estimate."""
    has_some = table["estimate"].notna().groupby(table["spec_id"], sort=False).any()
    return [str(spec_id) for spec_id in has_some.index[~has_some]]


def problem_lines(table: pd.DataFrame) -> list[str]:
    """Return one line for each problem of a table of estimates, with the id that it is about."""
    without = unestimated(table)
    problems: Mapping[str, Sequence[str]] = table.attrs.get("problems", {})
    return [
        f"{'not estimated' if spec_id in without else 'warning'}: {spec_id}: {_reason(spec_id, problem)}"
        for spec_id, found in problems.items()
        for problem in found
    ]


def counted(number: int, noun: str) -> str:
    """Return a count with its noun, in the plural unless it is one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _block(spec_id: str, rows: pd.DataFrame, problems: Sequence[str], dropped: Mapping[str, int]) -> str:
    first = rows.iloc[0]
    counts = ", ".join(
        [counted(first["n"], "inspection"), counted(first["n_clusters"], "cluster"), f"{first['n_dropped']} left out"]
    )
    fit = f"log-likelihood {first['log_likelihood']:.4f}" if pd.notna(first["log_likelihood"]) else "no estimate"
    lines = [spec_id, f"  {counts}; {fit}"]
    lines += [f"  left out: {', '.join(f'{count:,} {reason}' for reason, count in dropped.items())}"] if dropped else []
    if rows["estimate"].notna().any():
        lines += _aligned([_HEADERS, *(_cells(row) for _at, row in rows.iterrows())])
        if not bool(first["converged"]) and not problems:
            lines.append("  It did not converge: do not use these numbers.")
    return "\n".join([*lines, *(f"  {_reason(spec_id, problem)}" for problem in problems)])


def _reason(spec_id: str, problem: str) -> str:
    return problem.removeprefix(f"{spec_id}: ")


def _cells(row: pd.Series) -> tuple[str, ...]:
    in_odds = row["family"] in _LOG_ODDS and not str(row["term"]).startswith(("threshold:", "sd:"))
    interval = ("or_ci_low", "or_ci_high") if in_odds else ("ci_low", "ci_high")
    return (
        str(row["term"]),
        _number(row["estimate"], 4),
        _number(row["se_model"], 4),
        _number(row["se_cluster"], 4),
        _number(row["odds_ratio"], 3) if in_odds else "",
        f"{_number(row[interval[0]], 3)} to {_number(row[interval[1]], 3)}" if pd.notna(row[interval[0]]) else "",
        _p_value(row["p_cluster"]),
    )


def _p_value(p: Any) -> str:
    if pd.isna(p):
        return ""
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _number(value: Any, decimals: int) -> str:
    return "" if pd.isna(value) else f"{value:.{decimals}f}"


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  "
        + "  ".join([row[0].ljust(widths[0]), *(row[at].rjust(widths[at]) for at in range(1, len(widths)))]).rstrip()
        for row in rows
    ]
