"""A small rulebook of our own: how far cues reach, which of several wins, what takes one away, what silences a rule."""

from __future__ import annotations

from typing import Any

import pytest

from workforce_grades.errors import DataError
from workforce_grades.words.coder import Mention, code_report, code_sentence
from workforce_grades.words.rules import Rulebook, load_rules, read_rules
from workforce_grades.words.sentences import Sentence

CUES = [
    ("load", "negative", r"\bheavy\b", 2, 3, False),
    ("load", "positive", r"\blight\b", 2, 3, False),
    ("load", "mixed", r"\buneven\b", 2, 3, False),
    ("load", "negative", r"\bcrushing\b", 9, 9, True),
    ("load", "positive", r"\bfeathery\b", 9, 9, True),
    ("load", "negative", r"\brising\b", 8, 8, False),
    ("leave", "negative", r"\brising\b", 8, 8, False),
]
CONTENT: dict[str, Any] = {
    "words": {"staff": "(?:staff|workers)"},
    "theme": [
        {"id": "load", "label": "Load", "polar": True},
        {"id": "leave", "label": "Leave", "polar": True},
        {"id": "talk", "label": "Talk", "polar": False, "quotes_only": True, "part_of": "load"},
    ],
    "cue": [
        {"set": name, "polarity": way, "words": words, "before": before, "after": after, "strong": strong}
        for name, way, words, before, after, strong in CUES
    ],
    "ignored": {"all": ["load of fun", "leave to go"], "load": [r"load of hay"]},
    "aim": [{"words": r"\baims? to\b"}, {"words": r"\bplans to\b"}],
    "contrast": [{"words": r"\bbut\b"}, {"words": r"\balthough\b"}],
    "rule": [
        {"id": "load.any", "theme": "load", "anchor": r"\bload\b", "cues": "load", "hints": ["load"]},
        {"id": "load.over", "theme": "load", "anchor": r"\boverload\b", "polarity": "negative", "cues": "load"},
        {
            "id": "load.own",
            "theme": "load",
            "anchor": r"\bown load\b",
            "polarity": "positive",
            "instead_of": "load.any",
        },
        {"id": "leave.any", "theme": "leave", "anchor": r"\bleave\b", "cues": "leave", "unless": r"\bannual\b"},
        {
            "id": "talk.any",
            "theme": "talk",
            "anchor": r"\btalks?\b",
            "polarity": "negative",
            "requires": r"\b{staff}\b",
        },
        {"id": "load.never", "theme": "load", "anchor": r"\bburden\b", "hints": ["burdensome"]},
    ],
}


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return read_rules(CONTENT)


def code(text: str, book: Rulebook, section: str = "leaders") -> list[Mention]:
    return code_sentence(Sentence(section, 1, 0, text, is_bullet=False), book)


def ways(text: str, book: Rulebook, section: str = "leaders") -> dict[str, str]:
    return {one.theme: one.polarity for one in code(text, book, section)}


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("A heavy load", "negative"),
        ("A heavy, old load", "unclear"),
        ("A heavy old grey load", "negative"),
        ("A heavy old grey torn load", "unclear"),
        ("The load is heavy", "negative"),
        ("The load of the team heavy", "negative"),
        ("The load of the whole team heavy", "unclear"),
        ("The load, heavy", "negative"),
        ("The load; heavy", "unclear"),
        ("The load – heavy", "unclear"),
        ("The load, but heavy", "unclear"),
        ("The load, which is heavy", "unclear"),
        ("The load, of course heavy", "negative"),
        ("HEAVY LOAD", "negative"),
        ("The load", "unclear"),
        ("The heavyload of it: load", "unclear"),
    ],
)
def test_a_cue_reaches_so_many_words_and_a_new_clause_counts_as_four(text: str, way: str, book: Rulebook) -> None:
    assert ways(text, book) == {"load": way}


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("A light and heavy load", "negative"),
        ("A heavy and light load", "positive"),
        ("A light but heavy load", "mixed"),
        ("A light load is heavy", "positive"),
        ("A light load heavy", "positive"),
        ("A heavy load, light", "negative"),
        ("An uneven load is heavy", "mixed"),
        ("A heavy load but heavy", "negative"),
        ("Although light the load is heavy", "mixed"),
    ],
    ids=["nearest", "nearest again", "contrast", "before and nearer", "the earlier of two as near", "the same, turned",
         "mixed beats all", "a contrast of nothing", "contrast at the front"],
)  # fmt: skip
def test_of_several_cues_the_nearest_wins_unless_a_contrast_brings_both(text: str, way: str, book: Rulebook) -> None:
    assert ways(text, book) == {"load": way}


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("A light load that many still call crushing", "negative"),
        ("A light but crushing load", "negative"),
        ("An uneven load that many still call crushing", "negative"),
        ("A feathery load that many still call crushing", "mixed"),
        ("Crushing as it may have been for all of them yet the load is light", "positive"),
    ],
)
def test_a_strong_cue_decides_wherever_it_reaches(text: str, way: str, book: Rulebook) -> None:
    assert ways(text, book) == {"load": way}


@pytest.mark.parametrize(
    ("text", "load"),
    [
        ("Rising in each of the four leave near the load", "unclear"),
        ("Rising in each of the four leave and load", "negative"),
        ("Rising for leave, and the load", "negative"),
        ("Rising in each leave or rates of load", "negative"),
        ("Rising leave near the load", "negative"),
        ("Rising leave near the old load", "unclear"),
    ],
    ids=[
        "nearer to another theme",
        "joined by and",
        "by and the",
        "by or rates of",
        "three words off",
        "four words off",
    ],
)
def test_a_cue_nearer_to_another_theme_is_that_ones(text: str, load: str, book: Rulebook) -> None:
    assert ways(text, book) == {"leave": "negative", "load": load}


def test_a_theme_that_does_not_know_a_cue_takes_it_from_nobody() -> None:
    cues = [row for row in CONTENT["cue"] if row["set"] != "leave"] + [{**CONTENT["cue"][0], "set": "leave"}]
    found = ways("Rising in each of the four leave near the load", read_rules({**CONTENT, "cue": cues}))
    assert found == {"leave": "unclear", "load": "negative"}


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("There is overload", "negative"),
        ("The council aims to end overload", "unclear"),
        ("The council plans to end overload", "unclear"),
        ("The council aims to end light overload", "positive"),
        ("The council aims to end the load", "unclear"),
    ],
)
def test_an_aim_takes_the_direction_of_the_anchor_alone(text: str, way: str, book: Rulebook) -> None:
    assert ways(text, book) == {"load": way}


@pytest.mark.parametrize(
    ("text", "way", "rule"),
    [
        ("Overload and a load", "negative", "load.any+load.over"),
        ("A light load and later a load that is heavy", "mixed", "load.any"),
        ("A light load and later the load", "positive", "load.any"),
        ("Their own load", "positive", "load.own"),
        ("Their own load is heavy", "positive", "load.own"),
    ],
    ids=["two rules", "two anchors that differ", "one of them unclear", "instead of another", "which then has no say"],
)
def test_what_several_anchors_say_together(text: str, way: str, rule: str, book: Rulebook) -> None:
    assert [(one.polarity, one.rule) for one in code(text, book)] == [(way, rule)]


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("A heavy load of hay", set()),
        ("A load of fun", set()),
        ("A load of fun, and a load", {"load"}),
        ("By your leave to go", set()),
        ("They leave", {"leave"}),
        ("They take annual leave", set()),
        ("A talk", set()),
        ("A talk of workers", {"talk"}),
        ("A burden", set()),
        ("A burdensome burden", {"load"}),
        ("Nothing of it", set()),
        ("", set()),
    ],
)
def test_what_keeps_a_rule_from_firing(text: str, themes: set[str], book: Rulebook) -> None:
    assert set(ways(text, book)) == themes


@pytest.mark.parametrize(
    ("section", "found"),
    [
        ("leaders", {"load": "positive", "talk": "mentioned"}),
        ("what_needs_to_improve", {"load": "negative", "talk": "mentioned"}),
        ("priority_action", {"load": "negative", "talk": "mentioned"}),
    ],
)
def test_what_is_to_improve_is_bad_and_a_theme_without_directions_has_none(
    section: str, found: dict[str, str], book: Rulebook
) -> None:
    assert ways("A light load to talk of with staff", book, section) == found


def test_a_report_is_coded_sentence_by_sentence_in_order(book: Rulebook) -> None:
    texts = ["They leave.", "Nothing.", "The load and they leave."]
    sentences = [Sentence("leaders", at, 0, text, is_bullet=False) for at, text in enumerate(texts, start=1)]
    found = code_report(sentences, book)
    assert [(one.sentence.number, one.theme) for one in found] == [(1, "leave"), (3, "load"), (3, "leave")]
    assert code_report([], book) == []


def test_without_a_book_it_is_the_packages() -> None:
    (mention,) = code_report([Sentence("leaders", 1, 0, "Caseloads are too high.", is_bullet=False)])
    assert (mention.theme, mention.polarity) == ("caseload", "negative")
    assert load_rules() is load_rules()


def test_what_a_rules_file_says_and_what_it_leaves_out(book: Rulebook) -> None:
    rules = {rule.name: rule for rule in book.rules}
    assert [book.themes[name].polar for name in ("load", "leave", "talk")] == [True, True, False]
    assert (book.themes["talk"].quotes_only, book.themes["talk"].part_of) == (True, "load")
    assert (book.themes["load"].quotes_only, book.themes["load"].part_of) == (False, "")
    assert (rules["load.any"].polarity, rules["talk.any"].polarity) == ("unclear", "mentioned")
    assert (rules["talk.any"].cues, rules["talk.any"].hints, rules["load.any"].hints) == ("none", ("",), ("load",))
    assert [cue.strong for cue in book.cues["leave"]] == [False]
    assert [pattern.pattern for pattern in book.ignored_for("load")] == [
        "load of fun", "leave to go", "load of hay",
    ]  # fmt: skip
    assert [pattern.pattern for pattern in book.ignored_for("leave")] == ["load of fun", "leave to go"]


@pytest.mark.parametrize(
    ("part", "row", "place"),
    [
        ("rule", {"id": "x", "theme": "nowhere", "anchor": "a"}, "x: a rule of an unknown theme or set of cues"),
        (
            "rule",
            {"id": "x", "theme": "load", "anchor": "a", "cues": "no"},
            "x: a rule of an unknown theme or set of cues",
        ),
        ("rule", {"id": "x", "theme": "load", "anchor": "("}, "x: not a regular expression"),
        ("rule", {"id": "x", "theme": "load", "anchor": "a", "unless": "["}, "x: not a regular expression"),
        ("rule", {"id": "x", "theme": "load", "anchor": "a", "requires": "*"}, "x: not a regular expression"),
        (
            "cue",
            {"set": "load", "polarity": "mixed", "words": ")", "before": 1, "after": 1},
            "cue of load: not a regular",
        ),
        ("aim", {"words": "("}, "aim: not a regular expression"),
        ("contrast", {"words": "("}, "contrast: not a regular expression"),
    ],
)
def test_a_rules_file_with_a_fault_is_refused_with_its_place(part: str, row: dict[str, object], place: str) -> None:
    with pytest.raises(DataError, match=rf"rules\.toml, {place}"):
        read_rules({**CONTENT, part: [*CONTENT[part], row]})
    with pytest.raises(DataError, match=r"rules\.toml, ignored\.load: not a regular expression"):
        read_rules({**CONTENT, "ignored": {"load": ["("]}})
