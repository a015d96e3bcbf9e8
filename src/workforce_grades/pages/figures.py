"""Figures as inline SVG that cannot be made without a headline, a source and alt text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd
from markupsafe import Markup
from slugify import slugify

from workforce_grades.pages.tables import Table

PALETTE: Final = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
"""Government Analysis Function colours, in their order; a shape or dash goes with each."""

LETTERS: Final = {"#28A197": "#1B766F", "#F46A25": "#B4490D", "#A285D1": "#7552A8"}
"""Darker tones, for words, of the colours that have too little contrast with white (WCAG 2.2, 1.4.3)."""

STUDY_SOURCE: Final = "Department for Education, Children's social work workforce; Ofsted, Inspection outcomes"
"""Source of every figure that links the two."""

DASHES: Final = ("solid", (0, (5, 2)), (0, (1, 1.5)), (0, (5, 2, 1, 2)))
MARKERS: Final = ("o", "s", "^", "D")

WIDTH: Final = 5.0
"""Inches, 360 points: text of 11.6 points is 11 px when the figure is 343 px wide."""

STYLE: Final[Any] = {
    "font.size": 11.6,
    "axes.titlesize": 11.6,
    "axes.labelsize": 11.6,
    "xtick.labelsize": 11.6,
    "ytick.labelsize": 11.6,
    "legend.fontsize": 11.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#6b6b6b",
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": "#dddddd",
    "grid.linewidth": 0.7,
    "lines.linewidth": 2,
    "svg.fonttype": "none",
    "svg.hashsalt": "workforce-grades",
    "figure.dpi": 72,
}
MIN_ALT: Final = 40
_PLACEHOLDERS: Final = ("image", "figure", "chart", "plot", "no description", "alt text", "todo")
_DOTS: Final = re.compile(r'<g( clip-path="[^"]+")>((?:<use [^>]*?) style="([^"]*)"/>(?:<use [^>]*? style="\3"/>){9,})')
_GENERATED: Final = "generated data, not the publishers'"
_ILLUSTRATIVE: Final = "Illustrative data: fictional authorities"


@dataclass(frozen=True)
class Figure:
    """One figure of a page: SVG with its words, and its numbers as a table.

    Parameters
    ----------
    svg
        From :func:`draw`.
    headline
        The message, in words.
    subtitle
        Measure, unit, place and period.
    alt
        What a person who cannot see the figure must know; at least 40 characters.
    source
        Publisher and release.
    data
        The numbers shown, offered as a table.
    illustrative
        Marks the figure as drawn from fictional data.
    """

    svg: str
    headline: str
    subtitle: str
    alt: str
    source: str
    data: Table
    illustrative: bool = field(default=False)

    def __post_init__(self) -> None:
        if len(self.alt.strip()) < MIN_ALT or self.alt.strip().casefold().startswith(_PLACEHOLDERS):
            raise ValueError(
                f"alt text says what the figure shows in at least {MIN_ALT} characters; this is '{self.alt}'"
            )
        for name in ("headline", "subtitle", "source"):
            if not getattr(self, name).strip():
                raise ValueError(f"a figure needs a {name}")

    def _repr_html_(self) -> str:
        banner = Markup('<p class="figure-illustrative">{}</p>').format(_ILLUSTRATIVE) if self.illustrative else ""
        return str(
            Markup(
                '<figure><div class="figure-words"><h3 class="figure-headline">{headline}</h3>'
                '<p class="figure-subtitle">{subtitle}</p>{banner}</div>{svg}'
                "<figcaption>Source: {source}</figcaption>"
                '<details><summary>View as table<span class="visually-hidden">: {headline}</span></summary>'
                "{table}</details></figure>"
            ).format(
                headline=self.headline,
                subtitle=self.subtitle,
                banner=banner,
                svg=Markup(_labelled(self.svg, self.alt, slugify(f"{self.headline} {self.subtitle}"))),  # noqa: S704
                source=f"{_GENERATED} (layout of: {self.source})" if self.illustrative else self.source,
                table=Markup(self.data._repr_html_()),  # noqa: S704
            )
        )


@contextmanager
def canvas(height: float = 3.0, *, width: float = WIDTH, **subplots: Any) -> Iterator[tuple[Any, Any]]:
    """Give a styled matplotlib figure and axes that touch no global state.

    Parameters
    ----------
    height, width
        In inches of 72 points.
    **subplots
        For :meth:`matplotlib.figure.Figure.subplots`.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    with mpl.rc_context(STYLE):
        figure = Canvas(figsize=(width, height), layout="constrained")
        yield figure, figure.subplots(**subplots)


def draw(figure: Any) -> str:
    """Return a matplotlib figure as SVG text: the same figure gives the same bytes."""
    import matplotlib as mpl

    stream = io.StringIO()
    with mpl.rc_context(STYLE):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = stream.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<style type=\"text/css\">.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: [^;\"]+;? ?", "", svg)
    svg = re.sub(r" (?:width|height)=\"[\d.]+pt\"", "", svg, count=2)
    svg = re.sub(r"<[^>]+>", lambda tag: re.sub(r"(\d+\.\d)\d+", r"\1", tag[0]), svg)
    svg = re.sub(r"\s*\n\s*", " ", svg)
    return _DOTS.sub(_style_once, re.sub(r">\s+<", "><", svg)).strip()


def direct_labels(axes: Any, ends: dict[str, tuple[float, float, str]], *, gap: float) -> None:
    """Write each series' name as near to its end as it can stand without two that collide, and not below 0.

    A name that stands inside the figure, because its series ends early, gets a pale ground and stands
    a little higher.

    Parameters
    ----------
    axes
        Axes with the series drawn.
    ends
        Name to its last point and colour.
    gap
        Least distance between two labels, in data units.
    """
    last = max((x for x, _y, _colour in ends.values()), default=0.0)
    ground = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1}
    upwards = sorted(ends.items(), key=lambda item: item[1][1])
    heights = _apart([y for _name, (_x, y, _colour) in upwards], gap)
    for (name, (x, _y, colour)), at in zip(upwards, heights, strict=True):
        inside = x < last
        axes.annotate(name, (x, at), xytext=(6, 8 if inside else 0), textcoords="offset points", va="center",
                      color=LETTERS.get(colour, colour), annotation_clip=False, zorder=6,
                      bbox=ground if inside else None)  # fmt: skip


def _apart(heights: list[float], gap: float) -> list[float]:
    """Return ascending heights, moved as little as keeps them apart (least squares)."""
    from scipy.optimize import isotonic_regression

    if len(heights) < 2:
        return heights
    steps = [gap * at for at in range(len(heights))]
    levels = isotonic_regression([height - step for height, step in zip(heights, steps, strict=True)]).x
    floor = min(0.0, heights[0])
    return [max(floor, float(level)) + step for level, step in zip(levels, steps, strict=True)]


def data_table(data: pd.DataFrame, caption: str, **options: Any) -> Table:
    """Return the table behind a figure."""
    return Table(data, f"Data of the figure: {caption}", **options)


def _style_once(match: re.Match[str]) -> str:
    """Give the style that all dots of a series share to their group."""
    return f'<g style="{match[3]}"{match[1]}>' + match[2].replace(f' style="{match[3]}"', "")


def _labelled(svg: str, alt: str, key: str) -> str:
    """Make ids unique to this figure, drop those nothing points to, and name the picture."""
    prefix = "f" + format(abs(hash_text(key)), "x")[:8]
    used = set(re.findall(r"url\(#([^)]+)\)", svg)) | set(re.findall(r"href=\"#([^\"]+)\"", svg))
    svg = re.sub(r" id=\"([^\"]+)\"", lambda m: f' id="{prefix}-{m[1]}"' if m[1] in used else "", svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", svg)
    svg = re.sub(r"href=\"#([^\"]+)\"", rf'href="#{prefix}-\1"', svg)
    return svg.replace("<svg", str(Markup('<svg role="img" aria-label="{}"').format(alt)), 1)


def hash_text(text: str) -> int:
    """Return a number for a text that is the same in every process."""
    import zlib

    return zlib.crc32(text.encode())
