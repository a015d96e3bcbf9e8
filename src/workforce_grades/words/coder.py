"""Sentences coded for workforce themes: which rule fired, and which way the sentence points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from workforce_grades.words.rules import Cue, Polarity, Rule, Rulebook, load_rules
from workforce_grades.words.sections import IMPROVE
from workforce_grades.words.sentences import Sentence

_TO_IMPROVE: Final = (IMPROVE, "priority_action")
_BLANK: Final = "~"
_CLAUSE: Final = re.compile(r"[;:–]|, (?:and|but|although|while|which|who|with)\b")
_CLAUSE_COUNTS_AS: Final = 4


@dataclass(frozen=True, slots=True)
class Mention:
    """A theme in a sentence.

    Attributes
    ----------
    sentence
        The sentence.
    theme, polarity
        What it is about, and which way: positive, negative, mixed, unclear; "mentioned" where no way is coded.
    rule
        The rule that fired; several are joined by a plus sign.
    """

    sentence: Sentence
    theme: str
    polarity: Polarity
    rule: str


def code_report(sentences: Iterable[Sentence], book: Rulebook | None = None) -> list[Mention]:
    """Return every theme of every sentence of a report, in order; a sentence without themes has no row."""
    book = book or load_rules()
    return [mention for sentence in sentences for mention in code_sentence(sentence, book)]


def code_sentence(sentence: Sentence, book: Rulebook | None = None) -> list[Mention]:
    """Return the themes of one sentence, one row each.

    Bullets under what needs to improve are negative whatever their words.
    """
    book = book or load_rules()
    text = sentence.text.replace("'", "’")
    fired = list(_fired(text, book))
    replaced = {rule.instead_of for rule, _ways in fired}
    found: dict[str, list[tuple[str, set[Polarity]]]] = {}
    for rule, ways in fired:
        if rule.name not in replaced or rule.instead_of:
            found.setdefault(rule.theme, []).append((rule.name, ways))
    mentions = []
    for theme, rules in found.items():
        ways = set().union(*(each for _name, each in rules))
        polarity: Polarity = _together(ways) if book.themes[theme].polar else "mentioned"
        if book.themes[theme].polar and sentence.section in _TO_IMPROVE:
            polarity = "negative"
        mentions.append(Mention(sentence, theme, polarity, "+".join(name for name, _ways in rules)))
    return mentions


def _fired(text: str, book: Rulebook) -> Iterator[tuple[Rule, set[Polarity]]]:
    blanked: dict[str, str] = {}
    for rule in book.rules:
        if rule.theme not in blanked:
            blanked[rule.theme] = _blank(text, book.ignored_for(rule.theme))
        words = blanked[rule.theme]
        anchors = list(rule.anchor.finditer(words))
        if not anchors or (rule.unless and rule.unless.search(words)):
            continue
        if rule.requires and not rule.requires.search(text):
            continue
        yield rule, {_way(rule, anchor, text, book) for anchor in anchors}


def _blank(text: str, ignored: Iterable[re.Pattern[str]]) -> str:
    for pattern in ignored:
        text = pattern.sub(lambda found: _BLANK * len(found[0]), text)
    return text


def _together(ways: set[Polarity]) -> Polarity:
    """Return one direction for several: two that differ are mixed; one that is unclear does not count."""
    clear = ways - {"unclear"}
    if not clear:
        return "unclear"
    return next(iter(clear)) if len(clear) == 1 else "mixed"


def _way(rule: Rule, anchor: re.Match[str], text: str, book: Rulebook) -> Polarity:
    """Return the direction of one anchor: that of its nearest cue, or mixed where a contrast brings both."""
    near = sorted(_near(book.cues[rule.cues], anchor, text))
    strong = {polarity for is_weak, _distance, polarity in near if not is_weak}
    if strong:
        return _together(strong)
    clear = {polarity for _weak, _distance, polarity in near if polarity in ("positive", "negative")}
    if any(polarity == "mixed" for _weak, _distance, polarity in near):
        return "mixed"
    if len(clear) == 2 and book.contrast.search(text):
        return "mixed"
    if near:
        return near[0][2]
    if rule.polarity != "unclear" and book.aim.search(text):
        return "unclear"
    return rule.polarity


def _near(cues: Iterable[Cue], anchor: re.Match[str], text: str) -> Iterator[tuple[bool, int, Polarity]]:
    """Yield the cues within reach of an anchor, strong ones first, with the words between."""
    for cue in cues:
        for found in cue.words.finditer(text):
            if found.end() <= anchor.start():
                distance, reach = _words(text[found.end() : anchor.start()]), cue.before
            elif found.start() >= anchor.end():
                distance, reach = _words(text[anchor.end() : found.start()]), cue.after
            else:
                distance, reach = 0, 0
            if distance <= reach:
                yield not cue.strong, distance, cue.polarity


def _words(between: str) -> int:
    """Count words; a new clause counts as several."""
    clauses = len(_CLAUSE.findall(between))
    return len(re.findall(r"[\w’-]+", between)) + _CLAUSE_COUNTS_AS * clauses
