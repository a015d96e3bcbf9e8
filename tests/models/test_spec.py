from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workforce_grades.codebook import OUTCOMES
from workforce_grades.errors import UnknownNameError
from workforce_grades.models.spec import CHOICES, MAIN_SPECS, TERMS, Spec, parse_spec


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    chosen = {part: draw(st.sampled_from(allowed)) for part, allowed in CHOICES.items()}
    if chosen["lead"]:
        chosen["lag"] = "0"
    terms = draw(st.lists(st.sampled_from(TERMS), min_size=1, unique=True))
    return Spec(draw(st.sampled_from(list(OUTCOMES))), tuple(terms), **chosen)


@given(specs())
def test_an_id_reads_back_as_the_same_specification(spec: Spec) -> None:
    assert parse_spec(str(spec)) == spec


@given(specs(), st.randoms())
def test_the_order_of_parts_and_terms_does_not_matter(spec: Spec, random: object) -> None:
    terms = list(spec.terms)
    effects = spec.effects.split("+")
    named = {part: getattr(spec, part) for part in CHOICES}
    named["effects"] = "+".join(reversed(effects))
    parts = [spec.outcome, *(f"{part}={value}" for part, value in named.items() if value)]
    if spec.lead:
        parts.remove("lag=0")
    random.shuffle(terms)  # type: ignore[attr-defined]
    parts.append(" + ".join(terms))
    random.shuffle(parts)  # type: ignore[attr-defined]
    assert str(parse_spec(" | ".join(parts))) == str(spec)


@given(specs())
def test_defaults_are_left_out(spec: Spec) -> None:
    assert not {f"{part}={allowed[0]}" for part, allowed in CHOICES.items()} & set(str(spec).split("|"))


def test_parts_come_in_one_order() -> None:
    spec = Spec("leaders", ("caseload", "turnover"), "ordered_probit", "all", "mean3", "", "headcount", "region", "la")
    assert str(spec) == (
        "leaders|turnover+caseload|family=ordered_probit|sample=all|lag=mean3|turnover=headcount|effects=region"
    )


def test_turnover_is_not_measured_where_it_is_no_term() -> None:
    assert str(parse_spec("overall|caseload|turnover=headcount")) == "overall|caseload"


def test_the_main_result_has_the_id_of_the_design() -> None:
    assert MAIN_SPECS["base"] == "overall|turnover+caseload"
    assert MAIN_SPECS["base_all"] == "overall|turnover+caseload|sample=all"


@pytest.mark.parametrize("name", MAIN_SPECS)
def test_main_specifications_are_canonical(name: str) -> None:
    assert str(parse_spec(MAIN_SPECS[name])) == MAIN_SPECS[name]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("overall|turnover+caselod", "Try 'overall|turnover+caseload'"),
        ("overal|turnover", "did you mean 'overall'?"),
        ("overall|turnover|sample=prmary", "did you mean 'primary'?"),
        ("overall|turnover|smple=all", "Try 'overall|turnover|sample=all'"),
        ("overall|turnover|lag=3", "Known: 0, 1, 2, mean3"),
        ("overall|turnover|lead=", "Known: 1, 2"),
        ("overall|turnover_rate", "did you mean 'turnover'"),
        ("overall|turnover|effects=region+year", "Known: none, region, census_year, region+census_year"),
        ("overall|turnover|lag=1|lead=1", "Give a lag or a lead, not both"),
        ("overall|turnover|lag=0|lead=1", "Give a lag or a lead, not both"),
        ("overall|turnover+turnover", "A term is there twice"),
        ("overall|turnover|sample=all|sample=first", "A part is missing, empty or there twice"),
        ("overall", "A part is missing, empty or there twice"),
        ("", "An id is outcome|terms"),
        ("overall|", "term '' is not known"),
        ("overall|turnover+casload|sample=all", "Try 'overall|turnover+caseload|sample=all'"),
    ],
)
def test_what_is_not_of_the_grammar_is_said_with_the_nearest(text: str, said: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        parse_spec(text)
    assert said.casefold() in str(caught.value).casefold()


def test_an_unknown_id_names_the_nearest_main_ones() -> None:
    with pytest.raises(UnknownNameError) as caught:
        parse_spec("overall turnover+caseload")
    assert MAIN_SPECS["base"] in caught.value.nearest


@pytest.mark.parametrize("fields", [{"lag": "1", "lead": "1"}, {"sample": "some"}, {"terms": ()}, {"outcome": "x"}])
def test_a_specification_made_in_code_is_checked_as_well(fields: dict[str, object]) -> None:
    with pytest.raises(UnknownNameError):
        Spec(**{"outcome": "overall", "terms": ("turnover",), **fields})  # type: ignore[arg-type]


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        spec = parse_spec(text)
    except UnknownNameError:
        return
    assert parse_spec(str(spec)) == spec


@st.composite
def misspelt(draw: st.DrawFn) -> str:
    text = str(draw(specs()))
    for _again in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text) - 1))
        text = text[:at] + draw(st.sampled_from(["", "x", "|", "+", "="])) + text[at + draw(st.integers(0, 4)) :] or "x"
    return text


@given(misspelt() | st.builds("{}|{}+{}".format, st.sampled_from(list(OUTCOMES)), st.text(), st.sampled_from(TERMS)))
@example("overall|over+caseload")
@example("overall|turnover|lag=01|lead=1")
@example("overall|turnover|smple=all|sample=all")
def test_every_suggestion_is_an_id(text: str) -> None:
    try:
        parse_spec(text)
    except UnknownNameError as error:
        for suggested in re.findall(r"Try '(.*)'", str(error)):
            assert str(parse_spec(suggested)) == suggested


def test_a_term_within_the_outcomes_name_is_put_right_where_it_is() -> None:
    with pytest.raises(UnknownNameError, match=r"Try 'overall\|turnover\+caseload'"):
        parse_spec("overall|over+caseload")
