"""Rules, polarity, negation and the decisions on doubtful cases, on sentences of our own."""

from __future__ import annotations

import pytest

from workforce_grades.errors import DataError
from workforce_grades.words.coder import Mention, code_sentence
from workforce_grades.words.rules import POLARITIES, load_rules, read_rules
from workforce_grades.words.sentences import Sentence


def code(text: str, *, section: str = "leaders") -> list[Mention]:
    return code_sentence(Sentence(section, 1, 0, text, is_bullet=False))


def said(text: str, *, section: str = "leaders") -> dict[str, str]:
    return {one.theme: one.polarity for one in code(text, section=section)}


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("Social workers have manageable caseloads.", {"caseload": "positive"}),
        ("Caseloads are not manageable in two teams.", {"caseload": "negative"}),
        ("Caseloads have fallen but remain too high for some.", {"caseload": "mixed"}),
        ("Leaders have taken action to reduce high caseloads.", {"caseload": "mixed"}),
        ("Actions have reduced the very high caseloads of last year.", {"caseload": "positive"}),
        ("Clear expectations are set for caseloads.", {"caseload": "unclear"}),
        ("Independent reviewing officers have high caseloads.", {"caseload_reviewing_officers": "negative"}),
        ("Personal advisers have manageable caseloads.", {"caseload_personal_advisers": "positive"}),
        ("Too many children have several changes of social worker.", {"changes_of_worker": "negative"}),
        ("Children have fewer changes of social worker.", {"changes_of_worker": "positive"}),
        ("Children do not have a consistent social worker.", {"changes_of_worker": "negative"}),
        ("Most children keep the same social worker.", {"changes_of_worker": "positive"}),
        ("Children have too many changes of placement.", {}),
        ("Staff turnover is low.", {"turnover": "positive"}),
        ("Morale is high, and turnover is low.", {"turnover": "positive"}),
        ("High turnover of staff delays plans.", {"turnover": "negative"}),
        ("There is a lack of a stable workforce.", {"turnover": "negative"}),
        ("Stabilising the workforce is a priority for leaders.", {"turnover": "unclear"}),
        ("Children live in stable homes.", {}),
        ("The service relies heavily on agency workers.", {"agency": "negative"}),
        ("Reliance on agency staff has reduced.", {"agency": "positive"}),
        ("Multi-agency workers meet weekly.", {}),
        ("The regional adoption agency works well.", {}),
        ("Supervision is regular.", {"supervision": "mentioned"}),
        ("Contact takes place under a supervision order.", {}),
        ("Supervising social workers visit foster carers.", {}),
        ("A permanent director of children’s services has been appointed.", {"leadership": "mentioned"}),
        ("The interim director of children’s services knows the service.", {"leadership": "mentioned"}),
        ("Senior leaders are visible.", {}),
        ("Recruitment and retention of social workers remain hard.", {"recruitment": "mentioned"}),
        ("Recruitment of foster carers is slow.", {}),
        ("Young people take part in the recruitment of staff.", {}),
        ("A restorative model of practice is shared.", {"practice_model": "mentioned"}),
    ],
)  # fmt: skip
def test_themes_and_polarity(text: str, themes: dict[str, str]) -> None:
    assert said(text) == themes


def test_a_sentence_can_be_about_several_themes_each_with_its_own_direction() -> None:
    text = "Caseloads are manageable, but turnover is high and there is heavy reliance on agency staff."
    assert said(text) == {"caseload": "positive", "turnover": "negative", "agency": "negative"}


def test_bullets_under_what_needs_to_improve_are_negative() -> None:
    for section in ("what_needs_to_improve", "priority_action"):
        assert said("The stability of the workforce.", section=section) == {"turnover": "negative"}
    assert said("Supervision of staff.", section="what_needs_to_improve") == {"supervision": "mentioned"}


def test_straight_and_curly_apostrophes_are_alike() -> None:
    straight = "The director of children's services was recently appointed."
    assert said(straight) == said(straight.replace("'", "’")) == {"leadership": "mentioned"}


def test_each_mention_names_the_rules_that_fired() -> None:
    names = {rule.name for rule in load_rules().rules}
    (mention,) = code("Children have had the same social worker for many years, giving continuity.")
    assert mention.theme == "changes_of_worker"
    assert set(mention.rule.split("+")) == {"changes.same_worker", "changes.continuity", "changes.lasting_relationship"}
    assert set(mention.rule.split("+")) <= names


def test_the_rulebook_holds_the_themes_of_the_project() -> None:
    book = load_rules()
    counted = [name for name, theme in book.themes.items() if not theme.part_of and not theme.quotes_only]
    assert counted == [
        "caseload", "changes_of_worker", "turnover", "agency", "supervision", "leadership", "recruitment",
    ]  # fmt: skip
    assert [name for name in counted if book.themes[name].polar] == counted[:4]
    assert {rule.theme for rule in book.rules} == set(book.themes)
    assert {cue.polarity for cues in book.cues.values() for cue in cues} <= set(POLARITIES)


def test_hints_never_hide_a_rule() -> None:
    """A hint is a shortcut: each rule's own examples must pass it."""
    for rule in load_rules().rules:
        assert rule.hints != ("",), rule.name


def test_a_broken_rulebook_is_an_error_that_names_the_rule() -> None:
    book = {
        "words": {}, "theme": [{"id": "a", "label": "A", "polar": True}], "cue": [], "ignored": {},
        "aim": [{"words": "x"}], "contrast": [{"words": "y"}],
    }  # fmt: skip
    with pytest.raises(DataError, match=r"rules\.toml, a\.one: not a regular expression"):
        read_rules({**book, "rule": [{"id": "a.one", "theme": "a", "anchor": "("}]})
    with pytest.raises(DataError, match=r"rules\.toml, b\.one: a rule of an unknown theme"):
        read_rules({**book, "rule": [{"id": "b.one", "theme": "b", "anchor": "x"}]})
