"""The accessibility statement: what a test of this project holds, with the test's name, and what nobody has tried.

A sentence stands here only with the test that fails when it is no longer true; `tests/pages/test_guides.py` looks
each one up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from workforce_grades.pages.words import Prose, bullets, say


@dataclass(frozen=True, slots=True)
class Promise:
    """One thing that the pages do, and the test that holds it: its file below `tests/`, and its name."""

    text: str
    file: str
    test: str


_RENDER: Final = "reports/test_render.py"
_CHECKS: Final = "reports/test_page_checks.py"
_FIGURES: Final = "pages/test_figures_and_tables.py"
_WHOLE: Final = "test_collection.py"
_BROWSER: Final = "browser/test_"
_INDEX: Final = "reports/test_index.py"

PROMISES: Final = (
    Promise("A page says its language, has a title, one first heading, a link to skip to its content, and landmarks.",
            _RENDER, "test_a_page_has_its_landmarks_title_and_provenance"),
    Promise("A page without exactly one first heading, with two elements of one id, or with a link inside it that "
            "leads nowhere is not published.", _CHECKS, "test_a_page_that_must_not_be_published_says_why"),
    Promise("A picture without a text in its place is not published.", _RENDER, "test_pictures_need_alt_text"),
    Promise("A figure's text in its place has at least 40 characters and is no placeholder.",
            _FIGURES, "test_a_figure_cannot_be_made_without_real_alt_text"),
    Promise("No two figures of a page have the same text in their place.",
            _WHOLE, "test_every_illustrative_page_is_whole_small_and_offline"),
    Promise("Every figure has a headline, its source, and its numbers as a table.",
            _FIGURES, "test_a_figure_holds_its_words_its_picture_and_its_numbers"),
    Promise("Words in figures have a contrast of at least 4.5 to 1 with the paper.",
            _FIGURES, "test_words_in_a_figure_have_the_contrast_that_wcag_asks_for"),
    Promise("A table has a caption and headers with a scope; a wide one scrolls by itself and can be reached with "
            "the keyboard.", _FIGURES, "test_a_table_has_a_caption_scopes_and_a_scroll_region"),
    Promise("The row that a page is about is named in words, not by weight alone.",
            _FIGURES, "test_the_own_row_is_said_in_words_too"),
    Promise("Illustrative pages say so in words, in the title and on top.",
            _RENDER, "test_a_real_page_says_research_and_an_illustrative_one_says_so_everywhere"),
    Promise("The map of the index and the table below it say the same.", _INDEX, "test_map_and_table_say_the_same"),
    Promise("The controls of the index have labels, and are not shown where the script does not run.",
            _INDEX, "test_controls_are_labelled_and_hidden_until_the_script_works"),
    Promise("One page of each kind, made from the sample and opened in Chromium, breaks no rule that axe-core has for "
            "WCAG 2.2 A and AA or best practice, and is nowhere wider than a window of 1280, 375 or 320 pixels, even "
            "with wider text spacing.",
            f"{_BROWSER}every_page.py", "test_nothing_is_inaccessible_too_wide_or_asked_of_the_network"),
    Promise("So it is with real pages that differ most from the sample's: an authority with a joint return, a new one, "
            "the City of London, the Isles of Scilly, a region, the case studies and the index of them all.",
            f"{_BROWSER}real_kinds.py", "test_a_real_page_of_each_kind_can_be_read_and_used"),
    Promise("On one page of each kind the tab key reaches every control in order, and it can be seen where one is.",
            f"{_BROWSER}keyboard.py", "test_tab_reaches_every_control_in_order_with_visible_focus"),
    Promise("On one page of each kind every text, figures included, has the contrast that WCAG asks for.",
            f"{_BROWSER}contrast.py", "test_every_text_of_every_page_figures_included_can_be_read"),
    Promise("On one page of each kind tables are whole without JavaScript.", f"{_BROWSER}pictures_and_tables.py",
            "test_tables_are_whole_without_javascript"),
    Promise("On the index each column sorts with the keyboard, and what it is sorted by is told to assistive software.",
            f"{_BROWSER}index_at_work.py", "test_each_column_sorts_both_ways_with_the_keyboard_and_says_so"),
    Promise("Among 2,000 authorities the index shows what a typed letter leaves within a tenth of a second.",
            f"{_BROWSER}index_at_work.py",
            "test_a_letter_shows_its_result_at_once_among_two_thousand_authorities"),
    Promise("On A4 paper one page of each kind is whole: nothing is cut off, no heading stands alone at the end of a "
            "sheet, and tables repeat their headers.", f"{_BROWSER}print.py", "test_every_kind_of_page_prints_whole"),
    Promise("A page loads nothing from the network, so it reads the same offline.",
            _WHOLE, "test_every_illustrative_page_is_whole_small_and_offline"),
)  # fmt: skip
"""What the pages do; each is held by a test that runs before every change is accepted."""

UNTRIED: Final = (
    "Most real pages are opened in a browser only in a longer test, which does not run at every change.",
    "No page was tried by people who use a screen reader, a magnifier, voice control or a switch.",
    "No outside body has audited the pages, and no claim is made that they meet WCAG 2.2 in full.",
    "No other browser than Chromium was tried, and text sizes and colours of a reader's own were not.",
    "The CSV files and the workbook were not tried with assistive software.",
)
"""What no test holds, said so that nobody takes silence for a promise."""


def summary() -> Prose:
    """Return in two sentences what this statement covers."""
    return say(
        f"The pages are made to WCAG 2.2, level AA, as their aim. Below stand {len(PROMISES)} things that are tested "
        "each time the code changes, each with the name of its test, and then what was not tried.",
        "The browser is Debian's Chromium of the day of the test. No day or version stands here, because the same data "
        "must give the same page on any day.",
    )


def promises() -> Prose:
    """Return what the pages do, each with the test that holds it."""
    return bullets(
        Markup("{}<br><small>{} in tests/{}</small>").format(promise.text, promise.test, promise.file)
        for promise in PROMISES
    )


def untried() -> Prose:
    """Return what was not tested."""
    return bullets(UNTRIED)
