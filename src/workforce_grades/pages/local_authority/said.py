"""What inspectors said of one authority, by theme, beside the figure of the census before."""

from __future__ import annotations

from typing import Final

import pandas as pd
from markupsafe import Markup

from workforce_grades.analyses.inspectors_words import MEASURE_OF, verdicts
from workforce_grades.authorities import Authority
from workforce_grades.pages.inspectors_words.quotes import census_figure, quote_list, quotes
from workforce_grades.pages.words import Html, Prose, day, say, spoken
from workforce_grades.study import Study
from workforce_grades.words.rules import load_rules
from workforce_grades.words.study_words import Words, load_words

_MOST: Final = 2
_WORDS: Final = {"both": "praised and raised", "unclear": "no direction"}


def said_of(study: Study, authority: Authority) -> Html | Prose:
    """Return quotes from the latest report of an authority that was read, by theme, beside the figures.

    Where no report of it was read, a sentence says so.

    Parameters
    ----------
    study
        All tables.
    authority
        Whom the page is about.
    """
    words = load_words(study)
    own = None if words is None else words.reports[words.reports["la_key"] == authority.la_key]
    if words is None or own is None or own.empty:
        return say(f"No inspection report of {spoken(authority.name)} was read for this page.")
    report = own.sort_values("start_date").iloc[-1]
    linked = study.linked().set_index("inspection_id").loc[report["inspection_id"]]
    rows = _rows(study, words, report, linked)
    silent = [theme.label.lower() for name, theme in load_rules().themes.items()
              if name not in {row[0] for row in rows} and not theme.part_of]  # fmt: skip
    return quote_list(
        [row[1:] for row in rows],
        note=f"From the report on the inspection begun {day(report['start_date'])}. Figures are of the census before. "
        "Praised: the report speaks well of it; raised: it speaks ill of it. "
        "Sentences were picked out by rules and may be miscoded; the page What inspectors said gives the rate. "
        + (f"The report does not speak of: {'; '.join(silent)}." if silent else ""),
    )


def _rows(study: Study, words: Words, report: pd.Series, linked: pd.Series) -> list[tuple[str, str, str, Markup]]:
    own = words.themes[words.themes["inspection_id"] == report["inspection_id"]]
    names = [name for name in load_rules().themes if (own["theme"] == name).any()]
    judged = verdicts(report.to_frame().T, own, names).iloc[0] if names else pd.Series(dtype=str)
    rows = []
    for name in names:
        measure = MEASURE_OF.get(name)
        figure = census_figure(study, linked, measure) if measure else None
        told = quotes(own[own["theme"] == name], report["publication_date"], _MOST, illustrative=study.illustrative)
        words_of = _WORDS.get(str(judged[name]), str(judged[name]))
        rows.append((name, f"{load_rules().themes[name].label}: {words_of}", figure.in_words() if figure else "", told))
    return rows
