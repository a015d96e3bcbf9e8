"""The reports whose words and figures part ways, each with a quote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from workforce_grades.analyses.inspectors_words import FIFTH, disagreements
from workforce_grades.pages.inspectors_words.quotes import census_figure, quote_list, quotes
from workforce_grades.pages.words import Html, Prose, day, link_to, say, spoken
from workforce_grades.words.rules import load_rules

if TYPE_CHECKING:
    from workforce_grades.study import Study
    from workforce_grades.words.study_words import Words


def list_disagreements(study: Study, words: Words, judged: pd.DataFrame, linked: pd.DataFrame) -> Html | Prose:
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
    entries = [_entry(study, words, row, census.loc[row["inspection_id"]]) for _at, row in found.iterrows()]
    return quote_list(
        entries,
        note=f"Praised in the highest fifth ({100 * FIFTH:.0f}%) of returns of that census, or raised in the lowest. "
        "Neither need be wrong: a census is one day, counts a whole authority and may be a year old. Rules picked the "
        "sentences and may have misread one.",
    )


def _entry(study: Study, words: Words, row: pd.Series, linked: pd.Series) -> tuple[str, str, Markup]:
    figure = census_figure(study, linked, row["measure"])
    polarity = "positive" if row["verdict"] == "praised" else "negative"
    mentions = words.themes[
        (words.themes["inspection_id"] == row["inspection_id"])
        & (words.themes["theme"] == row["theme"])
        & (words.themes["polarity"] == polarity)
    ]
    published = words.reports.set_index("inspection_id").loc[row["inspection_id"], "publication_date"]
    place = link_to("authority", row["la_key"], spoken(study.authorities[row["la_key"]].name))
    theme = load_rules().themes[row["theme"]].label
    return (
        Markup("{}, inspection begun {}. {}: {}").format(place, day(row["inspection_date"]), theme, row["verdict"]),
        figure.in_words() if figure else "",
        quotes(mentions, published, 1, illustrative=study.illustrative),
    )
