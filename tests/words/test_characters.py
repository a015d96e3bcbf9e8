"""Characters of PDF files brought to one form each; words broken at a line end made whole as the report has them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workforce_grades.words.characters import BULLET, mend_words, plain

SPACES = "\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\f\v"
NOTHING = "\u200b\u200c\u200d\u2060\ufeff\ufffd\x00"
LONG_DASHES = "\u2500\u2501\u2504\u2505\u2508\u2509\u2012\u2013\u2014\u2015\u2212\u2574\u2576\u2e3a"
BULLETS = "\u25fc\u25fe\u25a0\u25aa\u25ab\u25a1\u25cf\u25cb\u25e6\u2022\u2023\u2043\u27a2\u2713\u2714"


@pytest.mark.parametrize("sign", SPACES, ids=ascii)
def test_every_kind_of_space_is_a_space(sign: str) -> None:
    assert plain(f"ten{sign}days") == "ten days"


@pytest.mark.parametrize("sign", NOTHING, ids=ascii)
def test_signs_without_width_are_gone(sign: str) -> None:
    assert plain(f"car{sign}ers") == "carers"


@pytest.mark.parametrize("sign", LONG_DASHES, ids=ascii)
def test_every_long_dash_is_an_en_dash(sign: str) -> None:
    assert plain(f"10 {sign} 14 June") == "10 – 14 June"


@pytest.mark.parametrize("sign", BULLETS, ids=ascii)
def test_every_kind_of_bullet_is_one(sign: str) -> None:
    assert plain(f"{sign} supervision") == f"{BULLET} supervision"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("multi\u2010agency and multi\u2011disciplinary", "multi-agency and multi-disciplinary"),
        ("o\ufb00er, \ufb01nd, \ufb02ow, o\ufb03ce, ba\ufb04e", "offer, find, flow, office, baffle"),
        ("\u00b4quoted` word", "’quoted‘ word"),
        ("care\u00adful", "careful"),
        ("care\u00ad \n ful", "careful"),
        ("care\u00ad\nful\nwork", "careful\nwork"),
        ("two   spaces  here ", "two spaces here"),
        ("  both ends  \n  of lines  ", "both ends\nof lines"),
        ("", ""),
    ],
    ids=["line ends", "hyphens", "ligatures", "quotes", "soft hyphen", "soft hyphen and line end",
         "only the broken line is joined", "spaces", "ends of lines", "nothing"],
)  # fmt: skip
def test_a_page_in_one_form(page: str, text: str) -> None:
    assert plain(page) == text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("o supervision", "• supervision"),
        ("§ supervision", "• supervision"),
        ("· supervision", "• supervision"),
        ("* supervision", "• supervision"),
        ("First\no supervision", "First\n• supervision"),
        ("of all things", "of all things"),
        ("either o or n", "either o or n"),
        ("*starred", "*starred"),
        ("\uf0b7 supervision", "• supervision"),
        ("  \uf0b7supervision", "• supervision"),
        ("\uf0b7\nsupervision", "• supervision"),
        ("before\uf0b7after", "before after"),
    ],
)
def test_signs_are_bullets_where_a_line_begins_with_them_only(page: str, text: str) -> None:
    assert plain(page) == text


@settings(max_examples=50)
@given(st.text(alphabet=SPACES + NOTHING + LONG_DASHES + BULLETS + "\r\n\u00ad\uf0b7 abo*", max_size=60))
def test_nothing_of_a_pdf_is_left_whatever_comes(page: str) -> None:
    text = plain(page)
    left = set(text) & set(SPACES + NOTHING + LONG_DASHES + BULLETS + "\r\u00ad\uf0b7") - {BULLET, "\u2013"}
    assert left == set()
    assert "  " not in text
    assert all(line == line.strip() for line in text.split("\n"))


@pytest.mark.parametrize(
    ("pages", "mended"),
    [
        (["care\ufffe\nful. careful"], ["careful. careful"]),
        (["care\ufffe\nful"], ["care-ful"]),
        (["care\ufffe\nful. careful. care-ful"], ["care-ful. careful. care-ful"]),
        (["care\ufffe\nful. careful. care-ful. careful"], ["careful. careful. care-ful. careful"]),
        (["care\ufffe\nful", "careful"], ["careful", "careful"]),
        (["care\ufffe\nful. carefully"], ["care-ful. carefully"]),
        (["care\ufffe  ful. careful"], ["careful. careful"]),
        (["a well\ufffe"], ["a well-"]),
        (["a \ufffe b"], ["a - b"]),
        (["a well-\nknown place"], ["a well-known place"]),
        (["the Aldra-\nBelver road"], ["the Aldra-\nBelver road"]),
        (["one -\ntwo"], ["one -\ntwo"]),
    ],
    ids=["written without", "never seen", "as often with as without", "more often without", "seen on another page",
         "within a longer word is not seen", "spaces", "at the end of a page", "between spaces", "ordinary hyphen",
         "a capital begins a new word", "a dash"],
)  # fmt: skip
def test_a_broken_word_is_written_as_the_report_writes_it(pages: list[str], mended: list[str]) -> None:
    assert mend_words(pages) == mended
