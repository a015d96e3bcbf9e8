from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pandas as pd
import pytest

from workforce_grades.pages.figures import LETTERS, PALETTE, Figure, canvas, data_table, direct_labels, draw
from workforce_grades.pages.tables import Table, definition_list

ALT = "Two lines by year: turnover fell from 20 to 10, agency rose from 5 to 9."


def drawn() -> str:
    with canvas() as (figure, axes):
        axes.plot([2017, 2018, 2019], [20, 15, 10], color=PALETTE[0])
        axes.fill_between([2017, 2019], [1, 2], clip_on=True)
        return draw(figure)


def figure(**changes: object) -> Figure:
    table = data_table(pd.DataFrame({"year": ["2017"], "rate": [20.0]}), "turnover")
    words = {"headline": "Turnover fell", "subtitle": "Turnover (%), 2017 to 2019", "alt": ALT, "source": "DfE"}
    return Figure(**{"svg": drawn(), "data": table, **words, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("alt", ["", "A chart", "Figure showing what happened to turnover over the years 2017"])
def test_a_figure_cannot_be_made_without_real_alt_text(alt: str) -> None:
    with pytest.raises(ValueError, match="alt text says what the figure shows"):
        figure(alt=alt)


@pytest.mark.parametrize("missing", ["headline", "subtitle", "source"])
def test_a_figure_cannot_be_made_without_its_words(missing: str) -> None:
    with pytest.raises(ValueError, match=f"needs a {missing}"):
        figure(**{missing: " "})


def test_a_figure_holds_its_words_its_picture_and_its_numbers() -> None:
    html = figure()._repr_html_()
    assert html.count("<svg") == 1
    assert f'aria-label="{ALT}"' in html
    for text in ("Turnover fell", "Turnover (%), 2017 to 2019", "Source: DfE", "View as table", "20.0"):
        assert text in html
    assert "Illustrative" not in html
    assert "Illustrative data" in figure(illustrative=True)._repr_html_()


def test_the_same_figure_gives_the_same_bytes_and_names_no_date_or_tool() -> None:
    assert figure()._repr_html_() == figure()._repr_html_()
    assert not re.search(r"matplotlib|<dc:|<!--|20\d\d-\d\d-\d\dT", figure()._repr_html_())


def test_ids_of_two_figures_do_not_clash() -> None:
    ids = [set(re.findall(r' id="([^"]+)"', figure(headline=words)._repr_html_())) for words in ("One", "Two")]
    assert ids[0]
    assert not ids[0] & ids[1] - {"table-data-of-the-figure-turnover"}


def test_every_reference_in_a_figure_has_its_target() -> None:
    html = figure()._repr_html_()
    targets = set(re.findall(r' id="([^"]+)"', html))
    wanted = set(re.findall(r"url\(#([^)]+)\)", html)) | set(re.findall(r'href="#([^"]+)"', html))
    assert wanted
    assert wanted <= targets


def test_direct_labels_keep_their_distance() -> None:
    with canvas() as (_figure, axes):
        direct_labels(axes, {"a": (1, 10.0, "k"), "b": (1, 10.1, "k"), "c": (1, 10.2, "k")}, gap=2)
        heights = sorted(text.xy[1] for text in axes.texts)
    assert [b - a for a, b in pairwise(heights)] == pytest.approx([2, 2])


def test_a_name_stands_where_its_series_ends_and_has_contrast() -> None:
    with canvas() as (_figure, axes):
        direct_labels(axes, {"early": (2020, 0.0, PALETTE[1]), "late": (2025, 9.0, PALETTE[0])}, gap=1)
        early, late = axes.texts
        assert (early.xy[0], late.xy[0]) == (2020, 2025)
        assert early.get_bbox_patch() is not None
        assert late.get_bbox_patch() is None
        assert early.get_color() == LETTERS[PALETTE[1]]


@pytest.mark.parametrize("colour", [LETTERS.get(colour, colour) for colour in PALETTE])
def test_words_in_a_figure_have_the_contrast_that_wcag_asks_for(colour: str) -> None:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    assert 1.05 / (luminance + 0.05) >= 4.5


class Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.heads: list[dict[str, str | None]] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "th":
            self.heads.append(dict(attrs))


def table(**changes: object) -> Table:
    data = pd.DataFrame({"name": ["Derby", "Hull <b>"], "rate": [7.94, float("nan")], "n": [3, 1200]})
    return Table(data, "Rates by authority", **{"headers": {"name": "Authority"}, **changes})  # type: ignore[arg-type]


def test_a_table_has_a_caption_scopes_and_a_scroll_region() -> None:
    html = table()._repr_html_()
    parser = Cells()
    parser.feed(html)
    assert {head["scope"] for head in parser.heads} == {"col", "row"}
    assert 'role="region" tabindex="0" aria-labelledby="table-rates-by-authority"' in html
    assert '<caption id="table-rates-by-authority"><span>Rates by authority</span></caption>' in html


def test_numbers_have_constant_decimals_and_gaps_are_dashes() -> None:
    html = table(decimals={"rate": 2})._repr_html_()
    assert '<td class="number">7.94</td>' in html
    assert '<td class="number">–</td>' in html
    assert "1,200" in html
    assert "nan" not in html


def test_text_from_data_is_escaped() -> None:
    html = table()._repr_html_()
    assert "Hull &lt;b&gt;" in html
    assert "<b>" not in html
    assert "&lt;i&gt;" in str(definition_list({"<i>": "a term"}))


def test_the_own_row_is_said_in_words_too() -> None:
    html = table(own_row="Derby")._repr_html_()
    assert html.count('class="own"') == 1
    assert "(this authority)" in html


def test_a_day_does_not_wrap_and_a_symbol_stands_in_a_column_of_numbers() -> None:
    data = pd.DataFrame({"name": ["Derby"], "published": [pd.Timestamp(2022, 5, 11)], "rate": ["[x]"]})
    html = Table(data, "Days", decimals={"rate": 1})._repr_html_()
    assert '<td class="date">11 May 2022</td>' in html
    assert '<td class="number">[x]</td>' in html
    told = Table(pd.DataFrame({"name": ["Derby"], "why": ["a reason that is told in some words"]}), "Why")
    assert '<td class="words">a reason' in told._repr_html_()


def test_long_captions_that_begin_alike_have_ids_of_their_own() -> None:
    shown = [Table(pd.DataFrame({"a": [1]}), "x" * 200 + end)._repr_html_() for end in ("one", "two")]
    keys = {found[1] for html in shown if (found := re.search('<caption id="(table-[^"]+)"', html))}
    assert len(keys) == 2
