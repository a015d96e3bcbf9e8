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
_CLAUSE_BEFORE: Final = re.compile(r"[;:–,]")
_CLAUSE_COUNTS_AS: Final = 4
_BESIDE: Final = 3
_AND: Final = re.compile(r",? (?:and|or) (?:the |a |staff |social work |rates? of )*")

Span = tuple[int, int]
Rival = tuple[Span, tuple[Cue, ...]]


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
    found = list(_anchored(text, book))
    for rule, anchors in found:
        others = [
            (span, book.cues[other.cues]) for other, spans in found if other.theme != rule.theme for span in spans
        ]
        yield rule, {_way(rule, anchor, others, text, book) for anchor in anchors}


def _anchored(text: str, book: Rulebook) -> Iterator[tuple[Rule, list[Span]]]:
    """Yield the rules that apply to a sentence, each with the places of its anchors."""
    blanked: dict[str, str] = {}
    lower = text.lower()
    for rule in book.rules:
        if not any(hint in lower for hint in rule.hints):
            continue
        if rule.theme not in blanked:
            blanked[rule.theme] = _blank(text, book.ignored_for(rule.theme))
        words = blanked[rule.theme]
        anchors = [found.span() for found in rule.anchor.finditer(words)]
        if not anchors or (rule.unless and rule.unless.search(words)):
            continue
        if not rule.requires or rule.requires.search(text):
            yield rule, anchors


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


def _way(rule: Rule, anchor: Span, others: list[Rival], text: str, book: Rulebook) -> Polarity:
    """Return the direction of one anchor: that of its nearest cue, or mixed where a contrast brings both."""
    near = sorted(_near(book.cues[rule.cues], anchor, others, text))
    strong = {polarity for is_weak, _distance, _later, polarity in near if not is_weak}
    if strong:
        return _together(strong)
    ways = {polarity for _weak, _distance, _later, polarity in near}
    if "mixed" in ways or ({"positive", "negative"} <= ways and book.contrast.search(text)):
        return "mixed"
    if near:
        return near[0][-1]
    if rule.polarity != "unclear" and book.aim.search(text):
        return "unclear"
    return rule.polarity


def _near(
    cues: Iterable[Cue], anchor: Span, others: list[Rival], text: str
) -> Iterator[tuple[bool, int, bool, Polarity]]:
    """Yield the cues of an anchor: whether weak, how far, whether it comes after, and its direction.

    A cue that stands nearer to another theme's anchor is that one's, unless it stands right by this one.
    """
    for cue in cues:
        for found in cue.words.finditer(text):
            later = found.start() >= anchor[1]
            distance = _distance(found.span(), anchor, text)
            if distance > (cue.after if later else cue.before):
                continue
            if (
                not cue.strong
                and distance > _BESIDE
                and any(_takes(rival, anchor, found.span(), distance, text) for rival in others)
            ):
                continue
            yield not cue.strong, distance, later, cue.polarity


def _takes(rival: Rival, anchor: Span, cue: Span, distance: int, text: str) -> bool:
    """Tell whether a cue stands nearer to another theme's anchor that knows it too, and is not joined by "and"."""
    span, cues = rival
    if _AND.fullmatch(text[span[1] : anchor[0]]) or _AND.fullmatch(text[anchor[1] : span[0]]):
        return False
    return _distance(cue, span, text) < distance and any(
        found.start() < cue[1] and found.end() > cue[0] for each in cues for found in each.words.finditer(text)
    )


def _distance(cue: Span, anchor: Span, text: str) -> int:
    """Return the words between a cue and an anchor; a new clause counts as several."""
    if cue[1] <= anchor[0]:
        between, clause = text[cue[1] : anchor[0]], _CLAUSE_BEFORE
    elif cue[0] >= anchor[1]:
        between, clause = text[anchor[1] : cue[0]], _CLAUSE
    else:
        return 0
    return len(re.findall(r"[\w’-]+", between)) + _CLAUSE_COUNTS_AS * len(clause.findall(between))
