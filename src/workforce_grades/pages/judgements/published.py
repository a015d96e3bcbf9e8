"""Ofsted's published shares on the page: what they are, what the data give, and of which denominator."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from workforce_grades.analyses.published_shares import compare_published
from workforce_grades.codebook import OUTCOMES_SHORT
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import day, listed, number, plural, sentence
from workforce_grades.study import Study


def published_in_words(study: Study) -> str:
    """Return how many of Ofsted's published numbers the data give and of which denominator, or why none is compared."""
    if study.illustrative:
        return "The sample's authorities are fictional: Ofsted's published numbers are not compared with it."
    compared = compare_published(study.inspections, study.authorities)
    if compared.empty:
        return "These data reach back to none of the dates that published numbers are known for."
    given = int((compared["fits"] != "neither").sum())
    return (
        f"These data give {given:,} of {plural(len(compared), 'published number')} within rounding. {_only(compared)}"
    )


def _only(compared: pd.DataFrame) -> str:
    """Return how many shares fit one denominator only."""
    shares = compared[compared["unit"] == "percent"]
    parts = [
        f"{count:,} of the {len(shares):,} shares {'fits' if count == 1 else 'fit'} only as a share of {whom}"
        for base, whom in (("graded", "the authorities with a grade"), ("existing", "all authorities that existed"))
        if (count := int((shares["fits"] == base).sum()))
    ]
    return sentence(listed(parts)) if parts else ""


def published_table(study: Study) -> Table | None:
    """Return the comparison with what Ofsted has published, with addresses; nothing where there is none."""
    if study.illustrative:
        return None
    compared = compare_published(study.inspections, study.authorities)
    return None if compared.empty else table_published(compared)


def table_published(compared: pd.DataFrame) -> Table:
    """Return the comparison with what Ofsted has published, with addresses."""
    rows = [
        {
            "what": _what(row), "on": day(row["on"]), "published": _valued(row["value"], row["unit"]),
            "ours": _valued(row["ours"], row["unit"]), "difference": number(row["difference"], 0),
            "fits": _denominator(row),
            "source": Markup('<a href="{}">{}</a>').format(row["source"], row["title"]),
        }
        for row in compared.to_dict("records")
    ]  # fmt: skip
    return Table(
        pd.DataFrame(rows),
        "Numbers that Ofsted has published, and the same from these data",
        headers={"what": "What", "on": "As at", "published": "Published", "ours": "From these data",
                 "difference": "Difference", "fits": "Denominator", "source": "Ofsted's publication"},
        note="Each is worked out as Ofsted does: inspections begun by the date whose report was out by the "
        "publication's cut-off. The two counts of 31 March 2023 are counted from Ofsted's sheet, which "
        "let one report in after its cut-off (South Tyneside's of 10 May). The cut-off of the edition of 31 March 2024 "
        "is taken to be 30 June, as a year later.",
    )  # fmt: skip


def _what(row: Mapping[Hashable, Any]) -> str:
    judged = "" if row["outcome"] == "overall" else f" for {OUTCOMES_SHORT[row['outcome']].lower()}"
    place = f", {row['region']}" if row["region"] else ""
    which = "" if row["which"] == "in force" else f" ({row['which']})"
    return sentence(f"{row['quantity']}{judged}{place}{which}").removesuffix(".")


def _denominator(row: Mapping[Hashable, Any]) -> str:
    """Return of what the published number is a share, as far as the data tell."""
    graded, existing = f"{row['graded']:,} with a grade", f"all {row['existing']:,} that existed"
    if row["fits"] == "neither" or row["unit"] == "authorities":
        return "neither" if row["fits"] == "neither" else "a count"
    if row["which"] == "first SIF":
        return f"every first SIF ({row['graded']:,})"
    if row["graded"] == row["existing"]:
        return f"all {row['existing']:,}"
    return {"graded": graded, "existing": existing, "either": f"{graded}, or {existing}"}[row["fits"]]


def _valued(value: float, unit: str) -> str:
    if unit == "authorities":
        return number(value, 0)
    return f"{number(value, 0 if value == int(value) else 1)}%"
