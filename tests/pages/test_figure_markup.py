"""Figures as markup: words that must be there, bytes that are the same, ids of their own, labels apart."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.pages.figures import (
    LETTERS,
    MIN_ALT,
    PALETTE,
    STYLE,
    WIDTH,
    Figure,
    canvas,
    data_table,
    direct_labels,
    draw,
    hash_text,
)

SVG = (
    '<svg viewBox="0 0 9 9"><g id="axes_1"><path id="m1"/><use href="#m1"/><g clip-path="url(#c1)"/>'
    '<clipPath id="c1"/></g></svg>'
)
WORDS = {"headline": "Turnover fell", "subtitle": "Turnover (%), 2023", "source": "DfE"}


def figure(**changes: Any) -> Figure:
    table = data_table(pd.DataFrame({"year": ["2023"], "rate": [20.0]}), "turnover by year")
    return Figure(**{"svg": SVG, "alt": "x" * MIN_ALT, "data": table, **WORDS, **changes})


@pytest.mark.parametrize(("letters", "is_enough"), [(39, False), (40, True), (400, True)])
def test_an_alternative_text_has_forty_letters_without_the_blanks_around_it(letters: int, *, is_enough: bool) -> None:
    alt = f"  {'y' * letters}  "
    if is_enough:
        assert figure(alt=alt).alt == alt
    else:
        with pytest.raises(ValueError, match="in at least 40 characters; this is '  yyy"):
            figure(alt=alt)


@pytest.mark.parametrize("word", ["Image", "figure", "CHART", "plot", "No description", "Alt text", "TODO"])
def test_an_alternative_text_is_no_placeholder_however_long(word: str) -> None:
    with pytest.raises(ValueError, match="alt text says what the figure shows"):
        figure(alt=f" {word} of turnover by year in England, as published, 2017 to 2025")
    assert figure(alt=f"Lines in a {word} of turnover by year in England, 2017 to 2025")


@pytest.mark.parametrize("name", list(WORDS))
@pytest.mark.parametrize("blank", ["", " \n"])
def test_a_figure_needs_each_of_its_words(name: str, blank: str) -> None:
    with pytest.raises(ValueError, match=rf"^a figure needs a {name}$"):
        figure(**{name: blank})


def test_words_stand_around_the_picture_in_their_order() -> None:
    html = figure(headline="A < B", subtitle="S & T")._repr_html_()
    assert html.startswith('<figure><div class="figure-words"><h3 class="figure-headline">A &lt; B</h3>')
    order = ["figure-headline", "S &amp; T</p></div>", "<svg", "</svg><figcaption>Source: DfE</figcaption>",
             "<summary>View as table", ": A &lt; B</span>", "Data of the figure: turnover by year"]  # fmt: skip
    places = [html.index(words) for words in order]
    assert places == sorted(places)
    assert html.endswith("</div></details></figure>")


@pytest.mark.parametrize("illustrative", [True, False])
def test_made_up_numbers_are_marked_above_and_in_the_source(*, illustrative: bool) -> None:
    html = figure(illustrative=illustrative)._repr_html_()
    banner = '<p class="figure-illustrative">Illustrative data: fictional authorities</p></div><svg'
    assert (banner in html) == illustrative
    source = re.findall("<figcaption>(.*?)</figcaption>", html)
    made_up = "Source: generated data, not the publishers&#39; (layout of: DfE)"
    assert source == [made_up if illustrative else "Source: DfE"]


def test_the_picture_is_named_and_its_name_is_escaped() -> None:
    html = figure(alt='Turnover "fell" from 20 to 10 & agency rose, 2017 to 2025')._repr_html_()
    named = "Turnover &#34;fell&#34; from 20 to 10 &amp; agency rose, 2017 to 2025"
    assert f'<svg role="img" aria-label="{named}" viewBox' in html


def test_ids_that_nothing_points_to_go_and_the_others_are_this_figures_own() -> None:
    html = figure()._repr_html_()
    assert "axes_1" not in html
    (prefix,) = set(re.findall(r'href="#(f[0-9a-f]+)-m1"', html))
    assert f'<path id="{prefix}-m1"/>' in html
    assert f'clip-path="url(#{prefix}-c1)"/><clipPath id="{prefix}-c1"/>' in html
    assert prefix == f"f{hash_text('turnover-fell-turnover-2023'):x}"[:9]


@pytest.mark.parametrize("change", [{"headline": "Turnover rose"}, {"subtitle": "Turnover (%), 2024"}], ids=str)
def test_two_figures_that_differ_in_words_have_other_ids(change: dict[str, str]) -> None:
    one, two = (set(re.findall(r' id="(f[^"]+)"', each._repr_html_())) for each in (figure(), figure(**change)))
    assert one and two
    assert not one & two


@pytest.mark.parametrize(
    ("text", "value"), [("", 0), ("123456789", 0xCBF43926), ("a", 0xE8B7BE43)], ids=["nothing", "check value", "a"]
)
def test_the_hash_of_a_text_is_its_crc(text: str, value: int) -> None:
    """The check value of CRC-32 is that of the digits 1 to 9."""
    assert hash_text(text) == value


def test_a_drawing_has_no_trace_of_tool_day_or_font_and_few_decimals() -> None:
    with canvas(2.0) as (drawing, axes):
        axes.plot([2017, 2018, 2019], [1 / 3, 2 / 3, 1.0], color=PALETTE[0])
        svg = draw(drawing)
    assert svg.startswith("<svg ")
    assert svg.endswith("</svg>")
    assert not re.search(r"<metadata|<!--|<style type|font-family|\n|> <", svg)
    tags = re.findall(r"<[^>]+>", svg)
    assert not [tag for tag in tags if re.search(r"\d\.\d\d", tag)]
    assert 'viewBox="0 0 360 144"' in svg
    assert not re.search(r"<svg[^>]* (width|height)=", svg)


def test_a_canvas_has_the_size_and_style_asked_for_and_leaves_no_trace() -> None:
    import matplotlib as mpl

    before = mpl.rcParams["font.size"]
    with canvas(2.5, nrows=2, sharex=True) as (drawing, axes):
        assert mpl.rcParams["font.size"] == STYLE["font.size"] == 11.6
        assert tuple(drawing.get_size_inches()) == (WIDTH, 2.5)
        assert len(axes) == 2
    assert mpl.rcParams["font.size"] == before
    with canvas(width=3) as (drawing, _axes):
        assert tuple(drawing.get_size_inches()) == (3, 3)


@pytest.mark.parametrize(("dots", "is_shared"), [(9, False), (10, True), (40, True)])
def test_many_dots_share_one_style(dots: int, *, is_shared: bool) -> None:
    with canvas(2.0) as (drawing, axes):
        axes.plot(range(dots), range(dots), "o", color="#801650")
        axes.set_axis_off()
        svg = draw(drawing)
    uses = re.findall(r"<use [^>]*>", svg)
    assert len(uses) == dots
    assert sum("#801650" in use for use in uses) == (0 if is_shared else dots)
    assert bool(re.search(r'<g style="fill: #801650[^"]*" clip-path', svg)) == is_shared


class Axes:
    """Axes that note where each label was put."""

    def __init__(self) -> None:
        self.put: dict[str, float] = {}

    def annotate(self, name: str, at: tuple[float, float], **_style: object) -> None:
        self.put[name] = at[1]


def labels(ends: dict[str, tuple[float, float, str]], gap: float) -> dict[str, float]:
    """Return the height of each label, in the order in which they were put."""
    axes = Axes()
    direct_labels(axes, ends, gap=gap)
    return axes.put


@pytest.mark.parametrize(
    ("heights", "placed"),
    [
        ([10, 20, 30], [10, 20, 30]), ([10, 10, 10], [8, 10, 12]), ([10, 11, 30], [9.5, 11.5, 30]),
        ([12, 10.5, 13.5], [12, 10, 14]), ([0, 1.9, 2.1], [0, 2, 4]), ([-4, -4], [-4, -2]), ([5], [5]), ([], []),
    ],
    ids=str,
)  # fmt: skip
def test_labels_stand_at_their_lines_unless_they_would_collide(heights: list[float], placed: list[float]) -> None:
    ends = {str(at): (2025.0, height, PALETTE[0]) for at, height in enumerate(heights)}
    assert labels(ends, 2) == {str(at): height for at, height in enumerate(placed)}


@given(st.lists(st.floats(0, 100), min_size=1, max_size=4), st.floats(0.5, 10))
def test_labels_keep_their_order_and_distance_stay_above_0_and_near_their_lines(
    heights: list[float], gap: float
) -> None:
    ends = {str(at): (2025.0, height, PALETTE[0]) for at, height in enumerate(heights)}
    found = labels(ends, gap)
    assert min(found.values()) >= 0
    assert all(above - below >= gap - 1e-9 for below, above in pairwise(found.values()))
    assert list(found) == sorted(ends, key=lambda name: ends[name][1])
    pushed_up = accumulate(sorted(heights), lambda below, height: max(height, below + gap))
    moved_up = sum((at - height) ** 2 for at, height in zip(pushed_up, sorted(heights), strict=True))
    assert sum((found[name] - y) ** 2 for name, (_x, y, _colour) in ends.items()) <= moved_up + 1e-6


def test_no_series_no_label() -> None:
    assert labels({}, 1) == {}


def test_pale_colours_have_a_darker_tone_for_words_and_others_stay() -> None:
    with canvas() as (_drawing, axes):
        direct_labels(axes, {colour: (1.0, float(at), colour) for at, colour in enumerate(PALETTE)}, gap=0)
        colours = {text.get_text(): text.get_color() for text in axes.texts}
    assert colours == {colour: LETTERS.get(colour, colour) for colour in PALETTE}
    assert colours["#F46A25"] == "#B4490D"
    assert colours["#12436D"] == "#12436D"


def test_the_table_behind_a_figure_says_so_and_takes_options() -> None:
    table = data_table(pd.DataFrame({"year": ["2023"]}), "turnover", headers={"year": "Year"}, note="A note.")
    assert (table.caption, table.headers, table.note) == ("Data of the figure: turnover", {"year": "Year"}, "A note.")
