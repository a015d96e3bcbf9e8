"""Figures of one region: the five measures beside England, over the spread of its authorities."""

from __future__ import annotations

from markupsafe import Markup

from workforce_grades.analyses.workforce_trends import published, returns_in, spread
from workforce_grades.authorities import Region
from workforce_grades.codebook import EXPOSURES
from workforce_grades.pages.figures import Figure
from workforce_grades.pages.words import Html
from workforce_grades.pages.workforce_over_time.figures import figure_course
from workforce_grades.study import Study


def figures_region(study: Study, region: Region) -> Html:
    """Return the five measures by year, side by side where there is room."""
    figures = [Markup(figure_region(study, region, name)._repr_html_()) for name in EXPOSURES]  # noqa: S704
    return Html(Markup('<div class="figures">{}</div>').format(Markup("").join(figures)))


def figure_region(study: Study, region: Region, measure: str) -> Figure:
    """Return one measure of a region by year, beside England, over the spread of its returns."""
    lines = {region.name: published(study, region)[measure], "England": published(study)[measure]}
    spread_by_year = spread(returns_in(study, region), measure)
    return figure_course(region.name, lines, spread_by_year, measure, illustrative=study.illustrative)
