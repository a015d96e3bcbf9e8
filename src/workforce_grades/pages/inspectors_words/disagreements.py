"""The reports whose words and figures part ways, each with a quote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workforce_grades.analyses.inspectors_words import FIFTH, disagreements
from workforce_grades.pages.inspectors_words.quotes import census_figure, quotes
from workforce_grades.pages.tables import Table
from workforce_grades.pages.words import Prose, link_to, say, spoken
from workforce_grades.words.rules import load_rules

if TYPE_CHECKING:
    from workforce_grades.study import Study
    from workforce_grades.words.study_words import Words


def table_disagreements(study: Study, words: Words, judged: pd.DataFrame, linked: pd.DataFrame) -> Table | Prose:
    """Return the reports whose words and figures part ways, with a quote each.

    Parameters
    ----------
    study
        All tables.
    words
        The reports and their themes.
    judged
        From :func:`workforce_grades.analyses.inspectors_words.verdicts`.
    linked
        Inspections with their census.
    """
    found = disagreements(judged, linked, study.workforce)
    if found.empty:
        return say("In no report do words and figures part ways by this rule.")
    census = linked.set_index("inspection_id")
    rows = [_row(study, words, row, census.loc[row["inspection_id"]]) for _at, row in found.iterrows()]
    return Table(
        pd.DataFrame(rows, columns=["place", "began", "theme", "figure", "said"]),
        "Reports whose words and figures part ways",
        headers={"place": "Authority", "began": "Inspection began", "theme": "Theme and words",
                 "figure": "DfE figure, census before", "said": "Quote"},
        note=f"Praised in the highest fifth ({100 * FIFTH:.0f}%) of returns of that census, or raised in the "
        "lowest. Neither need be wrong: a census is one day, counts a whole authority and may be a year old.",
    )  # fmt: skip


def _row(study: Study, words: Words, row: pd.Series, linked: pd.Series) -> tuple[object, ...]:
    figure = census_figure(study, linked, row["measure"])
    polarity = "positive" if row["verdict"] == "praised" else "negative"
    mentions = words.themes[
        (words.themes["inspection_id"] == row["inspection_id"])
        & (words.themes["theme"] == row["theme"])
        & (words.themes["polarity"] == polarity)
    ]
    published = words.reports.set_index("inspection_id").loc[row["inspection_id"], "publication_date"]
    return (
        link_to("authority", row["la_key"], spoken(study.authorities[row["la_key"]].name)),
        row["inspection_date"],
        f"{load_rules().themes[row['theme']].label}: {row['verdict']}",
        figure.in_words() if figure else "",
        quotes(mentions, published, 1, illustrative=study.illustrative),
    )
