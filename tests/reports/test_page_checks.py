from __future__ import annotations

from pathlib import Path

import pytest

from workforce_grades.reports.page_checks import (
    PageError,
    check_page,
    hide_folders,
    hide_folders_in,
    named_folders,
)

GOOD = (
    '<h1>One</h1><p id="a">Text</p><a href="#a">a</a><a href="https://example.org/x">x</a><a href="../b-c.html#d">b</a>'
)
PRIVATE = (Path("/home/ada"), Path("/srv/data/open-data"))


def test_a_good_page_passes() -> None:
    check_page(GOOD + '<img alt="A line" src="data:image/png;base64,AA"><svg><use xlink:href="#a"></use></svg>')


@pytest.mark.parametrize(
    ("piece", "message"),
    [
        ("<script>1</script>", "it has a <script>"),
        ("<script src='data:,1'></script>", "it has a <script>"),
        ('<script type="application/ld+json" nonce="a">{}</script>', "it has a <script>"),
        ('<script type="application/ld+json">{</script>', "a block of data is not JSON"),
        ('<script type="application/ld+json">{}</script><script>1</script>', "it has a <script>"),
        ("<iframe></iframe>", "it has a <iframe>"),
        ('<p onclick="go()">', "event handler onclick"),
        ('<img alt="x" src="https://example.org/i.png">', "<img> loads https://example.org/i.png"),
        ('<img alt="x" src="pic.png">', "<img> loads pic.png"),
        ('<img src="data:,">', "no alt text"),
        ('<link rel="stylesheet" href="https://example.org/a.css">', "<link> loads"),
        ('<a href="javascript:alert(1)">x</a>', "a link goes to javascript"),
        ('<a href="file:///etc">x</a>', "a link goes to file"),
        ("<style>@import 'a.css'</style>", "a style loads something"),
        ('<p style="background: url(https://example.org)">', "a style loads something"),
        ("<h1>Two</h1>", "2 headings of the first level"),
        ('<p id="a">', "two elements have the id 'a'"),
        ('<a href="#nowhere">x</a>', "nothing has the id 'nowhere'"),
        ("<p>/home/ada/x.csv</p>", "names a folder of this machine"),
        ("<p>/tmp/ipykernel_12/3.py</p>", "names a folder of this machine"),
    ],
)
def test_a_page_that_must_not_be_published_says_why(piece: str, message: str) -> None:
    with pytest.raises(PageError, match=message):
        check_page(GOOD + piece, private=PRIVATE)


def test_a_page_may_have_data_and_the_one_script_it_is_known_for() -> None:
    page = GOOD + '<script type="application/ld+json">{"name": "<b>"}</script><script>go("<i>")</script>'
    check_page(page, scripts=['go("<i>")'])
    with pytest.raises(PageError, match="it has a <script>"):
        check_page(page, scripts=["go()"])


def test_clip_paths_inside_the_page_are_no_loads() -> None:
    check_page(GOOD + '<svg><g style="clip-path: url(#a)"></g></svg>')


def test_folders_are_found_and_hidden_as_whole_names() -> None:
    text = "/home/ada/a.csv and /home/adam/b.csv and /srv/data/open-data"
    assert named_folders(text, PRIVATE) == ["/home/ada", "/srv/data/open-data"]
    assert hide_folders(text, PRIVATE) == ".../a.csv and /home/adam/b.csv and ..."
    assert named_folders("a / b", [Path("/")]) == []


def test_a_short_folder_is_not_taken_for_a_part_of_a_link() -> None:
    short = (Path("/data"),)
    check_page(GOOD + '<a href="../data/linked.csv">x</a><a href="https://example.org/data/y">y</a>', private=short)
    for text in ("<p>/data/x.csv</p>", "<p>'/data'</p>", "file:///data/x", "\x1b[32m/data/x.csv"):
        assert named_folders(text, short) == ["/data"], text


def test_names_of_the_machine_are_refused_as_whole_words() -> None:
    check_page(GOOD + "<p>adalaptop and ada-laptop-2</p>", names=["ada-laptop"])
    with pytest.raises(PageError, match="names this machine or its user"):
        check_page(GOOD + "<p>made on ada-laptop.</p>", names=["ada-laptop"])


def test_folders_go_from_every_text_of_a_record() -> None:
    record = {"/home/ada/x": ["/home/ada/a.csv", 3, None, {"n": ("see /srv/data/open-data", True)}]}
    assert hide_folders_in(record, PRIVATE) == {".../x": [".../a.csv", 3, None, {"n": ["see ...", True]}]}
