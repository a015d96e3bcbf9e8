"""Characters as PDF files give them, brought to those of ordinary text."""

from __future__ import annotations

import re
from typing import Final

BULLET: Final = "•"

_LINE_END_HYPHEN: Final = "\ufffe"
_SOFT_HYPHEN: Final = "\u00ad"
_REPLACED: Final = str.maketrans(
    dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\f\v", " ")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\ufffd\x00", "")
    | dict.fromkeys("\u2500\u2501\u2504\u2505\u2508\u2509\u2012\u2013\u2014\u2015\u2212\u2574\u2576\u2e3a", "–")
    | dict.fromkeys("\u2010\u2011", "-")
    | dict.fromkeys(
        "\u25fc\u25fe\u25a0\u25aa\u25ab\u25a1\u25cf\u25cb\u25e6\u2022\u2023\u2043\u27a2\u2713\u2714", BULLET
    )
    | {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "´": "’", "`": "‘"}
)
_PRIVATE: Final = re.compile(r"[\ue000-\uf8ff]")
_BULLET_LETTER: Final = re.compile(r"^(?:o|§|·|\*)\s+(?=\S)", re.MULTILINE)
_BROKEN_WORD: Final = re.compile(rf"(\w+){_LINE_END_HYPHEN}[ \n]*(\w+)")
_SPLIT_AT_HYPHEN: Final = re.compile(r"(?<=\w)-\n(?=[a-z])")


def plain(page: str) -> str:
    """Return the text of a page with line ends, dashes, spaces, ligatures and bullets in one form each.

    Soft hyphens go, and the word they broke is whole again. Private-use characters are the bullets of
    symbol fonts where a line begins with one, and nothing elsewhere.

    Examples
    --------
    >>> plain("10 ─ 14 June")
    '10 – 14 June'
    """
    text = page.replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(rf"{_SOFT_HYPHEN}[ \n]*", "", text)
    text = re.sub(r"(?m)^[ ]*[\ue000-\uf8ff]\s*", f"{BULLET} ", text)
    text = _PRIVATE.sub(" ", text).translate(_REPLACED)
    text = _BULLET_LETTER.sub(f"{BULLET} ", text)
    return "\n".join(re.sub(r" {2,}", " ", line).strip() for line in text.split("\n"))


def mend_words(pages: list[str]) -> list[str]:
    """Return pages in which words broken at the end of a line are whole again.

    A hyphen at the end of a line is the word's own ("multi-agency") unless the same report writes the
    word without it more often elsewhere.
    """
    words = " ".join(pages)

    def whole(match: re.Match[str]) -> str:
        with_hyphen, without = f"{match[1]}-{match[2]}", match[1] + match[2]
        seen = len(re.findall(rf"\b{re.escape(without)}\b", words))
        return without if seen > len(re.findall(rf"\b{re.escape(with_hyphen)}\b", words)) else with_hyphen

    return [_SPLIT_AT_HYPHEN.sub("-", _BROKEN_WORD.sub(whole, page).replace(_LINE_END_HYPHEN, "-")) for page in pages]
